"""How well pages are read: bodies against those that people marked, and against plain Trafilatura in the same run.

    python benchmarks/reading.py [SET…]

Bodies are compared by their 4-word shingles, counted with repetition: precision and recall of each page, their means
over the set, and the harmonic mean of the two means. Headline and times count as right when they are equal (times to
the minute). Needs the stored pages: `THROUGHLINE_DATA`, or `../shared/data` beside the checkout.
"""

import gzip
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean
from time import perf_counter

from trafilatura import bare_extraction

from benchmarks.material import data_folder
from pipeline.nouns import Page, Reading
from pipeline.read.page import read_page
from pipeline.read.rules import ReadRules

DATA = data_folder() / "pages"
SETS = ("mixed", "news", "outlets")
#: Every body counts here, short ones and those behind walls as well.
TAKE_ALL = ReadRules(least_words=0, max_teaser_words=0, min_section_links=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one body matches the marked one."""

    precision: float
    recall: float


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    """Return the runs of `n` words in a text, counted; a shorter text is one run."""
    words = re.findall(r"\w+", text.lower())
    return (
        Counter(zip(*(words[start:] for start in range(n)), strict=False))
        if len(words) >= n
        else Counter([tuple(words)])
    )


def score(marked: str, found: str) -> Score:
    """Compare a found body with the marked one."""
    gold, own = shingles(marked), shingles(found) if found else Counter[tuple[str, ...]]()
    both = (gold & own).total()
    return Score(precision=both / own.total() if own else 0.0, recall=both / max(1, gold.total()))


def pages(name: str) -> Iterator[tuple[dict[str, str], Page]]:
    """Return the stored pages of a set, each with what people marked."""
    for line in (DATA / name / "gold.jsonl").read_text("utf-8").splitlines():
        marked = json.loads(line)
        body = gzip.decompress((DATA / name / "html" / f"{marked['id']}.html.gz").read_bytes())
        yield (
            marked,
            Page(
                url=marked["url"],
                requested_url=marked["url"],
                outlet="benchmark",
                fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
                status=200,
                headers={"content-type": "text/html"},
                body=body,
                content_hash="",
            ),
        )


def plain(page: Page) -> str:
    """Return the body that Trafilatura finds with its defaults."""
    document = bare_extraction(page.body, include_comments=False)
    return document.text or "" if document is not None and not isinstance(document, dict) else ""


def row(name: str, scores: Sequence[Score], seconds: float) -> str:
    """Return one printed line."""
    precision, recall = fmean(one.precision for one in scores), fmean(one.recall for one in scores)
    both = 2 * precision * recall / (precision + recall)
    return f"{name:28} {precision:.4f} {recall:.4f} {both:.4f}   {1000 * seconds / len(scores):5.0f} ms a page"


def measure(name: str) -> None:
    """Print the figures of one set."""
    ours, theirs, right = [], [], Counter[str]()
    spent = {"ours": 0.0, "theirs": 0.0}
    for marked, page in pages(name):
        started = perf_counter()
        found = read_page(page, TAKE_ALL)
        spent["ours"] += perf_counter() - started
        started = perf_counter()
        theirs.append(score(marked["body"], plain(page)))
        spent["theirs"] += perf_counter() - started
        ours.append(score(marked["body"], found.article.text if isinstance(found, Reading) else ""))
        right.update(_right(marked, found) if isinstance(found, Reading) else ())
        right.update(kind for kind in ("title", "date_time") if marked.get(kind))
    print(row(f"{name}: Throughline", ours, spent["ours"]))
    print(row(f"{name}: Trafilatura", theirs, spent["theirs"]))
    print(f"{'':28} headlines {right['headline']} of {right['title']}, times {right['time']} of {right['date_time']}")


def _right(marked: dict[str, str], found: Reading) -> Iterator[str]:
    article = found.article
    if marked.get("title") and _folded(marked["title"]) == _folded(article.headline):
        yield "headline"
    if marked.get("date_time") and article.published_at is not None:
        told = datetime.fromisoformat(marked["date_time"])
        told = told if told.tzinfo else told.replace(tzinfo=UTC)
        if abs((told - article.published_at).total_seconds()) < 60:
            yield "time"


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def main() -> int:
    """Measure the sets that are named, or all."""
    if not DATA.is_dir():
        print(f"The stored pages are not at {DATA}: set THROUGHLINE_DATA.", file=sys.stderr)
        return 1
    logging.disable(logging.CRITICAL)
    print(f"{'':28} prec.  recall both")
    for name in sys.argv[1:] or SETS:
        measure(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
