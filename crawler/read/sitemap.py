"""Google News sitemaps, plain sitemaps and sitemap indexes.

Source: https://www.sitemaps.org/protocol.html and Google's news extension of it; namespaces are not looked at, as many
sitemaps get them wrong.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from crawler.read.dates import instant
from crawler.read.found import Asked, folded, unread
from crawler.urls import canonical_url
from pipeline.nouns import FeedEntry, FeedReading, NamedSitemap

#: Addresses and sitemaps that are read of one file. Source: the protocol allows 50,000; some publishers count wrong.
MAX_ADDRESSES = 60_000
_URL_BEGINS = re.compile(rb"<(?:[\w.-]+:)?url[\s>]")
_URL_ENDS = re.compile(rb"</(?:[\w.-]+:)?url\s*>")
#: How far from the end of a file the address begins in which it was cut off.
_TAIL = 64 * 1024
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def read_sitemap(body: bytes, asked: Asked) -> FeedReading:
    """Read a sitemap or an index of sitemaps; damage costs only what it hits."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body.lstrip(b" \t\r\n"), parser)
    if root is None:
        return unread("It is no XML that could be read.")
    problems = tuple(_damage(parser))
    if _name(root) == "sitemapindex":
        return _index(root, asked, problems)
    items = [child for child in root if _name(child) == "url"]
    if _is_cut_off(body):
        del items[-1:]  # its address may be half of one
    entries = {entry.url: entry for entry in (_entry(item, asked) for item in items[:MAX_ADDRESSES]) if entry.url}
    return FeedReading(
        title=_first(root, "name"),
        link=None,
        language=_first(root, "language"),
        kind="news_sitemap",
        entries=tuple(entries.values()),
        problems=(*problems, *_problems(items, entries)),
    )


def read_url_list(body: bytes, asked: Asked) -> FeedReading:
    """Read a sitemap that is a plain list of addresses, one a line."""
    lines = body.decode("utf-8-sig", "replace").splitlines()[:MAX_ADDRESSES]
    urls = dict.fromkeys(url for url in (canonical_url(line, asked.url) for line in lines if line.strip()) if url)
    entries = tuple(FeedEntry(id=url, url=url) for url in urls)
    return FeedReading(title=None, link=None, language=None, kind="news_sitemap", entries=entries)


def _index(root: etree._Element, asked: Asked, problems: tuple[str, ...]) -> FeedReading:
    """Return the sitemaps that an index names, newest first; where no dates are told, as they stand."""
    named: dict[str, NamedSitemap] = {}
    for item in [child for child in root if _name(child) == "sitemap"][:MAX_ADDRESSES]:
        url = canonical_url(_child(item, "loc") or "", asked.url)
        if url and url != canonical_url(asked.url):
            changed_at = instant(_child(item, "lastmod"), asked.time_zone)
            named.setdefault(url, NamedSitemap(url=url, changed_at=changed_at))
    children = tuple(sorted(named.values(), key=lambda one: one.changed_at or _LONG_AGO, reverse=True))
    return FeedReading(title=None, link=None, language=None, kind="sitemap_index", children=children, problems=problems)


def _is_cut_off(body: bytes) -> bool:
    """Tell whether the file ends within an address; in UTF-16 every other byte is empty."""
    tail = body[-_TAIL:].replace(b"\x00", b"")
    last = max((found.start() for found in _URL_BEGINS.finditer(tail)), default=None)
    return last is not None and _URL_ENDS.search(tail, last) is None


def _entry(item: etree._Element, asked: Asked) -> FeedEntry:
    """Read one address; extensions for images and videos have elements of the same names elsewhere."""
    news = next((child for child in item if _name(child) == "news"), item)
    url = canonical_url(_child(item, "loc") or "", asked.url) or ""
    return FeedEntry(
        id=url,
        url=url,
        headline=html.unescape(_child(news, "title") or "") or None,
        published_at=instant(_child(news, "publication_date"), asked.time_zone),
        updated_at=instant(_child(item, "lastmod"), asked.time_zone),
    )


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _child(element: etree._Element, name: str) -> str | None:
    """Return the words of the first child of this name, or None."""
    found = next((child for child in element if _name(child) == name), None)
    return None if found is None else folded("".join(str(part) for part in found.itertext()))


def _first(element: etree._Element, name: str) -> str | None:
    """Return the words of the first element of this name anywhere below a `publication`, or None."""
    return next((_child(below, name) for below in element.iter() if _name(below) == "publication"), None)


def _damage(parser: etree.XMLParser) -> Iterator[str]:
    if len(parser.error_log):
        first = parser.error_log[0]
        yield f"It is not well-formed XML (line {first.line}: {first.message})."


def _problems(items: list[etree._Element], entries: dict[str, FeedEntry]) -> Iterator[str]:
    if not entries:
        yield "It has no entries."
    if len(items) > MAX_ADDRESSES:
        yield f"It has {len(items)} addresses; the first {MAX_ADDRESSES} were read."
    elif len(items) > len(entries):
        yield f"{len(items) - len(entries)} of its {len(items)} addresses cannot be fetched or stand there twice."
    if entries and not any(entry.headline or entry.published_at for entry in entries.values()):
        yield "It is a plain sitemap: it tells neither headlines nor times of publication."
