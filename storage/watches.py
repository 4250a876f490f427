"""Watches: the standing requests of editors."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.errors import NotFoundError
from pipeline.nouns import Watch
from storage.database import Database
from storage.statements import insert_or_keep
from storage.tables import AlertRow, Shape, WatchRow, table_of

_WATCHES, _ALERTS = table_of(WatchRow), table_of(AlertRow)
WATCH = Shape(Watch, WatchRow)
_STANDING = sa.select(*WATCH.columns).order_by(WatchRow.created_at, WatchRow.id)


class Watches:
    """Remembers watches; matches nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, watch: Watch) -> None:
        """Remember a watch; one that is known under its id stays as it is, with the day it was made.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(insert_or_keep(self._database.dialect, _WATCHES), WATCH.values(watch))

    def listing(self) -> list[Watch]:
        """Return every watch, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return standing(connection)

    def remove(self, watch_id: str) -> None:
        """Forget a watch and what is still owed for it; what was sent is remembered.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            removed = connection.execute(sa.delete(_WATCHES).where(WatchRow.id == watch_id)).rowcount
            if not removed:
                raise NotFoundError(f"No watch is known under {watch_id!r}: `throughline watch list` lists them")
            connection.execute(sa.delete(_ALERTS).where(AlertRow.watch_id == watch_id, AlertRow.sent_at.is_(None)))


def standing(connection: Connection) -> list[Watch]:
    """Return every watch, the oldest first."""
    return [WATCH.build(row) for row in connection.execute(_STANDING)]
