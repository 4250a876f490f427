"""When each thing is fetched next: decided purely, written to the table by others."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.nouns import FeedDue, FeedFetched, PageFailed

#: HTTP statuses that say: gone for good.
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceRules:
    """How often we come back."""

    #: Between two fetches of a feed that names no time of its own.
    every: timedelta = timedelta(minutes=15)
    #: A feed that fails is left alone twice as long each time, up to this.
    longest_backoff: timedelta = timedelta(hours=24)
    #: A host that wants to be left alone (Retry-After) is, up to this.
    longest_retry_after: timedelta = timedelta(days=7)
    #: After its first, second … fetch an article is looked at again after so long: outlets edit in silence, most of
    #: them within hours. After the last it is left alone.
    revisit_after: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(hours=24),
        timedelta(hours=72),
    )
    #: After a page's first failure; twice as long after each further one.
    first_page_retry: timedelta = timedelta(minutes=5)
    #: A page that failed so often in a row is given up.
    max_page_failures: int = 8


def next_feed_fetch(due: FeedDue, fetched: FeedFetched, now: datetime, rules: PaceRules) -> datetime:
    """Return when a feed is fetched next.

    Args:
        due: The feed as it was due, with its failures before this fetch.
        fetched: How the fetch ended.
        now: The present instant.
        rules: How often we come back.
    """
    every = due.feed.every or rules.every
    if fetched.failure is None:
        wait = every
    else:
        wait = _backoff(every * 2, due.n_failures + 1, max(every, rules.longest_backoff))
    return _not_before(now + wait, fetched.retry_at, now, rules)


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


def next_page_retry(n_failures: int, failed: PageFailed, now: datetime, rules: PaceRules) -> datetime | None:
    """Return when a page that failed is tried again, or None when it is given up.

    Args:
        n_failures: Failures in a row, this one included.
        failed: How it failed.
        now: The present instant.
        rules: How often we come back.
    """
    if failed.status in _GONE or n_failures >= rules.max_page_failures:
        return None
    wait = _backoff(rules.first_page_retry, n_failures, rules.longest_backoff)
    return _not_before(now + wait, failed.retry_at, now, rules)


def _backoff(first: timedelta, n_failures: int, longest: timedelta) -> timedelta:
    """Double the wait with each failure; the exponent is bounded, as a timedelta is."""
    return min(first * 2 ** min(max(n_failures - 1, 0), 20), longest) if first < longest else longest


def _not_before(planned: datetime, asked: datetime | None, now: datetime, rules: PaceRules) -> datetime:
    return planned if asked is None else max(planned, min(asked, now + rules.longest_retry_after))
