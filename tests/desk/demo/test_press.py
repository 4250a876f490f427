"""The press shows what is published by the time that its clock tells, in fifteen ways, and announces it in nine."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi.testclient import TestClient

from crawler.read.feed import read_feed
from crawler.urls import canonical_url
from desk.demo.nouns import Script, ScriptArticle
from desk.demo.outlets import BY_SLUG, DEMO_OUTLETS, Announces, article_url, demo_outlets
from desk.demo.press import Press, press_app
from pipeline.errors import SettingsError
from pipeline.nouns import Outlet
from tests.desk.demo.conftest import HandClock

BASE = "http://127.0.0.1:8800"
SLUGS = [outlet.slug for outlet in DEMO_OUTLETS]
READABLE = [outlet.slug for outlet in DEMO_OUTLETS if outlet.announces is not Announces.RSS_DEAD]


@pytest.fixture
def browser(script: Script, clock: HandClock) -> Iterator[TestClient]:
    """Return a client of the press."""
    with TestClient(press_app(script, clock, BASE), base_url=BASE) as client:
        yield client


def article_of(script: Script, key: str) -> ScriptArticle:
    """Return the article with this key."""
    return next(article for article in script.articles if article.key == key)


def outlet_of(script: Script, slug: str) -> Outlet:
    """Return an outlet as the crawler is told of it."""
    return next(outlet for outlet in demo_outlets(BASE, script) if outlet.slug == slug)


def announced(browser: TestClient, outlet: Outlet) -> set[str | None]:
    """Return the addresses that our own reader sees at an outlet's feed."""
    feed = outlet.feeds[0]
    answer = browser.get(feed.url)
    assert answer.status_code == 200
    reading = read_feed(answer.content, feed.url, answer.headers["content-type"], feed.kind, feed.article_pattern)
    return {canonical_url(entry.url) for entry in reading.entries}


@pytest.mark.parametrize("slug", READABLE)
def test_every_feed_announces_all_of_its_outlet(browser: TestClient, script: Script, slug: str):
    """Our own reader finds each article's canonical address in its outlet's feed, tracking taken away."""
    expected = {article_url(BASE, article) for article in script.of_outlet(slug)}
    assert announced(browser, outlet_of(script, slug)) == expected


@pytest.mark.parametrize("slug", READABLE)
def test_nothing_is_seen_before_its_time(browser: TestClient, script: Script, clock: HandClock, slug: str):
    """A minute before publication neither feed nor page nor home know of an article; at its minute all do."""
    article = script.of_outlet(slug)[0]
    url, outlet = article_url(BASE, article), outlet_of(script, slug)
    clock.time = (
        article.at.replace(minute=article.at.minute - 1) if article.at.minute else datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert browser.get(url).status_code == 404
    assert url not in announced(browser, outlet)
    assert url not in browser.get(outlet.home).text
    clock.time = article.at
    assert browser.get(url).status_code == 200
    assert url in announced(browser, outlet)
    assert url in browser.get(outlet.home).text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_holds_its_whole_text_and_its_address(browser: TestClient, script: Script, slug: str):
    """Each outlet's template prints headline, paragraphs, names and canonical link."""
    for article in script.of_outlet(slug):
        page = browser.get(article_url(BASE, article)).text
        plain = page.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
        version = article.version_at(datetime(2026, 3, 12, tzinfo=UTC))
        assert version.headline in plain
        assert f'<link rel="canonical" href="{article_url(BASE, article)}">' in page
        shown = () if article.wall else (*version.paragraphs, *(entry.text for entry in version.live), *article.byline)
        assert [part for part in shown if part not in plain] == []


def test_pages_of_two_outlets_differ_in_structure(browser: TestClient, script: Script):
    """No two outlets print the same elements and classes in the same order."""
    shapes = set()
    for slug in SLUGS:
        page = browser.get(article_url(BASE, script.of_outlet(slug)[0])).text
        shapes.add(tuple(re.findall(r'<(\w+)(?: [^>]*?class="?([\w -]+))?', page)))
    assert len(shapes) == len(SLUGS)


def test_an_edit_changes_the_page_and_not_the_feed(browser: TestClient, script: Script, clock: HandClock):
    """After a silent edit the page has a new text, tag and date; the feed's tag stays as it was."""
    url, feed = article_url(BASE, article_of(script, "post-pier")), outlet_of(script, "aldermouth-post").feeds[0].url
    clock.set(2, 9, 59)
    before, feed_before = browser.get(url), browser.get(feed)
    clock.set(2, 10, 0)
    after, feed_after = browser.get(url), browser.get(feed)
    assert "1,020 failed bolts" not in before.text
    assert "1,020 failed bolts" in after.text
    assert before.headers["etag"] != after.headers["etag"]
    assert after.headers["last-modified"] == "Tue, 03 Mar 2026 10:00:00 GMT"
    assert feed_before.headers["etag"] == feed_after.headers["etag"]


def test_a_live_blog_grows(browser: TestClient, script: Script, clock: HandClock):
    """Entries appear at their minute, newest first, on the page and in its linked data."""
    url = article_url(BASE, article_of(script, "nine-live"))
    clock.set(3, 18, 30)
    assert "The vote" not in browser.get(url).text
    clock.set(3, 19, 5)
    page = browser.get(url).text
    body = page[page.index('id="live-feed"') :]
    assert body.index("The vote is carried") < body.index("The leader has opened")
    linked = json.loads(re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)[0])
    assert linked["@type"] == "LiveBlogPosting"
    assert len(linked["liveBlogUpdate"]) == 2


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_unchanged_is_not_sent_again(browser: TestClient, script: Script, slug: str):
    """With the validators that an outlet sends, feed and page answer 304 without a body."""
    outlet = BY_SLUG[slug]
    for url in (outlet_of(script, slug).feeds[0].url, article_url(BASE, script.of_outlet(slug)[0])):
        first = browser.get(url)
        asked = {}
        if outlet.sends_etag:
            asked["If-None-Match"] = first.headers["etag"]
        elif outlet.sends_last_modified:
            asked["If-Modified-Since"] = first.headers["last-modified"]
        again = browser.get(url, headers=asked)
        assert again.status_code == (304 if asked else 200)
        assert bool(again.content) != bool(asked)


def test_a_validator_of_nonsense_is_ignored(browser: TestClient, script: Script):
    """A date that is none gives the whole answer."""
    feed = outlet_of(script, "daily-lantern").feeds[0].url
    assert browser.get(feed, headers={"If-Modified-Since": "yesterday"}).status_code == 200


@pytest.mark.parametrize(
    "slug", [each.slug for each in DEMO_OUTLETS if "rss" in each.announces or each.announces == "atom"]
)
def test_feeds_are_well_formed_but_for_the_damaged_ones(browser: TestClient, script: Script, slug: str):
    """A strict parser reads every XML feed except the one that is damaged and the one that is none."""
    body = browser.get(outlet_of(script, slug).feeds[0].url).content
    if BY_SLUG[slug].announces in {Announces.RSS_DAMAGED, Announces.RSS_DEAD}:
        with pytest.raises(ET.ParseError):
            ET.fromstring(body)
    else:
        ET.fromstring(body)


def test_the_dead_feed_answers_with_a_page(browser: TestClient, script: Script):
    """The Foghorn's feed address gives an HTML error page with status 200, and no entry is read from it."""
    answer = browser.get(outlet_of(script, "the-foghorn").feeds[0].url)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert announced(browser, outlet_of(script, "the-foghorn")) == set()


def test_a_wall_keeps_the_text_back(browser: TestClient, script: Script):
    """Behind the wall stand standfirst and a subscribe box, and the linked data say so."""
    page = browser.get(article_url(BASE, article_of(script, "review-pier"))).text
    assert "An essay on planks." in page
    assert "Subscribe to continue reading" in page
    assert "Nobody reads this" not in page
    assert '"isAccessibleForFree": false' in page


def test_litter_and_markup_in_texts_are_escaped(browser: TestClient, script: Script):
    """What a script's text says is text, never an element."""
    page = browser.get(article_url(BASE, article_of(script, "post-pier"))).text
    assert "EXCLUSIVE" in page
    assert "(Image: Aldermouth Post)" in page
    assert "Your email address will not be published. Required fields are marked *" in page
    assert "<on Friday>" not in page.replace("&lt;on Friday&gt;", "")


def test_robots_are_told_where_not_to_go(browser: TestClient):
    """robots.txt lets articles be read and names the news sitemaps."""
    rules = browser.get("/robots.txt").text
    assert "Disallow: /*/search" in rules
    assert f"Sitemap: {BASE}/evening-tide/news-sitemap.xml" in rules


def test_unknown_paths_are_not_found(browser: TestClient):
    """An outlet or page that does not exist answers 404; the news-stand lists the outlets."""
    assert browser.get("/no-such-outlet/x").status_code == 404
    assert browser.get("/the-tally/no-such-page").status_code == 404
    assert "Westbrook Gazette" in browser.get("/").text
    assert browser.get("/the-tally/img/1.svg").headers["content-type"] == "image/svg+xml"


def test_a_section_page_lists_its_section(browser: TestClient, script: Script):
    """A section's page has that section's articles and no others."""
    url = article_url(BASE, article_of(script, "wire-pier"))
    assert url in browser.get("/crown-wire/section/uk").text
    assert url not in browser.get("/crown-wire/section/business").text


def test_it_answers_on_a_real_port_and_gives_it_back(script: Script, clock: HandClock):
    """Started on any free port it answers there; stopped, the port is free again, and taken, it says so."""
    with Press(script, clock) as press:
        answer = httpx.get(f"{press.base_url}/crown-wire/feeds/uk.rss")
        assert answer.status_code == 200
        assert press.base_url in answer.text
        port = int(press.base_url.rpartition(":")[2])
        with pytest.raises(SettingsError, match="choose another port"):
            Press(script, clock, port=port)
    with Press(script, clock, port=port) as again:
        assert httpx.head(again.base_url).status_code == 200
