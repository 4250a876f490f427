"""What the desk writes beside threads: notes, and who has a thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from pipeline.errors import NotFoundError
from storage.database import Database
from storage.statements import insert_or_keep, insert_or_replace
from storage.tables import KeeperRow, NoteRow, Shape, table_of

_NOTES, _KEEPERS = table_of(NoteRow), table_of(KeeperRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote beside a thread: the desk's own words, never shown as published."""

    id: str
    thread_id: str
    person: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who has a thread on their desk."""

    thread_id: str
    person: str
    given_by: str
    at: datetime


_NOTE, _KEEPER = Shape(Note, NoteRow), Shape(Keeper, KeeperRow)
#: Every thread's page asks these: the statements are made once.
_OF_THREAD = (
    sa.select(*_NOTE.columns).where(NoteRow.thread_id == sa.bindparam("thread")).order_by(NoteRow.at, NoteRow.id)
)
_KEPT_BY = sa.select(*_KEEPER.columns).where(KeeperRow.thread_id.in_(sa.bindparam("ids", expanding=True)))


class Notes:
    """Remembers notes and keepers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, note: Note) -> None:
        """Remember a note; one that is known under its id stays as it is.

        Raises:
            StorageError: its thread is not known, or the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(insert_or_keep(self._database.dialect, _NOTES), _NOTE.values(note))

    def remove(self, note_id: str) -> None:
        """Forget a note.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            if not connection.execute(sa.delete(_NOTES).where(NoteRow.id == note_id)).rowcount:
                raise NotFoundError(f"No note is known under {note_id!r}")

    def of_thread(self, thread_id: str) -> list[Note]:
        """Return the notes beside a thread, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return [_NOTE.build(row) for row in connection.execute(_OF_THREAD, {"thread": thread_id})]

    def give(self, keeper: Keeper) -> None:
        """Give a thread to somebody; whoever had it has it no more.

        Raises:
            StorageError: the thread is not known, or the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(self._database.dialect, _KEEPERS), [_KEEPER.values(keeper)])

    def take_back(self, thread_id: str) -> None:
        """Let nobody have a thread.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_KEEPERS).where(KeeperRow.thread_id == thread_id))

    def keepers(self, thread_ids: Iterable[str]) -> dict[str, Keeper]:
        """Return who has each of these threads that somebody has, by thread.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(_KEPT_BY, {"ids": list(thread_ids)})
            return {row.thread_id: _KEEPER.build(row) for row in rows}
