"""How well pages are read: bodies against those that people marked, beside other readers in the same run.

    python benchmarks/reading.py [SET…]

Bodies are compared by their 4-word shingles, counted with repetition: precision and recall of each page, their means
over the set, and the harmonic mean of the two means. Headline and times count as right when they are equal (times to
the minute); bylines are scored over people, with the same notion of who is one on both sides. All pages of the sets are
articles, so those that the shipped rules take for something else are counted by what they were taken for. Demands stand
beside the figures that have one. Needs the stored pages: `THROUGHLINE_DATA`, or `../shared/data` beside the checkout.
"""

import gzip
import json
import logging
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from benchmarks.material import data_folder
from benchmarks.readers import others
from pipeline.nouns import Article, Page, Reading, Rejected
from pipeline.read.byline import find_people
from pipeline.read.page import read_page
from pipeline.read.rules import ReadRules

DATA = data_folder() / "pages"
SETS = ("mixed", "news", "outlets")
#: Marked with days only.
DAYS = "dates"
#: What is demanded: both for bodies, the rest as parts of 1.
BODIES = {"mixed": 0.982, "news": 0.960, "outlets": 0.970}
METADATA = {
    "news": "headline .94, byline .87",
    "outlets": "headline .86, byline .91, published day .98",
    "dates": "published day .93",
}
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


def pages(name: str) -> Iterator[tuple[dict[str, Any], Page]]:
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


def means(scores: Sequence[Score]) -> str:
    """Return mean precision, mean recall and the harmonic mean of the two, as printed."""
    precision, recall = fmean(one.precision for one in scores), fmean(one.recall for one in scores)
    return f"{precision:.4f} {recall:.4f} {2 * precision * recall / (precision + recall):.4f}"


def row(name: str, scores: Sequence[Score], seconds: float) -> str:
    """Return one printed line."""
    return f"{name:28} {means(scores)}   {1000 * seconds / len(scores):5.0f} ms a page"


def measure(name: str) -> None:
    """Print the figures of one set, for each reader."""
    known = list(pages(name))
    right = [Counter[str](), Counter[str]()]
    started, found = perf_counter(), [read_page(page, TAKE_ALL) for _, page in known]
    spent = perf_counter() - started
    if "body" in known[0][0]:
        texts = [one.article.text if isinstance(one, Reading) else "" for one in found]
        print(row(f"{name}: Throughline", _scores(known, texts), spent), f"  demand {BODIES[name]:.3f}")
        for reader, read in others().items():
            started, texts = perf_counter(), [read(page.body) for _, page in known]
            print(row(f"{name}: {reader}", _scores(known, texts), perf_counter() - started), flush=True)
    for (marked, _), one in zip(known, found, strict=True):
        right[half(marked)].update(_metadata(marked, one.article if isinstance(one, Reading) else None))
    for part, counted in (("", right[0] + right[1]), (" half 0", right[0]), (" half 1", right[1])):
        print(f"{name + ': metadata' + part:28} {_told(counted)}", flush=True)
    print(f"{'':28} demand: {METADATA.get(name, 'none')}")
    print(f"{name + ': is it an article?':28} {_taken([page for _, page in known])}", flush=True)


def _taken(known: Sequence[Page]) -> str:
    """Return how many of these articles the shipped rules take, and what the others are taken for."""
    found = Counter(one.outcome.value for one in map(read_page, known) if isinstance(one, Rejected))
    refused = "".join(f", {n} {outcome}" for outcome, n in found.most_common())
    return f"{len(known) - found.total()} of {len(known)} taken{refused}"


def half(marked: dict[str, Any]) -> int:
    """Return the half of its set that a page belongs to: pages of one host stay together."""
    return zlib.crc32((marked.get("host") or urlsplit(marked["url"]).netloc).removeprefix("www.").encode()) & 1


def _scores(known: Sequence[tuple[dict[str, Any], Page]], texts: Sequence[str]) -> list[Score]:
    return [score(marked["body"], text) for (marked, _), text in zip(known, texts, strict=True)]


def _metadata(marked: dict[str, Any], article: Article | None) -> Iterator[str]:
    """Name what is marked, and what was found right."""
    for kind in ("title", "date_time", "date"):
        yield from [kind] if marked.get(kind) else []
    people = marked_people(marked)
    own = {_folded(name) for name in article.byline} if article else set()
    yield from ["person"] * len(people) + ["named"] * len(own) + ["both"] * len(people & own)
    if article is not None:
        yield from _right(marked, article)


def marked_people(marked: dict[str, Any]) -> set[str]:
    """Return the people of a marked byline; desks, posts and bodies are none."""
    raw = marked.get("authors") or re.split(r",|;|\band\b", marked.get("authors_raw") or "")
    return {_folded(name) for name in find_people(part.strip().title() if part.isupper() else part for part in raw)}


def _right(marked: dict[str, Any], article: Article) -> Iterator[str]:
    if marked.get("title") and _folded(marked["title"]) == _folded(article.headline):
        yield "headline"
    if article.published_at is None:
        return
    if marked.get("date") and _is_on(article.published_at, marked):
        yield "day"
    if marked.get("date_time"):
        told = datetime.fromisoformat(marked["date_time"])
        told = told if told.tzinfo else told.replace(tzinfo=UTC)
        if abs((told - article.published_at).total_seconds()) < 60:
            yield "time"


def _is_on(moment: datetime, marked: dict[str, Any]) -> bool:
    """Tell whether an instant falls on the marked day, which pages print in the outlet's zone."""
    zone = datetime.fromisoformat(marked["date_time"]).tzinfo if marked.get("date_time") else None
    return moment.astimezone(zone or UTC).date().isoformat() == marked["date"]


def _told(n: Counter[str]) -> str:
    byline = 2 * n["both"] / max(1, n["person"] + n["named"])
    return (
        f"headlines {_part(n['headline'], n['title'])}, byline F1 {byline:.3f} over {n['person']} people, "
        f"published day {_part(n['day'], n['date'])}, to the minute {_part(n['time'], n['date_time'])}"
    )


def _part(n_right: int, n_marked: int) -> str:
    return f"{n_right} of {n_marked}" + (f" = {n_right / n_marked:.3f}" if n_marked else "")


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def main() -> int:
    """Measure the sets that are named, or all."""
    if not DATA.is_dir():
        print(f"The stored pages are not at {DATA}: set THROUGHLINE_DATA.", file=sys.stderr)
        return 1
    logging.disable(logging.CRITICAL)
    print(f"{'':28} prec.  recall both")
    for name in sys.argv[1:] or (*SETS, DAYS):
        measure(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
