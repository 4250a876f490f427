"""How well articles are put into threads and developments, and how fast, with one setting for all sets.

Run `python -m benchmarks.threads [SET…] [--json FILE] [--vectors FOLDER]` from the project's folder. Each set is
streamed in the order of its file, which is the order of time; each article is placed once and never moved. For each
level of which a set knows the truth it prints:

- BCubed precision, recall and F1 over all articles (`of 2+`: over those whose true group has two or more), pairwise F1;
- the number of groups found and the size of the largest; how many true groups the most mixed one holds;
- for comparison: each article by itself (`floor`), and a greedy centroid by bare cosine at the threshold that is best
  for that very set (`cosine`): something that nobody has who does not know the answers;
- of sets in which each dated entry is a development: the part of the entries that share their development with no other
  of the story, and of the pairs of entries of one story that are in two (`kept apart`);
- articles a second, `decide` and `learn` together, embedding not counted.

Of sets that know threads it also says what these give once the machine has had second thoughts, a round of them after
every 50 articles, as the daemon has them every few minutes (`second thoughts`); `--no-second-thoughts` saves the time.

The weights were learned on these sets: what they give on articles that they were not learned from is printed by
`benchmarks.train_threads`.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks import second_thoughts
from benchmarks.bcubed import bcubed, bcubed_of_large, pairwise
from benchmarks.thread_sets import CACHE, SETS, Row, find_set, load
from pipeline import identity
from pipeline.ports import Vector
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.second import SecondRules

RESULTS = Path(__file__).parent / "results"
#: Articles after which threads are thought of again.
EVERY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one set gave on one level."""

    name: str
    level: str
    n: int
    n_gold: int
    n_found: int
    largest: int
    most_mixed: int
    precision: float
    recall: float
    f1: float
    f1_of_large: float
    pairwise_f1: float
    floor: float
    cosine_f1: float
    cosine_threshold: float
    articles_a_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """Where each article of a set was put, and how long that took."""

    threads: list[str]
    developments: list[str]
    seconds: float


def stream(rows: Sequence[Row], rules: AssignRules) -> Streamed:
    """Place the articles one after the other, as the path does."""
    index, threads, developments = StoryIndex(rules), [], []
    begun = time.perf_counter()
    for row in rows:
        article = row.reading.article
        decision = index.decide(row.reading, row.vector, row.provenance)
        threads.append(decision.thread_id or identity.thread_id(article.id))
        developments.append(decision.development_id or identity.development_id(article.id, article.text_hash))
        index.learn(row.placed(threads[-1], developments[-1]))
    return Streamed(threads=threads, developments=developments, seconds=time.perf_counter() - begun)


def greedy(vectors: Vector, threshold: float) -> list[int]:
    """Group by bare cosine: each vector joins the nearest centroid, or opens a group under the threshold."""
    totals, middles, groups = np.zeros_like(vectors), np.zeros_like(vectors), list[int]()
    n = 0
    for vector in vectors:
        cosines = middles[:n] @ vector
        best = int(cosines.argmax()) if n else 0
        if n == 0 or cosines[best] < threshold:
            best, n = n, n + 1
        totals[best] += vector
        middles[best] = totals[best] / np.linalg.norm(totals[best])
        groups.append(best)
    return groups


def best_greedy(gold: Sequence[Hashable], vectors: Vector) -> tuple[float, float]:
    """Return the best F1 that bare cosine can reach on a set, and the threshold that reaches it."""
    thresholds = [step / 20 for step in range(4, 18)]
    return max((bcubed(gold, greedy(vectors, threshold)).f1, threshold) for threshold in thresholds)


def score(level: tuple[str, str], gold: Sequence[str], found: Sequence[str], vectors: Vector, seconds: float) -> Score:
    """Measure one level of one set.

    Args:
        level: the names of the set and of the level.
        gold: the true group of each article.
        found: where each was put.
        vectors: shape (articles, dimension).
        seconds: what placing all of them took.
    """
    members: dict[str, list[str]] = {}
    for truth, group in zip(gold, found, strict=True):
        members.setdefault(group, []).append(truth)
    agreement = bcubed(gold, found)
    cosine_f1, threshold = best_greedy(gold, vectors)
    return Score(
        name=level[0],
        level=level[1],
        n=len(gold),
        n_gold=len(set(gold)),
        n_found=len(members),
        largest=max(map(len, members.values())),
        most_mixed=max(len(set(truths)) for truths in members.values()),
        precision=agreement.precision,
        recall=agreement.recall,
        f1=agreement.f1,
        f1_of_large=bcubed_of_large(gold, found).f1,
        pairwise_f1=pairwise(gold, found).f1,
        floor=bcubed(gold, range(len(gold))).f1,
        cosine_f1=cosine_f1,
        cosine_threshold=threshold,
        articles_a_second=len(gold) / seconds,
    )


def measure(name: str, rows: Sequence[Row], rules: AssignRules) -> list[Score]:
    """Stream one set and measure each level of which it knows the truth."""
    streamed = stream(rows, rules)
    levels = (
        ("thread", [row.thread for row in rows], streamed.threads),
        ("development", [row.development for row in rows], streamed.developments),
    )
    vectors = np.array([row.vector for row in rows])
    scores = []
    for level, truths, found in levels:
        gold = [truth for truth in truths if truth is not None]
        if gold and len(set(gold)) < len(gold):
            scores.append(score((name, level), gold, found, vectors, streamed.seconds))
    return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How well the entries of one story were kept apart."""

    name: str
    #: Stories with two entries or more, their entries, and the pairs of these.
    n_stories: int
    n_entries: int
    n_pairs: int
    #: Part of the entries that are in a development with no other entry of the story.
    entries: float
    #: Part of the pairs that are in two developments.
    pairs: float


def kept_apart(name: str, stories: Sequence[str], found: Sequence[str]) -> Apart:
    """Measure how many entries of one story are developments of their own.

    Args:
        name: the set.
        stories: the story of each entry.
        found: the development in which each was put.
    """
    by_story: dict[str, list[str]] = {}
    for story, development in zip(stories, found, strict=True):
        by_story.setdefault(story, []).append(development)
    told = [each for each in by_story.values() if len(each) > 1]
    alone = sum(n == 1 for each in told for n in Counter(each).values())
    n_pairs = sum(len(each) * (len(each) - 1) // 2 for each in told)
    together = sum(n * (n - 1) // 2 for each in told for n in Counter(each).values())
    n_entries = sum(map(len, told))
    return Apart(
        name=name,
        n_stories=len(told),
        n_entries=n_entries,
        n_pairs=n_pairs,
        entries=alone / n_entries,
        pairs=1 - together / n_pairs,
    )


def rethought(name: str, rows: Sequence[Row]) -> Score | None:
    """Stream one set with second thoughts and measure its threads; None: it does not know them."""
    gold = [row.thread for row in rows if row.thread is not None]
    if len(gold) < len(rows) or len(set(gold)) == len(gold):
        return None
    begun = time.perf_counter()
    found = second_thoughts.stream(rows, SecondRules(), EVERY)
    vectors = np.array([row.vector for row in rows])
    return score((name, "second thoughts"), gold, found.threads, vectors, time.perf_counter() - begun)


def _print_apart(each: Apart) -> None:
    print(
        f"{each.name:18s} kept apart  {each.entries:.3f} of {each.n_entries} entries are alone of their story,"
        f" {each.pairs:.3f} of {each.n_pairs} pairs are in two developments ({each.n_stories} stories)"
    )


def _print(each: Score) -> None:
    print(
        f"{each.name:18s} {each.level:15s} P {each.precision:.3f}  R {each.recall:.3f}  F1 {each.f1:.3f}"
        f"  of 2+ {each.f1_of_large:.3f}  pairs {each.pairwise_f1:.3f}"
        f"  groups {each.n_found} (true {each.n_gold}), largest {each.largest}, most mixed {each.most_mixed}"
        f"  | floor {each.floor:.3f}  cosine {each.cosine_f1:.3f} at {each.cosine_threshold:.2f}"
        f"  | {each.articles_a_second:.0f}/s"
    )


def main() -> None:
    """Measure the sets that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(gold.name for gold in SETS))
    parser.add_argument("--vectors", type=Path, default=CACHE, help="folder in which vectors are kept between runs")
    parser.add_argument("--second-thoughts", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", nargs="?", type=Path, const=_result_file(), help="write the figures to a file")
    arguments = parser.parse_args()
    scores: list[Score] = []
    for gold in map(find_set, arguments.sets) if arguments.sets else SETS:
        rows = load(gold, arguments.vectors)
        if rows and gold.development == "id":
            stories = [row.thread or "" for row in rows]
            _print_apart(kept_apart(gold.name, stories, stream(rows, AssignRules()).developments))
        measured = measure(gold.name, rows, AssignRules()) if rows else []
        if rows and arguments.second_thoughts and (again := rethought(gold.name, rows)):
            measured.append(again)
        for each in measured:
            _print(each)
        scores += measured
    if arguments.json and scores:
        arguments.json.write_text(json.dumps([asdict(each) for each in scores], indent=1) + "\n", encoding="utf-8")


def _result_file() -> Path:
    return RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-threads.json"


if __name__ == "__main__":
    main()
