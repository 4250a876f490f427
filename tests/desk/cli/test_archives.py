"""Stored pages go out as an archive, and the archive makes the same articles anywhere."""

import gzip
from pathlib import Path

import pytest

from tests.desk.cli.test_ingest_and_ask import PAGE


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a folder of three pages: two articles, and one that is none."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "otter.html").write_text(PAGE, encoding="utf-8")
    heron = PAGE.replace("tter", "eron").replace(
        'href="https://post.example/oeron"', 'href="https://post.example/heron"'
    )
    (folder / "heron.html").write_text(heron, encoding="utf-8")
    (folder / "none.html").write_text("<html><body>Nothing</body></html>", encoding="utf-8")
    return folder


def test_an_archive_makes_the_same_articles_in_a_new_database(throughline, pages: Path, tmp_path: Path, monkeypatch):
    """Ids and texts are the same after a way out and in again."""
    assert throughline("ingest", pages).status == 0
    articles = throughline("export", "articles", "--jsonl").lines
    assert len(articles) == 2
    archive = tmp_path / "out.warc.gz"
    said = throughline("export", "pages", "--format", "warc", "--output", archive)
    assert (said.status, said.out) == (0, "")
    assert "3 pages" in said.err
    rows = throughline("export", "pages", "--jsonl").lines
    monkeypatch.setenv("THROUGHLINE_PATHS_DATA", str(tmp_path / "other"))
    again = throughline("ingest", archive, "--json")
    assert again.status == 0, again.err
    told = throughline("export", "articles", "--jsonl").lines
    told_of = ("id", "text", "headline", "canonical_url", "published_at", "outlet")
    assert [[row[name] for name in told_of] for row in told] == [[row[name] for name in told_of] for row in articles]
    assert [row["outcome"] for row in throughline("export", "pages", "--jsonl").lines] == [
        row["outcome"] for row in rows
    ]
    repeated = throughline("ingest", archive, "--json")
    assert repeated.document["outcomes"] == {"unchanged": 3}


def test_a_damaged_archive_is_said_and_costs_the_others_nothing(throughline, pages: Path, tmp_path: Path):
    """What can be read of it and all of the others is kept; the command fails."""
    throughline("ingest", pages)
    throughline("export", "pages", "--format", "warc", "--output", tmp_path / "b.warc.gz")
    (tmp_path / "a.warc.gz").write_bytes((tmp_path / "b.warc.gz").read_bytes()[:-40])
    (tmp_path / "c.warc.gz").write_bytes(gzip.compress(b"no archive"))
    answer = throughline("ingest", *(tmp_path / f"{name}.warc.gz" for name in "cab"))
    assert answer.status == 1
    assert "c.warc.gz: is no WARC file" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("articles", "--format", "warc"), "only pages can be written as an archive"),
        (("pages", "--output", "x.warc"), "--output is for archives"),
    ],
)
def test_what_cannot_be_meant_is_said(throughline, words: tuple[str, ...], sentence: str):
    """Misuse ends with 2 and a sentence."""
    answer = throughline("export", *words)
    assert answer.status == 2
    assert sentence in answer.err


def test_an_archive_that_cannot_be_written_is_said(throughline, tmp_path: Path):
    """A folder that is not there is named."""
    answer = throughline("export", "pages", "--format", "warc", "--output", tmp_path / "no" / "x.warc")
    assert answer.status == 1
    assert "cannot be written" in answer.err
