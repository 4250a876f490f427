"""The door of the room: one round over what is due, and one address fetched by itself."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from crawler.errand import Errand
from crawler.hosts import Hosts
from crawler.loop import check_on_reactor
from crawler.rules import CrawlRules
from pipeline.nouns import CrawlReport, FeedDue, FeedFetched, Outlet, Page, PageDue, PageFailed
from pipeline.ports import Clock, Sink, Workers

T = TypeVar("T")


async def crawl(
    feeds: Sequence[FeedDue],
    pages: Sequence[PageDue],
    *,
    sink: Sink,
    workers: Workers,
    rules: CrawlRules,
    clock: Clock,
    hosts: Hosts | None = None,
) -> CrawlReport:
    """Fetch what is due, and the pages that the sink then asks for; each page once.

    Runs on the loop of `run_on_reactor`. What cannot be fetched or read is handed to the sink as a failure and stops
    nothing else. When the call is cancelled, what is on the wire is broken off, and handed to nobody.

    Args:
        feeds: Feeds, news sitemaps and section pages.
        pages: Pages to fetch besides.
        sink: Takes what comes, while it comes.
        workers: Where feeds are read.
        rules: Limits and manners.
        clock: Tells when each thing was fetched.
        hosts: Memory of robots.txt and delays; give the same one to every round.

    Returns:
        How many feeds and pages were asked for and came, and why what failed did.

    Raises:
        Exception: the sink or the workers raised it; the round was stopped.
    """
    from crawler.spiders.due import DueSpider

    check_on_reactor()
    errand = Errand(
        feeds=feeds, pages=pages, sink=sink, workers=workers, rules=rules, clock=clock, hosts=hosts or Hosts()
    )
    await run_errand(errand, DueSpider)
    if errand.broken is not None:
        raise errand.broken
    return errand.report()


async def fetch(url: str, *, rules: CrawlRules, clock: Clock, allow_private: bool = False) -> Page | PageFailed:
    """Fetch one address through the same door as a round does, robots.txt and guard included.

    Args:
        url: An absolute http or https address.
        rules: Limits and manners; feeds' limit of size applies.
        clock: Tells when it was fetched.
        allow_private: May it lie on a private address?
    """
    outlet = Outlet(slug="", name=url, home=url, delay=timedelta(0), allow_private=allow_private)
    sink = OnePage()
    patient = replace(rules, max_page_bytes=rules.max_feed_bytes)
    due = PageDue(url=url, outlet=outlet)
    await crawl([], [due], sink=sink, workers=NoWorkers(), rules=patient, clock=clock)
    return sink.taken[0]


async def run_errand(errand: Errand, spider: type, **given: Any) -> Any:
    """Send one spider out and return it when it is back; where the call is cancelled, it is called back first.

    Args:
        errand: What it is sent for.
        spider: Its class.
        given: What it takes besides the errand.
    """
    runner = _runner(errand.rules)
    crawler = runner.create_crawler(spider)
    crawling = asyncio.ensure_future(runner.crawl(crawler, errand=errand, **given))
    timer = asyncio.get_running_loop().call_later(errand.rules.longest_round.total_seconds(), _end, errand, crawler)
    try:
        await asyncio.shield(crawling)
    except asyncio.CancelledError:
        errand.stop()
        await _stop(crawler)
        await crawling
        raise
    finally:
        timer.cancel()
    return crawler.spider


def _end(errand: Errand, crawler: Any) -> None:
    """Let the round end with what is on the wire."""
    errand.is_over = True
    crawler.engine.downloader.hurry()


@lru_cache(maxsize=4)
def _runner(rules: CrawlRules) -> Any:
    """Return the runner of these rules; making one copies Scrapy's settings twice, half the cost of a small round."""
    from scrapy.crawler import AsyncCrawlerRunner

    from crawler.settings import scrapy_settings

    return AsyncCrawlerRunner(scrapy_settings(rules))


async def _stop(crawler: Any) -> None:
    if crawler.crawling:
        crawler.engine.downloader.hurry()
        await crawler.stop_async()


@dataclass(slots=True)
class OnePage:
    """A sink for one page."""

    taken: list[Page | PageFailed] = field(default_factory=list)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:  # noqa: ARG002 - no feed comes
        """Want no page: no feed is asked for."""
        return ()

    async def take_page(self, page: Page) -> None:
        """Keep it."""
        self.taken.append(page)

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Never called: no validators were sent."""

    async def take_failure(self, failed: PageFailed) -> None:
        """Keep it."""
        self.taken.append(failed)


class NoWorkers:
    """Workers of a round without feeds."""

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call at once, in this process."""
        return function(*args)
