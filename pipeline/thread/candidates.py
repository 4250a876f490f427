"""What an article might join, and how corrections near it change the choice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.compiled import Floats
from pipeline.nouns import Grounds
from pipeline.ports import Vector
from pipeline.thread.lessons import LessonRules, Lessons, shifted
from pipeline.thread.shelf import TermRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where an article belongs."""

    #: None: it opens a thread.
    thread_id: str | None
    #: None: it opens a development.
    development_id: str | None
    grounds: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thread or development that the article may join."""

    id: str
    #: The thread that it is, or is in.
    thread_id: str
    score: float
    #: Cosine to its middle.
    similarity: float
    #: Row of the member nearest by cosine, and its cosine.
    nearest: int
    nearest_similarity: float
    #: Columns as in `evidence.COLUMNS`.
    evidence: Floats
    #: How much of the score is owed to corrections near it, -1..1.
    taught: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article as it lies in its thread."""

    article_id: str
    thread_id: str
    development_id: str
    #: Seconds since the epoch.
    told: float
    #: Its unit vector, shape (dimension,).
    vector: Vector
    terms: TermRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article of the index is, by the numbers of its groups."""

    article_id: str
    thread: int
    development: int


def taught(threads: Sequence[Candidate], vector: Vector, lessons: Lessons, rules: LessonRules) -> list[Candidate]:
    """Return threads with the scores that corrections near an article leave them, best first.

    Args:
        threads: as scored without them, best first.
        vector: the article's unit vector, shape (dimension,).
        lessons: what corrections teach.
        rules: how far they reach.
    """
    added = lessons.taught(vector, [each.id for each in threads], rules)
    if not added:
        return list(threads)
    scores = {each.id: shifted(each.score, added[each.id]) for each in threads if each.id in added}
    moved = [
        replace(each, score=scores[each.id], taught=scores[each.id] - each.score) if each.id in scores else each
        for each in threads
    ]
    return sorted(moved, key=lambda each: (-each.score, each.id))


def grounds_of(
    best: Candidate, second: Candidate | None, nearest_article_id: str, shared: tuple[str, ...], gap: timedelta | None
) -> Grounds:
    """Return why an article joins the best thread, or none, as its grounds name it.

    Args:
        best: the thread that it joins, or the best one refused.
        second: the second choice; None: there is none.
        nearest_article_id: the article of the best one that lies nearest.
        shared: rare words that both have.
        gap: time since that thread was last seen; None: it joins none.
    """
    return Grounds(
        score=best.score,
        similarity=best.similarity,
        nearest_article_id=nearest_article_id,
        nearest_similarity=best.nearest_similarity,
        runner_up_thread_id=second.id if second else None,
        runner_up_score=second.score if second else None,
        shared=shared,
        gap=gap,
        taught=best.taught or None,
    )
