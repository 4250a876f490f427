"""Learns which blocks of a page are its text, `pipeline/read/verdict.json`, from the pages with marked bodies.

Run `python -m benchmarks.train_reading [--folds N] [--seed N] [--write]` from the project's folder; some minutes.

A block is right when at least half of its 4-word shingles stand in the marked body, each of which counts once; shorter
ones when the body has them as a line. Blocks weigh by their part of the body's words, so that pages count alike, but
for those whose marked body is not what the page prints, which weigh less.
Fitted are boosted trees (Friedman 2001) on `pipeline.read.signs.COLUMNS`: three sets that differ in the signs they were
offered, whose log-odds are averaged.

Without `--write` it measures only: the pages are cut into folds by the hash of their host, each fold is read by trees
that learned from the others, and all that were so read are scored together. With it, trees learned from all pages are
written.
"""

import argparse
import json
import logging
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from lxml.html import HtmlElement
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.boosted import averaged, flat
from benchmarks.reading import SETS, Score, means, pages, score, shingles
from pipeline.nouns import Page
from pipeline.read.blocks import Block, blocks_of
from pipeline.read.carried import may_be_cut
from pipeline.read.extract import cleaned, find_lines, parse, whole
from pipeline.read.head import read_head
from pipeline.read.page import known_of
from pipeline.read.signs import COLUMNS, Known, Matrix, folded, signs_of
from pipeline.read.verdict import LEARNED, Chosen, Verdict, may_be_text, read_verdict

#: Probability from which on a block is text.
THRESHOLD = 0.36
#: Sets of trees.
N_SETS = 3
#: Words that a body counts at least, so that a stub does not outweigh an article.
LEAST_WORDS = 60
#: Power of a page's reach by which it weighs: where the marked body is not on the page, its marks are mostly wrong.
TRUST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A page, as it is learned from."""

    name: str
    host: str
    page: Page
    body: str
    blocks: Sequence[Block]
    lines: Sequence[str]
    known: Known
    signs: Matrix
    is_text: Sequence[bool]
    #: How well the right blocks, and no others, match the marked body: F1, 0..1.
    reach: float


def load(name: str) -> list[Marked]:
    """Return the pages of a set."""
    return [_marked(name, gold, page) for gold, page in pages(name)]


def _marked(name: str, gold: dict[str, str], page: Page) -> Marked:
    tree: HtmlElement | None = parse(page.body, "text/html")
    assert tree is not None
    head = read_head(tree, page.url, ZoneInfo("UTC"))
    known = known_of(page, tree, head)
    blocks = blocks_of(tree)
    lines = find_lines(tree, blocks)
    signs = signs_of(blocks, lines, known) if blocks else np.zeros((0, len(COLUMNS)), np.float32)
    texts = [block.text for block in blocks]
    is_text = marks(texts, signs[:, COLUMNS.index("kept")].tolist(), gold["body"])
    return Marked(
        name=name,
        host=gold["host"].removeprefix("www."),
        page=page,
        body=gold["body"],
        blocks=blocks,
        lines=lines,
        known=known,
        signs=signs,
        is_text=is_text,
        reach=_reach([text for text, chosen in zip(texts, is_text, strict=True) if chosen], gold["body"]),
    )


def _reach(right: Sequence[str], body: str) -> float:
    best = score(body, "\n".join(right))
    return 2 * best.precision * best.recall / max(1e-9, best.precision + best.recall)


def marks(texts: Sequence[str], kept: Sequence[float], body: str) -> list[bool]:
    """Tell of each block whether it is in a marked body; of two alike, what the library kept has the first claim."""
    left, lines = shingles(body), Counter(folded(line) for line in body.split("\n"))
    is_text = [False] * len(texts)
    for place in sorted(range(len(texts)), key=lambda place: (-len(texts[place]), -kept[place])):
        line, own = folded(texts[place]), shingles(texts[place])
        if line.count(" ") < 3:
            is_text[place] = bool(line) and lines[line] > 0
            lines[line] -= is_text[place]
        elif 2 * (own & left).total() >= own.total():
            is_text[place] = True
            left -= own
    return is_text


def fit(taught: Sequence[Marked]) -> dict[str, Any]:
    """Learn from pages; returns the content of `verdict.json`."""
    judged = [may_be_text(page.signs) for page in taught]
    weights = np.concatenate([_weights(page)[rows] for page, rows in zip(taught, judged, strict=True)])
    signs = np.vstack([page.signs[rows] for page, rows in zip(taught, judged, strict=True)])
    is_text = np.concatenate([np.array(page.is_text, bool)[rows] for page, rows in zip(taught, judged, strict=True)])
    fitted = [_trees(number).fit(signs, is_text, sample_weight=weights / weights.mean()) for number in range(N_SETS)]
    return _learned(averaged([flat(trees) for trees in fitted]), len(taught))


def _trees(number: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=160,
        max_leaf_nodes=16,
        max_depth=6,
        learning_rate=0.07,
        min_samples_leaf=60,
        l2_regularization=5,
        # each question is chosen among three signs in ten: the trees differ, and none leans on the marks of a host
        max_features=0.3,
        max_bins=64,
        early_stopping=False,
        random_state=number,
    )


def _weights(page: Marked) -> Matrix:
    sizes = np.array([len(block.text.split()) + 3 for block in page.blocks], np.float32)
    parts = np.minimum(1, sizes / max(LEAST_WORDS, sizes[np.array(page.is_text, bool)].sum())) + 0.002
    weights: Matrix = (parts * page.reach**TRUST).astype(np.float32)
    return weights


def _learned(trees: dict[str, Any], n_pages: int) -> dict[str, Any]:
    card = (
        f"Boosted trees, learned by benchmarks/train_reading.py from the marked bodies of {n_pages} news pages, mostly "
        "English and German; they tell which blocks of a page are its article's text. See docs/decisions/0030."
    )
    return {
        "card": card,
        "columns": list(COLUMNS),
        "threshold": float(np.log(THRESHOLD / (1 - THRESHOLD))),
        **trees,
    }


def measure(read: Sequence[tuple[Marked, Verdict]]) -> list[Score]:
    """Score pages, each read by a verdict."""
    return [score(page.body, "\n".join(_text(page, verdict))) for page, verdict in read]


def _text(page: Marked, verdict: Verdict) -> Sequence[str]:
    chosen = verdict.choose(page.blocks, page.signs) if page.blocks else Chosen()
    shown = cleaned(chosen.lines, page.known, chosen.sure) or cleaned(page.lines, page.known)
    tree = parse(page.page.body, "text/html") if may_be_cut(shown) else None
    return shown if tree is None else whole(tree, shown, page.known)


def _folds(known: Sequence[Marked], n_folds: int, seed: int) -> list[tuple[Marked, Verdict]]:
    """Read every page by a verdict that learned from no page of its host."""
    fold = [zlib.crc32(f"{seed}:{page.host}".encode()) % n_folds for page in known]
    read = []
    for held in range(n_folds):
        taught = [page for page, of in zip(known, fold, strict=True) if of != held and page.blocks]
        verdict = read_verdict(fit(taught))
        read += [(page, verdict) for page, of in zip(known, fold, strict=True) if of == held]
    return read


def main() -> None:
    """Measure, or learn from all and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="learn from all pages and write what was learned")
    parser.add_argument("--folds", type=int, default=5, help="parts into which the hosts are cut (5)")
    parser.add_argument("--seed", type=int, default=1, help="which cut of the hosts (1)")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    known = [page for name in SETS for page in load(name)]
    if asked.write:
        learned = fit([page for page in known if page.blocks])
        LEARNED.write_text(json.dumps(learned, separators=(",", ":")) + "\n", "utf-8")
        return
    read = _folds(known, asked.folds, asked.seed)
    for name in SETS:
        unseen = [(page, verdict) for page, verdict in read if page.name == name]
        print(
            f"{name}, {asked.folds} folds, cut {asked.seed}, {len(unseen)} pages: {means(measure(unseen))}", flush=True
        )


if __name__ == "__main__":
    main()
