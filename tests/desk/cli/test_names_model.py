"""A spaCy model that the settings name finds the names, in the worker processes that read pages and lines."""

import json
from pathlib import Path

import pytest

TEXT = (
    "The Corriby Harbour Board has reopened 2,400 files in a review of moorings. Work on the quay stops on Monday, and "
    "the Sparrow Fund pays for it. Nobody had asked for that, the board said, but everybody was glad of it."
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the folder of a model that knows one name, which no rule of ours takes for one."""
    spacy = pytest.importorskip("spacy", reason="spaCy is an extra and is not installed")
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "quay"}])
    made.to_disk(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a file with a page."""
    file = tmp_path / "moorings.html"
    file.write_text(
        f'<html lang="en"><head><title>Moorings</title></head><body><article><h1>Board reopens files on moorings</h1>'
        f"<p>{TEXT}</p><p>{TEXT}</p></article></body></html>",
        encoding="utf-8",
    )
    return file


def test_pages_and_lines_have_the_names_of_the_model(
    throughline, monkeypatch: pytest.MonkeyPatch, model: Path, page: Path, tmp_path: Path
) -> None:
    """`read` and `ingest` find what the model knows, within a page's limits of time and memory, and nothing else."""
    monkeypatch.setenv("THROUGHLINE_READ_NAMES_MODEL", str(model))
    # the model takes longer to load than that, and more memory than is left: both are the worker's, not the page's
    monkeypatch.setenv("THROUGHLINE_READ_TIME_LIMIT", "2")
    monkeypatch.setenv("THROUGHLINE_READ_MEMORY_LIMIT", "320")
    read = throughline("read", page, "--json")
    assert read.status == 0, read.err
    assert [(name["text"], name["kind"]) for name in read.document["names"]] == [("quay", "organisation")]
    assert {figure["value"] for figure in read.document["figures"]} == {2400}
    lines = tmp_path / "rows.jsonl"
    lines.write_text(json.dumps({"id": "1", "title": "Files", "text": TEXT, "lang": "en"}), encoding="utf-8")
    assert throughline("ingest", lines).status == 0
    facts = throughline("export", "facts", "--jsonl").lines
    assert [fact["text"] for fact in facts if fact["kind"] == "name"] == ["quay"]


def test_a_model_that_is_not_there_ends_a_command_with_one_line(
    throughline, monkeypatch: pytest.MonkeyPatch, page: Path, tmp_path: Path
) -> None:
    """What, which and what to do; so does one that lies there broken."""
    pytest.importorskip("spacy", reason="spaCy is an extra and is not installed")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "meta.json").write_text("{}", encoding="utf-8")
    for model, says in (("en_nothing_of_ours", "no such spaCy model"), (str(broken), "cannot be loaded")):
        monkeypatch.setenv("THROUGHLINE_READ_NAMES_MODEL", model)
        refused = throughline("read", page)
        assert refused.status == 1
        assert says in refused.err
        assert model in refused.err
        assert len(refused.err.strip().splitlines()) == 1
