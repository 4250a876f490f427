"""Which blocks of a page are its article's text, by trees of questions that were learned from marked pages.

Learned by `benchmarks/train_reading.py`, which writes `verdict.json` with its card.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.read.blocks import Block
from pipeline.read.signs import COLUMNS, Matrix
from pipeline.read.trees import Trees

LEARNED = Path(__file__).with_name("verdict.json")
_KEPT, _LINKED = COLUMNS.index("kept"), COLUMNS.index("linked")
#: Part of a block's characters in links beyond which it is but a link.
_LINK = 0.9


class Verdict(Trees):
    """What was learned; the answer is yes where a block is text."""

    __slots__ = ()

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


def read_verdict(learned: dict[str, Any]) -> Verdict:
    """Make a verdict of the content of `verdict.json`.

    Raises:
        ValueError: it was learned for other columns.
    """
    return Verdict.read(learned, COLUMNS, "verdict")
