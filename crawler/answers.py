"""An HTTP answer, turned into the nouns that the sink takes."""

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import partial

from scrapy.http import Response

from crawler.errand import Errand
from crawler.failures import why_status
from crawler.hosts import retry_at
from crawler.read.hub import read_with_hub
from pipeline.errors import WorkerKilledError
from pipeline.nouns import FeedDue, FeedFetched, Page, PageDue, PageFailed

#: Why, the HTTP status, and the Retry-After that came with it.
Why = tuple[str, int | None, datetime | None]

#: Header fields of a page that later steps look at, in lower case.
_KEPT = frozenset(
    {"content-type", "content-language", "last-modified", "etag", "date", "link", "x-robots-tag", "expires"}
)


def header(response: Response, name: str) -> str | None:
    """Return the first value of a header field, or None."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip() if value else None


def failed_status(url: str, response: Response, now: datetime) -> Why:
    """Return why an answer with this status is of no use."""
    return why_status(url, response.status), response.status, retry_at(header(response, "Retry-After"), now)


def failed_feed(due: FeedDue, now: datetime, why: Why) -> FeedFetched:
    """Return a fetch of a feed that brought nothing."""
    failure, status, again_at = why
    fetched = _fetch(due, now)
    return replace(fetched, status=status, failure=failure, retry_at=again_at, is_asked=_is_asked(why))


def unchanged_feed(due: FeedDue, response: Response, now: datetime) -> FeedFetched:
    """Return a fetch of a feed that has nothing new; the validators it had are kept where it names none."""
    return replace(
        _fetch(due, now),
        status=304,
        etag=header(response, "ETag") or due.etag,
        last_modified=header(response, "Last-Modified") or due.last_modified,
    )


async def read_answer(due: FeedDue, response: Response, errand: Errand) -> FeedFetched:
    """Read a feed's body in a worker process."""
    fetched = replace(
        _fetch(due, errand.clock.now()),
        status=response.status,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
    )
    reader = partial(
        read_with_hub,
        links=[value.decode("latin-1") for value in response.headers.getlist("Link")],
        url=response.url,
        content_type=header(response, "Content-Type"),
        kind=due.feed.kind,
        article_pattern=due.feed.article_pattern,
        time_zone=due.outlet.time_zone,
        shapes=due.shapes,
    )
    try:
        reading, offer = await errand.workers.run(reader, response.body)
    except WorkerKilledError as error:
        return _unreadable(fetched, f"{due.feed.url} could not be read: {error}")
    if reading.kind == "unknown":
        return replace(
            _unreadable(fetched, f"{due.feed.url} could not be read. {reading.problems[0]}"), reading=reading
        )
    entries = tuple(entry for entry in reading.entries if entry.url)
    return replace(fetched, reading=replace(reading, entries=entries), offer=offer)


def _unreadable(fetched: FeedFetched, failure: str) -> FeedFetched:
    """Return the fetch without validators: what could not be read is not to be kept for an unchanged one."""
    return replace(fetched, failure=failure, etag=None, last_modified=None)


def page_of(due: PageDue, response: Response, now: datetime) -> Page:
    """Return the page that an answer is."""
    kept = {name.decode("latin-1").lower() for name in response.headers} & _KEPT
    return Page(
        url=response.url,
        requested_url=due.url,
        outlet=due.outlet.slug,
        fetched_at=now,
        status=response.status,
        headers={name: header(response, name) or "" for name in sorted(kept)},
        body=response.body,
        content_hash=hashlib.sha256(response.body).hexdigest(),
        entry=due.entry,
    )


def failed_page(due: PageDue, now: datetime, why: Why) -> PageFailed:
    """Return a page that could not be had."""
    failure, status, again_at = why
    return PageFailed(
        url=due.url,
        outlet=due.outlet.slug,
        failed_at=now,
        failure=failure,
        status=status,
        retry_at=again_at,
        is_asked=_is_asked(why),
    )


def _is_asked(why: Why) -> bool:
    """Tell whether the host was asked: when to come back is known without an answer only of one that rests."""
    _, status, again_at = why
    return status is not None or again_at is None


def _fetch(due: FeedDue, now: datetime) -> FeedFetched:
    return FeedFetched(feed_url=due.feed.url, outlet=due.outlet.slug, fetched_at=now, status=None)
