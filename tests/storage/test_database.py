"""When the database is locked, unreadable or away: one clear error, from every door."""

import inspect
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from pipeline.errors import NotFoundError, StorageError
from pipeline.nouns import (
    Bounce,
    BounceKind,
    FeedPlan,
    HostState,
    Outcome,
    PageFailed,
    Rhythm,
    RobotsAnswer,
    Subscription,
    SubscriptionState,
)
from pipeline.query import Question, read_query
from storage import Store, open_store
from storage.audit import Asked
from storage.backfills import SitemapTaken
from storage.checks import FeedCheck
from storage.database import Database, DatabaseRules
from storage.notes import Keeper, Note
from storage.people import Person, Role, Session, Token


def every_call(store, samples):
    """Name each public operation and a call of it; those that write are marked."""
    now, article = samples.noon, samples.article().id
    failed = PageFailed(url="https://weir-echo.example/a", outlet="weir-echo", failed_at=now, failure="f")
    outlets = {"weir-echo": samples.outlet()}
    plan = FeedPlan(next_fetch_at=now, rhythm=Rhythm())
    robots = RobotsAnswer(origin="https://weir-echo.example", status=200, fetched_at=now)

    subscription = Subscription(
        feed_url="u",
        hub="h",
        topic="u",
        callback="c",
        token="t",
        secret="s",
        state=SubscriptionState.ASKED,
        due_at=now,
    )

    def begin():
        with store.begin() as ledger:
            ledger.settle_page(1, Outcome.EMPTY, "", None)

    bounce = Bounce(id="b", kind=BounceKind.FAILED, recipient="r", letter="<l>", at=now, reason="no such reader")
    return {
        "feeds.register": (True, lambda: store.feeds.register([samples.outlet()], now)),
        "feeds.due": (False, lambda: store.feeds.due(outlets, now, 1)),
        "feeds.states": (False, store.feeds.states),
        "feeds.take": (True, lambda: store.feeds.take([samples.fetched()], lambda *_: plan, now)),
        "checks.all": (False, store.checks.all),
        "checks.take": (True, lambda: store.checks.take([FeedCheck(url="u", outlet="weir-echo", checked_at=now)])),
        "subscriptions.all": (False, store.subscriptions.all),
        "subscriptions.of_feed": (False, lambda: store.subscriptions.of_feed("u")),
        "subscriptions.of_token": (False, lambda: store.subscriptions.of_token("t")),
        "subscriptions.take": (True, lambda: store.subscriptions.take(subscription)),
        "subscriptions.postpone": (True, lambda: store.subscriptions.postpone("u", now)),
        "subscriptions.forget": (True, lambda: store.subscriptions.forget("u")),
        "backfills.begin": (True, lambda: store.backfills.begin("weir-echo", now, now, ["s"], now)),
        "backfills.state": (False, lambda: store.backfills.state("k")),
        "backfills.sitemaps_waiting": (False, lambda: store.backfills.sitemaps_waiting("k", 1)),
        "backfills.take_sitemap": (
            True,
            lambda: store.backfills.take_sitemap("k", "weir-echo", SitemapTaken(url="s", taken_at=now)),
        ),
        "backfills.pages_waiting": (False, lambda: store.backfills.pages_waiting("k", samples.outlet(), now, 1)),
        "backfills.end": (True, lambda: store.backfills.end("k", now)),
        "hosts.troubled": (False, store.hosts.troubled),
        "hosts.take": (True, lambda: store.hosts.take(HostState(host="weir-echo.example", n_failures=1))),
        "hosts.robots": (False, lambda: store.hosts.robots(robots.origin)),
        "hosts.take_robots": (True, lambda: store.hosts.take_robots([robots])),
        "notices.listing": (False, store.notices.listing),
        "notices.find_all": (False, lambda: store.notices.find_all(["n"])),
        "notices.change": (True, lambda: store.notices.change([], ["n"], now)),
        "notices.due": (False, lambda: store.notices.due(now, 1)),
        "notices.mark_sent": (True, lambda: store.notices.mark_sent("n", now)),
        "notices.mark_failed": (True, lambda: store.notices.mark_failed("n", "f", now)),
        "tallies.since": (False, lambda: store.tallies.since(now)),
        "tallies.first_hours": (False, store.tallies.first_hours),
        "tallies.pages": (False, lambda: store.tallies.pages(now, now)),
        "tallies.drop_before": (True, lambda: store.tallies.drop_before(now)),
        "pages.due": (False, lambda: store.pages.due(outlets, now, 1)),
        "pages.state": (False, lambda: store.pages.state("u")),
        "pages.take": (True, lambda: store.pages.take(samples.page(), None)),
        "pages.take_unchanged": (True, lambda: store.pages.take_unchanged("u", now, None)),
        "pages.take_failure": (True, lambda: store.pages.take_failure(failed, None)),
        "pages.unread": (False, lambda: store.pages.unread(1)),
        "pages.n_unread": (False, store.pages.n_unread),
        "pages.outcomes": (False, store.pages.outcomes),
        "pages.latest_outcomes": (False, lambda: store.pages.latest_outcomes("weir-echo", 1)),
        "pages.mark_unread": (True, store.pages.mark_unread),
        "actions.all": (False, store.actions.all),
        "actions.find": (False, lambda: store.actions.find("h-none")),
        "actions.listing": (False, lambda: store.actions.listing("t-none")),
        "articles.known_as": (False, lambda: store.articles.known_as("ext-1")),
        "articles.find": (False, lambda: store.articles.find(article)),
        "articles.find_all": (False, lambda: store.articles.find_all([article])),
        "articles.text_hashes": (False, lambda: store.articles.text_hashes([article])),
        "articles.provenance": (False, lambda: store.articles.provenance([article])),
        "articles.revisions": (False, lambda: store.articles.revisions(article)),
        "articles.facts": (False, lambda: store.articles.facts([article])),
        "articles.recalled": (False, lambda: list(store.articles.recalled("m"))),
        "articles.placed": (False, lambda: list(store.articles.placed("m"))),
        "articles.without_vector": (False, lambda: list(store.articles.without_vector("m"))),
        "articles.n_without_vector": (False, lambda: store.articles.n_without_vector("m")),
        "articles.n_placed": (False, store.articles.n_placed),
        "vectors.drop_others": (True, lambda: store.vectors.drop_others("m")),
        "vectors.find": (False, lambda: store.vectors.find(["h"], "m")),
        "vectors.add": (True, lambda: store.vectors.add({"h": np.zeros(2, np.float32)}, "m")),
        "threads.listing": (False, lambda: store.threads.listing("weir")),
        "threads.find": (False, lambda: store.threads.find("t")),
        "threads.developments": (False, lambda: store.threads.developments("t")),
        "threads.latest": (False, lambda: store.threads.latest(["t"])),
        "threads.development": (False, lambda: store.threads.development("d")),
        "threads.assignment": (False, lambda: store.threads.assignment(article)),
        "watches.add": (True, lambda: store.watches.add(samples.watch())),
        "watches.listing": (False, store.watches.listing),
        "watches.add_all": (True, lambda: store.watches.add_all([samples.watch()])),
        "watches.find": (False, lambda: store.watches.find("w")),
        "watches.find_all": (False, lambda: store.watches.find_all(["w"])),
        "watches.remove_all": (True, lambda: store.watches.remove_all(["w"])),
        "watches.remove": (True, lambda: store.watches.remove(samples.watch().id)),
        "alerts.listing": (False, store.alerts.listing),
        "alerts.find": (False, lambda: store.alerts.find("m")),
        "alerts.told_of": (False, lambda: store.alerts.told_of("r", "t")),
        "alerts.earlier_threads": (False, lambda: store.alerts.earlier_threads("r", "t")),
        "alerts.add": (True, lambda: store.alerts.add([samples.alert()])),
        "letters.due": (False, lambda: store.letters.due(now, 1, by_mail=True)),
        "letters.sent_since": (False, lambda: store.letters.sent_since(now)),
        "letters.of": (False, lambda: store.letters.of("l")),
        "letters.arrange": (True, lambda: store.letters.arrange({"l": ["m"]}, {"m": now})),
        "letters.mark_sent": (True, lambda: store.letters.mark_sent("l", now)),
        "letters.mark_failed": (
            True,
            lambda: store.letters.mark_failed("l", "f", now, refused_at=None, is_free=True),
        ),
        "letters.count_by_watch": (False, lambda: store.letters.count_by_watch(["w"], now)),
        "letters.refusals": (False, lambda: store.letters.refusals(["w"])),
        "seen.mark": (True, lambda: store.seen.mark("r", "t", now)),
        "seen.of": (False, lambda: store.seen.of("r", ["t"])),
        "seen.looks": (False, lambda: store.seen.looks("r", ["t"])),
        "bounces.take": (True, lambda: store.bounces.take([bounce])),
        "bounces.listing": (False, store.bounces.listing),
        "bounces.unreachable": (False, lambda: store.bounces.unreachable(now, 1)),
        # made when it is first asked for
        "keys.of": (True, lambda: store.keys.of("k")),
        "alerts.earlier_message_ids": (False, lambda: store.alerts.earlier_message_ids("r", "t", samples.alert())),
        "leases.acquire": (True, lambda: store.leases.acquire("l", "h", now, timedelta(1))),
        "leases.renew": (True, lambda: store.leases.renew("l", "h", now, timedelta(1))),
        "leases.release": (True, lambda: store.leases.release("l", "h")),
        "leases.holder": (False, lambda: store.leases.holder("l", now)),
        "listings.threads": (False, lambda: store.listings.threads(asked("weir outlet:x"))),
        "listings.articles": (False, lambda: store.listings.articles(asked("weir"), thread_id="t")),
        "listings.developments": (False, store.listings.developments),
        "listings.alerts": (False, store.listings.alerts),
        "listings.speakers": (False, store.listings.speakers),
        "listings.spoken": (False, lambda: store.listings.spoken("Ottoline Prewett")),
        "people.add": (True, lambda: store.people.add(somebody())),
        "people.change": (True, lambda: store.people.change("ida", role=Role.ADMIN)),
        "people.remove": (True, lambda: store.people.remove("ida")),
        "people.find": (False, lambda: store.people.find("ida")),
        "people.listing": (False, store.people.listing),
        "people.open_session": (
            True,
            lambda: store.people.open_session(Session(key_hash="k", person="ida", created_at=now, expires_at=now)),
        ),
        "people.end_session": (True, lambda: store.people.end_session("k")),
        "people.of_session": (False, lambda: store.people.of_session("k", now)),
        "people.add_token": (
            True,
            lambda: store.people.add_token(
                Token(id="t", key_hash="k", person="ida", label="", scopes=("read",), created_at=now)
            ),
        ),
        "people.remove_token": (True, lambda: store.people.remove_token("t")),
        "people.tokens": (False, store.people.tokens),
        "people.of_token": (False, lambda: store.people.of_token("k", now)),
        "audit.add": (True, lambda: store.audit.add(Asked(at=now, person="ida", via="cli", what="x"))),
        "audit.listing": (False, store.audit.listing),
        "notes.add": (
            True,
            lambda: store.notes.add(Note(id="n", thread_id="t", person="ida", at=now, text="Ask the board.")),
        ),
        "notes.remove": (True, lambda: store.notes.remove("n")),
        "notes.of_thread": (False, lambda: store.notes.of_thread("t")),
        "notes.give": (True, lambda: store.notes.give(Keeper(thread_id="t", person="ida", given_by="ida", at=now))),
        "notes.take_back": (True, lambda: store.notes.take_back("t")),
        "notes.keepers": (False, lambda: store.notes.keepers(["t"])),
        "search.find": (False, lambda: store.search.find("weir")),
        **{
            f"exports.{name}": (False, lambda name=name: list(getattr(store.exports, name)()))
            for name in (
                *("articles", "threads", "developments", "developments_out", "assignments", "facts"),
                *("alerts", "alerts_out", "pages", "languages"),
            )
        },
        "evidence.deadlines": (False, lambda: store.evidence.deadlines("2026-03-02")),
        "evidence.of_thread": (False, lambda: store.evidence.of_thread("t")),
        "evidence.of_developments": (False, lambda: store.evidence.of_developments(["d"])),
        "stories.dates": (False, lambda: store.stories.dates("t", "2026-01-01", 1)),
        "stories.figures": (False, lambda: store.stories.figures("t", 1)),
        "stories.words": (False, lambda: store.stories.words(samples.thread())),
        "stories.heading": (False, lambda: store.stories.heading("t")),
        "stories.lines": (False, lambda: store.stories.lines(["t"])),
        "stories.quotes": (False, lambda: store.stories.quotes("t", 1)),
        "stories.reports": (False, lambda: store.stories.reports([article])),
        "stories.revised": (False, lambda: store.stories.revised("t", 1)),
        "stories.revisions": (False, lambda: store.stories.revisions([article])),
        "stories.speakers": (False, lambda: store.stories.speakers(now, 1)),
        "stories.threads_quoting": (False, lambda: store.stories.threads_quoting("Ottoline Prewett", 1)),
        "glances.cards": (False, lambda: store.glances.cards([article])),
        "glances.texts": (False, lambda: store.glances.texts([article])),
        "glances.reports": (False, lambda: store.glances.reports(["t"])),
        "glances.developments": (False, lambda: store.glances.developments(["d"])),
        "glances.developments_by_id": (False, lambda: store.glances.developments_by_id(["d"])),
        "glances.openings": (False, lambda: store.glances.openings(["t"])),
        "glances.outlets_of": (False, lambda: store.glances.outlets_of(["d"])),
        "glances.follow_ups": (False, lambda: store.glances.follow_ups("2026-03-02", 5)),
        "glances.threads": (False, lambda: store.glances.threads(["t"])),
        "glances.revisions": (False, lambda: store.glances.revisions("t")),
        "glances.threads_of": (False, lambda: store.glances.threads_of([article])),
        "glances.outlet_names": (False, store.glances.outlet_names),
        "glances.outlets": (False, store.glances.outlets),
        "care.check": (False, store.care.check),
        "care.upgrade": (False, store.care.upgrade),
        "begin": (True, begin),
    }


def asked(typed):
    """Return a question."""
    return Question(query=read_query(typed), now=datetime(2026, 3, 2, tzinfo=UTC))


def somebody():
    """Return a person."""
    return Person(name="ida", role=Role.EDITOR, password_hash=None, created_at=datetime(2026, 3, 2, tzinfo=UTC))


def impatient(url):
    """Open a store that waits for nobody."""
    return Store(Database(url, DatabaseRules(patience=timedelta(milliseconds=50))))


def hold(url, dialect):
    """Lock the whole database as another program would; return how to let go."""
    engine = sa.create_engine(url)
    connection = engine.connect()
    if dialect == "sqlite":
        connection.connection.dbapi_connection.isolation_level = None
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        tables = ", ".join(f'"{name}"' for name in sa.inspect(connection).get_table_names())
        connection.exec_driver_sql(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")

    def let_go():
        connection.rollback()
        connection.close()
        engine.dispose()

    return let_go


def test_every_operation_is_listed_here(store, samples):
    """A new operation is tried against a locked and a broken database too."""
    listed = every_call(store, samples)
    without_the_data = {"care.backup", "care.restore", "care.schema_version", "care.warning"}
    for part_name, part in vars(store).items():
        for name, _ in inspect.getmembers(type(part), lambda m: inspect.isfunction(m) or isinstance(m, property)):
            if not part_name.startswith("_") and not name.startswith("_"):
                assert f"{part_name}.{name}" in listed.keys() | without_the_data


def test_a_locked_database_stops_writers_with_a_clear_word_and_no_reader(url, dialect, samples):
    """Readers never wait; a writer waits for a while, says what is wrong, and works again afterwards."""
    store = impatient(url)
    calls = every_call(store, samples)
    let_go = hold(url, dialect)
    for name, (is_writing, call) in calls.items():
        if is_writing:
            with pytest.raises(StorageError, match="is locked by another"):
                call()
        else:
            try:
                call()
            except NotFoundError:
                assert name.endswith((".find", ".development")), name
    let_go()
    calls["begin"][1]()
    store.close()


def test_a_broken_file_is_a_storage_error_from_every_operation(fresh_database, samples):
    """Whatever SQLite says of a damaged file leaves this room as our error."""
    url = fresh_database("sqlite")
    store = open_store(url)
    calls = every_call(store, samples)
    store.close()
    with Path(url.removeprefix("sqlite:///")).open("r+b") as file:
        file.write(b"This is no database at all, it only has the name of one." * 4)
    for _, call in calls.values():
        with pytest.raises(StorageError, match="not a database"):
            call()
    store.close()


def test_a_server_that_is_away_is_a_storage_error(tmp_path, samples):
    """Every operation says that the server cannot be reached, and never shows the password."""
    store = Store(Database(f"postgresql://editor:secret@/news?host={tmp_path}"))
    for _, call in every_call(store, samples).values():
        with pytest.raises(StorageError, match="cannot be reached") as caught:
            call()
        assert "secret" not in str(caught.value)


def test_a_lost_connection_is_opened_again(postgresql, fresh_database, samples):
    """A restart of the server costs no restart of the program."""
    store = open_store(fresh_database("postgresql"))
    store.watches.add(samples.watch())
    with sa.create_engine(postgresql.replace("postgresql://", "postgresql+psycopg://")).connect() as admin:
        admin.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'fresh_%%'")
    assert store.watches.listing() == [samples.watch()]
    store.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "no database address"),
        ("rubbish", "no database address"),
        ("mysql://localhost/news", "not supported"),
        ("sqlite://", "a file that lasts"),
        ("sqlite:///:memory:", "a file that lasts"),
        ("postgresql://localhost:1/news", "cannot be reached"),
    ],
)
def test_an_address_that_cannot_be_used_says_why(url, words):
    """One line: what, which, what to do."""
    with pytest.raises(StorageError, match=words) as caught:
        open_store(url, upgrade=True)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_says_so(tmp_path):
    """A mistyped path is not overwritten."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear editor, " * 200)
    with pytest.raises(StorageError, match="name another file"):
        open_store(f"sqlite:///{path}", upgrade=True)
    assert path.read_text().startswith("Dear editor")


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    """A file stands where the folder should."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="name another folder"):
        open_store(f"sqlite:///{tmp_path}/file/deeper/x.db", upgrade=True)


def test_a_new_file_gets_its_folder(tmp_path):
    """The first start needs nothing prepared."""
    store = open_store(f"sqlite:///{tmp_path}/a/b/throughline.db", upgrade=True)
    assert store.name == str(tmp_path / "a" / "b" / "throughline.db")
    store.close()


def test_the_file_is_kept_as_safe_as_sqlite_can(tmp_path):
    """Write-ahead log, each commit synced to the disk, references checked."""
    url = f"sqlite:///{tmp_path}/x.db"
    open_store(url, upgrade=True).close()
    with Database(url).reading() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_many_writers_and_readers_in_one_process_get_their_turn(store, samples):
    """The daemon collects, threads, mails and serves pages from several threads at once."""
    failures = []

    def write(n):
        try:
            for m in range(8):
                samples.place(store, n * 10 + m)
                store.threads.listing("weir")
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test tells it
            failures.append(error)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(1, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert len(list(store.exports.articles())) == 32


def test_writing_within_a_writing_block_says_so_instead_of_hanging(fresh_database, samples):
    """SQLite has one writer: a second one inside the first would wait for itself."""
    store = impatient(fresh_database("sqlite"))
    with store.begin(), pytest.raises(StorageError, match="locked"):
        store.watches.add(samples.watch())
    store.close()


def test_a_read_only_file_can_be_read(fresh_database, samples):
    """One line says that it may not be written to."""
    if os.geteuid() == 0:
        pytest.skip("root may write to any file")
    url = fresh_database("sqlite")
    Path(url.removeprefix("sqlite:///")).chmod(0o400)
    store = open_store(url)
    with pytest.raises(StorageError, match="may not be written"):
        store.watches.add(samples.watch())
