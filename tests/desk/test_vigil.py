"""Outlets outside their bands are noted once, shown, mailed once, and noted again when it is over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.views import outlets_view
from desk.vigil import VigilRules, look_at_outlets
from pipeline.nouns import Feed, FeedEntry, FeedFetched, FeedPlan, FeedReading, NoticeKind, Outlet, Rhythm
from storage import Store, open_store

START = datetime(2026, 3, 2, tzinfo=UTC)
RULES = VigilRules(is_mailed=True)
POST, ECHO = (
    Outlet(
        slug=slug,
        name=slug.title(),
        home=f"https://{slug}.example/",
        feeds=(Feed(url=f"https://{slug}.example/feed"),),
    )
    for slug in ("harbour-post", "weir-echo")
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a store that knows two outlets."""
    opened = open_store(f"sqlite:///{tmp_path}/desk.db", upgrade=True)
    opened.feeds.register([POST, ECHO], START)
    yield opened
    opened.close()


def publish(store: Store, outlet: Outlet, at: datetime, n_new: int, failure: str | None = None) -> None:
    """Let an outlet's feed be fetched once, with so many new entries in it."""
    entries = tuple(
        FeedEntry(id=f"{at}{n}", url=f"{outlet.home}{at:%Y%m%d%H}/{n}", headline=f"Report {n}") for n in range(n_new)
    )
    reading = FeedReading(title=None, link=None, language=None, kind="rss", entries=entries)
    fetched = FeedFetched(
        feed_url=outlet.feeds[0].url,
        outlet=outlet.slug,
        fetched_at=at,
        status=None if failure else 200,
        reading=None if failure else reading,
        failure=failure,
    )
    store.feeds.take([fetched], lambda *_: FeedPlan(next_fetch_at=at, rhythm=Rhythm()), at)


def live(store: Store, days: int, since: datetime = START, post: int = 4) -> datetime:
    """Let both outlets be fetched every three hours for some days; return when they end."""
    for step in range(8 * days):
        at = since + timedelta(hours=3 * step)
        publish(store, POST, at, post)
        publish(store, ECHO, at, 3)
    return since + timedelta(days=days)


def look(store: Store, now: datetime):
    """Look at both outlets."""
    return look_at_outlets(store, [POST.slug, ECHO.slug], now, RULES)


def test_nothing_is_said_while_both_publish_as_ever(store: Store):
    """Three weeks without a word."""
    now = live(store, 21)
    assert look(store, now).begun == ()
    assert store.notices.listing() == []


def test_nothing_is_said_in_the_first_week(store: Store):
    """An outlet that falls silent on its fifth day has no band yet."""
    now = live(store, 5)
    assert look(store, live(store, 1, now, post=0)).begun == ()


def test_an_outlet_that_falls_silent_is_told_once_and_its_end_is_kept(store: Store):
    """However often it is looked at; when it publishes again, the notice ends and a later silence is a new one."""
    now = live(store, 14)
    quiet_at = live(store, 1, now, post=0)
    (notice,) = look(store, quiet_at).begun
    assert (notice.outlet, notice.kind, notice.due_at) == ("harbour-post", NoticeKind.QUIET, quiet_at)
    for minutes in (15, 30, 600):
        assert look(store, quiet_at + timedelta(minutes=minutes)).begun == ()
    assert store.notices.due(quiet_at, 10) == [notice]
    shown = outlets_view(store)[0]
    assert (shown.slug, shown.is_in_trouble, shown.notices[0].says) == ("harbour-post", True, notice.says)
    back_at = live(store, 1, quiet_at)
    (ended,) = look(store, back_at).ended
    assert ended.id == notice.id
    assert store.notices.listing(only_open=True) == []
    assert store.notices.listing()[0].ended_at == back_at
    assert not any(outlet.notices for outlet in outlets_view(store))


def test_an_outlet_whose_feed_breaks_is_noted_for_its_errors(store: Store):
    """And not as quiet besides."""
    now = live(store, 14)
    for step in range(8):
        at = now + timedelta(hours=3 * step)
        publish(store, POST, at, 0, failure="The host answered 500.")
        publish(store, ECHO, at, 3)
    (notice,) = look(store, now + timedelta(days=1)).begun
    assert (notice.outlet, notice.kind) == ("harbour-post", NoticeKind.ERRORS)


def test_a_desk_that_was_off_blames_nobody(store: Store):
    """After a week without fetches neither silence nor the flood of the first answers is said."""
    now = live(store, 14) + timedelta(days=7)
    assert look(store, now).begun == ()


def test_nobody_is_mailed_where_nobody_is_named(store: Store):
    """It is shown all the same."""
    now = live(store, 14)
    now = live(store, 1, now, post=0)
    (notice,) = look_at_outlets(store, [POST.slug], now, VigilRules()).begun
    assert notice.due_at is None
    assert store.notices.due(now, 10) == []
