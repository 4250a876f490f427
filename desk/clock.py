"""The clocks: the one on the wall, one that runs fast from an instant of its own, and one that is led."""

import json
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
class Stretch:
    """A stretch of simulated time that passes fast."""

    #: Simulated instants at which it begins and ends, aware.
    begins_at: datetime
    ends_at: datetime
    #: Real instant of its beginning, seconds since 1970.
    real_start: float

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps([self.begins_at.isoformat(), self.ends_at.isoformat(), self.real_start])

    @classmethod
    def from_json(cls, text: str) -> "Stretch":
        """Read it from text."""
        begins_at, ends_at, real_start = json.loads(text)
        return cls(
            begins_at=datetime.fromisoformat(begins_at),
            ends_at=datetime.fromisoformat(ends_at),
            real_start=float(real_start),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedClock:
    """Runs fast through a stretch of time that is written in a file, and at the natural speed after its end.

    Stands still at its first instant until the file is there. All processes that are given the same file tell the same
    time, however often they are restarted; whoever leads writes the next stretch when the others have caught up.
    """

    #: Simulated instant at which it stands and from which it runs, aware.
    starts_at: datetime
    #: Simulated seconds per real second within a stretch.
    speed: float
    #: The file with the stretch.
    led_by: Path

    def now(self) -> datetime:
        """Return the present simulated instant, aware, UTC."""
        stretch = self.stretch()
        if stretch is None:
            return self.starts_at.astimezone(UTC)
        fast = FastClock(starts_at=stretch.begins_at, speed=self.speed, real_start=stretch.real_start)
        beyond = time.time() - fast.real_time_of(stretch.ends_at)
        if beyond < 0:
            return fast.now()
        return stretch.ends_at.astimezone(UTC) + timedelta(seconds=beyond)

    def stretch(self) -> Stretch | None:
        """Return the stretch that it is led through; None: it was not started yet."""
        try:
            return Stretch.from_json(self.led_by.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def lead(self, until: datetime) -> None:
        """Let the time from now until an instant pass fast."""
        stretch = Stretch(begins_at=self.now(), ends_at=until, real_start=time.time())
        written = self.led_by.with_suffix(".next")
        written.write_text(stretch.to_json(), encoding="utf-8")
        # in one piece: the others read it at any time
        written.replace(self.led_by)
