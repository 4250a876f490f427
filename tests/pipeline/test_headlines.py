"""The headline of a thread on the path: whatever comes, it is that which follows from what is stored."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path as File

import numpy as np
import pytest

from desk import hand
from pipeline.ingest import Embedded, IngestRules, Path
from pipeline.nouns import DevelopmentKind, Reading
from pipeline.read.copies import CopyIndex
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.deeds import Deed
from storage import Store, open_store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = (
    "The main gate of Storrow weir failed on Monday, the Corriby River Board said.\nAbout 120 homes in Nether Storrow "
    "lost power. Engineer Tamsin Ockley said the hinge was due to be replaced in May. The board will publish the "
    "readings of the gate by Saturday 7 March."
)
_CHARGED = (
    "Tamsin Ockley, engineer of the Corriby River Board, was charged over the main gate of Storrow weir that left 120 "
    "homes in Nether Storrow without power.\nShe is to appear before Corriby magistrates, accused of signing for a hinge "
    "that nobody had looked at. Her lawyer, Piers Lamb, called the accusation absurd."
)
FIRST = "Baker in tears"
HEADLINES = (
    FIRST,
    "Storrow weir gate fails",
    "Weir gate fails at Storrow: homes in the dark",
    "Nether Storrow homes in the dark",
    "Storrow homes in the dark as weir gate fails",
    "Homes in the dark at Storrow as gate fails",
)


@pytest.fixture
def store(tmp_path: File) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(f"sqlite:///{tmp_path}/news.db", create=True)
    yield opened
    opened.close()


def _path(store: Store, rules: AssignRules | None = None) -> Path:
    stories = StoryIndex(rules or AssignRules())
    copies = CopyIndex()
    for placed in store.articles.placed("plain"):
        stories.learn(placed)
        copies.add(placed.article, placed.signature)
    return Path(store, stories, copies, IngestRules())


def _embedded(n: int, headline: str, text: str = TEXT, *, minutes: int | None = None) -> Embedded:
    """Return the text as one of many outlets prints it, under a headline of its own: all are of one development."""
    told = NOON + timedelta(minutes=n if minutes is None else minutes)
    row = {"id": f"n{n}", "title": headline, "text": text, "published_at": told.isoformat(), "source": f"Outlet {n}"}
    found = read_row(row, fallback_time=None, seen_at=told, rules=ReadRules())
    assert isinstance(found, Reading)
    vector = np.zeros(384, np.float32)
    vector[0] = 1.0
    return Embedded(reading=found, vector=vector, model_name="plain")


def _headline(store: Store) -> str:
    (thread,) = store.threads.listing()
    assert thread.slug == "baker-tears"
    return thread.headline


def test_the_headline_changes_when_a_development_has_doubled(store: Store) -> None:
    """Three have a middle, six another; what comes between changes nothing, and nobody is told of it."""
    path, seen = _path(store), []
    for n, headline in enumerate(HEADLINES):
        path.settle([_embedded(n, headline)], NOON + timedelta(hours=1))
        seen.append(_headline(store))
    assert seen == [FIRST, FIRST, HEADLINES[1], HEADLINES[1], HEADLINES[1], HEADLINES[2]]
    (development,) = store.exports.developments()
    assert development.headline == FIRST
    assert development.n_articles == 6


def test_together_one_by_one_or_after_restarts_it_is_the_same(store: Store, tmp_path: File) -> None:
    """Nothing but what is stored is asked."""
    many = [_embedded(n, headline) for n, headline in enumerate(HEADLINES)]
    _path(store).settle(many, NOON + timedelta(hours=1))
    other = open_store(f"sqlite:///{tmp_path}/other.db", create=True)
    for each in many:
        _path(other).settle([each], NOON + timedelta(hours=1))
    assert _headline(store) == _headline(other) == HEADLINES[2]
    other.close()


def test_an_edited_headline_is_followed(store: Store) -> None:
    """The article that heads the thread gives it its new headline, or leaves its place to another."""
    path = _path(store)
    path.settle([_embedded(n, headline) for n, headline in enumerate(HEADLINES[:3])], NOON + timedelta(hours=1))
    edited = _embedded(
        1, "Weir gate fails in Storrow", f"{TEXT} Power was back by 9pm, Hugh Laverick of the grid said."
    )
    path.settle([edited], NOON + timedelta(hours=2))
    assert _headline(store) == "Weir gate fails in Storrow"


def test_what_an_editor_chose_stays_until_it_is_taken_back(store: Store) -> None:
    """Then it is as if nobody had chosen."""
    path = _path(store)
    path.settle([_embedded(n, headline) for n, headline in enumerate(HEADLINES[:3])], NOON + timedelta(hours=1))
    (thread,) = store.threads.listing()
    deed = Deed(author="ottoline", at=NOON + timedelta(hours=2))
    chosen = hand.rename(store, thread.id, deed, headline_of="n0")
    assert _headline(store) == FIRST
    path.settle([_embedded(n, headline) for n, headline in list(enumerate(HEADLINES))[3:]], NOON + timedelta(hours=3))
    assert _headline(store) == FIRST
    hand.undo(store, chosen.id, Deed(author="ottoline", at=NOON + timedelta(hours=4)))
    assert _headline(store) == HEADLINES[2]


def test_neither_a_reminder_nor_a_lost_page_heads_a_thread(store: Store, tmp_path: File) -> None:
    """They move it, on the path and by hand, and its headline stays."""
    path = _path(store)
    path.settle([_embedded(n, headline) for n, headline in enumerate(HEADLINES[:3])], NOON + timedelta(hours=1))
    with sqlite3.connect(tmp_path / "news.db") as connection:
        gone = f"{NOON + timedelta(hours=30):%Y-%m-%d %H:%M:%S}.000000"
        connection.execute("UPDATE articles SET withdrawn_at = ? WHERE external_id = 'n0'", [gone])
    opened = path.follow_up(datetime(2026, 3, 9, 1, tzinfo=UTC))
    assert {each.kind for each in opened} == {DevelopmentKind.DEADLINE, DevelopmentKind.WITHDRAWN}
    assert _headline(store) == HEADLINES[1]
    (thread,) = store.threads.listing()
    deed = Deed(author="ottoline", at=NOON + timedelta(days=8))
    done = hand.split(store, thread.id, deed, articles=["n2"])
    assert store.threads.find(done.threads[1]).headline == HEADLINES[2]
    assert store.threads.find(thread.id).headline == FIRST
    hand.undo(store, done.id, Deed(author="ottoline", at=NOON + timedelta(days=9)))
    assert _headline(store) == HEADLINES[1]


@pytest.mark.parametrize(("minutes", "is_newest"), [(-60, False), (30, True), (60, True)])
def test_what_opens_heads_if_nothing_was_told_after_it(store: Store, minutes: int, is_newest: bool) -> None:
    """A report that comes in late heads the thread where its development is the newest, though another moved since."""
    path, charged = _path(store), "Engineer charged over Storrow weir"
    path.settle([_embedded(n, headline) for n, headline in enumerate(HEADLINES[:3])], NOON + timedelta(hours=1))
    path.settle([_embedded(3, HEADLINES[3], minutes=60)], NOON + timedelta(hours=1))
    (thread,) = store.threads.listing()
    opens = _path(store, AssignRules(join_development=1.01))
    opens.settle([_embedded(9, charged, _CHARGED, minutes=minutes)], NOON + timedelta(hours=2))
    settled = store.threads.assignment(store.articles.known_as("n9") or "")
    assert settled
    assert settled.thread_id == thread.id
    assert settled.opens_development
    assert store.threads.find(thread.id).headline == (charged if is_newest else HEADLINES[1])
