"""What speaks for and against an article's belonging to a group of articles, in numbers.

A group is a thread or a development; both are looked at in the same way and judged by weights of their own. It decides
nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.thread.shelf import Floats, TermRow, Vocabulary
from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_NAME

#: Weight from which a shared term counts as rare.
RARE = 0.55
_DAY = 86_400.0

#: Names of the columns of `compare`.
PAIR = (
    "cosine",
    "words",
    "names",
    "names_mine",
    "names_theirs",
    "headline",
    "headline_in_text",
    "lead_names",
    "rarest",
    "n_rare",
    "days",
    "ages",
)
#: Names of the columns of `Evidence.row`.
COLUMNS = (
    "centroid",
    "nearest",
    "near3",
    "above_background",
    *(f"{name}" for name in PAIR[1:]),
    "words3",
    "names3",
    "lead_names3",
    "days_against",
    "ages_against",
    "gap",
    "size",
    "copied",
    "short",
    "short_nearest",
    "short_centroid",
    "short_words",
    "short_headline",
    "short_above",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The article in question, as the arrays see it."""

    vector: Vector
    terms: TermRow
    #: How rare each of its known terms is, 0..1.
    rarity: Floats
    #: Seconds since the epoch.
    told: float
    #: Has it no more than a headline and a line or two? 0..1.
    short: float


def compare(asked: Asked, cosines: Floats, rows: Sequence[TermRow], vocabulary: Vocabulary) -> Floats:
    """Compare an article with others, one row each, columns as in `PAIR`.

    Args:
        asked: the article.
        cosines: its cosine to each of the others, shape (n,).
        rows: the terms of the others, n of them.
        vocabulary: for how rare a term is by now.
    """
    ids = np.concatenate([row.ids for row in rows])
    flags = np.concatenate([row.flags for row in rows])
    starts = np.cumsum([0, *(len(row.ids) for row in rows[:-1])])
    weights = vocabulary.rarity(ids) ** 2
    place = np.searchsorted(asked.terms.ids, ids)
    place[place == len(asked.terms.ids)] = 0
    shared = asked.terms.ids[place] == ids if len(asked.terms.ids) else np.zeros(len(ids), dtype=bool)
    mine = np.where(shared, asked.terms.flags[place] if len(asked.terms.ids) else 0, 0).astype(np.uint8)
    total = _Sums(starts)
    own = _own_weights(asked)
    common = np.where(shared, weights, 0.0)
    either = mine | flags
    names = total(np.where(either & IS_NAME, common, 0.0))
    headlines = total(np.where(mine & flags & IN_HEADLINE, common, 0.0))
    in_text = total(np.where(mine & IN_HEADLINE, common, 0.0)) + total(np.where(flags & IN_HEADLINE, common, 0.0))
    their_headline = total(np.where(flags & IN_HEADLINE, weights, 0.0))
    their_names = total(np.where(flags & IS_NAME, weights, 0.0))
    lead = mine & flags & IN_LEAD
    lead_names = total(np.where((lead > 0) & (either & IS_NAME > 0), common, 0.0))
    rarest = np.maximum.reduceat(common, starts)
    return np.column_stack(
        [
            cosines,
            total(common) / np.sqrt(own["all"] * total(weights) + 1e-9),
            np.log1p(names),
            names / (own["names"] + 1.0),
            names / (their_names + 1.0),
            headlines / np.sqrt(own["headline"] * their_headline + 1e-9),
            in_text / (own["headline"] + their_headline + 1e-9),
            np.log1p(lead_names),
            rarest,
            np.log1p(total((common > RARE).astype(float))),
            np.array([_agree(asked.terms.days, row.days, slack=0) for row in rows]),
            np.array([_agree(asked.terms.ages, row.ages, slack=0) for row in rows]),
        ]
    )


class _Sums:
    """Sums a flat column over the articles it is made of."""

    def __init__(self, starts: NDArray[np.intp]) -> None:
        self._starts = starts

    def __call__(self, column: NDArray[np.float64]) -> Floats:
        return np.add.reduceat(column, self._starts)


def _own_weights(asked: Asked) -> dict[str, float]:
    weights, flags = asked.rarity**2, asked.terms.flags
    unknown = asked.terms.unknown
    return {
        "all": float(weights.sum()) + len(unknown),
        "names": float(weights[flags & IS_NAME > 0].sum()) + int((unknown & IS_NAME > 0).sum()),
        "headline": float(weights[flags & IN_HEADLINE > 0].sum()) + int((unknown & IN_HEADLINE > 0).sum()),
    }


def _agree(mine: frozenset[int], theirs: frozenset[int], *, slack: int) -> float:
    """Return 1 where one value at least is shared, -1 where both have values and share none, else 0."""
    if not mine or not theirs:
        return 0.0
    return 1.0 if any(abs(one - other) <= slack for one in mine for other in theirs) else -1.0


def gather(
    asked: Asked, pairs: Floats, *, centroid: float, background: float, gap: float, size: int, copied: float
) -> list[float]:
    """Return the evidence for one group, columns as in `COLUMNS`.

    Args:
        asked: the article.
        pairs: rows of `compare` for those members of the group that lie near.
        centroid: cosine to the middle of the group.
        background: mean cosine to the nearest articles of other groups.
        gap: seconds to the member that was told nearest in time.
        size: number of members.
        copied: part of the article's text that stands in a member, 0..1.
    """
    top = pairs.max(axis=0)
    k = min(3, len(pairs))
    near3 = np.sort(pairs, axis=0)[-k:].mean(axis=0)
    above = top[0] - background
    return [
        centroid,
        top[0],
        near3[0],
        above,
        *top[1:],
        near3[1],
        near3[2],
        near3[7],
        float(pairs[:, 10].min() < 0),
        float(pairs[:, 11].min() < 0),
        math.log1p(gap / _DAY),
        math.log1p(size),
        copied,
        asked.short,
        asked.short * top[0],
        asked.short * centroid,
        asked.short * top[1],
        asked.short * top[5],
        asked.short * above,
    ]
