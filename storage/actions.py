"""The history of actions on threads, and how threads lie for those who change them."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.errors import NotFoundError
from pipeline.nouns import Action, WatchKind
from pipeline.thread.layout import Changes, Layout, Line
from storage import seen, threads
from storage.database import Database
from storage.statements import insert_or_keep, insert_or_replace
from storage.tables import (
    ActionRow,
    ActionThreadRow,
    ArticleRow,
    AssignmentRow,
    DevelopmentRow,
    Shape,
    SlugRow,
    ThreadRow,
    WatchRow,
    table_of,
)

ACTION = Shape(Action, ActionRow)
_ACTIONS, _ACTION_THREADS = table_of(ActionRow), table_of(ActionThreadRow)
_THREADS, _SLUGS = table_of(ThreadRow), table_of(SlugRow)
_DEVELOPMENTS, _ASSIGNMENTS = table_of(DevelopmentRow), table_of(AssignmentRow)
#: Any number of ours: on PostgreSQL, whoever places articles and whoever shifts them wait for one another under it.
_TURN_LOCK = 7_201_912
#: Values named in one query; both databases take more.
_CHUNK = 500
_AFTER = sa.select(*ACTION.columns).where(ActionRow.n > sa.bindparam("number")).order_by(ActionRow.n)


_LISTED = (
    sa.select(*ACTION.columns).order_by(ActionRow.n.desc()).limit(sa.bindparam("most")).offset(sa.bindparam("passed"))
)
#: Every page of a thread asks for them: the statement is made once.
_TOUCHING = _LISTED.where(
    ActionRow.n.in_(
        sa.select(ActionThreadRow.action_n).where(
            ActionThreadRow.thread_id.in_(threads.ancestry(sa.bindparam("thread", type_=sa.String)))
        )
    )
)


class Actions:
    """Answers about the history; it is written through the ledger only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, action_id: str) -> Action:
        """Return the action.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*ACTION.columns).where(ActionRow.id == action_id)).first()
        if row is None:
            raise NotFoundError(f"No action is known under {action_id!r}: `throughline history` lists them")
        return ACTION.build(row)

    def listing(self, thread_id: str | None = None, limit: int = 100, offset: int = 0) -> list[Action]:
        """Return actions, the newest first.

        Args:
            thread_id: Only those that touched this thread, or one that was put into it; None: all.
            limit: How many at most.
            offset: How many to leave out before.

        Raises:
            StorageError: the database refused.
        """
        part = {"most": limit, "passed": offset}
        asked, named = (_LISTED, part) if thread_id is None else (_TOUCHING, {"thread": thread_id, **part})
        with self._database.reading() as connection:
            rows = connection.execute(asked, named).all()
        return [ACTION.build(row) for row in rows]

    def all(self) -> list[Action]:
        """Return the whole history, the first action first.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return after(connection, 0)


def after(connection: Connection, number: int) -> list[Action]:
    """Return the actions after the one of this number, in order."""
    return [ACTION.build(row) for row in connection.execute(_AFTER, {"number": number})]


def take_turn(connection: Connection) -> None:
    """Wait until nobody else places or shifts articles; what they did is seen from now on, to the transaction's end."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN_LOCK)))


def places(connection: Connection, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the thread and the development in which each of these articles lies."""
    found: dict[str, tuple[str, str]] = {}
    for ids in _chunks(article_ids):
        asked = sa.select(AssignmentRow.article_id, AssignmentRow.thread_id, AssignmentRow.development_id)
        rows = connection.execute(asked.where(AssignmentRow.article_id.in_(ids)))
        found.update((row.article_id, (row.thread_id, row.development_id)) for row in rows)
    return found


def layout(connection: Connection, thread_ids: Sequence[str]) -> Layout:
    """Return how these threads lie, whole."""
    asked = sa.select(*threads.THREAD.columns).where(ThreadRow.id.in_(thread_ids))
    known = [threads.THREAD.build(row) for row in connection.execute(asked)]
    within = sa.select(*threads.DEVELOPMENT.columns).where(DevelopmentRow.thread_id.in_(thread_ids))
    developments = [threads.DEVELOPMENT.build(row) for row in connection.execute(within)]
    return Layout(
        threads={each.id: each for each in known},
        developments={each.id: each for each in developments},
        lines={line.article_id: line for line in _lines(connection, thread_ids)},
    )


def leading_watches(connection: Connection) -> dict[str, str]:
    """Return the watches on threads that were put into others, by id, with the thread that each watches by now."""
    asked = sa.select(WatchRow.id, ThreadRow.id).join(ThreadRow, ThreadRow.id == WatchRow.value)
    asked = asked.where(WatchRow.kind == WatchKind.THREAD, ThreadRow.merged_into.is_not(None))
    rows = connection.execute(asked).all()
    standing = ((watch_id, threads.find_standing(connection, thread_id)) for watch_id, thread_id in rows)
    return {watch_id: thread.id for watch_id, thread in standing if thread is not None}


def add(connection: Connection, action: Action, changes: Changes) -> None:
    """Write an action and what it changes."""
    dialect = connection.dialect.name
    seen.carry(connection, action)
    for thread in changes.threads:
        connection.execute(insert_or_replace(dialect, _THREADS), threads.THREAD.values(thread))
        connection.execute(insert_or_keep(dialect, _SLUGS), {"slug": thread.slug, "thread_id": thread.id})
    for development in changes.developments:
        connection.execute(insert_or_replace(dialect, _DEVELOPMENTS), threads.DEVELOPMENT.values(development))
    for line in changes.lines:
        _put(connection, line)
    for ids in _chunks(changes.removed):
        seen.forget(connection, ids)
        connection.execute(sa.delete(_DEVELOPMENTS).where(DevelopmentRow.id.in_(ids)))
    row = {name: value for name, value in ACTION.values(action).items() if name != "n"}
    number = connection.execute(sa.insert(_ACTIONS).values(row).returning(_ACTIONS.c.n)).scalar_one()
    for thread_id in dict.fromkeys(action.threads):
        connection.execute(sa.insert(_ACTION_THREADS), {"thread_id": thread_id, "action_n": number})
    if action.undoes is not None:
        connection.execute(sa.update(_ACTIONS).where(ActionRow.id == action.undoes).values(undone_by=action.id))


def _put(connection: Connection, line: Line) -> None:
    connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(AssignmentRow.article_id == line.article_id)
        .values(
            thread_id=line.thread_id,
            development_id=line.development_id,
            decided_by=line.decided_by,
            opens_development=line.opens_development,
        )
    )


def _lines(connection: Connection, thread_ids: Sequence[str]) -> list[Line]:
    asked = (
        sa.select(
            AssignmentRow.article_id,
            AssignmentRow.thread_id,
            AssignmentRow.development_id,
            AssignmentRow.decided_by,
            AssignmentRow.opens_development,
            ArticleRow.headline,
            ArticleRow.outlet,
            ArticleRow.told_at,
            ArticleRow.n.label("came"),
        )
        .join(ArticleRow, ArticleRow.id == AssignmentRow.article_id)
        .where(AssignmentRow.thread_id.in_(thread_ids))
    )
    return [Line(**row._mapping) for row in connection.execute(asked)]  # noqa: SLF001 — public, named so by SQLAlchemy


def _chunks(ids: Iterable[Any]) -> Iterable[list[Any]]:
    every = list(ids)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))
