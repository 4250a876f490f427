"""What an outlet's home page says of it, and where it says that its articles are announced."""

import pytest

from crawler.read.home import Home, read_home, sitemaps_named

URL = "https://www.weir-echo.example/"


def home(head: str = "", body: str = "", lang: str = "") -> Home:
    """Read a home page."""
    return read_home(f"<!doctype html><html {lang}><head>{head}</head><body>{body}</body></html>".encode(), URL)


def test_feeds_of_the_head_are_found_wherever_they_lie():
    """Relative to the page's base; only links that stand for the same words elsewhere, and only once."""
    found = home(
        '<base href="https://cdn.weir-echo.example/x/"><link rel="Alternate" type="application/rss+xml; charset=utf-8" '
        'href="feed.rss"><link rel="alternate" type="application/atom+xml" href="/atom"><link rel="alternate" '
        'hreflang="cy" href="/cy"><link rel="alternate" type="application/rss+xml" href="feed.rss">'
        '<link rel="alternate" type="application/feed+json" href="javascript:x">'
    )
    assert found.feeds == ("https://cdn.weir-echo.example/x/feed.rss", "https://cdn.weir-echo.example/atom")


@pytest.mark.parametrize(
    ("link", "is_feed"),
    [
        ('<a href="/rss">Subscribe</a>', True),
        ('<a href="/news/rss.xml">News</a>', True),
        ('<a href="/feeds/world/">World</a>', True),
        ('<a href="/feed.json">x</a>', True),
        ('<a href="/x/y.atom">x</a>', True),
        ('<a href="/subscribe/1">RSS: world</a>', True),
        ('<a href="/sitemap.xml">Map</a>', False),
        ('<a href="/news/seals-feed-on-fish-again">Seals feed on fish</a>', False),
        ('<a href="/harbour">Harbour</a>', False),
    ],
)
def test_links_that_look_like_feeds_are_found(link: str, *, is_feed: bool):
    """By their address or their words."""
    assert bool(home(body=link).linked_feeds) is is_feed


def test_sections_are_short_addresses_of_the_same_site_those_of_the_menu_first():
    """Articles, feeds, other sites and the page itself are none."""
    found = home(
        body='<a href="/rowing">Rowing</a><a href="/news/ferry-pier-closed-after-storm">Ferry pier closed</a>'
        '<a href="/">Home</a><a href="https://other.example/harbour">Other</a><a href="/search?q=x">Search</a>'
        '<a href="/rss">RSS</a><nav><a href="/news/harbour">Harbour</a><a href="/town">Town</a></nav>'
    )
    assert found.sections == tuple(
        f"https://www.weir-echo.example{path}" for path in ("/news/harbour", "/town", "/rowing")
    )


@pytest.mark.parametrize(
    ("head", "lang", "told"),
    [
        ("<title>Weir Echo | News</title>", 'lang="en-GB"', ("Weir Echo", "en", "GB")),
        ('<meta property="og:site_name" content="Echo"><title>x</title>', "", ("Echo", None, None)),
        ('<meta property="og:locale" content="de_AT">', "", (None, "de", "AT")),
        ('<meta name="geo.region" content="AU-NSW">', 'lang="en-US"', (None, "en", "AU")),
        ("", 'lang="x-klingon"', (None, None, None)),
    ],
)
def test_what_the_page_says_of_its_outlet(head: str, lang: str, told: tuple):
    """Name, language and country, each from where it is said surest."""
    found = home(head, lang=lang)
    assert (found.name, found.language, found.country) == told


def test_a_page_of_nothing_says_nothing():
    """Empty bodies are borne."""
    assert read_home(b"\x00 \n", URL) == Home()


def test_the_sitemaps_of_a_robots_txt_are_found():
    """Whatever the case, and wherever in the file they stand."""
    body = b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\nSITEMAP: https://a.example/one.xml\nsitemap:/two.xml\nSitemap:\n"
    assert sitemaps_named(body, URL) == ("https://a.example/one.xml", "https://www.weir-echo.example/two.xml")
