"""The schema: one source of truth, and clear words when it does not fit."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from pipeline.errors import StorageError
from pipeline.nouns import Provenance, ProvenanceKind
from storage import SCHEMA_VERSION, open_store
from storage.database import Database
from storage.tables import Base


def restamp(url, version):
    """Write another version into the database."""
    with Database(url).writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_the_migrations_make_just_the_tables_that_the_models_name(url):
    """Models and migrations are written apart, and never drift apart."""

    def is_ours(_object, name, kind, *_):
        return not (kind == "table" and name.startswith("articles_fts")) and name not in {
            "search",
            "ix_articles_search",
        }

    with Database(url).reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_version_in_the_code_is_that_of_the_newest_migration():
    """The program looks at its version without loading Alembic."""
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


def test_upgrading_twice_changes_nothing(store, url, samples):
    """A restart with `upgrade` is safe."""
    samples.place(store)
    again = open_store(url, upgrade=True)
    again.care.upgrade()
    assert again.care.schema_version == SCHEMA_VERSION
    assert [a.id for a in again.exports.articles()] == [samples.article().id]
    again.close()


def test_what_an_older_version_knew_of_copies_is_kept(tmp_path, monkeypatch):
    """What did not stand in the one origin that was looked for counts as the outlet's own."""
    path = tmp_path / "news.db"
    monkeypatch.setattr("storage.schema.SCHEMA_VERSION", "0005")
    open_store(f"sqlite:///{path}", upgrade=True).close()
    with sqlite3.connect(path) as older:
        older.execute("INSERT INTO provenance (article_id, kind, of, shared) VALUES ('b', 'copy', 'a', 0.75)")
    monkeypatch.undo()
    store = open_store(f"sqlite:///{path}", upgrade=True)
    kept = Provenance(kind=ProvenanceKind.COPY, of="a", shared=0.75, own=0.25)
    assert store.articles.provenance(["b"]) == {"b": kept}
    store.close()


def test_an_empty_database_asks_for_an_upgrade(dialect, empty_database):
    """Opening alone makes no tables."""
    url = empty_database(dialect)
    with pytest.raises(StorageError, match="db upgrade"):
        open_store(url)
    open_store(url, upgrade=True).close()


def test_an_older_schema_asks_for_a_backup_and_an_upgrade(url):
    """The message says what to do."""
    restamp(url, "0000")
    with pytest.raises(StorageError, match=r"db backup FILE.*db upgrade"):
        open_store(url)


@pytest.mark.parametrize("upgrade", [False, True])
def test_a_newer_schema_asks_for_a_newer_program(url, upgrade):
    """An old program does not write into what it does not know."""
    restamp(url, "9999")
    with pytest.raises(StorageError, match="install a newer Throughline"):
        open_store(url, upgrade=upgrade)


def test_a_database_of_another_program_is_left_alone(tmp_path):
    """No tables are added to what is not ours."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (id)")
    with pytest.raises(StorageError, match="another program"):
        open_store(f"sqlite:///{path}", upgrade=True)


def test_postgresql_is_known_by_its_plain_address(empty_database):
    """As people and hosting services write it."""
    url = empty_database("postgresql").replace("postgresql+psycopg://", "postgresql://")
    open_store(url, upgrade=True).close()
