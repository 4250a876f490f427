"""Where the crawler's pages go: the store; with the pace at which each address is asked again."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from crawler import PaceRules, is_withdrawn, next_page_fetch, next_page_retry, plan_feed
from desk.batches import Batches
from pipeline.nouns import (
    FeedDue,
    FeedFetched,
    FeedPlan,
    HostState,
    Outlet,
    Page,
    PageDue,
    PageFailed,
    RobotsAnswer,
)
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
        self._fetches = Batches(self._take_feeds)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        """Remember a fetched feed and return those of its pages that are to be fetched now."""
        due = self._feeds[fetched.feed_url]
        urls = await self._fetches.add(fetched)
        entries = {entry.url: entry for entry in fetched.reading.entries} if urls and fetched.reading else {}
        return [PageDue(url=url, outlet=due.outlet, entry=entries.get(url), feed_url=fetched.feed_url) for url in urls]

    def _take_feeds(self, fetches: Sequence[FeedFetched]) -> list[list[str]]:
        return self._store.feeds.take(fetches, self._plan, self._clock.now())

    def _plan(self, fetched: FeedFetched, n_new: int) -> FeedPlan:
        return plan_feed(self._feeds[fetched.feed_url], fetched, n_new, self._clock.now(), self._rules)

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
        """Remember that a page could not be had, and whether it was taken away."""
        state = await asyncio.to_thread(self._store.pages.state, failed.url)
        was_there = state is not None and state.content_hash is not None
        since = state.missing_since if state else None
        n_failures = (state.n_failures if state else 0) + 1
        again = next_page_retry(
            n_failures, failed, self._clock.now(), self._rules, was_there=was_there, missing_since=since
        )
        is_gone = is_withdrawn(failed, was_there=was_there, missing_since=since, rules=self._rules)
        await asyncio.to_thread(self._store.pages.take_failure, failed, again, is_withdrawn=is_gone)


class StoreHostMemory:
    """Keeps in the store what the crawler learns of hosts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers = Batches(self._take_answers)

    async def hosts(self) -> Sequence[HostState]:
        """Return the hosts that failed at their last try, or that rest."""
        return await asyncio.to_thread(self._store.hosts.troubled)

    async def robots(self, origin: str) -> RobotsAnswer | None:
        """Return what last came of asking for an origin's robots.txt, or None: it was never asked."""
        return await asyncio.to_thread(self._store.hosts.robots, origin)

    async def take_host(self, state: HostState) -> None:
        """Remember how a host fares from now on."""
        await asyncio.to_thread(self._store.hosts.take, state)

    async def take_robots(self, answer: RobotsAnswer) -> None:
        """Remember what came of asking for a robots.txt."""
        await self._answers.add(answer)

    def _take_answers(self, answers: Sequence[RobotsAnswer]) -> Sequence[None]:
        self._store.hosts.take_robots(answers)
        return [None] * len(answers)
