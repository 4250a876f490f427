"""Full-text search, the same over both databases."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from pipeline.nouns import DevelopmentKind, Facts, Figure, Provenance, ProvenanceKind, Quote, Reading
from pipeline.query import Question, Subject, matches, read_query

#: Two hours after the first of the articles that the operators are tried on.
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
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


def asked(typed, now=NOW, **more):
    """Return a question as the desk hands it over."""
    return Question(query=read_query(typed), now=now, **more)


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


#: Query -> numbers of the articles that meet it; the third is a copy of the second, in the same thread.
OPERATORS = {
    "ashmere": {1, 2, 3},
    "headline:weir": {1},
    "headline:ashmere": set(),
    "boats -headline:weir": {2, 3},
    "(weir OR quay) ashmere": {1, 2},
    "ashmere -(weir OR headline:third)": {2},
    "outlet:quay-news": {2},
    'outlet:"The Quay News"': {2},
    "-outlet:weir-echo ashmere": {2},
    "outlet:nobody": set(),
    'speaker:"Ottoline Prewett"': {1},
    "speaker:prewett": {1, 2},
    'speaker:"prewett ottoline"': set(),
    "speaker:perenyi": {3},
    "figure:>30": {1, 2, 3},
    "figure:>41": {2, 3},
    "figure:50": {2},
    "figure:<10": {3},
    "figure:>30 of:boats": {1, 3},
    "figure:>30 of:boats figure:<50": {1},
    "figure:>100 of:boat": {3},
    "figure:5%": {3},
    "figure:£5": set(),
    "-figure:>41 ashmere": {1},
    "of:officers": {2},
    "kind:opened": {1, 2, 3, 4},
    "kind:correction": set(),
    # its evidence shows a possible reversal besides
    "kind:reversal": {2},
    "thread:weir-2": {2, 3},
    "thread:nowhere": set(),
    "lang:de": {4},
    "since:2h": {1, 2, 3, 4},
    "since:118m": {2, 3, 4},
    "on:2026-03-02 boats": {1, 2, 3},
    "before:2026-03-02": set(),
    "after:2026-03-01": {1, 2, 3, 4},
    "copied:yes": {3},
    "copied:no": {1, 2, 4},
    "weir copied:no since:1d": {1},
    "harbour OR copied:yes": {3},
    "(boats -quay) OR lang:de": {1, 3, 4},
    'similar:"boats are stuck"': {1, 2},
    'similar:"boats are stuck" -weir': {2},
    'similar:"boats are stuck" OR lang:de': {1, 2, 4},
}


def _facts(n):
    quotes = {
        1: (Quote(speaker="Ottoline Prewett", text="stuck", sentence="“stuck”", start=0, end=5),),
        2: (Quote(speaker="Prewett", text="moved", sentence="“moved”", start=0, end=5),),
        3: (Quote(speaker="Márta Perényi", text="so", sentence="“so”", start=0, end=2),),
    }
    figures = {
        1: (Figure(text="40 boats", value=40, of="boats", sentence="", start=0, end=1),),
        2: (Figure(text="40 to 60 officers", value=40, value_to=60, of="officers", sentence="", start=0, end=1),),
        3: (
            Figure(text="5%", value=5, unit="%", sentence="", start=0, end=1),
            Figure(text="200 stuck boats", value=200, of="stuck boats", sentence="", start=0, end=1),
        ),
    }
    return Facts(quotes=quotes.get(n, ()), figures=figures.get(n, ()))


@pytest.fixture
def furnished(store, samples):
    """Store four articles with facts, two of them in one thread, one a copy; return them as subjects too."""
    store.feeds.register([replace(samples.outlet("quay-news"), name="The Quay News")], samples.noon)
    told = {
        1: ("Ashmere’s weir closed", "The weir is shut at Ashmere and boats are stuck.", {}),
        2: (
            "Second report",
            "Boats moved to the quay at Ashmere.",
            {"outlet": "quay-news", "outlet_name": "The Quay News"},
        ),
        3: ("Third report", "Boats, boats at Ashmere.", {}),
        4: ("Vierter Bericht", "Nichts vom Wasser.", {"language": "de"}),
    }
    told[1] = ("Weir closed", *told[1][1:])
    subjects = {}
    for n, (headline, text, more) in told.items():
        thread = samples.thread(min(n, 2) if n < 4 else 4)
        development = samples.development(n, thread)
        if n == 2:
            development = replace(development, also=(DevelopmentKind.REVERSAL,))
        article = samples.article(n, text, headline=headline, **more)
        origin = Provenance(kind=ProvenanceKind.COPY if n == 3 else ProvenanceKind.ORIGINAL)
        vector = np.array([np.cos(n - 1), np.sin(n - 1)], dtype=np.float32)
        with store.begin() as ledger:
            ledger.add_article(Reading(article=article, facts=_facts(n)), origin, vector, "m")
            ledger.add_assignment(samples.assignment(n, thread, development), thread, development)
        subjects[n] = Subject(
            article,
            facts=_facts(n),
            kinds=(development.kind, *development.also),
            threads=(thread.id, thread.slug),
            is_copy=n == 3,
        )
    return store, subjects


def test_every_operator_finds_the_same_in_both_databases_and_in_memory(furnished):
    """One language: what a search finds, a watch is told of."""
    store, subjects = furnished
    vectors = {"boats are stuck": np.array([1.0, 0.0], dtype=np.float32)}
    results = {query: set(found(store, asked(query, vectors=vectors, model="m"))) for query in OPERATORS}
    assert {q: r for q, r in results.items() if r != OPERATORS[q]} == {}
    in_memory = {
        query: {n for n, subject in subjects.items() if matches(read_query(query), subject, NOW)}
        for query in OPERATORS
        if "similar" not in query
    }
    assert in_memory == {query: numbers for query, numbers in OPERATORS.items() if "similar" not in query}


def test_what_means_the_same_comes_first(furnished):
    """By the cosine of the sentence's vector; a sentence without a vector is like nothing; revisions are learned."""
    store, _ = furnished
    near = asked('similar:"x"', vectors={"x": np.array([0.6, 0.8], dtype=np.float32)}, model="m")
    assert found(store, near) == [2, 1, 3]
    assert found(store, near, limit=1, offset=1) == [1]
    hits = store.search.find(near)
    assert [round(hit.rank, 2) for hit in hits] == [1.0, 0.6, 0.48]
    assert found(store, asked('similar:"x"')) == []
    assert found(store, asked('similar:"x"', vectors=near.vectors, model="other")) == []


def test_articles_that_come_later_are_near_as_well(furnished, samples):
    """What is kept in memory learns what was added and what was edited since it was last asked."""
    store, _ = furnished
    east = asked('similar:"x"', vectors={"x": np.array([0.0, -1.0], dtype=np.float32)}, model="m")
    assert found(store, east) == []
    late = samples.article(9, "Late.", headline="Late")
    thread = samples.thread(9)
    with store.begin() as ledger:
        ledger.add_article(
            Reading(article=late, facts=Facts()),
            Provenance(kind=ProvenanceKind.ORIGINAL),
            np.array([0.0, -1.0], dtype=np.float32),
            "m",
        )
        ledger.add_assignment(
            samples.assignment(9, thread, samples.development(9, thread)), thread, samples.development(9, thread)
        )
    assert found(store, east)[0] == 9


def test_without_words_the_newest_come_first_with_the_beginning_of_their_text(furnished):
    """Conditions alone rank nothing."""
    store, _ = furnished
    assert found(store, asked("figure:>1")) == [3, 2, 1]
    (hit, *_) = store.search.find(asked("copied:yes"))
    assert hit.snippet == "Boats, boats at Ashmere."
    assert hit.marks == ()


def test_threads_are_found_by_every_operator(furnished, samples):
    """A thread is found by any of its articles."""
    store, _ = furnished
    assert [thread.slug for thread in store.threads.listing(asked("copied:yes"))] == ["weir-2"]
    assert [thread.slug for thread in store.threads.listing(asked("weir OR lang:de"))] == ["weir-4", "weir-1"]


def test_of_many_matches_the_newest_are_ranked_and_the_older_follow_by_time(store, samples, monkeypatch):
    """However common a word is, no article is lost between the pages, and none is shown twice."""
    monkeypatch.setattr("storage.search._MOST_RANKED", 3)
    for n in range(1, 8):
        headline = "The weir, the weir" if n in {1, 6} else f"Report {n}"
        samples.place(store, n, f"Number {n} says that the weir at Ashmere was closed.", headline=headline)
    assert found(store, "weir", limit=10) == [6, 7, 5, 4, 3, 2, 1]
    assert [*found(store, "weir", limit=2), *found(store, "weir", limit=2, offset=2)] == [6, 7, 5, 4]
    assert found(store, "weir", limit=3, offset=4) == [3, 2, 1]
    # with a condition besides, those that meet it are counted
    assert found(store, asked("weir lang:en"), limit=10) == [6, 7, 5, 4, 3, 2, 1]
    assert found(store, asked("weir lang:de"), limit=10) == []
