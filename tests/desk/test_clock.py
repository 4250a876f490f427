"""The clocks: one tells the machine's time, the other the same simulated time wherever it is asked."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.clock import AwaitedClock, FastClock, SystemClock

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_system_clock_tells_aware_utc():
    """What it tells is now, in UTC."""
    told = SystemClock().now()
    assert told.utcoffset() == timedelta(0)
    assert abs(told.timestamp() - time.time()) < 5


def test_a_day_passes_in_twelve_seconds():
    """At 7200 times the speed, twelve real seconds are a simulated day."""
    clock = FastClock(starts_at=MONDAY, speed=7200, real_start=time.time() - 12)
    assert abs(clock.now() - MONDAY - timedelta(days=1)) < timedelta(hours=1)


def test_two_clocks_with_the_same_numbers_tell_the_same_time():
    """A restarted process goes on where the killed one was."""
    start = time.time() - 3
    first = FastClock(starts_at=MONDAY, speed=100, real_start=start)
    again = FastClock(starts_at=MONDAY, speed=100, real_start=start)
    earlier, later = first.now(), again.now()
    assert timedelta(0) <= later - earlier < timedelta(minutes=2)


def test_it_knows_when_an_instant_comes():
    """The real instant of a simulated one is where the clock will show it."""
    clock = FastClock(starts_at=MONDAY, speed=60, real_start=1000.0)
    assert clock.real_time_of(MONDAY + timedelta(hours=1)) == 1060.0


def test_an_awaited_clock_stands_until_its_file_is_there(tmp_path: Path) -> None:
    """It stands at its first instant, and runs from the file's time on in every process that knows the file."""
    started_by = tmp_path / "started"
    starts_at = datetime(2026, 3, 2, tzinfo=UTC)
    clock = AwaitedClock(starts_at=starts_at, speed=3600.0, started_by=started_by)
    assert clock.now() == starts_at
    started_by.touch()
    os.utime(started_by, (time.time() - 10, time.time() - 10))
    assert timedelta(hours=10) <= clock.now() - starts_at < timedelta(hours=11)
