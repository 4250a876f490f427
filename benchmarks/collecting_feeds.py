"""How well feeds are read: collected ones against what is expected of them, damaged ones against themselves whole.

    python -m benchmarks.collecting_feeds [SEED…]

Every feed is read in a worker process that is killed when it takes too long; that counts as decided. Needs the
collected feeds: `THROUGHLINE_DATA`, or `../shared/data` beside the checkout.
"""

import asyncio
import importlib.util
import json
import random
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, TypeVar

from benchmarks.material import data_folder
from crawler.read.feed import guess_kind, read_feed
from desk.workers import WorkerPool, WorkerRules
from pipeline.errors import WorkerKilledError
from pipeline.nouns import FeedReading

T = TypeVar("T")

#: Where the feeds that are read would have been fetched from, unless they say so.
URL = "http://127.0.0.1:8097/feed"
#: Longer than this no feed may take.
TIME_LIMIT = timedelta(seconds=8)
#: Ways of damage tried on each feed.
N_WAYS = 6
#: Larger feeds are not damaged: it would take long.
MAX_DAMAGED = 200_000
_FIELDS = {"title": "headline", "link": "url", "updated": "updated_at", "published": "published_at"}


def folder() -> Path:
    """Return where the feeds lie."""
    return data_folder() / "feeds"


def feeds() -> dict[str, Any]:
    """Read every collected feed, and compare with what is expected of some.

    Returns:
        `n_files`, `n_exceptions`, `n_killed`, `slowest_seconds`, `n_plain` expectations, `n_met` and `share_met`.
    """
    outcomes = asyncio.run(_in_workers(_read_whole))
    cases = [json.loads(line) for line in (folder() / "feedparser" / "cases.jsonl").open(encoding="utf-8")]
    met = [one for case in cases for one in met_expectations(case, folder() / "feedparser" / "files")]
    readings = [outcome for outcome, _ in outcomes]
    return {
        "n_files": len(outcomes),
        "n_exceptions": sum(isinstance(one, Exception) and not isinstance(one, WorkerKilledError) for one in readings),
        "n_killed": sum(isinstance(one, WorkerKilledError) for one in readings),
        "slowest_seconds": round(max(seconds for _, seconds in outcomes), 2),
        "n_plain": len(met),
        "n_met": sum(met),
        "share_met": round(sum(met) / len(met), 4),
    }


def mutated(seed: str | int) -> dict[str, Any]:
    """Damage each feed that is no test of one detail, and count the links that are still found.

    Returns:
        `seed`, `n_feeds`, `n_mutants`, `n_crashes`, `n_killed`, `n_links`, `n_found`, `link_recall`.
    """
    return asyncio.run(_in_workers(partial(_read_damaged, seed=seed)))


async def _in_workers(work: Callable[[WorkerPool], Awaitable[T]]) -> T:
    with WorkerPool(WorkerRules(time_limit=TIME_LIMIT, preload=("crawler.read.feed",))) as workers:
        return await work(workers)


async def _read_whole(workers: WorkerPool) -> list[tuple[FeedReading | Exception, float]]:
    files = [path for path in folder().rglob("*") if path.is_file() and "files" in path.parts]
    return [await _timed(workers, path.read_bytes()) for path in sorted(files)]


async def _timed(workers: WorkerPool, body: bytes) -> tuple[FeedReading | Exception, float]:
    started = perf_counter()
    try:
        outcome: FeedReading | Exception = await workers.run(_read, body)
    except Exception as error:  # noqa: BLE001 - counting these is what this is for
        outcome = error
    return outcome, perf_counter() - started


def _read(body: bytes) -> FeedReading:
    return read_feed(body, URL, kind=guess_kind(body, URL))


async def _read_damaged(workers: WorkerPool, *, seed: str | int) -> dict[str, Any]:
    whole = [(path, _links(await _timed(workers, path.read_bytes()))) for path in _to_damage()]
    chosen = [(path, links) for path, links in whole if links]
    n_mutants = n_crashes = n_killed = n_links = n_found = 0
    for path, links in chosen:
        for body in _mutants(path, seed):
            timed = await _timed(workers, body)
            n_mutants += 1
            n_killed += isinstance(timed[0], WorkerKilledError)
            n_crashes += isinstance(timed[0], Exception) and not isinstance(timed[0], WorkerKilledError)
            n_links += len(links)
            n_found += len(links & _links(timed))
    return {
        "seed": seed,
        "n_feeds": len(chosen),
        "n_mutants": n_mutants,
        "n_crashes": n_crashes,
        "n_killed": n_killed,
        "n_links": n_links,
        "n_found": n_found,
        "link_recall": round(n_found / n_links, 4),
    }


def _to_damage() -> Iterable[Path]:
    found = sorted((folder() / "misc" / "files").glob("*/*"))
    kinds = {".xml", ".rss", ".atom"}
    return [path for path in found if path.suffix in kinds and path.stat().st_size < MAX_DAMAGED]


def _mutants(path: Path, seed: str | int) -> Iterator[bytes]:
    damage = _mutator()
    dice = random.Random(f"{seed}:{path.name}")
    for way in dice.sample(damage.MUT, N_WAYS):
        yield damage.mutate(path.read_bytes(), way, dice)


def _mutator() -> ModuleType:
    """Load the program that does the damage; it lies with the feeds."""
    spec = importlib.util.spec_from_file_location("mutate", folder() / "mutate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _links(timed: tuple[FeedReading | Exception, float]) -> set[str]:
    reading = timed[0]
    return {entry.url for entry in reading.entries if entry.url} if isinstance(reading, FeedReading) else set()


def met_expectations(case: dict[str, Any], files: Path) -> list[bool]:
    """Return for each plain expectation of a case whether it is met."""
    plain = [one for one in case["neutral"] if one["group"] == "plain"]
    path = files / case["id"]
    if not plain or not path.exists():
        return []
    headers = {name.lower(): value for name, value in (case["headers"] or {}).items()}
    reading = read_feed(path.read_bytes(), headers.get("content-location") or URL, headers.get("content-type"))
    return [is_met(one, reading) for one in plain]


def is_met(expected: dict[str, Any], reading: FeedReading) -> bool:
    """Compare one expectation with what was read."""
    part, _, name = expected["field"].partition(".")
    if part == "feed":
        return bool(getattr(reading, name) == expected["value"])
    if expected["index"] >= len(reading.entries):
        return False
    entry = reading.entries[expected["index"]]
    got = entry.byline[:1] if name == "author" else getattr(entry, _FIELDS.get(name, name))
    if isinstance(got, datetime):
        return list(got.utctimetuple()[:6]) == expected["value"][:6]
    return got in (expected["value"], (expected["value"],), " ".join(str(expected["value"]).split()))


def main() -> int:
    """Print the figures of the collected feeds, and of as many ways to damage them as seeds are named."""
    if not folder().is_dir():
        print(f"The collected feeds are not at {folder()}: set THROUGHLINE_DATA.", file=sys.stderr)
        return 1
    print(json.dumps(feeds()))
    for seed in sys.argv[1:] or ("1", "2", "3"):
        print(json.dumps(mutated(seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
