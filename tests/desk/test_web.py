"""The pages: what they show, what they refuse, and that nothing published becomes active on them."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from lxml import html

from desk.web import WebRules, create_app
from pipeline.errors import StorageError
from pipeline.nouns import Amendment, AmendmentKind, Markings
from tests.desk.newsroom import NOW, Newsroom, furnish

#: Published words that want to be more than words.
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "<a href='javascript:alert(1)'>x</a>",
    "\u202egpj.exe \x00\x1b[31m",
)
#: What somebody may type into an address or a search box.
TYPED = (
    "", " ", '"', "'", "%", "%00", "\x00", "*", "NEAR(", "a AND", "(((", "-", '"unclosed', "col:umn", "\U0001f600",
    "a" * 5000, "../../etc/passwd", "'; DROP TABLE articles;--", "\u202e", "NOT", "OR", "^", "{}[]", "\\", "<b>",
)  # fmt: skip
_ACTIVE = {"iframe", "object", "embed", "base", "style", "frame", "applet"}


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A store with the invented stories; the pages only read it."""
    made = Newsroom(tmp_path_factory.mktemp("desk"))
    furnish(made)
    yield made
    made.close()


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a window."""
    async with _client(newsroom) as made:
        yield made


def _client(newsroom: Newsroom, rules: WebRules | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(newsroom.store, Still(), rules), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk.example")


def _slug(newsroom: Newsroom, key: str) -> str:
    return newsroom.store.threads.find(newsroom.thread_id(key)).slug


def _words(page: httpx.Response) -> str:
    return " ".join(html.fromstring(page.text).text_content().split())


async def test_threads_that_moved_stand_newest_first_under_their_days(client: httpx.AsyncClient) -> None:
    """The first page says what is new, the weightiest first, and then what moved day by day, and who had it."""
    page = html.fromstring((await client.get("/")).text)
    days = [each.text.strip() for each in page.cssselect(".day h2")]
    headlines = [each.text_content() for each in page.cssselect(".row h3")]
    assert days == ["New in the last day", "Tuesday 10 March", "Wednesday 4 March"]
    assert headlines[:3] == [
        "Ferry crews to strike for three days from Friday",
        "Former appeal judge Orla Fenwick to chair exploitation inquiry",
        "Tram line to the docks delayed by a further year",
    ]
    row = " ".join(page.cssselect(".row")[1].text_content().split())
    assert "9 outlets 6 developments 4 copies" in row
    assert "Police reopen 9,000 cases after years of denials Aldermouth Post, 6 Mar, 21:05, first" in row


async def test_dates_to_come_and_outlets_in_trouble_stand_beside_the_news(client: httpx.AsyncClient) -> None:
    """An editor sees what is due, and which outlet has fallen silent."""
    words = _words(await client.get("/"))
    assert "The inquiry will report by 30 September 2026, its chair said." in words
    assert "Harbour Radio The server answered 503 Service Unavailable." in words


async def test_a_thread_tells_who_had_each_development_first_and_who_copied(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """First reporter, followers with their lag, copies folded with their share."""
    page = html.fromstring((await client.get(f"/thread/{_slug(newsroom, 'post-exclusive')}?order=time")).text)
    first = " ".join(page.cssselect(".development")[0].text_content().split())
    assert "First: Aldermouth Post. Then The Meridian +42 min, Crown Wire +1 h 5 min. 4 copies" in first
    assert "Northern Dispatch Police force to review 9,000 cases 94% from Crown Wire" in first
    assert "Aldermouth Police have reopened about 9,000 cases of reported exploitation" in first


async def test_a_headline_names_the_outlet_that_published_it(tmp_path: Path) -> None:
    """It need not be that of the article that had it first: whose it is stands below, and leads there."""
    made = Newsroom(tmp_path)
    for n, (outlet, headline) in enumerate(
        (
            ("daily-lantern", "Baker in tears"),
            ("the-tally", "Tarn barrier gate fails"),
            ("channel-nine", "Gate of Tarn barrier fails"),
        )
    ):
        opened = "gate0" if n else None
        made.publish(f"gate{n}", outlet, f"9 1{n}:00", headline, "A gate failed.", thread=opened, development=opened)
    async with _client(made) as client:
        page = html.fromstring((await client.get(f"/thread/{_slug(made, 'gate0')}")).text)
    assert page.cssselect("h1")[0].text == "Tarn barrier gate fails"
    lede = page.cssselect(".lede")[0]
    assert "First reported by Daily Lantern" in lede.text_content()
    assert "Headline by The Tally" in lede.text_content()
    assert made.articles["gate1"].canonical_url in [link.get("href") for link in lede.cssselect("a")]
    made.close()


async def test_a_thread_gives_its_grounds_in_plain_words(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Every membership can be asked for its reason."""
    words = _words(await client.get(f"/thread/{_slug(newsroom, 'post-exclusive')}"))
    assert "Opened the thread: the best other scored 0.31, similarity 0.42." in words
    assert "Score 0.83, similarity 0.79 to the thread; nearest article “Police reopen 9,000 cases" in words
    assert "shares “Halloway”, “9,000”, “Bramwell inquiry”; 3 h 20 min after the thread was last seen." in words


async def test_a_changed_figure_is_shown_struck_out_beside_the_new_one(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """A silent edit is a development, read like a sub-editor's mark-up."""
    page = html.fromstring((await client.get(f"/thread/{_slug(newsroom, 'post-exclusive')}")).text)
    change = page.cssselect(".development.correction .diff")[0]
    assert [each.text for each in change.cssselect("del")] == ["9,000", "9,000"]
    assert [each.text for each in change.cssselect("ins")] == ["8,800", "8,800"]
    assert "3 paragraphs unchanged" in change.text_content()


async def test_every_headline_links_to_where_it_was_published(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Claims lead to their articles, and the links give nothing away."""
    page = html.fromstring((await client.get(f"/thread/{_slug(newsroom, 'post-exclusive')}")).text)
    links = page.cssselect(".development h3 a")
    assert len(links) == 6
    assert all(re.fullmatch(r"https://[a-z-]+\.example/[a-z0-9-]+", link.get("href")) for link in links)
    outward = page.cssselect("a[href^=http]")
    assert all({"noopener", "nofollow"} <= set(link.get("rel").split()) for link in outward)


async def test_an_id_leads_to_the_slug_and_keeps_the_order_asked_for(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """An address that was once given out stays good."""
    answer = await client.get(f"/thread/{newsroom.thread_id('tram')}?order=time")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/thread/{_slug(newsroom, 'tram')}?order=time"


async def test_search_finds_threads_and_articles_and_marks_the_words(client: httpx.AsyncClient) -> None:
    """Words lead to articles, and to the threads that they are in."""
    page = html.fromstring((await client.get("/search", params={"q": "inspection November"})).text)
    assert [each.text_content() for each in page.cssselect(".row h3")] == [
        "Barrier inspection was put off twice, minutes show"
    ] * 2
    assert "November" in [each.text for each in page.cssselect(".snippet mark")]


async def test_outlets_show_health_and_yield(client: httpx.AsyncClient) -> None:
    """The one in trouble stands first, with the reason."""
    page = html.fromstring((await client.get("/outlets")).text)
    rows = [" ".join(row.text_content().split()) for row in page.cssselect(".health tbody tr")]
    assert rows[0].startswith("Harbour Radio broadcaster")
    assert "3 failures in a row The server answered 503" in rows[0]
    assert any(row.startswith("Crown Wire agency, wire") and row.endswith("well") for row in rows)


@pytest.mark.parametrize("typed", TYPED)
async def test_any_string_is_a_safe_query(client: httpx.AsyncClient, typed: str) -> None:
    """No search, order, skip or thread name makes the desk stumble."""
    assert (await client.get("/search", params={"q": typed})).status_code == 200
    assert (await client.get("/", params={"skip": typed, "live": typed})).status_code == 200
    assert (await client.get(httpx.URL("http://desk.example/thread/x", params={"order": typed}))).status_code == 404


@pytest.mark.parametrize("name", ["none", "%00", "%ff", "..%2f..", "<script>", "a" * 3000, "%E2%80%AE", "%0d%0aX:1"])
async def test_an_unknown_thread_is_said_plainly(client: httpx.AsyncClient, name: str) -> None:
    """A wrong address gets a page, never a trace."""
    answer = await client.get(f"/thread/{name}")
    assert answer.status_code == 404
    assert "Nothing is kept under that name" in answer.text
    assert "Traceback" not in answer.text
    assert "<script>" not in answer.text


async def test_pages_take_no_orders(client: httpx.AsyncClient) -> None:
    """Nothing but reading is answered."""
    answer = await client.post("/", data={"q": "x"})
    assert answer.status_code == 405
    assert "This page can only be read" in answer.text


async def test_every_answer_is_guarded(client: httpx.AsyncClient) -> None:
    """A policy without any inline script or style stands on pages, files and errors alike."""
    for path in ("/", "/outlets", "/search?q=x", "/nope", "/static/desk.css"):
        answer = await client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "style=" not in answer.text
        assert "<style" not in answer.text


async def test_the_page_refreshes_by_itself_when_asked(client: httpx.AsyncClient) -> None:
    """Live is a plain refresh, which needs no script, and can be stopped."""
    live = (await client.get("/?live=1")).text
    assert '<meta http-equiv="refresh" content="3">' in live
    assert "Stop refreshing" in live
    assert "http-equiv" not in (await client.get("/")).text


async def test_a_store_that_does_not_answer_is_said_and_counted_unhealthy(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The health check fails with the store, and a reader gets the reason."""

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("desk.db is locked by another program: stop it, or try again")

    async with _client(newsroom) as client:
        assert (await client.get("/healthz")).text == "ok\n"
        monkeypatch.setattr(newsroom.store.threads, "listing", refuse)
        assert (await client.get("/healthz")).status_code == 503
        assert "locked by another program" in (await client.get("/")).text


async def test_a_mistake_of_ours_shows_no_trace(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error is a page of its own; the rest stays in the log."""

    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    async with _client(newsroom) as client:
        monkeypatch.setattr(newsroom.store.threads, "listing", stumble)
        answer = await client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "The desk made a mistake" in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_correction_that_an_outlet_printed_stands_beside_its_article(tmp_path: Path) -> None:
    """With the outlet’s name, in its own words, and as words only; so does its wall."""
    newsroom = Newsroom(tmp_path)
    newsroom.publish("quay", "the-tally", "10 08:00", "Quay has 20 berths", "The quay has 20 berths, the mayor said.")
    said = "This article was amended: the quay has <b>twelve</b> berths."
    marked = Markings(is_free=False, amendments=(Amendment(kind=AmendmentKind.CORRECTION, text=said),))
    newsroom.publish(
        "two", "post", "10 09:00", "Berths counted", "They were counted.", thread="quay", development="quay"
    )
    newsroom.mark("quay", "10 10:00", marked)
    async with _client(newsroom) as client:
        answer = await client.get(f"/thread/{newsroom.thread_id('quay')}", follow_redirects=True)
    newsroom.close()
    _check_inert(answer)
    words = _words(answer)
    assert "Correction by the outlet: The Tally" in words
    assert said in words
    assert "for subscribers" in words


@pytest.mark.parametrize("nasty", NASTY)
async def test_nothing_published_becomes_active(tmp_path: Path, nasty: str) -> None:
    """Headline, text, outlet, figure, quote and address are words on every page, and only http(s) is linked."""
    newsroom = Newsroom(tmp_path)
    text = f'"{nasty} we said," said Ada Quill. About 9,000 cases {nasty} by April 2027 are due.'
    newsroom.publish("bad", f"x{nasty}", "10 08:00", f"Cases {nasty}", text, url=f"javascript:alert('{nasty}')")
    newsroom.publish(
        "two", "the-tally", "10 09:00", f"More cases {nasty}", text, thread="bad", url=f"https://x.example/{nasty}"
    )
    newsroom.edit("two", "10 10:00", "9,000", f"8,000 {nasty}")
    async with _client(newsroom) as client:
        thread = f"/thread/{newsroom.thread_id('bad')}"
        for path in ("/", thread, "/search?q=cases", "/outlets"):
            _check_inert(await client.get(path, follow_redirects=True))
    newsroom.close()


def _check_inert(answer: httpx.Response) -> None:
    assert answer.status_code == 200
    for element in html.fromstring(answer.text).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script":
            # our own files, and nothing that stands in the page
            assert re.match(r"/static/[a-z0-9./-]+\.js\?v=[0-9a-f]{12}$", element.get("src"))
            assert not (element.text or "").strip()
        assert element.tag not in _ACTIVE
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            assert re.match(r"(https?://|/|#|$)", element.get(name, "")), element.get(name)


async def test_an_empty_installation_explains_itself(tmp_path: Path) -> None:
    """Before the first article, the page says how to get one."""
    newsroom = Newsroom(tmp_path)
    async with _client(newsroom) as client:
        assert "No thread has moved yet" in (await client.get("/")).text
        assert (await client.get("/search?q=x")).status_code == 200
    newsroom.close()


async def test_long_lists_lead_on_to_older_threads(newsroom: Newsroom) -> None:
    """What does not fit one page is a link away."""
    async with _client(newsroom, replace(WebRules(), most_threads=2)) as client:
        first = html.fromstring((await client.get("/")).text)
        older = first.cssselect(".more a")[0].get("href")
        second = html.fromstring((await client.get(older)).text)
    assert len(second.cssselect(".row")) == 2
    assert first.cssselect(".row h3")[0].text_content() != second.cssselect(".row h3")[0].text_content()


async def test_notes_and_who_has_a_thread_are_written_beside_it(tmp_path: Path) -> None:
    """Written, shown as the desk's own, taken away; a note without words, or of another thread, is refused."""
    own = Newsroom(tmp_path)
    furnish(own)
    tram, strike = (own.store.threads.find(own.thread_id(key)).slug for key in ("tram", "strike"))
    async with _client(own) as client:
        written = await client.post(f"/thread/{tram}/note", data={"text": "Ask <b>Orla</b> for the letter"})
        assert (written.status_code, written.headers["location"]) == (303, f"/thread/{tram}#ours")
        assert (await client.post(f"/thread/{tram}/keeper", data={"person": "Ida"})).status_code == 303
        page = html.fromstring((await client.get(f"/thread/{tram}")).text)
        (ours,) = page.xpath("//section[@id='ours']")
        assert "Ask <b>Orla</b> for the letter" in ours.text_content()
        assert "Ida has it" in " ".join(ours.text_content().split())
        (named,) = ours.xpath(".//input[@name='note']/@value")
        assert "Orla" not in (await client.get(f"/thread/{strike}")).text
        assert (await client.post(f"/thread/{strike}/note/remove", data={"note": named})).status_code == 404
        assert (await client.post(f"/thread/{tram}/note", data={"text": "  "})).status_code == 400
        assert (await client.post(f"/thread/{tram}/note/remove", data={"note": named})).status_code == 303
        assert (await client.post(f"/thread/{tram}/keeper", data={"person": ""})).status_code == 303
        after = (await client.get(f"/thread/{tram}")).text
        assert "Orla</b>" not in after
        assert "has it <span" not in after
    own.close()
