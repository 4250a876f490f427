"""What the pages and the API say with a fact: what is due, where and when a figure holds, and what nobody read."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from lxml import html

from desk.web import create_app
from tests.desk.newsroom import NOW, Newsroom

TOLD = (
    "In Corriby 412 complaints were counted in February 2026.\n"
    "The board must reply by 9 December 2026, and a hearing will be held on 9 December 2026."
)
LATER = (
    "In Corriby 430 complaints were counted in February 2026.\n"
    "In Storrow 30 boats sank in 2019, while 30 boats were lost in Pellam in 2021."
)


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A thread of two English articles and a German one, and a thread in English."""
    made = Newsroom(tmp_path_factory.mktemp("facts"))
    made.publish("quay", "aldermouth-post", "10 08:00", "Board counts complaints", TOLD)
    made.publish("more", "the-tally", "10 09:00", "Complaints rise to 430", LATER, thread="quay")
    made.publish(
        "klagen", "the-meridian", "10 10:00", "430 Klagen", "Es sind 430 Klagen.", thread="quay", language="de"
    )
    made.publish("tram", "the-tally", "10 11:00", "Tram is late", "The tram had 12 riders.")
    yield made
    made.close()


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a window."""
    transport = httpx.ASGITransport(app=create_app(newsroom.store, Still()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example", follow_redirects=True) as made:
        yield made


async def found(client: httpx.AsyncClient, path: str, css: str) -> list[str]:
    """Return the words of each element of a page that a selector finds."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    name, _, kind = css.partition(".")
    nodes = html.fromstring(answer.text).xpath(f"//{name}[contains(concat(' ', @class, ' '), ' {kind} ')]")
    return [" ".join(node.text_content().split()) for node in nodes]


async def facts_of(client: httpx.AsyncClient, article_id: str) -> dict[str, Any]:
    """Return an article's facts as the API gives them."""
    return (await client.get(f"/api/v1/articles/{article_id}")).json()["facts"]


async def test_a_threads_page_says_what_is_due(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Beside the timeline for the first date of its day, and with each date of a development."""
    due = await found(client, f"/thread/{newsroom.thread_id('quay')}", "span.what-due")
    assert due.count("The board must reply by 9 December 2026") == 2
    assert due.count("a hearing will be held on 9 December 2026") == 1


async def test_the_words_of_a_date_are_marked_where_they_stand(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The second of two same dates in a sentence is marked at its own place."""
    answer = await client.get(f"/thread/{newsroom.thread_id('quay')}")
    page = html.fromstring(answer.text)
    befores = [mark.getparent().text for mark in page.xpath("//mark") if mark.text == "9 December 2026"]
    assert "The board must reply by " in befores
    assert "The board must reply by 9 December 2026, and a hearing will be held on " in befores


async def test_figures_stand_with_the_place_and_time_they_hold_for(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """On the page of figures, beside the timeline and in a development's folds."""
    path = f"/thread/{newsroom.thread_id('quay')}"
    assert (await found(client, f"{path}/figures", "span.held")).count("Corriby, February 2026") == 2
    assert {"Corriby, February 2026", "Storrow, 2019", "Pellam, 2021"} <= set(await found(client, path, "span.held"))


async def test_dates_to_come_say_what_is_due(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The API's list has the clause of each date."""
    rows = (await client.get("/api/v1/follow-ups")).json()
    assert [row["due"] for row in rows] == [
        "The board must reply by 9 December 2026",
        "a hearing will be held on 9 December 2026",
    ]


async def test_the_api_gives_what_is_due_and_where_figures_hold(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """As `read` and `export facts` do, each fact at its own place in the sentence."""
    told = await facts_of(client, newsroom.articles["quay"].id)
    assert [date["due"] for date in told["dates"] if date["is_follow_up"]] == [
        "The board must reply by 9 December 2026",
        "a hearing will be held on 9 December 2026",
    ]
    later = await facts_of(client, newsroom.articles["more"].id)
    held = [(figure["value"], figure["place"], figure["time"]) for figure in later["figures"]]
    assert held == [(430, "Corriby", "2026-02"), (30, "Storrow", "2019"), (30, "Pellam", "2021")]
    assert told["note"] is later["note"] is None


async def test_facts_that_were_not_looked_for_are_said_to_be_so(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """On every page of the thread that shows facts or the article, and in the API; a thread in English says nothing."""
    path = f"/thread/{newsroom.thread_id('quay')}"
    note = "Quotes, figures and dates are read in English only; this article is in German."
    assert await found(client, path, "p.unread") == [note]
    assert await found(client, f"{path}/articles", "p.unread") == [note]
    for tab in ("figures", "quotes"):
        assert await found(client, f"{path}/{tab}", "p.unread") == [note.replace("this article", "one article")]
    facts = await facts_of(client, newsroom.articles["klagen"].id)
    assert facts["note"] == "Quotes, figures, dates and names are read in English only; this article is in German."
    assert facts["figures"] == []
    english = f"/thread/{newsroom.thread_id('tram')}"
    for tab in ("", "/articles", "/figures", "/quotes"):
        assert await found(client, english + tab, "p.unread") == []
