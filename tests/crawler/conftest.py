"""What the crawler's tests share: a press, a sink that remembers, and a clock that is set by hand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler import CrawlRules, Hosts, crawl, run_on_reactor
from pipeline.nouns import CrawlReport, Feed, FeedDue, FeedFetched, FeedKind, Outlet, Page, PageDue, PageFailed

from .press import Press, opened

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class HandClock:
    """A clock that stands still until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        """Return what it is set to."""
        return self.at


class InProcess:
    """Workers that are none: they call at once, in this process."""

    async def run(self, function: Callable[..., Any], /, *args: object) -> Any:
        """Call the function."""
        return function(*args)


@dataclass(slots=True)
class Collected:
    """A sink that keeps what it takes, and asks for every page that a feed announces."""

    outlet: Outlet
    feeds: list[FeedFetched] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    unchanged: list[PageDue] = field(default_factory=list)
    failed: list[PageFailed] = field(default_factory=list)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        """Keep it, and ask for its entries' pages."""
        self.feeds.append(fetched)
        entries = fetched.reading.entries if fetched.reading else ()
        return [PageDue(url=entry.url, outlet=self.outlet, entry=entry, feed_url=fetched.feed_url) for entry in entries]

    async def take_page(self, page: Page) -> None:
        """Keep it."""
        self.pages.append(page)

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:  # noqa: ARG002 - the sink's shape
        """Keep it."""
        self.unchanged.append(due)

    async def take_failure(self, failed: PageFailed) -> None:
        """Keep it."""
        self.failed.append(failed)


@dataclass(slots=True)
class Crew:
    """A crawler with everything it needs, ready to go out."""

    press: Press
    outlet: Outlet
    rules: CrawlRules = field(default_factory=lambda: CrawlRules(timeout=timedelta(seconds=2)))
    clock: HandClock = field(default_factory=HandClock)
    hosts: Hosts = field(default_factory=Hosts)
    workers: Any = field(default_factory=InProcess)
    sink: Any = None

    def feed(self, path: str, kind: FeedKind = FeedKind.FEED, **kwargs: Any) -> FeedDue:
        """Return a feed of the press that is due."""
        pattern = kwargs.pop("article_pattern", None)
        feed = Feed(url=self.press.url(path), kind=kind, article_pattern=pattern)
        return FeedDue(feed=feed, outlet=self.outlet, **kwargs)

    def page(self, path: str, **kwargs: Any) -> PageDue:
        """Return a page of the press that is due."""
        return PageDue(url=self.press.url(path), outlet=self.outlet, **kwargs)

    async def round(self, feeds: Sequence[FeedDue] = (), pages: Sequence[PageDue] = ()) -> CrawlReport:
        """Crawl once; what came lies in `sink`."""
        return await crawl(
            feeds,
            pages,
            sink=self.sink,
            workers=self.workers,
            rules=self.rules,
            clock=self.clock,
            hosts=self.hosts,
        )

    def go(self, feeds: Sequence[FeedDue] = (), pages: Sequence[PageDue] = ()) -> CrawlReport:
        """Crawl once, on the loop, with a new sink."""
        self.sink = Collected(self.outlet)
        return run_on_reactor(lambda: self.round(feeds, pages))


@pytest.fixture
def press() -> Iterator[Press]:
    """Open a press for one test."""
    with opened() as opening:
        yield opening


@pytest.fixture
def crew(press: Press) -> Crew:
    """Make a crawler that may visit the press."""
    outlet = Outlet(slug="harbour-post", name="Harbour Post", home=press.url(), delay=timedelta(0), allow_private=True)
    return Crew(press=press, outlet=outlet, sink=Collected(outlet))
