"""Threads, or developments, as the index knows them: their members, and what follows from these when it is asked for.

A group of a few articles costs no more than the list of them: most groups of an archive are small, and nobody asks
about them again. The middle and the words of larger ones are kept while they are asked for.
"""

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats
from pipeline.ports import Vector
from pipeline.thread import counting
from pipeline.thread.near import Nearest
from pipeline.thread.shelf import Growing, TermShelf
from pipeline.thread.times import Times
from pipeline.thread.vocabulary import Vocabulary

#: Members up to which a group is looked at anew each time it is asked about.
_FEW = 4
#: Groups above that of which middle and words are kept, those asked for last.
_N_KEPT = 20_000
#: Articles told last before one, in which the part of a group is counted.
_N_RECENT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What is known of all articles, by row; both levels of groups look things up there."""

    vectors: Nearest
    terms: TermShelf
    #: When each was told, in seconds since the epoch.
    told: Growing[np.float64]
    #: The same, in order.
    times: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """An article that groups are looked at for."""

    #: Its unit vector, shape (dimension,).
    vector: Vector
    #: When it was told, in seconds since the epoch.
    told: float
    #: The numbers of its terms, ascending.
    terms: NDArray[np.int32]
    #: For how rare a term is by now.
    vocabulary: Vocabulary
    #: Its row; None: it is a new one.
    row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What several groups are to one article, a row each."""

    #: Cosine between the article and the group's middle.
    cosines: Floats
    #: Members.
    sizes: Floats
    #: Seconds to the member told nearest in time.
    gaps: Floats
    #: In how many members each of the article's terms stands, shape (groups, terms).
    counts: Floats
    #: Seconds between the first told member and the last.
    spans: Floats
    #: What the group's terms weigh, each by the square of the part of the members that have it, and of its rarity.
    cores: Floats
    #: Articles told nearer in time to the article than any member, 0 or more.
    between: Floats
    #: Part of the articles told last before it, 0..1, that are members.
    shares: Floats


class Groups:
    """All groups of one level, numbered in the order in which they came up."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._members: list[list[int]] = []
        #: The group of each row, -1: it is in none.
        self._of_rows = Growing((), np.int32)
        self._kept: OrderedDict[int, _Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ids)

    def number(self, group_id: str) -> int:
        """Return the number of a group; one not known is given the next one."""
        if (known := self._numbers.get(group_id)) is not None:
            return known
        self._numbers[group_id] = number = len(self._ids)
        self._ids.append(group_id)
        self._members.append([])
        return number

    def find(self, group_id: str) -> int | None:
        """Return the number of a group, or None: it is not known."""
        return self._numbers.get(group_id)

    def id(self, number: int) -> str:
        """Return the id of a group."""
        return self._ids[number]

    def of_row(self, row: int) -> str:
        """Return the id of the group that a row is in."""
        return self._ids[int(self._of_rows.rows[row])]

    def members(self, number: int) -> Sequence[int]:
        """Return the rows of a group's members."""
        return self._members[number]

    def join(self, number: int, row: int) -> None:
        """Add a member, which the shelves have already."""
        self._members[number].append(row)
        if row == len(self._of_rows):
            self._of_rows.add(number)
        else:
            self._of_rows.rows[row] = number
        if (kept := self._kept.get(number)) is not None:
            kept.add(self._shelves, row)

    def join_many(self, numbers: Sequence[int], first: int) -> None:
        """Add members whose rows follow one another from the first one's on, none of them known yet."""
        self._of_rows.extend(np.array(numbers, dtype=np.int32))
        for row, number in enumerate(numbers, first):
            self._members[number].append(row)
        # few are asked about while an archive is taken in: what is kept of these is made anew
        for number in self._kept.keys() & set(numbers) if self._kept else ():
            del self._kept[number]

    def leave(self, number: int, row: int) -> None:
        """Take a member out."""
        self._members[number].remove(row)
        self._of_rows.rows[row] = -1
        self._kept.pop(number, None)

    def last(self, number: int) -> float:
        """Return when the newest member was told, in seconds since the epoch."""
        return float(self._shelves.told.rows[self._members[number]].max())

    def cosine(self, number: int, vector: Vector) -> float:
        """Return the cosine between a vector and the middle of a group."""
        return float(self.middle(number) @ vector)

    def middle(self, number: int) -> Floats:
        """Return the middle of a group as a unit vector."""
        if len(self._members[number]) > _FEW:
            return self._keep(number).middle
        return _unit(self._shelves.vectors.rows[self._members[number]].sum(axis=0, dtype=np.float64))

    def look(self, numbers: Sequence[int], probe: Probe) -> Looked:
        """Return what groups, each with one member at least, are to an article."""
        looked = Looked(
            cosines=np.zeros(len(numbers)),
            sizes=np.array([len(self._members[number]) for number in numbers], dtype=np.float64),
            gaps=np.zeros(len(numbers)),
            counts=np.zeros((len(numbers), len(probe.terms))),
            spans=np.zeros(len(numbers)),
            cores=np.zeros(len(numbers)),
            between=np.zeros(len(numbers)),
            shares=self._shares(numbers, probe),
        )
        self._look_at_small(numbers, looked, probe)
        for i in np.flatnonzero(looked.sizes > _FEW).tolist():
            kept = self._keep(numbers[i])
            looked.cosines[i] = kept.middle @ probe.vector
            looked.gaps[i] = _nearest(kept.times, probe.told)
            looked.spans[i] = kept.times[-1] - kept.times[0]
            looked.counts[i], looked.cores[i] = counting.count_many(
                kept.ids, kept.counts, len(kept.times), probe.terms, probe.vocabulary.known
            )
        nearer = self._shelves.times.n_nearer(probe.told, looked.gaps.tolist())
        # a placed article is the nearest to itself
        looked.between[:] = np.maximum(0, np.array(nearer) - (probe.row is not None))
        return looked

    def _shares(self, numbers: Sequence[int], probe: Probe) -> Floats:
        """Return the part that each group has in the articles told last before one."""
        recent = self._of_rows.rows[self._shelves.times.last(probe.told, _N_RECENT)]
        n_each: Floats = (recent == np.array(numbers, dtype=np.int32)[:, None]).sum(axis=1, dtype=np.float64)
        return n_each / _N_RECENT

    def _look_at_small(self, numbers: Sequence[int], looked: Looked, probe: Probe) -> None:
        """Fill in the groups of a few members, all of them together, which saves calls."""
        small = np.flatnonzero(looked.sizes <= _FEW)
        if not len(small):
            return
        members = np.array([row for i in small.tolist() for row in self._members[numbers[i]]])
        starts = np.concatenate([[0], np.cumsum(looked.sizes[small])]).astype(np.int64)
        shelves = self._shelves
        looked.cosines[small], looked.gaps[small], looked.spans[small] = counting.lie_of_few(
            shelves.vectors.rows, shelves.told.rows, (members, starts), probe.vector, probe.told
        )
        looked.counts[small], looked.cores[small] = counting.count_few(
            shelves.terms.arrays, (members, starts), probe.terms, probe.vocabulary.known
        )

    def _keep(self, number: int) -> "_Kept":
        """Return what is kept of a larger group; what was not asked for in a long time is forgotten."""
        kept = self._kept.get(number)
        if kept is None:
            kept = self._kept[number] = _Kept.of(self._shelves, self._members[number])
            if len(self._kept) > _N_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return kept


@dataclass(slots=True, kw_only=True)
class _Kept:
    """What follows from the members of a larger group."""

    total: Floats
    #: When the members were told, ascending.
    times: list[float]
    #: Numbers of the terms, ascending, and in how many members each stands.
    ids: NDArray[np.int32]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, shelves: Shelves, members: Sequence[int]) -> "_Kept":
        said = np.concatenate([shelves.terms.ids(row) for row in members])
        ids, counts = np.unique(said, return_counts=True)
        return cls(
            total=shelves.vectors.rows[members].sum(axis=0, dtype=np.float64),
            times=np.sort(shelves.told.rows[members]).tolist(),
            ids=ids,
            counts=counts,
        )

    @property
    def middle(self) -> Floats:
        return _unit(self.total)

    def add(self, shelves: Shelves, row: int) -> None:
        self.total += shelves.vectors.rows[row]
        insort(self.times, float(shelves.told.rows[row]))
        more = shelves.terms.ids(row)
        merged, place = np.unique(np.concatenate([self.ids, more]), return_inverse=True)
        counts = np.zeros(len(merged), np.int64)
        counts[place[: len(self.ids)]] = self.counts
        counts[place[len(self.ids) :]] += 1
        self.ids, self.counts = merged, counts


def _unit(vector: Floats) -> Floats:
    return vector / (float(np.linalg.norm(vector)) + 1e-9)


def _nearest(times: list[float], told: float) -> float:
    place = bisect_left(times, told)
    return min(abs(each - told) for each in times[max(0, place - 1) : place + 1])
