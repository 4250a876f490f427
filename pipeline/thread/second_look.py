"""Second thoughts: which threads grew together, and which one holds two stories; proposed, never carried out here.

The question is that of the first decision, asked again now that more is known: would the articles of this thread, or of
this part of one, join the other, were they not where they are?
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.thread.groups import Groups
from pipeline.thread.near import Nearest
from pipeline.thread.shelf import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLookRules:
    """What rules second thoughts."""

    #: Mean log odds of its articles from which a thread is proposed to be merged into another.
    #: Source: decision 0112; at 0.0 merging cost precision on every set, so that only the clear cases are proposed.
    merge_from: float = 3.0
    #: Mean log odds under which a part of a thread is proposed to be a thread of its own.
    split_under: float = -3.0
    #: Articles of a thread or part that are asked again, spread over its time.
    n_asked: int = 6
    #: Articles up to which a thread is proposed to be merged into another, and the least that a part has.
    largest_merged: int = 40
    least_part: int = 2
    #: Articles of a thread above which it is not looked at for a split.
    largest_split: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeProposal:
    """A thread whose articles would join another by now."""

    #: The larger one, which stays.
    into_id: str
    #: The one whose articles would go there.
    merged_id: str
    #: Mean log odds of its articles that were asked again.
    score: float
    #: How many were asked, and how many of these would join.
    n_asked: int
    n_joining: int
    #: Cosine between the middles of the two.
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitProposal:
    """A part of a thread that would not join the rest by now."""

    thread_id: str
    #: The smaller part, which would leave.
    article_ids: tuple[str, ...]
    #: Mean log odds of its articles that were asked again, against the rest.
    score: float
    n_asked: int
    #: Cosine between the middles of the two parts.
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the articles of a thread or part that were asked again say of another thread."""

    score: float
    n_joining: int


#: Log odds beyond which one article counts no further.
_FARTHEST = 6.0


def spread(rows: Sequence[int], n: int) -> list[int]:
    """Return up to `n` of the rows, spread evenly."""
    if len(rows) <= n:
        return list(rows)
    return [rows[place] for place in np.linspace(0, len(rows) - 1, n).astype(int).tolist()]


def verdicts(answers: Sequence[Mapping[str, float]]) -> dict[str, Verdict]:
    """Bring together what single articles would join.

    Args:
        answers: for each article, the score, 0..1, of each thread that it might join; one not named is far off.
    """
    named = {thread_id for answer in answers for thread_id in answer}
    return {thread_id: _verdict([answer.get(thread_id, 0.0) for answer in answers]) for thread_id in named}


def _verdict(scores: Iterable[float]) -> Verdict:
    each = np.clip(np.array(list(scores)), 1e-9, 1 - 1e-9)
    odds = np.clip(np.log(each / (1 - each)), -_FARTHEST, _FARTHEST)
    return Verdict(score=float(odds.mean()), n_joining=int((odds >= 0).sum()))


def halves(vectors: Floats, n_rounds: int = 8) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Divide unit vectors into two parts that lie apart, the larger first.

    Source: two-means, begun across the direction in which the vectors differ most.
    """
    away = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(away, full_matrices=False)
    is_first = away @ directions[0] >= 0
    for _ in range(n_rounds):
        if is_first.all() or not is_first.any():
            break
        apart = vectors[is_first].mean(axis=0), vectors[~is_first].mean(axis=0)
        nearer = vectors @ (apart[0] / np.linalg.norm(apart[0]) - apart[1] / np.linalg.norm(apart[1])) >= 0
        if (nearer == is_first).all():
            break
        is_first = nearer
    parts = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    return parts if len(parts[0]) >= len(parts[1]) else parts[::-1]


class Stories(Protocol):
    """What second thoughts ask of the index."""

    @property
    def threads(self) -> Groups:
        """Return the threads, by number."""
        ...

    @property
    def nearest(self) -> Nearest:
        """Return the vectors of all articles, by row."""
        ...

    def article_id(self, row: int) -> str:
        """Return the id of the article in a row."""
        ...

    def ask_again(self, row: int, without: Sequence[int]) -> dict[str, float]:
        """Return the score of each thread that a stored article might join, were some articles not there."""
        ...


def merges(stories: Stories, thread_ids: Iterable[str], rules: SecondLookRules) -> list[MergeProposal]:
    """Return which of these threads would join another by now, the surest first.

    Args:
        stories: the index; it is not changed.
        thread_ids: threads that moved lately; one that is not known is passed over.
        rules: what rules it.
    """
    found = (_merge(stories, number, rules) for number in _known(stories, thread_ids))
    return sorted(filter(None, found), key=lambda each: (-each.score, each.merged_id))


def splits(stories: Stories, thread_ids: Iterable[str], rules: SecondLookRules) -> list[SplitProposal]:
    """Return which of these threads hold a part that would not join the rest by now, the surest first.

    Args:
        stories: the index; it is not changed.
        thread_ids: threads that moved lately; one that is not known is passed over.
        rules: what rules it.
    """
    found = (_split(stories, number, rules) for number in _known(stories, thread_ids))
    return sorted(filter(None, found), key=lambda each: (each.score, each.thread_id))


def _known(stories: Stories, thread_ids: Iterable[str]) -> list[int]:
    numbers = (stories.threads.find(thread_id) for thread_id in thread_ids)
    return [number for number in numbers if number is not None]


def _merge(stories: Stories, number: int, rules: SecondLookRules) -> MergeProposal | None:
    members = stories.threads.members(number)
    if not 0 < len(members) <= rules.largest_merged:
        return None
    asked = spread(members, rules.n_asked)
    answers = verdicts([stories.ask_again(row, members) for row in asked])
    best = max(answers, key=lambda thread_id: (answers[thread_id].score, thread_id), default=None)
    if best is None or answers[best].score < rules.merge_from:
        return None
    into = stories.threads.number(best)
    if (len(stories.threads.members(into)), -into) < (len(members), -number):
        # the smaller one goes into the larger, of two as large the younger into the older
        return None
    return MergeProposal(
        into_id=best,
        merged_id=stories.threads.id(number),
        score=answers[best].score,
        n_asked=len(asked),
        n_joining=answers[best].n_joining,
        similarity=float(stories.threads.middle(into) @ stories.threads.middle(number)),
    )


def _split(stories: Stories, number: int, rules: SecondLookRules) -> SplitProposal | None:
    members = stories.threads.members(number)
    if not 2 * rules.least_part <= len(members) <= rules.largest_split:
        return None
    vectors = stories.nearest.rows[list(members)].astype(np.float64)
    rest, part = halves(vectors)
    if len(part) < rules.least_part:
        return None
    rows = [members[place] for place in part.tolist()]
    asked, name = spread(rows, rules.n_asked), stories.threads.id(number)
    with stories.threads.without(number, rows):
        verdict = verdicts([{name: stories.ask_again(row, rows).get(name, 0.0)} for row in asked])[name]
    if verdict.score > rules.split_under:
        return None
    middles = [vectors[each].mean(axis=0) for each in (rest, part)]
    return SplitProposal(
        thread_id=name,
        article_ids=tuple(stories.article_id(row) for row in rows),
        score=verdict.score,
        n_asked=len(asked),
        similarity=float(middles[0] @ middles[1] / (np.linalg.norm(middles[0]) * np.linalg.norm(middles[1]))),
    )
