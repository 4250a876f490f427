"""When things are fetched next: feeds by their own time, failures with patience, articles a few times more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pace import (
    PaceRules,
    RhythmRules,
    expected_wait,
    is_withdrawn,
    next_page_fetch,
    next_page_retry,
    plan_feed,
)
from pipeline.nouns import Feed, FeedDue, FeedEntry, FeedFetched, FeedReading, Outlet, PageFailed, Rhythm

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULES = PaceRules()
OUTLET = Outlet(slug="harbour-post", name="Harbour Post", home="https://harbour-post.example")


def due(every: timedelta | None = None, n_failures: int = 0, **more: object) -> FeedDue:
    """Return a feed that is due."""
    feed = Feed(url="https://harbour-post.example/feed", every=every)
    return FeedDue(feed=feed, outlet=OUTLET, n_failures=n_failures, **more)


def next_feed_fetch(due: FeedDue, fetched: FeedFetched, now: datetime, rules: PaceRules) -> datetime:
    """Return when a feed that brought nothing new is fetched next."""
    return plan_feed(due, fetched, 0, now, rules).next_fetch_at


def fetched(failure: str | None = None, retry_at: datetime | None = None, **more: object) -> FeedFetched:
    """Return a fetch that ended now."""
    return FeedFetched(
        feed_url="https://harbour-post.example/feed",
        outlet="harbour-post",
        fetched_at=NOW,
        status=None if failure else 200,
        failure=failure,
        retry_at=retry_at,
        **more,
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


def test_an_article_is_looked_at_again_ever_more_rarely():
    """After minutes, hours and days; then it is left alone."""
    waits = [next_page_fetch(n, NOW, RULES) for n in range(1, 8)]
    assert waits == [*(NOW + timedelta(hours=hours) for hours in (0.25, 1, 6, 24, 72, 168)), None]


def test_what_a_resting_host_kept_back_is_asked_for_when_the_rest_ends():
    """A host that rests says nothing about its feeds and pages: they wait for it, and are not held to have failed."""
    rested = NOW + timedelta(minutes=4)
    kept_back = fetched("its host is left alone", rested, is_asked=False)
    assert next_feed_fetch(due(n_failures=7), kept_back, NOW, RULES) == rested
    assert next_page_retry(99, replace(failed(None, rested), is_asked=False), NOW, RULES) == rested


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


# --------------------------------------------------------------------------------------------------- learned rhythms


def watched(*, days: int, at_hours: dict[int, int], every: timedelta = timedelta(minutes=30)) -> Rhythm:
    """Return what is learned in so many days of a feed that brings so many entries within these hours of each day."""
    rhythm, now = Rhythm(), NOW
    while now < NOW + timedelta(days=days):
        n_new = at_hours.get(now.hour, 0) if now.minute == 0 else 0
        asked = due(last_success_at=now - every, rhythm=rhythm)
        rhythm = plan_feed(asked, fetched(), n_new, now, RULES).rhythm
        now += every
    return rhythm


def test_a_feed_is_not_judged_before_it_was_watched_for_a_day():
    """Until then its interval is the default."""
    assert expected_wait(watched(days=2, at_hours={9: 50}), NOW, RULES.rhythm) is not None
    young = watched(days=1, at_hours={9: 50})
    halved = Rhythm(new=young.new, watched=tuple(value / 2 for value in young.watched))
    assert expected_wait(halved, NOW, RULES.rhythm) is None
    assert next_feed_fetch(due(rhythm=halved), fetched(), NOW, RULES) == NOW + timedelta(minutes=15)


def test_a_busy_feed_is_fetched_often_and_a_quiet_one_seldom():
    """Both within the bounds."""
    busy = watched(days=7, at_hours=dict.fromkeys(range(24), 30))
    quiet = watched(days=7, at_hours={9: 1})
    assert expected_wait(busy, NOW, RULES.rhythm) == RULES.rhythm.shortest
    assert expected_wait(quiet, NOW + timedelta(hours=12), RULES.rhythm) == RULES.rhythm.longest


def test_the_hours_of_the_day_are_told_apart():
    """What sleeps at night is asked more often by day."""
    by_day = watched(days=14, at_hours=dict.fromkeys(range(6, 18), 6))
    noon, midnight = NOW.replace(hour=12), NOW.replace(hour=0)
    by_noon, by_night = (expected_wait(by_day, at, RULES.rhythm) for at in (noon, midnight))
    assert by_noon < timedelta(minutes=15) < by_night


def test_it_is_in_time_for_the_morning():
    """A long wait that reaches into a busy hour ends early in that hour."""
    by_day = watched(days=14, at_hours=dict.fromkeys(range(6, 18), 20))
    before = NOW.replace(hour=5, minute=30)
    wait = expected_wait(by_day, before, RULES.rhythm)
    assert before + wait < NOW.replace(hour=6, minute=15)


def test_an_interval_of_its_own_goes_before_what_is_learned():
    """What the outlet's file says holds."""
    busy = watched(days=7, at_hours=dict.fromkeys(range(24), 30))
    own = due(timedelta(minutes=40), rhythm=busy)
    assert next_feed_fetch(own, fetched(), NOW, RULES) == NOW + timedelta(minutes=40)


def test_a_feed_in_which_most_is_new_may_have_lost_some():
    """Fewer than half of its entries were known: it is fetched again after half the time that passed."""
    entries = tuple(FeedEntry(id=str(n), url=f"https://harbour-post.example/{n}") for n in range(10))
    reading = FeedReading(title=None, link=None, language=None, kind="rss", entries=entries)
    asked = due(last_success_at=NOW - timedelta(minutes=20))
    full = fetched(reading=reading)
    assert plan_feed(asked, full, 9, NOW, RULES).next_fetch_at == NOW + timedelta(minutes=10)
    assert plan_feed(asked, full, 2, NOW, RULES).next_fetch_at == NOW + timedelta(minutes=15)
    assert plan_feed(due(), full, 10, NOW, RULES).next_fetch_at == NOW + timedelta(minutes=15)


def test_failures_and_first_answers_teach_nothing():
    """Everything is new in a first answer, and a failure says nothing about what there was."""
    asked = due(last_success_at=NOW - timedelta(minutes=15))
    assert plan_feed(due(), fetched(), 30, NOW, RULES).rhythm == Rhythm()
    assert plan_feed(asked, fetched("away"), 0, NOW, RULES).rhythm == Rhythm()


@given(
    new=st.lists(st.floats(0, 10**6), min_size=24, max_size=24),
    seen=st.lists(st.floats(0, 10**4), min_size=24, max_size=24),
    seconds=st.integers(0, 86_399),
)
def test_a_learned_wait_lies_within_its_bounds(new: list[float], seen: list[float], seconds: int):
    """Whatever was learned, and whenever it is asked."""
    rules = RhythmRules()
    wait = expected_wait(Rhythm(new=tuple(new), watched=tuple(seen)), NOW + timedelta(seconds=seconds), rules)
    assert wait is None or rules.shortest <= wait <= rules.longest


# --------------------------------------------------------------------------------------------------- withdrawn pages


def test_a_page_that_was_there_and_says_gone_is_withdrawn_at_once():
    """410 means for good."""
    assert is_withdrawn(failed(410), was_there=True, missing_since=None, rules=RULES)
    assert not is_withdrawn(failed(410), was_there=False, missing_since=None, rules=RULES)


def test_a_page_that_says_not_found_is_asked_once_more():
    """A single 404 may be a slip; one that is repeated after an hour is none."""
    assert not is_withdrawn(failed(404), was_there=True, missing_since=None, rules=RULES)
    assert next_page_retry(1, failed(404), NOW, RULES, was_there=True) == NOW + timedelta(hours=1)
    minutes_ago, hours_ago = NOW - timedelta(minutes=5), NOW - timedelta(hours=2)
    assert not is_withdrawn(failed(404), was_there=True, missing_since=minutes_ago, rules=RULES)
    again = next_page_retry(2, failed(404), NOW, RULES, was_there=True, missing_since=minutes_ago)
    assert again == minutes_ago + timedelta(hours=1)
    assert is_withdrawn(failed(404), was_there=True, missing_since=hours_ago, rules=RULES)
    assert next_page_retry(2, failed(404), NOW, RULES, was_there=True, missing_since=hours_ago) is None


def test_another_failure_withdraws_nothing():
    """A server error says nothing about the article."""
    assert not is_withdrawn(failed(500), was_there=True, missing_since=NOW - timedelta(days=1), rules=RULES)
