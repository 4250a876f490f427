"""Whether a thread is quiet: by its own rhythm, since some stories move by the hour and others by the year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from pipeline.nouns import Development, DevelopmentKind, ThreadStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietRules:
    """When a thread counts as quiet. Source: `benchmarks/kinds.py`, decision 0142."""

    #: No thread is quiet before so long a silence: news rests over a weekend.
    least: timedelta = timedelta(days=7)
    #: Every thread is quiet after so long a silence: what comes once a year (a report, a verdict's anniversary) is news
    #: of a story that nobody follows by the day any more.
    most: timedelta = timedelta(days=365)
    #: A silence of so many of its longer pauses makes a thread quiet.
    pauses: float = 3.0
    #: The pause that counts as a longer one: part of all pauses that are no longer, 0..1.
    longer: float = 0.75
    #: What comes within so long a time is one move: a story that is told in bursts has the rhythm of its bursts.
    burst: timedelta = timedelta(days=1)
    #: Its latest bursts that its rhythm is read from: a story that calms down has another rhythm than at its beginning.
    latest: int = 12
    #: Its latest moves that are looked through for them.
    most_moves: int = 240


def moves_of(developments: Iterable[Development]) -> list[datetime]:
    """Return when a story moved: reminders, which no article tells, and pages that went are no moves."""
    return [each.first_at for each in developments if each.n_articles and each.kind is not DevelopmentKind.WITHDRAWN]


def quiet_from(moves: Sequence[datetime], rules: QuietRules | None = None) -> datetime:
    """Return when a thread becomes quiet if nothing more moves in it.

    Args:
        moves: when each of its developments was told first, in any order; one at least.
        rules: None: the defaults.
    """
    rules = rules or QuietRules()
    times = sorted(moves)
    pauses = [later - earlier for earlier, later in pairwise(_bursts(times, rules)[-rules.latest :])]
    longer = sorted(pauses)[min(int(len(pauses) * rules.longer), len(pauses) - 1)] if pauses else timedelta()
    return times[-1] + min(max(longer * rules.pauses, rules.least), rules.most)


def _bursts(times: Sequence[datetime], rules: QuietRules) -> list[datetime]:
    """Return the first instant of each burst of moves."""
    begun: list[datetime] = []
    for at in times:
        if not begun or at - begun[-1] > rules.burst:
            begun.append(at)
    return begun


def status(moves: Sequence[datetime], now: datetime, rules: QuietRules | None = None) -> ThreadStatus:
    """Tell whether a thread moves or is quiet at an instant; one of which nothing is known moves."""
    if not moves:
        return ThreadStatus.LIVE
    return ThreadStatus.QUIET if now >= quiet_from(moves, rules) else ThreadStatus.LIVE
