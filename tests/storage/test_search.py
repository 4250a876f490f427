"""Full-text search, the same over both databases."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

DATA = Path(os.environ.get("THROUGHLINE_DATA", Path(__file__).parents[3] / "shared" / "data"))

VILE = [
    "",
    " ",
    '"',
    '""',
    "'",
    "weir'; DROP TABLE articles; --",
    "weir AND",
    "NOT",
    "NEAR(weir boats)",
    "headline:weir",
    "weir*",
    "^weir",
    "-",
    "--weir",
    "OR",
    "(weir",
    ")",
    "{weir}",
    "weir:*",
    "weir & !boats | ferry",
    "<->",
    "\x00",
    "we\x00ir",
    "\ud83d",
    "😀",
    "😀 weir",
    "%",
    "_",
    "\\",
    "weir " * 5_000,
    '"' * 10_000,
    "é" * 10_000,
    "x" * 10_000,
    "-".join("weir" for _ in range(2_000)),
    "مرحبا",
    "堰",
]

#: Query -> numbers of the articles that it finds.
EXPECTED = {
    "weir": {1},
    "WEIR": {1},
    "boats": {1, 2},
    "boat": {1, 2},
    "boats ashmere": {1, 2},
    '"boats left"': {2},
    '"left boats"': set(),
    "boats -police": {1},
    "weir OR budget": {1, 4},
    "reopen": {2},
    "cafe": {3},
    "CAFÉ": {3},
    "9,000": {2},
    "2014": {2},
    "2010-2014": {2},
    "ice cream": {3},
    "ice-cream": {3},
    "council's": {4},
    '"to be or not to be"': {5},
    "the": {1, 2, 3, 4, 5},
    "lock-keeper": {3},
    "harbour": set(),
    "boats -boats": set(),
}


def found(store, query, **more):
    """Return the numbers of the articles found, best first."""
    return [int(hit.article.external_id.removeprefix("ext-")) for hit in store.search.find(query, **more)]


@pytest.fixture
def told(store, samples):
    """Store five articles."""
    texts = [
        "The weir at Ashmere was closed. About 40 boats are stuck.",
        "Boats left Ashmere while the police reopened 9,000 cases from 2010-2014.",
        "The café on the quay sells ice-cream to the skippers.",
        "Nothing about water at all: the council's budget.",
        "To be or not to be, asked the actor at Ashmere.",
    ]
    for n, text in enumerate(texts, 1):
        headline = "Ashmere weir closed" if n == 1 else f"Report {n}"
        samples.place(store, n, text, headline=headline, standfirst="A lock-keeper speaks" if n == 3 else None)
    return store


def test_both_databases_find_the_same(told):
    """Case, accents, English endings, hyphens and stop words mean the same in both."""
    assert {query: set(found(told, query)) for query in EXPECTED} == EXPECTED


def test_a_headline_weighs_more_than_a_text(told):
    """What an article is about comes before what it mentions."""
    assert found(told, "Ashmere")[0] == 1
    hits = told.search.find("Ashmere")
    assert [hit.rank for hit in hits] == sorted((hit.rank for hit in hits), reverse=True)


def test_a_snippet_shows_the_words_found_and_is_plain_text(told):
    """Marks are offsets, so that each page can show them in its own way and escape the rest."""
    (hit,) = told.search.find("stuck")
    ((start, end),) = hit.marks
    assert hit.snippet[start:end] == "stuck"
    assert "\x02" not in hit.snippet
    assert hit.thread_id is not None


def test_a_search_is_bounded_in_time_and_number(told, samples):
    """Only what was told since; only so many; and on to the next ones."""
    assert set(found(told, "ashmere", since=samples.noon + timedelta(minutes=2))) == {2, 5}
    pages = [found(told, "ashmere", limit=1, offset=n)[0] for n in range(3)]
    assert sorted(pages) == [1, 2, 5]


def test_any_string_is_a_safe_query(told):
    """Nothing that is typed is spoken to a database's query language."""
    for query in VILE:
        told.search.find(query)
        told.threads.listing(query)


def test_the_known_nasty_queries_are_safe(told):
    """The list of strings that broke other programs' searches."""
    path = DATA / "hostile" / "search-queries.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    for query in json.loads(path.read_text()):
        told.search.find(query if isinstance(query, str) else json.dumps(query), limit=3)


def test_a_text_longer_than_an_index_holds_is_found_by_its_start(store, samples):
    """PostgreSQL's index of one article holds a megabyte at most; a longer article is stored all the same."""
    samples.place(store, 1, "Ashmere " + " ".join(f"w{n}é" for n in range(400_000)))
    assert found(store, "ashmere") == [1]


def test_threads_are_found_by_the_words_of_their_articles(told, samples):
    """The one that moved last first."""
    assert [t.id for t in told.threads.listing("boats")] == [samples.thread(2).id, samples.thread(1).id]
    assert told.threads.listing("harbour") == []
    assert told.threads.listing("-boats") == []
    assert len(told.threads.listing("  ")) == 5
