"""What is remembered of hosts from one round to the next: robots.txt, who failed and rests, and when each was asked.

The memory behind it outlives the program; what stands here is what this process has asked for or learned since.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from twisted.internet.error import ConnectError

from crawler.read.robots import RobotsRules
from pipeline.nouns import HostState, RobotsAnswer
from pipeline.ports import HostMemory

#: The name in a robots.txt that means us.
ROBOTS_NAME = "Throughline"

#: Statuses that mean the host and not the page (RFC 9110, 15.6.4; RFC 6585, 4).
_TOO_MANY, _UNAVAILABLE = 429, 503
_BUSY = frozenset({_TOO_MANY, _UNAVAILABLE})
#: What says that a host is not there, whatever was asked for; other errors are an answer of a kind.
_AWAY = {
    DownloadConnectionRefusedError: "it refused connections",
    CannotResolveHostError: "its name could not be found",
    DownloadTimeoutError: "it did not answer in time",
    ConnectError: "no connection was to be had",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRules:
    """How long a host that fails is left alone; pages and feeds have a patience of their own."""

    #: Failures in a row that are not held against a host: a count.
    patience: int = 4
    #: Rest after the failure that ends our patience; twice as long after each further one.
    first_rest: timedelta = timedelta(minutes=1)
    longest_rest: timedelta = timedelta(hours=24)
    #: A Retry-After is kept up to this: a mistyped one must not shut a host out for years.
    longest_retry_after: timedelta = timedelta(days=7)
    #: Rules of so many robots.txt are held ready; those of others are read from the memory again: a count.
    most_robots: int = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What one origin's robots.txt says to us."""

    #: Its rules; None: there are none (`refusal` is None), or they could not be had.
    rules: RobotsRules | None
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
    """Make one, and give it to every round of the program."""

    #: Where it is kept for good; None: nowhere.
    memory: HostMemory | None = None
    rules: HostRules = field(default_factory=HostRules)
    #: By origin (`https://example.org:8443`).
    robots: dict[str, Robots] = field(default_factory=dict)
    #: By host and port: reading of the monotonic clock at the last request, in seconds.
    asked_at: dict[str, float] = field(default_factory=dict)
    #: By host and port: those that failed at their last try or that rest.
    troubled: dict[str, HostState] = field(default_factory=dict)
    is_recalled: bool = False

    async def recall(self) -> None:
        """Take over from the memory who rests, once.

        Raises:
            Exception: the memory raised it.
        """
        if self.memory is not None and not self.is_recalled:
            self.troubled = {state.host: state for state in await self.memory.hosts()}
            self.is_recalled = True

    def forget(self) -> None:
        """Take everything from the memory again: another process may have written to it since."""
        self.robots.clear()
        self.is_recalled = False

    def resting(self, host: str, now: datetime) -> HostState | None:
        """Return how the host fares while it is to be left alone, or None when it may be asked."""
        state = self.troubled.get(host)
        return state if state and state.resting_until is not None and now < state.resting_until else None

    async def answered(self, host: str, status: int, retry_after: str | None, now: datetime) -> None:
        """Remember that a host answered: it is well, or asks to be left alone.

        Raises:
            Exception: the memory raised it.
        """
        if status in _BUSY:
            asked = retry_at(retry_after, now)
            await self._failed(host, f"it answered {status}", now, asked, is_plain=status == _TOO_MANY)
        elif host in self.troubled:
            del self.troubled[host]
            await self._keep(HostState(host=host))

    async def failed(self, host: str, error: BaseException, now: datetime) -> None:
        """Remember that no answer came, if that is the host's fault and not that of what was asked for.

        Raises:
            Exception: the memory raised it.
        """
        why = next((words for kind, words in _AWAY.items() if isinstance(error, kind)), None)
        if why is not None:
            await self._failed(host, why, now, None, is_plain=False)

    async def _failed(self, host: str, why: str, now: datetime, asked: datetime | None, *, is_plain: bool) -> None:
        """Let the host rest: until it says, or ever longer once it failed too often, or at once where it is plain."""
        rules = self.rules
        known = self.troubled.get(host, HostState(host=host))
        n_failures = known.n_failures + 1
        n_rests = n_failures if is_plain else n_failures - rules.patience
        until = None
        if asked is not None:
            until = min(asked, now + rules.longest_retry_after)
        elif n_rests > 0:
            until = now + min(rules.first_rest * 2 ** min(n_rests - 1, 20), rules.longest_rest)
        state = HostState(host=host, n_failures=n_failures, resting_until=until, why=why)
        self.troubled[host] = state
        await self._keep(state)

    async def robots_of(self, origin: str) -> RobotsAnswer | None:
        """Return what the memory has of an origin's robots.txt, or None.

        Raises:
            Exception: the memory raised it.
        """
        return await self.memory.robots(origin) if self.memory is not None else None

    async def take_robots(self, answer: RobotsAnswer) -> None:
        """Remember what came of asking for a robots.txt.

        Raises:
            Exception: the memory raised it.
        """
        if self.memory is not None:
            await self.memory.take_robots(answer)

    def hold(self, origin: str, robots: Robots) -> None:
        """Have the rules of an origin ready; the oldest make room."""
        self.robots.pop(origin, None)
        self.robots[origin] = robots
        while len(self.robots) > self.rules.most_robots:
            del self.robots[next(iter(self.robots))]

    async def _keep(self, state: HostState) -> None:
        if self.memory is not None:
            await self.memory.take_host(state)


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
