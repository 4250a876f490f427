"""Dates to follow up: what is one, when it has passed, who took it up; and when a thread is quiet."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.nouns import DateMention, Passage, ThreadStatus
from pipeline.thread.followups import (
    Deadline,
    FollowUpRules,
    followed_up_by,
    is_deadline,
    lapses_at,
    lapsing,
    soonest_first,
    span_of,
)
from pipeline.thread.quiet import quiet_from, status
from pipeline.thread.sentences import line_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = FollowUpRules()


def _mention(value: str | None, sentence: str, text: str = "30 June", *, is_follow_up: bool = True) -> DateMention:
    return DateMention(
        text=text, value=value, kind="date", is_follow_up=is_follow_up, sentence=sentence, start=0, end=7
    )


@pytest.mark.parametrize(
    ("value", "first", "after"),
    [
        ("2026-04-03", datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC)),
        ("2026-04-03T09:30", datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-W12", datetime(2026, 3, 16, tzinfo=UTC), datetime(2026, 3, 23, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_a_week_a_month_and_a_year_have_bounds(value: str, first: datetime, after: datetime) -> None:
    """Due on a day is due until that day ends."""
    assert span_of(value) == (first, after)


@pytest.mark.parametrize("value", [None, "", "P15Y", "PRESENT_REF", "2026-13-01", "2026-SU", "2026-02-30"])
def test_what_is_no_date_has_none(value: str | None) -> None:
    """Spans of time, seasons and days that do not exist are left alone."""
    assert span_of(value) is None
    assert lapses_at(value, RULES) is None


def test_a_date_to_come_that_binds_somebody_is_a_deadline() -> None:
    """`To be published by` is; a concert, tomorrow, the next century and the past are not."""
    published = "The report is to be published by 30 June."
    assert is_deadline(_mention("2026-06-30", published), NOON, RULES)
    assert not is_deadline(_mention("2026-06-30", "The band plays in the park on 30 June."), NOON, RULES)
    assert not is_deadline(_mention("2026-03-03", published), NOON, RULES)
    assert not is_deadline(_mention("2099-06-30", published), NOON, RULES)
    assert not is_deadline(_mention("2026-06-30", published, is_follow_up=False), NOON, RULES)


def test_a_date_has_lapsed_a_day_after_it_ended_and_not_for_ever() -> None:
    """What passed weeks ago reminds nobody any more."""
    assert "2026-02-28" in lapsing(NOON, RULES)
    assert "2026-02" in lapsing(NOON, RULES)
    assert "2026-03-01" not in lapsing(NOON, RULES)
    assert "2026-01-31" not in lapsing(NOON, RULES)


def test_a_sentence_that_takes_up_what_was_due_is_found() -> None:
    """The report that came follows up; news of something else does not."""
    due = Passage(article_id="a", text="The board will publish the pump readings by 7 March.", start=0, end=52)
    deadline = Deadline(thread_id="t", value="2026-03-07", passage=due, told_at=NOON)
    came = Passage(article_id="b", text="The pump readings were published by the board today.", start=0, end=52)
    other = Passage(article_id="c", text="A choir sang for the flooded houses in Mill Lane.", start=0, end=49)
    lines = [line_of(passage, lambda _: 1.0) for passage in (other, came)]
    found = followed_up_by(deadline, lines, lambda _: 1.0, RULES)
    assert found is not None
    assert found.passage is came
    assert followed_up_by(deadline, lines[:1], lambda _: 1.0, RULES) is None


def test_a_date_told_twice_stands_with_its_first_telling() -> None:
    """Each thread has a date once, soonest first."""
    passage = Passage(article_id="a", text="By 7 March.", start=0, end=11)
    late = Deadline(thread_id="t", value="2026-03-07", passage=passage, told_at=NOON + timedelta(days=1))
    first = Deadline(thread_id="t", value="2026-03-07", passage=passage, told_at=NOON)
    other = Deadline(thread_id="u", value="2026-03-05", passage=passage, told_at=NOON)
    assert soonest_first([late, first, other]) == [other, first]


def test_a_thread_is_quiet_by_its_own_rhythm() -> None:
    """One that moves by the hour is quiet after a week, one that moves by the month is not."""
    hourly = [NOON + timedelta(hours=n) for n in range(8)]
    monthly = [NOON + timedelta(days=30 * n) for n in range(8)]
    assert status(hourly, hourly[-1] + timedelta(days=8)) is ThreadStatus.QUIET
    assert status(monthly, monthly[-1] + timedelta(days=60)) is ThreadStatus.LIVE
    assert quiet_from(monthly) == monthly[-1] + timedelta(days=90)


def test_a_story_told_in_bursts_has_the_rhythm_of_its_bursts() -> None:
    """Three reports a day every other week: the next fortnight is a pause like the others, two months are none."""
    bursts = [NOON + timedelta(days=14 * n, hours=hours) for n in range(6) for hours in (0, 1, 5)]
    assert status(bursts, bursts[-1] + timedelta(days=15)) is ThreadStatus.LIVE
    assert status(bursts, bursts[-1] + timedelta(days=60)) is ThreadStatus.QUIET
    yearly = [NOON + timedelta(days=360 * n) for n in range(4)]
    assert status(yearly, yearly[-1] + timedelta(days=364)) is ThreadStatus.LIVE
    assert status(yearly, yearly[-1] + timedelta(days=366)) is ThreadStatus.QUIET
    assert status([], NOON) is ThreadStatus.LIVE
