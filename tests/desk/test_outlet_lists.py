"""Outlets as OPML: what others wrote is read as far as it goes, and what we wrote comes back whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from desk.outlet_lists import MAX_BYTES, read_opml, write_opml
from pipeline.errors import InputError
from pipeline.nouns import Feed, FeedKind, Outlet, OutletKind

OUTLET = Outlet(
    slug="weir-echo",
    name="Weir & Echo “daily”",
    home="https://echo.example/",
    language="cy",
    country="GB",
    kind=OutletKind.BROADCASTER,
    is_wire=True,
    feeds=(
        Feed(url="https://echo.example/rss?a=1&b=2", every=timedelta(minutes=2.5)),
        Feed(url="https://echo.example/map.xml", kind=FeedKind.NEWS_SITEMAP),
        Feed(url="https://echo.example/news", kind=FeedKind.SECTION, article_pattern=r"/news/\d+-<x>"),
    ),
    time_zone="Europe/London",
    delay=timedelta(seconds=5),
)


def opml(body: str, head: str = "") -> bytes:
    """Return a list as a feed reader writes it."""
    return f'<?xml version="1.0"?><opml version="1.1"><head>{head}</head><body>{body}</body></opml>'.encode()


def test_a_list_of_ours_comes_back_whole():
    """All but the day of the last look and the permission to reach private addresses, which is not a list's to give."""
    private = replace(OUTLET, allow_private=True, verified_at=datetime(2026, 3, 2, tzinfo=UTC))
    other = Outlet(slug="post", name="Post", home="https://post.example", feeds=(Feed(url="https://post.example/rss"),))
    listed = read_opml(write_opml([private, other]), "list")
    assert listed.outlets == (OUTLET, other)
    assert listed.left_out == ()
    assert read_opml(write_opml(listed.outlets), "list") == listed


def test_folders_say_what_sort_of_publisher_lies_in_them():
    """However deep they are nested; a folder whose name says nothing to us changes nothing."""
    feed = '<outline type="rss" text="{0}" xmlUrl="https://{0}.example/rss"/>'
    body = (
        f'<outline text="My reading"><outline text="Radio"><outline text="coast">{feed.format("waves")}</outline></outline>'
        f'<outline text="Police">{feed.format("yard")}</outline>{feed.format("post")}</outline>'
    )
    kinds = {outlet.name: outlet.kind for outlet in read_opml(opml(body), "list").outlets}
    assert kinds == {"waves": OutletKind.BROADCASTER, "yard": OutletKind.BODY, "post": OutletKind.NEWSPAPER}


def test_feeds_of_one_site_are_one_outlet():
    """Told by the page that they belong to; a feed that is listed twice is taken once."""
    body = (
        '<outline text="Echo news" xmlUrl="https://feeds.example/1" htmlUrl="https://www.echo.example/"/>'
        '<outline text="Echo sport" xmlurl="https://feeds.example/2" htmlurl="https://echo.example/sport"/>'
        '<outline text="Echo again" xmlUrl="https://feeds.example/1" htmlUrl="https://echo.example/"/>'
    )
    (outlet,) = read_opml(opml(body), "list").outlets
    assert (outlet.slug, outlet.name) == ("echo-example", "Echo news")
    assert [feed.url for feed in outlet.feeds] == ["https://feeds.example/1", "https://feeds.example/2"]


def test_lines_of_no_use_are_told():
    """An address that is none costs only its own line, and so do values that are none."""
    body = (
        '<outline type="rss" text="none"/><outline text="odd" xmlUrl="javascript:alert(1)"/>'
        '<outline text="file" xmlUrl="file:///etc/passwd"/><outline text="brackets" xmlUrl="http://[x/"/>'
        '<outline text="good" xmlUrl="https://good.example/rss" throughlineSlug="../up" throughlineTimeZone="Mars/Base" '
        'throughlineCountry="ZZ" throughlineDelaySeconds="soon" throughlineArticlePattern="(" language="english"/>'
    )
    listed = read_opml(opml(body), "list")
    assert len(listed.left_out) == 4
    feed = Feed(url="https://good.example/rss")
    assert listed.outlets == (Outlet(slug="good-example", name="good", home=feed.url, feeds=(feed,)),)


def test_a_broken_list_is_read_as_far_as_it_goes():
    """What was cut off is said; entities are not followed."""
    body = opml('<outline text="Echo" xmlUrl="https://echo.example/rss"/><outline text="Po')
    listed = read_opml(body[: body.index(b"</body")], "list")
    assert [outlet.name for outlet in listed.outlets] == ["Echo"]
    assert "not well-formed" in listed.left_out[0]
    entity = (
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml><body><outline text="&x;"/></body></opml>'
    )
    assert read_opml(entity, "list").outlets == ()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no OPML"),
        (b"plain words", "no OPML"),
        (b"<html><body/></html>", "<opml>"),
        (b"<!-- x -->", "no OPML"),
        (b" " * (MAX_BYTES + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_list_says_so(body: bytes, says: str):
    """In a sentence that names it."""
    with pytest.raises(InputError, match=says) as error:
        read_opml(body, "list.opml")
    assert str(error.value).startswith("list.opml: ")


@given(st.text())
def test_whatever_a_name_holds_can_be_written(name: str):
    """A name with letters that XML cannot write loses those, and nothing else."""
    feeds = (Feed(url="https://x.example/rss"),)
    text = write_opml([Outlet(slug="x", name=name, home="https://x.example", feeds=feeds)])
    assert etree.fromstring(text).tag == "opml"
    assert read_opml(text, "list").outlets[0].feeds == feeds


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body: bytes):
    """It reads, or says that it cannot."""
    try:
        read_opml(b"<opml><body>" + body, "list")
    except InputError as error:
        assert "list" in str(error)  # noqa: PT017 - raising is not what is asked for
