"""When a page says that it was published and changed: every claim, with the place where it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from pipeline.nouns import ClaimPlace, TimeClaim
from pipeline.read.signed import is_beside

_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "publishdate",
    "publication_date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "cxenseparse:recs:publishtime",
    "date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "lastmod",
)
_OPEN_GRAPH = ("article:", "og:")
_MICRODATA = ("datepublished", "datemodified")
#: No news page is older than the web; what claims it is wrong.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
#: A day in Chinese, Japanese or Korean, which the library's search reads as its year alone.
_EASTERN_DAY = re.compile(r"\D{0,12}(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_LONGEST_DAY = 60
#: How a written time names its zone.
_ZONE = re.compile(r"(?:(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)|(?P<utc>Z|UTC|GMT))\s*$")


def published_claims(
    said: str | None, metas: Mapping[str, Sequence[str]], tree: HtmlElement, zone: ZoneInfo
) -> tuple[TimeClaim, ...]:
    """Return a page's claims of when it was published, the most trusted first.

    Args:
        said: what JSON-LD says, if anything.
        metas: contents of its meta elements by name.
        tree: the whole page.
        zone: in which times without a zone are meant.
    """
    printed = [(ClaimPlace.PRINTED, time) for time in _printed_times(tree)]
    return tuple(_claims([(ClaimPlace.JSON_LD, said), *_of_metas(metas, _PUBLISHED), *printed], zone))


def modified_claims(said: str | None, metas: Mapping[str, Sequence[str]], zone: ZoneInfo) -> tuple[TimeClaim, ...]:
    """Return a page's claims of when it was last changed, the most trusted first.

    Args:
        said: what JSON-LD says, if anything.
        metas: contents of its meta elements by name.
        zone: in which times without a zone are meant.
    """
    return tuple(_claims([(ClaimPlace.JSON_LD, said), *_of_metas(metas, _MODIFIED)], zone))


def printed_day(tree: HtmlElement) -> datetime | None:
    """Return the first day that a page prints as East Asian pages do (`2026年3月5日`), as midnight UTC, or None."""
    for element in tree.iter("time", "span", "p", "div", "li", "em"):
        text = (element.text or "").strip()
        found = _EASTERN_DAY.match(text) if len(text) <= _LONGEST_DAY else None
        if found:
            try:
                day = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
            except ValueError:
                continue
            return day if day >= _EARLIEST else None
    return None


def _of_metas(metas: Mapping[str, Sequence[str]], names: Sequence[str]) -> Iterator[tuple[ClaimPlace, str]]:
    for name in names:
        yield from ((_place(name), content) for content in metas.get(name, ()))


def _place(name: str) -> ClaimPlace:
    if name.startswith(_OPEN_GRAPH):
        return ClaimPlace.OPEN_GRAPH
    return ClaimPlace.MICRODATA if name in _MICRODATA else ClaimPlace.META


def _claims(said: Iterable[tuple[ClaimPlace, str | None]], zone: ZoneInfo) -> Iterator[TimeClaim]:
    for place, text in said:
        if text and (at := parse_time(text, zone)):
            yield TimeClaim(at=at, zone=_zone(text), place=place)


def _zone(text: str) -> str | None:
    found = _ZONE.search(text)
    if found is None or ":" not in text[: found.start()]:
        # a day, whose last digits look like an offset
        return None
    return "+00:00" if found["utc"] else f"{found['sign']}{found['hours']}:{found['minutes']}"


def _printed_times(tree: HtmlElement) -> list[str]:
    times = [time for time in tree.iter("time") if (time.get("datetime") or "").strip() and not is_beside(time)]
    # `published` sorts before the others; of these the first printed is mostly it
    ordered = sorted(
        times, key=lambda time: "publi" not in f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
    )
    return [str(time.get("datetime")) for time in ordered[:1]]


def parse_time(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant that an ISO 8601 or RFC 2822 time names, in UTC; None: it names none.

    Args:
        text: as found; parts smaller than a second may have any length.
        zone: in which a time without one is meant.
    """
    text = re.sub(r"(\d:\d\d:\d\d)[.,]\d+", r"\1", text.strip())
    text = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", text) if re.match(r"\d{4}-", text) else text
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text) if re.match(r"\d{4}-", text) else text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if moment >= _EARLIEST else None
