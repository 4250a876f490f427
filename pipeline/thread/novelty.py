"""What an article tells its thread anew, sentence by sentence, and what it tells again.

Looks at words only: of all signs that were tried, how much of a sentence's rare words stands in one sentence that is
known tells most, and a vector for each sentence adds little to it at many times the cost (decision 0120).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.thread.sentences import Line

#: Columns of the signs, in the order of the weights.
SIGNS = ("within", "cosine", "unheard_names", "unheard_numbers", "heard_numbers", "length")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoveltyRules:
    """What rules the judgement of a sentence."""

    #: Score from which a sentence counts as new, 0..1. Source: `benchmarks/novelty.py`.
    new: float = 0.5
    #: Places at which a word was told that are remembered: a word told more often tells little.
    most_places: int = 128
    #: Weights of the signs and their bias, learned by `benchmarks/novelty.py` on `updates-en`.
    weights: tuple[float, ...] = (-0.823, -11.577, -0.247, 0.36, -0.406, 0.782)
    bias: float = 3.316


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """One sentence, and how new it is to its thread."""

    line: Line
    #: 0: told again; 1: never told.
    score: float
    #: The sentence that the thread knew which holds most of it; None: none shares a telling word.
    nearest: Line | None


class Known:
    """All sentences that a thread knows, ready to be held against the next ones."""

    def __init__(self, rules: NoveltyRules | None = None) -> None:
        self._rules = rules or NoveltyRules()
        self._lines: list[Line] = []
        self._weights: list[float] = []
        self._places: dict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, lines: Iterable[Line]) -> None:
        """Take in sentences that were told."""
        for line in lines:
            number = len(self._lines)
            self._lines.append(line)
            self._weights.append(line.weight)
            for word in line.words:
                places = self._places[word]
                if len(places) >= self._rules.most_places:
                    del places[0]
                places.append(number)

    def holds(self, word: str) -> bool:
        """Tell whether a stem was told before."""
        return word in self._places

    def holding(self, word: str) -> list[Line]:
        """Return the sentences that a stem was told in, the latest of many."""
        return [self._lines[place] for place in self._places.get(word, ())]

    def judge(self, lines: Sequence[Line]) -> list[Novelty]:
        """Say of each sentence how new it is; changes nothing."""
        return [self._judge(line) for line in lines]

    def signs(self, line: Line) -> tuple[float, ...]:
        """Return the signs of a sentence, columns as in `SIGNS`."""
        return self._look(line)[0]

    def _judge(self, line: Line) -> Novelty:
        signs, nearest = self._look(line)
        total = self._rules.bias + math.fsum(w * s for w, s in zip(self._rules.weights, signs, strict=True))
        score = 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))
        return Novelty(line=line, score=score, nearest=nearest)

    def _look(self, line: Line) -> tuple[tuple[float, ...], Line | None]:
        weight = line.weight or 1e-9
        best = self._nearest(line)
        cosine = max((shared / math.sqrt(weight * self._weights[number]) for number, shared in best), default=0.0)
        n_new_numbers = sum(not self.holds(number) for number in line.numbers)
        signs = (
            best[0][1] / weight if best else 0.0,
            cosine,
            sum(not self.holds(name) for name in line.names) / (len(line.names) + 1.0),
            n_new_numbers / (len(line.numbers) + 1.0),
            (len(line.numbers) - n_new_numbers) / (len(line.numbers) + 1.0),
            math.log1p(len(line.words)),
        )
        return signs, self._lines[best[0][0]] if best else None

    def _nearest(self, line: Line, n: int = 4) -> list[tuple[int, float]]:
        """Return the sentences that hold most of this one, each with the weight of what is shared, best first."""
        shared: dict[int, float] = defaultdict(float)
        for word, rarity in line.words.items():
            for number in self._places.get(word, ()):
                shared[number] += rarity
        return sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:n]
