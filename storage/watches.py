"""Watches: the standing requests of editors."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.errors import NotFoundError
from pipeline.nouns import Delivery, Watch
from storage.database import Database
from storage.statements import insert, insert_or_replace
from storage.tables import AlertRow, CountRow, Shape, WatchRow, table_of

_WATCHES, _ALERTS, _COUNTS = table_of(WatchRow), table_of(AlertRow), table_of(CountRow)
WATCH = Shape(Watch, WatchRow, without=("delivery",))
DELIVERY = Shape(Delivery, WatchRow)
_COLUMNS = (*WATCH.columns, *DELIVERY.columns)
_STANDING = sa.select(*_COLUMNS).order_by(WatchRow.created_at, WatchRow.id)
#: Name of the count of changes.
_CHANGES = "watches"


class Watches:
    """Remembers watches; matches nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, watch: Watch) -> None:
        """Remember a watch; one that is known under its id keeps the day it was made, and tells from now on as asked.

        Raises:
            StorageError: the database refused.
        """
        self.add_all([watch])

    def add_all(self, watches: Iterable[Watch]) -> None:
        """Remember many watches in one transaction.

        Raises:
            StorageError: the database refused.
        """
        rows = [{**WATCH.values(watch), **DELIVERY.values(watch.delivery)} for watch in watches]
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(self._database.dialect, _WATCHES, "created_at"), rows)
            _count_change(connection)

    def listing(self) -> list[Watch]:
        """Return every watch, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return standing(connection)

    def find(self, watch_id: str) -> Watch:
        """Return the watch of this id.

        Raises:
            NotFoundError: there is none.
            StorageError: the database refused.
        """
        found = self.find_all([watch_id])
        if not found:
            raise _unknown(watch_id)
        return found[0]

    def find_all(self, watch_ids: Iterable[str]) -> list[Watch]:
        """Return those of these watches that stand, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        asked = _STANDING.where(WatchRow.id.in_(sorted(set(watch_ids))))
        with self._database.reading() as connection:
            return [build_watch(row) for row in connection.execute(asked)]

    def remove(self, watch_id: str) -> None:
        """Forget a watch and what is still owed for it; what was sent is remembered.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        if not self.remove_all([watch_id]):
            raise _unknown(watch_id)

    def remove_all(self, watch_ids: Sequence[str]) -> int:
        """Forget those of these watches that stand, and what is still owed for them; return how many there were.

        Raises:
            StorageError: the database refused.
        """
        owed = sa.delete(_ALERTS).where(AlertRow.watch_id.in_(watch_ids), AlertRow.sent_at.is_(None))
        with self._database.writing() as connection:
            removed = connection.execute(sa.delete(_WATCHES).where(WatchRow.id.in_(watch_ids))).rowcount
            if removed:
                connection.execute(owed)
                _count_change(connection)
        return removed


def _unknown(watch_id: str) -> NotFoundError:
    return NotFoundError(f"No watch is known under {watch_id!r}: `throughline watch list` lists them")


def _count_change(connection: Connection) -> None:
    first = insert(connection.dialect.name, _COUNTS).values(name=_CHANGES, n=1)
    counted = first.on_conflict_do_update(index_elements=[_COUNTS.c.name], set_={"n": _COUNTS.c.n + 1})
    connection.execute(counted)


#: Made once: it is asked with each transaction that places articles.
_N_CHANGES = sa.select(CountRow.n).where(CountRow.name == _CHANGES)


def n_changes(connection: Connection) -> int:
    """Return how often watches were added or removed."""
    found: int | None = connection.scalar(_N_CHANGES)
    return found or 0


def standing(connection: Connection) -> list[Watch]:
    """Return every watch, the oldest first."""
    return [build_watch(row) for row in connection.execute(_STANDING)]


def build_watch(row: Sequence[Any]) -> Watch:
    """Build a watch from a row that has its own columns and then those of its delivery."""
    return Watch(delivery=DELIVERY.build(row, len(WATCH)), **WATCH.fields(row))
