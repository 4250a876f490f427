"""Threads, or developments, as the index knows them: their members, their middle, their words, their times."""

from bisect import bisect_left, insort
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.thread.shelf import Floats, Growing, TermRow


class Groups:
    """All groups of one level, numbered in the order in which they came up."""

    def __init__(self, dimension: int) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._totals = Growing((dimension,), np.float32)
        self._middles = Growing((dimension,), np.float32)
        self._times: list[list[float]] = []
        self._counts: list[dict[int, int]] = []

    def number(self, group_id: str) -> int:
        """Return the number of a group; one not known is given the next one."""
        if (known := self._numbers.get(group_id)) is not None:
            return known
        self._numbers[group_id] = len(self._ids)
        self._ids.append(group_id)
        nothing = np.zeros(self._totals.rows.shape[1], np.float32)
        self._totals.add(nothing)
        self._times.append([])
        self._counts.append({})
        return self._middles.add(nothing)

    def id(self, number: int) -> str:
        """Return the id of a group."""
        return self._ids[number]

    def join(self, number: int, vector: Vector, told: float, terms: TermRow) -> None:
        """Add a member."""
        self._totals.rows[number] += vector
        self._centre(number)
        insort(self._times[number], told)
        counts = self._counts[number]
        for term in terms.ids.tolist():
            counts[term] = counts.get(term, 0) + 1

    def leave(self, number: int, vector: Vector, told: float, terms: TermRow) -> None:
        """Take a member out."""
        self._totals.rows[number] -= vector
        self._centre(number)
        self._times[number].remove(told)
        counts = self._counts[number]
        for term in terms.ids.tolist():
            counts[term] -= 1

    def cosines(self, numbers: Sequence[int], vector: Vector) -> Floats:
        """Return the cosines between a vector and the middles of groups."""
        return (self._middles.rows[numbers] @ vector).astype(np.float64)

    def sizes(self, numbers: Sequence[int]) -> Floats:
        """Return how many members groups have."""
        return np.array([len(self._times[number]) for number in numbers], dtype=np.float64)

    def last(self, number: int) -> float:
        """Return when the newest member was told, in seconds since the epoch."""
        return self._times[number][-1]

    def gaps(self, numbers: Sequence[int], told: float) -> Floats:
        """Return, for each group, the seconds to the member told nearest in time."""
        return np.array([_nearest(self._times[number], told) for number in numbers])

    def counts(self, numbers: Sequence[int], terms: NDArray[np.int32]) -> Floats:
        """Return in how many members each term stands: one row a group, one column a term."""
        wanted = terms.tolist()
        rows = []
        for number in numbers:
            counts = self._counts[number]
            rows.append([counts.get(term, 0) for term in wanted])
        return np.array(rows, dtype=np.float64)

    def _centre(self, number: int) -> None:
        total = self._totals.rows[number]
        self._middles.rows[number] = total / (float(np.linalg.norm(total)) + 1e-9)


def _nearest(times: list[float], told: float) -> float:
    place = bisect_left(times, told)
    return min(abs(each - told) for each in times[max(0, place - 1) : place + 1])
