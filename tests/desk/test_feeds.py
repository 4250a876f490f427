"""Atom feeds of threads and watches."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree

from crawler import read_feed
from desk.web import create_app
from pipeline.nouns import WatchKind
from tests.desk.newsroom import Newsroom, furnish
from tests.desk.test_web import NASTY, Still

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A store in which nora watches for cases."""
    made = Newsroom(tmp_path)
    made.watch(WatchKind.QUERY, "cases", "nora@desk.example")
    yield made
    made.close()


async def _get(newsroom: Newsroom, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=create_app(newsroom.store, Still()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example") as client:
        return await client.get(path)


async def test_a_threads_feed_has_its_developments_newest_first(newsroom: Newsroom) -> None:
    """Each with its lasting name, its place on the thread's page, and where it was published; our own reader reads it."""
    furnish(newsroom)
    slug = newsroom.store.threads.find(newsroom.thread_id("post-exclusive")).slug
    answer = await _get(newsroom, f"/thread/{slug}/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    titles = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert titles[0] == "Former appeal judge Orla Fenwick to chair exploitation inquiry"
    assert titles[-1] == "Police reopen 9,000 cases after years of denials"
    links = feed.xpath("a:entry[1]/a:link/@href", namespaces=ATOM)
    assert links[0].startswith(f"https://desk.example/thread/{slug}#d")
    assert links[1] == "https://channel-nine.example/chair-named"
    assert feed.xpath("a:entry[1]/a:category/@term", namespaces=ATOM) == ["happened"]
    reading = read_feed(answer.content, "https://desk.example/feed.atom")
    assert (reading.kind, len(reading.entries), reading.problems) == ("atom", len(titles), ())


async def test_a_watchs_feed_has_what_it_was_told_in_order(newsroom: Newsroom) -> None:
    """What nobody asked for is not in it."""
    furnish(newsroom)
    (watch,) = newsroom.store.watches.listing()
    feed = etree.fromstring((await _get(newsroom, f"/watch/{watch.id}/feed.atom")).content)
    titles = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert len(titles) == 4
    assert "Police reopen 9,000 cases after years of denials" in titles
    assert feed.xpath("a:title/text()", namespaces=ATOM) == ["Watched: for “cases”"]


async def test_what_is_not_known_has_no_feed(newsroom: Newsroom) -> None:
    """404, in whatever form it is asked for."""
    for path in ("/thread/none/feed.atom", "/watch/none/feed.atom", "/watch/%00/feed.atom"):
        assert (await _get(newsroom, path)).status_code == 404


@pytest.mark.parametrize("nasty", NASTY)
async def test_nothing_published_breaks_a_feed(newsroom: Newsroom, nasty: str) -> None:
    """Words stay words, control characters are gone, and links are http(s) only."""
    newsroom.publish(
        "bad", f"x{nasty}", "10 08:00", f"{nasty} cases", f"Nine cases {nasty}.", url=f"javascript:{nasty}"
    )
    (watch,) = newsroom.store.watches.listing()
    for path in (f"/watch/{watch.id}/feed.atom", f"/thread/{newsroom.thread_id('bad')}/feed.atom"):
        feed = etree.fromstring((await _get(newsroom, path)).content)
        assert {element.tag.partition("}")[0] for element in feed.iter()} == {"{http://www.w3.org/2005/Atom"}
        assert all(link.startswith("https://desk.example/") for link in feed.xpath("//a:link/@href", namespaces=ATOM))
