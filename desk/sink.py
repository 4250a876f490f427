"""Where the crawler's pages go: the store; with the pace at which each address is asked again."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from crawler.pace import PaceRules, next_feed_fetch, next_page_fetch, next_page_retry
from pipeline.nouns import FeedDue, FeedFetched, Outlet, Page, PageDue, PageFailed
from pipeline.ports import Clock
from storage import Store


class StoreSink:
    """Remembers what one round brings; made anew for each round."""

    def __init__(
        self,
        store: Store,
        outlets: Mapping[str, Outlet],
        feeds: Sequence[FeedDue],
        clock: Clock,
        rules: PaceRules,
    ) -> None:
        self._store = store
        self._outlets = outlets
        self._feeds = {due.feed.url: due for due in feeds}
        self._clock = clock
        self._rules = rules

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        """Remember a fetched feed and return those of its pages that are to be fetched now."""
        now = self._clock.now()
        due = self._feeds[fetched.feed_url]
        urls = await asyncio.to_thread(
            self._store.feeds.take, fetched, next_feed_fetch(due, fetched, now, self._rules), now
        )
        entries = {entry.url: entry for entry in fetched.reading.entries} if fetched.reading else {}
        return [PageDue(url=url, outlet=due.outlet, entry=entries.get(url), feed_url=fetched.feed_url) for url in urls]

    async def take_page(self, page: Page) -> None:
        """Remember a page; once this returns it is safe against a crash."""
        state = await asyncio.to_thread(self._store.pages.state, page.requested_url)
        n_fetches = (state.n_fetches if state else 0) + 1
        again = next_page_fetch(n_fetches, self._clock.now(), self._rules)
        await asyncio.to_thread(self._store.pages.take, page, again)

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Remember that a page was looked at again and answered 304."""
        again = next_page_fetch(due.n_fetches + 1, seen_at, self._rules)
        await asyncio.to_thread(self._store.pages.take_unchanged, due.url, seen_at, again)

    async def take_failure(self, failed: PageFailed) -> None:
        """Remember that a page could not be had."""
        state = await asyncio.to_thread(self._store.pages.state, failed.url)
        again = next_page_retry((state.n_failures if state else 0) + 1, failed, self._clock.now(), self._rules)
        await asyncio.to_thread(self._store.pages.take_failure, failed, again)
