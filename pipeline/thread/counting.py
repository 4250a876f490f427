"""Where terms stand, counted over groups of articles and over all of them: loops, compiled.

They decide nothing; what state they change is given to them.
"""

import math

import numpy as np

from pipeline.compiled import Flags, Floats, Numbers, Spans, Vectors, compiled
from pipeline.thread.beside import keep, rarity_of
from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_NAME

#: Terms that speak most for a group, of which the mean counts by itself.
_N_BEST = 10
#: Above the number of any term.
_NO_TERM = 2**31 - 1
_TINY = 1e-9


@compiled
def lie_of_few(
    vectors: Vectors, told: Floats, groups: tuple[Spans, Spans], vector: Vectors, at: float
) -> tuple[Floats, Floats, Floats]:
    """Return how groups of a few articles lie to a vector and to an instant.

    Args:
        vectors: the unit vectors of all articles.
        told: when each was told, in seconds since the epoch.
        groups: as in `count_few`.
        vector: a unit vector.
        at: an instant, in seconds since the epoch.

    Returns:
        Of each group the cosine to its middle, the seconds to the member told nearest, and those from first to last.
    """
    members, starts = groups
    n = len(starts) - 1
    cosines, gaps, spans = np.zeros(n), np.zeros(n), np.zeros(n)
    total = np.zeros(len(vector))
    for g in range(n):
        total[:] = 0.0
        first, last, gap = np.inf, -np.inf, np.inf
        for k in range(starts[g], starts[g + 1]):
            row = members[k]
            first, last = min(first, told[row]), max(last, told[row])
            gap = min(gap, abs(told[row] - at))
            for d in range(len(vector)):
                total[d] += vectors[row, d]
        length, product = 0.0, 0.0
        for d in range(len(vector)):
            length += total[d] * total[d]
            product += total[d] * vector[d]
        cosines[g] = product / (math.sqrt(length) + _TINY)
        gaps[g], spans[g] = gap, last - first
    return cosines, gaps, spans


@compiled
def count_few(
    shelf: tuple[Numbers, Flags, Spans],
    groups: tuple[Spans, Spans],
    asked: Numbers,
    known: tuple[Floats, float],
) -> tuple[Floats, Floats]:
    """Count terms in groups of a few articles.

    Args:
        shelf: as in `beside.pair_table`.
        groups: the articles of all groups, those of a group side by side; where each group's begin, and the last's end.
        asked: numbers of terms, ascending.
        known: as in `beside.pair_table`.

    Returns:
        In how many members each of the terms stands, shape (groups, terms); and what the terms of each group weigh,
        each by the square of the part of the members that have it and of its rarity.
    """
    ids, _, spans = shelf
    members, starts = groups
    counts, log_n = known
    held, cores = np.zeros((len(starts) - 1, len(asked))), np.zeros(len(starts) - 1)
    for g in range(len(starts) - 1):
        own = members[starts[g] : starts[g + 1]]
        at = np.zeros(len(own), np.int64)
        for m in range(len(own)):
            at[m] = spans[own[m], 0]
        place = 0
        while True:
            least, n = _step(ids, spans, own, at)
            if not n:
                break
            cores[g] += (n / len(own) * rarity_of(counts[least], log_n)) ** 2
            while place < len(asked) and asked[place] < least:
                place += 1
            if place < len(asked) and asked[place] == least:
                held[g, place] = n
    return held, cores


@compiled
def _step(ids: Numbers, spans: Spans, rows: Spans, at: Spans) -> tuple[int, int]:
    """Go one term further in articles side by side: return the lowest term and in how many of them it stands."""
    least, n = _NO_TERM, 0
    for m in range(len(rows)):
        if at[m] < spans[rows[m], 1]:
            least = min(least, ids[at[m]])
    for m in range(len(rows)):
        if at[m] < spans[rows[m], 1] and ids[at[m]] == least:
            at[m] += 1
            n += 1
    return least, n


@compiled
def count_many(
    ids: Numbers, stands: Spans, n_members: int, asked: Numbers, known: tuple[Floats, float]
) -> tuple[Floats, float]:
    """Count terms in a large group, of which it is known in how many members each of its terms stands.

    Args:
        ids: the group's terms, ascending.
        stands: in how many members each of them stands.
        n_members: the group's members.
        asked: numbers of terms, ascending.
        known: as in `beside.pair_table`.

    Returns:
        As `count_few` for one group.
    """
    counts, log_n = known
    held, core, place = np.zeros(len(asked)), 0.0, 0
    for k in range(len(ids)):
        core += (stands[k] / n_members * rarity_of(counts[ids[k]], log_n)) ** 2
        while place < len(asked) and asked[place] < ids[k]:
            place += 1
        if place < len(asked) and asked[place] == ids[k]:
            held[place] = stands[k]
    return held, core


@compiled
def familiar(
    held: Floats,
    sizes: Floats,
    terms: tuple[Floats, Floats, Flags],
    unknown: tuple[float, float, float, float],
    mixed_in: float,
) -> Floats:
    """Return how much of what an article says groups have said, against how much anyone says it, a row a group.

    Args:
        held: in how many members each of the article's terms stands, shape (groups, terms).
        sizes: members of each group.
        terms: how rare each term is, 0..1, the part of all articles that have it, and its flags.
        unknown: terms of the article that none has, and among them names, names of the lead, terms of the headline.
        mixed_in: members of the world at large that each group is mixed with.
    """
    rarity, commonness, flags = terms
    weight, name_weight, lead_weight, headline_weight, n_names = 0.0, 0.0, 0.0, 0.0, 0
    for k in range(len(rarity)):
        square = rarity[k] * rarity[k]
        weight += square
        headline_weight += square * (flags[k] & IN_HEADLINE > 0)
        if flags[k] & IS_NAME > 0:
            name_weight += square
            lead_weight += square * (flags[k] & IN_LEAD > 0)
            n_names += 1
    table = np.zeros((len(sizes), 8))
    best = np.zeros(_N_BEST)
    for g in range(len(sizes)):
        best[:] = -np.inf
        known, known_names, likely, likely_names, shared = 0.0, 0.0, 0.0, 0.0, 0.0
        known_lead, known_headline = 0.0, 0.0
        for k in range(len(rarity)):
            is_name, square = flags[k] & IS_NAME > 0, rarity[k] * rarity[k]
            said = (held[g, k] + mixed_in * commonness[k]) / (sizes[g] + mixed_in)
            ratio = math.log(said / commonness[k]) * rarity[k]
            likely += ratio
            if is_name:
                likely_names += ratio
            if held[g, k] > 0:
                known += square
                shared += (held[g, k] / sizes[g]) ** 2 * square
                known_headline += square * (flags[k] & IN_HEADLINE > 0)
                if is_name:
                    known_names += square
                    known_lead += square * (flags[k] & IN_LEAD > 0)
            keep(best, ratio)
        table[g, 0] = known / (weight + unknown[0] + _TINY)
        table[g, 1] = known_names / (name_weight + unknown[1] + 1.0)
        table[g, 2] = likely / (len(rarity) + unknown[0] + 1.0)
        table[g, 3] = likely_names / (n_names + unknown[1] + 1.0)
        for at in range(min(_N_BEST, len(rarity))):
            table[g, 4] += best[at] / _N_BEST
        table[g, 5] = shared
        table[g, 6] = known_lead / (lead_weight + unknown[2] + 1.0)
        table[g, 7] = known_headline / (headline_weight + unknown[3] + 1.0)
    return table


@compiled
def sharing(
    chains: tuple[Numbers, Numbers, Numbers], ids: Numbers, weights: Floats, scratch: Floats, n: int
) -> Numbers:
    """Return the articles that share the most of some terms, at most `n`, the best first; of equals the oldest first.

    Args:
        chains: the newest link of each term's chain, the article of each link (-1: none), and the link before each.
        ids: the terms.
        weights: what sharing each counts, above 0.
        scratch: zeros, one an article; they are zeros again afterwards.
        n: articles at most.
    """
    touched = _add_up(chains, ids, weights, scratch)
    best, n_best = np.zeros(n, np.int32), 0
    for article in touched:
        at = n_best
        while at > 0 and _is_ahead(article, best[at - 1], scratch):
            if at < n:
                best[at] = best[at - 1]
            at -= 1
        if at < n:
            best[at] = article
            n_best = min(n_best + 1, n)
    for article in touched:
        scratch[article] = 0.0
    return best[:n_best]


@compiled
def _add_up(chains: tuple[Numbers, Numbers, Numbers], ids: Numbers, weights: Floats, scratch: Floats) -> Numbers:
    """Add up what articles share, in the scratch, and return those that share anything."""
    heads, articles, before = chains
    touched, n_touched = np.zeros(1024, np.int32), 0
    for k in range(len(ids)):
        link = heads[ids[k]]
        while link >= 0:
            article = articles[link]
            if article >= 0 and scratch[article] == 0.0:
                if n_touched == len(touched):
                    more = np.zeros(2 * n_touched, np.int32)
                    more[:n_touched] = touched
                    touched = more
                touched[n_touched] = article
                n_touched += 1
            if article >= 0:
                scratch[article] += weights[k]
            link = before[link]
    return touched[:n_touched]


@compiled
def _is_ahead(one: int, other: int, scores: Floats) -> bool:
    return scores[one] > scores[other] or (scores[one] == scores[other] and one < other)


@compiled
def hang(ids: Numbers, articles: Numbers, counts: Floats, chains: tuple[Numbers, Numbers, Numbers], most: float) -> int:
    """Count the terms of articles and hang links into the chains of the rare ones; return how many.

    Args:
        ids: numbers of terms, each once an article.
        articles: the article that each stands in, ascending.
        counts: in how many articles each term stands: added to.
        chains: as in `sharing`, with room for a link for each of the terms.
        most: articles up to which a term gets links.
    """
    heads, of, before = chains
    n, first = 0, len(of) - len(ids)
    for k in range(len(ids)):
        if counts[ids[k]] <= most:
            link = first + n
            of[link], before[link] = articles[k], heads[ids[k]]
            heads[ids[k]] = link
            n += 1
        counts[ids[k]] += 1.0
    return n
