"""The command line, called in this process, on an installation of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list:
        """Return the JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self):
        """Return the JSON document."""
        return json.loads(self.out)


@pytest.fixture
def throughline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Return a function that calls the command line and returns its answer."""
    monkeypatch.setenv("THROUGHLINE_PATHS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("THROUGHLINE_LOG_LEVEL", "warning")
    monkeypatch.setenv("THROUGHLINE_READ_WORKERS", "1")

    def call(*words: str | Path) -> Answer:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capfd.readouterr()
        return Answer(status=int(ended.value.code or 0), out=out, err=err)

    return call


#: Four articles of our own: two tell one story, one another, one stands on its headline.
ROWS = [
    {
        "id": "weir-1",
        "url": "https://post.example/weir-gate",
        "title": "Storrow weir gate fails after night of rain",
        "text": "The main gate of Storrow weir failed at 4am on Monday, the Corriby River Board said.\n"
        "About 120 homes in Nether Storrow were without power. Engineer Tamsin Ockley said: “The hinge was due "
        "to be replaced in May.”",
        "published_at": "2026-03-02T07:00:00Z",
        "source": "Storrow Post",
        "lang": "en",
    },
    {
        "id": "weir-2",
        "title": "River board admits Storrow weir hinge was overdue for repair",
        "text": "The Corriby River Board has admitted that the hinge of Storrow weir, whose gate failed on Monday, was "
        "overdue for repair.\nTamsin Ockley, the board's engineer, said the work had been put off twice. About 120 "
        "homes in Nether Storrow lost power.",
        "published_at": "2026-03-02T15:00:00Z",
        "source": "Corriby Echo",
        "lang": "en",
    },
    {
        "id": "chess",
        "title": "Girl of 12 wins Pellam chess open",
        "text": "Ines Barradell, 12, won the Pellam chess open on Sunday without losing a game. The organiser, Hugh "
        "Laverick, said nobody so young had won before.",
        "published_at": "2026-03-01T18:00:00Z",
        "source": "Pellam Herald",
        "lang": "en",
    },
    {"id": "bare", "title": "Pellam library to open on Sundays", "text": None, "published_at": None},
]


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    """Return a file of articles, not in order of time."""
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return file
