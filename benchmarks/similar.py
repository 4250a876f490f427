"""What `similar:"a sentence"` finds on sets with gold stories, by its least cosine.

Run `python -m benchmarks.similar [SET…] [--queries N]` from the project's folder. A question is a sentence of one
article: the first of its text that has eight words or more (what happened), or its headline, each in its own table.
Right is every other article of the same story (of the development where the set knows no story); the article itself
counts for nothing, nor do its copies. Only articles that are not alone are asked about. Printed are, for each least
cosine, the mean precision and recall over the questions, their F1, how many articles a question finds (median and at
the 95th percentile), and the share of questions that find nothing.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median, quantiles

import numpy as np
from numpy.typing import NDArray

from benchmarks.thread_sets import Row, find_set, load
from pipeline.nouns import ProvenanceKind
from pipeline.read.embed import Embedder, EmbedRules
from pipeline.read.sentences import split_sentences

_LEAST = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
#: Words under which a sentence is a dateline, a cry or a cross-heading.
_LEAST_WORDS = 8
#: Texts that count in the desk, at most; see `storage.nearest.NearRules`.
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of one question at one least cosine."""

    n_found: int
    n_right: int
    #: Articles that ought to be found.
    n_wanted: int


def group_of(row: Row) -> str | None:
    """Return the story of an article, or else what it tells of."""
    return row.thread or row.development


def sentence_of(row: Row) -> str:
    """Return the first full sentence of an article's text; empty: it has none."""
    text = row.reading.article.text
    spans = split_sentences(text)
    return next((text[a:b] for a, b in ((s.start, s.end) for s in spans) if len(text[a:b].split()) >= _LEAST_WORDS), "")


def asked_of(rows: Sequence[Row], n_queries: int) -> list[int]:
    """Return the places of the articles that are asked about: originals whose story has others."""
    sizes: dict[str | None, int] = {}
    for row in rows:
        sizes[group_of(row)] = sizes.get(group_of(row), 0) + 1
    good = [n for n, row in enumerate(rows) if sizes[group_of(row)] > 1 and sentence_of(row)]
    return sorted(random.Random(7).sample(good, min(n_queries, len(good))))


def measure(rows: Sequence[Row], asked: Sequence[int], vectors: NDArray[np.float32], least: float) -> list[Found]:
    """Return what each question finds that reaches a cosine, the article itself and its copies left out."""
    stored = np.array([row.vector for row in rows], dtype=np.float32)
    groups = np.array([group_of(row) or "" for row in rows])
    found = []
    for n, vector in zip(asked, vectors, strict=True):
        others = _others(rows, n)
        cosines = np.where(others, stored @ vector, -1.0)
        near = np.argsort(-cosines)[:_MOST]
        near = near[cosines[near] >= least]
        wanted = (groups == groups[n]) & others
        found.append(Found(n_found=len(near), n_right=int(wanted[near].sum()), n_wanted=int(wanted.sum())))
    return [one for one in found if one.n_wanted]


def _others(rows: Sequence[Row], n: int) -> NDArray[np.bool_]:
    mine = rows[n].reading.article.id
    return np.array(
        [
            row.reading.article.id != mine
            and not (row.provenance.kind is ProvenanceKind.COPY and row.provenance.of == mine)
            for row in rows
        ]
    )


def line(least: float, found: Sequence[Found]) -> str:
    """Return a line of the table."""
    # who finds nothing has told nothing wrong, and is counted in the last column
    precision = mean(one.n_right / one.n_found for one in found if one.n_found)
    recall = mean(one.n_right / one.n_wanted for one in found)
    counts = [one.n_found for one in found]
    nothing = sum(not one.n_found for one in found) / len(found)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    many = quantiles(counts, n=20)[-1]
    return (
        f"{least:5.2f}  {precision:9.3f}  {recall:6.3f}  {f1:5.3f}  {median(counts):6.0f}  {many:5.0f}  {nothing:7.3f}"
    )


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=["events-en", "updates-en"])
    parser.add_argument("--queries", type=int, default=200)
    chosen = parser.parse_args()
    embedder = Embedder(EmbedRules())
    for name in chosen.sets:
        rows = load(find_set(name))
        if rows is None:
            continue
        asked = asked_of(rows, chosen.queries)
        for kind, texts in (
            ("a sentence", [sentence_of(rows[n]) for n in asked]),
            ("the headline", [rows[n].reading.article.headline for n in asked]),
        ):
            vectors = np.asarray(embedder.embed(texts), dtype=np.float32)
            print(f"{name}: {len(rows)} articles, {len(asked)} questions, each {kind}")
            print("least  precision  recall     F1  median    p95  nothing")
            for least in _LEAST:
                print(line(least, measure(rows, asked, vectors, least)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
