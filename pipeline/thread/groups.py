"""Threads, or developments, as the index knows them: their members, their middle, their words, their times."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.thread.shelf import Floats, Growing, TermRow

#: Terms up to which the words of groups are looked through together, which saves calls; larger ones are searched.
_SMALL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """In how many members of a group each of its terms stands."""

    #: Numbers of the terms, ascending.
    ids: NDArray[np.int32]
    counts: NDArray[np.int32]

    def changed(self, ids: NDArray[np.int32], by: int) -> "Words":
        """Return the words with one count more, or less, for each of these terms."""
        merged, place = np.unique(np.concatenate([self.ids, ids]), return_inverse=True)
        counts = np.zeros(len(merged), np.int32)
        counts[place[: len(self.ids)]] = self.counts
        counts[place[len(self.ids) :]] += by
        held = counts > 0
        return Words(ids=merged[held], counts=counts[held])

    def among(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the counts of these terms, 0 for those that the group lacks."""
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[place] == ids, self.counts[place], 0)


class Groups:
    """All groups of one level, numbered in the order in which they came up."""

    def __init__(self, dimension: int) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._totals = Growing((dimension,), np.float32)
        self._middles = Growing((dimension,), np.float32)
        self._times: list[list[float]] = []
        self._words: list[Words] = []

    def number(self, group_id: str) -> int:
        """Return the number of a group; one not known is given the next one."""
        if (known := self._numbers.get(group_id)) is not None:
            return known
        self._numbers[group_id] = len(self._ids)
        self._ids.append(group_id)
        nothing = np.zeros(self._totals.rows.shape[1], np.float32)
        self._totals.add(nothing)
        self._times.append([])
        self._words.append(Words(ids=np.zeros(0, np.int32), counts=np.zeros(0, np.int32)))
        return self._middles.add(nothing)

    def id(self, number: int) -> str:
        """Return the id of a group."""
        return self._ids[number]

    def join(self, number: int, vector: Vector, told: float, terms: TermRow) -> None:
        """Add a member."""
        self._totals.rows[number] += vector
        self._centre(number)
        insort(self._times[number], told)
        self._words[number] = self._words[number].changed(terms.ids, 1)

    def leave(self, number: int, vector: Vector, told: float, terms: TermRow) -> None:
        """Take a member out."""
        self._totals.rows[number] -= vector
        self._centre(number)
        self._times[number].remove(told)
        self._words[number] = self._words[number].changed(terms.ids, -1)

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
        found = np.zeros((len(numbers), len(terms)))
        if not len(terms):
            return found
        words = [self._words[number] for number in numbers]
        small = [i for i, each in enumerate(words) if len(each.ids) <= _SMALL]
        if small:
            ids = np.concatenate([words[i].ids for i in small])
            place = np.minimum(np.searchsorted(terms, ids), len(terms) - 1)
            held = terms[place] == ids
            of = np.repeat(small, [len(words[i].ids) for i in small])[held]
            found[of, place[held]] = np.concatenate([words[i].counts for i in small])[held]
        for i, each in enumerate(words):
            if len(each.ids) > _SMALL:
                found[i] = each.among(terms)
        return found

    def _centre(self, number: int) -> None:
        total = self._totals.rows[number]
        self._middles.rows[number] = total / (float(np.linalg.norm(total)) + 1e-9)


def _nearest(times: list[float], told: float) -> float:
    place = bisect_left(times, told)
    return min(abs(each - told) for each in times[max(0, place - 1) : place + 1])
