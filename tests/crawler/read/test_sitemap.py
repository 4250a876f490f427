"""Sitemaps: Google News ones, plain ones, lists and indexes, with the mistakes that publishers make in them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import read_feed
from pipeline.nouns import FeedKind, FeedReading

URL = "https://harbour-post.example/sitemap-news.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>
  https://harbour-post.example/news/pier?utm_source=map </loc><lastmod>2026-11-02T09:30:00+00:00</lastmod>
<image:image><image:loc>https://img.example/pier.jpg</image:loc><image:title>A pier</image:title></image:image>
<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-02T09:00:00+01:00</news:publication_date><news:title>Pier &amp; ferry closed</news:title></news:news></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""


def read(body: str) -> FeedReading:
    """Read a sitemap."""
    return read_feed(body.encode(), URL, "application/xml", FeedKind.NEWS_SITEMAP)


def test_a_news_sitemap_tells_headline_and_time():
    """An entry has what the news extension says of it; images' addresses are not pages'."""
    reading = read(NEWS)
    assert (reading.kind, reading.title, reading.language) == ("news_sitemap", "Harbour Post", "en")
    (entry,) = reading.entries
    assert (entry.id, entry.url) == (entry.url, "https://harbour-post.example/news/pier")
    assert entry.headline == "Pier & ferry closed"
    assert entry.published_at == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    assert reading.problems == ("1 of its 2 addresses cannot be fetched or stand there twice.",)


def test_a_headline_is_that_of_the_news_and_not_of_an_image():
    """The image extension has titles too."""
    swapped = NEWS.replace("<news:title>Pier &amp; ferry closed</news:title>", "")
    assert read(swapped).entries[0].headline is None


@pytest.mark.parametrize(
    "wrong",
    [
        NEWS.replace("http://www.google.com/schemas/sitemap-news/0.9", "http://wrong.example/"),
        NEWS.replace("news:", "n:").replace("xmlns:news", "xmlns:n"),
        NEWS.replace(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', ""),
        NEWS.replace("</url></urlset>", ""),
        "\n\n" + NEWS,
    ],
    ids=["wrong namespace", "other prefix", "no namespace", "cut off", "blank lines"],
)
def test_a_news_sitemap_is_read_in_spite_of_mistakes(wrong: str):
    """Namespaces are often wrong, and files cut off."""
    entry = read(wrong).entries[0]
    assert (entry.headline, entry.url) == ("Pier & ferry closed", "https://harbour-post.example/news/pier")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_address_in_which_a_file_was_cut_off_is_dropped(encoding: str):
    """It may be half of one; whole ones before it stay, and so does the last one where only the end is missing."""
    whole = "<urlset><url><loc>https://harbour-post.example/a</loc></url><url><loc>https://harbour-post.example/bcd</loc></url>"
    for body, n in ((whole, 2), (whole[:-20], 1), (whole[:-6], 1)):
        reading = read_feed(body.encode(encoding), URL, "application/xml", FeedKind.NEWS_SITEMAP)
        assert len(reading.entries) == n


def test_a_headline_is_text_and_no_markup():
    """What looks like tags in a title was written so; entities written twice are read."""
    body = NEWS.replace("Pier &amp; ferry closed", "Pier &lt;5 &amp;amp; ferry &lt;b&gt;closed&lt;/b&gt;")
    assert read(body).entries[0].headline == "Pier <5 & ferry <b>closed</b>"


def test_an_index_names_its_sitemaps_newest_first():
    """Dated sitemaps come first, the newest before the others; the index itself is not one of them."""
    reading = read(
        f"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>{URL}</loc></sitemap>"
        "<sitemap><loc>/b.xml</loc><lastmod>2026-10</lastmod></sitemap>"
        "<sitemap><loc>/c.xml</loc><lastmod>2026-11-02</lastmod></sitemap></sitemapindex>"
    )
    assert (reading.kind, reading.entries) == ("sitemap_index", ())
    assert [one.url.rpartition("/")[2] for one in reading.children] == ["c.xml", "b.xml", "a.xml"]


def test_a_plain_sitemap_and_a_list_are_read_as_addresses():
    """Without headlines and times there are addresses still, and the lack is told."""
    reading = read("<urlset><url><loc>https://harbour-post.example/a</loc></url></urlset>")
    assert [entry.url for entry in reading.entries] == ["https://harbour-post.example/a"]
    assert "plain sitemap" in reading.problems[0]
    listed = read("https://harbour-post.example/a\nnonsense\n\nhttps://harbour-post.example/b\n")
    assert [entry.url[-1] for entry in listed.entries if len(entry.url) == 30] == ["a", "b"]


def test_entities_reach_no_file_and_do_not_multiply():
    """Declared entities are not expanded."""
    body = (
        '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>https://harbour-post.example/&b;&f;</loc></url></urlset>"
    )
    (entry,) = read(body).entries
    assert "aaa" not in entry.url
    assert Path("/etc/hostname").read_text().strip() not in entry.url
