"""Leases: who may do what only one may do at a time, among processes and machines."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Database
from storage.statements import insert
from storage.tables import LeaseRow, table_of

_LEASES = table_of(LeaseRow)


class Leases:
    """Grants leases; the time is the caller's, so that a lease ends by the clocks of those who wait for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self, name: str, holder: str, now: datetime, for_: timedelta) -> bool:
        """Take a lease that is free, has ended, or is one's own already; tell whether that was so.

        Raises:
            StorageError: the database refused.
        """
        taken = insert(self._database.dialect, _LEASES).values(name=name, holder=holder, expires_at=now + for_)
        taken = taken.on_conflict_do_update(
            index_elements=[_LEASES.c.name],
            set_={"holder": taken.excluded.holder, "expires_at": taken.excluded.expires_at},
            where=(LeaseRow.holder == holder) | (LeaseRow.expires_at <= now),
        ).returning(_LEASES.c.name)
        with self._database.writing() as connection:
            return connection.execute(taken).first() is not None

    def renew(self, name: str, holder: str, now: datetime, for_: timedelta) -> bool:
        """Prolong a lease that one still holds; False: another has it, and one's work must stop.

        Raises:
            StorageError: the database refused.
        """
        mine = sa.update(_LEASES).where(LeaseRow.name == name, LeaseRow.holder == holder)
        with self._database.writing() as connection:
            return connection.execute(mine.values(expires_at=now + for_)).rowcount == 1

    def release(self, name: str, holder: str) -> None:
        """Give back a lease; one that another holds by now stays with the other.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_LEASES).where(LeaseRow.name == name, LeaseRow.holder == holder))

    def holder(self, name: str, now: datetime) -> str | None:
        """Return who holds a lease at this instant, or None: it is free.

        Raises:
            StorageError: the database refused.
        """
        held = sa.select(LeaseRow.holder).where(LeaseRow.name == name, LeaseRow.expires_at > now)
        with self._database.reading() as connection:
            return connection.scalar(held)
