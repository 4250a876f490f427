"""Long lists, page by page: each page goes on behind the last row of the one before, whatever came in between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.nouns import Alert, Article, Development, DevelopmentKind, Provenance, Quote, Thread
from pipeline.query import Question
from storage.alerts import ALERT
from storage.articles import ARTICLE, PROVENANCE
from storage.database import Database
from storage.search import Queries
from storage.statements import is_before
from storage.tables import (
    AlertRow,
    ArticleRow,
    AssignmentRow,
    DevelopmentRow,
    ProvenanceRow,
    QuoteRow,
    Shape,
    ThreadRow,
)
from storage.threads import DEVELOPMENT, THREAD

#: Where a page ended: the instant and the id of its last row.
Place = tuple[datetime, str]
_QUOTE = Shape(Quote, QuoteRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article in a list, with where it lies."""

    article: Article
    provenance: Provenance
    #: None: not threaded yet.
    thread_id: str | None
    development_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCount:
    """A name under which somebody is quoted."""

    name: str
    n_quotes: int
    n_articles: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A quote with the article that prints it."""

    quote: Quote
    #: Its number among the quotes of the article.
    position: int
    article: Article
    #: None: not threaded yet.
    thread_id: str | None


class Listings:
    """Answers page by page, the newest first; writes nothing."""

    def __init__(self, database: Database, queries: Queries) -> None:
        self._database = database
        self._queries = queries

    def threads(
        self,
        question: Question | None = None,
        *,
        since: datetime | None = None,
        after: Place | None = None,
        limit: int = 50,
    ) -> list[Thread]:
        """Return threads, the one that moved last first.

        Args:
            question: Only threads with an article that meets it.
            since: Only those whose newest article was told at this instant or later.
            after: Where the page before ended.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*THREAD.columns)
        if question is not None:
            matching = self._queries.article_ids(question)
            if matching is None:
                return []
            inside = sa.select(AssignmentRow.thread_id).where(AssignmentRow.article_id.in_(matching))
            asked = asked.where(ThreadRow.id.in_(inside))
        rows = self._page(asked, (ThreadRow.last_seen_at, ThreadRow.id), since, after, limit)
        return [THREAD.build(row) for row in rows]

    def articles(
        self,
        question: Question | None = None,
        *,
        since: datetime | None = None,
        thread_id: str | None = None,
        after: Place | None = None,
        limit: int = 50,
    ) -> list[Listed]:
        """Return articles with where they lie.

        Args:
            question: Only articles that meet it.
            since: Only those told at this instant or later.
            thread_id: Only those of this thread.
            after: Where the page before ended.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(AssignmentRow.thread_id, AssignmentRow.development_id, *PROVENANCE.columns, *ARTICLE.columns)
            .select_from(ArticleRow)
            .join(ProvenanceRow, ProvenanceRow.article_id == ArticleRow.id)
            .outerjoin(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
        )
        if thread_id is not None:
            asked = asked.where(AssignmentRow.thread_id == thread_id)
        if question is not None:
            matching = self._queries.article_ids(question)
            if matching is None:
                return []
            asked = asked.where(ArticleRow.id.in_(matching))
        rows = self._page(asked, (ArticleRow.told_at, ArticleRow.id), since, after, limit)
        return [
            Listed(
                thread_id=row.thread_id,
                development_id=row.development_id,
                provenance=PROVENANCE.build(row, 2),
                article=ARTICLE.build(row, 2 + len(PROVENANCE)),
            )
            for row in rows
        ]

    def developments(
        self,
        *,
        since: datetime | None = None,
        thread_id: str | None = None,
        kind: DevelopmentKind | None = None,
        after: Place | None = None,
        limit: int = 50,
    ) -> list[Development]:
        """Return developments.

        Args:
            since: Only those first told at this instant or later.
            thread_id: Only those of this thread.
            kind: Only those of this kind.
            after: Where the page before ended.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*DEVELOPMENT.columns)
        if thread_id is not None:
            asked = asked.where(DevelopmentRow.thread_id == thread_id)
        if kind is not None:
            asked = asked.where(DevelopmentRow.kind == kind)
        rows = self._page(asked, (DevelopmentRow.first_at, DevelopmentRow.id), since, after, limit)
        return [DEVELOPMENT.build(row) for row in rows]

    def alerts(self, *, is_sent: bool | None = None, after: Place | None = None, limit: int = 50) -> list[Alert]:
        """Return alerts.

        Args:
            is_sent: Only those that were sent, or are still owed; None: all.
            after: Where the page before ended.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*ALERT.columns)
        if is_sent is not None:
            asked = asked.where(AlertRow.sent_at.is_not(None) if is_sent else AlertRow.sent_at.is_(None))
        rows = self._page(asked, (AlertRow.created_at, AlertRow.id), None, after, limit)
        return [ALERT.build(row) for row in rows]

    def speakers(self, *, after: str | None = None, limit: int = 50) -> list[SpeakerCount]:
        """Return the names under which people are quoted, in order of the alphabet.

        Args:
            after: The last name of the page before.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        named = sa.select(QuoteRow.speaker).where(QuoteRow.speaker.is_not(None)).distinct()
        if after is not None:
            named = named.where(QuoteRow.speaker > after)
        few = named.order_by(QuoteRow.speaker).limit(limit).subquery()
        asked = (
            sa.select(
                QuoteRow.speaker.label("name"),
                sa.func.count().label("n_quotes"),
                sa.func.count(QuoteRow.article_id.distinct()).label("n_articles"),
                sa.func.max(ArticleRow.told_at).label("last_at"),
            )
            .join(ArticleRow, ArticleRow.id == QuoteRow.article_id)
            .where(QuoteRow.speaker.in_(sa.select(few.c.speaker)))
            .group_by(QuoteRow.speaker)
            .order_by(QuoteRow.speaker)
        )
        with self._database.reading() as connection:
            return [SpeakerCount(**row._mapping) for row in connection.execute(asked)]  # noqa: SLF001 — public, named so by SQLAlchemy

    def spoken(self, speaker: str, *, after: Place | None = None, limit: int = 50) -> list[Spoken]:
        """Return what is quoted of somebody under exactly this name.

        Args:
            speaker: The name.
            after: Where the page before ended; a page never ends within an article.
            limit: How many articles at most.

        Raises:
            StorageError: the database refused.
        """
        inside = sa.exists().where(QuoteRow.article_id == ArticleRow.id, QuoteRow.speaker == speaker)
        columns: list[Any] = [ArticleRow.id, ArticleRow.told_at]
        articles = sa.select(*columns).where(inside)
        found = [row.id for row in self._page(articles, (ArticleRow.told_at, ArticleRow.id), None, after, limit)]
        asked = (
            sa.select(QuoteRow.position, AssignmentRow.thread_id, *_QUOTE.columns, *ARTICLE.columns)
            .select_from(QuoteRow)
            .join(ArticleRow, ArticleRow.id == QuoteRow.article_id)
            .outerjoin(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            .where(QuoteRow.speaker == speaker, ArticleRow.id.in_(found))
            .order_by(ArticleRow.told_at.desc(), ArticleRow.id.desc(), QuoteRow.position)
        )
        with self._database.reading() as connection:
            return [
                Spoken(
                    position=row.position,
                    thread_id=row.thread_id,
                    quote=_QUOTE.build(row, 2),
                    article=ARTICLE.build(row, 2 + len(_QUOTE)),
                )
                for row in connection.execute(asked)
            ]

    def _page(
        self, asked: sa.Select[Any], key: tuple[Any, Any], since: datetime | None, after: Place | None, limit: int
    ) -> list[Any]:
        if since is not None:
            asked = asked.where(key[0] >= since)
        if after is not None:
            asked = asked.where(is_before(key, after))
        with self._database.reading() as connection:
            return list(connection.execute(asked.order_by(key[0].desc(), key[1].desc()).limit(limit)).all())
