"""What of substance two wordings of one sentence do not share: figures, names, days, quoted words, a denial.

Works word by word on digits, capitals, quotation marks and short lists of words, so it reads any language that writes
capitals, and knows no facts. Whether anything of it matters is decided elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from pipeline.read.amounts import ONES, TENS
from pipeline.read.lexicon import MONTHS, OFFICES, ROLES, WEEKDAYS, words

_TASTE = str.maketrans(
    {
        **dict.fromkeys("“”„«»‟＂", '"'),
        **dict.fromkeys("‘’‚‛`´ʼ", "'"),
        **dict.fromkeys("–—‐‑‒―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "…": "...",
    }
)
#: The same for marks that one sign stands for, so that places stay.
_MARKS = {sign: plain for sign, plain in _TASTE.items() if plain is not None and len(plain) == 1}
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|[%$£€¥]")
_QUOTED = re.compile(r'(?<!\w)"([^"]+)(?:"|$)|(?<!\w)\'([^\']{20,})\'(?!\w)')
#: Words that stand in a quotation and carry little of what was said.
_LIGHT = words(
    """a an the that this these those and or but of to in on at by for with from as it its is are was were be been has
    have had do does did will would he she they we i you his her their our my your who which there so very just"""
)
_DENIALS = words(
    """not no never none nobody nothing nowhere neither nor cannot no-one nicht kein keine keinen keinem keiner keines
    nie niemals niemand nichts pas jamais aucun aucune rien non nunca jamás ningún ninguna nada nessuno nessuna mai não
    nenhum niet geen nooit inte aldrig ikke aldri ej не нет никогда"""
)
_DENYING = ("un", "dis", "non", "im", "in", "il", "ir")
_CALENDAR = frozenset((*WEEKDAYS, *MONTHS))
#: Words in capitals that say what somebody is, not who.
_RANKS = OFFICES | ROLES | words("mr mrs ms miss prime head first former then state dame king queen")
#: Not `one`, which is a pronoun as often.
_NUMBERS = {word: str(value) for word, value in (ONES | TENS).items() if value > 1}
_SIZES = words(
    "dozen hundred thousand million billion trillion hundreds thousands millions billions half third quarter"
)
#: Likeness of two words (difflib's ratio, 0..1) from which one is the other spelled better.
#: Source: two letters of six that changed places leave 0.83, `colour` and `color` 0.91.
_SAME_WORD = 0.75


def marks_alike(text: str) -> str:
    """Return a text with one kind of each quotation mark and dash, every letter where it was."""
    return _exchanged(text, _MARKS)


def folded(text: str) -> str:
    """Return a text without typographic taste: one kind of each mark, one space, small letters."""
    return " ".join(_untasted(text).split())


def folded_lines(lines: Sequence[str]) -> list[str]:
    """Return lines without typographic taste; quicker than one by one."""
    if not lines:
        return []
    return [" ".join(line.split()) for line in _untasted("\n".join(lines)).split("\n")]


def _untasted(text: str) -> str:
    text = _exchanged(text, _TASTE)
    return text.lower() if text.isascii() else _exchanged(unicodedata.normalize("NFKC", text), _TASTE).lower()


def _exchanged(text: str, signs: Mapping[int, str | None]) -> str:
    """Do as `str.translate` does, which looks up every letter where few are replaced."""
    if text.isascii():
        return text.replace("`", "'")
    for sign, plain in signs.items():
        if (printed := chr(sign)) in text:
            text = text.replace(printed, plain or "")
    return text


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands."""

    printed: str
    #: As compared.
    key: str
    is_first: bool
    is_quoted: bool

    @property
    def is_capital(self) -> bool:
        """Tell whether it begins with a capital where small letters are the rule."""
        return self.printed[:1].isupper() and len(self.printed) > 1

    @property
    def number(self) -> str | None:
        """Return the number that it stands for, or None."""
        if self.printed[0].isdigit():
            return re.sub(r",(?=\d{3}(?:\D|$))", "", self.printed)
        return _NUMBERS.get(self.key) or (self.key if self.key in _SIZES else None)


@dataclass(frozen=True)
class Wording:
    """A stretch of text as its words."""

    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order, marks left out."""
        plain = unicodedata.normalize("NFKC", self.text.translate(_TASTE)).translate(_TASTE)
        quoted = [found.span() for found in _QUOTED.finditer(plain)]
        return tuple(
            Word(
                found.group(),
                found.group().lower(),
                not plain[: found.start()].rstrip(" \"'(-").rpartition("\n")[2],
                any(start <= found.start() < end for start, end in quoted),
            )
            for found in _WORD.finditer(plain)
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words in it, as compared, with the numbers that they stand for."""
        return frozenset(word.key for word in self.words) | {word.number for word in self.words if word.number}

    @cached_property
    def in_capitals(self) -> frozenset[str]:
        """The words that stand in capitals within a sentence."""
        return frozenset(word.key for word in self.words if word.is_capital and not word.is_first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What of substance one of two wordings has and the other has not."""

    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    #: Does it deny what the other says?
    denies: bool = False

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return self != Loss()


def losses(old: Wording, new: Wording, before: Wording, after: Wording) -> tuple[Loss, Loss]:
    """Return what the old wording of a sentence has alone, and what the new one has.

    Args:
        old: the sentence as it stood.
        new: the same as it stands; either may be empty.
        before: the whole text in which the old one stood: what is printed there elsewhere is not new.
        after: the whole text in which the new one stands.
    """
    parts = list(_replaced(old.words, new.words))
    gone = merged(_loss(mine, theirs, before, after) for mine, theirs in parts)
    fresh = merged(_loss(theirs, mine, after, before) for mine, theirs in parts)
    more = sum(_n_denials(mine) - _n_denials(theirs) for mine, theirs in parts) if old.words and new.words else 0
    return replace(gone, denies=gone.denies or more > 0), replace(fresh, denies=fresh.denies or more < 0)


def merged(parts: Iterable[Loss]) -> Loss:
    """Return all that was lost as one."""
    lost = list(parts)
    return Loss(
        figures=tuple(figure for one in lost for figure in one.figures),
        names=tuple(name for one in lost for name in one.names),
        quotes=tuple(quote for one in lost for quote in one.quotes),
        dates=tuple(date for one in lost for date in one.dates),
        denies=any(one.denies for one in lost),
    )


def telling(wording: Wording) -> frozenset[str]:
    """Return the words that carry what is said, as compared."""
    return frozenset(_stem(word.key) for word in wording.words if word.key not in _LIGHT)


def n_denials(wording: Wording) -> int:
    """Count the words that deny."""
    return _n_denials(wording.words)


def _n_denials(listed: Iterable[Word]) -> int:
    return sum(word.key in _DENIALS or word.key.endswith("n't") for word in listed)


def _replaced(old: Sequence[Word], new: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    matcher = SequenceMatcher(None, [word.key for word in old], [word.key for word in new], autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "equal" and not _are_misspelled(old[a0:a1], new[b0:b1]):
            yield old[a0:a1], new[b0:b1]


def _are_misspelled(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether letters of small words changed their places, and nothing else."""
    small = all(word.key.isalpha() and not word.is_capital for word in (*mine, *theirs))
    return small and [sorted(word.key) for word in mine] == [sorted(word.key) for word in theirs]


def _loss(mine: Sequence[Word], theirs: Sequence[Word], own: Wording, other: Wording) -> Loss:
    return Loss(
        figures=_figures(mine, theirs, other),
        names=_names(mine, theirs, own, other),
        quotes=_quotes(mine, theirs, other),
        dates=_dates(mine, theirs, other),
        denies=_is_denied(mine, theirs),
    )


def _figures(mine: Sequence[Word], theirs: Sequence[Word], other: Wording) -> tuple[str, ...]:
    numbers = {word.number for word in theirs if word.number}
    return tuple(
        word.printed
        for word in mine
        if word.number and word.number not in numbers and (numbers or word.number not in other.keys)
    )


def _names(mine: Sequence[Word], theirs: Sequence[Word], own: Wording, other: Wording) -> tuple[str, ...]:
    others = {word.key for word in theirs if _is_name(word, other)}
    keys = {_stem(word.key) for word in theirs}
    told = [word for word in mine if _is_name(word, own) and _stem(word.key) not in keys]
    if not others:
        told = [word for word in told if _stem(word.key) not in other.keys and word.key not in other.keys]
    return (" ".join(word.printed for word in told),) if told else ()


def _is_name(word: Word, own: Wording) -> bool:
    if not word.is_capital or word.key in _RANKS or word.key in _CALENDAR or word.number:
        return False
    return _stem(word.key) not in _LIGHT and (not word.is_first or word.key in own.in_capitals)


def _stem(key: str) -> str:
    return key.removesuffix("'s").removesuffix("'")


def _quotes(mine: Sequence[Word], theirs: Sequence[Word], other: Wording) -> tuple[str, ...]:
    """Return the quoted words, where some of them stand there neither so nor spelled otherwise."""
    told = [word.key for word in mine if word.is_quoted and word.key not in _LIGHT]
    keys = [word.key for word in theirs]
    is_changed = any(not any(is_respelled(key, one) for one in keys) for key in told)
    if is_changed and not keys:
        # cut, or moved into another sentence
        is_changed = any(key not in other.keys for key in told)
    return (" ".join(word.printed for word in mine if word.is_quoted),) if is_changed else ()


def _dates(mine: Sequence[Word], theirs: Sequence[Word], other: Wording) -> tuple[str, ...]:
    days = {word.key for word in theirs if word.key in _CALENDAR}
    return tuple(
        word.printed
        for word in mine
        if word.key in _CALENDAR and word.is_capital and word.key not in days and (days or word.key not in other.keys)
    )


def _is_denied(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Tell whether a word is denied by what stands before it: `unlikely` for `likely`."""
    keys = {word.key for word in theirs if len(word.key) > 3}
    return any(word.key.removeprefix(prefix) in keys for word in mine for prefix in _DENYING if word.key not in keys)


def is_respelled(one: str, other: str) -> bool:
    """Tell whether a word is another one spelled otherwise."""
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME_WORD
