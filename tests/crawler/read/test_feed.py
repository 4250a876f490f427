"""The reader of feeds: RSS, RDF, Atom and JSON Feed as they are, and as they are broken."""

import gzip
import json
import os
import pickle
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.collecting_feeds import folder, met_expectations
from crawler import guess_kind, read_feed
from pipeline.nouns import FeedKind

URL = "https://harbour-post.example/feed"
EIGHT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour Post &amp; Mail</title><link>https://harbour-post.example/</link><language>en-GB</language>
<item><title>Ferry pier &lt;b&gt;closed&lt;/b&gt; after storm</title><link>/news/pier?utm_source=rss</link><guid isPermaLink="false">id-1</guid>
<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate><dc:creator>Ada Quill</dc:creator>
<description>&lt;p&gt;The pier is &lt;i&gt;shut&lt;/i&gt;.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded></item>
<item><title>Second</title><link>https://harbour-post.example/second</link>
<content:encoded><![CDATA[<p>Only the text,</p><p>no summary.</p>]]></content:encoded></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>City Desk</title>
<link rel="self" href="/atom"/><link rel="alternate" href="https://city.example/"/>
<entry><id>tag:city.example,2026:1</id><title type="html">Council &amp;amp; mayor agree</title>
<link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/a"/><published>2026-11-02T09:00:00+01:00</published>
<updated>2026-11-02T08:30:00Z</updated><author><name>Bo Lind</name></author><author><name>Ada Quill</name></author>
<summary>Short.</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://old.example/"><title>Old Gazette</title>
<link>https://old.example/</link></channel><item rdf:about="https://old.example/1"><title>One</title>
<link>https://old.example/1</link><dc:date>2026-11-02T08:00:00Z</dc:date></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Tide Report",
        "home_page_url": "https://tide.example/",
        "language": "en",
        "items": [
            {
                "id": 7,
                "url": "/a?utm_campaign=x",
                "title": "High water",
                "content_html": "<p>High &amp; dry</p>",
                "date_published": "2026-11-02T08:00:00Z",
                "date_modified": "2026-11-02T08:00:00.5Z",
                "authors": [{"name": "Ada Quill"}, {"url": "x"}],
            },
            {"id": "8", "external_url": "https://other.example/b", "date_published": 5, "authors": "nobody"},
            "not an item",
        ],
    }
)


def test_rss_is_read_with_its_namespaces():
    """Headline, address, date, byline and summary come out plain, and addresses canonical."""
    reading = read_feed(RSS.encode(), URL, "application/rss+xml")
    assert (reading.title, reading.link, reading.language) == (
        "Harbour Post & Mail",
        "https://harbour-post.example/",
        "en-GB",
    )
    assert reading.kind == "rss"
    first, second = reading.entries
    assert (first.id, first.url) == ("id-1", "https://harbour-post.example/news/pier")
    assert (first.headline, first.published_at, first.byline) == (
        "Ferry pier closed after storm",
        EIGHT,
        ("Ada Quill",),
    )
    assert first.summary == "The pier is shut ."
    assert second.summary == "Only the text, no summary."
    assert reading.problems == ("1 of its 2 entries have no date that can be read.",)


def test_atom_is_read_with_its_authors_and_both_dates():
    """The alternate link is the article's; an enclosure is not."""
    reading = read_feed(ATOM.encode(), "https://city.example/atom", "application/atom+xml")
    entry = reading.entries[0]
    assert (reading.kind, reading.title, reading.link) == ("atom", "City Desk", "https://city.example/")
    assert (entry.id, entry.url) == ("tag:city.example,2026:1", "https://city.example/a")
    assert (entry.published_at, entry.updated_at) == (EIGHT, datetime(2026, 11, 2, 8, 30, tzinfo=UTC))
    assert entry.headline == "Council & mayor agree"
    assert entry.byline == ("Bo Lind", "Ada Quill")
    assert reading.problems == ()


def test_rdf_means_publication_by_its_only_date():
    """A feed with nothing but dc:date tells when its articles were published."""
    reading = read_feed(RDF.encode(), "https://old.example/rdf", "application/rdf+xml")
    assert (reading.kind, reading.entries[0].published_at) == ("rdf", EIGHT)


def test_json_feed_is_read_and_what_is_no_item_passed_over():
    """Numbers as ids, relative and external addresses, and fields of the wrong type are all borne."""
    reading = read_feed(JSON.encode(), "https://tide.example/feed.json", "application/feed+json")
    assert (reading.kind, reading.title, reading.language) == ("json", "Tide Report", "en")
    first, second = reading.entries
    assert (first.id, first.url, first.summary) == ("7", "https://tide.example/a", "High & dry")
    assert (first.published_at, first.byline) == (EIGHT, ("Ada Quill",))
    assert (second.url, second.published_at, second.byline) == ("https://other.example/b", None, ())
    assert reading.problems == ("1 of its 3 items are none.",)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"\x00\x00\n", "empty"),
        (b"<!doctype html><html><body>Sorry</body></html>", "HTML page, not a feed"),
        (b"<!DOCTYPE html>\nSorry", "HTML page, not a feed"),
        (b"plain words", "no feed"),
        (b'{"items": {}}', "no JSON Feed"),
        (b'{"items": [', "not well-formed JSON"),
        (b"\x1f\x8bnot gzip at all", "could not be read"),
        (b"[" * 100_000, "not well-formed JSON"),
        (os.urandom(2000).replace(b"<", b""), ""),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, says: str):
    """Whatever comes, the reader says in a sentence what it is not, and never raises."""
    reading = read_feed(body, URL)
    assert reading.kind == "unknown"
    assert reading.entries == ()
    assert says in reading.problems[0]


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: "\ufeff" + text,
        lambda text: "\n\n  " + text,
        lambda text: "PHP Notice: undefined index\n" + text,
        lambda text: text.replace("storm", "storm &nbsp;&hellip; &bogus;"),
        lambda text: text.replace("</channel></rss>", ""),
        lambda text: text.replace("</item></channel></rss>", "<description>cut o"),
        lambda text: text.replace("<dc:creator>", "<dc:creator >").replace(
            'xmlns:dc="http://purl.org/dc/elements/1.1/"', ""
        ),
        lambda text: text.replace("after storm", "after \x0c\x01 storm"),
        lambda text: text.replace("&amp;", "&"),
    ],
    ids=[
        "bom",
        "blank lines",
        "junk",
        "entities",
        "unclosed",
        "cut off",
        "no namespace",
        "control characters",
        "bare &",
    ],
)
def test_a_damaged_feed_still_brings_its_entries(harm):
    """Damage of the kinds that live feeds show costs no entry."""
    reading = read_feed(harm(RSS).encode(), URL, "application/rss+xml")
    assert len(reading.entries) == 2
    assert reading.entries[0].url == "https://harbour-post.example/news/pier"
    assert reading.entries[0].headline.startswith("Ferry pier closed after storm")


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [
        ("latin-1", "application/rss+xml; charset=utf-8"),
        ("utf-8", "application/rss+xml; charset=iso-8859-1"),
        ("utf-16", "application/rss+xml"),
        ("cp1252", None),
    ],
)
def test_a_wrong_charset_is_told_or_borne(encoded: str, content_type: str | None):
    """A feed in another encoding than it declares keeps its entries, and its letters where they can be told."""
    text = RSS.replace("storm", "storm in Málaga").replace(' encoding="utf-8"', "")
    reading = read_feed(text.encode(encoded), URL, content_type)
    assert len(reading.entries) == 2
    if encoded in {"latin-1", "utf-16", "cp1252"}:
        assert reading.entries[0].headline.endswith("Málaga")


def test_a_packed_feed_is_unpacked():
    """Gzip, once or twice, is undone; one that ends too early is read as far as it goes."""
    packed = gzip.compress(RSS.encode())
    assert len(read_feed(packed, URL).entries) == 2
    assert len(read_feed(gzip.compress(packed), URL).entries) == 2
    assert "too early" in read_feed(packed[:-20], URL).problems[0]


def test_a_feed_that_unpacks_without_end_is_refused():
    """A bomb costs a bounded amount of memory and says what it was."""
    assert "unpacks to more than" in read_feed(gzip.compress(b" " * 60_000_000), URL).problems[0]


def test_times_without_a_zone_are_meant_in_the_outlets():
    """A date that names no zone is taken in the zone that is given."""
    body = RSS.replace("08:00:00 GMT", "08:00:00").encode()
    reading = read_feed(body, URL, None, FeedKind.FEED, None, "Europe/Athens")
    assert reading.entries[0].published_at == datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def test_an_entry_without_an_address_is_kept_and_told():
    """Such an entry has the url "", and the problem is counted."""
    reading = read_feed(b"<rss><channel><item><title>Only words</title></item></channel></rss>", URL)
    assert (reading.entries[0].url, reading.entries[0].headline) == ("", "Only words")
    assert "1 of its 1 entries have no address that can be fetched." in reading.problems


def test_no_file_is_opened_for_a_body_that_spells_a_name(tmp_path: Path):
    """A body that is a path or address is read as a body."""
    secret = tmp_path / "secret.xml"
    secret.write_text(RSS)
    assert read_feed(str(secret).encode(), URL).entries == ()


def test_the_reader_can_be_sent_to_another_process():
    """What the crawler hands to a worker survives pickling."""
    reader = partial(read_feed, url=URL, content_type=None, kind=FeedKind.FEED)
    assert len(pickle.loads(pickle.dumps(reader))(RSS.encode()).entries) == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, FeedKind.FEED),
        (ATOM, FeedKind.FEED),
        (JSON, FeedKind.FEED),
        ("<urlset><url/></urlset>", FeedKind.NEWS_SITEMAP),
        ("<sm:sitemapindex xmlns:sm='x'/>", FeedKind.NEWS_SITEMAP),
        ("https://harbour-post.example/a\nhttps://harbour-post.example/b\n", FeedKind.NEWS_SITEMAP),
        ("<!doctype html><html></html>", FeedKind.SECTION),
        ("", FeedKind.FEED),
    ],
)
def test_the_kind_of_a_body_can_be_guessed(body: str, kind: FeedKind):
    """Its first telling element says what a body is best read as."""
    assert guess_kind(body.encode(), URL) is kind


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<rss><channel><item>", b"<urlset><url><loc>", b'{"items":[', b"<html>"]),
)
def test_it_never_raises(body: bytes, start: bytes):
    """No bytes break the reader, whatever they are asked for as."""
    for kind in FeedKind:
        read_feed(start + body, URL, None, kind)


def test_it_reads_the_collected_feeds_of_others():
    """At least 97.5 in 100 plain expectations of a large collection of feeds are met."""
    if not folder().exists():
        pytest.skip(f"the collection is not here: {folder()}")
    lines = (folder() / "feedparser" / "cases.jsonl").open(encoding="utf-8")
    met = [one for line in lines for one in met_expectations(json.loads(line), folder() / "feedparser" / "files")]
    assert len(met) > 250
    assert sum(met) / len(met) >= 0.975


def test_ids_stay_as_the_feed_gives_them():
    """A relative id is a name, not an address; in Atom it is no link either, while a link that is relative is one."""
    body = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>seven</id><title>Seven</title></entry></feed>'
    entry = read_feed(body.encode(), URL).entries[0]
    assert (entry.id, entry.url) == ("seven", "")
    body = "<rss><channel><item><guid>/news/pier</guid><title>Pier</title></item></channel></rss>"
    entry = read_feed(body.encode(), URL).entries[0]
    assert (entry.id, entry.url) == ("/news/pier", "https://harbour-post.example/news/pier")


def test_spaces_that_were_set_are_kept():
    """A no-break space in a headline is the outlet's; line breaks are the file's."""
    body = RSS.replace("Second", "Seal sanctuary&#160;: 12&#8239;000\n  visitors")
    assert read_feed(body.encode(), URL).entries[1].headline == "Seal sanctuary\xa0: 12\u202f000 visitors"


def test_relative_links_of_a_file_start_at_the_feeds_own_address():
    """Where it was fetched from is not known; what the feed says of itself is taken."""
    reading = read_feed(RSS.encode(), "file:///tmp/feed.xml")
    assert reading.entries[0].url == "https://harbour-post.example/news/pier"


def test_what_only_claims_to_be_utf16_is_read():
    """ASCII that is declared as UTF-16 is no UTF-16."""
    body = RSS.replace('encoding="utf-8"', 'encoding="utf-16"')
    assert read_feed(body.encode(), URL).entries[0].headline == "Ferry pier closed after storm"


def test_stray_bytes_cost_only_themselves():
    """A quotation mark of another encoding does not turn the rest of the feed into garbage."""
    text = RSS.replace("storm", "storm in Málaga; tide in Århus").encode().replace(b"Second", b"\x93Second\x94")
    reading = read_feed(text, URL, "application/rss+xml")
    assert reading.entries[0].headline == "Ferry pier closed after storm in Málaga; tide in Århus"
    assert reading.entries[1].headline == "“Second”"
    assert "2 bytes in it are no UTF-8; they were read as Windows-1252." in reading.problems


def test_the_length_of_a_name_does_not_decide_the_time():
    """An author without end is cut before a parser looks for mail addresses in it."""
    body = RSS.replace("Ada Quill", "a@" + "a." * 100_000 + "!")
    assert len(read_feed(body.encode(), URL).entries) == 2


@pytest.mark.parametrize(
    ("creator", "byline"),
    [
        ("Ada Quill (mailto:ada@post.example)", ("Ada Quill",)),
        ("ada@post.example (Ada Quill)", ("Ada Quill",)),
        ("Ada Quill &lt;ada.quill@post.london&gt;", ("Ada Quill",)),
        ("Ada Quill (Westbrook)", ("Ada Quill (Westbrook)",)),
        ("ada@post.example", ()),
        ("&lt;b&gt;Ada Quill&lt;/b&gt;", ("Ada Quill",)),
        ("", ()),
    ],
)
def test_a_byline_is_names_without_mail_addresses(creator: str, byline: tuple[str, ...]):
    """However the feed joins the two."""
    assert read_feed(RSS.replace("Ada Quill", creator).encode(), URL).entries[0].byline == byline


def test_a_headline_about_markup_keeps_it():
    """What would vanish as a tag is what the headline is about."""
    body = RSS.replace("<title>Second", "<title>&amp;lt;/blink&amp;gt;")
    assert read_feed(body.encode(), URL).entries[1].headline == "</blink>"


@pytest.mark.parametrize("sign", ["<", "&"])
def test_a_flood_of_one_sign_does_not_decide_the_time(sign: str):
    """Two million of them are read like one."""
    reading = read_feed(RSS.replace("Second", f"Second {sign * 2_000_000}").encode(), URL)
    assert reading.entries[0].headline == "Ferry pier closed after storm"
