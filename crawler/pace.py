"""When each thing is fetched next: decided purely, written to the table by others."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.nouns import HOURS, FeedDue, FeedFetched, FeedPlan, PageFailed, Rhythm

#: HTTP statuses that say: not here. The second also says: for good (RFC 9110, 15.5.5 and 15.5.11).
_NOT_FOUND, _GONE = 404, 410
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRules:
    """How a feed's own interval is learned from what it yields."""

    #: A learned interval is never shorter: politeness.
    shortest: timedelta = timedelta(minutes=5)
    #: Nor longer: so late may news of a quiet outlet reach the desk.
    longest: timedelta = timedelta(minutes=60)
    #: A feed is fetched again when so many new entries are to be expected in it: a count.
    wanted_new: float = 1.0
    #: Learned from nothing before it was watched for so long: a day has each hour once.
    learned_after: timedelta = timedelta(hours=24)
    #: What was seen so long ago counts half.
    half_life: timedelta = timedelta(days=14)
    #: An hour of the day that was watched for so long believes itself as much as the whole day: hours.
    steadied_by: float = 4.0
    #: Where fewer of a feed's entries than this were known, some may have come and gone unseen: 0..1.
    least_known: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceRules:
    """How often we come back."""

    #: Between two fetches of a feed that names no time of its own and of which nothing is learned yet.
    every: timedelta = timedelta(minutes=15)
    rhythm: RhythmRules = field(default_factory=RhythmRules)
    #: A feed that fails is left alone twice as long each time, up to this.
    longest_backoff: timedelta = timedelta(hours=24)
    #: A host that wants to be left alone (Retry-After) is, up to this.
    longest_retry_after: timedelta = timedelta(days=7)
    #: After its first, second … fetch an article is looked at again after so long: outlets edit in silence, most of
    #: them within hours. After the last it is left alone.
    revisit_after: tuple[timedelta, ...] = (
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(hours=24),
        timedelta(hours=72),
        timedelta(hours=168),
    )
    #: A page that was there and answers 404 is asked once more after so long before it counts as withdrawn: servers
    #: say so for minutes while an article is being changed.
    confirm_missing: timedelta = timedelta(hours=1)
    #: After a page's first failure; twice as long after each further one.
    first_page_retry: timedelta = timedelta(minutes=5)
    #: A page that failed so often in a row is given up.
    max_page_failures: int = 8


# ---------------------------------------------------------------------------------------------------------- feeds


def plan_feed(due: FeedDue, fetched: FeedFetched, n_new: int, now: datetime, rules: PaceRules) -> FeedPlan:
    """Return when a feed is fetched next, and what is known of its rhythm from now on.

    Args:
        due: The feed as it was due, with its failures before this fetch.
        fetched: How the fetch ended.
        n_new: Entries that it brought and that were not known.
        now: The present instant.
        rules: How often we come back.
    """
    rhythm = _learned(due, fetched, n_new, now, rules.rhythm)
    if not fetched.is_asked and fetched.retry_at is not None:
        return FeedPlan(next_fetch_at=max(fetched.retry_at, now), rhythm=rhythm)
    every = due.feed.every or rules.every
    if fetched.failure is not None:
        wait = _backoff(every * 2, due.n_failures + 1, max(every, rules.longest_backoff))
    elif due.feed.every is not None:
        wait = due.feed.every
    else:
        wait = _interval(due, fetched, rhythm, n_new, rules)
    return FeedPlan(next_fetch_at=_not_before(now + wait, fetched.retry_at, now, rules), rhythm=rhythm)


def expected_wait(rhythm: Rhythm, now: datetime, rules: RhythmRules) -> timedelta | None:
    """Return how long it takes until new entries are to be expected, or None: too little is known.

    Walks through the hours ahead, each with its own yield: a feed that sleeps at night is asked seldom at night, and
    in time for its morning.
    """
    if sum(rhythm.watched) * _HOUR < rules.learned_after:
        return None
    overall = sum(rhythm.new) / sum(rhythm.watched)
    expected, at, end = 0.0, now, now + rules.longest
    while at < end:
        until = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        new, watched = rhythm.new[at.hour], rhythm.watched[at.hour]
        a_second = (new + overall * rules.steadied_by) / (watched + rules.steadied_by) / _HOUR.total_seconds()
        seconds = (until - at).total_seconds()
        if expected + a_second * seconds >= rules.wanted_new:
            at += timedelta(seconds=(rules.wanted_new - expected) / a_second)
            break
        expected, at = expected + a_second * seconds, until
    return max(at - now, rules.shortest)


def _interval(due: FeedDue, fetched: FeedFetched, rhythm: Rhythm, n_new: int, rules: PaceRules) -> timedelta:
    wait = expected_wait(rhythm, fetched.fetched_at, rules.rhythm) or rules.every
    n_entries = len(fetched.reading.entries) if fetched.reading else 0
    if due.last_success_at is not None and 1 - n_new / max(n_entries, 1) < rules.rhythm.least_known and n_new > 1:
        wait = min(wait, (fetched.fetched_at - due.last_success_at) / 2)
        return max(wait, min(rules.rhythm.shortest, rules.every))
    return wait


def _learned(due: FeedDue, fetched: FeedFetched, n_new: int, now: datetime, rules: RhythmRules) -> Rhythm:
    """Return the rhythm with the time since the last answer added; a first answer and a failure teach nothing."""
    since = due.last_success_at
    if fetched.failure is not None or since is None or since >= now:
        return due.rhythm
    fading = 0.5 ** ((now - since) / rules.half_life)
    new = [value * fading for value in due.rhythm.new]
    watched = [value * fading for value in due.rhythm.watched]
    spans = _hours_between(since, now)
    whole = sum(spans)
    for hour, share in enumerate(spans):
        watched[hour] += share
        # spread over the time that passed: feeds' own times of publication are missing or wrong too often
        new[hour] += n_new * share / whole
    return Rhythm(new=tuple(new), watched=tuple(watched))


def _hours_between(since: datetime, until: datetime) -> list[float]:
    """Return how much of each hour of the day lies between two instants, in hours; a week back at most."""
    spans = [0.0] * HOURS
    at = max(since, until - timedelta(days=7))
    while at < until:
        end = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, until)
        spans[at.hour] += (end - at) / _HOUR
        at = end
    return spans


# ---------------------------------------------------------------------------------------------------------- pages


def next_page_fetch(n_fetches: int, now: datetime, rules: PaceRules) -> datetime | None:
    """Return when a page is looked at again, or None when it is left alone from now on.

    Args:
        n_fetches: Fetches that brought it or found it unchanged, this one included.
        now: The present instant.
        rules: How often we come back.
    """
    if not 1 <= n_fetches <= len(rules.revisit_after):
        return None
    return now + rules.revisit_after[n_fetches - 1]


def is_withdrawn(failed: PageFailed, *, was_there: bool, missing_since: datetime | None, rules: PaceRules) -> bool:
    """Tell whether a page has been taken away: a 410 says so, a 404 when it is repeated later.

    Args:
        failed: How it failed now.
        was_there: Did it ever come?
        missing_since: When it first answered that it is not there; None: it did not until now.
        rules: How much later.
    """
    if not was_there:
        return False
    if failed.status == _GONE:
        return True
    is_later = missing_since is not None and failed.failed_at - missing_since >= rules.confirm_missing
    return failed.status == _NOT_FOUND and is_later


def next_page_retry(
    n_failures: int,
    failed: PageFailed,
    now: datetime,
    rules: PaceRules,
    *,
    was_there: bool = False,
    missing_since: datetime | None = None,
) -> datetime | None:
    """Return when a page that failed is tried again, or None when it is given up.

    Args:
        n_failures: Failures in a row, this one included.
        failed: How it failed.
        now: The present instant.
        rules: How often we come back.
        was_there: Did it ever come?
        missing_since: When it first answered that it is not there; None: it did not until now.
    """
    if not failed.is_asked and failed.retry_at is not None:
        return max(failed.retry_at, now)
    if is_withdrawn(failed, was_there=was_there, missing_since=missing_since, rules=rules):
        return None
    if failed.status == _NOT_FOUND and was_there:
        return max((missing_since or now) + rules.confirm_missing, now)
    if failed.status in {_NOT_FOUND, _GONE} or n_failures >= rules.max_page_failures:
        return None
    wait = _backoff(rules.first_page_retry, n_failures, rules.longest_backoff)
    return _not_before(now + wait, failed.retry_at, now, rules)


def _backoff(first: timedelta, n_failures: int, longest: timedelta) -> timedelta:
    """Double the wait with each failure; the exponent is bounded, as a timedelta is."""
    return min(first * 2 ** min(max(n_failures - 1, 0), 20), longest) if first < longest else longest


def _not_before(planned: datetime, asked: datetime | None, now: datetime, rules: PaceRules) -> datetime:
    return planned if asked is None else max(planned, min(asked, now + rules.longest_retry_after))
