"""`throughline reembed`: an archive goes over to another model, and its threads stay as they are."""

import json
from pathlib import Path

import pytest

from desk.embedding import embed_rules_of
from desk.reembedding import reembed
from desk.wiring import open_desk
from pipeline.read.embed import embed_texts
from tests.desk.cli.conftest import ROWS

#: The same story once more, for a later day.
LATER = {
    "id": "weir-3",
    "title": "Storrow weir gate: board to pay for power cut",
    "text": "The Corriby River Board will pay the 120 homes in Nether Storrow that lost power when the gate of Storrow "
    "weir failed, its engineer Tamsin Ockley said.",
    "published_at": "2026-03-04T07:00:00Z",
    "source": "Storrow Post",
    "lang": "en",
}


@pytest.fixture
def moved(throughline, rows_file: Path, monkeypatch: pytest.MonkeyPatch):
    """Ingest some articles, then name another model: the bundled one cut elsewhere makes other vectors."""
    assert throughline("ingest", rows_file).status == 0
    monkeypatch.setenv("THROUGHLINE_EMBED_MAX_TOKENS", "32")
    return throughline


def test_an_archive_without_vectors_of_the_model_says_what_to_do(moved, tmp_path: Path):
    """Nothing is threaded beside an archive that the index cannot see."""
    file = tmp_path / "later.jsonl"
    file.write_text(json.dumps(LATER), encoding="utf-8")
    said = moved("ingest", file)
    assert said.status != 0
    assert "4 articles have no vector of the model all-MiniLM-L6-v2@32: run `throughline reembed`" in said.err


def test_threads_stay_and_go_on_under_another_model(moved, tmp_path: Path):
    """Nothing moves, and the next article of the story finds its thread."""
    before = moved("threads", "--jsonl").lines
    said = moved("reembed")
    assert (said.status, said.out) == (0, "4 articles got a vector of all-MiniLM-L6-v2@32; all have one now\n")
    assert moved("threads", "--jsonl").lines == before
    file = tmp_path / "later.jsonl"
    file.write_text(json.dumps(LATER), encoding="utf-8")
    assert moved("ingest", file).status == 0
    assert len(moved("threads", "--jsonl").lines) == len(before)
    assert moved("reembed").out.startswith("0 articles got a vector")


def test_other_vectors_go_only_when_asked(moved):
    """Until then the way back is open."""
    moved("reembed")
    store, rules = open_desk(None).store, embed_rules_of(open_desk(None).settings, "bundled")
    hashes = [one.text_hash for one in store.articles.placed(rules.model_name) for one in [one.article]]
    assert len(store.vectors.find(hashes, "all-MiniLM-L6-v2@96")) == 4
    assert "4 vectors of other models are gone" in moved("reembed", "--drop-others").out
    assert store.vectors.find(hashes, "all-MiniLM-L6-v2@96") == {}
    assert len(store.vectors.find(hashes, "all-MiniLM-L6-v2@32")) == 4


def test_what_was_stopped_goes_on_where_it_was(moved, monkeypatch: pytest.MonkeyPatch):
    """Each batch is stored as it is made: of four articles, two are left after a stop in the middle."""
    monkeypatch.setattr("desk.reembedding._BATCH", 2)
    desk = open_desk(None)
    rules = desk.embed_rules
    going = reembed(desk.store, rules, lambda texts: embed_texts(rules, texts))
    assert [next(going).n_done, next(going).n_done] == [0, 2]
    going.close()
    assert desk.store.articles.n_without_vector(rules.model_name) == 2
    assert moved("reembed").out.startswith("2 articles got a vector")


def test_a_model_that_cannot_be_had_is_one_clear_line(moved):
    """The archive is as it was."""
    said = moved("reembed", "--model", "./no-such-model")
    assert said.status != 0
    assert "no-such-model" in said.err
    assert "Traceback" not in said.err


def test_languages_meet_where_the_model_knows_them(throughline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The same report marked as of two languages: two threads under the English model, one under another."""
    rows = [ROWS[0], {**ROWS[1], "lang": "de"}]
    file = tmp_path / "two.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert throughline("ingest", file).status == 0
    assert len(throughline("threads", "--jsonl").lines) == 2
    monkeypatch.setenv("THROUGHLINE_PATHS_DATA", str(tmp_path / "other"))
    monkeypatch.setenv("THROUGHLINE_EMBED_IS_MULTILINGUAL", "true")
    assert throughline("ingest", file).status == 0
    assert len(throughline("threads", "--jsonl").lines) == 1
