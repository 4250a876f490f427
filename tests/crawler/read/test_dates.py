"""Dates as feeds write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.read.dates import instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 02 Nov 2026 08:00:00 GMT", (2026, 11, 2, 8, 0)),
        ("Mon, 2 Nov 2026 08:00 +0200", (2026, 11, 2, 6, 0)),
        ("Mon, 02 Nov 2026 08:00:00 +02:00", (2026, 11, 2, 6, 0)),
        ("Tue, 14 Jul 2026 08:00:00 BST", (2026, 7, 14, 7, 0)),
        ("Mon, 02 Nov 2026 08:00:00 EST", (2026, 11, 2, 13, 0)),
        ("2026-11-02T08:00:00Z", (2026, 11, 2, 8, 0)),
        ("2026-11-02 08:00:00 +00:00", (2026, 11, 2, 8, 0)),
        ("2026-11-02T08:00:00.123-05:00Z", (2026, 11, 2, 13, 0)),
        ("20261102T080000Z", (2026, 11, 2, 8, 0)),
        ("2026-11", (2026, 11, 1, 0, 0)),
        ("1793606400", (2026, 11, 2, 8, 0)),
        (1793606400000, (2026, 11, 2, 8, 0)),
        ("November 2, 2026 8:05 p.m. GMT", (2026, 11, 2, 20, 5)),
        ("Mon, 2nd November 2026, 12:10 AM", (2026, 11, 2, 0, 10)),
        ("Thu Nov 12 2026 17:00:00 GMT-0700 (Mountain Time)", (2026, 11, 13, 0, 0)),
        ("mar., 01 déc. 2026 16:11:02 +0000", (2026, 12, 1, 16, 11)),
        ("Do, 29 Okt 2026 07:36:03 +0100", (2026, 10, 29, 6, 36)),
        ("30.10.2026", (2026, 10, 30, 0, 0)),
        ("30/10/2026 10:00", (2026, 10, 30, 10, 0)),
    ],
)
def test_dates_are_read_as_loosely_as_they_are_written(text: object, expected: tuple[int, ...]):
    """RFC 822 and ISO 8601 with their common mistakes, seconds since 1970, and dates in words."""
    found = instant(text, "UTC")
    assert found is not None
    assert found.tzinfo is UTC
    assert (found.year, found.month, found.day, found.hour, found.minute) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "11/02/2026",
        "2026",
        "Mon, 32 Nov 2026 08:00:00 GMT",
        "0001-01-01T00:00:00Z",
        None,
        True,
        [],
        "9" * 50,
    ],
)
def test_what_leaves_a_doubt_is_no_date(text: object):
    """A date that could be two days, or that no clock shows, is none."""
    assert instant(text, "UTC") is None


@pytest.mark.parametrize("text", ["2026-07-14T08:00:00", "Tue, 14 Jul 2026 08:00:00", "14 July 2026 8:00 am"])
def test_a_date_without_a_zone_is_meant_in_the_outlets(text: str):
    """The zone's summer time counts as well."""
    assert instant(text, "Europe/London") == datetime(2026, 7, 14, 7, 0, tzinfo=UTC)
    assert instant(text, "No/Such_Zone") == datetime(2026, 7, 14, 8, 0, tzinfo=UTC)


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats()), st.sampled_from(["UTC", "Asia/Tokyo"]))
def test_it_never_raises(text: object, zone: str):
    """Anything may stand where a date should."""
    found = instant(text, zone)
    assert found is None or found.tzinfo is UTC


@given(st.integers(700_000_000, 4_000_000_000), st.integers(0, 999_999))
def test_what_a_program_writes_is_read_back(seconds: int, microsecond: int):
    """ISO 8601 as programs write it comes back to the microsecond."""
    aware = datetime.fromtimestamp(seconds, UTC).replace(microsecond=microsecond)
    assert instant(aware.isoformat(), "UTC") == aware
