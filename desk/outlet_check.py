"""Looks at outlets without remembering anything: what their feeds hold, and which feeds a home page names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from lxml import html

from crawler import crawl
from desk.wiring import Desk
from pipeline.errors import InputError
from pipeline.nouns import Feed, FeedDue, FeedFetched, FeedKind, Outlet, Page, PageDue, PageFailed

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
#: Feeds that one home page may name: more are comment feeds and the like.
_MOST_FEEDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSeen:
    """What one look at a feed saw."""

    outlet: str
    url: str
    status: int | None
    kind: str | None
    n_entries: int
    #: Publication of its newest entry; None: none is dated.
    newest_at: datetime | None
    problems: tuple[str, ...]
    #: Why it cannot be used; None: it can.
    failure: str | None


async def check_outlets(desk: Desk, outlets: Iterable[Outlet], moved: Callable[[int], None]) -> list[FeedSeen]:
    """Fetch every feed of these outlets once and say what was there.

    Args:
        desk: the wiring.
        outlets: whose feeds.
        moved: told after each feed.
    """
    feeds = [FeedDue(feed=feed, outlet=outlet) for outlet in outlets for feed in outlet.feeds]
    sink = _Looker(moved)
    with desk.workers() as workers:
        await crawl(feeds, [], sink=sink, workers=workers, rules=desk.crawl_rules, clock=desk.clock, hosts=desk.hosts)
    order = {due.feed.url: number for number, due in enumerate(feeds)}
    return sorted(sink.seen, key=lambda seen: order.get(seen.url, len(order)))


@dataclass(slots=True)
class _Looker:
    """A sink that keeps what the feeds said, and asks for no page."""

    moved: Callable[[int], None]
    seen: list[FeedSeen] = field(default_factory=list)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        self.seen.append(_seen(fetched))
        self.moved(1)
        return ()

    async def take_page(self, page: Page) -> None:
        """Take no page: none is asked for."""

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Take no page: none is asked for."""

    async def take_failure(self, failed: PageFailed) -> None:
        """Take no page: none is asked for."""


def _seen(fetched: FeedFetched) -> FeedSeen:
    reading = fetched.reading
    entries = reading.entries if reading else ()
    failure = fetched.failure
    if failure is None and reading is not None and not entries:
        failure = "it holds no entries: " + ("; ".join(reading.problems) or "it may be empty just now")
    return FeedSeen(
        outlet=fetched.outlet,
        url=fetched.feed_url,
        status=fetched.status,
        kind=reading.kind if reading else None,
        n_entries=len(entries),
        newest_at=max((entry.published_at for entry in entries if entry.published_at), default=None),
        problems=reading.problems if reading else (),
        failure=failure,
    )


async def discover(desk: Desk, url: str) -> tuple[str | None, tuple[Feed, ...]]:
    """Fetch a home page and return its title and the feeds that it names.

    Raises:
        InputError: it cannot be fetched.
    """
    page = await desk.fetch(url)
    if isinstance(page, PageFailed):
        raise InputError(f"{url}: {page.failure}")
    with desk.workers() as workers:
        title, found = await workers.run(feeds_named, page.body, page.url)
    return title, tuple(Feed(url=address, kind=FeedKind.FEED) for address in found)


def feeds_named(body: bytes, url: str) -> tuple[str | None, list[str]]:
    """Return a page's title and the feeds in its head; it runs in a worker process."""
    if not body.strip():
        return None, []
    tree = html.fromstring(body)
    found = [
        urljoin(url, link.get("href") or "")
        for link in tree.iterfind(".//link[@href]")
        if "alternate" in (link.get("rel") or "").lower() and _type(link) in _FEED_TYPES
    ]
    title = " ".join((tree.findtext(".//title") or "").split()) or None
    web = [address for address in dict.fromkeys(found) if address.startswith(("http://", "https://"))]
    return title, web[:_MOST_FEEDS]


def _type(link: html.HtmlElement) -> str:
    return (link.get("type") or "").partition(";")[0].strip().lower()
