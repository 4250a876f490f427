"""RSS, RDF and Atom, read with feedparser: of what was tried it finds most in damaged feeds."""

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from crawler.read.dates import instant
from crawler.read.found import MAX_ENTRIES, Asked, folded, unread, without_markup
from crawler.urls import canonical_url
from pipeline.nouns import FeedEntry, FeedReading

_KINDS = {"rss090": "rdf", "rss10": "rdf"}
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_CLOSING_TAG = re.compile(r"</[a-zA-Z]+>")
_PROLOG = re.compile(rb"<(?:\?xml|rss|feed|rdf:RDF|!DOCTYPE)[\s>]", re.IGNORECASE)


def read_xml_feed(body: bytes, asked: Asked) -> FeedReading:
    """Read a feed that is XML, or was meant to be."""
    clean, junk = _without_junk(body)
    headers = {"content-location": asked.url, "content-type": _content_type(clean, asked)}
    # a stream: feedparser opens a file, or an address, of the name that bytes or a string may spell
    parsed = feedparser.parse(BytesIO(clean), response_headers=headers, sanitize_html=False)
    if not parsed.version and not parsed.entries and not parsed.feed:
        return unread("It is no feed: it has neither a feed's elements nor entries.")
    feed = parsed.feed
    kind = _kind(parsed.version)
    entries = tuple(_entry(raw, asked, kind) for raw in parsed.entries[:MAX_ENTRIES])
    return FeedReading(
        title=_words(feed, "title"),
        link=canonical_url(str(feed.get("link") or ""), asked.url),
        language=folded(feed.get("language")),
        kind=kind,
        entries=entries,
        problems=(*junk, *_problems(parsed, entries)),
    )


def _without_junk(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Cut what stands before the prolog; a strict parser stops there."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _PROLOG.search(start, 0, 4096)
    is_markup = start.startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\x00")) and b"<?xml" not in start[1:4096]
    if found is None or found.start() == 0 or is_markup:
        return start, ()
    return start[found.start() :], (f"{found.start()} bytes of junk stand before its first element.",)


def _content_type(body: bytes, asked: Asked) -> str:
    """Return the content type to read by; what is UTF-8 beyond doubt is read as that, whatever it is declared as."""
    told = asked.content_type or "application/xml"
    if body.isascii():
        return told
    try:
        body.decode()
    except UnicodeDecodeError:
        return told
    return f"{told.partition(';')[0]}; charset=utf-8"


def _kind(version: str) -> str:
    if version in _KINDS:
        return _KINDS[version]
    return next((kind for kind in ("rss", "atom") if version.startswith(kind)), "unknown")


def _entry(raw: Any, asked: Asked, kind: str) -> FeedEntry:
    url = canonical_url(str(_link(raw) or ""), asked.url) or ""
    updated = _date(raw, "updated", asked)
    published = _date(raw, "published", asked) or _date(raw, "created", asked)
    return FeedEntry(
        id=folded(raw.get("id")) or url,
        url=url,
        headline=_words(raw, "title"),
        # RSS and RDF that have only dc:date mean that of publication by it
        published_at=published or (updated if kind in {"rss", "rdf"} else None),
        updated_at=updated,
        byline=tuple(dict.fromkeys(_authors(raw))),
        summary=_summary(raw),
    )


def _link(raw: Any) -> str | None:
    """Return the entry's own address; feeds that carry another's story keep it in `feedburner:origlink`."""
    alternates = [link.get("href") for link in raw.get("links", ()) if link.get("rel") == "alternate"]
    named = str(raw.get("id") or "")
    candidates = [raw.get("feedburner_origlink"), *alternates, raw.get("link")]
    if named.startswith(("http://", "https://")):
        candidates.append(named)
    return next((str(one) for one in candidates if one), None)


def _words(raw: Any, name: str) -> str | None:
    text = raw.get(name)
    detail = raw.get(f"{name}_detail") or {}
    has_markup = detail.get("type") in _MARKUP or _CLOSING_TAG.search(str(text or ""))
    return without_markup(text) if has_markup else folded(text)


def _summary(raw: Any) -> str | None:
    """Return the summary, or else the text that the feed carries whole."""
    told = without_markup(raw.get("summary"))
    if told:
        return told
    return next((text for text in (without_markup(part.get("value")) for part in raw.get("content", ())) if text), None)


def _authors(raw: Any) -> Iterator[str]:
    for author in raw.get("authors") or ():
        name = without_markup(author.get("name"))
        if name:
            yield name
    if not raw.get("authors") and (name := without_markup(raw.get("author"))):
        yield name


def _date(raw: Any, name: str, asked: Asked) -> datetime | None:
    if name not in raw:
        return None
    found = instant(raw[name], asked.time_zone)
    parsed = raw.get(f"{name}_parsed")
    if found is None and parsed and parsed.tm_year >= 1990:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    return found


def _problems(parsed: Any, entries: tuple[FeedEntry, ...]) -> Iterator[str]:
    if parsed.bozo:
        yield _bozo(parsed)
    if not entries:
        yield "It has no entries."
    n_without = sum(not entry.url for entry in entries)
    if n_without:
        yield f"{n_without} of its {len(entries)} entries have no address that can be fetched."
    n_undated = sum(entry.published_at is None and entry.updated_at is None for entry in entries)
    if n_undated:
        yield f"{n_undated} of its {len(entries)} entries have no date that can be read."


def _bozo(parsed: Any) -> str:
    error = parsed.get("bozo_exception")
    name = type(error).__name__
    if name == "CharacterEncodingOverride":
        return f"It is not in the encoding that it declares; read as {parsed.get('encoding')}."
    if name == "NonXMLContentType":
        return "It is not served as XML."
    return f"It is not well-formed XML ({' '.join(str(error).split())})."
