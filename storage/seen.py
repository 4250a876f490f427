"""What each reader has seen: when they last looked at a thread, and what they had seen of it elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.looks import Looks
from pipeline.nouns import Action, Shift
from storage.database import Database
from storage.statements import insert, insert_or_replace
from storage.tables import ArrivalRow, DevelopmentRow, SeenBeforeRow, SeenRow, table_of

_SEEN, _SEEN_BEFORE, _ARRIVALS = table_of(SeenRow), table_of(SeenBeforeRow), table_of(ArrivalRow)
#: Threads named in one query; both databases take more.
_CHUNK = 500
#: Every *Now* asks these: the statements are made once.
_WITHIN = DevelopmentRow.thread_id.in_(sa.bindparam("ids", expanding=True))
_LAST_LOOKS = sa.select(SeenRow.thread_id, SeenRow.seen_at).where(
    SeenRow.reader == sa.bindparam("reader"), SeenRow.thread_id.in_(sa.bindparam("ids", expanding=True))
)
_CAME = (
    sa.select(ArrivalRow.development_id, ArrivalRow.arrived_at)
    .join(DevelopmentRow, DevelopmentRow.id == ArrivalRow.development_id)
    .where(_WITHIN)
)
_SEEN_ELSEWHERE = (
    sa.select(SeenBeforeRow.development_id)
    .join(DevelopmentRow, DevelopmentRow.id == SeenBeforeRow.development_id)
    .where(_WITHIN, SeenBeforeRow.reader == sa.bindparam("reader"))
)


class Seen:
    """Remembers looks; a reader is a mail address or the name of an account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, reader: str, thread_id: str, at: datetime) -> None:
        """Remember that a reader looked at a thread; a look that was earlier than the last changes nothing.

        Args:
            reader: Who looked.
            thread_id: At what; it must be known.
            at: When.

        Raises:
            StorageError: the database refused.
        """
        look = insert(self._database.dialect, _SEEN).values(reader=reader, thread_id=thread_id, seen_at=at)
        look = look.on_conflict_do_update(
            index_elements=[_SEEN.c.reader, _SEEN.c.thread_id],
            set_={"seen_at": look.excluded.seen_at},
            where=_SEEN.c.seen_at < look.excluded.seen_at,
        )
        with self._database.writing() as connection:
            connection.execute(look)

    def of(self, reader: str, thread_ids: Iterable[str]) -> dict[str, datetime]:
        """Return when a reader last looked at each of these threads; those never looked at are left out.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(thread_ids))
        found: dict[str, datetime] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                within = {"reader": reader, "ids": ids[start : start + _CHUNK]}
                found.update((row.thread_id, row.seen_at) for row in connection.execute(_LAST_LOOKS, within))
        return found

    def looks(self, reader: str, thread_ids: Iterable[str]) -> Looks:
        """Return what a reader has looked at, as far as it tells what of these threads is new to them.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(thread_ids))
        arrived_at: dict[str, datetime] = {}
        before: set[str] = set()
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                within = {"ids": ids[start : start + _CHUNK]}
                arrived_at.update((row.development_id, row.arrived_at) for row in connection.execute(_CAME, within))
                before.update(connection.scalars(_SEEN_ELSEWHERE, {"reader": reader, **within}))
        return Looks(seen_at=self.of(reader, ids), arrived_at=arrived_at, seen_before=frozenset(before))


def carry(connection: Connection, action: Action) -> None:
    """Keep what readers have seen of the developments that an action puts elsewhere; called before it is carried out.

    What a reader saw where a development was, they have seen; to all others it is new where it comes to, whenever they
    looked there. An article that goes into a development that is there already changes nothing for those who saw that.
    """
    going = {shift.to_development: shift for shift in action.shifts}
    asked = sa.select(DevelopmentRow.id).where(DevelopmentRow.id.in_(going))
    there = set(connection.scalars(asked)) if going else set()
    for shift in going.values():
        if shift.to_development == shift.from_development or shift.to_development not in there:
            _carry_one(connection, shift, action.at)


def _carry_one(connection: Connection, shift: Shift, at: datetime) -> None:
    came_at = sa.func.coalesce(ArrivalRow.arrived_at, DevelopmentRow.opened_at)
    looked = (
        sa.select(sa.literal(shift.to_development), SeenRow.reader)
        .join(DevelopmentRow, DevelopmentRow.thread_id == SeenRow.thread_id)
        .outerjoin(ArrivalRow, ArrivalRow.development_id == DevelopmentRow.id)
        .where(DevelopmentRow.id == shift.from_development, SeenRow.seen_at >= came_at)
    )
    known = sa.select(sa.literal(shift.to_development), SeenBeforeRow.reader)
    known = known.where(SeenBeforeRow.development_id == shift.from_development)
    for found in (looked, known):
        kept = insert(connection.dialect.name, _SEEN_BEFORE).from_select(["development_id", "reader"], found)
        connection.execute(kept.on_conflict_do_nothing())
    came = {"development_id": shift.to_development, "arrived_at": at}
    connection.execute(insert_or_replace(connection.dialect.name, _ARRIVALS), came)


def forget(connection: Connection, development_ids: Sequence[str]) -> None:
    """Forget what was seen of developments that are no more."""
    for column in (_SEEN_BEFORE.c.development_id, _ARRIVALS.c.development_id):
        connection.execute(sa.delete(column.table).where(column.in_(development_ids)))
