"""The clocks: one tells the machine's time, the other the same simulated time wherever it is asked."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.clock import FastClock, LedClock, Stretch, SystemClock

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


def test_a_led_clock_stands_until_it_is_led(tmp_path: Path) -> None:
    """It stands at its first instant until somebody leads it, whoever asks."""
    clock = LedClock(starts_at=MONDAY, speed=3600.0, led_by=tmp_path / "clock")
    assert clock.now() == MONDAY
    clock.lead(MONDAY + timedelta(days=1))
    assert clock.now() > MONDAY


def test_a_led_clock_runs_fast_to_the_end_of_its_stretch_and_then_as_ours_do(tmp_path: Path) -> None:
    """What is slow is waited for: after the stretch a second is a second."""
    led_by = tmp_path / "clock"
    clock = LedClock(starts_at=MONDAY, speed=3600.0, led_by=led_by)
    day = timedelta(days=1)
    led_by.write_text(Stretch(begins_at=MONDAY, ends_at=MONDAY + day, real_start=time.time() - 10).to_json())
    assert timedelta(hours=10) <= clock.now() - MONDAY < timedelta(hours=11)
    led_by.write_text(Stretch(begins_at=MONDAY, ends_at=MONDAY + day, real_start=time.time() - 44).to_json())
    assert timedelta(seconds=20) <= clock.now() - MONDAY - day < timedelta(seconds=80)


def test_a_led_clock_never_goes_back(tmp_path: Path) -> None:
    """A new stretch begins where the clock stands."""
    clock = LedClock(starts_at=MONDAY, speed=3600.0, led_by=tmp_path / "clock")
    told = []
    for hour in range(3):
        clock.lead(MONDAY + timedelta(hours=hour))
        told.append(clock.now())
    assert told == sorted(told)
