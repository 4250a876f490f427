"""Who spoke each quoted string, or nobody, by trees of questions that were learned from marked articles.

Learned by `benchmarks/train_speakers.py`, which writes `speakers.json` with its card.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.read.attributions import Reading
from pipeline.read.sentences import Sentences
from pipeline.read.speaker_signs import COLUMNS, Candidate, Weights, candidates_of
from pipeline.read.trees import Matrix, Trees

LEARNED = Path(__file__).with_name("speakers.json")
#: Strings that are looked at together, so that a page of ten thousand needs no more memory than one of a hundred.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Ranker:
    """What was learned."""

    trees: Trees
    #: How often a word at some place tells a speaker.
    weights: Weights

    def choose(
        self, text: str, masked: str, sentences: Sentences, readings: Sequence[Reading]
    ) -> list[Candidate | None]:
        """Return for each string who most likely spoke it; None: likely nobody did."""
        candidates = candidates_of(text, masked, sentences, readings, self.weights)
        chosen: list[Candidate | None] = []
        for at in range(0, len(candidates), _AT_ONCE):
            chosen += self._choose(candidates[at : at + _AT_ONCE])
        return chosen

    def _choose(self, candidates: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
        odds = self.trees.log_odds(_rows(candidates)).tolist() if any(candidates) else []
        chosen: list[Candidate | None] = []
        at = 0
        for some in candidates:
            own = odds[at : at + len(some)]
            at += len(some)
            best = max(range(len(some)), key=own.__getitem__, default=None)
            chosen.append(some[best] if best is not None and own[best] >= self.trees.threshold else None)
        return chosen


def _rows(candidates: Sequence[Sequence[Candidate]]) -> Matrix:
    """Return the signs of all candidates, a row for each; what is seen of a string is turned into numbers once."""
    strings = np.array([some[0].of_string for some in candidates if some], np.float32)
    each = np.array([one.of_candidate for some in candidates for one in some], np.float32)
    counts = [len(some) for some in candidates if some]
    return np.concatenate((np.repeat(strings, counts, axis=0), each), axis=1)


@cache
def ranker() -> Ranker:
    """Return what was learned."""
    return read_ranker(json.loads(LEARNED.read_text("utf-8")))


def read_ranker(learned: Mapping[str, Any]) -> Ranker:
    """Make a ranker of the content of `speakers.json`.

    Raises:
        ValueError: it was learned for other columns.
    """
    return Ranker(Trees.read(learned, COLUMNS, "speakers"), learned["weights"])
