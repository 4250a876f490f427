"""What a page says of itself: JSON-LD, OpenGraph and other meta elements; nothing here looks at the text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from courlan import clean_url
from lxml.html import HtmlElement

from pipeline.read.headings import Heading, main_headings, second_headings
from pipeline.read.signed import is_beside, linked_bylines, printed_bylines, worded_bylines

#: Schema.org types of a page that is one article.
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report)$")
_BODY_TYPES = re.compile(r"Organi[sz]ation$")
_COLLECTION_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
_HEADLINES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_STANDFIRSTS = ("og:description", "description", "twitter:description")
_BYLINES = ("author", "article:author", "parsely-author", "byl", "sailthru.author", "dc.creator", "citation_author")
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
#: Tags, and marks that turn the direction of the text after them.
_NO_WORDS = re.compile(r"<[^>]{1,200}>|[\u202a-\u202e\u2066-\u2069\0]")
#: Characters of the longest thing that a page says of itself.
_LONGEST = 1000
#: No news page is older than the web; what claims it is wrong.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says of itself."""

    #: Headlines given for other readers (JSON-LD, OpenGraph …), most trusted first.
    headlines: tuple[str, ...] = ()
    #: The title element; it mostly ends in the site's name.
    title: str | None = None
    #: Printed headings of the first level, and the first few of the second.
    headings: tuple[Heading, ...] = ()
    second: tuple[Heading, ...] = ()
    standfirst: str | None = None
    #: Raw byline strings of its metadata, and of what is printed.
    bylines: tuple[str, ...] = ()
    printed_bylines: tuple[str, ...] = ()
    #: People of its JSON-LD, which are in `bylines` too.
    authors: tuple[str, ...] = ()
    #: Printed texts that begin as bylines do.
    worded_bylines: tuple[str, ...] = ()
    #: Texts of links to pages about authors, in order.
    linked_bylines: tuple[str, ...] = ()
    #: Authors that it calls organisations.
    bodies: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: Language tag as declared.
    language: str | None = None
    site_name: str | None = None
    canonical_url: str
    #: Does it call itself one article?
    is_article: bool = False
    #: Does it call itself a list of them?
    is_collection: bool = False
    #: isAccessibleForFree; None: not said.
    is_free: bool | None = None

    @property
    def printed(self) -> tuple[str, ...]:
        """Return the words of the headings of the first level."""
        return tuple(heading.text for heading in self.headings)


def read_head(tree: HtmlElement, url: str, zone: ZoneInfo) -> Head:
    """Read what a page says of itself.

    Args:
        tree: the whole page.
        url: the address that answered.
        zone: in which times without a zone are meant.
    """
    metas = _metas(tree)
    things = list(_linked_things(tree))
    article = next((thing for thing in things if _has_type(thing, _ARTICLE_TYPES)), {})
    og_type = metas.get("og:type", [""])[0].lower()
    authors = _names(_authors(article, are_bodies=False))
    return Head(
        headlines=tuple(dict.fromkeys(filter(None, [_text(article.get("headline")), *_all(metas, _HEADLINES)]))),
        title=_text(tree.findtext(".//title")),
        headings=main_headings(tree),
        second=second_headings(tree),
        standfirst=next(iter(_all(metas, _STANDFIRSTS)), None) or _text(article.get("description")),
        bylines=tuple(dict.fromkeys([*authors, *_all(metas, _BYLINES)])),
        authors=tuple(authors),
        printed_bylines=tuple(printed_bylines(tree)),
        worded_bylines=tuple(worded_bylines(tree)),
        linked_bylines=tuple(linked_bylines(tree)),
        bodies=tuple(_names(_authors(article, are_bodies=True))),
        published_at=_first_time(
            [_text(article.get("datePublished")), *_all(metas, _PUBLISHED), *_printed_times(tree)], zone
        ),
        modified_at=_first_time([_text(article.get("dateModified")), *_all(metas, _MODIFIED)], zone),
        language=tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or _text(article.get("inLanguage")),
        site_name=next(iter([*_all(metas, ("og:site_name",)), *_names(article.get("publisher"))]), None),
        canonical_url=_canonical(tree, url),
        is_article=bool(article) or og_type == "article" or "article:published_time" in metas,
        is_collection=not article and any(_types(thing) & _COLLECTION_TYPES for thing in things),
        is_free=_truth(article.get("isAccessibleForFree")),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = _text(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [content for name in names for content in metas.get(name, ())]


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    # JSON-LD often carries escaped HTML
    return " ".join(_NO_WORDS.sub(" ", unescape(value)).split())[:_LONGEST].strip() or None


def _printed_times(tree: HtmlElement) -> list[str]:
    times = [time for time in tree.iter("time") if (time.get("datetime") or "").strip() and not is_beside(time)]
    # `published` sorts before the others; of these the first printed is mostly it
    ordered = sorted(
        times, key=lambda time: "publi" not in f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
    )
    return [str(time.get("datetime")) for time in ordered[:1]]


def _linked_things(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Return the page's own things of its JSON-LD; those of lists are other pages'."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            # strict off: raw line breaks in strings are common
            root = json.loads((script.text or "").strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _things(root, depth=0)


def _things(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for part in value:
            yield from _things(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity"):
            yield from _things(value.get(key), depth + 1)


def _types(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}


def _has_type(thing: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(kind) for kind in _types(thing))


def _authors(article: dict[str, Any], *, are_bodies: bool) -> list[object]:
    given = article.get("author")
    authors = given if isinstance(given, list) else [given]
    return [one for one in authors if (isinstance(one, dict) and _has_type(one, _BODY_TYPES)) == are_bodies]


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for part in value for name in _names(part)]
    if isinstance(value, dict):
        value = value.get("name")
    name = _text(value) if isinstance(value, str) else None
    return [name] if name else []


def _truth(value: object) -> bool | None:
    word = str(value).rpartition("/")[2].lower()
    return {"true": True, "false": False}.get(word)


def _first_time(candidates: list[str | None], zone: ZoneInfo) -> datetime | None:
    return next(filter(None, (parse_time(candidate, zone) for candidate in candidates if candidate)), None)


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


def _canonical(tree: HtmlElement, url: str) -> str:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (href := (link.get("href") or "").strip()):
            named = _clean(_joined(url, href))
            # a home page as everyone's canonical address is a fault of the site
            if (
                named
                and _same_site(named, url)
                and (urlsplit(named).path.strip("/") or not urlsplit(url).path.strip("/"))
            ):
                return named
    return _clean(url) or url


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        return ""


def _clean(url: str) -> str | None:
    return clean_url(url) if url.startswith(("http://", "https://")) else None


def _same_site(one: str, other: str) -> bool:
    try:
        first, second = (urlsplit(url).netloc.lower().removeprefix("www.") for url in (one, other))
    except ValueError:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)
