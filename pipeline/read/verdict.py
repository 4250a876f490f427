"""Which blocks of a page are its article's text, by trees of questions that were learned from marked pages.

Learned by `benchmarks/train_reading.py`, which writes `verdict.json` with its card.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.read.blocks import Block
from pipeline.read.signs import COLUMNS, Matrix
from pipeline.read.trees import Trees

LEARNED = Path(__file__).with_name("verdict.json")
_KEPT, _LINKED, _KEPT_AROUND, _AFTER_FIRST, _BEFORE_LAST, _IN_LIST = map(
    COLUMNS.index, ("kept", "linked", "kept_around", "after_first_kept", "before_last_kept", "in_li")
)
#: Part of a block's characters in links beyond which it is but a link.
_LINK = 0.9
#: Blocks kept among the four before, the four after and itself from which on a link may be the text's.
_LEAST_AROUND = 3
#: Characters from which on a text that a page has twice is a teaser in two lists, where it stands in lists.
_TEASER = 80
#: Log-odds from which on a block is text whatever its words are: seven to one.
_SURE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The blocks of a page that are its article's, by their texts."""

    lines: Sequence[str] = ()
    #: Those of which there is hardly a doubt.
    sure: frozenset[str] = frozenset()


class Verdict(Trees):
    """What was learned; the answer is yes where a block is text."""

    __slots__ = ()

    def choose(self, blocks: Sequence[Block], signs: Matrix) -> Chosen:
        """Return the blocks that are the article's.

        Rows of tables are not judged one by one, for a table is text as a whole: there the library decides.
        """
        is_open = may_be_text(signs) & ~_are_teasers(blocks, signs)
        odds = np.full(len(signs), -np.inf)
        odds[is_open] = self.log_odds(signs[is_open])
        is_row = np.array([block.box.tag == "tr" for block in blocks], bool)
        is_text = np.where(is_row, signs[:, _KEPT] > 0, odds >= self.threshold)
        return Chosen(
            lines=[blocks[place].text for place in np.flatnonzero(is_text).tolist()],
            sure=frozenset(blocks[place].text for place in np.flatnonzero(odds >= _SURE).tolist()),
        )


def may_be_text(signs: Matrix) -> NDArray[np.bool_]:
    """Tell of each block whether there is something to judge: what is but a link, and was not kept, is mostly no text.

    It is half of all blocks of a page, and 0.5 % of the words of the marked bodies. Between kept blocks it is judged:
    an offer, a work that is reviewed, a question in a list of them.
    """
    is_amid = (signs[:, _KEPT_AROUND] >= _LEAST_AROUND) & (signs[:, _AFTER_FIRST] > 0) & (signs[:, _BEFORE_LAST] > 0)
    return (signs[:, _LINKED] <= _LINK) | (signs[:, _KEPT] > 0) | is_amid


def _are_teasers(blocks: Sequence[Block], signs: Matrix) -> NDArray[np.bool_]:
    """Tell of each block whether it is an item of a list, no mere link, and stands in the page once more.

    Of the marked pages' 69 such blocks none is text; where the page is of a host that the trees do not know, they took
    ten of them for it. A page that prints most of its article twice, for two widths of screen, has its lists twice too:
    there nothing follows from it.
    """
    counts = Counter(block.text for block in blocks)
    is_long = np.array([len(block.text) >= _TEASER for block in blocks], bool)
    is_twice = is_long & np.array([counts[block.text] > 1 for block in blocks], bool)
    is_item = signs[:, _IN_LIST] > 0
    paragraphs = is_twice[is_long & ~is_item & (signs[:, _KEPT] > 0)]
    prints_itself_twice = 2 * np.count_nonzero(paragraphs) > len(paragraphs)
    are_teasers: NDArray[np.bool_] = is_twice & is_item & (signs[:, _LINKED] <= _LINK) & (not prints_itself_twice)
    return are_teasers


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
