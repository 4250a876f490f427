"""What each reader has seen: when they last looked at a thread."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from storage.database import Database
from storage.statements import insert
from storage.tables import SeenRow, table_of

_SEEN = table_of(SeenRow)
#: Threads named in one query; both databases take more.
_CHUNK = 500


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
                asked = sa.select(SeenRow.thread_id, SeenRow.seen_at)
                asked = asked.where(SeenRow.reader == reader, SeenRow.thread_id.in_(ids[start : start + _CHUNK]))
                found.update((row.thread_id, row.seen_at) for row in connection.execute(asked))
        return found
