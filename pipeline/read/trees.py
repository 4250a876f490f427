"""Boosted trees of questions, learned elsewhere and kept as JSON: what they answer about rows of numbers.

All questions of all trees are asked at once. A question answered with no rules out the leaves to its left; the answer
of a tree is the first leaf that is left. This takes a third of the time of going down each tree.

Source: C. Lucchese et al., QuickScorer, SIGIR 2015.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
_Number = TypeVar("_Number", int, float)

#: Most leaves of a tree: a bit for each.
_MOST_LEAVES = 16
_ALL = (1 << _MOST_LEAVES) - 1
_ONE = np.uint16(1)
#: Rows that are looked at together: so the numbers in between stay in the processor's cache.
_AT_ONCE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """Boosted trees, flat: as many questions and leaves of each, filled up with such as change nothing."""

    #: Column that each question asks for, no question twice, and the largest value with which the answer is yes.
    column: NDArray[np.int64]
    limit: NDArray[np.float32]
    #: The questions of each tree; and by bits the leaves that a no leaves over.
    asked: NDArray[np.int64]
    left_over: NDArray[np.uint16]
    #: What the leaves of each tree add to the log-odds.
    value: NDArray[np.float64]
    start: float
    n_trees: int
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
            ValueError: they were learned for other columns, or a tree has too many leaves.
        """
        if learned["columns"] != list(columns):
            raise ValueError(f"{name}.json was learned for other signs: learn it again, as its card says.")
        trees = [_tree(learned, root) for root in learned["roots"]]
        questions = sorted({one for tree in trees for one in tree.questions})
        numbers = {one: n for n, one in enumerate(questions)}
        n_asked = max(len(tree.questions) for tree in trees)
        asked = [_filled([numbers[one] for one in tree.questions], n_asked, 0) for tree in trees]
        left_over = [_filled(tree.left_over, n_asked, _ALL) for tree in trees]
        return cls(
            column=np.array([column for column, _ in questions], np.int64),
            limit=np.array([[limit] for _, limit in questions], np.float32),
            asked=np.array(asked, np.int64).ravel(),
            left_over=np.array(left_over, np.uint16).reshape(-1, 1),
            value=np.array([_filled(tree.leaves, _MOST_LEAVES, 0.0) for tree in trees]).ravel(),
            start=float(learned["start"]),
            n_trees=len(trees),
            threshold=float(learned["threshold"]),
        )

    def log_odds(self, signs: Matrix) -> NDArray[np.float64]:
        """Return the log-odds of each row.

        Args:
            signs: a row of the columns that were learned for each.
        """
        if len(signs) <= _AT_ONCE:
            return self._log_odds(signs)
        parts = np.array_split(signs, -(-len(signs) // _AT_ONCE))
        return np.concatenate([self._log_odds(part) for part in parts])

    def _log_odds(self, signs: Matrix) -> NDArray[np.float64]:
        is_yes = signs.T.take(self.column, axis=0) <= self.limit
        spared = np.negative(is_yes.astype(np.uint16))  # every bit, or none
        bits = spared.take(self.asked, axis=0)
        bits |= self.left_over
        left = np.bitwise_and.reduce(bits.reshape(self.n_trees, len(self.asked) // self.n_trees, len(signs)), axis=1)
        first = np.bitwise_count((left & np.negative(left)) - _ONE)
        leaves = first + np.arange(0, len(self.value), _MOST_LEAVES)[:, None]
        added = np.ascontiguousarray(self.value.take(leaves).T)
        odds: NDArray[np.float64] = self.start + added.sum(axis=1)
        return odds


@dataclass(frozen=True, slots=True)
class _Tree:
    """A tree as it is put together."""

    #: Column and limit of each question, and the leaves that a no leaves over.
    questions: list[tuple[int, float]]
    left_over: list[int]
    #: What each leaf adds, from left to right.
    leaves: list[float]


def _tree(learned: Mapping[str, Any], root: int) -> _Tree:
    tree = _Tree([], [], [])
    _grow(tree, learned, root)
    if len(tree.leaves) > _MOST_LEAVES:
        raise ValueError(f"A tree has {len(tree.leaves)} leaves, more than {_MOST_LEAVES}: learn smaller ones.")
    return tree


def _grow(tree: _Tree, learned: Mapping[str, Any], node: int) -> None:
    """Add a node and all below it, those to the left first; a leaf leads to itself."""
    left = learned["left"][node]
    if left == node:
        tree.leaves.append(learned["value"][node])
        return
    place, first = len(tree.questions), len(tree.leaves)
    tree.questions.append((learned["column"][node], learned["limit"][node]))
    tree.left_over.append(_ALL)
    _grow(tree, learned, left)
    ruled_out = (1 << len(tree.leaves)) - (1 << first)
    tree.left_over[place] = _ALL & ~ruled_out
    _grow(tree, learned, learned["right"][node])


def _filled(some: list[_Number], n: int, by: _Number) -> list[_Number]:
    return some + [by] * (n - len(some))
