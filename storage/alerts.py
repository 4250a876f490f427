"""The outbox: alerts that are owed, and those that were sent."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from pipeline.errors import NotFoundError
from pipeline.nouns import Alert
from storage.database import Database
from storage.statements import insert_or_keep, is_before
from storage.tables import AlertRow, DevelopmentRow, Shape, table_of
from storage.threads import ancestry

_ALERTS = table_of(AlertRow)
ALERT = Shape(Alert, AlertRow)


class Alerts:
    """Remembers what is owed and what was sent; when it is due and how it fared, `storage.letters` knows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listing(
        self,
        *,
        since: datetime | None = None,
        recipient: str | None = None,
        thread_id: str | None = None,
        watch_id: str | None = None,
        is_sent: bool | None = None,
        is_refused: bool | None = None,
        is_bounced: bool | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[Alert]:
        """Return alerts, the newest first.

        Args:
            since: Only those made at this instant or later.
            recipient: Only those to this address.
            thread_id: Only those of this thread.
            watch_id: Only those of this watch.
            is_sent: Only those sent, or only those owed; None: both.
            is_refused: Only those that the recipient's server refused, or only the others; None: both.
            is_bounced: Only those whose letter came back, or only the others; None: both.
            limit: How many at most.
            offset: How many to leave out before.

        Raises:
            StorageError: the database refused.
        """
        equal = ((AlertRow.recipient, recipient), (AlertRow.thread_id, thread_id), (AlertRow.watch_id, watch_id))
        asked = sa.select(*ALERT.columns).where(*(column == value for column, value in equal if value is not None))
        if since is not None:
            asked = asked.where(AlertRow.created_at >= since)
        states = ((AlertRow.sent_at, is_sent), (AlertRow.refused_at, is_refused), (AlertRow.bounced_at, is_bounced))
        asked = asked.where(
            *(column.is_not(None) if wanted else column.is_(None) for column, wanted in states if wanted is not None)
        )
        asked = asked.order_by(AlertRow.created_at.desc(), AlertRow.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [ALERT.build(row) for row in connection.execute(asked)]

    def earlier_message_ids(self, recipient: str, thread_id: str, before: Alert) -> list[str]:
        """Return the Message-IDs of what this recipient was told, or is owed, of the thread before, the oldest first.

        They make one conversation of the mails of a thread, and of those of threads that were put into it. What is
        still owed counts: its Message-ID is fixed, so a mail that is sent late finds its place. What was told in a
        digest stands outside of the conversation.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(AlertRow.message_id)
            .where(
                AlertRow.recipient == recipient,
                AlertRow.thread_id.in_(ancestry(thread_id)),
                AlertRow.letter.is_(None) | (AlertRow.letter == AlertRow.message_id),
                is_before((AlertRow.created_at, AlertRow.id), (before.created_at, before.id)),
            )
            .order_by(AlertRow.created_at, AlertRow.id)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(asked))

    def earlier_threads(self, recipient: str, thread_id: str) -> list[str]:
        """Return the threads that were put into this one of which the recipient was told, or is owed, anything.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(AlertRow.thread_id, sa.func.min(AlertRow.created_at).label("at")).where(
            AlertRow.recipient == recipient,
            AlertRow.thread_id.in_(ancestry(thread_id)),
            AlertRow.thread_id != thread_id,
        )
        asked = asked.group_by(AlertRow.thread_id).order_by("at", AlertRow.thread_id)
        with self._database.reading() as connection:
            return [key for key in connection.scalars(asked) if key is not None]

    def find(self, alert_id: str) -> Alert:
        """Return the alert of this id.

        Raises:
            NotFoundError: there is none.
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*ALERT.columns).where(AlertRow.id == alert_id)).first()
        if row is None:
            raise NotFoundError(f"No alert is known under {alert_id!r}: `throughline alerts list` lists them")
        return ALERT.build(row)

    def told_of(self, recipient: str, thread_id: str) -> set[str]:
        """Return the ids of the developments of a thread that this recipient was told, or is owed.

        Raises:
            StorageError: the database refused.
        """
        # told while it lay in another thread counts as well
        asked = sa.select(AlertRow.development_id).join(DevelopmentRow, DevelopmentRow.id == AlertRow.development_id)
        asked = asked.where(AlertRow.recipient == recipient, DevelopmentRow.thread_id == thread_id)
        with self._database.reading() as connection:
            return {key for key in connection.scalars(asked) if key is not None}

    def add(self, alerts: Iterable[Alert]) -> None:
        """Put alerts into the outbox; one that is already there under its id stays as it is.

        Raises:
            StorageError: the database refused.
        """
        if rows := [ALERT.values(alert) for alert in alerts]:
            with self._database.writing() as connection:
                connection.execute(insert_or_keep(self._database.dialect, _ALERTS), rows)
