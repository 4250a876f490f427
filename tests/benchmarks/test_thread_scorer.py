"""Learned weights, fitted and mixed."""

import json
from importlib.resources import files

import numpy as np

from benchmarks.thread_scorer import Lesson, fit, mean_of
from pipeline.thread.evidence import COLUMNS
from pipeline.thread.weights import Weights


def lessons(seed: int, n: int = 60) -> list[Lesson]:
    """Return lessons in which the candidate with the higher cosine is right, or none where all are low."""
    draw = np.random.default_rng(seed)
    made = []
    for number in range(n):
        table = draw.normal(size=(3, len(COLUMNS))).astype(np.float32)
        table[:, 0] = draw.permutation([2.0, -1.0, -1.0]) if number % 2 else [-1.0, -1.2, -0.8]
        order = np.argsort(-table[:, 0])
        made.append(Lesson(story=str(number), table=table[order], right=0 if number % 2 else None))
    return made


def scorer(seed: int) -> dict:
    """Return weights learned from such lessons."""
    return {"columns": list(COLUMNS), **fit({"ours 0": lessons(seed)}, {"ours": 1.0})}


def odds(record: dict, table: np.ndarray) -> np.ndarray:
    """Return log odds by the scorer that the program runs."""
    scores = Weights.of(record).scores(table)
    return np.log(scores / (1 - scores))


def test_what_was_learned_tells_right_from_wrong_on_lessons_that_it_never_saw() -> None:
    """The higher cosine is right, and nothing is right where all are low."""
    weights = Weights.of(scorer(1))
    for lesson in lessons(2):
        scores = weights.scores(lesson.table.astype(np.float64))
        assert (scores[0] > 0.5) == (lesson.right is not None)


def test_mixed_weights_give_the_mean_of_the_log_odds() -> None:
    """Also where one of the two does not know every column and each has a scale of its own."""
    one, other = scorer(1), scorer(3)
    known = [i for i, name in enumerate(COLUMNS) if name not in {"core", "rhythm"}]
    for name in ("columns", "mean", "scale", "linear"):
        other[name] = [other[name][i] for i in known]
    other["hidden"] = [[unit[i] for i in known] for unit in other["hidden"]]
    table = np.random.default_rng(5).normal(size=(20, len(COLUMNS)))
    mean = (odds(one, table) + odds(other, table)) / 2
    assert np.allclose(odds(mean_of(one, other), table), mean, atol=1e-3)


def test_the_weights_that_ship_know_every_sign_but_copies() -> None:
    """A column that the file does not name weighs nothing."""
    shipped = json.loads(files("pipeline.thread").joinpath("weights.json").read_text("utf-8"))
    for level in ("thread", "development"):
        assert set(COLUMNS) - set(shipped[level]["columns"]) <= {"copied"}
