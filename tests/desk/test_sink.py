"""A page's life in the store: fetched again ever more rarely, revised, gone missing, withdrawn, back again."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import PaceRules
from desk.batches import Batches
from desk.sink import StoreHostMemory, StoreSink
from pipeline.nouns import (
    Feed,
    FeedDue,
    FeedEntry,
    FeedFetched,
    FeedReading,
    HostState,
    Outlet,
    Page,
    PageDue,
    PageFailed,
    RobotsAnswer,
)
from storage import Store, open_store

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POST = Outlet(
    slug="harbour-post",
    name="Harbour Post",
    home="https://harbour-post.example/",
    feeds=(Feed(url="https://harbour-post.example/feed"),),
)
URL = "https://harbour-post.example/pier"
ENTRY = FeedEntry(id="1", url=URL, headline="Pier closed")


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        """Return what it is set to."""
        return self.at


@pytest.fixture
def clock() -> HandClock:
    """Return a clock that is set by hand."""
    return HandClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a store that knows the outlet."""
    opened = open_store(f"sqlite:///{tmp_path}/desk.db", upgrade=True)
    opened.feeds.register([POST], START)
    yield opened
    opened.close()


@pytest.fixture
def sink(store: Store, clock: HandClock) -> StoreSink:
    """Return the sink of a round."""
    return StoreSink(store, {POST.slug: POST}, [FeedDue(feed=POST.feeds[0], outlet=POST)], clock, PaceRules())


def fetched(*entries: FeedEntry) -> FeedFetched:
    """Return a fetch of the outlet's feed."""
    reading = FeedReading(title=None, link=None, language=None, kind="rss", entries=entries)
    return FeedFetched(feed_url=POST.feeds[0].url, outlet=POST.slug, fetched_at=START, status=200, reading=reading)


def page(clock: HandClock, body: bytes = b"<p>The pier is closed.</p>") -> Page:
    """Return the page as it stands now."""
    return Page(
        url=URL,
        requested_url=URL,
        outlet=POST.slug,
        fetched_at=clock.at,
        status=200,
        headers={"etag": '"1"'},
        body=body,
        content_hash=hashlib.sha256(body).hexdigest(),
    )


def missing(clock: HandClock, status: int = 404) -> PageFailed:
    """Return an answer that the page is not there now."""
    return PageFailed(url=URL, outlet=POST.slug, failed_at=clock.at, failure=f"It answered {status}.", status=status)


def next_at(store: Store) -> datetime | None:
    """Return when the page is fetched next."""
    state = store.pages.state(URL)
    assert state is not None
    return state.next_fetch_at


def test_an_article_is_fetched_again_ever_more_rarely(store: Store, sink: StoreSink, clock: HandClock) -> None:
    """After minutes, an hour, hours, days; whether it came anew or answered that it is unchanged."""
    waits = []
    for n_fetches in range(1, 8):
        if n_fetches % 2:
            asyncio.run(sink.take_page(page(clock)))
        else:
            due = PageDue(url=URL, outlet=POST, n_fetches=n_fetches - 1)
            asyncio.run(sink.take_unchanged(due, clock.at))
        again = next_at(store)
        waits.append(again and again - clock.at)
        clock.at = again or clock.at
    assert waits == [*(timedelta(hours=hours) for hours in (0.25, 1, 6, 24, 72, 168)), None]


def test_a_changed_entry_makes_it_due_at_once_and_begins_anew(store: Store, sink: StoreSink, clock: HandClock) -> None:
    """What its feed says was updated is fetched without validators, and looked at as often as a new one from then."""
    asyncio.run(sink.take_feed(fetched(ENTRY)))
    for _ in range(6):
        asyncio.run(sink.take_page(page(clock)))
    clock.at += timedelta(days=30)
    asyncio.run(sink.take_feed(fetched(ENTRY)))
    changed = replace(ENTRY, updated_at=clock.at)
    (due,) = asyncio.run(sink.take_feed(fetched(changed)))
    assert (due.url, due.entry, due.etag) == (URL, changed, None)
    asyncio.run(sink.take_page(page(clock, b"<p>The pier is open.</p>")))
    assert next_at(store) == clock.at + timedelta(hours=1)
    assert store.pages.n_unread() == 2


def test_a_single_404_withdraws_nothing(store: Store, sink: StoreSink, clock: HandClock) -> None:
    """It is asked once more after an hour; when it is back by then, nothing was said."""
    asyncio.run(sink.take_page(page(clock)))
    asyncio.run(sink.take_failure(missing(clock)))
    assert next_at(store) == clock.at + timedelta(hours=1)
    clock.at += timedelta(hours=1)
    asyncio.run(sink.take_page(page(clock)))
    assert store.notices.listing() == []
    clock.at += timedelta(hours=1)
    asyncio.run(sink.take_failure(missing(clock)))
    assert next_at(store) == clock.at + timedelta(hours=1)


@pytest.mark.parametrize(("status", "n_answers"), [(404, 2), (410, 1)])
def test_a_page_that_was_taken_away_is_left_alone(
    store: Store, sink: StoreSink, clock: HandClock, status: int, n_answers: int
) -> None:
    """A 404 that is repeated, a 410 at once: it is not asked for again, and is kept."""
    asyncio.run(sink.take_page(page(clock)))
    for _ in range(n_answers):
        clock.at += timedelta(hours=1)
        asyncio.run(sink.take_failure(missing(clock, status)))
    assert next_at(store) is None
    assert store.pages.n_unread() == 1


def test_many_feeds_at_once_are_written_together(store: Store, clock: HandClock) -> None:
    """One transaction holds what came while another was under way; each is told its own pages."""
    feeds = tuple(Feed(url=f"https://harbour-post.example/feed/{n}") for n in range(40))
    outlet = replace(POST, feeds=feeds)
    store.feeds.register([outlet], START)
    sink = StoreSink(
        store, {POST.slug: outlet}, [FeedDue(feed=feed, outlet=outlet) for feed in feeds], clock, PaceRules()
    )

    async def take_all() -> list[list[str]]:
        entries = [FeedEntry(id=str(n), url=f"https://harbour-post.example/{n}") for n in range(40)]
        takes = (
            sink.take_feed(replace(fetched(entry), feed_url=feed.url))
            for feed, entry in zip(feeds, entries, strict=True)
        )
        return [[due.url for due in dues] for dues in await asyncio.gather(*takes)]

    assert asyncio.run(take_all()) == [[f"https://harbour-post.example/{n}"] for n in range(40)]


def test_a_batch_that_fails_fails_for_all_in_it_and_the_next_goes_on() -> None:
    """Nobody waits for ever, and nothing is written twice."""
    written: list[list[int]] = []

    def write(batch: list[int]) -> list[int]:
        written.append(list(batch))
        if 1 in batch:
            raise ValueError("one is refused")
        return [-one for one in batch]

    async def run() -> list[object]:
        batches = Batches(write)
        first = await asyncio.gather(batches.add(1), batches.add(2), return_exceptions=True)
        return [*first, await batches.add(3)]

    refused, beside, later = asyncio.run(run())
    assert isinstance(refused, ValueError)
    assert beside is refused
    assert later == -3
    assert written == [[1, 2], [3]]


def test_hosts_are_remembered_in_the_database(store: Store) -> None:
    """What one process learned another knows."""
    state = HostState(host="slow.example", n_failures=6, resting_until=START, why="it did not answer in time")
    answer = RobotsAnswer(origin="https://slow.example", status=200, fetched_at=START, body=b"User-agent: *\n")

    async def learn() -> None:
        memory = StoreHostMemory(store)
        await memory.take_host(state)
        await memory.take_robots(answer)

    async def recall() -> tuple[object, ...]:
        memory = StoreHostMemory(store)
        return list(await memory.hosts()), await memory.robots(answer.origin)

    asyncio.run(learn())
    assert asyncio.run(recall()) == ([state], answer)
