"""When things are fetched next: feeds by their own time, failures with patience, articles a few times more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pace import PaceRules, next_feed_fetch, next_page_fetch, next_page_retry
from pipeline.nouns import Feed, FeedDue, FeedFetched, Outlet, PageFailed

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULES = PaceRules()
OUTLET = Outlet(slug="harbour-post", name="Harbour Post", home="https://harbour-post.example")


def due(every: timedelta | None = None, n_failures: int = 0) -> FeedDue:
    """Return a feed that is due."""
    return FeedDue(
        feed=Feed(url="https://harbour-post.example/feed", every=every), outlet=OUTLET, n_failures=n_failures
    )


def fetched(failure: str | None = None, retry_at: datetime | None = None) -> FeedFetched:
    """Return a fetch that ended now."""
    return FeedFetched(
        feed_url="https://harbour-post.example/feed",
        outlet="harbour-post",
        fetched_at=NOW,
        status=None if failure else 200,
        failure=failure,
        retry_at=retry_at,
    )


def failed(status: int | None = None, retry_at: datetime | None = None) -> PageFailed:
    """Return a page that failed now."""
    return PageFailed(
        url="https://harbour-post.example/a",
        outlet="harbour-post",
        failed_at=NOW,
        failure="it failed",
        status=status,
        retry_at=retry_at,
    )


def test_a_feed_that_works_is_fetched_at_its_own_time():
    """Its own time goes before the default of a quarter of an hour."""
    assert next_feed_fetch(due(), fetched(), NOW, RULES) == NOW + timedelta(minutes=15)
    assert next_feed_fetch(due(timedelta(seconds=1)), fetched(), NOW, RULES) == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(("n_failures", "minutes"), [(0, 30), (1, 60), (2, 120), (6, 24 * 60), (10_000, 24 * 60)])
def test_a_feed_that_fails_is_left_alone_twice_as_long_each_time(n_failures: int, minutes: int):
    """The wait doubles with each failure, up to a day."""
    assert next_feed_fetch(due(n_failures=n_failures), fetched("away"), NOW, RULES) == NOW + timedelta(minutes=minutes)


def test_a_feed_that_is_fetched_once_a_week_is_not_fetched_more_often_when_it_fails():
    """The cap of a day never shortens a feed's own time."""
    week = timedelta(days=7)
    assert next_feed_fetch(due(week), fetched("away"), NOW, RULES) == NOW + week


def test_a_host_that_asks_for_time_is_given_it_within_reason():
    """Retry-After moves the next fetch back, never forward, and by a week at most."""
    hours = NOW + timedelta(hours=5)
    assert next_feed_fetch(due(), fetched("busy", hours), NOW, RULES) == hours
    assert next_feed_fetch(due(), fetched("busy", NOW), NOW, RULES) == NOW + timedelta(minutes=30)
    assert next_feed_fetch(due(), fetched("busy", NOW + timedelta(days=999)), NOW, RULES) == NOW + timedelta(days=7)
    assert next_page_retry(1, failed(503, hours), NOW, RULES) == hours


def test_an_article_is_looked_at_again_four_times():
    """After an hour, six hours, a day and three days; then it is left alone."""
    waits = [next_page_fetch(n, NOW, RULES) for n in range(1, 6)]
    assert waits == [*(NOW + timedelta(hours=hours) for hours in (1, 6, 24, 72)), None]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_not_tried_again(status: int):
    """A page that is not there needs no second look."""
    assert next_page_retry(1, failed(status), NOW, RULES) is None


def test_a_page_that_fails_is_tried_again_and_then_given_up():
    """The wait doubles from five minutes; the eighth failure is the last."""
    waits = [next_page_retry(n, failed(500), NOW, RULES) for n in range(1, 9)]
    minutes = [5, 10, 20, 40, 80, 160, 320]
    assert waits == [*(NOW + timedelta(minutes=one) for one in minutes), None]


@given(n_failures=st.integers(0, 10**6), seconds=st.integers(1, 10**7))
def test_the_next_fetch_always_lies_ahead_and_within_reach(n_failures: int, seconds: int):
    """Whatever the feed's time and failures: later than now, and within the longer of a day and its own time."""
    every = timedelta(seconds=seconds)
    planned = next_feed_fetch(due(every, n_failures), fetched("away"), NOW, RULES)
    assert NOW < planned <= NOW + max(every, timedelta(days=1))
