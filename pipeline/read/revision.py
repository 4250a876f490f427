"""What an edit means: whether a new version of an article says the same, says it otherwise, or says something else.

Compares sentence by sentence and word by word, blind to what its page adds: prompts, advertisements, headlines of other
articles, credits, stamps, typography, and sentences that only moved. It says what was changed, never why.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.nouns import Article, ChangedSentence, RevisionKind
from pipeline.read.lines import is_line_of_page, is_list_heading
from pipeline.read.prints import Prints, sentences_in
from pipeline.read.wording import Wording, folded, is_respelled, losses, merged, n_denials, telling

_STAMP = re.compile(r"\W*(?:(?:last|first)\s+)?(?:updated|published|modified|posted)\b.{0,80}", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:\W*[\d.,]+\s?[km]?\s+(?:shares?|comments?|likes?|views?|reactions?|replies|reads|followers|votes?)\b)+\W*"
    r"|(?:shares?|comments?|views?)\W+[\d.,]+[km]?\W*",
    re.IGNORECASE,
)
#: The voice of those who sell.
_SALE = re.compile(
    r"\b(?:shop now|order now|buy now|book now|(?:terms|t&cs?|conditions) apply|save up to|free trial|get a quote"
    r"|limited[- ]time|(?:first|your) (?:order|purchase)|compare [\w ]{3,40} (?:deals|quotes|prices)"
    r"|% off\b.{0,60}(?:when|code)"
    r"|sale (?:now on|ends)|in association with|paid (?:content|partnership)|while stocks last|use (?:the )?code)",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")
#: Characters of a line that are compared with patterns of stamps, and of its end.
_LONGEST_STAMP, _LONGEST_END = 200, 12
#: Marks of the beginning of a headline that say how new it is.
_KICKER = re.compile(
    r"(?i)^(?:live|breaking|watch|updated?|exclusive|video|latest|recap)(?: (?:news|updates?))?\s*[:|-]\s*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRules:
    """What counts as a change."""

    #: Part of their words that two sentences share (Dice, 0..1) from which one is the other edited.
    #: Source: a sentence of ten words of which five are new is another one.
    same_sentence: float = 0.5
    #: Part of a sentence's words that stand in sentences that came or went at the same time, from which it was only cut
    #: otherwise or joined.
    same_words: float = 0.75
    #: Words of a sentence from which it tells something also without figures, names or quotes.
    least_statement: int = 8
    #: Words of the longest line that is a heading or a headline of another article, and no sentence.
    longest_heading: int = 22
    #: Sentences on either side that are compared each with each; what lies beyond is paired by place only.
    most_compared: int = 200
    #: Part of its telling words that a headline keeps, 0..1, below which it takes back the one before.
    kept_headline: float = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs between two versions of an article."""

    kind: RevisionKind = RevisionKind.SAME
    #: Figures as printed that are gone, and that are new.
    figures_gone: tuple[str, ...] = ()
    figures_new: tuple[str, ...] = ()
    names_gone: tuple[str, ...] = ()
    names_new: tuple[str, ...] = ()
    quotes_gone: tuple[str, ...] = ()
    quotes_new: tuple[str, ...] = ()
    dates_gone: tuple[str, ...] = ()
    dates_new: tuple[str, ...] = ()
    #: Is something denied that was not, or no longer?
    negation: bool = False
    #: Does the headline say something else?
    headline: bool = False
    #: Did its numbers change, or all but a few of its telling words?
    is_headline_replaced: bool = False
    #: The changed sentences in the order of the new text, those that are gone after their like; the headline first.
    sentences: tuple[ChangedSentence, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything of substance differs."""
        return self.kind is RevisionKind.SUBSTANCE

    @property
    def takes_back(self) -> bool:
        """Tell whether something printed before is gone; an article that only grew took nothing back."""
        gone = self.figures_gone or self.names_gone or self.quotes_gone or self.dates_gone
        return bool(gone or self.negation or self.is_headline_replaced)


def compare(
    old: Article,
    new: Article,
    *,
    before: bytes = b"",
    after: bytes = b"",
    may_lose: bool = False,
    rules: RevisionRules | None = None,
) -> Change:
    """Return what a new version of an article changed.

    Args:
        old: as last stored.
        new: as it is now.
        before: fingerprints of all that the page of the old version printed; empty: not known.
        after: the same of the new one's page.
        may_lose: sentences that are gone whole mean nothing; those that were edited do.
        rules: None: the defaults.
    """
    rules = rules or RevisionRules()
    headline = _Headlines(Wording(_bare_headline(old.headline)), Wording(_bare_headline(new.headline)))
    words = [Wording(_all_words(one)) for one in (old, new)]
    pairs = _changed_sentences(old, new, Prints(before), Prints(after), rules)
    if may_lose:
        pairs = [pair for pair in pairs if pair[1] is not None]
    lost = [losses(_wording(one), _wording(other), *words) for one, other in pairs]
    gone, fresh = merged(one for one, _ in lost), merged(other for _, other in lost)
    says_more = any(_is_statement(pair, pairs, rules) for pair in pairs)
    is_substance = bool(gone or fresh or says_more or headline.say_other)
    return Change(
        kind=_kind(is_changed=bool(pairs or headline.differ), is_substance=is_substance),
        figures_gone=gone.figures,
        figures_new=fresh.figures,
        names_gone=gone.names,
        names_new=fresh.names,
        quotes_gone=gone.quotes,
        quotes_new=fresh.quotes,
        dates_gone=gone.dates,
        dates_new=fresh.dates,
        negation=gone.denies or fresh.denies,
        headline=headline.say_other,
        is_headline_replaced=headline.kept < rules.kept_headline or headline.count_other,
        sentences=tuple(_printed(old, new, pairs, is_headline_changed=headline.differ)),
    )


def _kind(*, is_changed: bool, is_substance: bool) -> RevisionKind:
    if is_substance:
        return RevisionKind.SUBSTANCE
    return RevisionKind.STYLE if is_changed else RevisionKind.SAME


# ---------------------------------------------------------------------------------------------------------- headlines


@dataclass(frozen=True, slots=True)
class _Headlines:
    """Two headlines beside each other."""

    old: Wording
    new: Wording

    @property
    def differ(self) -> bool:
        return folded(self.old.text) != folded(self.new.text)

    @property
    def count_other(self) -> bool:
        return sorted(filter(None, _numbers(self.old))) != sorted(filter(None, _numbers(self.new)))

    @property
    def say_other(self) -> bool:
        """Does one tell what the other does not, or deny it?"""
        mine, theirs = telling(self.old), telling(self.new)
        return (
            self.count_other
            or n_denials(self.old) != n_denials(self.new)
            or any(not any(is_respelled(word, one) for one in theirs) for word in mine - theirs)
            or any(not any(is_respelled(word, one) for one in mine) for word in theirs - mine)
        )

    @property
    def kept(self) -> float:
        """Part of their telling words that both have."""
        mine, theirs = telling(self.old), telling(self.new)
        return len(mine & theirs) / len(mine | theirs) if mine or theirs else 1.0


def _bare_headline(headline: str) -> str:
    return _KICKER.sub("", headline)


def _numbers(wording: Wording) -> list[str | None]:
    return [word.number for word in wording.words]


# ---------------------------------------------------------------------------------------------------------- sentences


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    #: As compared.
    key: str
    #: Does it begin within a quotation?
    is_quoted: bool
    #: Is it one of the page's own, where nothing in the other version is like it?
    is_litter: bool


_Pair = tuple[_Sentence | None, _Sentence | None]


def _wording(sentence: _Sentence | None) -> Wording:
    if sentence is None:
        return Wording("")
    return Wording(f'"{sentence.text}' if sentence.is_quoted else sentence.text)


def _all_words(article: Article) -> str:
    return "\n".join(filter(None, (article.headline, article.standfirst, article.text)))


def _sentences(text: str, rules: RevisionRules) -> Iterator[_Sentence]:
    for line in text.split("\n"):
        if _is_page_line(line):
            continue
        is_litter = _is_heading(line, rules) or bool(_SALE.search(line))
        n_marks = 0
        for sentence in sentences_in(line):
            key = folded(sentence)
            yield _Sentence(sentence, key, n_marks % 2 == 1, is_litter)
            n_marks += key.count('"')


def _is_page_line(line: str) -> bool:
    bare = line.strip()
    return (
        is_line_of_page(bare)
        or is_list_heading(bare)
        or bool(_STAMP.fullmatch(bare[:_LONGEST_STAMP]) or _COUNT.fullmatch(bare[:_LONGEST_STAMP]))
    )


def _is_heading(line: str, rules: RevisionRules) -> bool:
    return not _END.search(line.rstrip()[-_LONGEST_END:]) and len(line.split()) <= rules.longest_heading


def _changed_sentences(old: Article, new: Article, before: Prints, after: Prints, rules: RevisionRules) -> list[_Pair]:
    """Return the sentences that changed, each beside what became of it; None beside those that came or went."""
    mine, theirs = list(_sentences(old.text, rules)), list(_sentences(new.text, rules))
    gone = [one for one in _without(mine, theirs) if not after.has(one.key)]
    fresh = [one for one in _without(theirs, mine) if not before.has(one.key)]
    if _run_together(gone) == _run_together(fresh):
        return []
    pairs = _paired(gone, fresh, rules)
    texts = folded(_all_words(old)), folded(_all_words(new))
    return [pair for pair in pairs if not _is_litter(pair, *texts)]


def _without(sentences: Sequence[_Sentence], others: Sequence[_Sentence]) -> list[_Sentence]:
    """Return the sentences of one version that the other has not, or not so often, wherever they stand."""
    left = Counter(one.key for one in others)
    kept = []
    for one in sentences:
        if left[one.key] > 0:
            left[one.key] -= 1
        else:
            kept.append(one)
    return kept


def _run_together(sentences: Iterable[_Sentence]) -> str:
    return "".join(one.key for one in sentences).replace(" ", "")


def _paired(gone: Sequence[_Sentence], fresh: Sequence[_Sentence], rules: RevisionRules) -> list[_Pair]:
    """Return each new sentence with the one it was made of, or None, and then those that are gone."""
    likes = sorted(_likes(gone[: rules.most_compared], fresh[: rules.most_compared], rules), reverse=True)
    partner: dict[int, int] = {}
    for _, there, here in likes:
        if -here not in partner and -there not in partner.values():
            partner[-here] = -there
    kept: list[_Pair] = [(gone[partner[n]] if n in partner else None, one) for n, one in enumerate(fresh)]
    taken = set(partner.values())
    return kept + [(one, None) for n, one in enumerate(gone) if n not in taken]


def _likes(
    gone: Sequence[_Sentence], fresh: Sequence[_Sentence], rules: RevisionRules
) -> Iterator[tuple[float, int, int]]:
    """Yield the likeness of sentences that share enough words, with their places, negative: the first sort last."""
    words = [Counter(word.key for word in Wording(one.text).words) for one in gone]
    for here, one in enumerate(fresh):
        own = Counter(word.key for word in Wording(one.text).words)
        for there, other in enumerate(words):
            like = 2 * (own & other).total() / max(1, own.total() + other.total())
            if like >= rules.same_sentence:
                yield like, -there, -here


def _is_litter(pair: _Pair, before: str, after: str) -> bool:
    """Tell whether a sentence came or went that is the page's own, or that still stands within another."""
    one, other = pair
    if one is None and other is not None:
        return other.is_litter or other.key in before
    return other is None and one is not None and (one.is_litter or one.key in after)


def _is_statement(pair: _Pair, pairs: Iterable[_Pair], rules: RevisionRules) -> bool:
    """Tell whether a sentence came or went that tells something, and was not only cut or joined otherwise."""
    one, other = pair
    alone = other or one
    if alone is None or None not in pair:
        return False
    keys = [word.key for word in Wording(alone.text).words]
    if len(keys) < rules.least_statement:
        return False
    across = {word.key for mine, theirs in pairs for word in _wording(mine if one is None else theirs).words}
    return sum(key in across for key in keys) < rules.same_words * len(keys)


def _printed(
    old: Article, new: Article, pairs: Iterable[_Pair], *, is_headline_changed: bool
) -> Iterator[ChangedSentence]:
    if is_headline_changed:
        yield ChangedSentence(old=old.headline, new=new.headline)
    for one, other in pairs:
        yield ChangedSentence(old=one.text if one else None, new=other.text if other else None)
