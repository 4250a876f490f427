"""One round: what it was sent for, whom it hands things to, and what has become of it so far."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crawler.hosts import Hosts
from crawler.rules import CrawlRules
from pipeline.nouns import CrawlReport, FeedDue, PageDue
from pipeline.ports import Clock, Sink, Workers

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Errand:
    """The state of one round; lives as long as the round does."""

    feeds: Sequence[FeedDue]
    pages: Sequence[PageDue]
    sink: Sink
    workers: Workers
    rules: CrawlRules
    clock: Clock
    hosts: Hosts
    #: Addresses of pages asked for in this round: none is asked for twice.
    asked: set[str] = field(default_factory=set)
    #: Requests on the wire.
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)
    #: By host and port: whose turn it is.
    turns: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    #: Nothing more is handed on.
    is_stopped: bool = False
    #: Its time is over: what is on the wire is waited for, the rest is left for the next round.
    is_over: bool = False
    #: What broke the round (the sink, the workers); None: nothing did.
    broken: Exception | None = None
    n_feeds: int = 0
    n_not_modified: int = 0
    n_pages: int = 0
    failures: dict[str, str] = field(default_factory=dict)

    def is_first(self, url: str) -> bool:
        """Tell whether the page is asked for the first time in this round, and remember it."""
        if url in self.asked:
            return False
        self.asked.add(url)
        return True

    def turn(self, host: str) -> asyncio.Semaphore:
        """Return what a request holds while it is on the wire to a host."""
        return self.turns.setdefault(host, asyncio.Semaphore(self.rules.n_requests_per_host))

    def stop(self) -> None:
        """Break off what is on the wire and start nothing more."""
        self.is_stopped = self.is_over = True
        for task in self.under_way:
            task.cancel()

    async def guarded(self, step: Awaitable[T]) -> T:
        """Await what is not ours; where it raises, the round must stop, and Scrapy alone would only log it.

        Raises:
            Exception: the step raised it.
        """
        try:
            return await step
        except Exception as error:
            self.broken = self.broken or error
            self.stop()
            raise

    def report(self) -> CrawlReport:
        """Return what the round brought."""
        return CrawlReport(
            n_feeds=self.n_feeds,
            n_not_modified=self.n_not_modified,
            n_pages=self.n_pages,
            failures=dict(self.failures),
        )
