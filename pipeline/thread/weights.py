"""The learned weights of the two decisions: a small text file beside this one, with where it comes from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from pipeline.compiled import Floats
from pipeline.thread.evidence import COLUMNS

#: Standard deviations beyond which evidence counts no further: nothing was learned out there.
_FARTHEST = 6.0
#: Score below which none is told from nothing.
_LEAST = 1e-12


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BareRules:
    """How the likeness to a development's middle counts where an article is a bare headline.

    A headline shares few words with the next one, and what was learned asks for more of them than ten words can give.
    Source: the first 1,500 of `headlines-en`; decision 0111.
    """

    #: Part of the learned evidence that gives way, 0..1.
    gives_way: float = 0.2
    #: Log odds for each 1.0 of cosine, and the cosine at which it speaks neither for nor against.
    slope: float = 8.0
    even_at: float = 0.3
    #: Words, headline and text together, up to which an article is bare, and from which it is not at all.
    words: float = 16.0
    no_more_from: float = 24.0

    def bareness(self, n_words: int) -> float:
        """Return how bare an article of so many words is, 0..1."""
        return min(1.0, max(0.0, (self.no_more_from - n_words) / (self.no_more_from - self.words)))

    def scores(self, scores: Floats, cosines: Floats, bareness: float) -> Floats:
        """Return learned scores mixed with what the cosines to the middles say, 0..1."""
        if not bareness:
            return scores
        odds = np.log(np.clip(scores, _LEAST, 1.0) / np.clip(1.0 - scores, _LEAST, 1.0))
        total = odds * (1.0 - self.gives_way * bareness) + bareness * self.slope * (cosines - self.even_at)
        mixed: Floats = 1.0 / (1.0 + np.exp(-total))
        return mixed


@cache
def learned(level: str) -> Weights:
    """Return the weights that come with the program for `thread` or `development`."""
    text = files("pipeline.thread").joinpath("weights.json").read_text("utf-8")
    return Weights.of(json.loads(text)[level])
