"""Boosted trees of questions, learned elsewhere and kept as JSON: what they answer about rows of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """Boosted trees, flat: one row for each node of all of them; a leaf leads to itself."""

    #: Node where each tree begins.
    roots: NDArray[np.int64]
    #: Column that a node asks for, and the largest value with which it goes left.
    column: NDArray[np.int64]
    limit: NDArray[np.float32]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    #: What a leaf adds to the log-odds.
    value: NDArray[np.float64]
    start: float
    #: Questions of the longest path.
    depth: int
    #: Log-odds from which on the answer is yes.
    threshold: float

    @classmethod
    def read(cls, learned: Mapping[str, Any], columns: Sequence[str], name: str) -> Self:
        """Make trees of the content of a file.

        Args:
            learned: what the file holds.
            columns: names of the columns that rows will have.
            name: of the file, without its ending; `benchmarks/` has the script that learns it.

        Raises:
            ValueError: they were learned for other columns.
        """
        if learned["columns"] != list(columns):
            raise ValueError(f"{name}.json was learned for other signs: learn it again, as its card says.")
        return cls(
            roots=np.array(learned["roots"], np.int64),
            column=np.array(learned["column"], np.int64),
            limit=np.array(learned["limit"], np.float32),
            left=np.array(learned["left"], np.int64),
            right=np.array(learned["right"], np.int64),
            value=np.array(learned["value"], np.float64),
            start=float(learned["start"]),
            depth=int(learned["depth"]),
            threshold=float(learned["threshold"]),
        )

    def log_odds(self, signs: Matrix) -> NDArray[np.float64]:
        """Return the log-odds of each row.

        Args:
            signs: a row of the columns that were learned for each.
        """
        n_columns = signs.shape[1] if signs.ndim == 2 else 0
        flat, firsts = signs.ravel(), np.arange(len(signs))[:, None] * n_columns
        children = np.stack((self.right, self.left), axis=1).ravel()
        at = np.tile(self.roots, (len(signs), 1))
        for _ in range(self.depth):  # take is twice as fast as indexing
            goes_left = flat.take(firsts + self.column.take(at)) <= self.limit.take(at)
            at = children.take(2 * at + goes_left)
        odds: NDArray[np.float64] = self.start + self.value.take(at).sum(axis=1)
        return odds
