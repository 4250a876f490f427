"""An outlet is odd by its own measure: what it did in the last four weeks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.band import Day, days_of, outside_band
from pipeline.nouns import NoticeKind, Tally

NOW = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
USUAL = [40, 36, 44, 31, 50, 38, 42]


def weeks(today: Day, new: list[int] | None = None, n_days: int = 28, **more: int) -> list[Day]:
    """Return an outlet's days: the last one, and so many before it that follow one another as `new` does."""
    pattern = new or USUAL
    usual = {"n_fetches": 96, "n_failures": 1, "n_pages": 30, "n_read": 27, **more}
    return [today, *(Day(n_new=pattern[n % len(pattern)], **usual) for n in range(n_days))]


def day(n_new: int = 40, **more: int) -> Day:
    """Return the last 24 hours, as they usually are but for what is named."""
    return Day(n_new=n_new, **{"n_fetches": 96, "n_failures": 1, "n_pages": 30, "n_read": 27, **more})


def test_an_outlet_within_its_band_is_not_named():
    """A lean and a full day are both usual."""
    for n_new in (20, 31, 50, 90):
        assert outside_band(weeks(day(n_new))) == {}


def test_an_outlet_that_falls_silent_is_quiet():
    """Fewer than half of its leanest day, with the figures said."""
    says = outside_band(weeks(day(3)))[NoticeKind.QUIET]
    assert says == "It announced 3 new articles in 24 hours; in four weeks it was never fewer than 31 in as long."


def test_a_paper_that_rests_at_weekends_is_not_quiet_on_sunday():
    """It is judged by longer stretches: it is quiet when the working days bring nothing either."""
    week = [0, 13, 14, 11, 15, 12, 0]
    assert outside_band(weeks(day(0), week)) == {}
    silent = [Day(n_fetches=96) for _ in range(4)]
    found = outside_band(silent + weeks(day(0), week))
    assert "in 96 hours" in found[NoticeKind.QUIET]


def test_an_outlet_that_seldom_publishes_is_not_called_quiet():
    """A handful in a week can be none in the next by chance."""
    assert outside_band(weeks(day(0), [1, 0, 0, 1, 0, 0, 0])) == {}


def test_an_outlet_that_announces_far_more_is_a_flood():
    """More than twice its fullest day; a small outlet's busy day is none."""
    assert set(outside_band(weeks(day(101)))) == {NoticeKind.FLOOD}
    assert outside_band(weeks(day(19), [2, 3, 1])) == {}


def test_an_outlet_that_fails_is_not_called_quiet_as_well():
    """Errors are the reason that it is quiet."""
    found = outside_band(weeks(day(0, n_fetches=20, n_failures=18)))
    assert set(found) == {NoticeKind.ERRORS}
    assert found[NoticeKind.ERRORS].startswith("18 of 20 fetches of its feeds failed in 24 hours (90%)")


def test_an_outlet_that_always_failed_half_the_time_is_as_ever():
    """Its own band is the measure."""
    assert outside_band(weeks(day(n_fetches=96, n_failures=60), n_failures=55)) == {}


def test_pages_that_can_no_longer_be_read_tell_of_a_changed_layout():
    """The share of articles among its pages fell far below its worst day."""
    found = outside_band(weeks(day(n_pages=30, n_read=4)))
    assert set(found) == {NoticeKind.LAYOUT}
    assert "4 of 30 of its pages" in found[NoticeKind.LAYOUT]
    assert outside_band(weeks(day(n_pages=5, n_read=0))) == {}


@pytest.mark.parametrize("n_days", [0, 1, 6])
def test_without_a_week_of_history_nothing_is_said(n_days: int):
    """However odd the day."""
    assert outside_band(weeks(day(0, n_failures=96, n_read=0), n_days=n_days)) == {}
    assert outside_band(weeks(day(5000), n_days=n_days)) == {}


def test_days_on_which_we_did_not_look_do_not_count():
    """A desk that was off says nothing about the outlets."""
    off = Day()
    assert outside_band(weeks(off)) == {}
    with_gap = [day(40), *([off] * 5), *weeks(day(40), n_days=10)]
    assert outside_band(with_gap) == {}
    assert outside_band([day(40), *([off] * 22), *[day(40)] * 5]) == {}


def test_tallies_are_laid_out_in_days_counted_back_from_now():
    """The last 24 hours come first; hours of the same day are added up."""
    tallies = [
        Tally(outlet="weir-echo", hour=NOW - timedelta(hours=hours), n_fetches=4, n_failures=1, n_new=2)
        for hours in (1, 2, 25, 71, 500)
    ]
    days = days_of(tallies, [{"weir-echo": (9, 8)}, {}, {}], "weir-echo", NOW)
    assert days == [
        Day(n_fetches=8, n_failures=2, n_new=4, n_pages=9, n_read=8),
        Day(n_fetches=4, n_failures=1, n_new=2),
        Day(n_fetches=4, n_failures=1, n_new=2),
    ]


_DAYS = st.builds(
    lambda fetches, failed, new, pages, read: Day(
        n_fetches=fetches, n_failures=min(failed, fetches), n_new=new, n_pages=pages, n_read=min(read, pages)
    ),
    *(st.integers(0, 500) for _ in range(5)),
)


@given(st.lists(_DAYS, min_size=1, max_size=40))
def test_any_history_can_be_judged(days: list[Day]):
    """Whatever came, and a day like its predecessors is never outside."""
    assert set(outside_band(days)) <= set(NoticeKind)
    assert outside_band([days[0]] * 29) == {}
