"""What an entry of a live blog told and a report tells after it: told once, and whatever comes next is told as well."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path as File

import pytest

from desk import hand
from desk.recalling import recall_all
from desk.views import development_told
from pipeline.errors import StorageError
from pipeline.ingest import IngestRules, Path, Settled
from pipeline.nouns import Development, DevelopmentKind
from pipeline.read.copies import CopyIndex
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.hand import Deed
from storage import Store
from tests.pipeline.live_blogs_of_ours import ARREST, MORNING, TOLL, at, read, report, reported, watched_store

SAME = (
    "Man, 41, arrested over Storrow weir failure",
    (
        "A 41-year-old man has been arrested in connection with the collapse of the main gate at Storrow weir, police said "
        "on Monday. Detectives took documents, a laptop and two phones from a house in Plover Lane, neighbours told our "
        "reporter. The Corriby River Board has said that the hinge was due to be replaced."
    ),
)
NEXT = (
    "Second man arrested over Storrow weir failure",
    (
        "Police have arrested a second man over the failure of the gate at Storrow weir, Inspector Hollis Crane said.\n"
        "About 120 homes in Nether Storrow lost power. Engineer Tamsin Ockley will speak to the Corriby River Board."
    ),
)
MORE_HURT = (
    "Storrow weir: 7 people injured as gate fell",
    (
        "At least 7 people were injured when the gate of Storrow weir fell, the Corriby River Board has said.\n"
        "Two anglers walked into the infirmary at Ferncombe on Sunday with bruised ribs, a ward sister recalled, and nobody "
        "had thought of counting them."
    ),
)
#: A report joins no development but one that tells all but the same: what is near in which set, others test.
_RULES = AssignRules(join_development=0.99)


@pytest.fixture
def store(tmp_path: File) -> Iterator[Store]:
    """A store with one watch on everything about the weir."""
    opened = watched_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def path(store: Store) -> Path:
    """The path over a store in which an entry told of an arrest at half past ten."""
    opened = _path_over(store)
    reported(opened)
    read(opened, MORNING, at(10, 5))
    read(opened, [*MORNING, ARREST], at(11))
    return opened


def _path_over(store: Store) -> Path:
    stories, copies = StoryIndex(_RULES), CopyIndex()
    recall_all(store, stories, copies, "plain")
    return Path(store, stories, copies, IngestRules())


def _arrest(store: Store) -> Development:
    """Return the development that the entry opened."""
    (found,) = (one for one in store.exports.developments() if one.first_at == ARREST.at)
    return found


def _same(path: Path, hour: int = 12, minute: int = 0) -> Settled:
    return report(path, "same", *SAME, at(hour, minute))


def test_a_report_of_what_an_entry_told_joins_what_it_opened(store: Store, path: Path) -> None:
    """Nobody hears of it again; another outlet carries it, and its grounds are those of the thread."""
    told, n_alerts = _arrest(store), len(store.alerts.listing())
    same = _same(path)
    assert (same.thread_id, same.development_id, list(same.alerts)) == (told.thread_id, told.id, [])
    grown = store.threads.development(told.id)
    assert (grown.headline, grown.first_outlet, grown.first_at) == (told.headline, "corriby-herald", ARREST.at)
    assert (grown.n_articles, grown.last_seen_at) == (2, at(12))
    assignment = store.threads.assignment(same.article_id or "")
    assert assignment is not None
    assert (assignment.opens_development, assignment.grounds.nearest_article_id is None) == (False, False)
    assert len(store.alerts.listing()) == n_alerts
    assert store.care.check() == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [(NEXT, DevelopmentKind.HAPPENED), (MORE_HURT, DevelopmentKind.FIGURE)],
    ids=["another arrest", "a changed toll"],
)
def test_what_happens_next_is_told(store: Store, path: Path, words: tuple[str, str], kind: DevelopmentKind) -> None:
    """Before the report of what the entry told, and after it."""
    first = report(path, "next", *words, at(11, 30))
    assert [one.development_id for one in first.alerts] == [first.development_id]
    assert store.threads.development(first.development_id or "").kind is kind
    assert first.thread_id == _arrest(store).thread_id


@pytest.mark.parametrize("words", [NEXT, MORE_HURT], ids=["another arrest", "a changed toll"])
def test_what_happens_after_the_report_is_told(path: Path, words: tuple[str, str]) -> None:
    """A report that joined is near others, and they are held against it as against any."""
    same = _same(path)
    (alert,) = report(path, "next", *words, at(14)).alerts
    assert alert.development_id != same.development_id


def test_after_a_restart_it_is_the_same(store: Store, path: Path) -> None:
    """The same report again, the same page again, and a further report of the same add nothing to the outbox."""
    told, n_alerts = _arrest(store), len(store.alerts.listing())
    assert _same(_path_over(store)).development_id == told.id
    again = _path_over(store)
    assert _same(again).alerts == ()
    read(again, [*MORNING, ARREST], at(12, 30))
    further = report(again, "further", SAME[0], SAME[1].replace("on Monday", "at noon"), at(13))
    assert further.development_id == told.id
    assert len(store.alerts.listing()) == n_alerts
    assert store.threads.development(told.id).n_articles == 3


def test_killed_in_between_it_joins_once(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails before the end of its transaction leaves the development as it was."""
    told = _arrest(store)
    with monkeypatch.context() as patched:
        patched.setattr("storage.ledger.StoredLedger.add_assignment", _refuse)
        with pytest.raises(StorageError, match="locked"):
            _same(path)
    assert store.threads.development(told.id) == told
    assert _same(_path_over(store)).development_id == told.id
    assert store.threads.development(told.id).n_articles == 2


def _refuse(*_: object) -> None:
    raise StorageError("news.db is locked by another program: stop it, or try again")


def test_a_report_that_was_printed_before_the_entry_had_it_first(store: Store, path: Path) -> None:
    """It was fetched later: the development keeps its id, under the report's headline, and nobody hears of it again."""
    told = _arrest(store)
    same = _same(path, 10, 20)
    assert (same.development_id, list(same.alerts)) == (told.id, [])
    grown = store.threads.development(told.id)
    assert (grown.headline, grown.first_article_id, grown.first_at) == (SAME[0], same.article_id, at(10, 20))
    assert grown.n_articles == 1


def test_what_an_entry_told_long_ago_is_told_anew(store: Store, path: Path) -> None:
    """After a day it may well be another arrest."""
    told = _arrest(store)
    late = report(path, "late", *SAME, ARREST.at + timedelta(days=1, minutes=1))
    assert late.thread_id == told.thread_id
    assert late.development_id != told.id


def test_the_reports_headline_heads_the_thread_and_not_the_entrys_words(store: Store, path: Path) -> None:
    """Once by the path, and the same after an editor's hand."""
    told = _arrest(store)
    assert store.threads.find(told.thread_id).headline == "Storrow weir gate fails, 3 injured"
    _same(path)
    assert store.threads.find(told.thread_id).headline == SAME[0]


def test_its_page_shows_the_entry_first_and_the_report_beside_it(store: Store, path: Path) -> None:
    """Both outlets carry it."""
    same = _same(path)
    shown = development_told(store, same.development_id or "")[2]
    assert (shown.first.told.headline, shown.first.told.outlet) == (ARREST.paragraphs[0], "corriby-herald")
    assert [each.told.headline for each in shown.others] == [SAME[0]]
    assert next(one.sentence for one in shown.evidence) == ARREST.paragraphs[0]


def test_the_outlet_of_the_entry_has_no_gap(store: Store, path: Path) -> None:
    """Its blog carries the development, though it lies in another one."""
    same = _same(path)
    with store.begin() as ledger:
        outlets = ledger.find_outlets(same.development_id or "")
    assert {"corriby-herald"} < set(outlets)
    assert outlets["corriby-herald"] == ARREST.at
    assert store.glances.outlets_of([same.development_id or ""])[same.development_id or ""] == set(outlets)


def test_an_entry_that_retells_a_report_still_opens_nothing(store: Store) -> None:
    """The other order: who reads the blog hears nothing that a report has told."""
    path = _path_over(store)
    reported(path)
    read(path, MORNING, at(10, 5))
    _same(path, 10, 10)
    assert read(path, [*MORNING, ARREST], at(11)).alerts == ()


def test_a_toll_that_an_entry_told_is_not_told_again(store: Store, path: Path) -> None:
    """In words of its own; the next one is."""
    read(path, [*MORNING, ARREST, TOLL], at(11, 20))
    words = (
        "Five people were injured when the main gate of Storrow weir fell, the River Board said.\nIt had said three."
    )
    assert report(path, "five", "Five injured in Storrow weir gate fall", words, at(12)).alerts == ()
    assert len(report(path, "seven", *MORE_HURT, at(13)).alerts) == 1


def test_what_an_editor_moves_away_is_counted_no_more_and_comes_back(store: Store, path: Path) -> None:
    """The entry had it first before, meanwhile and after; the thread is headed by what lies in it."""
    told = _arrest(store)
    same = _same(path)
    joined = store.threads.development(told.id)
    done = hand.split(store, told.thread_id, Deed(author="ottoline", at=at(13)), articles=[same.article_id or ""])
    assert store.threads.development(told.id) == told
    assert store.threads.find(told.thread_id).headline == "Storrow weir gate fails, 3 injured"
    moved = store.threads.assignment(same.article_id or "")
    assert moved is not None
    assert moved.thread_id != told.thread_id
    assert store.threads.development(moved.development_id).first_article_id == same.article_id
    hand.undo(store, done.id, Deed(author="ottoline", at=at(14)))
    assert store.threads.development(told.id) == joined
    assert store.threads.find(told.thread_id).headline == SAME[0]
    assert store.care.check() == []


def test_where_an_editor_moves_the_blog_away_the_report_has_it(store: Store, path: Path) -> None:
    """It is lost in neither thread: the development stays with its id, under the report."""
    told = _arrest(store)
    same = _same(path)
    hand.split(store, told.thread_id, Deed(author="ottoline", at=at(13)), articles=[told.first_article_id])
    kept = store.threads.development(told.id)
    assert (kept.thread_id, kept.headline, kept.first_article_id) == (told.thread_id, SAME[0], same.article_id)
    assert kept.n_articles == 1
    development_told(store, kept.id)
    assert store.care.check() == []


def test_a_name_that_an_editor_gives_changes_nothing_in_what_was_joined(store: Store, path: Path) -> None:
    """All that is counted follows from what lies where, whoever counts it."""
    _same(path)
    before = list(store.exports.developments())
    thread = store.threads.find(_arrest(store).thread_id)
    hand.rename(store, thread.id, Deed(author="ottoline", at=at(13)), working_title="Weir")
    assert list(store.exports.developments()) == before
    assert store.threads.find(thread.id).headline == thread.headline
