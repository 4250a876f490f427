"""A copy of what is settled costs no embedding and opens no development: over the real path, with a counting model."""

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from config.settings import read_settings
from desk.cycle import Cycle
from desk.wiring import Desk
from desk.workers import WorkerPool
from pipeline import identity
from pipeline.ingest import Settled
from pipeline.nouns import Outcome, ProvenanceKind, Reading, Watch, WatchKind
from pipeline.read.embed import Precision, embed_texts, loaded_precision
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules

NOON = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)


class CountingModel:
    """Stands in for the process with the model: each text has a vector of its own, and texts are counted."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def run(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Do what a worker process would."""
        if function is loaded_precision:
            return Precision(device="cpu", dtype="float32", reason="a test")
        assert function is embed_texts
        self.texts += args[1]
        made = [np.random.default_rng(len(self.texts) + place).normal(size=384) for place in range(len(args[1]))]
        return np.array([vector / np.linalg.norm(vector) for vector in made], dtype=np.float32)


class Newsroom:
    """A desk over a new database, and the model beside it."""

    def __init__(self, folder: Path) -> None:
        file = folder / "throughline.toml"
        file.write_text(f'[paths]\ndata = "{folder}"\n', encoding="utf-8")
        self.desk = Desk(settings=read_settings(file), file=file)
        self.model = CountingModel()
        pool = cast("WorkerPool", self.model)
        self.cycle = Cycle(self.desk, pool, pool)

    def take(self, *articles: tuple[str, str, float]) -> list[Settled]:
        """Embed and settle articles as one batch: outlet, text, hours after noon."""
        readings = [_reading(*one) for one in articles]
        made = asyncio.run(self.cycle.embed((reading, None) for reading in readings))
        return self.cycle.path.settle(made, NOON + timedelta(hours=5))


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom with a watch on everything about the weir."""
    opened = Newsroom(tmp_path)
    opened.desk.store.watches.add(
        Watch(
            id=identity.watch_id("query", "weir", "desk@paper.example"),
            kind=WatchKind.QUERY,
            value="weir",
            recipient="desk@paper.example",
            created_at=NOON - timedelta(days=1),
        )
    )
    yield opened
    opened.desk.store.close()


def _words(seed: int, n: int) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=5)) for _ in range(n))


def _reading(outlet: str, text: str, hours: float) -> Reading:
    told = NOON + timedelta(hours=hours)
    row = {
        "id": f"{outlet}-{hours}",
        "title": f"Weir gate fails, says the {outlet}",
        "text": text,
        "published_at": told.isoformat(),
        "source": f"{outlet}.example",
    }
    found = read_row(row, fallback_time=None, seen_at=told, rules=ReadRules())
    assert isinstance(found, Reading)
    return found


REPORT = _words(1, 200)


@pytest.mark.parametrize(
    "text",
    [REPORT, " ".join(REPORT.split()[:120]), f"{_words(2, 40)}\n{REPORT}"],
    ids=["re-headlined", "truncated", "under an opening"],
)
def test_a_copy_costs_no_embedding_and_opens_no_development(newsroom: Newsroom, text: str) -> None:
    """It goes where its origin is, with that one's vector, and nobody is told again."""
    (first,) = newsroom.take(("herald", REPORT, 0))
    (second,) = newsroom.take(("courier", text, 1))
    store = newsroom.desk.store
    assert len(newsroom.model.texts) == 1
    assert second.outcome is Outcome.ARTICLE
    assert (second.thread_id, second.development_id) == (first.thread_id, first.development_id)
    assert (len(first.alerts), second.alerts) == (1, ())
    assert first.article_id is not None
    assert second.article_id is not None
    judged = store.articles.provenance([second.article_id])[second.article_id]
    assert (judged.kind, judged.of) == (ProvenanceKind.COPY, first.article_id)
    hashes = store.articles.text_hashes([first.article_id, second.article_id])
    one, other = store.vectors.find(list(hashes.values()), newsroom.desk.embed_rules.model_name).values()
    assert (one == other).all()


def test_what_is_partly_its_own_is_embedded(newsroom: Newsroom) -> None:
    """A rewrite, and a text of the outlet's own, may tell something new."""
    newsroom.take(("herald", REPORT, 0))
    newsroom.take(("courier", f"{' '.join(REPORT.split()[:100])} {_words(3, 100)}", 1), ("echo", _words(4, 100), 2))
    assert len(newsroom.model.texts) == 3


def test_a_copy_in_the_batch_of_its_origin_is_embedded_and_still_opens_no_development(newsroom: Newsroom) -> None:
    """The origin is not stored yet when the batch is embedded; it is when the copy is settled."""
    first, second = newsroom.take(("courier", " ".join(REPORT.split()[:120]), 1), ("herald", REPORT, 0))
    assert len(newsroom.model.texts) == 2
    assert first.article_id == _reading("herald", REPORT, 0).article.id
    assert second.development_id == first.development_id


def test_signatures_of_an_older_scheme_are_made_anew_and_kept(newsroom: Newsroom, tmp_path: Path) -> None:
    """After an upgrade copies of what was stored before are found, and the next start has nothing to do."""
    (first,) = newsroom.take(("herald", REPORT, 0))
    store = newsroom.desk.store
    model_name = newsroom.desk.embed_rules.model_name
    (made,) = (placed.signature for placed in store.articles.placed(model_name))
    with store.begin() as ledger:
        ledger.renew_signatures({first.article_id or "": bytes(512)})
    newsroom.cycle.forget()
    (second,) = newsroom.take(("courier", REPORT, 1))
    assert second.development_id == first.development_id
    assert len(newsroom.model.texts) == 1
    assert next(iter(store.articles.placed(model_name))).signature == made


def test_a_path_whose_transaction_failed_is_built_anew(newsroom: Newsroom) -> None:
    """What was not stored is a new article again when it comes again, and none of a thread that does not exist."""
    stale = newsroom.cycle.path
    [made] = asyncio.run(newsroom.cycle.embed([(_reading("herald", REPORT, 0), None)]))
    broken = replace(made, reading=_reading("courier", _words(3, 200), 1), vector=made.vector[:0])
    with pytest.raises(ValueError, match="mismatch"):
        stale.settle([made, broken], NOON)
    assert newsroom.cycle.path is not stale
    [settled] = newsroom.take(("herald", REPORT, 0))
    assert settled.outcome is Outcome.ARTICLE
    assert newsroom.desk.store.threads.find(settled.thread_id or "").n_articles == 1
