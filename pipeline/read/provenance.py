"""Where a text comes from: judged by the words themselves, which of them stand in an earlier article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.nouns import Article, Provenance, ProvenanceKind
from pipeline.read.alignment import Text, shared_words
from pipeline.read.shingles import SHINGLE, signature, word_hashes

__all__ = ["CopyRules", "provenance", "signature"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """When a text counts as another's."""

    #: Least part of an article's words that stand in an earlier one, for it to be the same text (0..1).
    copy_share: float = 0.8
    #: Same, for a text that is in good part another's.
    rewrite_share: float = 0.4
    #: Same, within one outlet: its own pages share background.
    own_share: float = 0.6
    #: Agency text under an opening of the outlet's own is a copy too: least part of the words (0..1), most words of the
    #: opening, and least part of the words that follow it.
    opened_share: float = 0.7
    opening_words: int = 60
    under_opening: float = 0.95
    #: A text that shares so little less than another with this one may be what both drew on (0..1).
    tie: float = 0.05
    #: Least part of an article's words that a further origin adds (0..1).
    further_share: float = 0.1


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What an article shares with an earlier one."""

    other: Article
    #: For each word of the article 0 or 1.
    words: bytearray
    #: Part of the article's words.
    share: float


def provenance(
    article: Article, others: Sequence[Article], rules: CopyRules, standing: Sequence[Span] = ()
) -> Provenance:
    """Judge whose text an article is: how many of its words stand, among the same neighbours, in an earlier one.

    Later articles and the article itself are no origin. Of several that share as much, the earliest is it.

    Args:
        article: the one that is judged.
        others: those that the index found.
        rules: how much is a copy.
        standing: spans of words that its outlet prints under everything; that others have them too counts for nothing.
    """
    earlier = _earlier(article, others)
    text = Text.of(word_hashes(article.text) if earlier else [])
    if len(text.words) < SHINGLE:
        return Provenance(kind=ProvenanceKind.ORIGINAL)
    drawn = [_drawn(text, other, standing) for other in earlier]
    counted = [one for one in drawn if one.share >= _least_share(article, one.other, rules)]
    if not counted:
        most = max((one.share for one in drawn), default=0.0)
        return Provenance(kind=ProvenanceKind.ORIGINAL, shared=most, own=_own(drawn))
    best = max(counted, key=lambda one: one.share)
    is_copy = best.share >= rules.copy_share or _is_under_an_opening(article, best, drawn, rules)
    # a copy of a copy shares as much with both, or more: the first that it is a copy of had it first
    enough = min(rules.copy_share, best.share) if is_copy else best.share
    origin = min((one for one in counted if one.share >= min(enough, best.share - rules.tie)), key=_told)
    return Provenance(
        kind=ProvenanceKind.COPY if is_copy else ProvenanceKind.REWRITE,
        of=origin.other.id,
        shared=origin.share,
        own=_own(drawn),
        also=_further(origin, drawn, rules),
        agency=article.agency or origin.other.agency,
    )


def _earlier(article: Article, others: Iterable[Article]) -> list[Article]:
    moment = (article.told_at, article.id)
    return [other for other in others if other.id != article.id and (other.told_at, other.id) < moment]


def _least_share(article: Article, other: Article, rules: CopyRules) -> float:
    is_own = article.outlet is not None and article.outlet == other.outlet
    return rules.own_share if is_own else rules.rewrite_share


def _is_under_an_opening(article: Article, one: _Drawn, drawn: Sequence[_Drawn], rules: CopyRules) -> bool:
    """Tell whether a text is another's from where the first words of it stand, under an opening of its own."""
    if one.share < rules.opened_share or article.outlet == one.other.outlet:
        return False
    start = one.words.index(1)
    elsewhere = max(sum(other.words[:start]) for other in drawn)
    under = one.words[start:]
    return start <= rules.opening_words and 2 * elsewhere <= start and sum(under) >= rules.under_opening * len(under)


def _drawn(text: Text, other: Article, standing: Sequence[Span]) -> _Drawn:
    words = shared_words(text, Text.of(word_hashes(other.text)))
    n_standing = 0
    for start, end in standing:
        n_standing += sum(words[start:end])
        words[start:end] = bytes(len(words[start:end]))
    # standing text that both print is not compared, and where it is most of a text, the rest is too little to judge by
    n_compared = max(len(words) - n_standing, len(words) // 2)
    return _Drawn(other, words, sum(words) / n_compared)


def _own(drawn: Sequence[_Drawn]) -> float:
    """Return the part of the words that stand in none of them."""
    if not drawn:
        return 1.0
    n_words = len(drawn[0].words)
    return 1.0 - sum(map(any, zip(*(one.words for one in drawn), strict=True))) / n_words


def _further(origin: _Drawn, drawn: Sequence[_Drawn], rules: CopyRules) -> tuple[str, ...]:
    """Return what else a text was made of: the articles that hold much of what the origin does not, in that order."""
    known, found = origin.words, list[str]()
    while True:
        added = [(sum(word & ~known[place] for place, word in enumerate(one.words)), one) for one in drawn]
        most = max(n for n, _ in added)
        if most < max(rules.further_share * len(known), SHINGLE):
            return tuple(found)
        best = min((one for n, one in added if n >= most * (1 - rules.tie)), key=_told)
        found.append(best.other.id)
        known = bytearray(map(max, known, best.words))


def _told(drawn: _Drawn) -> tuple[object, str]:
    return drawn.other.told_at, drawn.other.id
