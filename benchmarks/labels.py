"""What stands over a thread: is its headline near to what is reported, and do its keywords tell it from the others?

Run `python -m benchmarks.labels [SET…] [--keywords N]` from the project's folder. Gold groups stand in for our own: the
set's developments (its threads, where it knows none) for headlines, its threads for keywords; groups of one or two
articles say nothing and are left out. Headlines: that of the article told first against the one that
`pipeline.thread.heading` takes; the mean cosine of the headline's vector to the vectors of the group's other articles,
and the average precision with which that vector finds these among all articles of the set. How often a headline changes
while the articles come is counted. Keywords: the names that most articles of a
thread name against `pipeline.thread.keywords`; of all articles that have two of the N, the part that is of the thread
(precision), and the part of the thread that has two (recall).
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.thread_sets import Row, find_set, load
from pipeline.nouns import Development, DevelopmentKind
from pipeline.read.embed import Embedder, EmbedRules
from pipeline.thread.heading import STEPS, Headlined, heading
from pipeline.thread.keywords import KeywordRules, Mentioned, keywords
from pipeline.thread.terms import telling_words

#: Sets with full headlines in groups of three and more; timelines and current events have no headlines of outlets.
_HEADLINES = ("incidents-en", "events-en", "lookalikes-en", "headlines-en")
_KEYWORDS = ("timelines-en", "current-events-en", "incidents-en")
_LEAST = 3
#: Unit vectors, float32, shape (n, dimension).
Vectors: TypeAlias = NDArray[np.float32]


def groups_of(rows: Sequence[Row], *, are_threads: bool) -> list[list[int]]:
    """Return the places of the articles of each gold group of three or more, in order of time."""
    groups: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        known = (row.thread or row.development) if are_threads else (row.development or row.thread)
        groups[str(known)].append(n)
    return [
        sorted(group, key=lambda n: (rows[n].reading.article.told_at, n))
        for group in groups.values()
        if len(group) >= _LEAST
    ]


def headed(rows: Sequence[Row], group: Sequence[int]) -> int:
    """Return the place of the article whose headline heads a group, all its articles having come."""
    articles = [rows[n].reading.article for n in group]
    first = articles[0]
    development = Development(
        id="d",
        thread_id="t",
        kind=DevelopmentKind.OPENED,
        headline=first.headline,
        first_article_id=first.id,
        first_outlet=first.outlet,
        first_at=first.told_at,
        opened_at=first.told_at,
        last_seen_at=first.told_at,
        n_articles=len(group),
    )
    came = [Headlined(article_id=each.id, headline=each.headline, told_at=each.told_at) for each in articles]
    _, chosen = heading(development, came)
    return next(n for n, each in zip(group, articles, strict=True) if each.id == chosen)


def judged(
    of: int, group: Sequence[int], heads: NDArray[np.float32], texts: NDArray[np.float32]
) -> tuple[float, float]:
    """Return the mean cosine of a headline to the other articles of its group, and how precisely it finds them."""
    cosines = texts @ heads[of]
    others = np.zeros(len(texts), dtype=bool)
    others[list(group)] = True
    others[of] = False
    order = np.argsort(-np.delete(cosines, of), kind="stable")
    right = np.delete(others, of)[order]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float(cosines[others].mean()), float(precision[right].mean())


def n_changes(rows: Sequence[Row], group: Sequence[int], at: Sequence[int]) -> int:
    """Return how often the headline of a group changes, when it is chosen anew at these numbers of articles."""
    chosen = [rows[headed(rows, group[:n])].reading.article.headline for n in at if n <= len(group)]
    return sum(
        one != other for one, other in zip([rows[group[0]].reading.article.headline, *chosen], chosen, strict=False)
    )


def print_headlines(name: str, rows: Sequence[Row], embedder: Embedder) -> None:
    """Measure the headlines of a set."""
    heads = np.asarray(embedder.embed([row.reading.article.headline for row in rows]), dtype=np.float32)
    texts = np.array([row.vector for row in rows], dtype=np.float32)
    groups = groups_of(rows, are_threads=False)
    print(f"{name}: {len(groups)} groups of three articles and more")
    for what, chosen in (("first", [group[0] for group in groups]), ("ours", [headed(rows, each) for each in groups])):
        found = [judged(of, group, heads, texts) for of, group in zip(chosen, groups, strict=True)]
        moved = fmean(of != group[0] for of, group in zip(chosen, groups, strict=True))
        print(
            f"  {what:6s} cosine {fmean(one[0] for one in found):.3f}  average precision "
            f"{fmean(one[1] for one in found):.3f}  not the first {moved:.2f}"
        )
    changes = fmean(n_changes(rows, each, STEPS) for each in groups)
    print(
        f"  changes a group {changes:.2f}, the most {max(n_changes(rows, each, STEPS) for each in groups)}", flush=True
    )


def by_count(names: Counter[str], most: int) -> tuple[str, ...]:
    """Return the names that most articles of a thread name."""
    ordered = sorted(names.items(), key=lambda one: (-one[1], one[0]))
    return tuple(name for name, n in ordered if n > 1)[:most]


def print_keywords(name: str, rows: Sequence[Row], most: int) -> None:
    """Measure the keywords of a set."""
    names = [{each.text for each in row.reading.facts.names} for row in rows]
    words = [telling_words(row.reading.article.headline) for row in rows]
    all_names, all_words = Counter(n for each in names for n in each), Counter(w for each in words for w in each)
    texts = [f"{row.reading.article.headline}\n{row.reading.article.text}".casefold() for row in rows]
    groups = groups_of(rows, are_threads=True)
    outlets = {row.reading.article.outlet_name or row.reading.article.outlet or "" for row in rows}
    rules = replace(KeywordRules(), most=most)
    results: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for group in groups:
        named = Counter(n for at in group for n in names[at])
        told = Counter(w for at in group for w in words[at])
        printed = {w: p for at in group for w, p in words[at].items()}
        mentioned = [Mentioned(text=n, is_name=True, n_within=k, n_all=all_names[n]) for n, k in named.items()]
        mentioned += [
            Mentioned(text=printed[w], is_name=False, n_within=k, n_all=all_words[w]) for w, k in told.items()
        ]
        ours = keywords(mentioned, len(group), len(rows), outlets, rules)
        for what, chosen in (("count", by_count(named, most)), ("ours", ours)):
            results[what].append(_found(chosen, group, texts))
    print(f"{name}: {len(groups)} threads of three articles and more among {len(rows)}, {most} keywords")
    for what, found in results.items():
        precision, recall = fmean(one[0] for one in found), fmean(one[1] for one in found)
        f1 = fmean(2 * p * r / (p + r) if p + r else 0.0 for p, r in found)
        print(f"  {what:6s} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}", flush=True)


def _found(chosen: Sequence[str], group: Sequence[int], texts: Sequence[str]) -> tuple[float, float]:
    """Return precision and recall of the articles that have two of the keywords, or the one that there is."""
    held = np.zeros(len(texts), dtype=int)
    for word in chosen:
        folded = word.casefold()
        whole = re.compile(rf"(?<!\w){re.escape(folded)}")
        held += [folded in text and whole.search(text) is not None for text in texts]
    hits = set(np.flatnonzero(held >= min(2, max(1, len(chosen)))).tolist())
    right = len(hits & set(group))
    return (right / len(hits) if hits else 0.0), right / len(group)


def main() -> None:
    """Measure the sets that are named, or all that serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(sorted({*_HEADLINES, *_KEYWORDS})))
    parser.add_argument("--keywords", type=int, default=5, help="how many of each thread")
    chosen = parser.parse_args()
    embedder = Embedder(EmbedRules())
    for name in chosen.sets or dict.fromkeys((*_HEADLINES, *_KEYWORDS)):
        rows = load(find_set(name))
        if rows is None:
            continue
        if name in _HEADLINES:
            print_headlines(name, rows, embedder)
        if name in _KEYWORDS:
            print_keywords(name, rows, chosen.keywords)


if __name__ == "__main__":
    main()
