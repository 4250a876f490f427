"""What is known of all articles, side by side in arrays: no object an article, so that a million fit.

Grows by doubling. Holds no opinion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FIRST_CAPACITY = 1024

Number = TypeVar("Number", np.float32, np.float64, np.int32, np.int64, np.uint8, np.int8)


class Growing(Generic[Number]):
    """An array that rows are added to at the end; its memory doubles when it is full."""

    def __init__(self, shape: tuple[int, ...], dtype: type[Number], *, capacity: int = _FIRST_CAPACITY) -> None:
        self._rows: NDArray[Number] = np.zeros((capacity, *shape), dtype=dtype)
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def rows(self) -> NDArray[Number]:
        """Return the rows in use, as a view."""
        return self._rows[: self._n]

    def at(self, number: int) -> float:
        """Return the value of one row, for rows that are single values: many times faster than through `rows`."""
        return float(self._rows.item(number))

    def add(self, row: ArrayLike) -> int:
        """Append a row and return its number."""
        self._reserve(self._n + 1)
        self._rows[self._n] = row
        self._n += 1
        return self._n - 1

    def extend(self, rows: NDArray[Number]) -> int:
        """Append rows and return the number of the first."""
        first, self._n = self._n, self._n + len(rows)
        self._reserve(self._n)
        self._rows[first : self._n] = rows
        return first

    def give_back(self, n: int) -> None:
        """Forget the last `n` rows."""
        self._n -= n

    def clear(self) -> None:
        """Forget all rows; their memory is kept for others."""
        self._n = 0

    def _reserve(self, n: int) -> None:
        if n > len(self._rows):
            grown = np.zeros((max(n, 2 * len(self._rows)), *self._rows.shape[1:]), self._rows.dtype)
            grown[: len(self._rows)] = self._rows
            self._rows = grown


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """The terms of one article as numbers of the vocabulary, ascending, with the flags of each."""

    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
    #: Flags of the terms that no article had before and that therefore have no number.
    unknown: NDArray[np.uint8]
    ages: frozenset[int]
    days: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRows:
    """The terms of several articles, one after the other."""

    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
    #: Where each article's terms begin, and where the last one's end: shape (articles + 1,).
    starts: NDArray[np.int64]
    ages: Sequence[frozenset[int]]
    days: Sequence[frozenset[int]]


_NOTHING: frozenset[int] = frozenset()


class TermShelf:
    """The terms of all articles by row."""

    def __init__(self) -> None:
        self._ids = Growing((), np.int32)
        self._flags = Growing((), np.uint8)
        #: Begin and end of each article's terms.
        self._spans = Growing((2,), np.int64)
        # only of the articles that have any
        self._ages: dict[int, frozenset[int]] = {}
        self._days: dict[int, frozenset[int]] = {}

    def add(self, terms: TermRow) -> int:
        """Add the terms of the next article and return its row."""
        row = self._spans.add(self._append(terms))
        self._mark(row, terms)
        return row

    def add_many(self, terms: TermRows) -> int:
        """Add the terms of the next articles and return the row of the first."""
        begin = self._ids.extend(terms.ids)
        self._flags.extend(terms.flags)
        first = self._spans.extend(begin + np.column_stack([terms.starts[:-1], terms.starts[1:]]))
        for kept, values in ((self._ages, terms.ages), (self._days, terms.days)):
            kept.update((first + i, each) for i, each in enumerate(values) if each)
        return first

    def replace(self, row: int, terms: TermRow) -> None:
        """Put other terms in the place of an article's."""
        self._spans.rows[row] = self._append(terms)
        self._mark(row, terms)

    def ids(self, row: int) -> NDArray[np.int32]:
        """Return the numbers of an article's terms, ascending."""
        begin, end = self._spans.rows[row].tolist()
        return self._ids.rows[begin:end]

    def row(self, row: int) -> TermRow:
        """Return an article's terms."""
        begin, end = self._spans.rows[row].tolist()
        return TermRow(
            ids=self._ids.rows[begin:end],
            flags=self._flags.rows[begin:end],
            unknown=np.zeros(0, np.uint8),
            ages=self.ages(row),
            days=self.days(row),
        )

    @property
    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int64]]:
        """Return the terms of all articles, ascending within each, their flags, and where each one's begin and end."""
        return self._ids.rows, self._flags.rows, self._spans.rows

    def ages(self, row: int) -> frozenset[int]:
        """Return the ages that an article's text gives people."""
        return self._ages.get(row, _NOTHING)

    def days(self, row: int) -> frozenset[int]:
        """Return the days that an article's lead speaks of."""
        return self._days.get(row, _NOTHING)

    def _append(self, terms: TermRow) -> tuple[int, int]:
        begin = self._ids.extend(terms.ids)
        self._flags.extend(terms.flags)
        return begin, begin + len(terms.ids)

    def _mark(self, row: int, terms: TermRow) -> None:
        for kept, values in ((self._ages, terms.ages), (self._days, terms.days)):
            kept.pop(row, None)
            if values:
                kept[row] = values
