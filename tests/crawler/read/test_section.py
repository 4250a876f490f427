"""Section pages: which of their links are articles."""

import pytest

from crawler import learn_shapes, read_feed
from crawler.read.section import has_article_shape
from pipeline.nouns import FeedKind

URL = "https://harbour-post.example/news/city"


@pytest.mark.parametrize(
    "path",
    [
        "/news/city/ferry-pier-closed-after-storm",
        "/2026/11/02/pier-closed",
        "/news/2026-11-02/pier",
        "/uk-news/2026/nov/02/pier-closed",
        "/news/uk-england-12345678",
        "/news/articles/c4gd2kx0lw9o",
        "/story/pier-closed",
        "/article/9876543",
        "/pier-closed-987654.html",
        "/ferry-pier-closed-after-storm/123/",
        "/news/live/storm-latest",
        "/a12345678",
    ],
)
def test_slugs_dates_and_numbers_are_articles(path: str):
    """A slug like a headline, a date or an id number makes an address an article's."""
    assert has_article_shape(f"https://harbour-post.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/news",
        "/news/crime-and-justice",
        "/sport/football",
        "/about-us",
        "/tag/ferry-pier-closed-after-storm",
        "/author/ada-maria-van-der-quill",
        "/subscribe/offers-for-new-readers-2026",
        "/images/pier-closed-after-the-storm.jpg",
        "/2026/11",
        "/page/123456",
        "/newsletters/the-morning-from-the-harbour",
    ],
)
def test_sections_people_and_files_are_not(path: str):
    """Navigation, tags, authors, subscriptions and files are no articles."""
    assert not has_article_shape(f"https://harbour-post.example{path}")


def section(*paths: str, words: str = "More", **more: object) -> list[str]:
    """Return the paths of those links of a section page that are taken."""
    body = "".join(f'<a href="{path}">{words}</a>' for path in paths)
    reading = read_feed(body.encode(), URL, "text/html", FeedKind.SECTION, **more)
    return [entry.url.removeprefix("https://harbour-post.example") for entry in reading.entries]


def test_links_to_other_sites_are_not_taken():
    """An article belongs to the registered domain of its section; a subdomain is the same site."""
    path = "/ferry-pier-closed-after-storm"
    www, rival = f"https://www.harbour-post.example{path}", f"https://rival.example{path}"
    assert section(www, rival, URL, "javascript:void(0)") == [www]


def test_a_pattern_goes_before_shape():
    """Where the outlet's file names a pattern, it alone decides."""
    assert section("/s/1", "/ferry-pier-closed-after-storm", article_pattern=r"/s/\d+$") == ["/s/1"]


def test_what_was_learned_of_an_outlet_goes_before_the_general_rule():
    """Short addresses are articles where they turned out to be, long ones none where they did not."""
    read = [(f"https://harbour-post.example/s/{n}", True) for n in range(3)]
    read += [(f"https://harbour-post.example/video/a-{n}-clip-of-the-harbour", False) for n in range(5)]
    links = ("/s/77", "/video/the-boats-in-the-harbour", "/news/the-boats-in-the-harbour", "/about")
    assert section(*links) == ["/video/the-boats-in-the-harbour", "/news/the-boats-in-the-harbour"]
    assert section(*links, shapes=learn_shapes(read)) == ["/s/77", "/news/the-boats-in-the-harbour"]


def test_an_address_that_does_not_tell_is_tried_for_words_like_a_headline():
    """The page that comes back then teaches; what is plainly none is not tried."""
    words = "Ferry pier closed after a night of storm"
    assert section("/x/pier", "/tag/pier", "/", "/pier.pdf", words=words) == ["/x/pier"]
    assert section("/x/pier", words="Pier closed") == []
    others = learn_shapes((f"https://harbour-post.example/x/{name}", False) for name in ("a", "b", "c", "d", "e"))
    assert section("/x/pier", words=words, shapes=others) == []


def test_a_page_is_read_in_its_own_order_with_the_words_of_its_links():
    """Each article once, with the longest words that link to it; relative links start at the base."""
    body = """<html lang="en"><head><title>City | Harbour Post</title><base href="https://harbour-post.example/x/"></head><body>
    <nav><a href="/news">News</a><a href="/about">About</a></nav>
    <a href="../news/ferry-pier-closed-after-storm?utm_source=home"><img src="p.jpg"></a>
    <a href="/news/ferry-pier-closed-after-storm#comments">Ferry pier closed after&nbsp;storm</a>
    <a href="mayor-says-tolls-will-stay">More</a><a href="https://rival.example/a-b-c-d">Elsewhere</a><a>none</a></body>"""
    reading = read_feed(body.encode(), URL, "text/html", FeedKind.SECTION)
    assert (reading.kind, reading.title, reading.language) == ("section", "City | Harbour Post", "en")
    assert [(entry.url, entry.headline) for entry in reading.entries] == [
        ("https://harbour-post.example/news/ferry-pier-closed-after-storm", "Ferry pier closed after storm"),
        ("https://harbour-post.example/x/mayor-says-tolls-will-stay", None),
    ]


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [("utf-8", None), ("latin-1", "text/html; charset=iso-8859-1"), ("utf-8", "text/html; charset=no-such")],
)
def test_letters_survive_the_encoding(encoded: str, content_type: str | None):
    """Declared, undeclared or wrongly declared: the words of links are read right."""
    body = '<a href="/a-b-c-d">Café reopens in Málaga</a>'.encode(encoded)
    reading = read_feed(body, URL, content_type, FeedKind.SECTION)
    assert reading.entries[0].headline == "Café reopens in Málaga"


def test_a_section_without_articles_says_what_to_do():
    """The problem names the setting that would help."""
    reading = read_feed(b"<html><a href='/x'>x</a></html>", URL, None, FeedKind.SECTION)
    assert reading.problems == ("No link on it looks like an article's: give an article_pattern.",)
