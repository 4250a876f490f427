"""Section pages: which links on a page of links lead to articles."""

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from crawler.read.found import MAX_ENTRIES, Asked, folded
from crawler.read.shapes import is_known_article
from crawler.urls import canonical_url, site_of
from pipeline.nouns import FeedEntry, FeedReading

#: Words in a path that no article's address has as a whole segment.
_NOT_ARTICLES = re.compile(
    r"/(?:tags?|topics?|authors?|profiles?|category|categories|about(?:-us)?|contact(?:s|-us)?|privacy|terms|cookies"
    r"|log-?in|sign-?in|register|subscribe|subscriptions?|account|newsletters?|jobs|careers|advertis(?:e|ing)|shop|search"
    r"|help|accessibility|sitemap|rss|feeds?|podcasts?|tv-guide|weather|puzzles|crosswords|horoscopes|page|wp-admin"
    r"|wp-content|cdn-cgi)(?:/|$)"
)
_FILES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|xml|rss|css|js|json|ico|docx?|xlsx?)$")
_PLACES_OF_ARTICLES = frozenset({"article", "articles", "story", "stories", "news-story", "live"})
_DATED = re.compile(r"/(?:19|20)\d\d(?:[/-]?(?:\d{1,2}|[a-z]{3}))(?:[/-]?\d{1,2})?(?=[/_.-])")
_NUMBERED = re.compile(r"(?:^|[-_.a-z])\d{5,}(?:$|[-_.])")
_ODD_ID = re.compile(r"(?=.*\d)[a-z0-9]{8,}")
#: A slug of so many hyphens is a headline; section names have two at most (`crime-and-justice`).
_HEADLINE_HYPHENS = 3
#: So many spaces make the words of a link a headline; names of sections and forms are shorter.
_HEADLINE_SPACES = 5
#: The words of a link are not kept beyond this many characters.
_MAX_HEADLINE = 300


def read_section(body: bytes, asked: Asked) -> FeedReading:
    """Return the articles that a page links to, in the order of the page, each with the words of its link."""
    root = lxml_html.document_fromstring(body, parser=lxml_html.HTMLParser(encoding=_encoding(body, asked)))
    base = root.find(".//base[@href]")
    start = asked.url if base is None else canonical_url(base.get("href") or "", asked.url)
    headlines: dict[str, str] = {}
    for link in root.iterfind(".//a[@href]"):
        url = canonical_url(link.get("href") or "", start or asked.url)
        if url and _is_of_site(url, asked.url):
            words = folded(" ".join(str(words) for words in link.itertext())) or ""
            headlines[url] = max(headlines.get(url, ""), words, key=len)
    chosen = [(url, words) for url, words in headlines.items() if _is_wanted(url, words, asked)]
    entries = tuple(_entry(url, words) for url, words in chosen[:MAX_ENTRIES])
    return FeedReading(
        title=folded(root.findtext(".//title")),
        link=canonical_url(asked.url),
        language=folded(root.get("lang")),
        kind="section",
        entries=entries,
        problems=() if entries else ("No link on it looks like an article's: give an article_pattern.",),
    )


def is_article(url: str, asked: Asked) -> bool | None:
    """Tell whether a link of the site leads to an article; None: its address does not tell.

    The outlet's own pattern decides alone; then what was learned of the outlet's addresses; then the general shape of
    articles' addresses.

    Args:
        url: The link, canonical.
        asked: The section page, with the pattern and what was learned.
    """
    if asked.article_pattern is not None:
        return re.search(asked.article_pattern, url) is not None
    path = urlsplit(url).path.lower()
    if not path.strip("/") or _FILES.search(path):
        return False
    learned = is_known_article(url, asked.shapes)
    if learned is not None:
        return learned
    return True if has_article_shape(url) else False if _NOT_ARTICLES.search(path) else None


def _is_of_site(url: str, section_url: str) -> bool:
    return site_of(url) == site_of(section_url) and url != canonical_url(section_url)


def _is_wanted(url: str, words: str, asked: Asked) -> bool:
    """Tell whether the page of a link is to be fetched.

    Where the address does not tell, words as long as a headline's are reason to look once: the page that comes back
    teaches what such addresses are.
    """
    found = is_article(url, asked)
    return found if found is not None else words.count(" ") >= _HEADLINE_SPACES


def has_article_shape(url: str) -> bool:
    """Tell whether an address looks like an article's: a slug of several hyphens, a date, or a number."""
    path = urlsplit(url).path.lower()
    segments = [segment for segment in path.split("/") if segment]
    if not segments or _FILES.search(path) or _NOT_ARTICLES.search(path):
        return False
    return any(_signs(path, segments))


def _signs(path: str, segments: list[str]) -> Iterator[bool]:
    last = re.sub(r"\.(?:s?html?|php|aspx?|ece)$", "", segments[-1])
    before = segments[-2] if len(segments) > 1 else ""
    yield last.count("-") >= _HEADLINE_HYPHENS
    yield before.count("-") >= _HEADLINE_HYPHENS and any(sign.isdigit() for sign in last)
    yield _DATED.search(path) is not None and bool(re.search(r"[a-z]{3}", last) or len(last) >= 4)
    yield _NUMBERED.search(last) is not None
    yield before in _PLACES_OF_ARTICLES and (_ODD_ID.fullmatch(last) is not None or "-" in last)


def _entry(url: str, words: str) -> FeedEntry:
    headline = words[:_MAX_HEADLINE] if words.count(" ") >= 2 else None
    return FeedEntry(id=url, url=url, headline=headline)


def _encoding(body: bytes, asked: Asked) -> str | None:
    """Return the encoding that the header declares, or else what the bytes tell; None: lxml is to find out."""
    declared = re.search(r"charset=[\"']?([\w-]+)", asked.content_type or "")
    with suppress(LookupError):
        if declared and etree.HTMLParser(encoding=declared[1]) is not None:
            return declared[1]
    return "utf-8" if _is_utf8(body) else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
