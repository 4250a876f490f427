"""Which published headline heads a thread: of its newest development the one that shares most with the others.

Pure, and a function of what lies where, so that the path, a hand and second thoughts agree, and a restart changes
nothing. It looks at a development anew when that has doubled: a headline that changes with each article is a nuisance.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from pipeline.nouns import Development, DevelopmentKind
from pipeline.thread.forms import names_no_story
from pipeline.thread.terms import telling_words

#: Numbers of articles at which the headline of a development is chosen anew, among as many as came first.
STEPS = (3, 6, 12, 24, 48)
#: By how much, as a cosine, a headline must share more with the others than the first one does, to stand in its place.
#: Source: `benchmarks/labels.py`.
_MORE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlined:
    """A published headline, and the article that has it."""

    article_id: str
    headline: str
    told_at: datetime


def heads(development: Development) -> bool:
    """Tell whether a development may head its thread: not the reminder that nobody told of a date, nor a lost page."""
    return development.kind is not DevelopmentKind.WITHDRAWN and development.n_articles > 0


def n_heard(n_articles: int) -> int:
    """Return how many articles of a development are heard about its headline, those that came first; 0: none is."""
    return max((step for step in STEPS if step <= n_articles), default=0)


def heading(development: Development, came: Sequence[Headlined]) -> tuple[str, str]:
    """Return the headline of a development for its thread, and the id of the article that has it.

    Args:
        development: with the headline of the article that had it first, or the words of an entry of a live blog.
        came: its articles, or those that came first, in the order in which they came.
    """
    heard = came[: n_heard(len(came))]
    is_own = any(each.article_id == development.first_article_id for each in came)
    if not heard and (names_no_story(development.headline) or not is_own):
        # of two as well, whatever tells a story is better; and of one, than the words of a live blog's entry
        heard = came
    telling = [each for each in heard if not names_no_story(each.headline)] or heard[: n_heard(len(came))]
    if not telling:
        return development.headline, development.first_article_id
    # many carry an agency's headline: it is one, and is heard once
    distinct: dict[str, Headlined] = {}
    for each in sorted(telling, key=lambda each: (each.told_at, each.article_id)):
        distinct.setdefault(" ".join(each.headline.casefold().split()), each)
    first, *others = distinct.values()
    shared = _shared([each.headline for each in (first, *others)])
    # of equals the one told first
    chosen, most = max(zip((first, *others), shared, strict=True), key=lambda pair: pair[1])
    if most <= shared[0] + _MORE:
        chosen = first
    return chosen.headline, chosen.article_id


def chosen_of(headings: Iterable[tuple[Development, Sequence[Headlined]]]) -> tuple[str, str] | None:
    """Return the headline that heads a thread, and the id of the article that has it; None: nothing may head it.

    It is that of the newest development, but for one that says of itself that it heads a live blog or a roundup: that
    heads no thread in which any other tells a story.

    Args:
        headings: the developments that may head the thread, the newest first, each with its articles.
    """
    newest = None
    for development, came in headings:
        found = heading(development, came)
        if not names_no_story(found[0]):
            return found
        newest = newest or found
    return newest


def _shared(headlines: Sequence[str]) -> list[float]:
    """Return how much each headline shares with the others: the mean cosine of their telling words, 0..1."""
    words = [telling_words(headline).keys() for headline in headlines]
    return [
        sum(_cosine(mine, others) for others in words if others is not mine) / max(len(words) - 1, 1) for mine in words
    ]


def _cosine(mine: AbstractSet[str], others: AbstractSet[str]) -> float:
    return len(mine & others) / sqrt(len(mine) * len(others)) if mine and others else 0.0
