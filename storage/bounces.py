"""Letters that came back: what mail servers reported of them, and whom nothing reaches any more."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Bounce, BounceKind, Unreachable
from storage.database import Database
from storage.statements import insert_or_keep
from storage.tables import AlertRow, BounceRow, Shape, table_of

_BOUNCES, _ALERTS = table_of(BounceRow), table_of(AlertRow)
_BOUNCE = Shape(Bounce, BounceRow)
#: How long after a letter was sent a report that does not return it may still be about it: mail servers give up after
#: five days at the latest. Source: RFC 5321, 4.5.4.1.
_GIVES_UP_AFTER = timedelta(days=5)


class Bounces:
    """Remembers reports and marks the alerts that they are about; reads no mail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, reports: Iterable[Bounce]) -> list[Bounce]:
        """Keep reports of our own letters and mark the alerts of those that could not be delivered.

        A report is of the letter that it returns; one that returns none is of the last that its recipient was sent.
        One that is about no letter of ours is not kept, and one that was taken before changes nothing.

        Returns:
            Those that were new, each with its letter.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            found = (_with_letter(connection, report) for report in reports)
            return [report for report in found if report is not None and _keep(connection, report)]

    def listing(self, *, recipient: str | None = None, limit: int = 100) -> list[Bounce]:
        """Return reports, the newest first.

        Args:
            recipient: Only those of letters to this address.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_BOUNCE.columns).order_by(BounceRow.at.desc(), BounceRow.id).limit(limit)
        if recipient is not None:
            asked = asked.where(BounceRow.recipient == recipient.lower())
        with self._database.reading() as connection:
            return [_BOUNCE.build(row) for row in connection.execute(asked)]

    def unreachable(self, since: datetime, least: int) -> dict[str, Unreachable]:
        """Return the recipients of whose letters so many came back for good since this instant, by address.

        Args:
            since: From when.
            least: How many letters: a count.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_BOUNCE.columns).where(BounceRow.at >= since).order_by(BounceRow.at, BounceRow.id)
        by_recipient: dict[str, list[Bounce]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(asked):
                if (report := _BOUNCE.build(row)).is_for_good:
                    by_recipient.setdefault(report.recipient, []).append(report)
        found = (_unreachable(address, reports) for address, reports in by_recipient.items())
        return {one.recipient: one for one in found if one.n_letters >= least}


def _unreachable(address: str, reports: Sequence[Bounce]) -> Unreachable:
    n_letters = len({report.letter for report in reports})
    return Unreachable(recipient=address, n_letters=n_letters, since=reports[0].at, reason=reports[-1].reason)


def _with_letter(connection: Connection, report: Bounce) -> Bounce | None:
    """Return the report with the letter of ours that it is about, and its recipient as we wrote to them; or None."""
    # held until it is marked: it may be marked as sent at this very moment
    asked = sa.select(AlertRow.letter, AlertRow.recipient).with_for_update()
    if report.letter is not None:
        # killed between sending and marking, it came back all the same
        row = connection.execute(asked.where(AlertRow.letter == report.letter).limit(1)).first()
    else:
        asked = asked.where(
            sa.func.lower(AlertRow.recipient) == report.recipient,
            AlertRow.sent_at <= report.at,
            AlertRow.sent_at > report.at - _GIVES_UP_AFTER,
        )
        row = connection.execute(asked.order_by(AlertRow.sent_at.desc(), AlertRow.id).limit(1)).first()
    # a mailbox that sends on what it gets is reported under the address behind it
    return None if row is None else replace(report, letter=row.letter, recipient=row.recipient.lower())


def _keep(connection: Connection, report: Bounce) -> bool:
    kept = insert_or_keep(connection.dialect.name, _BOUNCES).returning(_BOUNCES.c.id)
    if connection.execute(kept, _BOUNCE.values(report)).first() is None:
        return False
    if report.kind is BounceKind.FAILED:
        told = sa.update(_ALERTS).where(AlertRow.letter == report.letter)
        connection.execute(told.values(bounced_at=report.at, failure=report.reason))
    return True
