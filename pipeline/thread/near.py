"""Which of all vectors lie nearest to one: exact below a size, by cells above it.

A cell holds vectors that lie together, cut down to the directions in which news differs most and to a byte in each; one
that grows too large is split in two. A search looks through the cells whose middles are nearest and compares what it
finds there in full, so that its cost grows with the number of cells, a thousandth of the archive.

Source: inverted file, Jegou, Douze and Schmid 2011; cells that split as they grow: Xu et al. 2023, "SPFresh".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats
from pipeline.ports import Vector
from pipeline.thread import counting
from pipeline.thread.shelf import Growing

Rows = NDArray[np.int32]
Sketches = NDArray[np.int8]

#: What a step of a sketch is worth: a unit vector is hardly anywhere longer than half in one direction.
_STEP = 1 / 254


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRules:
    """How the nearest vectors are looked for. Source of all: `benchmarks/scale.py`, decision 0110."""

    #: Vectors up to which each is compared.
    exact_up_to: int = 8192
    #: Directions that a vector is cut down to within its cell.
    n_directions: int = 192
    #: Vectors from which a cell is split.
    cell_size: int = 1024
    #: Cells that a search looks through.
    n_cells: int = 24
    #: Vectors compared in full, for each that is asked for.
    again: int = 6


class Nearest:
    """All vectors by row, and the search among them."""

    def __init__(self, dimension: int, rules: NearRules | None = None) -> None:
        self._rules = rules or NearRules()
        self._vectors = Growing((dimension,), np.float32)
        self._cells: _Cells | None = None

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def rows(self) -> Vector:
        """Return all vectors, shape (n, dimension), as a view."""
        return self._vectors.rows

    def add(self, vectors: Vector) -> int:
        """Add unit vectors, shape (n, dimension), and return the row of the first; the very first set the dimension."""
        if not len(self._vectors) and vectors.shape[1] != self._vectors.rows.shape[1]:
            self._vectors = Growing((vectors.shape[1],), np.float32)
        first = self._vectors.extend(vectors)
        if self._cells is not None:
            self._cells.add(np.arange(first, len(self._vectors), dtype=np.int32), vectors)
        elif len(self._vectors) > self._rules.exact_up_to:
            self._cells = _Cells(self._vectors.rows, self._rules)
        return first

    def replace(self, row: int, vector: Vector) -> None:
        """Put another vector into a row."""
        if self._cells is not None:
            self._cells.remove(row, self._vectors.rows[row])
            self._cells.add(np.array([row], dtype=np.int32), vector[None, :])
        self._vectors.rows[row] = vector

    def cosines(self, rows: "Rows | list[int]", vector: Vector) -> Floats:
        """Return the cosines between a vector and those of some rows."""
        return (self._vectors.rows[rows] @ vector).astype(np.float64)

    def nearest(self, vector: Vector, n: int) -> Rows:
        """Return up to `n` rows whose vectors are nearest, in no order."""
        if self._cells is None:
            return _best(self._vectors.rows @ vector, n)
        found = self._cells.nearest(vector, n * self._rules.again)
        return found[_best(self._vectors.rows[found] @ vector, n)]


def _best(cosines: NDArray[np.float32], n: int) -> Rows:
    if len(cosines) <= n:
        return np.arange(len(cosines), dtype=np.int32)
    return np.argpartition(-cosines, n - 1)[:n].astype(np.int32)


class _Cell:
    """Vectors that lie together."""

    def __init__(self, rows: Rows, sketches: Sketches) -> None:
        self.rows = Growing((), np.int32, capacity=len(rows) + 64)
        self.sketches = Growing((sketches.shape[1],), np.int8, capacity=len(rows) + 64)
        self.add(rows, sketches)

    def add(self, rows: Rows, sketches: Sketches) -> None:
        self.rows.extend(rows)
        self.sketches.extend(sketches)

    def remove(self, row: int) -> bool:
        held = self.rows.rows != row
        if held.all():
            return False
        rows, sketches = self.rows.rows[held], self.sketches.rows[held]
        self.rows.clear()
        self.sketches.clear()
        self.add(rows, sketches)
        return True


class _Cells:
    """Vectors sorted into cells by where they lie."""

    def __init__(self, vectors: Vector, rules: NearRules) -> None:
        self._rules = rules
        self._basis = _directions(vectors, rules.n_directions)
        self._middles = Growing((self._basis.shape[1],), np.float32)
        self._lengths = Growing((), np.float32)
        self._cells: list[_Cell] = []
        self._open(np.arange(len(vectors), dtype=np.int32), _coarse(vectors @ self._basis))
        self._split_large([0])

    def add(self, rows: Rows, vectors: Vector) -> None:
        """Sort vectors into the cells whose middles are nearest."""
        sketches = vectors @ self._basis
        cells = self._distances(sketches).argmin(axis=1)
        order = np.argsort(cells, kind="stable")
        coarse = _coarse(sketches)
        touched, starts = np.unique(cells[order], return_index=True)
        for cell, part in zip(touched.tolist(), np.split(order, starts[1:]), strict=True):
            self._cells[cell].add(rows[part], coarse[part])
        self._split_large(touched.tolist())

    def remove(self, row: int, vector: Vector) -> None:
        """Take a row out; it is in a cell near its vector, if not in the nearest one."""
        order = np.argsort(self._distances((vector @ self._basis)[None, :])[0])
        any(self._cells[cell].remove(row) for cell in order.tolist())

    def nearest(self, vector: Vector, n: int) -> Rows:
        sketch = vector @ self._basis
        distances = self._distances(sketch[None, :])[0]
        cells = [self._cells[cell] for cell in _best(-distances, self._rules.n_cells).tolist()]
        cosines = np.concatenate([counting.products(cell.sketches.rows, sketch) for cell in cells])
        rows: Rows = np.concatenate([cell.rows.rows for cell in cells])
        return rows[_best(cosines, n)]

    def _distances(self, sketches: Vector) -> Vector:
        """Return the squared distances to the middles, less what is the same for all of them."""
        distances: Vector = self._lengths.rows - 2.0 * (sketches @ self._middles.rows.T)
        return distances

    def _open(self, rows: Rows, sketches: Sketches) -> None:
        self._cells.append(_Cell(rows, sketches))
        self._middles.add(np.zeros(sketches.shape[1]))
        self._lengths.add(0.0)
        self._centre(len(self._cells) - 1)

    def _centre(self, cell: int) -> None:
        middle = self._cells[cell].sketches.rows.mean(axis=0, dtype=np.float64) * _STEP
        self._middles.rows[cell] = middle
        self._lengths.rows[cell] = float(middle @ middle)

    def _split_large(self, cells: list[int]) -> None:
        waiting = list(cells)
        while waiting:
            cell = waiting.pop()
            if len(self._cells[cell].rows) > self._rules.cell_size:
                self._split(cell)
                waiting += [cell, len(self._cells) - 1]

    def _split(self, cell: int) -> None:
        """Halve a cell across the direction in which its vectors differ most."""
        rows, sketches = self._cells[cell].rows.rows, self._cells[cell].sketches.rows
        around = sketches - sketches.mean(axis=0, dtype=np.float32)
        along = around @ _directions(around, 1)[:, 0]
        order = np.argsort(along, kind="stable")
        near, far = order[: len(order) // 2], order[len(order) // 2 :]
        self._cells[cell] = _Cell(rows[near], sketches[near])
        self._centre(cell)
        self._open(rows[far], sketches[far])


def _coarse(sketches: Vector) -> Sketches:
    """Return sketches in steps of a byte."""
    coarse: Sketches = np.clip(np.rint(sketches / _STEP), -127, 127).astype(np.int8)
    return coarse


def _directions(vectors: Vector, n: int) -> Vector:
    """Return the `n` directions in which vectors are largest, shape (dimension, n)."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    largest: Vector = np.ascontiguousarray(directions[:, ::-1][:, :n], dtype=np.float32)
    return largest
