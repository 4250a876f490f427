"""Which blocks of a page are its article's text, by trees of questions that were learned from marked pages.

Learned by `benchmarks/train_reading.py`, which writes `verdict.json` with its card.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.read.blocks import Block
from pipeline.read.signs import COLUMNS, Matrix

LEARNED = Path(__file__).with_name("verdict.json")
_KEPT, _LINKED = COLUMNS.index("kept"), COLUMNS.index("linked")
#: Part of a block's characters in links beyond which it is but a link.
_LINK = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
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
    #: Log-odds from which on a block is text.
    threshold: float

    def log_odds(self, signs: Matrix) -> NDArray[np.float64]:
        """Return the log-odds that each block is text.

        Args:
            signs: a row of `COLUMNS` for each.
        """
        rows = np.arange(len(signs))[:, None]
        at = np.tile(self.roots, (len(signs), 1))
        for _ in range(self.depth):
            goes_left = signs[rows, self.column[at]] <= self.limit[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        odds: NDArray[np.float64] = self.start + self.value[at].sum(axis=1)
        return odds

    def choose(self, blocks: Sequence[Block], signs: Matrix) -> list[str]:
        """Return the texts of the blocks that are the article's.

        Rows of tables are not judged one by one, for a table is text as a whole: there the library decides.
        """
        is_text = may_be_text(signs)
        is_text[is_text] = self.log_odds(signs[is_text]) >= self.threshold
        return [
            block.text
            for block, chosen, sign in zip(blocks, is_text, signs, strict=True)
            if (sign[_KEPT] if block.box.tag == "tr" else chosen)
        ]


def may_be_text(signs: Matrix) -> NDArray[np.bool_]:
    """Tell of each block whether there is something to judge: what is but a link, and was not kept, is no text.

    It is half of all blocks of a page, and 0.5 % of the words of the marked bodies.
    """
    return (signs[:, _LINKED] <= _LINK) | (signs[:, _KEPT] > 0)


@cache
def verdict() -> Verdict:
    """Return what was learned."""
    return read_verdict(json.loads(LEARNED.read_text("utf-8")))


def read_verdict(learned: dict[str, object]) -> Verdict:
    """Make a verdict of the content of `verdict.json`.

    Raises:
        ValueError: it was learned for other columns.
    """
    if learned["columns"] != list(COLUMNS):
        raise ValueError(f"{LEARNED.name} was learned for other signs: run benchmarks/train_reading.py.")
    return Verdict(
        roots=np.array(learned["roots"], np.int64),
        column=np.array(learned["column"], np.int64),
        limit=np.array(learned["limit"], np.float32),
        left=np.array(learned["left"], np.int64),
        right=np.array(learned["right"], np.int64),
        value=np.array(learned["value"], np.float64),
        start=float(str(learned["start"])),
        depth=int(str(learned["depth"])),
        threshold=float(str(learned["threshold"])),
    )
