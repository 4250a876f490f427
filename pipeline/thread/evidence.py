"""What speaks for and against an article's belonging to a group of articles, in numbers.

A group is a thread or a development; both are looked at in the same way and judged by weights of their own. It decides
nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.thread.crowd import Crowd
from pipeline.thread.groups import Groups, Looked, Probe
from pipeline.thread.shelf import Floats, TermRow, TermRows
from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_FIGURE, IS_NAME
from pipeline.thread.vocabulary import Vocabulary

#: Rarity from which a term counts as rare, 0..1.
RARE = 0.55
#: Articles that a group's own words are mixed with, so that a single member does not settle what the group speaks of.
_MIXED_IN = 2.0
#: Other groups whose nearness makes the background, and the cosine that stands in for each that is missing.
_N_BACKGROUND = 8
_NO_BACKGROUND = 0.2
_DAY = 86_400.0

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
    *(f"{name}_if_short" for name in _IF_SHORT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The article in question, as the arrays see it."""

    vector: Vector
    terms: TermRow
    #: The terms themselves, by number.
    words: Mapping[int, str]
    #: How rare each of its known terms is, 0..1.
    rarity: Floats
    #: Seconds since the epoch.
    told: float
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


def compare(asked: Asked, cosines: Floats, rows: TermRows, vocabulary: Vocabulary) -> Floats:
    """Compare an article with others, one row each, columns as in `PAIR`.

    Args:
        asked: the article.
        cosines: its cosine to each of the others, shape (n,).
        rows: the terms of the others.
        vocabulary: for how rare a term is by now.
    """
    ids, theirs, starts = rows.ids, rows.flags, rows.starts
    weights = vocabulary.rarity(ids) ** 2
    shared, mine = _find(asked.terms, ids)
    common = np.where(shared, weights, 0.0)
    own = _Own(asked)
    (
        words,
        all_theirs,
        names,
        names_theirs,
        headlines,
        their_headline,
        in_text,
        lead_names,
        lead_mine,
        lead_theirs,
        all_lead_theirs,
        n_rare,
        n_figures,
        n_figures_shared,
    ) = _sums(mine=mine, theirs=theirs, shared=shared, common=common, weights=weights, starts=starts)
    return np.column_stack(
        [
            cosines,
            words / np.sqrt(own.all * all_theirs + 1e-9),
            np.log1p(names),
            names / (own.names + 1.0),
            names / (names_theirs + 1.0),
            headlines / np.sqrt(own.headline * their_headline + 1e-9),
            in_text / (own.headline + their_headline + 1e-9),
            np.log1p(lead_names),
            lead_mine / (own.lead_names + 1.0),
            lead_theirs / (all_lead_theirs + 1.0),
            np.maximum.reduceat(np.append(common, 0.0), starts[:-1]),
            np.log1p(n_rare),
            np.array([_agree(asked.terms.days, days) for days in rows.days]),
            np.array([_agree(asked.terms.ages, ages) for ages in rows.ages]),
            np.where(n_figures_shared > 0, 1.0, -1.0 * ((n_figures > 0) & own.has_figures)),
            np.array([_nearness(asked.terms.days, days) for days in rows.days]),
        ]
    )


def _sums(
    *,
    mine: NDArray[np.uint8],
    theirs: NDArray[np.uint8],
    shared: NDArray[np.bool_],
    common: Floats,
    weights: Floats,
    starts: NDArray[np.int64],
) -> Floats:
    """Return what `compare` adds up over the terms of each article: a row a sum, a column an article."""
    is_name = (mine | theirs) & IS_NAME > 0
    in_both_leads = mine & theirs & IN_LEAD > 0
    their_lead = (theirs & IN_LEAD > 0) & (theirs & IS_NAME > 0)
    columns = (
        common,
        weights,
        common * is_name,
        weights * (theirs & IS_NAME > 0),
        common * (mine & theirs & IN_HEADLINE > 0),
        weights * (theirs & IN_HEADLINE > 0),
        common * (mine & IN_HEADLINE > 0) + common * (theirs & IN_HEADLINE > 0),
        common * (is_name & in_both_leads),
        common * ((mine & IN_LEAD > 0) & (mine & IS_NAME > 0)),
        common * their_lead,
        weights * their_lead,
        common > RARE * RARE,
        (theirs & IS_FIGURE > 0) & (theirs & IN_LEAD > 0),
        shared & (mine & theirs & IS_FIGURE > 0) & (mine & theirs & IN_LEAD > 0),
    )
    running = np.zeros((len(columns), len(theirs) + 1))
    np.cumsum(columns, axis=1, out=running[:, 1:])
    sums: Floats = running[:, starts[1:]] - running[:, starts[:-1]]
    return sums


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
    by_group = np.asarray(numbers)[order]
    starts = np.flatnonzero(np.append(True, by_group[1:] != by_group[:-1]))
    ordered = near.pairs[order]
    found: list[int] = by_group[starts].tolist()
    best = np.maximum.reduceat(ordered, starts)
    probe = Probe(vector=asked.vector, told=asked.told, terms=asked.terms.ids, vocabulary=vocabulary)
    looked = groups.look(found, probe)
    middles = looked.cosines
    table = [
        best,
        _best_three(ordered[:, [PAIR.index(name) for name in _BY_THREE]], by_group, starts),
        *((np.minimum.reduceat(ordered[:, PAIR.index(name)], starts) < 0)[:, None] for name in _AGAINST),
        middles[:, None],
        (best[:, 0] - _background(best[:, 0]))[:, None],
        ((best[:, 0] - near.crowd.mean) / near.crowd.deviation)[:, None],
        ((middles - near.crowd.mean) / near.crowd.deviation)[:, None],
        (middles - _best_other(middles))[:, None],
        np.full((len(found), 1), near.crowd.mean),
        _familiar(asked, looked.counts, looked.sizes, vocabulary),
        _core(asked, looked)[:, None],
        np.log1p(looked.gaps / _DAY)[:, None],
        _rhythm(looked)[:, None],
        np.log1p(looked.sizes)[:, None],
        np.maximum.reduceat(near.copied[order], starts)[:, None],
        np.full((len(found), 1), asked.short),
    ]
    wide = np.hstack(table)
    if_short = wide[:, [COLUMNS.index(name) for name in _IF_SHORT]] * asked.short
    return Seen(groups=found, table=np.hstack([wide, if_short]), nearest=order[starts])


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


def _find(terms: TermRow, ids: NDArray[np.int32]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Return which of the numbers are among the terms, and with which flags."""
    if not len(terms.ids):
        return np.zeros(len(ids), dtype=np.bool_), np.zeros(len(ids), dtype=np.uint8)
    place = np.minimum(np.searchsorted(terms.ids, ids), len(terms.ids) - 1)
    shared = terms.ids[place] == ids
    return shared, np.where(shared, terms.flags[place], 0).astype(np.uint8)


class _Own:
    """What the article's own terms weigh, those never seen before with the full weight of one each."""

    def __init__(self, asked: Asked) -> None:
        weights = np.concatenate([asked.rarity**2, np.ones(len(asked.terms.unknown))])
        flags = np.concatenate([asked.terms.flags, asked.terms.unknown])
        self.all = float(weights.sum())
        self.has_figures = bool(((flags & IS_FIGURE > 0) & (flags & IN_LEAD > 0)).any())
        self.names = float(weights[flags & IS_NAME > 0].sum())
        self.headline = float(weights[flags & IN_HEADLINE > 0].sum())
        self.lead_names = float(weights[(flags & IS_NAME > 0) & (flags & IN_LEAD > 0)].sum())


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


def _best_three(columns: Floats, by_group: NDArray[np.intp], starts: NDArray[np.intp]) -> Floats:
    """Return, by column, the mean of the three highest values of each group, or of as many as it has."""
    lengths = np.diff(np.append(starts, len(columns)))
    rank = np.arange(len(columns)) - np.repeat(starts, lengths)
    order = np.lexsort((-columns.T, np.broadcast_to(by_group, columns.T.shape)))
    ranked = np.take_along_axis(columns.T, order, axis=1)
    sums = np.add.reduceat(np.where(rank < 3, ranked, 0.0), starts, axis=1)
    means: Floats = (sums / np.minimum(lengths, 3)).T
    return means


def _background(best: Floats) -> Floats:
    """Return, for each group, the mean cosine to the nearest members of the groups nearest besides it."""
    ranked = np.sort(np.append(best, [_NO_BACKGROUND] * _N_BACKGROUND))[::-1]
    top = ranked[: _N_BACKGROUND + 1]
    among = best >= top[-1]
    mean: Floats = np.where(among, top.sum() - best, top[:-1].sum()) / _N_BACKGROUND
    return mean


def _best_other(middles: Floats) -> Floats:
    """Return, for each group, the cosine to the middle of the nearest group besides it."""
    if len(middles) < 2:
        return np.full(len(middles), _NO_BACKGROUND)
    second, first = np.sort(middles)[-2:]
    best: Floats = np.where(middles == first, second, first)
    return best


def _core(asked: Asked, looked: Looked) -> Floats:
    """Return how much of what a group says again and again the article says as well, 0..1."""
    shared = (looked.counts / looked.sizes[:, None]) ** 2 @ asked.rarity**2
    part: Floats = shared / (looked.cores + 1e-9)
    return part


def _rhythm(looked: Looked) -> Floats:
    """Return how long a group was silent against how long it usually is, by logarithm; 0: it has but one member."""
    usual = np.log1p(looked.spans / np.maximum(looked.sizes - 1.0, 1.0) / _DAY)
    rhythm: Floats = np.where(looked.sizes > 1, np.log1p(looked.gaps / _DAY) - usual, 0.0)
    return rhythm


def _familiar(asked: Asked, counts: Floats, sizes: Floats, vocabulary: Vocabulary) -> Floats:
    """Return how much of what the article says the group has said, against how much anyone says it.

    Columns: the part of its terms, by rarity, that some member has; the same of its names; the mean log ratio of a
    term's being said in the group to its being said anywhere, over terms, over names, and over the ten best.

    Source: unigram language models with Dirichlet smoothing, Zhai and Lafferty 2004.
    """
    weights = asked.rarity**2
    unknown = asked.terms.unknown
    is_name = asked.terms.flags & IS_NAME > 0
    n_names = float((unknown & IS_NAME > 0).sum())
    commonness = vocabulary.commonness(asked.terms.ids)
    said = (counts + _MIXED_IN * commonness) / (sizes[:, None] + _MIXED_IN)
    ratio = np.log(said / commonness) * asked.rarity
    has = (counts > 0) * weights
    best = -np.sort(-ratio, axis=1)[:, :10].sum(axis=1) / 10
    return np.column_stack(
        [
            has.sum(axis=1) / (weights.sum() + len(unknown) + 1e-9),
            has[:, is_name].sum(axis=1) / (weights[is_name].sum() + n_names + 1.0),
            ratio.sum(axis=1) / (len(weights) + len(unknown) + 1.0),
            ratio[:, is_name].sum(axis=1) / (is_name.sum() + n_names + 1.0),
            best,
        ]
    )
