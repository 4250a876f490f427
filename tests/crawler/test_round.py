"""One round: what is due is fetched, handed on once, and nothing that goes wrong stops the rest."""

import asyncio
import itertools
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler import CrawlRules, fetch, run_on_reactor
from pipeline.errors import StorageError, ThroughlineError, WorkerKilledError
from pipeline.nouns import Feed, FeedDue, FeedKind, Page, PageDue, PageFailed

from .conftest import START, Collected, Crew, HandClock
from .press import Answer, Press

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Ferry pier closed after storm</title><link>/news/ferry-pier-closed-after-storm?utm_source=rss</link>
<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>Council counts the cost</title><link>/news/council-counts-the-cost</link></item></channel></rss>"""
XML = {"Content-Type": "application/rss+xml", "ETag": '"v1"', "Last-Modified": "Mon, 02 Nov 2026 08:00:00 GMT"}
PAGE = "<html><body><p>The pier is closed.</p></body></html>"


def publish(press: Press):
    """Publish a feed and its two pages."""
    press.put("/feed.xml", FEED, headers=XML)
    press.put("/news/ferry-pier-closed-after-storm", PAGE, headers={"Content-Type": "text/html; charset=utf-8"})
    press.put("/news/council-counts-the-cost", PAGE)


def test_a_feed_brings_its_pages(press: Press, crew: Crew):
    """The pages that a feed announces are fetched in the same round, with what the feed said of them."""
    publish(press)
    report = crew.go([crew.feed("/feed.xml")])
    assert (report.n_feeds, report.n_pages, report.failures) == (1, 2, {})
    page = next(page for page in crew.sink.pages if "ferry" in page.url)
    assert page.body == PAGE.encode()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.entry.headline == "Ferry pier closed after storm"
    assert (page.outlet, page.fetched_at, page.status) == ("harbour-post", START, 200)
    assert crew.sink.feeds[0].etag == '"v1"'
    assert crew.sink.feeds[0].last_modified == XML["Last-Modified"]


def test_a_feed_that_has_not_changed_is_not_read_again(press: Press, crew: Crew):
    """Validators are sent, and a 304 is handed on without a reading but with the validators."""
    publish(press)
    report = crew.go([crew.feed("/feed.xml", etag='"v1"', last_modified=XML["Last-Modified"])])
    assert (report.n_not_modified, report.n_pages) == (1, 0)
    asked = press.asked("/feed.xml")[0].headers
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', XML["Last-Modified"])
    fetched = crew.sink.feeds[0]
    assert (fetched.status, fetched.reading, fetched.failure, fetched.etag) == (304, None, None, '"v1"')


def test_a_page_that_has_not_changed_is_told_as_unchanged(press: Press, crew: Crew):
    """A page looked at again with its validator answers 304 and costs no body."""
    press.put("/news/a", PAGE, headers={"ETag": '"p1"'})
    crew.go(pages=[crew.page("/news/a", etag='"p1"', n_fetches=1)])
    assert [due.url for due in crew.sink.unchanged] == [press.url("/news/a")]
    assert crew.sink.pages == []


def test_a_page_is_fetched_once_though_two_feeds_carry_it(press: Press, crew: Crew):
    """Each address is asked for once in a round, whoever announces it."""
    publish(press)
    press.put("/other.xml", FEED, headers={"Content-Type": "application/xml"})
    crew.go([crew.feed("/feed.xml"), crew.feed("/other.xml")], [crew.page("/news/council-counts-the-cost")])
    assert len(press.asked("/news/council-counts-the-cost")) == 1
    assert len(crew.sink.pages) == 2


def test_it_says_who_it_is_and_carries_no_cookies(press: Press, crew: Crew):
    """The user agent names us and a contact; a cookie that was set is not sent back."""
    press.put("/news/a", PAGE, headers={"Set-Cookie": "sid=1"})
    press.put("/news/b", PAGE)
    crew.rules = replace(crew.rules, version="9.9", contact_url="https://desk.example/crawler")
    crew.go(pages=[crew.page("/news/a"), crew.page("/news/b")])
    asked = press.asked("/news/b")[0].headers
    assert asked["User-Agent"] == "Throughline/9.9 (+https://desk.example/crawler)"
    assert "Cookie" not in asked
    assert "Referer" not in asked


@pytest.mark.parametrize(
    ("status", "words"), [(404, "answered 404 Not Found."), (500, "answered 500 Internal Server Error.")]
)
def test_an_error_status_is_a_failure_with_its_number(press: Press, crew: Crew, status: int, words: str):
    """A page or feed that answers with an error is told as a failure, in a sentence with its address."""
    press.put("/gone", "no", status=status)
    report = crew.go([crew.feed("/gone")], [crew.page("/gone")])
    failed = crew.sink.failed[0]
    assert (failed.status, failed.failure) == (status, f"{press.url('/gone')} {words}")
    assert crew.sink.feeds[0].failure == failed.failure
    assert report.failures == {press.url("/gone"): failed.failure}


def test_retry_after_is_told_as_an_instant(press: Press, crew: Crew):
    """A host that asks for time is given it: the instant travels with the failure."""
    press.put("/busy", "later", status=503, headers={"Retry-After": "120"})
    crew.go([crew.feed("/busy")], [crew.page("/busy")])
    assert crew.sink.failed[0].retry_at == START + timedelta(seconds=120)
    assert crew.sink.feeds[0].retry_at == START + timedelta(seconds=120)


def test_a_redirect_is_followed_and_both_addresses_are_kept(press: Press, crew: Crew):
    """The page knows the address that was asked for and the one that answered."""
    press.put("/old", status=301, headers={"Location": "/new"})
    press.put("/new", PAGE)
    crew.go(pages=[crew.page("/old")])
    page = crew.sink.pages[0]
    assert (page.requested_url, page.url) == (press.url("/old"), press.url("/new"))


def test_a_loop_of_redirects_ends(press: Press, crew: Crew):
    """After five redirects it is a failure."""
    press.put("/loop", status=302, headers={"Location": "/loop"})
    crew.go(pages=[crew.page("/loop")])
    assert crew.sink.failed[0].failure.endswith("it redirects more than 5 times.")
    assert len(press.asked("/loop")) == 6


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/html,x"])
def test_a_redirect_leads_to_no_other_scheme(press: Press, crew: Crew, target: str):
    """Files and other schemes are not fetched, however they are asked for."""
    press.put("/sly", status=302, headers={"Location": target})
    crew.go(pages=[crew.page("/sly"), PageDue(url=target, outlet=crew.outlet)])
    assert crew.sink.pages == []
    assert len(crew.sink.failed) == 2


def test_what_is_no_address_is_a_failure(crew: Crew):
    """A feed or page without a usable address fails by itself, and says so."""
    due = FeedDue(feed=Feed(url="feeds.example/no-scheme"), outlet=crew.outlet)
    report = crew.go([due], [PageDue(url="", outlet=crew.outlet)])
    assert len(report.failures) == 2
    assert "only http and https" in crew.sink.feeds[0].failure


def test_a_host_that_says_nothing_holds_up_no_other(press: Press, crew: Crew):
    """A hanging answer ends at the time limit, and other hosts are crawled meanwhile."""
    press.put("/silent", PAGE, silence=4)
    publish(press)
    press.answers["/robots.txt"] = press.answers["/feed.xml"]
    other = replace(crew.feed("/feed.xml"), feed=Feed(url=press.url("/feed.xml").replace("127.0.0.1", "localhost")))
    crew.rules = replace(crew.rules, timeout=timedelta(seconds=1))
    began = time.monotonic()
    crew.go([other], [crew.page("/silent")])
    assert time.monotonic() - began < 3
    assert crew.sink.failed[0].failure.endswith("no whole answer came within 1 seconds.")
    assert len(crew.sink.pages) == 2


@pytest.mark.parametrize("is_told", [True, False])
def test_a_page_of_50_megabytes_is_refused(press: Press, crew: Crew, *, is_told: bool):
    """A body over the limit is broken off, whether its length was told or not."""
    piece = b"x" * 1_000_000
    if is_told:
        press.put("/huge", piece * 50)
    else:
        press.answers["/huge"] = lambda _: Answer(pieces=itertools.repeat(piece, 50))
    crew.rules = replace(crew.rules, timeout=timedelta(seconds=20))
    crew.go(pages=[crew.page("/huge")])
    assert crew.sink.failed[0].failure.endswith("/huge could not be fetched: it is larger than 16 MiB.")


def test_a_feed_that_kills_its_worker_is_a_failure(press: Press, crew: Crew):
    """A worker that is killed over a feed costs that feed only; its validators are not kept."""
    publish(press)
    crew.workers = Killed()
    crew.go([crew.feed("/feed.xml")], [crew.page("/news/council-counts-the-cost")])
    fetched = crew.sink.feeds[0]
    assert fetched.failure.endswith("could not be read: over its time limit")
    assert (fetched.reading, fetched.etag) == (None, None)
    assert len(crew.sink.pages) == 1


class Killed:
    """Workers that are always killed."""

    async def run(self, function: object, /, *args: object) -> None:  # noqa: ARG002 - the workers' shape
        """Be killed."""
        raise WorkerKilledError("over its time limit")


class FullDisk(Collected):
    """A sink whose database refuses."""

    async def take_page(self, page: Page) -> None:  # noqa: ARG002 - the sink's shape
        """Refuse."""
        raise StorageError("the disk is full")


def test_a_sink_that_refuses_stops_the_round(press: Press, crew: Crew):
    """What the sink raises ends the round and reaches the caller: nothing is fetched that cannot be kept."""
    for number in range(40):
        press.put(f"/news/{number}", PAGE)
    crew.sink = FullDisk(crew.outlet)
    with pytest.raises(StorageError, match="the disk is full"):
        run_on_reactor(lambda: crew.round(pages=[crew.page(f"/news/{number}") for number in range(40)]))
    assert len(press.requests) < 20


def test_a_cancelled_round_ends_at_once_and_hands_nothing_on(press: Press, crew: Crew):
    """What is on the wire is broken off; a later round works as ever."""
    press.put("/silent", PAGE, silence=4)
    publish(press)
    crew.outlet = replace(crew.outlet, delay=timedelta(seconds=30))

    async def stopped() -> float:
        going = asyncio.create_task(crew.round(pages=[crew.page("/silent"), crew.page("/x"), crew.page("/y")]))
        await asyncio.sleep(0.3)
        going.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await going
        return time.monotonic() - began

    crew.rules = replace(crew.rules, timeout=timedelta(seconds=30))
    assert run_on_reactor(stopped) < 1.5
    assert (crew.sink.failed, crew.sink.pages) == ([], [])
    crew.outlet = replace(crew.outlet, delay=timedelta(0))
    crew.hosts.asked_at.clear()
    assert crew.go([crew.feed("/feed.xml")]).n_pages == 2


def test_a_sitemap_index_is_one_feed_with_its_sitemaps(press: Press, crew: Crew):
    """The sitemaps of an index are fetched, newest first, and read as one feed; one that is missing is told."""
    base = press.url("")
    press.put(
        "/index.xml",
        f"<sitemapindex><sitemap><loc>{base}/one.xml</loc></sitemap>"
        f"<sitemap><loc>{base}/two.xml</loc><lastmod>2026-11-02</lastmod></sitemap>"
        f"<sitemap><loc>{base}/none.xml</loc></sitemap></sitemapindex>",
        headers={"ETag": '"i"'},
    )
    for name in ("one", "two"):
        press.put(f"/{name}.xml", f"<urlset><url><loc>{base}/news/{name}</loc></url></urlset>")
        press.put(f"/news/{name}", PAGE)
    crew.go([crew.feed("/index.xml", FeedKind.NEWS_SITEMAP)])
    fetched = crew.sink.feeds[0]
    assert [entry.url for entry in fetched.reading.entries] == [f"{base}/news/two", f"{base}/news/one"]
    assert any("none.xml answered 404" in problem for problem in fetched.reading.problems)
    assert fetched.etag is None
    assert len(crew.sink.pages) == 2


def test_a_section_page_brings_its_articles(press: Press, crew: Crew):
    """Articles are told from other links by the pattern that the feed names."""
    press.put("/city", '<a href="/s/1">One</a><a href="/s/2">Two</a><a href="/about">About us</a>')
    press.put("/s/1", PAGE)
    press.put("/s/2", PAGE)
    crew.go([crew.feed("/city", FeedKind.SECTION, article_pattern=r"/s/\d+$")])
    assert sorted(page.url for page in crew.sink.pages) == [press.url("/s/1"), press.url("/s/2")]


def test_one_address_can_be_fetched_by_itself(press: Press):
    """`fetch` gives the page, or why there is none, through the same guarded door."""
    press.put("/news/a", PAGE)

    async def fetched(path: str, *, allow_private: bool) -> Page | PageFailed:
        return await fetch(press.url(path), rules=CrawlRules(), clock=HandClock(), allow_private=allow_private)

    assert isinstance(run_on_reactor(lambda: fetched("/news/a", allow_private=True)), Page)
    assert isinstance(run_on_reactor(lambda: fetched("/none", allow_private=True)), PageFailed)
    assert "private address" in run_on_reactor(lambda: fetched("/news/a", allow_private=False)).failure


def test_a_host_is_asked_with_its_delay_between_requests_and_rounds(press: Press, crew: Crew):
    """The delay of an outlet holds within a round and from one round to the next."""
    publish(press)
    crew.outlet = replace(crew.outlet, delay=timedelta(seconds=0.4))
    crew.rules = replace(crew.rules, obey_robots=False)
    for _ in range(2):
        crew.go(pages=[crew.page("/news/council-counts-the-cost"), crew.page("/news/ferry-pier-closed-after-storm")])
    times = [request.at for request in press.requests]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) == 3
    assert min(gaps) > 0.15  # Scrapy varies a delay by half


def test_a_host_that_asks_for_time_is_left_alone_whole(press: Press, crew: Crew):
    """After a 429 no other page of the host is asked for, in this round or the next, until the time has come."""
    press.put("/busy", "slow down", status=429, headers={"Retry-After": "60"})
    publish(press)
    for _ in range(2):
        crew.go([crew.feed("/busy")], [crew.page("/news/council-counts-the-cost")])
        assert crew.sink.failed[0].failure.endswith(
            "its host is left alone until 2026-11-02 09:01 UTC: it answered 429."
        )
        assert crew.sink.failed[0].retry_at == START + timedelta(seconds=60)
        assert crew.sink.feeds[0].retry_at == START + timedelta(seconds=60)
    assert press.asked("/news/council-counts-the-cost") == []
    crew.clock.at += timedelta(seconds=61)
    assert crew.go(pages=[crew.page("/news/council-counts-the-cost")]).n_pages == 1


def test_a_round_ends_in_time_and_leaves_the_rest(press: Press, crew: Crew):
    """What a slow host keeps a round from is told to nobody, and can be asked for in the next."""
    for number in range(20):
        press.put(f"/news/{number}", PAGE)
    pages = [crew.page(f"/news/{number}") for number in range(20)]
    slow = replace(crew.outlet, delay=timedelta(seconds=0.3))
    crew.rules = replace(crew.rules, longest_round=timedelta(seconds=1))
    began = time.monotonic()
    report = crew.go(pages=[replace(page, outlet=slow) for page in pages])
    assert time.monotonic() - began < 2.5
    assert 0 < report.n_pages < 12
    assert (report.failures, crew.sink.failed) == ({}, [])
    assert len(press.requests) == report.n_pages + 1


def test_a_feed_that_never_has_news_is_fetched_whole_once_in_a_while(press: Press, crew: Crew):
    """A server that answers 304 for ever is found out."""
    publish(press)
    crew.rules = replace(crew.rules, max_not_modified=2)
    news = [crew.go([crew.feed("/feed.xml", etag='"v1"', n_not_modified=n)]).n_not_modified for n in (0, 1, 2, 0)]
    assert news == [1, 1, 0, 1]


def test_a_page_in_place_of_a_feed_is_a_failure(press: Press, crew: Crew):
    """HTML where a feed was is told as a failure with what to do, and leaves no validators."""
    press.put("/feed.xml", "<!doctype html><html><body>Moved</body></html>", headers={"ETag": '"h"'})
    report = crew.go([crew.feed("/feed.xml")])
    assert "It is an HTML page, not a feed" in report.failures[press.url("/feed.xml")]
    assert (crew.sink.feeds[0].status, crew.sink.feeds[0].etag) == (200, None)


@pytest.mark.parametrize("n_at_once", [1, 3])
def test_a_host_is_asked_so_many_things_at_once_and_no_more(press: Press, crew: Crew, n_at_once: int):
    """The limit holds without a delay as well, for pages and feeds together."""
    now, most, lock = [0], [0], threading.Lock()

    def counted(_: object) -> Answer:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        return Answer(body=b"page")

    for number in range(12):
        press.answers[f"/news/{number}"] = counted
    crew.rules = replace(crew.rules, n_requests_per_host=n_at_once)
    assert crew.go(pages=[crew.page(f"/news/{number}") for number in range(12)]).n_pages == 12
    assert 1 <= most[0] <= n_at_once


def test_thirty_rounds_leave_nothing_open_beside_a_server(press: Press, crew: Crew):
    """Many rounds run in one process beside an asyncio server that goes on answering, and no descriptor is left."""
    publish(press)

    async def main() -> list[int]:
        server = await asyncio.start_server(say_hello, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        counts = []
        for _ in range(30):
            await crew.round([crew.feed("/feed.xml")])
            counts.append(n_open())
            assert await hello(port) == b"hello"
        server.close()
        return counts

    counts = run_on_reactor(main)
    assert len(crew.sink.pages) == 60
    assert max(counts[10:]) - counts[5] <= 2


def n_open() -> int:
    """Count this process's descriptors."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def say_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection."""
    writer.write(b"hello")
    writer.close()


async def hello(port: int) -> bytes:
    """Ask the server beside."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = await reader.read()
    writer.close()
    return said


async def test_a_round_on_another_loop_says_where_it_belongs(crew: Crew):
    """Called on a loop that is not the crawler's, it says what to do."""
    with pytest.raises(ThroughlineError, match="run_on_reactor"):
        await crew.round()
