"""How well a grouping agrees with the true one: BCubed and pairwise precision, recall and F1."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Precision, recall and their harmonic mean, 0..1 each."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def bcubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Return the mean, over items, of how much of an item's found group is of its true one, and the other way round.

    Source: Bagga and Baldwin 1998, "Algorithms for scoring coreference chains".

    Args:
        gold: the true group of each item.
        found: the group of each item that is judged, in the same order.
    """
    return bcubed_of(gold, found, [True] * len(gold))


def bcubed_of(gold: Sequence[Hashable], found: Sequence[Hashable], counts: Sequence[bool]) -> Agreement:
    """Return BCubed over some items alone; groups stay whole.

    Args:
        gold: the true group of each item.
        found: the group of each item that is judged, in the same order.
        counts: whether an item is one of those, in the same order.
    """
    n_gold, n_found, n_both = _counts(gold, found)
    pairs = [pair for *pair, is_counted in zip(gold, found, counts, strict=True) if is_counted]
    if not pairs:
        return Agreement(precision=0.0, recall=0.0)
    return Agreement(
        precision=sum(n_both[truth, group] / n_found[group] for truth, group in pairs) / len(pairs),
        recall=sum(n_both[truth, group] / n_gold[truth] for truth, group in pairs) / len(pairs),
    )


def bcubed_of_large(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Return BCubed over the items alone whose true group has two members or more; groups stay whole."""
    n_gold = Counter(gold)
    return bcubed_of(gold, found, [n_gold[group] > 1 for group in gold])


def pairwise(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Return which part of the pairs put together belong together, and which part of those that belong were put."""
    n_gold, n_found, n_both = _counts(gold, found)
    right = sum(map(_pairs, n_both.values()))
    put, belong = sum(map(_pairs, n_found.values())), sum(map(_pairs, n_gold.values()))
    return Agreement(precision=right / put if put else 0.0, recall=right / belong if belong else 0.0)


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _counts(
    gold: Sequence[Hashable], found: Sequence[Hashable]
) -> tuple[Counter[Hashable], Counter[Hashable], Counter[tuple[Hashable, Hashable]]]:
    return Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
