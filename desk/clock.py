"""The clocks: the one on the wall, one that runs fast from an instant of its own, and one that waits to be started."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        return datetime.now(tz=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FastClock:
    """Tells a simulated time that began at a real instant and runs on at a fixed speed.

    Two clocks with the same three numbers tell the same time, in whichever process and however often restarted.
    """

    #: Simulated instant at `real_start`, aware.
    starts_at: datetime
    #: Simulated seconds per real second.
    speed: float
    #: Real instant at which the simulation began, seconds since 1970 (`time.time()`).
    real_start: float

    def now(self) -> datetime:
        """Return the present simulated instant, aware, UTC."""
        elapsed = (time.time() - self.real_start) * self.speed
        return self.starts_at.astimezone(UTC) + timedelta(seconds=elapsed)

    def real_time_of(self, instant: datetime) -> float:
        """Return the real instant at which this clock will show `instant`, in seconds since 1970."""
        return self.real_start + (instant - self.starts_at).total_seconds() / self.speed


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedClock:
    """Stands still at its first instant until a file is there, and runs fast from the time of that file.

    All processes that are given the same file tell the same time, however often they are restarted.
    """

    #: Simulated instant at which it stands and from which it runs, aware.
    starts_at: datetime
    #: Simulated seconds per real second.
    speed: float
    #: The file whose time of change is the real instant of the start.
    started_by: Path

    def now(self) -> datetime:
        """Return the present simulated instant, aware, UTC."""
        try:
            real_start = self.started_by.stat().st_mtime
        except FileNotFoundError:
            return self.starts_at.astimezone(UTC)
        return FastClock(starts_at=self.starts_at, speed=self.speed, real_start=real_start).now()
