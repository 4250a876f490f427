"""The spider of one round: feeds, news sitemaps and section pages that are due, and the pages that they announce.

The three kinds differ in how an answer is read, and only there (`crawler.read`), so one spider asks for all of them:
a host that serves two kinds is then asked politely once, not by two spiders at the same time.
"""

import logging
from collections.abc import AsyncIterator, Iterable
from functools import partial
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import Why, failed_feed, failed_page, failed_status, page_of, read_answer, unchanged_feed
from crawler.browser import RENDER
from crawler.errand import Errand
from crawler.failures import why_failed
from crawler.guard import ALLOW_PRIVATE, LeftError
from crawler.robots import DELAY
from crawler.sitemaps import SitemapAnswer, read_below
from crawler.urls import is_fetchable
from pipeline.nouns import FeedDue, FeedFetched, Outlet, PageDue

logger = logging.getLogger(__name__)

_FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/html;q=0.5, */*;q=0.1"
)
_PAGE_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.1"


class DueSpider(Spider):
    """Fetches what an errand names, and hands it to the errand's sink."""

    name = "due"

    def __init__(self, errand: Errand, **kwargs: Any) -> None:
        """Take the errand.

        Args:
            errand: What to fetch, and whom to give it to.
            kwargs: What Scrapy adds.
        """
        super().__init__(**kwargs)
        self.errand = errand

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every feed and page that is due."""
        await self._guarded(self.errand.hosts.recall())
        for due in self.errand.feeds:
            if is_fetchable(due.feed.url):
                yield self._feed_request(due)
            else:
                await self._hand_over(failed_feed(due, self.errand.clock.now(), _unfetchable(due.feed.url)))
        for request in await self._page_requests(self.errand.pages):
            yield request

    # ------------------------------------------------------------------------------------------------------ feeds

    def _feed_request(self, due: FeedDue) -> Request:
        return Request(
            due.feed.url,
            headers={"Accept": _FEED_ACCEPT, **self._feed_validators(due)},
            callback=partial(self._take_feed_answer, due=due),
            errback=partial(self._take_feed_failure, due=due),
            priority=10,
            meta={**self._meta(due.outlet), "download_maxsize": self.errand.rules.max_feed_bytes},
        )

    def _feed_validators(self, due: FeedDue) -> dict[str, str]:
        """Return what makes the request conditional; nothing, once in a while, for a server that never has news."""
        if due.n_not_modified >= self.errand.rules.max_not_modified:
            return {}
        return _validators(due.etag, due.last_modified)

    async def _take_feed_answer(self, response: Response, due: FeedDue) -> AsyncIterator[Request]:
        errand, now = self.errand, self.errand.clock.now()
        if response.status == 304:
            errand.n_not_modified += 1
            fetched = unchanged_feed(due, response, now)
        elif not 200 <= response.status < 300:
            fetched = failed_feed(due, now, failed_status(due.feed.url, response, now))
        else:
            fetched = await self._guarded(self._read_feed(due, response))
        for request in await self._hand_over(fetched):
            yield request

    async def _take_feed_failure(self, failure: Failure, due: FeedDue) -> AsyncIterator[Request]:
        rules = self.errand.rules
        if isinstance(failure.value, LeftError):
            return
        why = why_failed(failure.value, due.feed.url, rules, rules.max_feed_bytes)
        until = getattr(failure.value, "until", None)
        for request in await self._hand_over(failed_feed(due, self.errand.clock.now(), (why, None, until))):
            yield request

    async def _read_feed(self, due: FeedDue, response: Response) -> FeedFetched:
        fetched = await read_answer(due, response, self.errand)
        if fetched.reading is None or not fetched.reading.children or not self.errand.rules.max_children:
            return fetched
        return await read_below(fetched, self.errand.rules, partial(self._ask_sitemap, due))

    async def _ask_sitemap(self, due: FeedDue, url: str) -> SitemapAnswer:
        """Ask for a sitemap of an index, and say what it holds or why it could not be had."""
        request = self._feed_request(due).replace(url=url, headers={"Accept": _FEED_ACCEPT})
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - told in the problems of the whole
            why = why_failed(error, url, self.errand.rules, self.errand.rules.max_feed_bytes)
            return SitemapAnswer(url=url, told=why)
        if response.status != 200:
            return SitemapAnswer(url=response.url, told=failed_status(url, response, self.errand.clock.now())[0])
        fetched = await read_answer(due, response, self.errand)
        return SitemapAnswer(url=response.url, told=fetched.failure or fetched.reading or "")

    async def _hand_over(self, fetched: FeedFetched) -> list[Request]:
        errand = self.errand
        if errand.is_stopped:
            return []
        errand.n_feeds += 1
        if fetched.failure:
            errand.failures[fetched.feed_url] = fetched.failure
        n_entries = len(fetched.reading.entries) if fetched.reading else 0
        logger.debug(
            "feed %s: status %s, %d entries, failure: %s", fetched.feed_url, fetched.status, n_entries, fetched.failure
        )
        return await self._page_requests(await self._guarded(errand.sink.take_feed(fetched)))

    # ------------------------------------------------------------------------------------------------------ pages

    async def _page_requests(self, pages: Iterable[PageDue]) -> list[Request]:
        new = [due for due in pages if self.errand.is_first(due.url)]
        for due in new:
            if not is_fetchable(due.url):
                await self._fail_page(due, _unfetchable(due.url))
        return [self._page_request(due) for due in new if is_fetchable(due.url)]

    def _page_request(self, due: PageDue) -> Request:
        return Request(
            due.url,
            headers={"Accept": _PAGE_ACCEPT, **_validators(due.etag, due.last_modified)},
            callback=partial(self._take_page_answer, due=due),
            errback=partial(self._take_page_failure, due=due),
            meta=self._meta(due.outlet),
        )

    async def _take_page_answer(self, response: Response, due: PageDue) -> None:
        errand, now = self.errand, self.errand.clock.now()
        if response.status == 304:
            errand.n_not_modified += 1
            await self._guarded(errand.sink.take_unchanged(due, now))
        elif not 200 <= response.status < 300:
            await self._fail_page(due, failed_status(due.url, response, now))
        else:
            errand.n_pages += 1
            await self._guarded(errand.sink.take_page(page_of(due, response, now)))

    async def _take_page_failure(self, failure: Failure, due: PageDue) -> None:
        if self.errand.is_stopped or isinstance(failure.value, LeftError):
            return
        why = why_failed(failure.value, due.url, self.errand.rules)
        await self._fail_page(due, (why, None, getattr(failure.value, "until", None)))

    async def _fail_page(self, due: PageDue, why: Why) -> None:
        failed = failed_page(due, self.errand.clock.now(), why)
        self.errand.failures[due.url] = failed.failure
        await self._guarded(self.errand.sink.take_failure(failed))

    # ---------------------------------------------------------------------------------------------------- the round

    def _meta(self, outlet: Outlet) -> dict[str, Any]:
        delay = self.errand.rules.delay if outlet.delay is None else outlet.delay
        # feeds are left as they are: of those, only a section is a page, and the browser takes HTML alone
        return {ALLOW_PRIVATE: outlet.allow_private, RENDER: outlet.render, DELAY: delay.total_seconds()}

    async def _guarded(self, step: Any) -> Any:
        """Await what is not ours; where it raises, the round must stop, and Scrapy alone would only log it."""
        try:
            return await self.errand.guarded(step)
        except Exception as error:
            raise CloseSpider("broken") from error


def _unfetchable(url: str) -> Why:
    return f"{url} could not be fetched: only http and https addresses are.", None, None


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    named = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in named.items() if value}
