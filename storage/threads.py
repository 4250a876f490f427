"""Threads, developments and which article lies where."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.errors import NotFoundError
from pipeline.nouns import Article, Assignment, Development, DevelopmentKind, Grounds, Provenance, Thread
from pipeline.query import Question
from pipeline.thread.heading import STEPS, Headlined
from storage.articles import ARTICLE, PROVENANCE
from storage.database import Database
from storage.search import Queries
from storage.tables import (
    ArticleRow,
    AssignmentRow,
    DevelopmentRow,
    EvidenceRow,
    ProvenanceRow,
    Shape,
    SlugRow,
    ThreadRow,
)

THREAD = Shape(Thread, ThreadRow)
DEVELOPMENT = Shape(Development, DevelopmentRow)
GROUNDS = Shape(Grounds, AssignmentRow)
ASSIGNMENT = Shape(Assignment, AssignmentRow, without=("grounds",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article as a report of a development: why it lies there, and whose text it is."""

    article: Article
    assignment: Assignment
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A development with every report of it, the first one first."""

    development: Development
    reports: tuple[Report, ...]


#: The threads that stand, the one that moved last first; made once.
_STANDING = (
    sa.select(*THREAD.columns)
    .where(ThreadRow.merged_into.is_(None))
    .order_by(ThreadRow.last_seen_at.desc(), ThreadRow.id.desc())
)
_PAGE = _STANDING.limit(sa.bindparam("most")).offset(sa.bindparam("passed"))


class Threads:
    """Answers about threads; they are written through the ledger only."""

    def __init__(self, database: Database, queries: Queries | None = None) -> None:
        self._database = database
        self._queries = queries or Queries(database)

    def listing(
        self, query: str | Question | None = None, since: datetime | None = None, limit: int = 50, offset: int = 0
    ) -> list[Thread]:
        """Return threads, the one that moved last first.

        Args:
            query: What an article of the thread meets; as in `Search`.
            since: Only threads whose newest article was published at this instant or later.
            limit: How many at most.
            offset: How many to leave out before.

        Raises:
            StorageError: the database refused.
        """
        asked = _PAGE
        if since is not None:
            asked = asked.where(ThreadRow.last_seen_at >= since)
        if isinstance(query, Question) or (query is not None and query.strip()):
            matching = self._queries.article_ids(query)
            if matching is None:
                return []
            inside = sa.select(AssignmentRow.thread_id).where(AssignmentRow.article_id.in_(matching))
            asked = asked.where(ThreadRow.id.in_(inside))
        with self._database.reading() as connection:
            return [THREAD.build(row) for row in connection.execute(asked, {"most": limit, "passed": offset})]

    def find(self, id_or_slug: str) -> Thread:
        """Return the thread that has this id, or has or ever had this slug; or that which such a one was put into.

        Raises:
            NotFoundError: there is none.
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            row = connection.execute(_FIND_NAMED, {"sought": id_or_slug}).first()
            thread = THREAD.build(row) if row else find_standing(connection, id_or_slug)
            if thread is not None and thread.merged_into:
                thread = find_standing(connection, thread.merged_into)
        if thread is None:
            raise NotFoundError(f"No thread is known under {id_or_slug!r}: `throughline threads` lists them")
        return thread

    def developments(self, thread_id: str) -> list[Told]:
        """Return what happened in a thread, the first first, each development with its reports.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            asked = sa.select(*DEVELOPMENT.columns).where(DevelopmentRow.thread_id == thread_id)
            rows = connection.execute(asked.order_by(DevelopmentRow.first_at, DevelopmentRow.id)).all()
            reports = _reports(connection, thread_id)
        developments = [DEVELOPMENT.build(row) for row in rows]
        return [Told(development=d, reports=tuple(reports.get(d.id, ()))) for d in developments]

    def latest(self, thread_ids: Iterable[str]) -> dict[str, Development]:
        """Return the newest development of each of these threads, by thread.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*DEVELOPMENT.columns).where(DevelopmentRow.thread_id.in_(list(thread_ids)))
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(DevelopmentRow.first_at, DevelopmentRow.id)).all()
        return {row.thread_id: DEVELOPMENT.build(row) for row in rows}

    def development(self, development_id: str) -> Development:
        """Return the development.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            development = find_development(connection, development_id)
        if development is None:
            raise NotFoundError(f"No development is known under {development_id!r}: a thread's page lists its own")
        return development

    def assignment(self, article_id: str) -> Assignment | None:
        """Return where an article was put and why, or None.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return find_assignment(connection, article_id)


_FIND_THREAD = sa.select(*THREAD.columns).where(ThreadRow.id == sa.bindparam("sought"))
_FIND_NAMED = (
    sa.select(*THREAD.columns)
    .join(SlugRow, SlugRow.thread_id == ThreadRow.id)
    .where(SlugRow.slug == sa.bindparam("sought"))
)
_FIND_DEVELOPMENT = sa.select(*DEVELOPMENT.columns).where(DevelopmentRow.id == sa.bindparam("sought"))
_FIND_ASSIGNMENT = sa.select(*GROUNDS.columns, *ASSIGNMENT.columns).where(
    AssignmentRow.article_id == sa.bindparam("sought")
)
#: As `pipeline.thread.heading.heads` has it. An entry of a live blog, in its own words, is no article's headline.
_FIND_HEADING = (
    sa.select(*DEVELOPMENT.columns)
    .where(
        DevelopmentRow.thread_id == sa.bindparam("sought"),
        DevelopmentRow.kind != DevelopmentKind.WITHDRAWN,
        DevelopmentRow.n_articles > 0,
        sa.or_(
            sa.exists().where(AssignmentRow.development_id == DevelopmentRow.id),
            sa.exists().where(
                ArticleRow.id == DevelopmentRow.first_article_id, ArticleRow.headline == DevelopmentRow.headline
            ),
        ),
    )
    .order_by(DevelopmentRow.first_at.desc(), DevelopmentRow.id.desc())
)
_FIND_HEADLINED = (
    sa.select(ArticleRow.id, ArticleRow.headline, ArticleRow.told_at)
    .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
    .where(AssignmentRow.development_id == sa.bindparam("sought"))
    .order_by(ArticleRow.n)
    .limit(STEPS[-1])
)
#: Edits and entries of live blogs: their articles lie where they lay when they came.
_FIND_BESIDES = (
    sa.select(*DEVELOPMENT.columns)
    .join(AssignmentRow, AssignmentRow.article_id == DevelopmentRow.first_article_id)
    .where(
        DevelopmentRow.thread_id == sa.bindparam("sought"),
        DevelopmentRow.first_at.between(sa.bindparam("since"), sa.bindparam("until")),
        AssignmentRow.development_id != DevelopmentRow.id,
    )
    .order_by(DevelopmentRow.first_at.desc(), DevelopmentRow.id.desc())
)
_FIND_SLUG = sa.select(SlugRow.thread_id).where(SlugRow.slug == sa.bindparam("sought"))


def find_thread(connection: Connection, thread_id: str) -> Thread | None:
    """Return the thread, or None."""
    row = connection.execute(_FIND_THREAD, {"sought": thread_id}).first()
    return THREAD.build(row) if row else None


def ancestry(thread_id: str | sa.BindParameter[str]) -> sa.Select[tuple[str]]:
    """Return the query for the ids of a thread and of all that were put into it, however long ago.

    Args:
        thread_id: its id, or the parameter under which a statement that is made once is told it.
    """
    base = sa.select(ThreadRow.id).where(ThreadRow.id == thread_id).cte("ancestry", recursive=True)
    deeper = sa.select(ThreadRow.id).join(base, ThreadRow.merged_into == base.c.id)
    return sa.select(base.union(deeper).c.id)


def find_standing(connection: Connection, thread_id: str) -> Thread | None:
    """Return the thread, or that in which its articles lie by now, through however many merges."""
    passed: set[str] = set()
    while (thread := find_thread(connection, thread_id)) and thread.merged_into and thread.id not in passed:
        passed.add(thread.id)
        thread_id = thread.merged_into
    return thread


def find_development(connection: Connection, development_id: str) -> Development | None:
    """Return the development, or None."""
    row = connection.execute(_FIND_DEVELOPMENT, {"sought": development_id}).first()
    return DEVELOPMENT.build(row) if row else None


def find_besides(connection: Connection, thread_id: str, since: datetime, until: datetime) -> list[Development]:
    """Return the developments of a thread whose first article lies in another one, the newest first.

    Args:
        connection: an open transaction.
        thread_id: which thread.
        since: told first then or later.
        until: told first then or earlier.
    """
    rows = connection.execute(_FIND_BESIDES, {"sought": thread_id, "since": since, "until": until})
    return [DEVELOPMENT.build(row) for row in rows]


def find_headings(connection: Connection, thread_id: str) -> Iterator[tuple[Development, list[Headlined]]]:
    """Give the developments that may head a thread, the newest first, each with as many headlines as are heard."""
    for row in connection.execute(_FIND_HEADING, {"sought": thread_id}).all():
        development = DEVELOPMENT.build(row)
        yield development, find_headlined(connection, development.id)


def find_headlined(connection: Connection, development_id: str) -> list[Headlined]:
    """Return the headlines of a development's articles, as many as are heard, in the order in which they came."""
    rows = connection.execute(_FIND_HEADLINED, {"sought": development_id})
    return [Headlined(article_id=row.id, headline=row.headline, told_at=row.told_at) for row in rows]


def find_slug(connection: Connection, slug: str) -> str | None:
    """Return the id of the thread that has or had this slug, or None."""
    return connection.scalar(_FIND_SLUG, {"sought": slug})


def find_assignment(connection: Connection, article_id: str) -> Assignment | None:
    """Return where the article was put, or None."""
    row = connection.execute(_FIND_ASSIGNMENT, {"sought": article_id}).first()
    return build_assignment(row) if row else None


def find_outlets(connection: Connection, development_id: str) -> dict[str, datetime]:
    """Return the outlets that carry a development, each with when it first told of it.

    One whose words stand in its evidence carries it: of a live blog's entry, the blog lies elsewhere.
    """
    asked = (
        sa.select(ArticleRow.outlet, sa.func.min(ArticleRow.told_at).label("first_at"))
        .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
        .where(AssignmentRow.development_id == development_id, ArticleRow.outlet.is_not(None))
        .group_by(ArticleRow.outlet)
    )
    found = {row.outlet: row.first_at for row in connection.execute(asked) if row.outlet is not None}
    shown = (
        sa.select(ArticleRow.outlet, DevelopmentRow.first_at)
        .join(EvidenceRow, EvidenceRow.article_id == ArticleRow.id)
        .join(DevelopmentRow, DevelopmentRow.id == EvidenceRow.development_id)
        .where(DevelopmentRow.id == development_id, ArticleRow.outlet.is_not(None))
    )
    return {row.outlet: row.first_at for row in connection.execute(shown)} | found


def n_opened_by(connection: Connection, article_id: str, since: datetime) -> int:
    """Return how many developments that an article had first were opened since an instant."""
    asked = sa.select(sa.func.count()).where(
        DevelopmentRow.first_article_id == article_id, DevelopmentRow.opened_at > since
    )
    return connection.scalar(asked) or 0


def build_assignment(row: Sequence[Any], start: int = 0) -> Assignment:
    """Build an assignment from a row that has its grounds' columns and then its own, from `start` on."""
    return Assignment(grounds=GROUNDS.build(row, start), **ASSIGNMENT.fields(row, start + len(GROUNDS)))


def assignment_row(assignment: Assignment) -> dict[str, Any]:
    """Return the assignment's columns, those of its grounds included."""
    return {**ASSIGNMENT.values(assignment), **GROUNDS.values(assignment.grounds)}


def _reports(connection: Connection, thread_id: str) -> dict[str, list[Report]]:
    """Return the reports in a thread by development, in order of time."""
    asked = (
        sa.select(*ARTICLE.columns, *GROUNDS.columns, *ASSIGNMENT.columns, *PROVENANCE.columns)
        .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
        .join(ProvenanceRow, ProvenanceRow.article_id == ArticleRow.id)
        .where(AssignmentRow.thread_id == thread_id)
        .order_by(ArticleRow.told_at, ArticleRow.id)
    )
    reports: dict[str, list[Report]] = {}
    for row in connection.execute(asked):
        report = Report(
            article=ARTICLE.build(row),
            assignment=build_assignment(row, len(ARTICLE)),
            provenance=PROVENANCE.build(row, len(ARTICLE) + len(GROUNDS) + len(ASSIGNMENT)),
        )
        reports.setdefault(report.assignment.development_id, []).append(report)
    return reports
