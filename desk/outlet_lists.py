"""Lists of outlets as OPML 2.0, which feed readers exchange. Source: http://opml.org/spec2.opml."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from pipeline.errors import InputError
from pipeline.nouns import Feed, FeedKind, Outlet

#: Larger lists are refused: a thousand outlets take a quarter of it.
_MAX_BYTES = 4 * 1024 * 1024


def read_opml(file: Path) -> list[Outlet]:
    """Read outlets from an OPML file: one for each site, with all feeds that are named of it.

    Raises:
        InputError: it cannot be read, or is no OPML.
    """
    try:
        body = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    if len(body) > _MAX_BYTES:
        raise InputError(f"{file}: is larger than {_MAX_BYTES // 1024**2} MB; split it")
    try:
        # no entities and no network: the list comes from a stranger
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    except etree.XMLSyntaxError as error:
        raise InputError(f"{file}: is no OPML ({error})") from error
    if root is None or etree.QName(root).localname != "opml":
        raise InputError(f"{file}: is no OPML; its root is not <opml>")
    return _outlets(root)


def _outlets(root: etree._Element) -> list[Outlet]:
    feeds: dict[str, list[Feed]] = {}
    named: dict[str, tuple[str, str]] = {}
    for outline in root.iter("outline"):
        url = outline.get("xmlUrl") or ""
        home = outline.get("htmlUrl") or url
        if not url.startswith(("http://", "https://")) or not home.startswith(("http://", "https://")):
            continue
        slug = _slug(home)
        kind = outline.get("throughlineKind") or FeedKind.FEED.value
        known = kind in {each.value for each in FeedKind}
        feeds.setdefault(slug, []).append(Feed(url=url, kind=FeedKind(kind) if known else FeedKind.FEED))
        named.setdefault(slug, (outline.get("title") or outline.get("text") or slug, home))
    return [Outlet(slug=slug, name=name, home=home, feeds=tuple(feeds[slug])) for slug, (name, home) in named.items()]


def _slug(home: str) -> str:
    parts = urlsplit(home)
    host = (parts.hostname or "outlet").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "outlet"


def write_opml(outlets: Iterable[Outlet]) -> bytes:
    """Return all outlets as OPML, UTF-8; the kind of each feed is kept in an attribute of our own."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Outlets"
    body = etree.SubElement(root, "body")
    for outlet in outlets:
        group = etree.SubElement(body, "outline", text=outlet.name)
        for feed in outlet.feeds:
            etree.SubElement(
                group,
                "outline",
                type="rss",
                text=outlet.name,
                title=outlet.name,
                xmlUrl=feed.url,
                htmlUrl=outlet.home,
                throughlineKind=feed.kind.value,
            )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
