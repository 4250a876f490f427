"""The learned weights of the two decisions, with where they come from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.thread.evidence import COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic regression over the columns of the evidence; a column that is not named weighs nothing."""

    bias: float
    by_column: Mapping[str, float]

    def score(self, evidence: Sequence[float]) -> float:
        """Return how likely it is that the article belongs to the group, 0..1."""
        total = self.bias + sum(
            self.by_column.get(name, 0.0) * value for name, value in zip(COLUMNS, evidence, strict=True)
        )
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))


THREAD = Weights(
    bias=-9.0, by_column={"centroid": 4.0, "nearest": 5.0, "words": 6.0, "lead_names": 1.0, "gap": -0.2, "copied": 5.0}
)
DEVELOPMENT = Weights(bias=-12.0, by_column={"centroid": 6.0, "nearest": 9.0, "words": 4.0, "gap": -1.0, "copied": 5.0})
