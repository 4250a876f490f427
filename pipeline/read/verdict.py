"""Which blocks of a page are its article's text, by trees of questions that were learned from marked pages.

Learned by `benchmarks/train_reading.py`, which writes `verdict.json` with its card.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.read.blocks import Block
from pipeline.read.signs import COLUMNS, Matrix
from pipeline.read.trees import Trees

LEARNED = Path(__file__).with_name("verdict.json")
_KEPT = COLUMNS.index("kept")


class Verdict(Trees):
    """What was learned; the answer is yes where a block is text."""

    __slots__ = ()

    def choose(self, blocks: Sequence[Block], signs: Matrix) -> list[str]:
        """Return the texts of the blocks that are the article's.

        Rows of tables are not judged one by one, for a table is text as a whole: there the library decides.
        """
        is_text = self.log_odds(signs) >= self.threshold
        return [
            block.text
            for block, chosen, sign in zip(blocks, is_text, signs, strict=True)
            if (sign[_KEPT] if block.box.tag == "tr" else chosen)
        ]


@cache
def verdict() -> Verdict:
    """Return what was learned."""
    return read_verdict(json.loads(LEARNED.read_text("utf-8")))


def read_verdict(learned: dict[str, Any]) -> Verdict:
    """Make a verdict of the content of `verdict.json`.

    Raises:
        ValueError: it was learned for other columns.
    """
    return Verdict.read(learned, COLUMNS, "verdict")
