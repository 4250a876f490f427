"""An outlet's home page: what it says of the outlet, and where it says that its articles are announced."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.read.found import folded
from crawler.read.section import has_article_shape
from crawler.urls import canonical_url, site_of

#: Types by which a page's head names feeds. Source: RSS autodiscovery; RFC 4287, 7; JSON Feed 1.1.
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml"}
)
_LOOKS_LIKE_FEED = re.compile(
    r"/(?:rss|feeds?|atom|rdf)(?:/[\w.-]+)*/?$|[\w-]*(?:rss|feed|atom|rdf|index)[\w-]*\.(?:xml|rss|rdf|atom|json)$|\.(?:rss|atom|rdf)$",
    re.IGNORECASE,
)
_WORDS_OF_FEEDS = re.compile(r"\b(?:rss|atom|web ?feed|newsfeed)\b", re.IGNORECASE)
#: Sections stand one or two steps below the home page, under short names.
_SECTION_PATH = re.compile(r"(?:/[a-z][a-z0-9]*(?:-[a-z0-9]+){0,2}){1,2}/?", re.IGNORECASE)
_LOCALE = re.compile(r"([a-zA-Z]{2})(?:[-_]([a-zA-Z]{2}))?(?:$|[-_.])")
#: More are comment feeds, feeds of tags and the like.
_MOST_FEEDS = 12
_MOST_SECTIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What an outlet's home page says."""

    name: str | None = None
    #: ISO 639-1.
    language: str | None = None
    #: Of the language's region or the page's place, ISO 3166-1 alpha-2; often only what its software was set to.
    country: str | None = None
    #: Feeds that its head names.
    feeds: tuple[str, ...] = ()
    #: Links on it that look like feeds.
    linked_feeds: tuple[str, ...] = ()
    #: Links on it that look like sections, those of its menu first.
    sections: tuple[str, ...] = ()


def read_home(body: bytes, url: str) -> Home:
    """Read an outlet's home page; runs in a worker process.

    Args:
        body: As it came.
        url: Where it came from.
    """
    if not body.strip(b"\x00 \t\r\n"):
        return Home()
    root = lxml_html.document_fromstring(body)
    told = {_attribute(meta, "property") or _attribute(meta, "name"): meta.get("content") for meta in root.iter("meta")}
    base_element = root.find(".//base[@href]")
    base = (canonical_url(base_element.get("href") or "", url) if base_element is not None else None) or url
    language, country = _place((root.get("lang"), told.get("og:locale"), told.get("content-language")))
    named = _addresses((link.get("href") for link in root.iter("link") if _names_feed(link)), base)
    looks = _addresses((link.get("href") for link in root.iterfind(".//a[@href]") if _looks_like_feed(link)), base)
    return Home(
        name=_name(told.get("og:site_name")) or _name(root.findtext(".//title")),
        language=language,
        country=_country(told.get("geo.country") or told.get("geo.region")) or country,
        feeds=tuple(named)[:_MOST_FEEDS],
        linked_feeds=tuple(one for one in looks if one not in named)[:_MOST_FEEDS],
        sections=tuple(_sections(root, base, url))[:_MOST_SECTIONS],
    )


def sitemaps_named(body: bytes, url: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names. Source: https://www.sitemaps.org/protocol.html#submit_robots."""
    lines = body.decode("utf-8-sig", "replace").splitlines()
    named = (line.partition(":")[2] for line in lines if line.strip().lower().startswith("sitemap:"))
    return tuple(_addresses(named, url))


def _attribute(element: lxml_html.HtmlElement, name: str) -> str:
    return (element.get(name) or "").strip().lower()


def _name(words: str | None) -> str | None:
    """Return the outlet's name without what follows it in a title: `Harbour Post | News from the coast`."""
    line = folded(words)
    return re.split(r"\s+[|–—·:-]\s+", line)[0] if line else None


def _place(locales: Iterable[str | None]) -> tuple[str | None, str | None]:
    language = country = None
    for locale in locales:
        found = _LOCALE.match((locale or "").strip())
        if found:
            language = language or found[1].lower()
            country = country or (found[2] or "").upper() or None
    return language, country


def _country(code: str | None) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2})(?:$|[-_\s])", code or "")
    return found[1].upper() if found else None


def _names_feed(link: lxml_html.HtmlElement) -> bool:
    media_type = _attribute(link, "type").partition(";")[0].strip()
    return "alternate" in _attribute(link, "rel").split() and media_type in _FEED_TYPES


def _looks_like_feed(link: lxml_html.HtmlElement) -> bool:
    path = urlsplit(link.get("href") or "").path
    words = folded(" ".join(str(part) for part in link.itertext())) or ""
    return bool(_LOOKS_LIKE_FEED.search(path) or (len(words) < 40 and _WORDS_OF_FEEDS.search(words)))


def _addresses(links: Iterable[str | None], base: str) -> dict[str, None]:
    return dict.fromkeys(url for url in (canonical_url(link or "", base) for link in links) if url)


def _sections(root: lxml_html.HtmlElement, base: str, url: str) -> Iterator[str]:
    menus = [link for menu in root.iter("nav", "header") for link in menu.iterfind(".//a[@href]")]
    rest = root.iterfind(".//a[@href]")
    home = canonical_url(url)
    for section in _addresses((link.get("href") for link in (*menus, *rest)), base):
        path = urlsplit(section).path
        is_own = site_of(section) == site_of(url) and section != home and not urlsplit(section).query
        if (
            is_own
            and _SECTION_PATH.fullmatch(path)
            and not has_article_shape(section)
            and not _LOOKS_LIKE_FEED.search(path)
        ):
            yield section
