"""Everything stored, streamed: pages, articles, threads, developments, assignments, facts, alerts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Alert, Article, Assignment, Development, Evidence, Facts, Outcome, Page, Thread
from storage import evidence, facts
from storage.alerts import ALERT
from storage.articles import ARTICLE
from storage.database import Database
from storage.pages import PAGE
from storage.statements import is_after
from storage.tables import (
    AlertRow,
    ArticleRow,
    AssignmentRow,
    BodyRow,
    DevelopmentRow,
    EvidenceRow,
    PageRow,
    ThreadRow,
    table_of,
)
from storage.threads import ASSIGNMENT, DEVELOPMENT, GROUNDS, THREAD, build_assignment

T = TypeVar("T")

#: Rows fetched in one short transaction, so that a slow reader of the stream holds no old state open.
_CHUNK = 500
#: Pages have their bytes with them: up to 16 MiB each.
_PAGE_CHUNK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentOut:
    """An assignment with what names its article outside: the id it came with, and its address."""

    assignment: Assignment
    external_id: str | None
    url: str | None
    outlet: str | None
    #: None: nowhere said.
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOut:
    """A page as fetched, with how it ended."""

    page: Page
    #: None: it waits to be read.
    outcome: Outcome | None
    #: The evidence in a sentence.
    detail: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentOut:
    """A development with what makes it one."""

    development: Development
    evidence: tuple[Evidence, ...]
    #: Where the articles are that its evidence stands in, and the one that had it first: id -> address, or None.
    urls: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertOut:
    """An alert with the development that it tells."""

    alert: Alert
    #: None: it tells of an outlet.
    told: DevelopmentOut | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsOut:
    """The facts of an article, with the article that they stand in."""

    article: Article
    facts: Facts
    #: None: not threaded yet.
    thread_id: str | None


class Exports:
    """Streams in order of time; each stream may be stopped at any point, and sees what is added while it runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pages(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[PageOut]:
        """Yield pages fetched at `since` or later, of the articles of one thread or all, in the order of fetching.

        Raises:
            StorageError: the database refused.
        """
        own = (PageRow.id, PageRow.outcome, PageRow.detail, PageRow.article_id, BodyRow.body)
        asked = sa.select(*own, *PAGE.columns).join(BodyRow, BodyRow.page_id == PageRow.id)
        if since is not None:
            asked = asked.where(PageRow.fetched_at >= since)
        if thread_id is not None:
            asked = asked.join(AssignmentRow, AssignmentRow.article_id == PageRow.article_id)
            asked = asked.where(AssignmentRow.thread_id == thread_id)
        last = 0
        while True:
            with self._database.reading() as connection:
                chunk = asked.where(PageRow.id > last).order_by(PageRow.id).limit(_PAGE_CHUNK)
                rows = list(connection.execute(chunk).all())
            for row in rows:
                page = Page(body=row.body, **PAGE.fields(row, len(own)))
                yield PageOut(page=page, outcome=row.outcome, detail=row.detail, article_id=row.article_id)
            if len(rows) < _PAGE_CHUNK:
                return
            last = rows[-1].id

    def articles(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[Article]:
        """Yield articles told at `since` or later, of one thread or all.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(ArticleRow.told_at, *ARTICLE.columns)
        if thread_id is not None:
            asked = asked.join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            asked = asked.where(AssignmentRow.thread_id == thread_id)
        for row in self._stream(asked, (ArticleRow.told_at, ArticleRow.id), since):
            yield ARTICLE.build(row, 1)

    def threads(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[Thread]:
        """Yield threads opened or moved at `since` or later.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*THREAD.columns)
        if since is not None:
            asked = asked.where(ThreadRow.last_seen_at >= since)
        if thread_id is not None:
            asked = asked.where(ThreadRow.id == thread_id)
        # by what never changes: a thread that moves while the stream runs comes once
        for row in self._stream(asked, (ThreadRow.opened_at, ThreadRow.id)):
            yield THREAD.build(row)

    def developments(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[Development]:
        """Yield developments first reported at `since` or later, of one thread or all.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*DEVELOPMENT.columns)
        if thread_id is not None:
            asked = asked.where(DevelopmentRow.thread_id == thread_id)
        for row in self._stream(asked, (DevelopmentRow.first_at, DevelopmentRow.id), since):
            yield DEVELOPMENT.build(row)

    def developments_out(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[DevelopmentOut]:
        """Yield what `developments` does, with its evidence.

        Raises:
            StorageError: the database refused.
        """
        for some in batched(self.developments(since, thread_id), _CHUNK):
            yield from self._with_evidence(some)

    def _with_evidence(self, developments: Sequence[Development]) -> list[DevelopmentOut]:
        ids = [one.id for one in developments]
        asked = sa.select(table_of(EvidenceRow)).where(EvidenceRow.development_id.in_(ids))
        found: dict[str, list[Evidence]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(asked.order_by(EvidenceRow.development_id, EvidenceRow.position)):
                found.setdefault(row.development_id, []).append(evidence.build(row))
            urls = _urls(
                connection, {each for one in developments for each in _standing_in(one, found.get(one.id, ()))}
            )
        return [
            DevelopmentOut(
                development=one,
                evidence=tuple(found.get(one.id, ())),
                urls={key: urls.get(key) for key in _standing_in(one, found.get(one.id, ()))},
            )
            for one in developments
        ]

    def assignments(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[AssignmentOut]:
        """Yield the assignments of articles told at `since` or later, of one thread or all.

        Raises:
            StorageError: the database refused.
        """
        own = (
            ArticleRow.told_at,
            ArticleRow.id,
            ArticleRow.external_id,
            ArticleRow.canonical_url,
            ArticleRow.outlet,
            ArticleRow.published_at,
        )
        asked = sa.select(*own, *GROUNDS.columns, *ASSIGNMENT.columns)
        asked = asked.join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
        if thread_id is not None:
            asked = asked.where(AssignmentRow.thread_id == thread_id)
        for row in self._stream(asked, (ArticleRow.told_at, ArticleRow.id), since):
            yield AssignmentOut(
                assignment=build_assignment(row, len(own)),
                external_id=row.external_id,
                url=row.canonical_url,
                outlet=row.outlet,
                published_at=row.published_at,
            )

    def languages(self, since: datetime | None = None, thread_id: str | None = None) -> dict[str | None, int]:
        """Return how many articles told at `since` or later are in each language, of one thread or all.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(ArticleRow.language, sa.func.count()).group_by(ArticleRow.language)
        if since is not None:
            asked = asked.where(ArticleRow.told_at >= since)
        if thread_id is not None:
            asked = asked.join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            asked = asked.where(AssignmentRow.thread_id == thread_id)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(asked)}

    def facts(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[FactsOut]:
        """Yield the facts of each article told at `since` or later that has any, of one thread or all.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(ArticleRow.told_at, AssignmentRow.thread_id, *ARTICLE.columns)
        asked = asked.outerjoin(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
        if thread_id is not None:
            asked = asked.where(AssignmentRow.thread_id == thread_id)
        for rows in self._chunks(asked, (ArticleRow.told_at, ArticleRow.id), since):
            articles = [ARTICLE.build(row, 2) for row in rows]
            with self._database.reading() as connection:
                found = facts.find(connection, [article.id for article in articles])
            for row, article in zip(rows, articles, strict=True):
                if found[article.id] != Facts():
                    yield FactsOut(article=article, facts=found[article.id], thread_id=row.thread_id)

    def alerts(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[Alert]:
        """Yield alerts made at `since` or later, of one thread or all.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*ALERT.columns)
        if thread_id is not None:
            asked = asked.where(AlertRow.thread_id == thread_id)
        for row in self._stream(asked, (AlertRow.created_at, AlertRow.id), since):
            yield ALERT.build(row)

    def alerts_out(self, since: datetime | None = None, thread_id: str | None = None) -> Iterator[AlertOut]:
        """Yield what `alerts` does, each with the development that it tells and its evidence.

        Raises:
            StorageError: the database refused.
        """
        for some in batched(self.alerts(since, thread_id), _CHUNK):
            ids = {alert.development_id for alert in some if alert.development_id}
            asked = sa.select(*DEVELOPMENT.columns).where(DevelopmentRow.id.in_(ids))
            with self._database.reading() as connection:
                developments = [DEVELOPMENT.build(row) for row in connection.execute(asked)]
            told = {one.development.id: one for one in self._with_evidence(developments)}
            yield from (AlertOut(alert=alert, told=told.get(alert.development_id or "")) for alert in some)

    def _stream(self, asked: sa.Select[Any], key: tuple[Any, Any], since: datetime | None = None) -> Iterator[Any]:
        for rows in self._chunks(asked, key, since):
            yield from rows

    def _chunks(self, asked: sa.Select[Any], key: tuple[Any, Any], since: datetime | None) -> Iterator[list[Any]]:
        """Yield the rows in the order of (instant, id), some hundred at once."""
        if since is not None:
            asked = asked.where(key[0] >= since)
        asked = asked.order_by(*key).limit(_CHUNK)
        page = asked
        while True:
            with self._database.reading() as connection:
                rows = list(connection.execute(page).all())
            yield rows
            if len(rows) < _CHUNK:
                return
            page = asked.where(is_after(key, [getattr(rows[-1], column.key) for column in key]))


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield items in lists of this size, the last shorter; `itertools.batched` comes with Python 3.12 only."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _standing_in(development: Development, found: Iterable[Evidence]) -> set[str]:
    """Return the articles in which evidence stands and that it is held against, and the one that had it first."""
    passages = [place for one in found for place in (one.passage, one.against) if place]
    return {development.first_article_id, *(place.article_id for place in passages)}


def _urls(connection: Connection, article_ids: Iterable[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for ids in batched(sorted(set(article_ids)), _CHUNK):
        asked = sa.select(ArticleRow.id, ArticleRow.canonical_url).where(ArticleRow.id.in_(ids))
        found.update((row.id, row.canonical_url) for row in connection.execute(asked))
    return found
