"""Whether a large thread holds two stories side by side: two halves of it that hardly share a name.

One article says too little to tell two uprisings of one spring apart: the words are the same, and the names are new to
the thread either way. Dozens of happenings say it: what a story repeats, and no other does, is who and where. It looks
at whole developments, so that copies and rewrites of one report do not count as many; it only finds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats
from pipeline.thread.candidates import Member
from pipeline.thread.terms import IS_NAME
from pipeline.thread.vocabulary import Vocabulary

#: Cosine that is usual between articles of nothing in common. Source: as `crowd`.
_USUAL = 0.1
#: What holds any two developments of a thread together at least: they were put there.
_LEAST_TIE = 1e-3
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRules:
    """What it takes for a thread to be parted by names. Source: decision 0197."""

    #: Developments that each part has at least: with fewer, the parts of one story share no more by chance.
    n_least: int = 20
    #: Developments up to which a thread is looked at: the cost grows with their cube, 0.1 s at that many.
    n_most: int = 600
    #: How much the parts may share at most of what holds each together, 0..1.
    names_under: float = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The two parts of a thread, the smaller first, and how alike their names are, about 0..1."""

    small: list[Member]
    large: list[Member]
    likeness: float


def part_by_names(members: Sequence[Member], vocabulary: Vocabulary, rules: PartRules) -> Parts | None:
    """Return the two stories that a thread holds, or None: it is one, or has too little to tell.

    Args:
        members: the articles of the thread, the first told first.
        vocabulary: for how rare a name is.
        rules: what it takes.
    """
    units: dict[str, list[int]] = {}
    for i, member in enumerate(members):
        units.setdefault(member.development_id, []).append(i)
    if not 2 * rules.n_least <= len(units) <= rules.n_most:
        return None
    developments = list(units.values())
    names = _named(members, developments, vocabulary)
    shared = names @ names.T
    middles = np.array([np.sum([members[i].vector for i in unit], axis=0) for unit in developments], dtype=np.float64)
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    ones = _cut(0.5 * shared + 0.5 * np.maximum(middles @ middles.T - _USUAL, 0.0))
    if min(ones.sum(), (~ones).sum()) < rules.n_least:
        return None
    has_names = names.any(axis=1)
    likeness = _likeness(shared, np.flatnonzero(ones & has_names), np.flatnonzero(~ones & has_names))
    if likeness > rules.names_under:
        return None
    parts = ([members[i] for unit in np.flatnonzero(side) for i in developments[unit]] for side in (ones, ~ones))
    small, large = sorted(parts, key=lambda part: (len(part), -part[0].told))
    return Parts(small=small, large=large, likeness=likeness)


def _named(members: Sequence[Member], developments: Sequence[Sequence[int]], vocabulary: Vocabulary) -> Floats:
    """Return the names of each development by rarity, as unit vectors, a row each; zeros where it has none."""
    ids = [member.terms.ids[member.terms.flags & IS_NAME > 0] for member in members]
    known, places = np.unique(np.concatenate(ids), return_inverse=True)
    of_article = np.split(places, np.cumsum([len(each) for each in ids])[:-1])
    table = np.zeros((len(developments), len(known)))
    rarity = vocabulary.rarity(known)
    for row, unit in enumerate(developments):
        said = np.concatenate([of_article[i] for i in unit])
        table[row, said] = rarity[said]
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(lengths > 0, lengths, 1.0)
    return table


def _cut(ties: Floats) -> NDArray[np.bool_]:
    """Cut what is tied together in two where the ties are weakest for the size of the parts; True: on the first side.

    Args:
        ties: how strongly each two are tied, 0 or more, shape (n, n).

    Source: Shi and Malik 2000, "Normalized cuts and image segmentation".
    """
    ties = ties + _LEAST_TIE
    np.fill_diagonal(ties, 0.0)
    degrees = ties.sum(axis=1)
    _, vectors = np.linalg.eigh(np.eye(len(ties)) - ties / np.sqrt(np.outer(degrees, degrees)))
    order = np.argsort(vectors[:, 1] / np.sqrt(degrees), kind="stable")
    # of the first one, two, three … in that order: all their ties, and those among themselves
    volumes = np.cumsum(degrees[order])[:-1]
    within = np.cumsum(np.cumsum(ties[np.ix_(order, order)], axis=0), axis=1).diagonal()[:-1]
    costs = (volumes - within) * (1.0 / volumes + 1.0 / (degrees.sum() - volumes))
    side = np.zeros(len(ties), np.bool_)
    side[order[: int(costs.argmin()) + 1]] = True
    return side


def _likeness(shared: Floats, ones: NDArray[np.intp], others: NDArray[np.intp]) -> float:
    """Return what two parts share of their names, against what the developments of each share among themselves.

    Developments of few words share little even with their own kind: divided by that, sparse and wordy stories measure
    alike. 1 where the parts share with each other as much as within.

    Args:
        shared: cosine between the names of each two developments.
        ones: the developments of one part that have names.
        others: those of the other.

    Source: Spearman 1904, "The proof and measurement of association between two things" (correction for attenuation).
    """
    if min(len(ones), len(others)) < 2:
        return 1.0
    within = _among(shared[np.ix_(ones, ones)]) * _among(shared[np.ix_(others, others)])
    return float(shared[np.ix_(ones, others)].mean()) / math.sqrt(max(within, _TINY))


def _among(shared: Floats) -> float:
    """Return the mean over each two different ones."""
    n = len(shared)
    return float(shared.sum() - shared.trace()) / (n * (n - 1))
