"""Letters: the mails and messages in which alerts are told, alone or together; a letter is the alerts that name it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.nouns import Alert
from storage.alerts import ALERT
from storage.database import Database
from storage.tables import AlertRow, table_of

_ALERTS = table_of(AlertRow)
_IN_ORDER = (AlertRow.due_at, AlertRow.created_at, AlertRow.id)
#: Every address that is none of a mailbox has this in it, and no mailbox has.
_SCHEME = "%://%"
#: Values named in one query; both databases take more.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An alert that was told, as far as limits count it."""

    recipient: str
    watch_id: str
    #: Message-ID of the mail.
    letter: str
    sent_at: datetime
    #: Was it told in a digest?
    is_held: bool


class Letters:
    """Remembers which alerts go together, and what became of it; decides and sends nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int, *, by_mail: bool) -> list[Alert]:
        """Return alerts that are due, the longest overdue first, and with each all others of its letter.

        Args:
            now: The present instant.
            limit: How many at most, those that come along with others not counted.
            by_mail: Those to mailboxes, or those to other addresses.

        Raises:
            StorageError: the database refused.
        """
        is_ours = AlertRow.recipient.not_like(_SCHEME) if by_mail else AlertRow.recipient.like(_SCHEME)
        asked = sa.select(*ALERT.columns).where(AlertRow.sent_at.is_(None), AlertRow.due_at <= now, is_ours)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(*_IN_ORDER).limit(limit)).all()
            found = {row.id: ALERT.build(row) for row in rows}
            bound = sorted({alert.letter for alert in found.values() if alert.letter})
            for start in range(0, len(bound), _CHUNK):
                along = sa.select(*ALERT.columns).where(AlertRow.letter.in_(bound[start : start + _CHUNK]))
                rows = connection.execute(along.where(AlertRow.sent_at.is_(None)).order_by(*_IN_ORDER)).all()
                found.update((row.id, ALERT.build(row)) for row in rows)
        return list(found.values())

    def sent_since(self, since: datetime) -> list[Sent]:
        """Return what was told since this instant.

        Raises:
            StorageError: the database refused.
        """
        columns = (AlertRow.recipient, AlertRow.watch_id, AlertRow.letter, AlertRow.sent_at, AlertRow.is_held)
        asked = sa.select(*columns).where(AlertRow.sent_at >= since, AlertRow.letter.is_not(None))
        with self._database.reading() as connection:
            return [Sent(**row._mapping) for row in connection.execute(asked)]  # noqa: SLF001 — public, named so by SQLAlchemy

    def of(self, letter: str) -> list[Alert]:
        """Return the alerts of a letter; none: it is not known.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*ALERT.columns).where(AlertRow.letter == letter).order_by(*_IN_ORDER)
        with self._database.reading() as connection:
            return [ALERT.build(row) for row in connection.execute(asked)]

    def arrange(self, letters: Mapping[str, Iterable[str]], held: Mapping[str, datetime]) -> None:
        """Write which alerts go into which letter, and which wait, in one transaction: nothing is sent before.

        Args:
            letters: Ids of alerts by the letter's Message-ID; an alert that is in a letter already stays there.
            held: When each of those that wait is due, by id.

        Raises:
            StorageError: the database refused.
        """
        bound = [{"key": key, "name": letter} for letter, keys in letters.items() for key in keys]
        waiting = [{"key": key, "until": due_at} for key, due_at in held.items()]
        free = sa.update(_ALERTS).where(
            _ALERTS.c.id == sa.bindparam("key"), _ALERTS.c.letter.is_(None), _ALERTS.c.sent_at.is_(None)
        )
        if not bound and not waiting:
            return
        with self._database.writing() as connection:
            if bound:
                connection.execute(free.values(letter=sa.bindparam("name")), bound)
            if waiting:
                connection.execute(free.values(due_at=sa.bindparam("until"), is_held=True), waiting)

    def mark_sent(self, letter: str, sent_at: datetime) -> None:
        """Write that a letter was sent, so that nothing in it is sent again.

        Raises:
            StorageError: the database refused.
        """
        # sent again after a kill, it may have come back before it was marked: why is kept
        failure = sa.case((_ALERTS.c.bounced_at.is_(None), sa.null()), else_=_ALERTS.c.failure)
        self._mark(letter, sent_at=sent_at, failure=failure, refused_at=None)

    def mark_failed(
        self, letter: str, failure: str, due_at: datetime, *, refused_at: datetime | None, is_free: bool
    ) -> None:
        """Write why a letter could not be sent, and when that is tried again.

        Args:
            letter: Its Message-ID.
            failure: A sentence.
            due_at: When it is tried again.
            refused_at: When the recipient's server refused it for good; None: it did not.
            is_free: Is it sure that it never arrived? Then its alerts may go into another letter.

        Raises:
            StorageError: the database refused.
        """
        freed: dict[str, Any] = {"letter": None} if is_free else {}
        self._mark(letter, failure=failure, due_at=due_at, refused_at=refused_at, **freed)

    def _mark(self, name: str, **values: Any) -> None:
        marked = sa.update(_ALERTS).where(_ALERTS.c.letter == name, _ALERTS.c.sent_at.is_(None))
        with self._database.writing() as connection:
            connection.execute(marked.values(n_tries=_ALERTS.c.n_tries + 1, **values))

    def count_by_watch(self, watch_ids: Sequence[str], since: datetime) -> dict[str, int]:
        """Return how many alerts each of these watches made since this instant.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(AlertRow.watch_id, sa.func.count().label("n")).where(AlertRow.created_at >= since)
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for start in range(0, len(watch_ids), _CHUNK):
                some = asked.where(AlertRow.watch_id.in_(watch_ids[start : start + _CHUNK]))
                rows = connection.execute(some.group_by(AlertRow.watch_id))
                found.update((row.watch_id, row.n) for row in rows)
        return found

    def refusals(self, watch_ids: Sequence[str]) -> dict[str, str]:
        """Return why mails of each of these watches are refused, by watch; those that are taken are left out.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(AlertRow.watch_id, AlertRow.failure).where(
            AlertRow.sent_at.is_(None), AlertRow.refused_at.is_not(None)
        )
        wanted = set(watch_ids)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(AlertRow.refused_at))
            return {row.watch_id: row.failure or "" for row in rows if row.watch_id in wanted}
