"""The API over the invented newsroom: what it answers, how it pages, and how it refuses."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from desk.api.reference import reference
from desk.questions import Questions
from desk.story.kept import Kept
from desk.story.timeline import timeline_view
from desk.views import thread_view
from desk.web import create_app
from pipeline.nouns import WatchKind
from storage.people import Person, Role
from tests.desk.newsroom import NOW, Newsroom, furnish


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


def embed(texts: Any) -> Any:
    """Return the one vector that all texts of the newsroom have."""
    return [np.array([1.0, 0.0], dtype=np.float32) for _ in texts]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Fill a store, with a watch that is owed something."""
    made = Newsroom(Path(tmp_path_factory.mktemp("api")))
    made.watch(WatchKind.QUERY, "police OR ferry", "editor@paper.example")
    furnish(made)
    yield made
    made.close()


@pytest.fixture
async def api(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """Return a program that asks the API."""
    app = create_app(newsroom.store, Still(), questions=Questions(embed, "test"))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example/api/v1") as client:
        yield client


async def walked(api: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    """Return every item of a list, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        page = (await api.get(path, params=params)).json()
        found += page["items"]
        if page["next"] is None:
            return found
        params["cursor"] = page["next"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/threads", "id"),
        ("/articles", "id"),
        ("/developments", "id"),
        ("/alerts", "id"),
        ("/speakers", "name"),
        ("/search?q=police", "article_id"),
    ],
)
async def test_lists_are_walked_whole_whatever_the_page_holds(api: httpx.AsyncClient, path: str, key: str) -> None:
    """Two at a time or all at once: the same items in the same order, each once."""
    path, _, query = path.partition("?q=")
    params = {"q": query} if query else {}
    whole = [one[key] for one in await walked(api, path, limit=200, **params)]
    assert whole == [one[key] for one in await walked(api, path, limit=2, **params)]
    assert len(set(whole)) == len(whole) > 2


async def test_a_thread_shows_what_happened_and_who_published_it(api: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """By id and by slug the same; its developments and articles in their own lists."""
    thread = (await api.get(f"/threads/{newsroom.thread_id('post-exclusive')}")).json()
    assert thread["headline"] == "Former appeal judge Orla Fenwick to chair exploitation inquiry"
    assert (await api.get(f"/threads/{thread['slug']}")).json() == thread
    shown = thread_view(newsroom.store, thread["id"], NOW)
    head = timeline_view(newsroom.store, shown.thread, NOW, Kept(lambda: NOW)).head
    assert thread["keywords"] == list(shown.keywords) == list(head.keywords)
    assert {"Penhallow", "Fenwick"} & {word.split()[-1] for word in thread["keywords"]}
    assert "Aldermouth Post" not in thread["keywords"]
    developments = await walked(api, f"/threads/{thread['id']}/developments")
    assert len(developments) == thread["n_developments"]
    assert developments[-1]["kind"] == "opened"
    corrections = await walked(api, f"/threads/{thread['id']}/developments", kind="correction")
    assert len(corrections) == 1
    articles = await walked(api, f"/threads/{thread['id']}/articles", q="copied:yes")
    assert {one["provenance"]["kind"] for one in articles} == {"copy"}
    assert (await api.get(f"/developments/{developments[0]['id']}")).json() == developments[0]


async def test_an_article_shows_its_text_facts_versions_and_grounds(api: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Each fact with its sentence and offsets."""
    article = (await api.get(f"/articles/{newsroom.articles['meridian-chase'].id}")).json()
    figure = article["facts"]["figures"][0]
    assert article["text"][figure["start"] : figure["end"]] == figure["text"]
    assert figure["sentence"] in article["text"]
    assert "9,000" in article["revisions"][0]["text"]
    assert article["grounds"]["score"] == pytest.approx(0.83)
    assert article["url"].startswith("https://the-meridian.example/")


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ('outlet:"Daily Lantern"', 3),
        ("ferry -copied:yes", 1),
        ("speaker:halloway", 2),
        ("figure:>8999 of:cases -copied:yes since:30d", 2),
        ("kind:correction", 1),
        ("(tram OR ferry) headline:docks", 2),
        ('similar:"anything" lang:en outlet:the-tally', 3),
    ],
)
async def test_the_query_language_is_that_of_the_page(api: httpx.AsyncClient, query: str, n: int) -> None:
    """The same operators, by words and by meaning, in search and lists."""
    assert len(await walked(api, "/search", q=query)) == n
    assert len(await walked(api, "/articles", q=query)) == n


async def test_an_unreadable_query_points_at_the_character(api: httpx.AsyncClient) -> None:
    """A problem with the place and what was expected there."""
    answer = await api.get("/search", params={"q": "weir colour:red"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["at"] == 5
    assert "headline:" in problem["expected"]
    assert problem["title"] == "The query cannot be read"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/threads/nowhere", 404),
        ("GET", "/articles/nowhere", 404),
        ("GET", "/developments/nowhere", 404),
        ("GET", "/outlets/nowhere", 404),
        ("GET", "/watches/nowhere", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/threads?cursor=abc", 404),
        ("GET", "/threads?cursor=WzEsMl0", 404),
        ("GET", "/audit?cursor=WyIxIl0", 404),
        ("GET", "/threads?limit=0", 422),
        ("GET", "/threads?since=soon", 422),
        ("GET", "/threads?since=0001-01-01T00:00:00%2B14:00", 200),
        ("GET", "/threads?since=9999-12-31T23:59:59-14:00", 200),
        ("GET", "/search", 422),
        ("GET", "/search?q=", 200),
        ("DELETE", "/watches/nowhere", 404),
        ("DELETE", "/notes/nowhere", 404),
        ("PATCH", "/threads", 405),
        ("POST", "/watches", 422),
    ],
)
async def test_what_cannot_be_done_is_a_problem_in_json(
    api: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    """Status, title and a sentence, whatever went wrong."""
    answer = await api.request(method, path)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert answer.json()["detail"]


async def test_an_unchanged_answer_is_not_sent_again(api: httpx.AsyncClient) -> None:
    """By its ETag, weak or strong, alone or among others."""
    answer = await api.get("/threads")
    tag = answer.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await api.get("/threads", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await api.get("/threads", headers={"if-none-match": '"other"'})).status_code == 200
    assert (await api.get("/threads?limit=1")).headers["etag"] != tag


async def test_a_watch_is_added_shown_and_removed(api: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """A query keeps the ids of its threads; what cannot be watched is refused."""
    slug = (await api.get(f"/threads/{newsroom.thread_id('tram')}")).json()["slug"]
    asked = {"kind": "query", "value": f"cost thread:{slug}", "recipient": "ed@paper.example"}
    made = await api.post("/watches", json=asked)
    assert made.status_code == 201
    watch = made.json()
    assert newsroom.thread_id("tram") in watch["value"]
    assert (await api.get(f"/watches/{watch['id']}")).json() == watch
    assert watch in (await api.get("/watches")).json()
    assert (await api.delete(f"/watches/{watch['id']}")).status_code == 204
    assert (await api.get(f"/watches/{watch['id']}")).status_code == 404
    for wrong, status in (
        ({"value": "(weir"}, 400),
        ({"value": 'similar:"x"'}, 400),
        ({"value": "thread:nowhere weir"}, 404),
        ({"kind": "outlet", "value": "nowhere"}, 404),
        ({"kind": "thread", "value": "nowhere"}, 404),
        ({"recipient": "nobody"}, 422),
        ({"recipient": "a@b.example\r\nBcc: c@d.example"}, 422),
        ({"more": 1}, 422),
    ):
        assert (await api.post("/watches", json=asked | wrong)).status_code == status, wrong


async def test_a_thread_is_noted_and_given_to_somebody(api: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Notes carry who wrote them; a thread has one keeper."""
    path = f"/threads/{newsroom.thread_id('tram')}"
    note = (await api.post(f"{path}/notes", json={"text": "Ask the board again."})).json()
    assert (note["person"], note["text"]) == ("desk", "Ask the board again.")
    assert (await api.get(f"{path}/notes")).json() == [note]
    assert (await api.delete(f"/notes/{note['id']}")).status_code == 204
    assert (await api.get(f"{path}/notes")).json() == []
    assert (await api.put(f"{path}/keeper", json={"person": "ida"})).json()["given_by"] == "desk"
    assert (await api.get(path)).json()["keeper"] == "ida"
    assert {one["keeper"] for one in await walked(api, "/threads") if one["keeper"]} == {"ida"}
    assert (await api.delete(f"{path}/keeper")).status_code == 204
    assert (await api.get(path)).json()["keeper"] is None
    newsroom.store.people.add(Person(name="ben", role=Role.EDITOR, password_hash=None, created_at=NOW))
    assert (await api.put(f"{path}/keeper", json={"person": "ida"})).status_code == 404
    newsroom.store.people.remove("ben")


async def test_outlets_follow_ups_and_quotes_are_shown(api: httpx.AsyncClient) -> None:
    """Health, dates to come, and a speaker's words with where they were printed."""
    outlets = (await api.get("/outlets")).json()
    assert outlets[0]["slug"] == "harbour-radio"
    assert "503" in outlets[0]["feeds"][0]["failure"]
    assert (await api.get("/outlets/harbour-radio")).json() == outlets[0]
    assert {"2026-09-30", "2026-05-04"} <= {one["value"] for one in (await api.get("/follow-ups")).json()}
    names = [one["name"] for one in await walked(api, "/speakers")]
    (name,) = [name for name in names if "Halloway" in name]
    quotes = await walked(api, f"/speakers/{name}/quotes", limit=1)
    assert len(quotes) == 2
    assert all(one["quote"]["speaker"] == name for one in quotes)
    me = (await api.get("/me")).json()
    assert me == {"name": "desk", "scopes": ["admin", "read", "write"], "via": "open"}
    assert isinstance(await walked(api, "/audit"), list)
    assert (await api.get("/people")).json() == []


async def test_every_operation_has_examples_and_says_what_it_does(api: httpx.AsyncClient) -> None:
    """The OpenAPI document is one that a stranger can build on."""
    document = (await api.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (method, path)
            assert {"401", "403", "404", "422"} <= operation["responses"].keys()
    for name, schema in document["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            is_plain = said.get("type") in {"string", "integer", "number", "boolean"} and field not in {
                "sentence", "text", "headline", "says", "home", "message_id", "watch_id", "snippet", "url",
            }  # fmt: skip
            assert not is_plain or "examples" in said, (name, field)


def test_the_reference_is_made_from_the_api() -> None:
    """docs/api.md says what the API does: `python -m desk.api.reference > docs/api.md` makes it anew."""
    kept = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    assert kept == reference()
