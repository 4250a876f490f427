"""The audit: every write that somebody asked for, whether it was done or refused; nothing is ever taken out."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Database
from storage.tables import AuditRow, Shape, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One write that somebody asked for."""

    at: datetime
    #: Who; `desk`: nobody was asked for a name.
    person: str
    #: `open`, `session`, `token`, `proxy`, `login` or `cli`.
    via: str
    #: Method and address, or the command.
    what: str
    #: HTTP status that it was answered with; None: it came by no request.
    status: int | None = None


_ASKED = Shape(Asked, AuditRow)
_AUDIT = table_of(AuditRow)


class Audit:
    """Remembers writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, asked: Asked) -> None:
        """Remember a write.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.insert(_AUDIT), _ASKED.values(asked))

    def listing(self, before: int | None = None, limit: int = 100) -> list[tuple[int, Asked]]:
        """Return writes with their numbers, the newest first.

        Args:
            before: Only those with a lower number.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(AuditRow.n, *_ASKED.columns).order_by(AuditRow.n.desc()).limit(limit)
        if before is not None:
            asked = asked.where(AuditRow.n < before)
        with self._database.reading() as connection:
            return [(row.n, _ASKED.build(row, 1)) for row in connection.execute(asked)]
