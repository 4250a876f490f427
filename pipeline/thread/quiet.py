"""Whether a thread is quiet: by its own rhythm, since some stories move by the hour and others by the year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipeline.nouns import Development, DevelopmentKind, ThreadStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietRules:
    """When a thread counts as quiet."""

    #: No thread is quiet before so long a silence: news rests over a weekend.
    least: timedelta = timedelta(days=7)
    #: Every thread is quiet after so long a silence.
    most: timedelta = timedelta(days=90)
    #: A silence of so many of its usual pauses makes a thread quiet.
    pauses: float = 5.0
    #: Its latest moves that its rhythm is read from: a story that calms down has another rhythm than at its beginning.
    latest: int = 12


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
    times = sorted(moves)[-rules.latest :]
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    usual = timedelta(seconds=median(pauses)) if pauses else timedelta()
    return times[-1] + min(max(usual * rules.pauses, rules.least), rules.most)


def status(moves: Sequence[datetime], now: datetime, rules: QuietRules | None = None) -> ThreadStatus:
    """Tell whether a thread moves or is quiet at an instant; one of which nothing is known moves."""
    if not moves:
        return ThreadStatus.LIVE
    return ThreadStatus.QUIET if now >= quiet_from(moves, rules) else ThreadStatus.LIVE
