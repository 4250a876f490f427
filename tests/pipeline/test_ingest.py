"""The path of one article over a real store: new, unchanged, revised, there and back again; alerts owed once."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path as File
from typing import NoReturn

import numpy as np
import pytest

from pipeline import identity
from pipeline.errors import StorageError
from pipeline.ingest import Embedded, IngestRules, Path, Settled
from pipeline.nouns import DevelopmentKind, Outcome, Reading, RevisionKind, Watch, WatchKind
from pipeline.read.copies import CopyIndex
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules
from pipeline.thread.assign import AssignRules, StoryIndex
from storage import Store, open_store
from tests.pipeline.thread.articles_of_ours import vector

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = (
    "The main gate of Storrow weir failed on Monday, the Corriby River Board said.\nAbout 120 homes in Nether Storrow "
    "lost power. Engineer Tamsin Ockley said the hinge was due to be replaced in May."
)

CHARGED = (
    "Tamsin Ockley, engineer of the Corriby River Board, was charged over the main gate of Storrow weir that left 120 "
    "homes in Nether Storrow without power.\nShe is to appear before Corriby magistrates, accused of signing for a hinge "
    "that nobody had looked at. Her lawyer, Piers Lamb, called the accusation absurd."
)


@pytest.fixture
def store(tmp_path: File) -> Iterator[Store]:
    """A store with one watch on everything about the weir."""
    opened = open_store(f"sqlite:///{tmp_path}/news.db", create=True)
    opened.watches.add(
        Watch(
            id=identity.watch_id("query", "weir", "desk@paper.example"),
            kind=WatchKind.QUERY,
            value="weir",
            recipient="desk@paper.example",
            created_at=NOON - timedelta(days=1),
        )
    )
    yield opened
    opened.close()


@pytest.fixture
def path(store: Store) -> Path:
    """The path over an empty store."""
    return Path(store, StoryIndex(AssignRules()), CopyIndex(), IngestRules())


def _read(key: str, headline: str, text: str, told: datetime) -> Reading:
    row = {"id": key, "title": headline, "text": text, "published_at": told.isoformat()}
    found = read_row(row, fallback_time=None, seen_at=told, rules=ReadRules())
    assert isinstance(found, Reading)
    return found


def _settle(path: Path, text: str, *, hours: int, told: datetime = NOON) -> Settled:
    found = _read("weir", "Storrow weir gate fails", text, told)
    plain = np.zeros(384, np.float32)
    plain[0] = 1.0
    return path.settle([Embedded(reading=found, vector=plain, model_name="plain")], NOON + timedelta(hours=hours))[0]


def test_a_new_article_opens_a_thread_and_owes_one_alert(store: Store, path: Path) -> None:
    """Article, thread, development and alert stand together."""
    settled = _settle(path, TEXT, hours=1)
    assert settled.outcome is Outcome.ARTICLE
    assert [alert.recipient for alert in store.alerts.listing()] == ["desk@paper.example"]


def test_the_same_article_again_changes_nothing(store: Store, path: Path) -> None:
    """No second article, no second alert."""
    _settle(path, TEXT, hours=1)
    assert _settle(path, TEXT, hours=2).outcome is Outcome.UNCHANGED
    assert len(store.alerts.listing()) == 1


def test_a_changed_figure_is_a_revision_and_a_correction_there_and_back_again(store: Store, path: Path) -> None:
    """Each edit is kept and told, though the texts repeat."""
    _settle(path, TEXT, hours=1)
    for hours, homes in ((2, "90"), (3, "120"), (4, "90")):
        settled = _settle(path, TEXT.replace("120", homes).replace("90", homes), hours=hours)
        assert settled.outcome is Outcome.REVISION
        assert settled.detail == "correction"
    assert len(store.articles.revisions(settled.article_id or "")) == 3
    (thread,) = store.threads.listing()
    assert thread.n_developments == 4
    assert thread.n_articles == 1
    assert len(store.alerts.listing()) == 4


def test_an_article_that_only_grew_is_no_correction(store: Store, path: Path) -> None:
    """A live page that adds entries takes nothing back."""
    _settle(path, TEXT, hours=1)
    settled = _settle(path, f"{TEXT}\nPower was back in 80 homes by 9pm, Hugh Laverick of Corriby Grid said.", hours=2)
    assert settled.outcome is Outcome.REVISION
    assert settled.detail == "substance"
    (revision,) = store.articles.revisions(settled.article_id or "")
    assert [one.old for one in revision.changed] == [None]
    (thread,) = store.threads.listing()
    assert thread.n_developments == 1
    assert len(store.alerts.listing()) == 1


def test_litter_that_the_reader_let_in_changes_nothing_however_often(store: Store, path: Path) -> None:
    """No revision, nobody told, and the stored text stays the one that others are compared with."""
    settled = _settle(path, TEXT, hours=1)
    for hours in (2, 3):
        litter = f"Updated {hours} hours ago\n{TEXT}\nRead more: Baker wins award\n{hours * 7} shares"
        assert _settle(path, litter, hours=hours).outcome is Outcome.UNCHANGED
    article_id = settled.article_id or ""
    assert store.articles.revisions(article_id) == []
    assert store.articles.find(article_id).text == TEXT
    assert len(store.alerts.listing()) == 1


def test_a_revision_keeps_its_changed_sentences_and_what_they_mean(store: Store, path: Path) -> None:
    """Old beside new, as printed."""
    settled = _settle(path, TEXT, hours=1)
    _settle(path, TEXT.replace("lost power", "were cut off"), hours=2)
    _settle(path, TEXT.replace("lost power", "were not cut off"), hours=3)
    style, denied = store.articles.revisions(settled.article_id or "")
    assert style.kind is RevisionKind.STYLE
    assert [(one.old, one.new) for one in style.changed] == [
        ("About 120 homes in Nether Storrow lost power.", "About 120 homes in Nether Storrow were cut off.")
    ]
    assert denied.kind is RevisionKind.SUBSTANCE


@pytest.mark.parametrize("days", [8, 60])
def test_what_happens_after_a_long_silence_is_told_by_itself(store: Store, path: Path, days: int) -> None:
    """However alike it sounds to the last development: something happened, and whoever watches hears of it."""
    later = NOON + timedelta(days=days)
    settled = [
        path.settle([Embedded(reading=found, vector=vector(found.article), model_name="plain")], told)[0]
        for found, told in (
            (_read("weir", "Storrow weir gate fails", TEXT, NOON), NOON),
            (_read("charged", "Engineer Tamsin Ockley charged over Storrow weir gate", CHARGED, later), later),
        )
    ]
    assert settled[1].thread_id == settled[0].thread_id
    assert settled[1].development_id != settled[0].development_id
    assert len(store.alerts.listing()) == 2


def test_old_news_is_archive_and_owes_nobody(store: Store, path: Path) -> None:
    """What was published days before it came is stored and not mailed."""
    _settle(path, TEXT, hours=1, told=NOON - timedelta(days=9))
    assert store.alerts.listing() == []


def _embedded(key: str, text: str, told: datetime, *, outlet: str = "Echo") -> Embedded:
    row = {"id": key, "title": f"Storrow weir {key}", "text": text, "published_at": told.isoformat(), "source": outlet}
    found = read_row(row, fallback_time=None, seen_at=told, rules=ReadRules())
    vector = np.zeros(384, np.float32)
    vector[0] = 1.0
    assert isinstance(found, Reading)
    return Embedded(reading=found, vector=vector, model_name="plain")


def _tell(path: Path, key: str, text: str, told: datetime, *, outlet: str = "Echo") -> Settled:
    return path.settle([_embedded(key, text, told, outlet=outlet)], told)[0]


def test_a_date_that_nobody_followed_up_is_told_once(store: Store, path: Path) -> None:
    """A day after it has ended the desk is reminded, and not again; nobody tells it, and so nobody carries it."""
    _tell(path, "gate", f"{TEXT}\nThe board will publish the readings of the gate by Saturday 7 March.", NOON)
    assert list(path.follow_up(datetime(2026, 3, 8, 23, tzinfo=UTC))) == []
    (reminder,) = path.follow_up(datetime(2026, 3, 9, 1, tzinfo=UTC))
    assert (reminder.kind, reminder.n_articles) == (DevelopmentKind.DEADLINE, 0)
    assert reminder.first_at == datetime(2026, 3, 9, tzinfo=UTC)
    assert list(path.follow_up(datetime(2026, 3, 9, 2, tzinfo=UTC))) == []
    assert len([alert for alert in store.exports.alerts() if alert.development_id == reminder.id]) == 1


def test_a_date_that_was_followed_up_reminds_nobody(path: Path) -> None:
    """The readings came on the day."""
    _tell(path, "gate", f"{TEXT}\nThe board will publish the readings of the gate by Saturday 7 March.", NOON)
    came = f"The board published the readings of the gate this morning. Two of nine pages are blank.\n{TEXT}"
    _tell(path, "readings", came, datetime(2026, 3, 7, 9, tzinfo=UTC), outlet="Tide")
    assert list(path.follow_up(datetime(2026, 3, 9, 1, tzinfo=UTC))) == []


def test_a_page_that_is_gone_is_a_development(path: Path, tmp_path: File) -> None:
    """Whoever watches the story is told once that an outlet took its article down."""
    settled = _tell(path, "gate", TEXT, NOON)
    assert settled.article_id
    gone_at = NOON + timedelta(hours=30)
    with sqlite3.connect(tmp_path / "news.db") as connection:
        connection.execute("UPDATE articles SET withdrawn_at = ?", [f"{gone_at:%Y-%m-%d %H:%M:%S}.000000"])
    (gone,) = path.follow_up(gone_at + timedelta(minutes=5))
    assert (gone.kind, gone.first_at, gone.first_article_id) == (
        DevelopmentKind.WITHDRAWN,
        gone_at,
        settled.article_id,
    )
    assert list(path.follow_up(gone_at + timedelta(minutes=10))) == []


def test_articles_of_one_transaction_are_kept_together_or_not_at_all(store: Store, path: Path) -> None:
    """A failure leaves nothing of the articles before it, and says that the indexes know too much."""
    good = _embedded("first", TEXT, NOON)
    bad = _embedded("second", TEXT.replace("weir", "lock"), NOON)
    broken = replace(bad, vector=np.zeros(0, np.float32))
    with pytest.raises(ValueError, match="mismatch"):
        path.settle([good, broken], NOON)
    assert path.is_stale
    assert store.alerts.listing() == []
    assert list(store.articles.placed("plain")) == []
    anew = Path(store, StoryIndex(AssignRules()), CopyIndex(), IngestRules())
    assert [one.outcome for one in anew.settle([good, bad], NOON)] == [Outcome.ARTICLE, Outcome.ARTICLE]
    assert not anew.is_stale


def test_what_fails_before_anything_was_learned_makes_nothing_stale(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is busy for too long is asked again with the indexes as they are."""
    first = _embedded("first", TEXT, NOON)
    with monkeypatch.context() as patched:
        patched.setattr(store, "begin", _refuse)
        with pytest.raises(StorageError, match="locked"):
            path.settle([first], NOON)
    assert not path.is_stale
    assert [one.outcome for one in path.settle([first], NOON)] == [Outcome.ARTICLE]


def _refuse() -> NoReturn:
    raise StorageError("news.db is locked by another program: stop it, or try again")
