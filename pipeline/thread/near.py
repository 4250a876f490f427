"""Which of all vectors lie nearest to one: exact below a size, by cells above it.

A cell holds vectors that lie together, each in half a byte for two directions. A search looks through the cells whose
middles are nearest and compares the best of what it finds there in full, so that a million cost little more than a
hundred thousand. Faiss keeps the cells; it is named only here, and imported when there are enough vectors for them.

Source: inverted file and product quantisation, Jegou, Douze and Schmid 2011; codes of four bits looked up in registers,
Andre, Kermarrec and Le Scouarnec 2015; decision 0195.
"""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats
from pipeline.ports import Vector
from pipeline.thread.shelf import Growing

if TYPE_CHECKING:
    import faiss

Rows = NDArray[np.int32]

#: Vectors that are sorted into cells by all cores.
_MANY = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRules:
    """How the nearest vectors are looked for. Source of all: `benchmarks/scale.py`, decision 0195."""

    #: Vectors up to which each is compared.
    exact_up_to: int = 8192
    #: Cells are laid out anew when there are so many times the vectors that they were laid out for.
    growth: int = 4
    #: Vectors of a cell when cells are laid out, on the average.
    cell_size: int = 512
    #: Vectors, for each cell, that the layout is learned from, and rounds of learning.
    n_learned_from: int = 40
    n_rounds: int = 5
    #: Cells that a search looks through.
    n_cells: int = 128
    #: Vectors compared in full, for each that is asked for.
    again: int = 8


class Nearest:
    """All vectors by row, and the search among them.

    What is added waits for the next search to be sorted into cells: many are sorted at once for a fraction of the cost.
    What is found follows from the vectors and their order, not from when they were sorted.
    """

    def __init__(self, dimension: int, rules: NearRules | None = None) -> None:
        self._rules = rules or NearRules()
        self._vectors = Growing((dimension,), np.float32)
        self._cells: _Cells | None = None
        #: Vectors that there will be, while many are added at a start.
        self._n_coming = 0

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
        return self._vectors.extend(vectors)

    def replace(self, row: int, vector: Vector) -> None:
        """Put another vector into a row."""
        self._vectors.rows[row] = vector
        if self._cells is not None:
            self._cells.renew(row, vector)

    def cosines(self, rows: "Rows | list[int]", vector: Vector) -> Floats:
        """Return the cosines between a vector and those of some rows."""
        return (self._vectors.rows[rows] @ vector).astype(np.float64)

    def expect(self, n: int, dimension: int) -> None:
        """Make room for as many vectors as are about to come; cells are laid out for so many once there are enough."""
        self._vectors = Growing((dimension,), np.float32, capacity=max(1, n))
        self._n_coming = n

    def sort(self, added: Vector | None = None) -> None:
        """Sort vectors into cells, where there are enough of them for any.

        Args:
            added: all that there are, where another thread goes on adding and more are expected; None: all came.
        """
        if added is None:
            added, self._n_coming = self._vectors.rows, 0
        n_laid_out_for = _n_laid_out_for(max(len(added), self._n_coming), self._rules)
        if not 0 < n_laid_out_for <= len(added):
            return
        if self._cells is None or self._cells.n_laid_out_for != n_laid_out_for:
            self._cells = _Cells(added[:n_laid_out_for], self._rules)
        self._cells.add(added, shares_work=not self._n_coming)

    def nearest(self, vector: Vector, n: int) -> Rows:
        """Return up to `n` rows whose vectors are nearest, in no order."""
        self.sort()
        if self._cells is None:
            return _best(self._vectors.rows @ vector, n)
        found = self._cells.nearest(vector, n * self._rules.again)
        return found[_best(self._vectors.rows[found] @ vector, n)]


def _n_laid_out_for(n: int, rules: NearRules) -> int:
    """Return of how many vectors, the first ones, the layout of cells for `n` is learned; 0: there are none yet."""
    if n <= rules.exact_up_to:
        return 0
    first = rules.exact_up_to
    while first * rules.growth < n:
        first *= rules.growth
    return first


def _best(cosines: NDArray[np.float32], n: int) -> Rows:
    if len(cosines) <= n:
        return np.arange(len(cosines), dtype=np.int32)
    return np.argpartition(-cosines, n - 1)[:n].astype(np.int32)


class _Cells:
    """Vectors sorted into cells by where they lie."""

    def __init__(self, vectors: Vector, rules: NearRules) -> None:
        """Lay out cells for some vectors, which are not added by that."""
        import faiss

        self._share_work = faiss.omp_set_num_threads
        n_vectors, dimension = vectors.shape
        n_cells = max(1, n_vectors // rules.cell_size)
        layout = f"IVF{n_cells},PQ{dimension // 2}x4fs"
        self._index = cast("faiss.IndexIVF", faiss.index_factory(dimension, layout, faiss.METRIC_INNER_PRODUCT))
        self._share_work(1)
        self._index.cp.niter = rules.n_rounds
        self._index.train(np.ascontiguousarray(vectors[:: max(1, n_vectors // (n_cells * rules.n_learned_from))]))
        self._index.nprobe = min(n_cells, rules.n_cells)
        self._n = 0
        self.n_laid_out_for = n_vectors

    def add(self, vectors: Vector, *, shares_work: bool) -> None:
        """Sort those of all vectors into cells that are in none yet; where work is shared, many by all cores."""
        if self._n < len(vectors):
            # a start waits for all of them; one by one they come while others want the processor
            self._share_work((os.cpu_count() or 1) if shares_work and len(vectors) - self._n > _MANY else 1)
            self._index.add_with_ids(vectors[self._n :], np.arange(self._n, len(vectors)))
            self._n = len(vectors)

    def renew(self, row: int, vector: Vector) -> None:
        """Let another vector lead to a row as well; that the old one does is harmless, since all are compared again."""
        if row < self._n:
            self._index.add_with_ids(vector[None, :], np.array([row]))

    def nearest(self, vector: Vector, n: int) -> Rows:
        """Return some `n` rows that seem nearest."""
        # counted by operating-system thread, and any may ask; several would wait busily for each other
        self._share_work(1)
        _, found = self._index.search(vector[None, :], n)
        rows: Rows = np.unique(found[found >= 0]).astype(np.int32)
        return rows
