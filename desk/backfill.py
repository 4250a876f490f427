"""Looks back into an outlet's archive: its sitemaps name the pages of a span, which are fetched, read and threaded.

What was done stands in the tables after each step, so that a look back may be stopped at any instant. It goes as
slowly as a round does, and shares the round's memory of hosts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler import Span, crawl, fetch, may_hold, site_of, sitemaps_named, told_at
from crawler.rules import CrawlRules
from desk.cycle import Cycle
from desk.wiring import Desk
from desk.workers import WorkerPool
from pipeline.errors import InputError
from pipeline.nouns import Feed, FeedDue, FeedFetched, FeedKind, FeedReading, Outlet, Page, PageDue, PageFailed
from storage import BackfillState, SitemapTaken, SitemapWaiting

#: Where sitemaps lie that no robots.txt names.
_GUESSES = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillRules:
    """How far a look back goes."""

    #: Indexes above a sitemap, at most.
    max_depth: int = 4
    #: Sitemaps that are asked for: some thousand days of one a day.
    max_sitemaps: int = 5000
    #: Asked for in one round: few enough to lose little, and to keep the pen.
    round_sitemaps: int = 10
    round_pages: int = 50
    longest_round: timedelta = timedelta(seconds=30)
    #: A host that wants to be left alone is waited for so long; for longer, the command is to be run again.
    longest_wait: timedelta = timedelta(minutes=10)
    #: Rounds that bring nothing, after which it is given up: a count.
    patience: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled:
    """How a look back went."""

    state: BackfillState
    #: Pages fetched by this run.
    n_fetched: int
    #: Why it is not done; None: it is.
    stopped: str | None


class Backfill:
    """One look back; who makes one holds the pen."""

    def __init__(
        self,
        desk: Desk,
        workers: WorkerPool,
        model: WorkerPool,
        outlet: Outlet,
        span: Span,
        *,
        with_undated: bool = False,
        rules: BackfillRules | None = None,
    ) -> None:
        self._desk = desk
        self._workers = workers
        self._model = model
        self._outlet = outlet
        self._span = span
        self._with_undated = with_undated
        self._rules = rules or BackfillRules()
        self._key = ""
        self._n_fetched = 0
        self._stopped: str | None = None

    async def look(self, moved: Callable[[int], None]) -> int:
        """Ask for the sitemaps that may name pages of the span, and return how many pages wait.

        Args:
            moved: told how many sitemaps were done.

        Raises:
            InputError: no sitemap could be read.
        """
        desk, now = self._desk, self._desk.clock.now()
        backfills = desk.store.backfills
        self._key = backfills.begin(self._outlet.slug, self._span.since, self._span.until, await self._starts(), now)
        await self._rounds(self._sitemaps, moved)
        state = backfills.state(self._key)
        if state.n_sitemaps == state.n_sitemaps_failed:
            raise InputError(
                f"no sitemap of {self._outlet.name} could be read: name one in its file, as a feed of kind news_sitemap"
            )
        return state.n_missing

    async def fetch(self, moved: Callable[[int], None]) -> Backfilled:
        """Fetch the pages that wait, the oldest first, and take each batch down the path.

        Args:
            moved: told how many pages were done.
        """
        began = self._desk.clock.now()
        cycle = Cycle(self._desk, self._workers, self._model)

        async def batch() -> "_Round | None":
            done = await self._pages(began)
            await cycle.read_and_thread()
            return done

        await self._rounds(batch, moved)
        if self._stopped is None:
            self._desk.store.backfills.end(self._key, self._desk.clock.now())
        state = self._desk.store.backfills.state(self._key)
        told = {url: why for url, why in state.failures.items() if not _is_wrong_guess(url, why)}
        return Backfilled(state=replace(state, failures=told), n_fetched=self._n_fetched, stopped=self._stopped)

    async def _starts(self) -> list[str]:
        """Return where to begin: sitemaps of the outlet's file, of its robots.txt, and where they often lie."""
        origin = "://".join(urlsplit(self._outlet.home)[:2])
        rules, is_private = self._desk.crawl_rules, self._outlet.allow_private
        robots = await fetch(f"{origin}/robots.txt", rules=rules, clock=self._desk.clock, allow_private=is_private)
        known = [feed.url for feed in self._outlet.feeds if feed.kind is FeedKind.NEWS_SITEMAP]
        named = sitemaps_named(robots.body) if isinstance(robots, Page) else ()
        return list(dict.fromkeys([*known, *named, *(origin + path for path in _GUESSES)]))

    async def _rounds(self, step: Callable[[], Awaitable["_Round | None"]], moved: Callable[[int], None]) -> None:
        """Repeat a step until nothing waits, its host wants to be left alone for long, or nothing moves any more."""
        n_idle = 0
        while self._stopped is None:
            self._desk.pen.demand()
            done = await step()
            if done is None:
                return
            moved(done.n_done)
            n_idle = 0 if done.n_done else n_idle + 1
            if done.rests_until is not None:
                await self._wait(done.rests_until)
            elif n_idle >= self._rules.patience:
                self._stopped = "nothing came any more: run the command again later"

    async def _wait(self, until: datetime) -> None:
        wait = until - self._desk.clock.now()
        if wait > self._rules.longest_wait:
            self._stopped = (
                f"its host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC: run the command again then"
            )
            return
        step = self._desk.settings.daemon.lease / 4
        while (left := (until - self._desk.clock.now()).total_seconds()) > 0:
            await asyncio.sleep(min(left, step))
            self._desk.pen.demand()

    # ------------------------------------------------------------------------------------------------- sitemaps, pages

    async def _sitemaps(self) -> "_Round | None":
        store, rules = self._desk.store.backfills, self._rules
        waiting = store.sitemaps_waiting(self._key, rules.round_sitemaps)
        if not waiting:
            return None
        if store.state(self._key).n_sitemaps > rules.max_sitemaps:
            self._stopped = f"its sitemaps are more than {rules.max_sitemaps}: ask for a shorter span"
            return None
        sink = _Round(keep_feed=lambda fetched: self._keep(fetched, {one.url: one for one in waiting}))
        feed = [FeedDue(feed=Feed(url=one.url, kind=FeedKind.NEWS_SITEMAP), outlet=self._outlet) for one in waiting]
        await self._crawl(feed, [], sink)
        return sink

    async def _pages(self, began: datetime) -> "_Round | None":
        store = self._desk.store
        waiting = store.backfills.pages_waiting(self._key, self._outlet, began, self._rules.round_pages)
        if not waiting:
            return None
        sink = _Round(
            keep_page=lambda page: store.pages.take(page, None),
            keep_failure=lambda failed: store.pages.take_failure(failed, None, is_withdrawn=False),
        )
        await self._crawl([], waiting, sink)
        self._n_fetched += sink.n_pages
        return sink

    async def _crawl(self, feeds: Sequence[FeedDue], pages: Sequence[PageDue], sink: "_Round") -> None:
        desk = self._desk
        rules: CrawlRules = replace(desk.crawl_rules, max_children=0, longest_round=self._rules.longest_round)
        await crawl(feeds, pages, sink=sink, workers=self._workers, rules=rules, clock=desk.clock, hosts=desk.hosts)

    def _keep(self, fetched: FeedFetched, asked: dict[str, SitemapWaiting]) -> None:
        depth = asked[fetched.feed_url].depth
        taken = SitemapTaken(url=fetched.feed_url, taken_at=fetched.fetched_at, depth=depth, failure=fetched.failure)
        if fetched.reading is not None and fetched.failure is None:
            taken = self._chosen(taken, fetched.reading)
        self._desk.store.backfills.take_sitemap(self._key, self._outlet.slug, taken)

    def _chosen(self, taken: SitemapTaken, reading: FeedReading) -> SitemapTaken:
        """Choose what of a sitemap belongs to the span; pages of other sites are not the outlet's."""
        span, sites = self._span, {site_of(self._outlet.home), *(site_of(feed.url) for feed in self._outlet.feeds)}
        own = [entry for entry in reading.entries if site_of(entry.url) in sites]
        judged = [(entry, span.holds(entry, taken.url)) for entry in own]
        is_deep = taken.depth >= self._rules.max_depth
        children = [child for child in reading.children if not is_deep and may_hold(child, span.since, span.until)]
        return replace(
            taken,
            entries=[
                (entry, told_at(entry))
                for entry, is_held in judged
                if is_held or (is_held is None and self._with_undated)
            ],
            children=children,
            n_undated=sum(is_held is None for _, is_held in judged),
        )


def _is_wrong_guess(url: str, why: str) -> bool:
    return urlsplit(url).path in _GUESSES and " answered 404 " in why


def _nothing(_: object) -> None:
    """Keep nothing."""


@dataclass(slots=True)
class _Round:
    """A sink: keeps what one round brings, and until when the host wants to be left alone."""

    keep_feed: Callable[[FeedFetched], object] = _nothing
    keep_page: Callable[[Page], object] = _nothing
    keep_failure: Callable[[PageFailed], object] = _nothing
    n_done: int = 0
    n_pages: int = 0
    rests_until: datetime | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        """Keep a sitemap; one whose host rests goes on waiting."""
        if not self._rests(fetched.retry_at):
            await self._keep(self.keep_feed, fetched)
        return ()

    async def take_page(self, page: Page) -> None:
        """Keep a page."""
        self.n_pages += 1
        await self._keep(self.keep_page, page)

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Never called: no validators are sent."""

    async def take_failure(self, failed: PageFailed) -> None:
        """Keep why a page could not be had; one whose host rests goes on waiting."""
        if not self._rests(failed.retry_at):
            await self._keep(self.keep_failure, failed)

    def _rests(self, until: datetime | None) -> bool:
        if until is not None:
            self.rests_until = max(until, self.rests_until or until)
        return until is not None

    async def _keep(self, keep: Callable[..., object], what: object) -> None:
        async with self._turn:
            await asyncio.to_thread(keep, what)
        self.n_done += 1
