"""Backup, restore and the look for damage."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.errors import StorageError
from storage import open_care, open_store
from storage.database import Database


@pytest.fixture
def filed(fresh_database):
    """Open a store in a SQLite file."""
    store = open_store(fresh_database("sqlite"))
    yield store
    store.close()


def test_a_backup_made_in_use_is_whole_and_can_be_restored(filed, samples, tmp_path):
    """While a writer goes on, the copy holds one state of everything."""
    samples.place(filed, 1)
    stop = threading.Event()

    def write():
        n = 2
        while not stop.is_set() and n < 400:
            samples.place(filed, n)
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    filed.care.backup(tmp_path / "deeper" / "backup.db")
    stop.set()
    writer.join()
    samples.place(filed, 999)
    filed.care.restore(tmp_path / "deeper" / "backup.db")
    kept = [article.external_id for article in filed.exports.articles()]
    assert "ext-1" in kept
    assert "ext-999" not in kept
    assert filed.care.check() == []
    assert len(filed.search.find("weir", limit=999)) == len(kept)


def test_a_backup_never_overwrites_and_leaves_no_half_file(filed, tmp_path):
    """What is there may be the only good copy."""
    there = tmp_path / "backup.db"
    there.write_text("precious")
    with pytest.raises(StorageError, match="is there already"):
        filed.care.backup(there)
    assert there.read_text() == "precious"
    with pytest.raises(StorageError, match="could not be written"):
        filed.care.backup(there / "inside" / "x.db")
    assert [path.name for path in tmp_path.iterdir()] == ["backup.db"]


def test_only_a_sound_backup_of_ours_is_restored(filed, samples, tmp_path):
    """A wrong file changes nothing."""
    samples.place(filed, 1)
    missing, letter, other, newer = (tmp_path / name for name in ("missing", "letter", "other.db", "newer.db"))
    letter.write_text("Dear editor, " * 500)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE notes (id)")
    filed.care.backup(newer)
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for path, words in ((missing, "is not there"), (letter, "no backup"), (other, "no backup"), (newer, "newer")):
        with pytest.raises(StorageError, match=words):
            filed.care.restore(path)
    assert [article.external_id for article in filed.exports.articles()] == ["ext-1"]


def test_a_server_is_backed_up_with_its_own_tools(fresh_database, tmp_path):
    """PostgreSQL brings better ones."""
    store = open_store(fresh_database("postgresql"))
    with pytest.raises(StorageError, match="pg_dump"):
        store.care.backup(tmp_path / "x")
    with pytest.raises(StorageError, match="pg_restore"):
        store.care.restore(tmp_path / "x")
    store.close()


def test_sound_data_has_no_problems(store, samples):
    """Nothing is reported that is as it should be."""
    store.watches.add(samples.watch())
    samples.place(store, 1, alerts=[samples.alert()])
    assert store.care.check() == []


def test_what_does_not_fit_together_is_reported(store, url, samples):
    """Each kind of orphan, in a sentence with how many."""
    samples.place(store, 1, alerts=[samples.alert()])
    samples.place(store, 2)
    with Database(url).writing() as connection:
        connection.execute(sa.text("DELETE FROM slugs WHERE slug = 'weir-2'"))
        connection.execute(sa.text("DELETE FROM assignments WHERE article_id = :a"), {"a": samples.article(2).id})
    assert store.care.check() == [
        "Developments in a thread without articles: 1",
        "Threads whose slug leads nowhere: 1",
        "Articles in no thread: 1",
        "Alerts owed for a watch that is gone: 1",
    ]


def test_a_broken_reference_is_reported(filed, samples):
    """A program that writes past the references leaves traces."""
    samples.place(filed, 1)
    with sqlite3.connect(filed.name) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM articles")
    assert any("of provenance points to a row of articles" in problem for problem in filed.care.check())


def test_an_old_sqlite_is_reported(filed, monkeypatch):
    """Versions below 3.51.3 can damage a file; doctor and daemon say so."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    assert "3.51.3" in (filed.care.warning() or "")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert filed.care.warning() is None


def test_a_damaged_file_is_told_and_can_be_restored(filed, samples, tmp_path):
    """The damaged one is laid aside, since it may hold what the backup has not."""
    for n in range(60):
        samples.place(filed, n, f"Weir {n} " * 300)
    filed.care.backup(tmp_path / "backup.db")
    filed.close()
    damaged = Path(filed.name)
    with damaged.open("r+b") as file:
        for page in range(damaged.stat().st_size // 4096 // 3, damaged.stat().st_size // 4096, 7):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    care = open_care(f"sqlite:///{damaged}")
    with pytest.raises(StorageError, match="damaged"):
        care.check()
    care.restore(tmp_path / "backup.db")
    store = open_store(f"sqlite:///{damaged}")
    assert store.care.check() == []
    assert len(list(store.exports.articles())) == 60
    assert damaged.with_name(damaged.name + ".damaged").exists()
    store.close()


def test_a_backup_can_be_restored_where_nothing_is(filed, samples, tmp_path):
    """On a new machine, the first thing that is done."""
    samples.place(filed, 1)
    filed.care.backup(tmp_path / "backup.db")
    url = f"sqlite:///{tmp_path}/new/throughline.db"
    open_care(url).restore(tmp_path / "backup.db")
    store = open_store(url)
    assert [article.external_id for article in store.exports.articles()] == ["ext-1"]
    store.close()


def test_a_database_in_use_is_not_replaced(filed, fresh_database, tmp_path):
    """A writer elsewhere is told to stop first, and nothing is changed."""
    filed.care.backup(tmp_path / "backup.db")
    filed.close()
    with closing(sqlite3.connect(filed.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="stop every program"):
            filed.care.restore(tmp_path / "backup.db")
