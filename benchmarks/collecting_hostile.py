"""A hostile web on loopback: what it gets out of the crawler, and what that costs. Called by `benchmarks.collecting`.

`ssrf()` asks for every payload of `hostile/ssrf.json` with a resolver that answers as the payload says, and writes down
each address that a connection is opened to. `hostile()` asks `hostile/server.py` for each of its abuses, as a page and
as a feed, and takes the time until each is decided, the memory above what was in use before, and what went unhandled.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks.material import data_folder
from crawler import CrawlRules, Hosts, Message, crawl, run_on_reactor, send
from desk.clock import SystemClock
from desk.workers import WorkerPool, WorkerRules
from pipeline.nouns import Feed, FeedDue, FeedFetched, Outlet, Page, PageDue, PageFailed

MEBIBYTE = 1024 * 1024
_TIMEOUT = timedelta(seconds=3)
#: What a decision may take beyond the time-out, in seconds, and how much memory beyond what was in use.
_GRACE, _MOST_MIB = 2.0, 200
#: A public address that names resolve to where a payload says nothing else.
_PUBLIC = "93.184.216.34"
#: The abuses of hostile/server.py: those that take a figure, with one that hurts.
ABUSES = (
    "/ok", "/gzipbomb/300", "/gzipbomb/12", "/brbomb/300", "/zstdbomb/300", "/doublegzip/300", "/encodings/3",
    "/encodings/60", "/endless", "/drip", "/drip-headers", "/silent", "/close", "/reset", "/short", "/chunkbad",
    "/chunkhuge", "/loop", "/growloop", "/metaloop", "/meta-canary", "/bigheader/20000", "/bigheader/3000000",
    "/manyheaders/200000", "/cookies/1000", "/cookie-then", "/badstatus", "/http09", "/nul", "/lie-charset",
    "/badcharset", "/binary-as-html", "/deep/100000", "/links/100000", "/calendar/2024",
)  # fmt: skip
#: Ways in which its robots.txt misbehaves.
ROBOTS = ("503", "403", "deny", "big", "silent", "loop", "503deny")


@dataclass(slots=True)
class _Sink:
    """Keeps how each thing ended, and when."""

    ended: list[tuple[str, float]] = field(default_factory=list)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        self.ended.append((fetched.failure or "read", time.monotonic()))
        return ()

    async def take_page(self, page: Page) -> None:
        self.ended.append((f"page of {len(page.body)} bytes", time.monotonic()))

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        self.ended.append((f"unchanged {due.url} {seen_at}", time.monotonic()))

    async def take_failure(self, failed: PageFailed) -> None:
        self.ended.append((failed.failure, time.monotonic()))


class _Memory(threading.Thread):
    """Looks at this process's memory all the time, and keeps the most that it saw."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self.most = self.now()

    @staticmethod
    def now() -> float:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE

    def run(self) -> None:
        while not self._ended.wait(0.01):
            self.most = max(self.most, self.now())

    def end(self) -> None:
        self._ended.set()
        self.join()


@dataclass(slots=True)
class _Web:
    """The hostile server, running."""

    port: int
    canary: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def _opened(robots: str = "404") -> Iterator[_Web]:
    web = _Web(port=_free(), canary=_free())
    server = [sys.executable, str(data_folder() / "hostile" / "server.py"), str(web.port), str(web.canary)]
    env = os.environ | {"ROBOTS": robots}
    running = subprocess.Popen(server, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_port(web.port)
        yield web
    finally:
        running.kill()
        running.wait()


def _free() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _await_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the hostile server does not start")


def hostile(timeout: timedelta = _TIMEOUT) -> dict[str, Any]:
    """Ask for every abuse as a page and as a feed; return the figures, and what was not as demanded."""
    memory = _Memory()
    unhandled: list[str] = []
    rules = CrawlRules(timeout=timeout, delay=timedelta(0))
    workers = WorkerRules(n_workers=2, time_limit=timedelta(seconds=10), memory_limit=1024 * MEBIBYTE)
    with WorkerPool(workers) as pool:
        figures = run_on_reactor(lambda: _hostile(rules, pool, memory, unhandled))
    rows: list[dict[str, Any]] = figures["paths"]
    limit = timeout.total_seconds() + _GRACE
    figures["late"] = [row for row in rows if row["seconds"] > limit]
    figures["large"] = [row for row in rows if row["mebibytes"] > _MOST_MIB]
    figures["slowest_seconds"] = max(row["seconds"] for row in rows)
    figures["most_mebibytes"] = max(row["mebibytes"] for row in rows)
    figures["unhandled"] = unhandled
    kept = ("late", "large", "unhandled", "undecided", "asked_before_retry_after", "canary")
    return figures | {"holds": not any(figures[name] for name in kept)}


async def _hostile(rules: CrawlRules, pool: WorkerPool, memory: _Memory, unhandled: list[str]) -> dict[str, Any]:
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unhandled.append(str(context["message"])))
    rows: list[dict[str, Any]] = []
    with _opened() as web:
        await _one(web, "/ok", rules, pool, is_feed=True)
        for bomb in (path for path in ABUSES if "bomb" in path or "doublegzip" in path):
            # the server makes each once, which takes it longer than our time-out
            await send(_get(web.url(bomb)), rules=replace(rules, timeout=timedelta(seconds=60)), clock=SystemClock())
        base = memory.now()
        memory.start()
        for path in ABUSES:
            for is_feed in (False, True):
                memory.most = memory.now()
                row = await _one(web, path, rules, pool, is_feed=is_feed)
                rows.append(row | {"mebibytes": round(memory.most - base, 1)})
        stats = json.loads((await send(_get(web.url("/_stats")), rules=rules, clock=SystemClock())).body)
        again = await _asked_again(web, rules)
    for mode in ROBOTS:
        with _opened(mode) as web:
            memory.most = memory.now()
            row = await _one(web, "/ok", rules, pool, is_feed=False)
            rows.append(row | {"path": f"robots.txt: {mode}", "mebibytes": round(memory.most - base, 1)})
    memory.end()
    undecided = [row["path"] for row in rows if row["outcome"] is None]
    return {"paths": rows, "undecided": undecided, "asked_before_retry_after": again, "canary": stats["canary"]}


async def _one(web: _Web, path: str, rules: CrawlRules, pool: WorkerPool, *, is_feed: bool) -> dict[str, Any]:
    outlet = Outlet(slug="hostile", name="Hostile", home=web.url("/"), delay=timedelta(0), allow_private=True)
    feeds = [FeedDue(feed=Feed(url=web.url(path)), outlet=outlet)] if is_feed else []
    pages = [] if is_feed else [PageDue(url=web.url(path), outlet=outlet)]
    sink, began = _Sink(), time.monotonic()
    await crawl(feeds, pages, sink=sink, workers=pool, rules=rules, clock=SystemClock(), hosts=Hosts())
    outcome, at = sink.ended[0] if len(sink.ended) == 1 else (None, time.monotonic())
    return {"path": path, "is_feed": is_feed, "seconds": round(at - began, 2), "outcome": outcome}


def _get(url: str, **given: bool) -> Message:
    return Message(url=url, method="GET", **({"allow_private": True} | given))


async def _asked_again(web: _Web, rules: CrawlRules) -> int:
    """Return how often a host was asked though it had said when it may be; it is asked at once, three times over."""
    n_before = 0
    for path in ("/429", "/503"):
        hosts = Hosts()
        for _ in range(4):
            await send(_get(web.url(path)), rules=rules, clock=SystemClock(), hosts=hosts)
        stats = await send(_get(web.url("/_stats")), rules=rules, clock=SystemClock())
        n_before += json.loads(stats.body)["paths"][path] - 1
    return n_before


@dataclass(slots=True)
class _Wire:
    """Stands where the reactor connects: writes down every address, and leads the public ones to the hostile server."""

    port: int
    real: Any
    reached: list[str] = field(default_factory=list)

    def connect(self, host: str, _port: int, *args: Any, **kwargs: Any) -> Any:
        self.reached.append(host)
        return self.real("127.0.0.1", self.port if host == _PUBLIC else 1, *args, **kwargs)


class _Names:
    """A resolver that answers for names as a payload says, and for figures as the system does."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.answers: list[list[str]] = []

    def resolveHostName(self, receiver: Any, hostName: str, portNumber: int = 0, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, N803
        from twisted.internet.address import IPv4Address, IPv6Address

        last = hostName.rstrip(".").rpartition(".")[2]
        if ":" in hostName or last.isdigit() or last.lower().startswith("0x"):
            return self._inner.resolveHostName(receiver, hostName, portNumber, *args, **kwargs)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if "example" in hostName and answer == ["127.0.0.1"]:
            answer = [_PUBLIC]
        receiver.resolutionBegan(None)
        for address in answer:
            family = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(family("TCP", address, portNumber))
        receiver.resolutionComplete()
        return receiver


def ssrf() -> dict[str, Any]:
    """Ask for every payload; return how many ended as they must, and every connection to no public address."""
    cases = json.loads((data_folder() / "hostile" / "ssrf.json").read_text(encoding="utf-8"))
    with _opened() as web:
        return run_on_reactor(lambda: _ssrf(cases, web))


async def _ssrf(cases: Sequence[dict[str, Any]], web: _Web) -> dict[str, Any]:
    from twisted.internet import reactor

    from crawler.guard import install_guard

    started: Any = reactor
    wire, resolver, connect = _Wire(web.port, started.connectTCP), started.nameResolver, started.connectTCP
    names = _Names(resolver._inner)  # noqa: SLF001 - the system's, behind the guard
    started.installNameResolver(names)
    install_guard(started)
    started.connectTCP = wire.connect
    try:
        rows = [await _payload(case, web, wire, names) for case in cases]
    finally:
        started.connectTCP = connect
        started.installNameResolver(resolver)
    wrong = [row for row in rows if not row["is_right"]]
    private = [row for row in rows if row["private"]]
    controls = [row for row in rows if row["must"] == "allowed"]
    passed = sum(row["is_right"] for row in controls)
    return {
        "payloads": len(rows),
        "connections_to_no_public_address": len(private),
        "controls_passed": f"{passed} of {len(controls)}",
        "wrong": wrong,
        "holds": not wrong and not private,
    }


async def _payload(case: dict[str, Any], web: _Web, wire: _Wire, names: _Names) -> dict[str, Any]:
    from crawler.addresses import is_public

    url = case["url"].replace("{P}", str(web.canary))
    names.answers = _answers(case)
    wire.reached.clear()
    rules = CrawlRules(timeout=timedelta(seconds=5))
    message = _message(case, url, web)
    # a redirect begins at the hostile server, which is reached by leave; what it leads to is not
    reply = await send(message, rules=rules, clock=SystemClock())
    if "answers_in_order" in case:
        reply = await send(message, rules=rules, clock=SystemClock())
    reached = wire.reached[1:] if "via" in case else wire.reached
    private = [address for address in reached if not is_public(address)]
    is_right = bool(reached) if case["must"] == "allowed" else not private
    return {
        "id": case["id"],
        "url": case["url"],
        "must": case["must"],
        "reached": list(reached),
        "private": private,
        "is_right": is_right,
        "said": reply.failure or reply.status,
    }


def _message(case: dict[str, Any], url: str, web: _Web) -> Message:
    if "via" not in case:
        return replace(_get(url, allow_private=False), follows=True)
    first = case["via"].replace("<url-quoted target>", quote(url, safe=""))
    assert urlsplit(first).path == first
    return replace(_get(web.url(first), allow_private=False), only_first_private=True, follows=True)


def _answers(case: dict[str, Any]) -> list[list[str]]:
    """Return what its name resolves to, answer by answer; where nothing is said, the worst."""
    if "resolves_to" in case:
        return [[case["resolves_to"]]]
    if "answers_together" in case:
        return [list(case["answers_together"])]
    if "answers_in_order" in case:
        return [[address] for address in case["answers_in_order"]]
    return [[_PUBLIC if case["must"] == "allowed" else "127.0.0.1"]]
