"""The sitemaps below an index: which of them are asked for, in which order, and where it ends."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.read.found import MAX_ENTRIES
from crawler.read.periods import period_named
from crawler.rules import CrawlRules
from crawler.urls import canonical_url
from pipeline.nouns import FeedEntry, FeedFetched, FeedReading, NamedSitemap

#: A `lastmod` without a time of day means some instant of that day, in some zone.
_LASTMOD_SLACK = timedelta(days=2)
#: Problems that one index and its sitemaps tell, at most.
_MAX_PROBLEMS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapAnswer:
    """What came of asking for one sitemap."""

    #: Address that answered, after redirects.
    url: str
    #: What it held, or why it could not be had.
    told: FeedReading | str


Ask = Callable[[str], Awaitable[SitemapAnswer]]


def may_hold(named: NamedSitemap, since: datetime, until: datetime) -> bool:
    """Tell whether a sitemap can hold what was published in a span of time.

    It cannot when it was last changed before, or when its address names a day, month or year that lies outside.
    """
    if named.changed_at is not None and named.changed_at + _LASTMOD_SLACK < since:
        return False
    period = period_named(named.url)
    if period is None or (period.is_year and named.changed_at is not None):
        return True
    return period.meets(since, until)


@dataclass(slots=True)
class _Walk:
    """What was asked for so far, and what is still to be."""

    seen: set[str]
    waiting: deque[tuple[NamedSitemap, int]] = field(default_factory=deque)
    told: list[FeedReading | str] = field(default_factory=list)

    def add(self, named: Iterable[NamedSitemap], depth: int, since: datetime, until: datetime) -> None:
        self.waiting.extend((one, depth) for one in named if one.url not in self.seen and may_hold(one, since, until))

    def is_known(self, url: str) -> bool:
        """Tell whether an address was asked for before, and remember it."""
        spelt = canonical_url(url) or url
        if spelt in self.seen:
            return True
        self.seen.add(spelt)
        return False


async def read_below(index: FeedFetched, rules: CrawlRules, ask: Ask) -> FeedFetched:
    """Ask for the sitemaps that an index names, newest first, and return all of them as one feed.

    Those that can hold nothing new are left out; so is what an index names in a circle, too deep or too often. The
    validators are dropped: an index that has not changed does not say that its sitemaps have not.

    Args:
        index: The fetch of the index, with its reading.
        rules: How many sitemaps, how deep, and how far back.
        ask: Asks for one sitemap.
    """
    assert index.reading is not None
    since = index.fetched_at - rules.sitemap_reach
    walk = _Walk(seen={canonical_url(index.feed_url) or index.feed_url})
    walk.add(index.reading.children, 1, since, index.fetched_at)
    while walk.waiting and len(walk.told) < rules.max_children:
        named, depth = walk.waiting.popleft()
        if walk.is_known(named.url):
            continue
        answer = await ask(named.url)
        if canonical_url(answer.url) != named.url and walk.is_known(answer.url):
            walk.told.append(f"{named.url} leads back to {answer.url}.")
            continue
        walk.told.append(answer.told)
        if isinstance(answer.told, FeedReading) and depth < rules.max_sitemap_depth:
            walk.add(answer.told.children, depth + 1, since, index.fetched_at)
    return _merged(index, index.reading, walk)


def _merged(index: FeedFetched, reading: FeedReading, walk: _Walk) -> FeedFetched:
    readings = [one for one in walk.told if isinstance(one, FeedReading)]
    entries = {entry.url: entry for one in readings for entry in one.entries}
    problems = [*reading.problems, *(problem for one in readings for problem in one.problems)]
    problems += [one for one in walk.told if isinstance(one, str)]
    if walk.waiting:
        problems.append(f"{len(walk.waiting)} further sitemaps of the index were not asked for.")
    whole = replace(
        reading, entries=tuple(entries.values())[:MAX_ENTRIES], problems=tuple(dict.fromkeys(problems))[:_MAX_PROBLEMS]
    )
    failure = None
    if walk.told and not readings:
        failure = f"{index.feed_url} is an index, and none of its sitemaps could be read."
    return replace(index, reading=whole, etag=None, last_modified=None, failure=failure)


def told_at(entry: FeedEntry) -> datetime | None:
    """Return when a page was published, as near as sitemap and address tell, or None."""
    named = period_named(entry.url)
    return entry.published_at or (named.start if named and not named.is_year else entry.updated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of time of which the pages are looked for."""

    since: datetime
    until: datetime
    #: A page that was published in it and edited later has a `lastmod` outside; so much later is looked for.
    edited_within: timedelta = timedelta(days=7)

    def holds(self, entry: FeedEntry, sitemap_url: str) -> bool | None:
        """Tell whether a page was published in it, as far as sitemap and addresses tell; None: they do not."""
        if entry.published_at is not None:
            return self.since <= entry.published_at <= self.until
        named = period_named(entry.url)
        if named is not None and not named.is_year:
            return named.meets(self.since, self.until)
        if entry.updated_at is not None:
            return self.since <= entry.updated_at <= self.until + self.edited_within
        below = period_named(sitemap_url)
        return None if below is None or below.is_year else below.meets(self.since, self.until)
