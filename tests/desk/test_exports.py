"""What leaves the desk as files and feeds."""

import csv
import io
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
from lxml import etree

from desk.ninjs import thread_ninjs
from desk.web import create_app
from pipeline.errors import StorageError
from storage.datasette import write_datasette
from tests.desk.newsroom import NOW, Newsroom, furnish
from tests.desk.ninjs_rules import NINJS_RULES

ATOM = "{http://www.w3.org/2005/Atom}"
NINJS = jsonschema_rs.Draft202012Validator(NINJS_RULES, validate_formats=True)


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Fill a store, with a headline that a spreadsheet would run and one that XML cannot hold."""
    made = Newsroom(Path(tmp_path_factory.mktemp("exports")))
    furnish(made)
    made.publish("formula", "the-tally", "9 08:00", '=HYPERLINK("http://evil.example")', "Formula-like headlines.")
    made.publish("control", "the-tally", "9 09:00", "A bell\x07 rings \ufffe", "Control\x00 characters.")
    yield made
    made.close()


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser on this machine."""
    transport = httpx.ASGITransport(app=create_app(newsroom.store, Still()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as opened:
        yield opened


async def test_a_search_is_a_feed(client: httpx.AsyncClient) -> None:
    """The newest first, each entry with who published it, when and where."""
    answer = await client.get("/search.atom", params={"q": 'outlet:"The Tally"'})
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 5
    updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert all(entry.find(f"{ATOM}link").get("href").startswith("https://the-tally.example/") for entry in entries)
    assert any("bell" in entry.findtext(f"{ATOM}title") for entry in entries)
    assert etree.fromstring((await client.get("/search.atom?q=%00(")).content) is not None


async def test_a_search_is_a_table_in_which_nothing_is_a_formula(client: httpx.AsyncClient) -> None:
    """A spreadsheet must not run what an outlet wrote."""
    answer = await client.get("/search.csv", params={"q": "formula OR ferry"})
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {"Ferry crews to strike for three days from Friday", '\'=HYPERLINK("http://evil.example")'} <= {
        row["headline"] for row in rows
    }


async def test_articles_and_threads_are_ninjs(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """With the properties of the standard and no others."""
    article = newsroom.articles["mayor-denies"]
    item = (await client.get(f"/article/{article.id}.ninjs")).json()
    assert (item["type"], item["standard"]["version"], item["uri"]) == ("text", "3.0", article.canonical_url)
    assert item["bodies"][0]["value"] == article.text
    assert {"name": "Idris Penhallow", "rel": "mentions"} in item["people"]
    thread = (await client.get(f"/thread/{newsroom.thread_id('tram')}.ninjs")).json()
    assert thread["type"] == "composite"
    assert [one["uri"] for one in thread["associations"]] == [
        newsroom.articles[key].canonical_url for key in ("tram", "tram-tally")
    ]
    assert NINJS.is_valid(item)
    assert NINJS.is_valid(thread)
    assert (await client.get("/article/nowhere.ninjs")).status_code == 404


async def test_every_item_keeps_to_the_standards_schema(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Each article and thread of the newsroom, one at an address that is no uri as it stands among them."""
    newsroom.publish(
        "odd", "the-tally", "9 10:00", "A café’s bill", "It was £3.", url="https://the-tally.example/café?q=‘a’|b"
    )
    paths = [f"/article/{article.id}.ninjs" for article in newsroom.articles.values()]
    paths += [f"/thread/{thread.slug}.ninjs" for thread in newsroom.store.threads.listing(limit=1000)]
    assert len(paths) > 30
    wrong = []
    for path in paths:
        item = (await client.get(path)).json()
        wrong += [(path, error.message) for error in NINJS.iter_errors(item)]
    assert wrong == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"uri": "nowhere at all"},
        {"type": "story"},
        {"pubStatus": "cancelled"},
        {"firstCreated": "yesterday"},
        {"headline": "not of this version"},
        {"bodies": [{"role": "main"}]},
        {"people": [{"name": "Ida", "age": 4}]},
        {"associations": [{"uri": "https://post.example/a"}]},
        {"language": "english please"},
    ],
)
def test_what_the_standard_does_not_allow_would_be_seen(wrong: dict[str, object]) -> None:
    """The rules above refuse what they ought to."""
    good = {"uri": "https://post.example/a", "type": "composite"}
    assert NINJS.is_valid(good)
    assert not NINJS.is_valid(good | wrong)


def test_an_article_without_an_address_has_a_name_of_ours(newsroom: Newsroom) -> None:
    """An item needs a uri; a script is none."""
    found = newsroom.store.threads.find(newsroom.thread_id("library"))
    articles = list(newsroom.store.exports.articles(thread_id=found.id))
    (item,) = thread_ninjs(found, articles, "https://desk.example/thread/x")["associations"]
    assert item["uri"] == f"urn:throughline:article:{articles[0].id}"


def test_everything_is_one_file_for_datasette(newsroom: Newsroom, tmp_path: Path) -> None:
    """Plain tables that join, full text, and no file is written over."""
    path = tmp_path / "news.db"
    n_articles = write_datasette(newsroom.store.exports, path)
    with sqlite3.connect(path) as file:
        counts = {
            table: file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("articles", "threads", "developments", "quotes", "figures", "dates", "names")
        }
        assert counts["articles"] == n_articles == len(newsroom.articles)
        assert min(counts.values()) > 0
        told = file.execute(
            "SELECT a.headline, t.slug, f.sentence FROM figures f JOIN articles a ON a.id = f.article "
            "JOIN threads t ON t.id = a.thread WHERE f.value = 134"
        ).fetchall()
        assert [headline for headline, _, _ in told] == ["Aldermouth Police to review 9,000 cases"]
        found = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'ferries'"
        assert file.execute(found).fetchone()[0] == 3
        assert json.loads(file.execute("SELECT byline FROM articles LIMIT 1").fetchone()[0]) == []
    with pytest.raises(StorageError, match="there already"):
        write_datasette(newsroom.store.exports, path)
    with pytest.raises(StorageError, match="cannot be written"):
        write_datasette(newsroom.store.exports, tmp_path / "no" / "news.db")
    assert list(tmp_path.iterdir()) == [path]
