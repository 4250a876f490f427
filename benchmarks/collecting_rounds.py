"""Collecting in the long run: memory over hundreds of rounds, and the speed of a round that finds nothing new.

    python -m benchmarks.collecting_rounds rounds [--rounds 600] [--outlets 200]
    python -m benchmarks.collecting_rounds nothing-new [--feeds 1000] [--hosts 50]

Each runs in a process of its own, with the real desk: settings, outlet files, SQLite, worker processes, robots.txt. The
press is a process beside it, on addresses of the loopback network, a host for each outlet.
"""

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from config.outlets import write_outlet
from crawler import run_on_reactor
from desk.cycle import Cycle
from desk.embedding import model_process
from desk.wiring import Desk, open_desk
from pipeline.nouns import Feed, Outlet

#: Fetches of a feed after which it has a new entry, entries in a feed, and words in a page.
_EVERY, _ENTRIES, _WORDS = 10, 20, 400
#: Round after which memory is to be flat, and rounds between two looks at it: what cannot be reached any more is swept
#: up before each look, which costs as much as a small round.
_SETTLED, _LOOK_EVERY = 200, 20


def rounds(n_rounds: int = 600, n_outlets: int = 200) -> dict[str, Any]:
    """Collect again and again in one process; return how its memory and open files developed.

    Args:
        n_rounds: How often.
        n_outlets: From how many outlets, each with one feed and now and then a new page.
    """
    return _alone("rounds", "--rounds", str(n_rounds), "--outlets", str(n_outlets))


def nothing_new(n_feeds: int = 1000, n_hosts: int = 50) -> dict[str, Any]:
    """Fetch feeds in which nothing is new; return how many a second.

    Args:
        n_feeds: How many.
        n_hosts: On how many hosts they lie.
    """
    return _alone("nothing-new", "--feeds", str(n_feeds), "--hosts", str(n_hosts))


def _alone(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.collecting_rounds", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


# ------------------------------------------------------------------------------------------------------ measurements


def _rounds(n_rounds: int, n_outlets: int) -> dict[str, Any]:
    with _desk(n_hosts=n_outlets, feeds_each=1) as desk:
        seen = run_on_reactor(lambda: _watched(desk, n_rounds))
    looks = [one for number, one in enumerate(seen, 1) if number % _LOOK_EVERY == 0 or number == n_rounds]
    settled, last = seen[min(_SETTLED, n_rounds) - 1], seen[-1]
    return {
        "rounds": n_rounds,
        "outlets": n_outlets,
        "pages": sum(one["pages"] for one in seen),
        "failures": sum(one["failures"] for one in seen),
        "seconds": round(last["at"], 1),
        "mb_after_first": seen[0]["mb"],
        "mb_after_round_200": settled["mb"],
        "mb_at_end": last["mb"],
        "mb_at_each_look": [one["mb"] for one in looks],
        "mb_grown_since_round_200": round(last["mb"] - settled["mb"], 1),
        "descriptors_after_round_200": settled["descriptors"],
        "descriptors_at_end": last["descriptors"],
    }


async def _watched(desk: Desk, n_rounds: int) -> list[dict[str, Any]]:
    began, seen = time.monotonic(), []
    with desk.workers() as workers, model_process(desk.embed_rules) as model:
        cycle = Cycle(desk, workers, model)
        for number in range(1, n_rounds + 1):
            report = await cycle.collect(everything=True)
            if number % _LOOK_EVERY == 0 or number in {1, n_rounds}:
                gc.collect()
            seen.append(
                {
                    "pages": report.n_pages,
                    "failures": len(report.failures),
                    "mb": _resident_mb(),
                    "descriptors": _open_files(),
                    "at": time.monotonic() - began,
                }
            )
    return seen


def _nothing_new(n_feeds: int, n_hosts: int) -> dict[str, Any]:
    with _desk(n_hosts=n_hosts, feeds_each=n_feeds // n_hosts, every=10**9) as desk:
        return run_on_reactor(lambda: _timed(desk))


async def _timed(desk: Desk) -> dict[str, Any]:
    """Fetch all feeds once whole, then three times with nothing new; the best round counts, all are told."""
    with desk.workers() as workers, model_process(desk.embed_rules) as model:
        cycle = Cycle(desk, workers, model)
        first = await _all_feeds(cycle)
        later = [await _all_feeds(cycle) for _ in range(3)]
    speeds = [round(one["not_modified"] / one["seconds"]) for one in later]
    return {
        "feeds": first["feeds"],
        "not_modified": [one["not_modified"] for one in later],
        "failures": sum(one["failures"] for one in later),
        "feeds_a_second": speeds,
        "best_feeds_a_second": max(speeds),
        "first_round_feeds_a_second": round(first["feeds"] / first["seconds"]),
        "cpus": os.cpu_count(),
    }


async def _all_feeds(cycle: Cycle) -> dict[str, Any]:
    began = time.monotonic()
    report = await cycle.collect(everything=True)
    return {
        "feeds": report.n_feeds,
        "not_modified": report.n_not_modified,
        "failures": len(report.failures),
        "seconds": time.monotonic() - began,
    }


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


# ---------------------------------------------------------------------------------------------------- desk and press


@contextmanager
def _desk(*, n_hosts: int, feeds_each: int, every: int = _EVERY) -> Iterator[Desk]:
    """Set up a desk that follows a press of so many hosts; `every` so many fetches a feed has a new entry."""
    with tempfile.TemporaryDirectory() as folder, _press(n_hosts, every) as port:
        place = Path(folder)
        for number in range(n_hosts):
            home = f"http://{_host(number)}:{port}/"
            feeds = tuple(Feed(url=f"{home}{n}/feed.xml") for n in range(feeds_each))
            slug = f"outlet-{number}"
            outlet = Outlet(slug=slug, name=slug, home=home, feeds=feeds, allow_private=True, delay=timedelta(0))
            write_outlet(outlet, place / "outlets")
        settings = place / "throughline.toml"
        settings.write_text(
            f'[paths]\ndata = "{folder}"\noutlets = "{folder}/outlets"\n[log]\nlevel = "error"\n',
            encoding="utf-8",
        )
        desk = open_desk(settings)
        desk.store.feeds.register(desk.outlets.values(), desk.clock.now())
        yield desk
        desk.store.close()


def _host(number: int) -> str:
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


@contextmanager
def _press(n_hosts: int, every: int) -> Iterator[int]:
    """Open the press in a process of its own, and give its port."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(there, n_hosts, every), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, n_hosts: int, every: int) -> None:
    asyncio.run(_press_server(pipe, n_hosts, every))


async def _press_server(pipe: Connection, n_hosts: int, every: int) -> None:
    fetches: dict[str, int] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(_answer(head.decode("latin-1"), fetches, every))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    first = await asyncio.start_server(answer, _host(0), 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    rest = [await asyncio.start_server(answer, _host(n), port, backlog=512) for n in range(1, n_hosts)]
    pipe.send(port)
    await asyncio.gather(*(server.serve_forever() for server in (first, *rest)))


def _answer(head: str, fetches: dict[str, int], every: int) -> bytes:
    lines = head.split("\r\n")
    path = lines[0].split(" ")[1]
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    if path == "/robots.txt":
        return _response("200 OK", "User-agent: *\nDisallow: /private/\n", "text/plain")
    if not path.endswith("/feed.xml"):
        return _response("200 OK", _page(path), "text/html")
    key = f"{fields['host']}{path}"
    fetches[key] = fetches.get(key, -1) + 1
    newest = fetches[key] // every
    etag = f'"{newest}"'
    if fields.get("if-none-match") == etag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
    return _response("200 OK", _feed(fields["host"], path, newest), "application/rss+xml", etag)


def _response(status: str, body: str, content_type: str, etag: str = "") -> bytes:
    named = f"ETag: {etag}\r\n" if etag else ""
    data = body.encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{named}Content-Length: {len(data)}\r\n\r\n".encode()
        + data
    )


def _feed(host: str, path: str, newest: int) -> str:
    root = f"http://{host}{path.removesuffix('feed.xml')}"
    numbers = range(newest, max(newest - _ENTRIES, -1), -1)
    items = "".join(f"<item><title>Report {n}</title><link>{root}news/report-{n}</link></item>" for n in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title>{items}</channel></rss>'


def _page(path: str) -> str:
    text = " ".join(f"word{n}" for n in range(_WORDS))
    return f"<html><head><title>{path}</title></head><body><article><p>{text}</p></article></body></html>"


def main() -> None:
    """Run from the command line; the last line is JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.collecting_rounds")
    asked = parser.add_subparsers(dest="what", required=True)
    long = asked.add_parser("rounds")
    long.add_argument("--rounds", type=int, default=600)
    long.add_argument("--outlets", type=int, default=200)
    quick = asked.add_parser("nothing-new")
    quick.add_argument("--feeds", type=int, default=1000)
    quick.add_argument("--hosts", type=int, default=50)
    chosen = parser.parse_args()
    if chosen.what == "rounds":
        figures = _rounds(chosen.rounds, chosen.outlets)
    else:
        figures = _nothing_new(chosen.feeds, chosen.hosts)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
