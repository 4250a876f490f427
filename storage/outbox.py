"""What is owed to people by mail, of whatever kind: what is due, what was sent, and what is tried again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from storage.database import Database
from storage.tables import Shape

N = TypeVar("N")


class Outbox(Generic[N]):
    """Remembers what is owed and what was sent; sends nothing."""

    def __init__(self, database: Database, table: sa.Table, shape: Shape[N], order: Sequence[str]) -> None:
        """Make one.

        Args:
            database: where the table is.
            table: with `id`, `due_at`, `sent_at`, `failure` and `n_tries`.
            shape: how the noun lies in it.
            order: columns that tell which of those due at the same time goes first.
        """
        self._database = database
        self._table = table
        self._shape = shape
        self._order = [table.c[name] for name in ("due_at", *order)]

    def due(self, now: datetime, limit: int) -> list[N]:
        """Return what is to be sent now, the longest overdue first.

        Raises:
            StorageError: the database refused.
        """
        columns = self._table.c
        asked = (
            sa.select(*self._shape.columns)
            .where(columns.sent_at.is_(None), columns.due_at <= now)
            .order_by(*self._order)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [self._shape.build(row) for row in connection.execute(asked)]

    def mark_sent(self, owed_id: str, sent_at: datetime) -> None:
        """Write that one was sent, so that it is not sent again.

        Raises:
            StorageError: the database refused.
        """
        sent = sa.update(self._table).where(self._table.c.id == owed_id)
        self._mark(sent.values(sent_at=sent_at, failure=None))

    def mark_failed(self, owed_id: str, failure: str, due_at: datetime) -> None:
        """Write why one could not be sent, and when it is tried again.

        Raises:
            StorageError: the database refused.
        """
        failed = sa.update(self._table).where(self._table.c.id == owed_id, self._table.c.sent_at.is_(None))
        self._mark(failed.values(failure=failure, due_at=due_at))

    def _mark(self, marked: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(marked.values(n_tries=self._table.c.n_tries + 1))
