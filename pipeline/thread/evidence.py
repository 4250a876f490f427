"""What speaks for and against an article's belonging to a group of articles, in numbers.

A group is a thread or a development; both are looked at in the same way and judged by weights of their own. It decides
nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats
from pipeline.ports import Vector
from pipeline.thread import beside, counting
from pipeline.thread.beside import RARE
from pipeline.thread.crowd import Crowd
from pipeline.thread.groups import Groups, Looked, Probe
from pipeline.thread.shelf import TermRow, TermShelf
from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_FIGURE, IS_NAME
from pipeline.thread.vocabulary import Vocabulary

#: Articles that a group's own words are mixed with, so that a single member does not settle what the group speaks of.
_MIXED_IN = 2.0

#: Columns of `compare`: an article beside another.
PAIR = (
    "cosine",
    "words",
    "names",
    "names_mine",
    "names_theirs",
    "headline",
    "headline_in_text",
    "lead_names",
    "lead_mine",
    "lead_theirs",
    "rarest",
    "n_rare",
    "days",
    "ages",
    "figures",
    "days_near",
)
#: Those of which the mean of the three best members counts as well.
_BY_THREE = ("cosine", "words", "names", "lead_names")
#: Those that speak against, where any member differs.
_AGAINST = ("days", "ages", "figures")
#: Those that weigh differently where the article is short.
_IF_SHORT = ("cosine", "centroid", "words", "headline", "above", "likely", "known")
#: Columns of the evidence: an article beside a group.
COLUMNS = (
    *PAIR,
    *(f"{name}_3" for name in _BY_THREE),
    *(f"{name}_against" for name in _AGAINST),
    "centroid",
    "above",
    "stands_out",
    "centroid_stands_out",
    "centroid_above",
    "crowd",
    "known",
    "known_names",
    "likely",
    "likely_names",
    "likely_best",
    "core",
    "gap",
    "rhythm",
    "size",
    "copied",
    "short",
    "known_lead",
    "known_headline",
    "likely_above",
    "known_names_above",
    "between",
    "share",
    *(f"{name}_if_short" for name in _IF_SHORT),
)
#: The places of those columns.
_THREE_PLACES = np.array([PAIR.index(name) for name in _BY_THREE])
_AGAINST_PLACES = np.array([PAIR.index(name) for name in _AGAINST])
_SHORT_PLACES = [COLUMNS.index(name) for name in _IF_SHORT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The article in question, as the arrays see it."""

    vector: Vector
    terms: TermRow
    #: How rare each of its known terms is, 0..1.
    rarity: Floats
    #: Seconds since the epoch.
    told: float
    #: Its row in the index; None: it is a new one.
    row: int | None
    #: Number of its language; 0: nobody could tell.
    language: int
    #: Has it no more than a headline and a line or two? 0..1.
    short: float
    #: Has it nothing but a headline? 0..1.
    bare: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The articles that are looked at closely."""

    #: Their rows in the index.
    rows: list[int]
    #: What `compare` gave for each.
    pairs: Floats
    #: The part of the asked article's text, 0..1, that stands in each.
    copied: Floats
    #: All articles, near and far.
    crowd: Crowd


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The evidence for each of several groups."""

    #: Numbers of the groups.
    groups: list[int]
    #: One row a group, columns as in `COLUMNS`.
    table: Floats
    #: For each group, the place of its nearest member among the articles looked at.
    nearest: NDArray[np.intp]


def compare(asked: Asked, cosines: Floats, rows: Sequence[int], shelf: TermShelf, vocabulary: Vocabulary) -> Floats:
    """Compare an article with others, one row each, columns as in `PAIR`.

    Args:
        asked: the article.
        cosines: its cosine to each of the others, shape (n,).
        rows: the others.
        shelf: the terms of all articles.
        vocabulary: for how rare a term is by now.
    """
    terms = asked.terms
    table = np.zeros((len(rows), len(PAIR)))
    by_terms = beside.pair_table(shelf.arrays, np.array(rows), (terms.ids, terms.flags), _own(asked), vocabulary.known)
    table[:, 0] = cosines
    table[:, 1:12] = by_terms[:, :11]
    table[:, PAIR.index("figures")] = by_terms[:, 11]
    if terms.days:
        table[:, PAIR.index("days")] = [_agree(terms.days, shelf.days(row)) for row in rows]
        table[:, PAIR.index("days_near")] = [_nearness(terms.days, shelf.days(row)) for row in rows]
    if terms.ages:
        table[:, PAIR.index("ages")] = [_agree(terms.ages, shelf.ages(row)) for row in rows]
    return table


def gather(asked: Asked, near: Near, numbers: Sequence[int], groups: Groups, vocabulary: Vocabulary) -> Seen:
    """Bring the evidence from single articles and from whole groups together, a row a group.

    Args:
        asked: the article.
        near: the articles looked at.
        numbers: the group that each of these is in.
        groups: the groups.
        vocabulary: for how common a term is outside a group.
    """
    order = np.lexsort((-near.pairs[:, 0], np.asarray(numbers)))
    by_number = np.asarray(numbers)[order]
    starts = np.append(np.flatnonzero(np.append(True, by_number[1:] != by_number[:-1])), len(order))
    found: list[int] = by_number[starts[:-1]].tolist()
    members = beside.by_group(near.pairs[order], starts, _THREE_PLACES, _AGAINST_PLACES)
    probe = Probe(vector=asked.vector, told=asked.told, terms=asked.terms.ids, vocabulary=vocabulary, row=asked.row)
    looked = groups.look(found, probe)
    table = beside.beside_groups(
        members,
        (looked.cosines, looked.sizes, looked.gaps, looked.spans, looked.cores, looked.between, looked.shares),
        _familiar(asked, looked, vocabulary),
        (near.copied[order], starts),
        (near.crowd.mean, near.crowd.deviation, asked.short),
    )
    return Seen(
        groups=found,
        table=np.hstack([table, table[:, _SHORT_PLACES] * asked.short]),
        nearest=order[starts[:-1]],
    )


def rarest(words: Sequence[str], rarity: Floats, n: int = 8) -> tuple[str, ...]:
    """Return those of some terms that are rare, rarest first, whole names before words, without parts of names."""
    rare = [
        (-each, -len(word.split()), word)
        for each, word in zip(rarity.round(2).tolist(), words, strict=True)
        if each > RARE
    ]
    found: list[str] = []
    for _, _, word in sorted(rare):
        if len(found) < n and not any(word in name.split() for name in found):
            found.append(word)
    return tuple(found)


def _own(asked: Asked) -> Floats:
    """Return what an article's own terms weigh, those never seen before with the full weight of one each.

    All, names, those of the headline, names of the lead; then 1 where its lead has figures.
    """
    weights = np.concatenate([asked.rarity**2, np.ones(len(asked.terms.unknown))])
    flags = np.concatenate([asked.terms.flags, asked.terms.unknown])
    is_name, in_lead = flags & IS_NAME > 0, flags & IN_LEAD > 0
    return np.array(
        [
            weights.sum(),
            weights[is_name].sum(),
            weights[flags & IN_HEADLINE > 0].sum(),
            weights[is_name & in_lead].sum(),
            float(((flags & IS_FIGURE > 0) & in_lead).any()),
        ]
    )


def _agree(mine: frozenset[int], theirs: frozenset[int]) -> float:
    """Return 1 where a value is shared, -1 where both have values and share none, else 0."""
    if not mine or not theirs:
        return 0.0
    return -1.0 if mine.isdisjoint(theirs) else 1.0


def _nearness(mine: frozenset[int], theirs: frozenset[int]) -> float:
    """Return how near the nearest days of two articles lie, by logarithm: 0 is the same day, or that none is named."""
    if not mine or not theirs:
        return 0.0
    return -math.log1p(min(abs(one - other) for one in mine for other in theirs))


def _familiar(asked: Asked, looked: Looked, vocabulary: Vocabulary) -> Floats:
    """Return how much of what the article says the group has said, against how much anyone says it.

    Columns: the part of its terms, by rarity, that some member has; the same of its names; the mean log ratio of a
    term's being said in the group to its being said anywhere, over terms, over names, and over the ten best; what
    the article shares of the group's own terms, as `Looked.cores` weighs them; the same part as the first of the names
    of its lead, and of the terms of its headline.

    Source: unigram language models with Dirichlet smoothing, Zhai and Lafferty 2004.
    """
    unknown = asked.terms.unknown
    is_name = unknown & IS_NAME > 0
    return counting.familiar(
        looked.counts,
        looked.sizes,
        (asked.rarity, vocabulary.commonness(asked.terms.ids), asked.terms.flags),
        (
            float(len(unknown)),
            float(is_name.sum()),
            float((is_name & (unknown & IN_LEAD > 0)).sum()),
            float((unknown & IN_HEADLINE > 0).sum()),
        ),
        _MIXED_IN,
    )
