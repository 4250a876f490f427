"""Every fact of a page, as `read` prints it and `export facts` writes it: a letter, a denial, a statement, a deadline."""

from pathlib import Path

import pytest

SEED = Path(__file__).parents[4] / "shared" / "seed"
HEADLINE = "Harbour board reopens 2,400 moorings files after Corriby mayor’s denials"
PARAGRAPHS = (
    (
        "The Corriby Harbour Board has reopened 2,400 files in a review of moorings after the Mayor of Corriby Tamsin Ockley "
        "previously said there were none."
    ),
    "Ockley has repeatedly stated there were “no complaints” or “warnings” about the old chains.",
    (
        "In a letter seen by the Post, Harbour Board commissioner Sir Alan Treadgold tells Ockley he is “answering questions "
        "about moorings”."
    ),
    "He adds that “any failure of a chain is a danger to every boat that lies behind it.”",
    "The review of the files will be completed by April 2027.",
    (
        "Speaking to the town council on Thursday last week, Harbour Board commissioner Sir Alan Treadgold said a “very "
        "significant number” of files were being reopened."
    ),
    "The so-called “Ghost Chain” was found by divers in 2019.",
    (
        "Shadow Harbour Secretary Ines Whitlow told the Post on Sunday: “It is shameful that the mayor is claiming to have no "
        "warning.”"
    ),
    "A Harbour Board spokesperson said in a statement: “Any failure of a chain is serious and we look at each of them.",
    "“Since 2022 we have trained 310 frontline wardens and solved three times more cases.",
    "“We are undertaking a review of approximately 2,400 files covering a 15-year period.”",
)
QUOTES = [
    ("Tamsin Ockley", "stated", "no complaints"),
    ("Tamsin Ockley", "stated", "warnings"),
    ("Alan Treadgold", "tells", "answering questions"),
    ("Alan Treadgold", "adds", "any failure of a chain"),
    ("Alan Treadgold", "said", "very significant number"),
    ("Ines Whitlow", "told", "It is shameful"),
    ("Harbour Board spokesperson", "said", "Any failure of a chain is serious"),
    ("Harbour Board spokesperson", "said", "Since 2022"),
    ("Harbour Board spokesperson", "said", "We are undertaking"),
]
FIGURES = {(2400, "files"), (310, "frontline wardens"), (3, "cases"), (15, "year")}
#: What each kind of fact holds, beside its kind and article where it is exported.
FIELDS = {
    "quote": {"speaker", "mention", "cue", "text", "sentence", "start", "end"},
    "figure": {"text", "value", "value_to", "of", "unit", "approximate", "change", "sentence", "start", "end"}
    | {"place", "time"},
    "date": {"text", "value", "kind", "is_follow_up", "due", "sentence", "start", "end"},
    "name": {"text", "kind", "start", "end"},
}


def page_of(
    headline: str, paragraphs: tuple[str, ...], outlet: str = "Corriby Post", told: str = "2026-10-18T09:30:00Z"
) -> str:
    """Set a text as a page of our own."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{headline} | {outlet}</title>'
        f'<meta property="og:site_name" content="{outlet}"></head><body><nav><a href="/">Home</a></nav><article>'
        f'<h1>{headline}</h1><time datetime="{told}">{told[:10]}</time>{body}</article></body></html>'
    )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a file with our page."""
    file = tmp_path / "moorings.html"
    file.write_text(page_of(HEADLINE, PARAGRAPHS), encoding="utf-8")
    return file


def test_read_prints_every_quotation_with_its_speaker_and_nothing_else_as_a_quote(throughline, page: Path):
    """Partial strings, pronouns, a letter, a statement over three paragraphs; a scare quote is none."""
    quotes = throughline("read", page, "--json").document["quotes"]
    assert len(quotes) == len(QUOTES)
    for quote, (speaker, cue, begins) in zip(quotes, QUOTES, strict=True):
        assert speaker in quote["speaker"]
        assert quote["cue"] == cue
        assert quote["text"].startswith(begins)


def test_read_prints_what_each_figure_counts_and_the_deadline(throughline, page: Path):
    """Each number with its noun or unit, and one date that is due."""
    read = throughline("read", page, "--json").document
    assert {(one["value"], one["of"] or one["unit"]) for one in read["figures"]} == FIGURES
    due = [one for one in read["dates"] if one["is_follow_up"]]
    assert [(one["value"], one["due"], one["sentence"]) for one in due] == [
        (
            "2027-04",
            "The review of the files will be completed by April 2027",
            "The review of the files will be completed by April 2027.",
        )
    ]
    assert all(one["due"] is None for one in read["dates"] if not one["is_follow_up"])


def test_every_fact_has_its_fields_and_stands_where_it_says(throughline, page: Path):
    """The fields are those that are documented, and the offsets those of the text."""
    read = throughline("read", page, "--json").document
    for kind, fields in FIELDS.items():
        assert read[f"{kind}s"], kind
        for fact in read[f"{kind}s"]:
            assert set(fact) == fields
            assert read["text"][fact["start"] : fact["end"]] == fact["text"]
            assert fact["text"] in fact.get("sentence", fact["text"])


def test_what_is_exported_is_what_was_read(throughline, page: Path):
    """`export facts` writes each fact that `read` prints, with the article that it stands in."""
    read = throughline("read", page, "--json").document
    assert throughline("ingest", page).status == 0
    rows = throughline("export", "facts", "--jsonl").lines
    assert {row["article"] for row in rows} == {rows[0]["article"]}
    assert all(row["thread"] and row["url"] == rows[0]["url"] for row in rows)
    for kind, fields in FIELDS.items():
        exported = [row for row in rows if row["kind"] == kind]
        assert len(exported) == len(read[f"{kind}s"]) > 0
        for row, fact in zip(exported, read[f"{kind}s"], strict=True):
            assert {name: row[name] for name in fields - {"kind"}} == {name: fact[name] for name in fields - {"kind"}}
            assert row.get("form") == fact.get("kind")


def test_a_language_whose_facts_are_not_read_is_said(throughline, tmp_path: Path):
    """By `read` for people and for scripts, and by both exports; an English page has no such note."""
    note = "Quotes, figures, dates and names are read in English only; this article is in German."
    file = tmp_path / "hafen.html"
    text = (
        "Der Hafenrat hat am Montag 2400 Akten wieder geöffnet, nachdem die Bürgermeisterin gesagt hatte, es gebe "
        "keine. Die Prüfung soll bis April 2027 abgeschlossen sein, teilte der Rat am Abend in der Stadt mit."
    )
    file.write_text(page_of("Hafenrat öffnet 2400 Akten", (text, text)).replace('lang="en"', 'lang="de"'), "utf-8")
    read = throughline("read", file, "--json").document
    assert read["facts_note"] == note
    assert read["quotes"] == read["figures"] == read["dates"] == read["names"] == []
    assert note in throughline("read", file).out
    english = tmp_path / "english.html"
    english.write_text(page_of(HEADLINE, PARAGRAPHS), encoding="utf-8")
    assert throughline("read", english, "--json").document["facts_note"] is None
    assert throughline("ingest", english).status == 0
    assert throughline("export", "facts", "--jsonl").err == ""
    assert throughline("ingest", file).status == 0
    told = throughline("export", "facts", "--jsonl")
    assert {row["kind"] for row in told.lines} == set(FIELDS)
    assert told.err.strip() == "Quotes, figures and dates are read in English only; one article is in German."
    notes = {row["language"]: row["facts_note"] for row in throughline("export", "articles", "--jsonl").lines}
    assert notes == {"en": None, "de": "Quotes, figures and dates are read in English only; this article is in German."}


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article lies beside the checkout and is not there")
def test_the_seed_article_set_as_a_page_gives_its_twenty_strings_and_its_deadline(throughline, tmp_path: Path):
    """The article that the program is modelled on, through the reader of pages."""
    lines = [line.strip() for line in next(SEED.glob("*.txt")).read_text("utf-8").splitlines() if line.strip()]
    file = tmp_path / "seed.html"
    end = lines.index("LEAVE A RESPONSE")
    file.write_text(page_of(lines[1], tuple(lines[5:end]), "The Seed", "2025-10-18T09:30:00Z"), encoding="utf-8")
    read = throughline("read", file, "--json").document
    assert len(read["quotes"]) == 20
    assert all(quote["speaker"] for quote in read["quotes"])
    assert [one["value"] for one in read["dates"] if one["is_follow_up"]] == ["2026-04"]
    assert {(9000, "cases"), (11000, "frontline officers")} <= {(one["value"], one["of"]) for one in read["figures"]}
