"""What is remembered of hosts from one round to the next, in memory: robots.txt, and when each was last asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

#: The name in a robots.txt that means us.
ROBOTS_NAME = "Throughline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What one origin's robots.txt says to us."""

    #: Its rules; None: there are none (`refusal` is None), or they could not be had.
    rules: Protego | None
    #: Why nothing of the origin may be fetched; None: the rules decide.
    refusal: str | None
    #: From then on it is asked for again.
    stale_at: datetime

    def allows(self, url: str) -> bool:
        """Tell whether the rules let us fetch this address."""
        return self.rules is None or bool(self.rules.can_fetch(url, ROBOTS_NAME))

    def crawl_delay(self) -> timedelta | None:
        """Return the time between two requests that it asks for, or None."""
        seconds = self.rules.crawl_delay(ROBOTS_NAME) if self.rules else None
        return None if seconds is None else timedelta(seconds=seconds)


@dataclass(slots=True)
class Hosts:
    """The memory that outlives rounds: make one, and give it to every round of the program."""

    #: By origin (`https://example.org:8443`).
    robots: dict[str, Robots] = field(default_factory=dict)
    #: By host and port: reading of the monotonic clock at the last request, in seconds.
    asked_at: dict[str, float] = field(default_factory=dict)

    def robots_of(self, origin: str, now: datetime) -> Robots | None:
        """Return what the origin's robots.txt says, or None when it must be asked for."""
        known = self.robots.get(origin)
        return known if known is not None and now < known.stale_at else None
