"""The learned weights of the two decisions: a small text file beside this one, with where it comes from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from pipeline.thread.evidence import COLUMNS
from pipeline.thread.shelf import Floats

#: Standard deviations beyond which evidence counts no further: nothing was learned out there.
_FARTHEST = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic regression over the evidence, with a few hidden units for what counts only together.

    Does not say what it was learned from: that stands in the file.
    """

    #: What each column of the evidence is centred on and divided by, shape (columns,) each.
    mean: Floats
    scale: Floats
    bias: float
    #: Shape (columns,).
    linear: Floats
    #: Shape (columns, units), (units,), (units,).
    hidden: Floats
    hidden_bias: Floats
    out: Floats

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Weights":
        """Make weights of what a file holds; a column that it does not name weighs nothing."""
        place = {name: i for i, name in enumerate(record["columns"])}
        known = [place.get(name) for name in COLUMNS]

        def column(values: list[float], default: float) -> list[float]:
            return [default if i is None else values[i] for i in known]

        return cls(
            mean=np.array(column(record["mean"], 0.0)),
            scale=np.array(column(record["scale"], 1.0)),
            bias=float(record["bias"]),
            linear=np.array(column(record["linear"], 0.0)),
            hidden=np.array([column(unit, 0.0) for unit in record["hidden"]]).reshape(-1, len(COLUMNS)).T,
            hidden_bias=np.array(record["hidden_bias"], dtype=np.float64),
            out=np.array(record["out"], dtype=np.float64),
        )

    def scores(self, table: Floats) -> Floats:
        """Return, for each row of evidence, how likely it is that the article belongs to the group, 0..1."""
        even = np.clip((table - self.mean) / self.scale, -_FARTHEST, _FARTHEST)
        total = self.bias + even @ self.linear + np.tanh(even @ self.hidden + self.hidden_bias) @ self.out
        scores: Floats = 1.0 / (1.0 + np.exp(-np.clip(total, -50.0, 50.0)))
        return scores


@cache
def learned(level: str) -> Weights:
    """Return the weights that come with the program for `thread` or `development`."""
    text = files("pipeline.thread").joinpath("weights.json").read_text("utf-8")
    return Weights.of(json.loads(text)[level])
