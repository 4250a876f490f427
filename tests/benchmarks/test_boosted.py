"""Sets of trees become one in the form in which the reader walks them."""

import numpy as np
import pytest

from benchmarks.boosted import averaged
from pipeline.read.trees import Trees


def stump(limit: float, low: float, high: float, start: float) -> dict[str, object]:
    """Return one tree of one question, as `flat` writes it."""
    return {
        "roots": [0], "column": [0, 0, 0], "limit": [limit, 0.0, 0.0], "left": [1, 1, 2], "right": [2, 1, 2],
        "value": [0.0, low, high], "start": start, "depth": 1,
    }  # fmt: skip


def odds(learned: dict[str, object]) -> list[float]:
    """Ask trees about three rows."""
    trees = Trees.read({"columns": ["size"], "threshold": 0.0, **learned}, ["size"], "verdict")
    return trees.log_odds(np.array([[0.0], [2.0], [4.0]], np.float32)).tolist()


def test_averaged_trees_answer_with_the_mean_of_what_each_answers() -> None:
    """Each keeps its own questions."""
    one, other = stump(1.0, -1.0, 1.0, 0.2), stump(3.0, -3.0, 5.0, -0.2)
    both = [(mine + theirs) / 2 for mine, theirs in zip(odds(one), odds(other), strict=True)]
    assert odds(averaged([one, other])) == pytest.approx(both)


def test_trees_averaged_with_themselves_answer_as_before() -> None:
    """Nothing is counted twice."""
    assert odds(averaged([stump(1.0, -1.0, 1.0, 0.2)] * 3)) == pytest.approx(odds(stump(1.0, -1.0, 1.0, 0.2)), abs=1e-4)
