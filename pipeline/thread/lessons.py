"""What corrections teach: articles that editors put elsewhere draw those like them after them.

An article that an editor moved is a prototype, for the thread that it lies in and against those that it was kept
apart from, by as much as the scores still contradict the editor; where they agree by now there is nothing to learn. It
reaches as far as articles are like it, and changes nothing beyond.

Source: the kernel perceptron, Aizerman, Braverman and Rozonoer 1964: it learns from what it gets wrong.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.nouns import Action
from pipeline.ports import Vector

#: Articles of one action that become prototypes, the newest: each is judged once more.
_MOST = 12
#: Prototypes kept in all, the latest: 6 MB, and a fraction of a millisecond for each article.
_MOST_IN_ALL = 4000
#: Log odds that a score, 0..1, may have at most, either way.
_FARTHEST = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRules:
    """How far corrections reach. Source of all: `benchmarks/corrections.py`."""

    #: Cosine from which an article is like a prototype, and by which it is wholly so.
    near_from: float = 0.5
    near_by: float = 0.9
    #: Log odds by which the scores are to agree with an editor, and by which one prototype may add or take at most.
    margin: float = 0.5
    most: float = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prototype:
    """An article that an editor moved, or left where others were moved away."""

    vector: Vector
    #: What an article wholly like it gains in log odds for a thread, by thread; below 0: it loses.
    shifts: Mapping[str, float]


class Lessons:
    """Prototypes side by side."""

    def __init__(self, prototypes: Sequence[Prototype] = ()) -> None:
        self._vectors = np.array([each.vector for each in prototypes], dtype=np.float32)
        self._by_thread: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]] = {}
        rows: dict[str, list[tuple[int, float]]] = {}
        for i, each in enumerate(prototypes):
            for thread, shift in each.shifts.items():
                rows.setdefault(thread, []).append((i, shift))
        for thread, found in rows.items():
            self._by_thread[thread] = (np.array([i for i, _ in found]), np.array([shift for _, shift in found]))

    def __bool__(self) -> bool:
        return bool(self._by_thread)

    def taught(self, vector: Vector, thread_ids: Sequence[str], rules: LessonRules) -> Mapping[str, float]:
        """Return what corrections add to the log odds that an article belongs to each of these threads, where anything.

        Args:
            vector: the article's unit vector, shape (dimension,).
            thread_ids: the threads in question.
            rules: how far corrections reach.
        """
        asked = [key for key in thread_ids if key in self._by_thread]
        if not asked:
            return {}
        span = rules.near_by - rules.near_from
        alike = np.clip((self._vectors @ vector - rules.near_from) / span, 0.0, 1.0)
        added: dict[str, float] = {}
        for key in asked:
            rows, shifts = self._by_thread[key]
            weighed = alike[rows] * shifts
            added[key] = float(max(weighed.max(), 0.0) + min(weighed.min(), 0.0))
        return {key: each for key, each in added.items() if each}


def log_odds(score: float) -> float:
    """Return the log odds of a score, 0..1, no farther than what is learned from."""
    return max(-_FARTHEST, min(_FARTHEST, math.log(max(score, 1e-9) / max(1.0 - score, 1e-9))))


def shifted(score: float, by: float) -> float:
    """Return a score, 0..1, whose log odds are so much higher."""
    return 1.0 / (1.0 + math.exp(-(log_odds(score) + by)))


def prototypes_of(
    action: Action,
    place_of: Callable[[str], tuple[Vector, str] | None],
    scores_of: Callable[[str], Mapping[str, float]],
    rules: LessonRules,
) -> list[Prototype]:
    """Return what an action of an editor teaches.

    Args:
        action: what was done.
        place_of: gives the unit vector of an article and the thread that it lies in by now; None: it is not known.
        scores_of: gives the scores of an article for each thread near it, 0..1, as if it came only now.
        rules: how far corrections reach.
    """
    made = []
    moved, apart = set(action.articles), action.cannot
    left = () if apart is None else [key for key in (*apart.ones, *apart.others) if key not in moved]
    for key in (*action.articles[-_MOST:], *left[-_MOST:]):
        if (place := place_of(key)) is None:
            continue
        vector, home = place
        others = {where[1] for each in _apart_from(action, key) if (where := place_of(each))} - {home}
        scores = scores_of(key)
        shifts = {other: -min(rules.most, log_odds(scores.get(other, 0.0)) + rules.margin) for other in others}
        if key in moved:
            shifts[home] = min(rules.most, rules.margin - log_odds(scores.get(home, 0.0)))
        shifts = {thread: by for thread, by in shifts.items() if (by > 0) == (thread == home)}
        if shifts:
            made.append(Prototype(vector=vector, shifts=shifts))
    return made


def latest(prototypes: Iterable[Prototype]) -> Lessons:
    """Return the lessons of the latest prototypes, as many as are kept."""
    return Lessons(list(prototypes)[-_MOST_IN_ALL:])


def _apart_from(action: Action, article_id: str) -> Sequence[str]:
    if action.cannot is None:
        return ()
    ones, others = action.cannot.ones, action.cannot.others
    return (others if article_id in ones else ones if article_id in others else ())[-_MOST:]
