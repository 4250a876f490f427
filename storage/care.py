"""Care of the data: upgrade, backup, restore, and a look for damage."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.errors import StorageError
from storage.database import Database
from storage.schema import SCHEMA_VERSION, schema_version, upgrade

#: Versions below can damage a file when two connections write and checkpoint at the same instant.
#: Source: sqlite.org/wal.html, "The WAL-Reset Bug".
_SOUND_SQLITE = (3, 51, 3)

#: A copy waits for other programs for about five seconds.
_TRY_AGAIN_AFTER, _MOST_TRIES = timedelta(milliseconds=250), 20

#: What is to be empty -> what it means when it is not; `{n}` is how many rows there are.
_ORPHANS = {
    "SELECT count(*) FROM assignments a JOIN developments d ON d.id = a.development_id "
    "WHERE d.thread_id <> a.thread_id": "Articles in a development of another thread: {n}",
    "SELECT count(*) FROM developments d WHERE NOT EXISTS "
    "(SELECT 1 FROM assignments a WHERE a.thread_id = d.thread_id)": "Developments in a thread without articles: {n}",
    "SELECT count(*) FROM threads t WHERE NOT EXISTS (SELECT 1 FROM slugs s WHERE s.slug = t.slug "
    "AND s.thread_id = t.id)": "Threads whose slug leads nowhere: {n}",
    "SELECT count(*) FROM articles a WHERE NOT EXISTS "
    "(SELECT 1 FROM assignments s WHERE s.article_id = a.id)": "Articles in no thread: {n}",
    "SELECT count(*) FROM pages p WHERE p.outcome IN ('article', 'revision', 'unchanged') AND NOT EXISTS "
    "(SELECT 1 FROM articles a WHERE a.id = p.article_id)": "Pages that ended as an article that is not there: {n}",
    "SELECT count(*) FROM alerts l WHERE l.sent_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM watches w WHERE w.id = l.watch_id)": "Alerts owed for a watch that is gone: {n}",
}


class Care:
    """Looks after one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def schema_version(self) -> str | None:
        """Return the schema's version, or None: there is none yet."""
        return schema_version(self._database)

    def upgrade(self) -> None:
        """Bring the schema to this program's version.

        Raises:
            StorageError: the schema is newer than this program, or the database refused.
        """
        upgrade(self._database)

    def backup(self, path: Path) -> None:
        """Copy the whole database into a file while it is in use; SQLite only.

        The copy appears under its name when it is whole; a file that is there already stays as it is.

        Raises:
            StorageError: the file is there already or cannot be written, or the database is PostgreSQL.
        """
        own = self._file("backup", "pg_dump")
        if path.exists():
            raise StorageError(f"{path} is there already: name another file for the backup")
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _copy(own, partial)
            partial.rename(path)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"{path} could not be written: {error}; check the folder and the space on it") from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def restore(self, path: Path) -> None:
        """Replace everything in the database by what a backup holds; SQLite only.

        A damaged database is laid aside under its name with `.damaged` behind, and not thrown away.

        Raises:
            StorageError: the file is no sound backup of this version or an earlier one, or the database is in use.
        """
        own = self._file("restore", "pg_restore")
        _require_sound(path)
        self._database.close()
        try:
            own.parent.mkdir(parents=True, exist_ok=True)
            if not _is_readable(own):
                _lay_aside(own)
            _copy(path, own)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"{own} could not be replaced: {error}; stop every program that uses it and try again"
            ) from error
        upgrade(self._database)

    def check(self) -> list[str]:
        """Return what is wrong with the data, a sentence each; nothing: all is well.

        Raises:
            StorageError: the database refused.
        """
        problems: list[str] = []
        with self._database.reading() as connection:
            if self._database.dialect == "sqlite":
                problems += _sqlite_problems(connection)
            for query, meaning in _ORPHANS.items():
                if n := connection.scalar(sa.text(query)):
                    problems.append(meaning.format(n=n))
        return problems

    def warning(self) -> str | None:
        """Return what is to be known of the database's own program, or None: nothing."""
        if self._database.dialect != "sqlite" or sqlite3.sqlite_version_info >= _SOUND_SQLITE:
            return None
        return (
            f"SQLite {sqlite3.sqlite_version} can, very rarely, damage a file that two programs write at the same "
            f"instant: use {'.'.join(map(str, _SOUND_SQLITE))} or newer, and make backups"
        )

    def _file(self, what: str, tool: str) -> Path:
        if self._database.path is None:
            raise StorageError(f"{self._database.name} is a PostgreSQL database: {what} it with `{tool}`")
        return self._database.path


def _sqlite_problems(connection: Connection) -> list[str]:
    found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    problems = [f"The file is damaged: {words}; restore a backup" for words in found if words != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    problems += [f"A row of {table} points to a row of {other} that is not there" for table, _, other, _ in broken[:20]]
    return problems


def _copy(source: Path, target: Path) -> None:
    origin = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(origin, uri=True)) as old, closing(sqlite3.connect(target, timeout=0)) as new:
        old.backup(new, progress=_give_up_when_busy(_MOST_TRIES), sleep=_TRY_AGAIN_AFTER.total_seconds())


def _give_up_when_busy(most: int) -> Callable[[int, int, int], None]:
    """Return what a copy reports its steps to: left alone, it would wait for ever for another program to let go."""
    tries = count(1)

    def report(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and next(tries) > most:
            raise sqlite3.OperationalError("database is locked")

    return report


def _is_readable(own: Path) -> bool:
    try:
        with closing(sqlite3.connect(own)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def _lay_aside(own: Path) -> None:
    # the write-ahead log goes with its file: left behind, SQLite would play it into the new one
    for part in ("-shm", "-wal", ""):
        if (file := own.with_name(own.name + part)).exists():
            file.replace(own.with_name(f"{own.name}.damaged{part}"))


def _require_sound(path: Path) -> None:
    if not path.is_file():
        raise StorageError(f"{path} is not there: name the file that `throughline db backup` wrote")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as backup:
            verdict = backup.execute("PRAGMA integrity_check(1)").fetchone()[0]
            version = backup.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.Error as error:
        raise StorageError(f"{path} is no backup of Throughline: {error}; name another file") from error
    if verdict != "ok":
        raise StorageError(f"{path} is damaged: {verdict}; name an earlier backup")
    if version > SCHEMA_VERSION:
        raise StorageError(f"{path} has schema {version}, newer than this program: install a newer Throughline")
