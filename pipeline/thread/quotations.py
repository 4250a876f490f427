"""What is said in a thread: the same words, however its outlets cut them, are one quotation.

One outlet prints a statement whole, another its first half, a third two words of it. They are put together where the
shorter string stands in the longer one, word for word or nearly so.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.nouns import Quote
from pipeline.read.amounts import ONES, TENS
from pipeline.thread.accounts import Account, Groups, in_order
from pipeline.thread.speakers import Speakers, join_speakers

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Words that are compared of one string; a longer one is compared by its beginning.
_MOST_WORDS = 400
#: Words in a row that make two strings worth comparing.
_SHINGLE = 3
#: Strings with the same words in a row that are compared with one of them: more share a phrase that everybody uses.
_MOST_LIKE = 60
#: Words between two runs that an edit may have put there or taken away; more were left out.
_LONGEST_EDIT = 4
_NUMBERS = frozenset({*ONES, *TENS, "hundred", "thousand", "million", "billion"}) - {"one"}
_NEGATIONS = frozenset({"not", "never", "no", "cannot", "nor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationRules:
    """When two strings are the same words."""

    #: Share of the shorter string's words that stand in the longer one in the same order, 0..1.
    least_shared: float = 0.8
    #: The same for strings of fewer words than `surely_words`.
    least_shared_short: float = 0.85
    #: Words from which on strings are the same whoever is said to have spoken them.
    surely_words: int = 8
    #: Words in a row, shared by strings of which each has more, from which on both are cut from one.
    overlap_words: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One string, as one article prints it."""

    article_id: str
    #: Slug of the outlet; None: not known.
    outlet: str | None
    told_at: datetime
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that somebody said once, with every string that was cut from them."""

    #: The longest string that is printed of it.
    fullest: Printing
    #: The speaker's fullest mention in the thread, as most of the printings give it; None: none gives one.
    speaker: str | None
    #: Whom printings name instead, where they do not agree.
    also_given_to: tuple[str, ...]
    #: All of them, in order of time.
    printings: tuple[Printing, ...]

    @property
    def first(self) -> Printing:
        """Who had it first."""
        return self.printings[0]

    @property
    def n_outlets(self) -> int:
        """How many outlets print it."""
        return len({one.outlet or one.article_id for one in self.printings})


@dataclass(frozen=True, slots=True)
class _String:
    """A string made ready to be compared."""

    printing: Printing
    words: tuple[str, ...]
    #: Number of its speaker in the thread; None: not told.
    speaker: int | None


def join_quotations(
    accounts: Iterable[Account], speakers: Speakers | None = None, rules: QuotationRules = QuotationRules()
) -> tuple[Quotation, ...]:
    """Put the strings that are the same words together, in the order in which they were first printed.

    Strings of fewer than `surely_words` words are the same only if nothing speaks against their having one speaker: two
    ministers can both be `deeply concerned`. One article never joins the words of two speakers of its own.

    Args:
        accounts: the articles of one thread with their facts, in any order.
        speakers: who speaks in the thread, where that is known already.
        rules: when two strings are the same.
    """
    ordered = in_order(accounts)
    speakers = speakers or join_speakers(ordered)
    strings = [_string(account, quote, speakers) for account in ordered for quote in account.facts.quotes]
    groups = _Grouped(strings)
    pairs = [(_strength(strings[a], strings[b], rules), a, b) for a, b in _worth_comparing(strings)]
    # those with one speaker first, so that each string finds its own before one that is like it
    for strength, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if strength > 0:
            groups.join(a, b)
    return tuple(_quotation([strings[n] for n in group], speakers) for group in groups.all())


def _string(account: Account, quote: Quote, speakers: Speakers) -> _String:
    words = tuple(word.lower().replace("’", "'") for word in _WORD.findall(quote.text)[:_MOST_WORDS])
    printing = Printing(article_id=account.article_id, outlet=account.outlet, told_at=account.told_at, quote=quote)
    return _String(printing, words, speakers.numbers.get((account.article_id, quote.speaker or "")))


def _worth_comparing(strings: Sequence[_String]) -> Iterator[tuple[int, int]]:
    """Yield pairs that have some words in a row in common, or all words of the shorter, each once."""
    short = {string.words for string in strings if 0 < len(string.words) < _SHINGLE}
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    for number, string in enumerate(strings):
        for run in _runs(string.words, short):
            seen.update((other, number) for other in places[run][-_MOST_LIKE:] if other != number)
            places[run].append(number)
    yield from seen


def _runs(words: tuple[str, ...], short: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return the words in a row by which a string is found: three, or fewer where a string has no more."""
    runs = {words[n : n + _SHINGLE] for n in range(len(words) - _SHINGLE + 1)}
    fewer = {words[n : n + length] for length in range(1, _SHINGLE) for n in range(len(words) - length + 1)}
    return runs | (fewer & short)


def _strength(one: _String, other: _String, rules: QuotationRules) -> float:
    """Return how surely two strings are the same words, 0: they are not."""
    short, long = sorted((one, other), key=lambda string: len(string.words))
    agree = _agree(one, other)
    if agree < 0 and len(short.words) < rules.surely_words:
        return 0.0
    share, longest = _shared(short.words, long.words)
    least = rules.least_shared if len(short.words) >= rules.surely_words else rules.least_shared_short
    is_part = share >= (least if len(short.words) > _SHINGLE else 1.0)
    if not is_part and longest < rules.overlap_words:
        return 0.0
    if agree <= 0 and len(short.words) < _SHINGLE:
        return 0.0  # `no` of two speakers of whom one is not named
    return agree + 1 + share


def _agree(one: _String, other: _String) -> int:
    """Return 1 where both have one speaker, -1 where they have two, 0 where it is not told."""
    if one.speaker is None or other.speaker is None:
        return 0
    return 1 if one.speaker == other.speaker else -1


def _shared(short: tuple[str, ...], long: tuple[str, ...]) -> tuple[float, int]:
    """Return the share of a string's words that stand in another in the same order, and the longest run of them.

    Where a number or a `not` stands in one only, nothing is shared.
    """
    blocks = SequenceMatcher(None, long, short, autojunk=False).get_matching_blocks()[:-1]
    kept = [block for block in blocks if block.size > 1 or block.size == len(short)]
    for before, after in pairwise(kept):
        there, here = long[before.a + before.size : after.a], short[before.b + before.size : after.b]
        if len(there) <= _LONGEST_EDIT and any(_turns(word) for word in {*there} ^ {*here}):
            return 0.0, 0
    sizes = [block.size for block in kept]
    return sum(sizes) / max(len(short), 1), max(sizes, default=0)


def _turns(word: str) -> bool:
    """Tell whether a word makes another statement of the same words."""
    return word in _NEGATIONS or word.endswith("n't") or word.isdigit() or word in _NUMBERS


class _Grouped:
    """Strings that are put together, unless one article gives them to two speakers."""

    def __init__(self, strings: Sequence[_String]) -> None:
        self._groups = Groups(len(strings))
        self._given = [{(one.printing.article_id, one.speaker)} for one in strings]

    def join(self, one: int, other: int) -> None:
        """Put the groups of two strings together where nothing forbids it."""
        a, b = self._groups.root(one), self._groups.root(other)
        if a == b or self._is_split(a, b):
            return
        given = self._given[a] | self._given[b]
        self._given[self._groups.join(a, b)] = given

    def all(self) -> list[list[int]]:
        """Return the groups."""
        return self._groups.all()

    def _is_split(self, a: int, b: int) -> bool:
        known = {article_id: speaker for article_id, speaker in self._given[a] if speaker is not None}
        return any(
            speaker is not None and known.get(article_id, speaker) != speaker for article_id, speaker in self._given[b]
        )


def _quotation(strings: Sequence[_String], speakers: Speakers) -> Quotation:
    numbers = Counter(string.speaker for string in strings if string.speaker is not None)
    by_weight = sorted(numbers, key=lambda number: (-numbers[number], -len(speakers.all[number].name)))
    named = list(dict.fromkeys(speakers.all[number].name for number in by_weight))
    others = [name for name in named[1:] if not _folded(name) <= _folded(named[0])]
    fullest = max(strings, key=lambda string: len(string.words)).printing
    return Quotation(
        fullest=fullest,
        speaker=named[0] if named else None,
        also_given_to=tuple(others),
        printings=tuple(string.printing for string in strings),
    )


def _folded(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}
