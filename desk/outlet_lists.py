"""Lists of outlets as OPML 2.0, which feed readers exchange.

Source: http://opml.org/spec2.opml. What OPML has no word for stands in attributes of our own, `throughline…`, so that
a list that we wrote is read back whole; other readers pass them over. What a list does not carry is permission: to
reach private addresses, or to start a browser.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlsplit

from lxml import etree

from config.places import is_country, is_zone
from pipeline.errors import InputError
from pipeline.nouns import Feed, FeedKind, Outlet, OutletKind

#: Larger lists are refused: a thousand outlets take a quarter of it.
MAX_BYTES = 4 * 1024 * 1024
_OWN = "throughline"
#: Folders of feed readers whose names say what sort of publisher lies in them.
_KIND_OF_FOLDER = {
    **{kind.value: kind for kind in OutletKind},
    "newspapers": OutletKind.NEWSPAPER,
    "press": OutletKind.NEWSPAPER,
    "broadcasters": OutletKind.BROADCASTER,
    "tv": OutletKind.BROADCASTER,
    "radio": OutletKind.BROADCASTER,
    "agencies": OutletKind.AGENCY,
    "wires": OutletKind.AGENCY,
    "magazines": OutletKind.MAGAZINE,
    "bodies": OutletKind.BODY,
    "authorities": OutletKind.BODY,
    "police": OutletKind.BODY,
    "sites": OutletKind.SITE,
    "blogs": OutletKind.SITE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletList:
    """What a list holds."""

    outlets: tuple[Outlet, ...]
    #: Lines that are of no use, each with the reason.
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    outlets: dict[str, Outlet] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def read_opml(body: bytes, name: str) -> OutletList:
    """Read outlets from OPML: one for each site, with all feeds that are named of it; runs in a worker process.

    Args:
        body: as it came.
        name: how messages call it.

    Raises:
        InputError: it is no OPML.
    """
    if len(body) > MAX_BYTES:
        raise InputError(f"{name}: is larger than {MAX_BYTES // 1024**2} MB; split it")
    # no entities and no network: the list comes from a stranger
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(body.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name}: is no OPML ({error})") from error
    if root is None or not isinstance(root.tag, str) or etree.QName(root).localname.lower() != "opml":
        raise InputError(f"{name}: is no OPML; its first element is not <opml>. Export the list as OPML and try again")
    reading = _Reading()
    for outline, folders in _feeds_in(root):
        _take(reading, outline, folders)
    if len(parser.error_log):
        first = parser.error_log[0]
        reading.left_out.append(f"line {first.line}: it is not well-formed XML ({first.message}); it may end too early")
    return OutletList(outlets=tuple(reading.outlets.values()), left_out=tuple(reading.left_out))


def _feeds_in(root: etree._Element) -> Iterator[tuple[etree._Element, list[str]]]:
    """Return every outline that names an address, and the names of the folders that it lies in, the nearest first."""
    for outline in root.iter("{*}outline"):
        if _attribute(outline, "xmlUrl") or _attribute(outline, "type").lower() in {"rss", "atom"}:
            above = [_name(one) for one in outline.iterancestors("{*}outline")]
            yield outline, [folder for folder in above if folder]


def _take(reading: _Reading, outline: etree._Element, folders: list[str]) -> None:
    url = _attribute(outline, "xmlUrl")
    home = _attribute(outline, "htmlUrl") or url
    if not _is_web(url) or not _is_web(home):
        reading.left_out.append(f"line {outline.sourceline}: {url or 'no address'!r} is no address of a feed")
        return
    slug = _own_slug(outline) or _slug(home)
    known = reading.outlets.get(slug)
    feed = _feed(outline, url)
    if known is None:
        reading.outlets[slug] = replace(_outlet(outline, folders, slug, home), feeds=(feed,))
    elif url not in {one.url for one in known.feeds}:
        reading.outlets[slug] = replace(known, feeds=(*known.feeds, feed))


def _outlet(outline: etree._Element, folders: list[str], slug: str, home: str) -> Outlet:
    language = _attribute(outline, "language")[:2].lower()
    country = _own(outline, "Country")
    delay = _number(_own(outline, "DelaySeconds"))
    bare = Outlet(slug=slug, name=_own(outline, "Name") or _name(outline) or slug, home=home)
    named = [_own(outline, "OutletKind"), *(folder.lower() for folder in folders)]
    return replace(
        bare,
        language=language if re.fullmatch("[a-z]{2}", language) else bare.language,
        country=country if is_country(country) else None,
        kind=next((_KIND_OF_FOLDER[one] for one in named if one in _KIND_OF_FOLDER), bare.kind),
        is_wire=_own(outline, "IsWire") == "true",
        time_zone=zone if (zone := _own(outline, "TimeZone")) and is_zone(zone) else bare.time_zone,
        delay=None if delay is None else timedelta(seconds=delay),
    )


def _feed(outline: etree._Element, url: str) -> Feed:
    kind, every = _own(outline, "Kind"), _number(_own(outline, "EveryMinutes"))
    return Feed(
        url=url,
        kind=FeedKind(kind) if kind in {each.value for each in FeedKind} else FeedKind.FEED,
        every=timedelta(minutes=every) if every else None,
        article_pattern=_pattern(_own(outline, "ArticlePattern")),
    )


def _pattern(text: str) -> str | None:
    try:
        re.compile(text)
    except re.error:
        return None
    return text or None


def _attribute(outline: etree._Element, name: str) -> str:
    """Return an attribute, whatever the case it is written in: many readers write `xmlurl`."""
    wanted = name.lower()
    return next((str(value).strip() for key, value in outline.attrib.items() if str(key).lower() == wanted), "")


def _own(outline: etree._Element, name: str) -> str:
    return _attribute(outline, f"{_OWN}{name}")


def _own_slug(outline: etree._Element) -> str | None:
    slug = _own(outline, "Slug")
    return slug if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) else None


def _name(outline: etree._Element) -> str:
    return " ".join((_attribute(outline, "title") or _attribute(outline, "text")).split())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < 10**6 else None


def _is_web(url: str) -> bool:
    try:
        return url.startswith(("http://", "https://")) and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _slug(home: str) -> str:
    host = (urlsplit(home).hostname or "outlet").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "outlet"


def write_opml(outlets: Iterable[Outlet]) -> bytes:
    """Return all outlets as OPML, UTF-8: a folder for each kind of publisher, a folder in it for each outlet."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Outlets"
    body = etree.SubElement(root, "body")
    folders: dict[OutletKind, etree._Element] = {}
    for outlet in outlets:
        if outlet.kind not in folders:
            folders[outlet.kind] = etree.SubElement(body, "outline", text=outlet.kind.value)
        group = etree.SubElement(folders[outlet.kind], "outline", text=_clean(outlet.name))
        for feed in outlet.feeds:
            etree.SubElement(group, "outline", dict(_attributes(outlet, feed)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _attributes(outlet: Outlet, feed: Feed) -> Iterator[tuple[str, str]]:
    yield "type", "rss"
    yield from (("text", _clean(outlet.name)), ("title", _clean(outlet.name)))
    yield from (("xmlUrl", feed.url), ("htmlUrl", outlet.home), ("language", outlet.language))
    own = {
        "Slug": outlet.slug,
        "OutletKind": outlet.kind.value,
        "Country": outlet.country,
        "TimeZone": outlet.time_zone,
        "IsWire": "true" if outlet.is_wire else None,
        "DelaySeconds": None if outlet.delay is None else f"{outlet.delay.total_seconds():g}",
        "Kind": feed.kind.value,
        "EveryMinutes": None if feed.every is None else f"{feed.every.total_seconds() / 60:g}",
        "ArticlePattern": feed.article_pattern,
    }
    yield from ((f"{_OWN}{name}", value) for name, value in own.items() if value is not None)


def _clean(text: str) -> str:
    """Return a name without the characters that XML has no way to write."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
