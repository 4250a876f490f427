"""A live blog over a real store, as it grows from page to page: what its entries open, once, and whom they tell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path as File

import pytest

from pipeline.errors import StorageError
from pipeline.ingest import Embedded, Path, Settled
from pipeline.nouns import Development, DevelopmentKind, Outcome, Reading, RevisionKind, Watch, WatchKind
from pipeline.read.page import read_page
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules
from pipeline.thread.posted import LiveRules
from storage import Store
from tests.pipeline import live_blogs_of_ours as live
from tests.pipeline.live_blogs_of_ours import (
    AGAIN,
    ARREST,
    CHATTER,
    DAY,
    DESK,
    MORNING,
    SAID,
    TOLL,
    Entry,
    at,
    entry,
    path_over,
    read,
    report,
    reported,
    settle,
    watched_store,
)
from tests.pipeline.thread.articles_of_ours import vector


@pytest.fixture
def store(tmp_path: File) -> Iterator[Store]:
    """A store with one watch on everything about the weir."""
    opened = watched_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def path(store: Store) -> Path:
    """The path over an empty store."""
    return path_over(store)


def _told(store: Store) -> list[Development]:
    """Return what the live blog's entries opened, in order of time."""
    found = [one for one in store.exports.developments() if one.first_outlet == "corriby-herald"]
    return sorted(found, key=lambda one: one.first_at)


@pytest.mark.parametrize("prints_times", [True, False], ids=["boxes with printed times", "liveBlogUpdate"])
def test_of_three_new_entries_the_one_that_tells_something_is_told(
    store: Store, path: Path, *, prints_times: bool
) -> None:
    """In its own words, at its own time, once; what a report has said, and chatter, are not."""
    first_told = reported(path)
    first = read(path, MORNING, at(10, 5), prints_times=prints_times)
    assert first.thread_id == first_told.thread_id
    grown = read(path, [*MORNING, ARREST, AGAIN, CHATTER], at(11), prints_times=prints_times)
    assert (grown.outcome, grown.detail) == (Outcome.REVISION, "substance")
    (told,) = _told(store)
    assert (told.kind, told.headline, told.first_at, told.thread_id) == (
        DevelopmentKind.HAPPENED,
        ARREST.paragraphs[0],
        ARREST.at,
        first_told.thread_id,
    )
    article = store.articles.find(told.first_article_id)
    (evidence, *_) = store.evidence.of_thread(told.thread_id)[told.id]
    assert evidence.passage.article_id == article.id
    assert article.text[evidence.passage.start : evidence.passage.end] == ARREST.paragraphs[0]
    assert [one.development_id for one in grown.alerts] == [told.id]


def test_the_same_page_again_tells_nothing(store: Store, path: Path) -> None:
    """Nor does one on which the entries went down, or were reworded, nor a restart."""
    reported(path)
    read(path, MORNING, at(10, 5))
    read(path, [*MORNING, ARREST], at(11))
    assert read(path, [*MORNING, ARREST], at(11, 15)).outcome is Outcome.UNCHANGED
    read(path, [*MORNING, ARREST, AGAIN, CHATTER], at(11, 30))
    reworded = entry(ARREST.at, "A man of 41 was arrested by police over the failure of the gate at Storrow weir.")
    read(path, [*MORNING, reworded, AGAIN, CHATTER], at(11, 45))
    read(path_over(store), [*MORNING, reworded, AGAIN, CHATTER], at(12))
    assert [one.headline for one in _told(store)] == [ARREST.paragraphs[0]]
    assert len(store.alerts.listing()) == 2


def test_a_changed_toll_and_a_speakers_words_are_called_by_their_kinds(store: Store, path: Path) -> None:
    """The figure with the value before and its sentence, the words with who said them."""
    reported(path)
    read(path, MORNING, at(10, 5))
    read(path, [*MORNING, TOLL, SAID], at(11, 30))
    toll, said = _told(store)
    assert (toll.kind, said.kind) == (DevelopmentKind.FIGURE, DevelopmentKind.STATEMENT)
    evidence = store.evidence.of_thread(toll.thread_id)
    assert [(one.old_value, one.new_value) for one in evidence[toll.id] if one.old_value] == [(3, 5)]
    assert evidence[said.id][0].label == "Piers Lamb"


def test_entries_that_go_off_the_page_are_not_gone(store: Store, path: Path) -> None:
    """No correction, and the version with all of them stays until there is more."""
    reported(path)
    read(path, [*MORNING, ARREST], at(11))
    assert read(path, [*MORNING, ARREST][2:], at(11, 15)).outcome is Outcome.UNCHANGED
    grown = read(path, [*MORNING, ARREST, AGAIN][3:], at(11, 30))
    assert (grown.outcome, grown.detail) == (Outcome.REVISION, "substance")
    (revision,) = store.articles.revisions(grown.article_id or "")
    assert revision.kind is RevisionKind.SUBSTANCE
    assert [one.old for one in revision.changed] == [None]
    # what left the page and comes back was told when it was new
    read(path, [*MORNING, ARREST, AGAIN, CHATTER], at(11, 45))
    assert _told(store) == []


def test_an_older_version_of_the_page_changes_nothing(store: Store, path: Path) -> None:
    """A cache that answers late, or the archive read again, brings nothing that was not there."""
    reported(path)
    pages = [(MORNING, at(10, 5)), ((*MORNING, ARREST), at(11)), ((*MORNING, ARREST, TOLL), at(11, 30))]
    for entries, now in pages:
        read(path, entries, now)
    before = _told(store)
    assert [one.kind for one in before] == [DevelopmentKind.HAPPENED, DevelopmentKind.FIGURE]
    for entries, _ in (*pages, *reversed(pages)):
        assert read(path, entries, at(12)).outcome is Outcome.UNCHANGED
    assert _told(store) == before


def test_an_entry_that_takes_something_back_is_a_correction_in_its_own_words(store: Store, path: Path) -> None:
    """The count within one entry is another; the thread is headed as it was."""
    first_told = reported(path)
    read(path, [*MORNING, ARREST], at(11))
    wrong = entry(at(9, 40), "About 90 homes in Nether Storrow are without power, Corriby Grid said.")
    corrected = read(path, [*MORNING[:2], wrong, MORNING[3], ARREST], at(11, 15))
    assert corrected.detail == "correction"
    (told,) = _told(store)
    assert (told.kind, told.headline) == (DevelopmentKind.CORRECTION, wrong.paragraphs[0])
    (evidence,) = store.evidence.of_thread(told.thread_id)[told.id]
    assert (evidence.old_value, evidence.new_value) == (120, 90)
    assert store.threads.find(first_told.thread_id or "").headline == "Storrow weir gate fails, 3 injured"


def test_what_sums_up_is_written_anew_and_takes_nothing_back(store: Store, path: Path) -> None:
    """Neither lines above the entries nor an entry of key points, nor the blog's own headline."""
    reported(path)
    points = entry(at(9, 5), "About 120 homes are without power.", heading="What we know so far")
    read(path, [MORNING[0], points, *MORNING[1:]], at(10, 5))
    points = entry(at(9, 5), "About 70 homes are without power.", heading="What we know so far")
    headline = "Storrow weir live: 70 homes without power"
    grown = read(path, [MORNING[0], points, *MORNING[1:]], at(11), headline=headline)
    assert (grown.outcome, grown.detail) == (Outcome.REVISION, "substance")
    assert _told(store) == []


def test_a_live_blog_heads_no_thread_that_has_a_report(store: Store, path: Path) -> None:
    """Neither its name nor an entry's sentence says what the story is called; the thread has moved all the same."""
    first_told = reported(path)
    read(path, MORNING, at(10, 5))
    read(path, [*MORNING, ARREST, TOLL], at(11, 30))
    thread = store.threads.find(first_told.thread_id or "")
    assert thread.headline == "Storrow weir gate fails, 3 injured"
    assert (thread.n_articles, thread.n_developments, thread.last_seen_at) == (2, 3, TOLL.at)


def test_killed_in_between_it_is_told_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails before the end of its transaction leaves nothing, and is told whole the next time."""
    path = path_over(store)
    reported(path)
    read(path, MORNING, at(10, 5))
    with monkeypatch.context() as patched:
        patched.setattr("storage.ledger.StoredLedger.add_evidence", _refuse)
        with pytest.raises(StorageError, match="locked"):
            read(path, [*MORNING, ARREST], at(11))
    assert _told(store) == []
    again = path if not path.is_stale else path_over(store)
    assert len(read(again, [*MORNING, ARREST], at(11, 1)).alerts) == 1
    assert read(again, [*MORNING, ARREST], at(11, 2)).alerts == ()
    assert [one.headline for one in _told(store)] == [ARREST.paragraphs[0]]
    assert len(store.alerts.listing()) == 2


def _refuse(*_: object) -> None:
    raise StorageError("news.db is locked by another program: stop it, or try again")


def test_a_watch_is_told_of_the_entry_that_has_its_word_and_not_of_each_that_follows(store: Store, path: Path) -> None:
    """The page holds it all day long; so it does with a speaker."""
    kinds = {"arrested": WatchKind.QUERY, "Piers Lamb": WatchKind.SPEAKER}
    for value, kind in kinds.items():
        store.watches.add(Watch(id=value, kind=kind, value=value, recipient=f"{kind}@paper.example", created_at=DAY))
    reported(path)
    read(path, MORNING, at(10, 5))
    read(path, [*MORNING, ARREST, SAID], at(11, 30))
    read(path, [*MORNING, ARREST, TOLL, SAID, *_POSTS[3:]], at(12))
    told = {one.id: one.headline for one in _told(store)}
    owed = [(one.recipient, told[one.development_id or ""]) for one in store.exports.alerts() if one.recipient != DESK]
    assert sorted(owed) == [
        ("query@paper.example", ARREST.paragraphs[0]),
        ("speaker@paper.example", SAID.paragraphs[0]),
    ]


def test_another_storys_matter_is_not_told_in_this_thread(store: Store, path: Path) -> None:
    """It is told where that story is."""
    first_told = reported(path)
    ferry = report(
        path,
        "ferry",
        "Captain Bo Lund heard in Kestrel ferry inquiry",
        "Captain Bo Lund told the Kestrel inquiry at Anstead that the ferry left Wrayhaven with its bow doors open.\n"
        "The Kestrel ran aground off Wrayhaven in January with 84 passengers aboard.",
        at(8, 30),
    )
    assert ferry.thread_id != first_told.thread_id
    read(path, MORNING, at(10, 5))
    aside = entry(
        at(10, 20),
        "Elsewhere, Captain Bo Lund was suspended by the owners of the Kestrel at Wrayhaven, they announced.",
    )
    grown = read(path, [*MORNING, aside, ARREST], at(11))
    assert [one.headline for one in _told(store)] == [ARREST.paragraphs[0]]
    assert grown.thread_id == first_told.thread_id
    after = report(
        path,
        "lund",
        "Kestrel owners suspend Captain Bo Lund",
        "The owners of the Kestrel suspended Captain Bo Lund, who told the inquiry at Anstead of the open bow doors.\n"
        "The ferry ran aground off Wrayhaven in January.",
        at(12),
    )
    assert after.thread_id == ferry.thread_id


_POSTS = tuple(
    entry(at(11, 10 + minute), words)
    for minute, words in enumerate(
        (
            "Lockkeeper Hew Tranter resigned over what he calls neglect of the weir.",
            "Surveyor Nan Pettigrew found rust in sluice chains upstream of the weir.",
            "Councillor Idris Vaughan announced a hearing about dredging below the weir.",
            "Diver Casper Roe recovered a lorry wheel from mud beside the weir.",
            "Minister Odile Brask cancelled the summer regatta, which was to start at the weir.",
            "Angler Ambrose Pyle was rescued by a passing barge near the weir.",
            "Miller Gwen Ashdown closed her flour mill, driven by water from the weir.",
        )
    )
)


def test_a_chatty_live_blog_floods_no_mailbox(store: Store) -> None:
    """All is told in the thread; beyond a few an hour the alerts wait for one digest, the weightiest going at once."""
    path = path_over(store, LiveRules(most_an_hour=3))
    reported(path)
    read(path, MORNING, at(10, 5))
    grown = read(path, [*MORNING, *_POSTS[:6], TOLL], at(11, 30))
    assert len(_told(store)) == 7
    held = [one for one in grown.alerts if one.is_held]
    at_once = {one.development_id for one in grown.alerts if not one.is_held}
    assert (len(held), len(at_once)) == (4, 3)
    assert {one.due_at for one in held} == {at(12)}
    assert next(one.id for one in _told(store) if one.kind is DevelopmentKind.FIGURE) in at_once
    # the hour is not over
    (later,) = read(path, [*MORNING, *_POSTS, TOLL], at(11, 40)).alerts
    assert later.is_held


def test_a_page_that_grows_all_day_tells_each_entry_once(store: Store, path: Path) -> None:
    """Sixty entries, of which the page shows the latest twenty, read every quarter of an hour, every page twice."""
    reported(path)
    idle = [
        entry(at(9, 0) + timedelta(minutes=10 * n), f"We are at gauge {n} of the weir now. It reads as before.")
        for n in range(60)
    ]
    posts = sorted([*MORNING, *idle, ARREST, TOLL, SAID], key=lambda one: one.at)
    for quarter in range(40):
        now = at(9, 1) + timedelta(minutes=15 * quarter)
        shown = [one for one in posts if one.at <= now][-20:]
        if len(shown) > 1:
            read(path, shown, now)
            assert read(path, shown, now).outcome is Outcome.UNCHANGED
    assert [one.headline for one in _told(store)] == [
        MORNING[3].paragraphs[0],
        ARREST.paragraphs[0],
        TOLL.paragraphs[0],
        SAID.paragraphs[0],
    ]
    assert len({one.development_id for one in store.alerts.listing()}) == len(store.alerts.listing())


def test_a_live_blog_that_came_first_goes_into_the_thread_of_the_reports(store: Store, path: Path) -> None:
    """Nothing is placed by it; once the reports have a thread of their own, second thoughts put it there."""
    alone = read(path, [*MORNING, ARREST, AGAIN, CHATTER, TOLL], at(11, 15))
    first_told = reported(path)
    assert first_told.thread_id != alone.thread_id
    (action,) = path.rethink(at(11, 31))
    assert action.threads == (first_told.thread_id, alone.thread_id)
    thread = store.threads.find(alone.thread_id or "")
    assert (thread.id, thread.headline) == (first_told.thread_id, "Storrow weir gate fails, 3 injured")
    read(path, [*MORNING, ARREST, AGAIN, CHATTER, TOLL, SAID], at(12, 30))
    assert [one.thread_id for one in _told(store)] == [first_told.thread_id] * 2
    assert store.care.check() == []


def test_a_live_blog_that_has_grown_is_no_evidence_any_more(path: Path) -> None:
    """Before it had eight paragraphs it read like a report, and was placed like one: so it is after a restart."""
    alone = read(path, MORNING[:2], at(9, 30))
    read(path, [*MORNING, ARREST, AGAIN, CHATTER, TOLL], at(11, 15))
    first_told = reported(path)
    assert first_told.thread_id != alone.thread_id


def test_entries_of_a_text_that_marks_none_are_told_apart_by_their_stamps(store: Store, path: Path) -> None:
    """An ingested file has no markings: paragraphs begin with the time of day."""
    reported(path)
    lines = [f"{one.at:%H:%M} {' '.join(one.paragraphs)}" for one in (*MORNING, AGAIN, ARREST)]

    def read(part: Sequence[str], now: datetime) -> Settled:
        row = {"id": "live", "title": live.HEADLINE, "text": "\n".join(part), "published_at": at(9).isoformat()}
        found = read_row(row, fallback_time=None, seen_at=now, rules=ReadRules())
        assert isinstance(found, Reading)
        article = replace(found.article, outlet="corriby-herald", modified_at=now)
        return settle(path, replace(found, article=article), now)

    read(lines[4::-1], at(10, 45))
    read(lines[::-1], at(11))
    (told,) = _told(store)
    assert (told.headline, told.first_at) == (ARREST.paragraphs[0], at(11))


def test_a_live_blog_that_grew_is_looked_at_again_soon(store: Store) -> None:
    """However often it grew before; one that rests is left alone as any article, and an old page read again says nothing."""
    path = path_over(store, LiveRules(again_after=timedelta(minutes=15)))
    reported(path)

    def fetched(entries: Sequence[Entry], now: datetime, read_at: datetime) -> datetime | None:
        page = live.page(entries, now, prints_times=True)
        store.pages.take(page, now + timedelta(days=7))
        ((key, _),) = store.pages.unread(1)
        found = read_page(page)
        assert isinstance(found, Reading)
        embedded = Embedded(reading=found, vector=vector(found.article), model_name="plain", page_key=key)
        path.settle([embedded], read_at)
        state = store.pages.state(live.URL)
        assert state is not None
        return state.next_fetch_at

    assert fetched(MORNING, at(10, 5), at(10, 6)) == at(10, 5) + timedelta(days=7)
    for hour in (11, 12, 13):
        more = [entry(at(hour), f"The gauge at Ferncombe read {hour} feet at {hour} o'clock.")]
        posts = [*MORNING, *(one for n in range(11, hour) for one in [_POSTS[n - 11]]), *more]
        assert fetched(posts, at(hour, 1), at(hour, 2)) == at(hour, 17)
    assert fetched([*posts, ARREST], at(14), at(14) + timedelta(days=3)) == at(14) + timedelta(days=7)
