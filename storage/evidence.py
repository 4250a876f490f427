"""Evidence: the sentences and facts that make developments, in the order in which they were found."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Article, Development, DevelopmentKind, Evidence, Facts, Passage, ProvenanceKind
from storage import facts
from storage.articles import ARTICLE
from storage.database import Database
from storage.tables import (
    ArticleRow,
    AssignmentRow,
    DevelopmentRow,
    EvidenceRow,
    ProvenanceRow,
    Shape,
    table_of,
)

DEVELOPMENT = Shape(Development, DevelopmentRow)
_TABLE = table_of(EvidenceRow)
_LAST = sa.select(sa.func.max(EvidenceRow.position)).where(EvidenceRow.development_id == sa.bindparam("sought"))
_OF_THREAD = (
    sa.select(_TABLE)
    .join(DevelopmentRow, DevelopmentRow.id == EvidenceRow.development_id)
    .where(DevelopmentRow.thread_id == sa.bindparam("sought"))
    .order_by(DevelopmentRow.first_at, EvidenceRow.development_id, EvidenceRow.position)
)
_OF_THREAD_OF = (
    sa.select(_TABLE)
    .join(DevelopmentRow, DevelopmentRow.id == EvidenceRow.development_id)
    .join(AssignmentRow, AssignmentRow.thread_id == DevelopmentRow.thread_id)
    .where(AssignmentRow.article_id == sa.bindparam("sought"))
)
_OF_DEVELOPMENTS = (
    sa.select(_TABLE)
    .where(_TABLE.c.development_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(_TABLE.c.development_id, _TABLE.c.position)
)
_MOVES = (
    sa.select(DevelopmentRow.first_at)
    .where(
        DevelopmentRow.thread_id == sa.bindparam("sought"),
        # reminders, which no article tells, and pages that went are no moves of the story
        DevelopmentRow.kind != DevelopmentKind.WITHDRAWN,
        DevelopmentRow.n_articles > 0,
    )
    .order_by(DevelopmentRow.first_at.desc())
    .limit(sa.bindparam("most"))
)
_REPORTS = (
    sa.select(*ARTICLE.columns)
    .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
    .join(ProvenanceRow, ProvenanceRow.article_id == ArticleRow.id)
    .where(AssignmentRow.thread_id == sa.bindparam("sought"), ProvenanceRow.kind != ProvenanceKind.COPY)
    .order_by(ArticleRow.told_at.desc(), ArticleRow.id)
    .limit(sa.bindparam("most"))
)


class EvidenceShelf:
    """Answers about evidence; it is written through the ledger only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_thread(self, thread_id: str) -> dict[str, tuple[Evidence, ...]]:
        """Return the evidence of each development of a thread that has any.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return _by_development(connection.execute(_OF_THREAD, {"sought": thread_id}))

    def of_developments(self, development_ids: Iterable[str]) -> dict[str, tuple[Evidence, ...]]:
        """Return the evidence of each of these developments that has any: as many as one page shows.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return _by_development(connection.execute(_OF_DEVELOPMENTS, {"ids": sorted(set(development_ids))}))

    def deadlines(self, since: str, thread_id: str | None = None) -> list[tuple[str, Evidence, datetime]]:
        """Return the dates to follow up, each with its thread and when it was told, soonest first.

        Args:
            since: ISO 8601 day; a month or year that holds it counts.
            thread_id: of this thread; None: of all.

        Raises:
            StorageError: the database refused.
        """
        asked = _deadlines().where(EvidenceRow.label >= sa.func.substr(since, 1, sa.func.length(EvidenceRow.label)))
        if thread_id is not None:
            asked = asked.where(DevelopmentRow.thread_id == thread_id)
        with self._database.reading() as connection:
            return _with_thread(connection, asked)


def next_place(connection: Connection, development_id: str) -> int:
    """Return the place after the last piece of evidence that a development has."""
    last = connection.scalar(_LAST, {"sought": development_id})
    return 0 if last is None else last + 1


def find(connection: Connection, thread_id: str) -> list[Evidence]:
    """Return the evidence of all developments of a thread, in order of time."""
    return [build(row) for row in connection.execute(_OF_THREAD, {"sought": thread_id})]


def place_anew(connection: Connection, article_id: str, text: str) -> None:
    """Note where the sentences of an article that evidence names stand in its new text; those that are gone, nowhere.

    Args:
        connection: an open transaction.
        article_id: the article, which lies in a thread.
        text: its new text.
    """
    for row in connection.execute(_OF_THREAD_OF, {"sought": article_id}).all():
        moved: dict[str, int | None] = {}
        for name, whose in (("", row.article_id), ("against_", row.against_article_id)):
            start, end = getattr(row, f"{name}start"), getattr(row, f"{name}end")
            sentence = getattr(row, f"{name}text")
            if whose != article_id or start is None or text[start:end] == sentence:
                continue
            at = text.find(sentence)
            moved |= {f"{name}start": at if at >= 0 else None, f"{name}end": at + len(sentence) if at >= 0 else None}
        if moved:
            connection.execute(
                sa.update(_TABLE)
                .where(_TABLE.c.development_id == row.development_id, _TABLE.c.position == row.position)
                .values(moved)
            )


def find_moves(connection: Connection, thread_id: str, most: int) -> list[datetime]:
    """Return when the latest developments of a thread were told first, the newest first."""
    return list(connection.scalars(_MOVES, {"sought": thread_id, "most": most}))


def find_reports(connection: Connection, thread_id: str, most: int) -> list[tuple[Article, Facts]]:
    """Return the latest articles of a thread that are no copies, with their facts, in order of time."""
    rows = connection.execute(_REPORTS, {"sought": thread_id, "most": most}).all()
    found = [ARTICLE.build(row) for row in reversed(rows)]
    told = facts.find(connection, [article.id for article in found])
    return [(article, told[article.id]) for article in found]


def find_deadlines(connection: Connection, values: Iterable[str]) -> list[tuple[str, Evidence, datetime]]:
    """Return the dates to follow up that have one of these values, each with its thread and when it was told."""
    return _with_thread(connection, _deadlines().where(EvidenceRow.label.in_(list(values))))


def find_withdrawn(connection: Connection, since: datetime) -> list[tuple[Article, str]]:
    """Return the articles withdrawn since then of which no development tells yet, each with its thread."""
    told = sa.exists().where(
        DevelopmentRow.first_article_id == ArticleRow.id,
        DevelopmentRow.kind == DevelopmentKind.WITHDRAWN,
        DevelopmentRow.first_at == ArticleRow.withdrawn_at,
    )
    asked = (
        sa.select(*ARTICLE.columns, AssignmentRow.thread_id)
        .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
        .where(ArticleRow.withdrawn_at >= since, ~told)
        .order_by(ArticleRow.withdrawn_at, ArticleRow.id)
    )
    return [(ARTICLE.build(row), row.thread_id) for row in connection.execute(asked)]


def row_of(development_id: str, position: int, one: Evidence) -> dict[str, Any]:
    """Return the columns of a piece of evidence."""
    return {
        "development_id": development_id,
        "position": position,
        "kind": one.kind,
        "article_id": one.passage.article_id,
        "text": one.passage.text,
        "start": one.passage.start,
        "end": one.passage.end,
        "against_article_id": one.against.article_id if one.against else None,
        "against_text": one.against.text if one.against else None,
        "against_start": one.against.start if one.against else None,
        "against_end": one.against.end if one.against else None,
        "label": one.label,
        "old_value": one.old_value,
        "new_value": one.new_value,
        "score": one.score,
    }


def _by_development(rows: Iterable[sa.Row[Any]]) -> dict[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.development_id, []).append(build(row))
    return {development_id: tuple(each) for development_id, each in found.items()}


def build(row: sa.Row[Any]) -> Evidence:
    """Build a piece of evidence from a row of its table."""
    against = None
    if row.against_article_id is not None:
        against = Passage(
            article_id=row.against_article_id, text=row.against_text, start=row.against_start, end=row.against_end
        )
    return Evidence(
        kind=row.kind,
        passage=Passage(article_id=row.article_id, text=row.text, start=row.start, end=row.end),
        against=against,
        label=row.label,
        old_value=row.old_value,
        new_value=row.new_value,
        score=row.score,
    )


def _deadlines() -> sa.Select[Any]:
    return (
        sa.select(_TABLE, DevelopmentRow.thread_id, ArticleRow.told_at)
        .join(DevelopmentRow, DevelopmentRow.id == EvidenceRow.development_id)
        .join(ArticleRow, ArticleRow.id == EvidenceRow.article_id)
        .where(EvidenceRow.kind == DevelopmentKind.DEADLINE)
        .order_by(EvidenceRow.label, ArticleRow.told_at, EvidenceRow.development_id, EvidenceRow.position)
    )


def _with_thread(connection: Connection, asked: sa.Select[Any]) -> list[tuple[str, Evidence, datetime]]:
    return [(row.thread_id, build(row), row.told_at) for row in connection.execute(asked)]
