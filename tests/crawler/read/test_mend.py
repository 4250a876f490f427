"""Feeds that are not well-formed: no entry is lost because another one is damaged."""

import pytest

from crawler import read_feed
from crawler.read.mend import closed, lost_entries

URL = "https://harbour-post.example/feed"
ITEMS = "".join(
    f"<item><title>Headline {n}</title><link>https://harbour-post.example/{n}</link>"
    f"<pubDate>Mon, 02 Nov 2026 0{n}:00:00 GMT</pubDate><description>Words &amp; more {n}.</description></item>"
    for n in range(1, 5)
)
RSS = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{ITEMS}</channel></rss>'
WHOLE = [f"https://harbour-post.example/{n}" for n in range(1, 5)]


@pytest.mark.parametrize("name", ["title", "link", "pubDate", "description", "item"])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_an_end_tag_that_is_missing_costs_no_entry(name: str, number: int):
    """Whichever end tag is lost, every entry keeps its address."""
    parts = RSS.split(f"</{name}>")
    number += name == "title"  # the feed's own title comes first
    damaged = (
        f"</{name}>".join(parts[: number + 1]) + f"</{name}>".join(["", *parts[number + 1 :]])[len(f"</{name}>") :]
    )
    reading = read_feed(damaged.encode(), URL)
    assert sorted(entry.url for entry in reading.entries) == WHOLE
    assert any("not well-formed" in problem for problem in reading.problems)


@pytest.mark.parametrize("name", ["title", "link", "pubDate"])
def test_what_was_left_open_is_read_as_if_it_were_closed(name: str):
    """Headline and date of the entry come out too."""
    damaged = RSS.replace(f"</{name}>", "", 3)
    entry = read_feed(damaged.encode(), URL).entries[1]
    assert (entry.headline, entry.url) == ("Headline 2", "https://harbour-post.example/2")
    assert entry.published_at is not None


def test_an_entry_whose_start_is_damaged_is_read_apart():
    """What stands between the ends of two entries is one."""
    damaged = RSS.replace("<item><title>Headline 2", "<it\x02\xb6m><title>Headline 2").encode()
    reading = read_feed(damaged, URL)
    assert sorted(entry.url for entry in reading.entries) == WHOLE


def test_an_atom_entry_is_read_apart_with_its_headline():
    """Whole entries behind a damaged one are found by the border between them."""
    entries = "".join(
        f"<entry><title>T{n}</title><link href='/{n}'/><link rel='enclosure' href='/x.mp3'/></entry>" for n in range(3)
    )
    lost = list(lost_entries(f"<feed>{entries}</feed>", lambda one: one == "/1"))
    assert [address for _, address in lost] == ["/0", "/2"]
    assert "<title>T2</title>" in lost[1][0]


def test_what_an_rdf_feed_lists_is_known_though_it_was_cut_off():
    """The table of contents names what came behind the cut."""
    listed = "".join(f'<rdf:li rdf:resource="https://old.example/{n}"/>' for n in range(3))
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f"<channel><title>Old</title><items><rdf:Seq>{listed}</rdf:Seq></items></channel>"
        '<item rdf:about="https://old.example/0"><title>Nought</title><link>https://old.example/0</link></item><item rd'
    )
    reading = read_feed(body.encode(), URL)
    assert [entry.url for entry in reading.entries] == [f"https://old.example/{n}" for n in range(3)]
    assert "2 of its entries had to be read apart from the rest." in reading.problems


def test_a_feed_that_is_whole_is_left_as_it_is():
    """Nothing is closed that is closed, markup in a title included."""
    assert closed(RSS) == RSS
    atom = '<entry><title type="xhtml"><div>A <b>bold</b> word</div></title><link href="/a"/><id>x</id></entry>'
    assert closed(atom) == atom
