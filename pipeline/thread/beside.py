"""An article beside others and beside groups of them, in numbers: the loops that `evidence` is made of, compiled.

They decide nothing and hold no state. What the numbers are for stands in `evidence`.
"""

import math

import numpy as np

from pipeline.compiled import Flags, Floats, Numbers, Spans, compiled
from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_FIGURE, IS_NAME

#: What `pair_table` adds up over the terms of two articles.
_WORDS, _ALL_THEIRS, _NAMES, _NAMES_THEIRS, _HEADLINES, _HEADLINE_THEIRS, _IN_TEXT = range(7)
_LEAD_NAMES, _LEAD_MINE, _LEAD_THEIRS, _ALL_LEAD_THEIRS, _RAREST, _N_RARE, _FIGURES, _FIGURES_SHARED = range(7, 15)
_N_SUMS = 15
#: Rarity from which a term counts as rare, 0..1.
RARE = 0.55
#: Other groups whose nearness makes the background, and the cosine that stands in for each that is missing.
_N_BACKGROUND = 8
_NO_BACKGROUND = 0.2
_DAY = 86_400.0
_TINY = 1e-9


@compiled
def rarity_of(count: float, log_n: float) -> float:
    """Return how rare a term is, 0..1, as `Vocabulary.rarity` has it."""
    return (log_n - math.log(count + 1.0)) / log_n


@compiled
def _add_theirs(sums: Floats, weight: float, theirs: int) -> None:
    """Add a term of another article to the sums over it alone."""
    is_name, in_lead = theirs & IS_NAME > 0, theirs & IN_LEAD > 0
    sums[_ALL_THEIRS] += weight
    sums[_NAMES_THEIRS] += weight * is_name
    sums[_ALL_LEAD_THEIRS] += weight * (is_name and in_lead)
    sums[_HEADLINE_THEIRS] += weight * (theirs & IN_HEADLINE > 0)
    sums[_FIGURES] += theirs & IS_FIGURE > 0 and in_lead


@compiled
def _add_shared(sums: Floats, weight: float, mine: int, theirs: int) -> None:
    """Add a term of both articles to the sums over what they share."""
    either, both = mine | theirs, mine & theirs
    sums[_WORDS] += weight
    sums[_RAREST] = max(sums[_RAREST], weight)
    sums[_N_RARE] += weight > RARE * RARE
    sums[_NAMES] += weight * (either & IS_NAME > 0)
    sums[_HEADLINES] += weight * (both & IN_HEADLINE > 0)
    sums[_IN_TEXT] += weight * (mine & IN_HEADLINE > 0) + weight * (theirs & IN_HEADLINE > 0)
    sums[_LEAD_NAMES] += weight * (either & IS_NAME > 0 and both & IN_LEAD > 0)
    sums[_LEAD_MINE] += weight * (mine & IN_LEAD > 0 and mine & IS_NAME > 0)
    sums[_LEAD_THEIRS] += weight * (theirs & IN_LEAD > 0 and theirs & IS_NAME > 0)
    sums[_FIGURES_SHARED] += both & IS_FIGURE > 0 and both & IN_LEAD > 0


@compiled
def pair_table(
    shelf: tuple[Numbers, Flags, Spans],
    rows: Spans,
    asked: tuple[Numbers, Flags],
    own: Floats,
    known: tuple[Floats, float],
) -> Floats:
    """Compare the terms of an article with those of others, a row each.

    Args:
        shelf: the terms of all articles, ascending within each, their flags, and where each article's begin and end.
        rows: the other articles.
        asked: the article's terms, ascending, and their flags.
        own: what its terms weigh: all, names, those of the headline, names of the lead; 1 where its lead has figures.
        known: in how many articles each term stands, and the logarithm of how many there are.

    Returns:
        Shape (rows, 12): `words` to `n_rare` of `evidence.PAIR`, then `figures`.
    """
    ids, flags, spans = shelf
    asked_ids, asked_flags = asked
    counts, log_n = known
    table = np.zeros((len(rows), 12))
    for i in range(len(rows)):
        sums = np.zeros(_N_SUMS)
        place = 0
        for k in range(spans[rows[i], 0], spans[rows[i], 1]):
            while place < len(asked_ids) and asked_ids[place] < ids[k]:
                place += 1
            weight = rarity_of(counts[ids[k]], log_n) ** 2
            _add_theirs(sums, weight, flags[k])
            if place < len(asked_ids) and asked_ids[place] == ids[k]:
                _add_shared(sums, weight, asked_flags[place], flags[k])
        _ratios(table[i], sums, own)
    return table


@compiled
def _ratios(row: Floats, sums: Floats, own: Floats) -> None:
    """Turn the sums over two articles into evidence."""
    row[0] = sums[_WORDS] / math.sqrt(own[0] * sums[_ALL_THEIRS] + _TINY)
    row[1] = math.log1p(sums[_NAMES])
    row[2] = sums[_NAMES] / (own[1] + 1.0)
    row[3] = sums[_NAMES] / (sums[_NAMES_THEIRS] + 1.0)
    row[4] = sums[_HEADLINES] / math.sqrt(own[2] * sums[_HEADLINE_THEIRS] + _TINY)
    row[5] = sums[_IN_TEXT] / (own[2] + sums[_HEADLINE_THEIRS] + _TINY)
    row[6] = math.log1p(sums[_LEAD_NAMES])
    row[7] = sums[_LEAD_MINE] / (own[3] + 1.0)
    row[8] = sums[_LEAD_THEIRS] / (sums[_ALL_LEAD_THEIRS] + 1.0)
    row[9] = sums[_RAREST]
    row[10] = math.log1p(sums[_N_RARE])
    if sums[_FIGURES_SHARED] > 0:
        row[11] = 1.0
    elif sums[_FIGURES] > 0 and own[4] > 0:
        row[11] = -1.0


@compiled
def keep(best: Floats, value: float) -> None:
    """Put a value in its place among the best, highest first, where it is one of them."""
    at = len(best)
    while at > 0 and best[at - 1] < value:
        if at < len(best):
            best[at] = best[at - 1]
        at -= 1
    if at < len(best):
        best[at] = value


@compiled
def by_group(pairs: Floats, starts: Spans, of_three: Spans, against: Spans) -> Floats:
    """Bring articles of one group together, a row a group.

    Args:
        pairs: evidence for single articles, those of a group side by side.
        starts: where each group's articles begin, and where the last one's end.
        of_three: columns of which the mean of the three highest values counts as well.
        against: columns that speak against a group where any value is below 0.

    Returns:
        The highest value of each column, then the means of three, then 1 for each column that speaks against.
    """
    n_columns = pairs.shape[1]
    table = np.zeros((len(starts) - 1, n_columns + len(of_three) + len(against)))
    best = np.zeros(3)
    for g in range(len(starts) - 1):
        for c in range(n_columns):
            best[0] = -np.inf
            for k in range(starts[g], starts[g + 1]):
                best[0] = max(best[0], pairs[k, c])
            table[g, c] = best[0]
        n_best = min(3, starts[g + 1] - starts[g])
        for c in range(len(of_three)):
            best[:] = -np.inf
            for k in range(starts[g], starts[g + 1]):
                keep(best, pairs[k, of_three[c]])
            for at in range(n_best):
                table[g, n_columns + c] += best[at] / n_best
        for c in range(len(against)):
            for k in range(starts[g], starts[g + 1]):
                if pairs[k, against[c]] < 0:
                    table[g, n_columns + len(of_three) + c] = 1.0
    return table


@compiled
def beside_groups(
    members: Floats,
    looked: tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats],
    familiar: Floats,
    copied: tuple[Floats, Spans],
    crowd: tuple[float, float, float],
) -> Floats:
    """Bring all evidence together, a row a group, columns as in `evidence.COLUMNS` but those for short articles.

    Args:
        members: what `by_group` gave.
        looked: cosine to each group's middle, its members, seconds to the one told nearest and from first to last,
            what its own terms weigh, articles told nearer than it, and its part of those told last.
        familiar: what `familiar` gave.
        copied: the part of the text that stands in each article looked at; where each group's begin, and the last's
            end.
        crowd: mean and deviation of the cosines to all articles; how short the article is, 0..1.
    """
    cosines, sizes, gaps, spans, cores, between, shares = looked
    mean, deviation, short = crowd
    n, width = members.shape
    nearest, middles = np.full(_N_BACKGROUND + 1, _NO_BACKGROUND), np.full(2, _NO_BACKGROUND if n < 2 else -np.inf)
    for g in range(n):
        keep(nearest, members[g, 0])
        keep(middles, cosines[g])
    table = np.zeros((n, width + 23))
    for g in range(n):
        table[g, :width] = members[g]
        silent = math.log1p(gaps[g] / _DAY)
        row = table[g, width:]
        row[0] = cosines[g]
        row[1] = members[g, 0] - _background(nearest, members[g, 0])
        row[2] = (members[g, 0] - mean) / deviation
        row[3] = (cosines[g] - mean) / deviation
        row[4] = cosines[g] - (middles[1] if cosines[g] == middles[0] else middles[0])
        row[5] = mean
        row[6:11] = familiar[g, :5]
        row[11] = familiar[g, 5] / (cores[g] + _TINY)
        row[12] = silent
        if sizes[g] > 1:
            row[13] = silent - math.log1p(spans[g] / (sizes[g] - 1.0) / _DAY)
        row[14] = math.log1p(sizes[g])
        for k in range(copied[1][g], copied[1][g + 1]):
            row[15] = max(row[15], copied[0][k])
        row[16] = short
        row[17:19] = familiar[g, 6:8]
        row[19] = familiar[g, 2] - _best_but(familiar[:, 2], g)
        row[20] = familiar[g, 1] - _best_but(familiar[:, 1], g)
        row[21] = math.log1p(between[g])
        row[22] = shares[g]
    return table


@compiled
def _best_but(values: Floats, own: int) -> float:
    """Return the highest of all values but one's own; 0 where there is no other."""
    best = 0.0 if len(values) < 2 else -np.inf
    for g in range(len(values)):
        if g != own:
            best = max(best, values[g])
    return best


@compiled
def _background(nearest: Floats, own: float) -> float:
    """Return the mean of the highest cosines, without a group's own where that is one of them."""
    total = 0.0
    for cosine in nearest:
        total += cosine
    return (total - max(own, float(nearest[-1]))) / (len(nearest) - 1)
