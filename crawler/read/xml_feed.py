"""RSS, RDF and Atom, read with feedparser: of what was tried it finds most in damaged feeds."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser
from feedparser import mixin

from crawler.read.dates import instant
from crawler.read.found import MAX_ENTRIES, Asked, as_worded, folded, unread, without_markup
from crawler.read.mend import closed, lost_entries
from crawler.read.raw import Raw, prepared
from crawler.urls import canonical_url, is_fetchable
from pipeline.nouns import FeedEntry, FeedReading

#: Content type of what we wrote ourselves.
_UTF8 = "application/xml; charset=utf-8"
_KINDS = {"rss090": "rdf", "rss10": "rdf"}
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_EMPTY = re.compile(r"\(\s*\)|<\s*>|\[\s*\]")
_WRAPPED = re.compile(r"^\(([^()]*)\)$")
_CLOSING_TAG = re.compile(r"</[a-zA-Z]+>")

# An id is a name: made absolute, it would be another one wherever the feed is fetched from (RFC 4287, 4.2.6).
mixin._FeedParserMixin.can_be_relative_uri = {"comments", "docs", "href", "icon", "link", "logo", "url"}  # noqa: SLF001


def read_xml_feed(body: bytes, asked: Asked) -> FeedReading:
    """Read a feed that is XML, or was meant to be."""
    raw = prepared(body, asked)
    parsed = _parsed(raw.body, raw.content_type, asked)
    if not parsed.version and not parsed.entries and not parsed.feed:
        return unread("It is no feed: it has neither a feed's elements nor entries.")
    problems = [*raw.problems]
    entries = _entries(parsed, asked)
    if isinstance(parsed.get("bozo_exception"), SAXException):
        entries = _mended(raw, parsed, asked, problems)
    feed = parsed.feed
    return FeedReading(
        title=_words(feed, "title"),
        link=canonical_url(str(feed.get("link") or ""), asked.url),
        language=folded(feed.get("language")),
        kind=_kind(parsed.version),
        entries=entries,
        problems=(*problems, *_problems(parsed, entries)),
    )


def _parsed(body: bytes, content_type: str, asked: Asked) -> Any:
    headers = {"content-location": asked.url if is_fetchable(asked.url) else "", "content-type": content_type}
    # a stream: feedparser opens a file, or an address, of the name that bytes or a string may spell
    return feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)


def _entries(parsed: Any, asked: Asked) -> tuple[FeedEntry, ...]:
    kind, base = _kind(parsed.version), _base(parsed, asked)
    return tuple(_entry(raw, replace(asked, url=base), kind) for raw in parsed.entries[:MAX_ENTRIES])


def _base(parsed: Any, asked: Asked) -> str:
    """Return the address that relative links start from; a file's feed tells of itself where it was published."""
    if is_fetchable(asked.url):
        return asked.url
    itself = [link.get("href") for link in parsed.feed.get("links", ()) if link.get("rel") == "self"]
    named = [str(one) for one in (*itself, parsed.feed.get("link")) if one]
    return next((one for one in named if is_fetchable(one)), asked.url)


def _mended(raw: Raw, parsed: Any, asked: Asked, problems: list[str]) -> tuple[FeedEntry, ...]:
    """Return the entries of a feed that is not well-formed, with those that a parser loses by it."""
    entries, text = _entries(parsed, asked), _text(raw.body, parsed)
    whole = closed(text)
    if whole != text:
        again = _entries(_parsed(whole.encode("utf-8", "replace"), _UTF8, asked), asked)
        entries = max(again, entries, key=_n_addressed)  # the one that was closed, where they are alike
    lost = _lost(whole, {entry.url for entry in entries}, replace(asked, url=_base(parsed, asked)))
    if not lost:
        return entries
    problems.append(f"{len(lost)} of its entries had to be read apart from the rest.")
    found_again = {entry.headline for entry in lost}
    return (*(one for one in entries if one.url or one.headline not in found_again), *lost)


def _lost(text: str, known: set[str], asked: Asked) -> list[FeedEntry]:
    """Return the entries that were not read with the rest, each read apart."""
    lost: list[FeedEntry] = []
    for document, address in lost_entries(text, lambda one: canonical_url(one, asked.url) in known):
        for entry in _read_apart(document, address, asked):
            known.update((entry.url, canonical_url(address, asked.url) or entry.url))
            lost.append(entry)
    return lost


def _n_addressed(entries: tuple[FeedEntry, ...]) -> int:
    return len({entry.url for entry in entries if entry.url})


def _read_apart(document: str, address: str, asked: Asked) -> tuple[FeedEntry, ...]:
    """Read one entry by itself; where its link is too damaged to be read, its address is the one found."""
    found = _entries(_parsed(document.encode("utf-8", "replace"), _UTF8, asked), asked)
    url = canonical_url(address, asked.url)
    return tuple(entry if entry.url else replace(entry, url=url, id=entry.id or url) for entry in found[:1] if url)


def _text(body: bytes, parsed: Any) -> str:
    try:
        return body.decode(str(parsed.get("encoding") or "utf-8"), "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _kind(version: str) -> str:
    if version in _KINDS:
        return _KINDS[version]
    return next((kind for kind in ("rss", "atom") if version.startswith(kind)), "unknown")


def _entry(raw: Any, asked: Asked, kind: str) -> FeedEntry:
    url = canonical_url(_link(raw, kind) or "", asked.url) or ""
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


def _link(raw: Any, kind: str) -> str | None:
    """Return the entry's own address; feeds that carry another's story keep it in `feedburner:origlink`."""
    alternates = [link.get("href") for link in raw.get("links", ()) if link.get("rel") == "alternate"]
    named = str(raw.get("id") or "")
    told = [raw.get("feedburner_origlink"), *alternates, raw.get("link")]
    # feedparser takes any id for a link where there is none
    candidates = [str(one) for one in told if one and (one != named or is_fetchable(named) or kind != "atom")]
    if is_fetchable(named):
        candidates.append(named)
    return next(iter(candidates), None)


def _words(raw: Any, name: str) -> str | None:
    text = raw.get(name)
    detail = raw.get(f"{name}_detail") or {}
    has_markup = detail.get("type") in _MARKUP or _CLOSING_TAG.search(str(text or ""))
    return (without_markup(text) if has_markup else None) or as_worded(text)


def _summary(raw: Any) -> str | None:
    """Return the summary, or else the text that the feed carries whole."""
    told = without_markup(raw.get("summary"))
    if told:
        return told
    return next((text for text in (without_markup(part.get("value")) for part in raw.get("content", ())) if text), None)


def _authors(raw: Any) -> Iterator[str]:
    named = [author.get("name") for author in raw.get("authors") or ()]
    # feedparser cuts mail addresses out of names, too early where they end in `.example`; its last author is whole
    for name in (*named[:-1], raw.get("author") or (named[-1] if named else None)):
        bare = _WRAPPED.sub(r"\1", _EMPTY.sub("", _MAIL.sub("", without_markup(name) or "")).strip())
        if bare:
            yield bare


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
