"""One database: its address, its connections, its transactions, and its complaints as ours.

It knows no noun. SQLAlchemy's errors end here: whatever leaves this room is a `StorageError`.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from pipeline.errors import StorageError
from pipeline.query.words import has_phrase, stems_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRules:
    """How long we wait for others."""

    #: Longest wait for another writer before giving up. Writing transactions last milliseconds; only an import, a
    #: backup restored or a schema upgrade holds the file for longer.
    patience: timedelta = timedelta(seconds=10)
    #: Longest wait for a PostgreSQL server to answer a new connection.
    connect_timeout: timedelta = timedelta(seconds=10)


class Database:
    """An engine with two kinds of transactions; safe to use from several threads at once."""

    def __init__(self, url: str, rules: DatabaseRules | None = None) -> None:
        self._rules = rules or DatabaseRules()
        self._url = _parse(url)
        self._engine = self._connectable()
        self._writer = self._engine.execution_options(is_writing=True)
        # SQLite has one writer at a time: within a process they queue here, where waiting is fair and costs nothing
        self._turn = threading.Lock()
        self._view = threading.local()
        self._watching = threading.Lock()
        self._watcher: Connection | None = None

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def path(self) -> Path | None:
        """Return the file of a SQLite database; None: it is a server's."""
        return Path(self._url.database or "") if self.dialect == "sqlite" else None

    @property
    def name(self) -> str:
        """Return how messages call it: the file, or the address without its password."""
        return str(self.path or self._url.render_as_string(hide_password=True))

    def close(self) -> None:
        """Close its connections; it may be used again, and opens new ones then."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database and waits for no writer.

        Raises:
            StorageError: the database refused.
        """
        shared: Connection | None = getattr(self._view, "connection", None)
        if shared is not None:
            with self._complaints():
                yield shared
            return
        with self._complaints(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def one_view(self) -> Iterator[None]:
        """Let all that this worker reads in the block come from one transaction: one state, and one connection.

        Not for a block that writes, since it would not see what it wrote; nor for one that hands out rows afterwards.

        Raises:
            StorageError: the database refused.
        """
        with self.reading() as connection:
            before = getattr(self._view, "connection", None)
            self._view.connection = connection
            try:
                yield
            finally:
                self._view.connection = before

    def state(self) -> str:
        """Return what changes with each transaction that anybody commits, this program or another.

        Source: SQLite's `PRAGMA data_version`, on a connection that never writes; PostgreSQL's snapshot.

        Raises:
            StorageError: the database refused.
        """
        if self.dialect != "sqlite":
            with self.reading() as connection:
                return str(connection.scalar(sa.text("SELECT pg_current_snapshot()::text")))
        with self._complaints(), self._watching:
            if self._watcher is None:
                # asked past SQLAlchemy, which would begin a transaction and hold it to one state
                self._watcher = self._engine.connect()
            return str(self._watched())

    def _watched(self) -> int:
        driver = self._watcher.connection.driver_connection  # type: ignore[union-attr]
        (number,) = driver.execute("PRAGMA data_version").fetchone()  # type: ignore[union-attr]
        return int(number)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: kept at the end of the block, undone when it raises.

        Raises:
            StorageError: the database refused, or another writer kept it busy for too long.
        """
        with self._complaints(), self._my_turn(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=self._rules.patience.total_seconds()):
            raise StorageError(
                f"{self.name} is locked: another part of this program has been writing to it for too long"
            )
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _complaints(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, UnicodeEncodeError) as error:
            raise StorageError(self._complaint(error)) from error

    def _complaint(self, error: Exception) -> str:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        words = (str(cause).strip() or type(cause).__name__).splitlines()[0]
        for sign, advice in _ADVICE:
            if sign in words:
                return f"{self.name} {advice} ({words})"
        return f"{self.name} refused: {words}; `throughline db check` looks for damage"

    def _connectable(self) -> sa.Engine:
        if self._url.get_backend_name() == "sqlite":
            engine = sa.create_engine(
                self._url, pool_size=10, max_overflow=30, connect_args={"timeout": self._rules.patience.total_seconds()}
            )
            sa.event.listen(engine, "connect", _set_up_sqlite)
            sa.event.listen(engine, "begin", _begin_sqlite)
            return engine
        engine = sa.create_engine(
            self._url,
            pool_size=10,
            max_overflow=30,
            pool_pre_ping=True,
            connect_args={"connect_timeout": int(self._rules.connect_timeout.total_seconds())},
        )
        sa.event.listen(engine, "begin", partial(_begin_postgresql, int(self._rules.patience.total_seconds() * 1000)))
        return engine


#: What a message of the library contains -> what it means and what to do.
_ADVICE = (
    ("no such table", "has no tables of this version: run `throughline db upgrade`"),
    ("UndefinedTable", "has no tables of this version: run `throughline db upgrade`"),
    ("does not exist", "has not what was asked for: check its name, or run `throughline db upgrade`"),
    ("locked", "is locked by another program: stop it, or try again"),
    ("lock timeout", "is locked by another program: stop it, or try again"),
    ("not a database", "is not a database: name another file, or restore a backup"),
    ("malformed", "is damaged: restore a backup with `throughline db restore`"),
    ("unable to open", "cannot be opened: check that its folder exists and may be written to"),
    ("readonly", "may not be written to: check the rights of the file and its folder"),
    ("disk is full", "cannot grow: the disk is full"),
    ("connection is bad", "cannot be reached: check that the server runs and its address is right"),
    ("connection timeout", "cannot be reached: check that the server runs and its address is right"),
    ("connection failed", "cannot be reached: check that the server runs and its address is right"),
    ("terminating connection", "closed the connection: check the server, and try again"),
    ("server closed the connection", "closed the connection: check the server, and try again"),
)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            f"{url!r} is no database address: write sqlite:////folder/file.db or postgresql://user@host/name"
        ) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise StorageError("A SQLite database needs a file that lasts: write sqlite:////folder/file.db")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StorageError(
            f"{parsed.drivername!r} databases are not supported: write sqlite:////folder/file.db "
            "or postgresql://user@host/name"
        )
    return parsed


#: Readers and one writer side by side; each commit on the disk; references checked; 16 MB of pages kept in memory; the
#: log cut back to 64 MB after a large import.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16000",
    "journal_size_limit=67108864",
    "temp_store=MEMORY",
)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # transactions are begun by `_begin_sqlite`, not by the driver's guess at the first INSERT
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("throughline_has", 2, _has, deterministic=True)


@lru_cache(maxsize=100_000)
def _has(text: str | None, phrase: str) -> bool:
    """Tell whether a short text holds these words one after the other, as PostgreSQL's own index would."""
    return text is not None and has_phrase(stems_of(text), stems_of(phrase))


def _begin_sqlite(connection: Connection) -> None:
    # a writer that starts as a reader can be refused half-way without waiting: so it says at once what it is
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _begin_postgresql(patience_ms: int, connection: Connection) -> None:
    # within the transaction, since a pooler in front of the server refuses or forgets settings of a connection
    if connection.get_execution_options().get("is_writing", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience_ms}")
