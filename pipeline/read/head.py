"""What a page says of itself: JSON-LD, OpenGraph and other meta elements; nothing here looks at the text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from courlan import clean_url
from lxml.html import HtmlElement

from pipeline.nouns import Amendment, Picture, TimeClaim
from pipeline.read.amended import amendments_of
from pipeline.read.claims import modified_claims, published_claims
from pipeline.read.headings import Heading, main_headings, second_headings
from pipeline.read.live import Entry, is_live_blog, told_entries
from pipeline.read.marks import based_on, is_free, picture_of, section_of, tags_of
from pipeline.read.said import names, plain
from pipeline.read.sections import section_on_path
from pipeline.read.signed import linked_bylines, printed_bylines, worded_bylines

#: What writers of JSON-LD leave in it: a comma after the last part, comments, and the frames that once hid scripts.
_LEFT_IN = re.compile(r",(?=\s*[\]}])|/\*[^*]*\*/|<!--|-->|<!\[CDATA\[|\]\]>|^[ \t]*//[^\n]*", re.MULTILINE)
#: Schema.org types of a page that is one article.
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report)$")
_BODY_TYPES = re.compile(r"Organi[sz]ation$")
#: Schema.org types of a page that shows and does not tell.
_MEDIA_TYPES = frozenset({"VideoObject", "ImageGallery", "MediaGallery", "AudioObject", "PodcastEpisode", "Clip"})
_COLLECTION_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
_HEADLINES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_STANDFIRSTS = ("og:description", "description", "twitter:description")
_BYLINES = ("author", "article:author", "parsely-author", "byl", "sailthru.author", "dc.creator", "citation_author")


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
    #: Claims of when it was published and last changed, the most trusted first.
    published: tuple[TimeClaim, ...] = ()
    modified: tuple[TimeClaim, ...] = ()
    #: Language tag as declared.
    language: str | None = None
    site_name: str | None = None
    canonical_url: str
    #: Does it call itself one article?
    is_article: bool = False
    #: Does it call itself a gallery, a video or a recording?
    is_media: bool = False
    #: Does it call itself a list of articles?
    is_collection: bool = False
    #: May anyone read all of it? None: not said.
    is_free: bool | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    picture: Picture | None = None
    #: Addresses or titles of works that it is based on.
    based_on: tuple[str, ...] = ()
    #: What it says to have put right.
    amendments: tuple[Amendment, ...] = ()
    #: Does it call itself a live blog, and which entries does it say it has?
    is_live: bool = False
    entries: tuple[Entry, ...] = ()

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
    authors = names(_authors(article, are_bodies=False))
    canonical = _canonical(tree, url)
    return Head(
        headlines=tuple(dict.fromkeys(filter(None, [plain(article.get("headline")), *_all(metas, _HEADLINES)]))),
        title=plain(tree.findtext(".//title")),
        headings=main_headings(tree),
        second=second_headings(tree),
        standfirst=next(iter(_all(metas, _STANDFIRSTS)), None) or plain(article.get("description")),
        bylines=tuple(dict.fromkeys([*authors, *_all(metas, _BYLINES)])),
        authors=tuple(authors),
        printed_bylines=tuple(printed_bylines(tree)),
        worded_bylines=tuple(worded_bylines(tree)),
        linked_bylines=tuple(linked_bylines(tree)),
        bodies=tuple(names(_authors(article, are_bodies=True))),
        published=published_claims(plain(article.get("datePublished")), metas, tree, zone),
        modified=modified_claims(plain(article.get("dateModified")), metas, zone),
        language=tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or plain(article.get("inLanguage")),
        site_name=next(iter([*_all(metas, ("og:site_name",)), *names(article.get("publisher"))]), None),
        canonical_url=canonical,
        is_article=bool(article) or og_type == "article" or "article:published_time" in metas,
        is_media=not article and (og_type.startswith("video") or any(_types(thing) & _MEDIA_TYPES for thing in things)),
        is_collection=not article and any(_types(thing) & _COLLECTION_TYPES for thing in things),
        is_free=is_free(article, metas),
        section=section_of(article, metas) or section_on_path(things, tree, canonical),
        tags=tags_of(article, metas),
        picture=picture_of(article, metas, tree, url),
        based_on=based_on(article, canonical),
        amendments=amendments_of(article, tree),
        is_live=is_live_blog(things, tree),
        entries=told_entries(things, zone),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = plain(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [content for name in names for content in metas.get(name, ())]


def _linked_things(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Return the page's own things of its JSON-LD; those of lists are other pages'."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        yield from _things(_parsed((script.text or "").strip().removesuffix(";")), depth=0)


def _parsed(text: str) -> object:
    """Return what a script of JSON-LD says, also where its writer left a comma, a comment or a frame in it; or None."""
    for written in (text, _LEFT_IN.sub("", text)):
        try:
            # strict off: raw line breaks in strings are common
            return json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for part in value:
            yield from _things(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "breadcrumb"):
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
