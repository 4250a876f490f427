"""When everything was told: how many articles lie nearer in time than another, and which came just before.

In the order of time, not of arrival: what was read late, or is read again after a start, lies where it was told.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats

#: Seconds by which no article is nearer than another: the last digits of a time are lost in adding.
_EVEN = 0.001


class Times:
    """The rows of all articles in the order in which they were told."""

    def __init__(self) -> None:
        self._told = array("d")
        self._rows = array("i")
        #: Many that came at once wait for the next question: each sorting costs as much as all there are.
        self._waiting: list[tuple[Floats, int]] = []

    def add(self, told: float, row: int) -> None:
        """Add an article.

        Args:
            told: seconds since the epoch.
            row: its row.
        """
        self._sort()
        place = bisect_right(self._told, told)
        self._told.insert(place, told)
        self._rows.insert(place, row)

    def add_many(self, told: Floats, first: int) -> None:
        """Add articles whose rows follow one another from the first one's on."""
        self._waiting.append((told, first))

    def _sort(self) -> None:
        if not self._waiting:
            return
        told = np.concatenate([np.array(self._told), *(each for each, _ in self._waiting)])
        rows = [np.arange(first, first + len(each), dtype=np.int32) for each, first in self._waiting]
        order = np.argsort(told, kind="stable")
        self._told = array("d", told[order].tobytes())
        self._rows = array("i", np.concatenate([np.array(self._rows, np.int32), *rows])[order].tobytes())
        self._waiting.clear()

    def move(self, row: int, before: float, after: float) -> None:
        """Note that an article was told at another time than was known before."""
        self.remove(row, before)
        self.add(after, row)

    def remove(self, row: int, told: float) -> None:
        """Take an article out that was told at this time."""
        self._sort()
        place = self._rows.index(row, bisect_left(self._told, told))
        del self._told[place], self._rows[place]

    def n_nearer(self, told: float, gaps: Sequence[float]) -> list[int]:
        """Return how many articles were told less than each of some seconds from a time, before it or after."""
        self._sort()
        known, inner = self._told, [gap - _EVEN for gap in gaps]
        return [bisect_right(known, told + gap) - bisect_left(known, told - gap) if gap > 0 else 0 for gap in inner]

    def last(self, told: float, n: int) -> NDArray[np.int32]:
        """Return the rows of the last `n` articles told up to a time, the earliest first."""
        self._sort()
        place = bisect_right(self._told, told)
        return np.array(self._rows[max(0, place - n) : place], dtype=np.int32)
