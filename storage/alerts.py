"""The outbox: alerts that are owed, and those that were sent."""

from datetime import datetime

import sqlalchemy as sa

from pipeline.nouns import Alert
from storage.database import Database
from storage.outbox import Outbox
from storage.statements import is_before
from storage.tables import AlertRow, Shape, table_of

_ALERTS = table_of(AlertRow)
ALERT = Shape(Alert, AlertRow)


class Alerts(Outbox[Alert]):
    """Remembers what is owed and what was sent; sends nothing."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, _ALERTS, ALERT, ("created_at", "id"))

    def listing(
        self,
        *,
        since: datetime | None = None,
        recipient: str | None = None,
        thread_id: str | None = None,
        is_sent: bool | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[Alert]:
        """Return alerts, the newest first.

        Args:
            since: Only those made at this instant or later.
            recipient: Only those to this address.
            thread_id: Only those of this thread.
            is_sent: Only those sent, or only those owed; None: both.
            limit: How many at most.
            offset: How many to leave out before.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*ALERT.columns)
        if since is not None:
            asked = asked.where(AlertRow.created_at >= since)
        if recipient is not None:
            asked = asked.where(AlertRow.recipient == recipient)
        if thread_id is not None:
            asked = asked.where(AlertRow.thread_id == thread_id)
        if is_sent is not None:
            asked = asked.where(AlertRow.sent_at.is_not(None) if is_sent else AlertRow.sent_at.is_(None))
        asked = asked.order_by(AlertRow.created_at.desc(), AlertRow.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [ALERT.build(row) for row in connection.execute(asked)]

    def earlier_message_ids(self, recipient: str, thread_id: str, before: Alert) -> list[str]:
        """Return the Message-IDs of what this recipient was told, or is owed, of the thread before, the oldest first.

        They make one conversation of the mails of a thread. What is still owed counts: its Message-ID is fixed, so
        a mail that is sent late finds its place.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(AlertRow.message_id)
            .where(
                AlertRow.recipient == recipient,
                AlertRow.thread_id == thread_id,
                is_before((AlertRow.created_at, AlertRow.id), (before.created_at, before.id)),
            )
            .order_by(AlertRow.created_at, AlertRow.id)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(asked))
