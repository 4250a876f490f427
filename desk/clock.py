"""The two clocks: the one on the wall, and one that runs fast from an instant of its own."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


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
