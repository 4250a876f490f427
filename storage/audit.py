"""The audit: every write that somebody asked for, whether it was done or refused; nothing is ever taken out."""

from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which entries are asked for; what is None rules nothing out."""

    #: By what door, as in `Asked`.
    via: str | None = None
    #: Who.
    person: str | None = None
    #: Those that were turned away or failed.
    is_refused: bool = False
    #: Marks of what was seen too, of which every opened thread makes one.
    with_marks: bool = True


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

    def listing(
        self, before: int | None = None, limit: int = 100, choice: Choice | None = None
    ) -> list[tuple[int, Asked]]:
        """Return writes with their numbers, the newest first.

        Args:
            before: Only those with a lower number.
            limit: How many at most.
            choice: Which; None: all.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(AuditRow.n, *_ASKED.columns).order_by(AuditRow.n.desc()).limit(limit)
        if before is not None:
            asked = asked.where(AuditRow.n < before)
        asked = asked.where(*_conditions(choice or Choice()))
        with self._database.reading() as connection:
            return [(row.n, _ASKED.build(row, 1)) for row in connection.execute(asked)]


def _conditions(choice: Choice) -> Iterator[sa.ColumnElement[bool]]:
    if choice.via is not None:
        yield AuditRow.via == choice.via
    if choice.person is not None:
        yield AuditRow.person == choice.person
    if choice.is_refused:
        yield AuditRow.status >= 400
    if not choice.with_marks:
        yield AuditRow.what.not_like("%/seen")
