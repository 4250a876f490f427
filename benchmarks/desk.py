"""How fast the desk's pages answer while ten people read and the daemon ingests.

    python -m benchmarks.desk --articles 100000 --seconds 60

A SQLite store is filled with invented articles (`--store FILE` keeps it, and takes it again). The web application runs
in a process of its own; in another, ten readers ask for *Now*, threads and searches; in a third, a writer publishes
articles as the daemon does, one transaction each. Measured on the server: from a request's arrival in the application
to its answer's last byte, waiting for other requests included.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import socket
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import uvicorn
from fastapi import FastAPI

from benchmarks.desk_fill import END, LARGEST, Press
from desk.web import create_app
from desk.web.rehearsal import rehearse
from storage import Store, open_store

READERS = 10
#: Reading before the measuring begins: seconds.
WARM_UP = 10.0
#: How often each page is asked for.
SHARES = {"now": 0.35, "thread": 0.4, "search": 0.25}
#: Articles that the writer publishes a second: more than thirty outlets do in a busy hour.
PUBLISHED = 5.0
#: The demand: milliseconds at the 95th percentile, and for a thread of 2,000 articles that nobody has opened before.
DEMAND, LARGE_DEMAND = 150.0, 200.0


class _Running:
    """A clock that began at the end of the filled news and runs."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def now(self) -> datetime:
        return END + timedelta(minutes=5, seconds=time.monotonic() - self._start)


class _Timed:
    """Notes how long each answer took on the server, and the processor's time; gives the notes out at `/times`."""

    def __init__(self, app: FastAPI) -> None:
        self._app, self._taken = app, list[tuple[str, float]]()
        self._since = time.process_time()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/times":
            notes = {"taken": self._taken, "processor": time.process_time() - self._since}
            body, self._taken, self._since = json.dumps(notes).encode(), [], time.process_time()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        began = time.perf_counter()
        await self._app(scope, receive, send)
        if scope["type"] == "http":
            self._taken.append((scope["path"], 1000 * (time.perf_counter() - began)))


def _serve(store_url: str, port: int) -> None:
    app = create_app(open_store(store_url), _Running())
    # as the daemon does before it answers
    rehearse(app)
    uvicorn.run(_Timed(app), port=port, log_level="error", lifespan="off", timeout_graceful_shutdown=1)


def _publish(store_url: str, n_known: int, a_second: float) -> None:
    """Publish until the process is ended."""
    store = open_store(store_url)
    press = Press(store, seed=11)
    threads = store.threads.listing(limit=300)
    for thread in threads:
        latest = store.glances.developments([thread.id])[thread.id][-4:]
        press.threads.append((thread.id, [each.id for each in latest]))
    number, began = n_known, time.monotonic()
    while True:
        press.publish(number, END + timedelta(seconds=time.monotonic() - began), number % len(threads))
        number += 1
        time.sleep(max(0.0, began + (number - n_known) / a_second - time.monotonic()))


async def _read(address: str, slugs: Sequence[str], words: Sequence[str], until: float, pause: float) -> None:
    """Read page after page as one reader does, with a pause after each."""
    chance = random.Random()
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        while time.monotonic() < until:
            (page,) = chance.choices(list(SHARES), list(SHARES.values()))
            # most readers look at what moved last; some open an old thread
            slug = chance.choice(slugs[:40] if chance.random() < 0.7 else slugs)
            path = {"now": "/", "thread": f"/thread/{slug}", "search": f"/search?q={quote(chance.choice(words))}"}[page]
            answer = await client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            await asyncio.sleep(pause * chance.uniform(0.5, 1.5))


def _readers(address: str, slugs: Sequence[str], words: Sequence[str], seconds: float, pause: float) -> None:
    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(_read(address, slugs, words, until, pause) for _ in range(READERS)))

    asyncio.run(all_of_them())


def _summary(notes: Mapping[str, Any]) -> dict[str, Any]:
    taken: Sequence[tuple[str, float]] = notes["taken"]
    kinds: dict[str, list[float]] = {"now": [], "thread": [], "search": []}
    for path, ms in taken:
        kind = "now" if path == "/" else path.split("/")[1]
        if kind in kinds:
            kinds[kind].append(ms)
    shown: dict[str, Any] = {kind: _figures(found) for kind, found in kinds.items() if len(found) > 1}
    # what a machine with other work beside does not change: the application's own time, whoever else waits
    return shown | {"processor_ms_a_request": round(1000 * notes["processor"] / max(1, len(taken)), 1)}


def _figures(found: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(found, n=100)
    return {"n": len(found), "median": round(cuts[49], 1), "p95": round(cuts[94], 1), "max": round(max(found), 1)}


def measure(store: Store, url: str, seconds: float, words: Sequence[str]) -> Mapping[str, Any]:
    """Serve, ingest and read; return milliseconds by page for readers who pause and for readers who do not."""
    slugs = [thread.slug for thread in store.threads.listing(limit=3_000)]
    large = max(store.threads.listing(limit=20_000), key=lambda thread: thread.n_articles)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    started = multiprocessing.get_context("spawn")
    server = started.Process(target=_serve, args=(url, port))
    server.start()
    _await(address)
    found: dict[str, Any] = {"large_thread": _opened(address, f"/thread/{large.slug}"), "articles": large.n_articles}
    writer = started.Process(target=_publish, args=(url, 10_000_000 + int(10 * time.time()), PUBLISHED))
    writer.start()
    # what a desk that has just been started has not composed yet is not what people see all day
    _readers(address, slugs, words, WARM_UP, 1.0)
    for name, pause in (("a page every 2 s each", 2.0), ("without a pause", 0.0)):
        httpx.get(f"{address}/times")
        readers = started.Process(target=_readers, args=(address, slugs, words, seconds, pause))
        readers.start()
        readers.join()
        found[name] = _summary(httpx.get(f"{address}/times").json())
    for process in (writer, server):
        process.terminate()
        process.join()
    return found


def _await(address: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the page does not come up")


def _opened(address: str, path: str) -> dict[str, float]:
    """Return milliseconds on the server of a page that is opened for the first time, and of each of its others."""
    httpx.get(f"{address}/times")
    # the first page of all compiles the templates, which is not the thread's fault
    httpx.get(f"{address}/search?q=x")
    for tail in ("", "", "?skip=25", "/figures", "/quotes", "/coverage", "/articles", "/edits"):
        httpx.get(address + path + tail, timeout=60)
    taken = httpx.get(f"{address}/times").json()["taken"][1:]
    names = ("first", "again", "next page", "figures", "quotes", "coverage", "articles", "edits")
    return {name: round(ms, 1) for name, (_, ms) in zip(names, taken, strict=True)}


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long is read, each way")
    parser.add_argument("--store", type=Path, help="keep the filled store here, or take it from here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder:
        file = asked.store or Path(folder) / "desk.db"
        is_there = file.exists()
        url = f"sqlite:///{file.absolute()}"
        store = open_store(url, create=True, upgrade=True)
        press = Press(store)
        if not is_there:
            assert asked.articles > LARGEST
            press.register()
            press.fill(asked.articles)
        found = measure(store, url, asked.seconds, press.words[:2_000])
        store.close()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
