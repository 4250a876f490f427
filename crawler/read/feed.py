"""The one reader of everything that announces articles; pure, made to be called in a worker process."""

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from dataclasses import replace

from crawler.read.found import Asked, unread
from crawler.read.json_feed import read_json_feed
from crawler.read.section import read_section
from crawler.read.sitemap import read_sitemap, read_url_list
from crawler.read.xml_feed import read_xml_feed
from crawler.rules import MEBIBYTE
from pipeline.nouns import AddressShapes, FeedKind, FeedReading

#: A packed feed that unpacks to more is refused.
_MAX_UNPACKED = 50 * MEBIBYTE
#: How far into a body we look for the element that tells its kind.
_LOOK_INTO = 64 * 1024
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel|urlset|sitemapindex|html|head|body)[\s>/]", re.IGNORECASE)
_FORM_OF_ROOT = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), "xml"),
    **dict.fromkeys(("urlset", "sitemapindex"), "sitemap"),
    **dict.fromkeys(("html", "head", "body"), "html"),
}


def read_feed(  # noqa: PLR0917 - workers call by position too
    body: bytes,
    url: str,
    content_type: str | None = None,
    kind: FeedKind = FeedKind.FEED,
    article_pattern: str | None = None,
    time_zone: str = "UTC",
    shapes: AddressShapes | None = None,
) -> FeedReading:
    """Read what announces articles, whatever it is; never raises.

    The body itself tells its form; the kind only decides whether an HTML page is a section or a mistake.

    Args:
        body: As it came, packed by gzip or not.
        url: Where it came from; relative links start there.
        content_type: The header field of that name, or None.
        kind: What it was asked for as.
        article_pattern: For sections: regular expression that an article's address matches; None: judged by shape.
        time_zone: IANA name of the zone of dates that name none.
        shapes: For sections: what is known of the outlet's addresses; None: nothing.

    Returns:
        What was seen. Whatever could not be read stands in `problems`; entries without an address have the url "".
    """
    asked = Asked(url=url, content_type=content_type, article_pattern=article_pattern, time_zone=time_zone)
    asked = replace(asked, shapes=shapes) if shapes is not None else asked
    try:
        unpacked, problems = _unpack(body)
        reading = _read(unpacked, asked, kind)
    except Exception as error:  # noqa: BLE001 - a feed that breaks a reader is one that cannot be read
        return unread(f"It could not be read ({type(error).__name__}: {error}).")
    return replace(reading, problems=(*problems, *reading.problems))


def guess_kind(body: bytes, url: str = "", content_type: str | None = None) -> FeedKind:
    """Return what a body is best read as."""
    try:
        form = _form(_unpack(body)[0])
    except (ValueError, zlib.error):
        form = "unknown"
    if form == "html":
        return FeedKind.SECTION
    is_sitemap = form in {"sitemap", "urls"} or (form == "unknown" and "sitemap" in url.lower())
    if not is_sitemap and form == "unknown" and "html" in (content_type or "").lower():
        return FeedKind.SECTION
    return FeedKind.NEWS_SITEMAP if is_sitemap else FeedKind.FEED


def _read(body: bytes, asked: Asked, kind: FeedKind) -> FeedReading:
    if not body.strip(b"\x00 \t\r\n"):
        return unread("It is empty.")
    form = _form(body)
    if form == "html" and kind is not FeedKind.SECTION:
        return unread("It is an HTML page, not a feed: give the address of its feed, or list it as a section.")
    readers: dict[str, Callable[[bytes, Asked], FeedReading]] = {
        "json": read_json_feed,
        "sitemap": read_sitemap,
        "urls": read_url_list,
        "html": read_section,
        "xml": read_xml_feed,
        "unknown": read_section if kind is FeedKind.SECTION else read_xml_feed,
    }
    return readers[form](body, asked)


def _form(body: bytes) -> str:
    """Return which reader a body is for, by its first telling element."""
    start = _decoded(body[:_LOOK_INTO]).lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return "json"
    found = _ROOT.search(start)
    if found:
        return _FORM_OF_ROOT[found[1].lower()]
    if re.search(r"<!doctype\s+html\b", start, re.IGNORECASE):
        return "html"
    return "urls" if re.match(r"https?://\S+\s*(?:\n|$)", start) else "unknown"


def _decoded(start: bytes) -> str:
    """Decode only so far as to find ASCII element names."""
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return start.decode("utf-16", "replace")
    if start[:4] in {b"<\x00?\x00", b"<\x00r\x00", b"<\x00f\x00"}:
        return start.decode("utf-16-le", "replace")
    if start[:4] in {b"\x00<\x00?", b"\x00<\x00r", b"\x00<\x00f"}:
        return start.decode("utf-16-be", "replace")
    return start.removeprefix(BOM_UTF8).decode("latin-1")


def _unpack(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Undo gzip, twice at most: some servers pack what is packed already.

    Raises:
        ValueError: it unpacks to too much.
        zlib.error: it is no gzip after all.
    """
    problems: tuple[str, ...] = ()
    for _ in range(2):
        if not body.startswith(b"\x1f\x8b"):
            break
        unpacker = zlib.decompressobj(wbits=31)
        body = unpacker.decompress(body, _MAX_UNPACKED)
        if unpacker.unconsumed_tail:
            raise ValueError(f"it unpacks to more than {_MAX_UNPACKED // MEBIBYTE} MiB")
        if not unpacker.eof:
            problems = ("Its gzip data end too early.",)
    return body, problems
