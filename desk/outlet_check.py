"""Looks at every feed of outlets once, and says what was there; follows nothing up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler import crawl
from desk.wiring import Desk
from pipeline.nouns import FeedDue, FeedFetched, Outlet, Page, PageDue, PageFailed
from storage.checks import FeedCheck

#: A look at very many outlets may take so long; a round of the daemon ends sooner, and goes on with the next.
_LONGEST = timedelta(hours=1)


async def check_outlets(desk: Desk, outlets: Iterable[Outlet], moved: Callable[[int], None]) -> list[FeedCheck]:
    """Fetch every feed of these outlets once, many hosts at a time, and say what was there.

    Args:
        desk: the wiring.
        outlets: whose feeds.
        moved: told after each feed.
    """
    feeds = [FeedDue(feed=feed, outlet=outlet) for outlet in outlets for feed in outlet.feeds]
    sink = _Looker(moved)
    rules = replace(desk.crawl_rules, longest_round=_LONGEST)
    with desk.workers() as workers:
        await crawl(feeds, [], sink=sink, workers=workers, rules=rules, clock=desk.clock, hosts=desk.hosts)
    return [sink.seen.get((due.outlet.slug, due.feed.url)) or _unreached(due, desk.clock.now()) for due in feeds]


@dataclass(slots=True)
class _Looker:
    """A sink that keeps what the feeds said, and asks for no page."""

    moved: Callable[[int], None]
    seen: dict[tuple[str, str], FeedCheck] = field(default_factory=dict)

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        self.seen[fetched.outlet, fetched.feed_url] = look_at(fetched)
        self.moved(1)
        return ()

    async def take_page(self, page: Page) -> None:
        """Take no page: none is asked for."""

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Take no page: none is asked for."""

    async def take_failure(self, failed: PageFailed) -> None:
        """Take no page: none is asked for."""


def look_at(fetched: FeedFetched) -> FeedCheck:
    """Return what a fetch of a feed shows of it."""
    reading = fetched.reading
    entries = reading.entries if reading else ()
    dates = [entry.published_at for entry in entries if entry.published_at]
    failure = fetched.failure
    if failure is None and reading is not None and not entries:
        failure = "It holds no entries: " + (" ".join(reading.problems) or "it may be empty just now.")
    return FeedCheck(
        url=fetched.feed_url,
        outlet=fetched.outlet,
        checked_at=fetched.fetched_at,
        worked_at=None if failure else fetched.fetched_at,
        status=fetched.status,
        form=reading.kind if reading else None,
        n_entries=len(entries),
        n_dated=len(dates),
        newest_at=max(dates, default=None),
        problems=reading.problems if reading else (),
        failure=failure,
    )


def _unreached(due: FeedDue, now: datetime) -> FeedCheck:
    failure = f"{due.feed.url} was not reached in {_LONGEST.total_seconds() / 60:.0f} minutes; ask for fewer at once."
    return FeedCheck(url=due.feed.url, outlet=due.outlet.slug, checked_at=now, failure=failure)


def verified_at(outlet: Outlet, checks: Iterable[FeedCheck]) -> datetime | None:
    """Return when all feeds of an outlet were last seen to work: as its file says, or as later looks found.

    Args:
        outlet: as its file has it.
        checks: the last look at each feed.
    """
    worked = {check.url: check.worked_at for check in checks}
    each = [worked.get(feed.url) for feed in outlet.feeds]
    seen = [at for at in each if at is not None]
    by_looks = min(seen) if seen and len(seen) == len(each) else None
    return max((at for at in (outlet.verified_at, by_looks) if at is not None), default=None)
