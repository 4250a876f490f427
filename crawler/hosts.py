"""What is remembered of hosts from one round to the next, in memory: robots.txt, and when each was last asked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from protego import Protego

#: The name in a robots.txt that means us.
ROBOTS_NAME = "Throughline"

#: Statuses whose Retry-After means the host and not the page (RFC 9110, 15.6.4; RFC 6585, 4).
_BUSY = frozenset({429, 503})


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

    #: By host and port: until when it asked to be left alone.
    resting: dict[str, datetime] = field(default_factory=dict)
    #: By feed: answers in a row that nothing is new.
    n_not_modified: dict[str, int] = field(default_factory=dict)

    def rests_until(self, host: str, now: datetime) -> datetime | None:
        """Return until when the host asked to be left alone, or None when it may be asked."""
        until = self.resting.get(host)
        return until if until is not None and now < until else None

    def heed(self, host: str, status: int, retry_after: str | None, now: datetime) -> None:
        """Remember that a host asked to be left alone, if it did."""
        until = retry_at(retry_after, now) if status in _BUSY else None
        if until is not None:
            self.resting[host] = until

    def robots_of(self, origin: str, now: datetime) -> Robots | None:
        """Return what the origin's robots.txt says, or None when it must be asked for."""
        known = self.robots.get(origin)
        return known if known is not None and now < known.stale_at else None


def retry_at(value: str | None, now: datetime) -> datetime | None:
    """Return the instant that a Retry-After names, in seconds or as a date; None: it names none that can be read.

    Source: RFC 9110, 10.2.3.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text[:10]), 10**8))
    try:
        named = parsedate_to_datetime(text)
        return named.astimezone(UTC) if named.tzinfo else named.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
