"""What a page shows of many articles and threads at once: a line of each, fetched in one query, without their texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from pipeline.nouns import DateMention, Development, DevelopmentKind, OutletKind, Provenance, Revision, Thread
from storage.articles import PROVENANCE, REVISION
from storage.database import Database
from storage.tables import (
    ArticleRow,
    AssignmentRow,
    DateRow,
    DevelopmentRow,
    EvidenceRow,
    OutletRow,
    ProvenanceRow,
    RevisionRow,
    Shape,
    ThreadRow,
)
from storage.threads import DEVELOPMENT, THREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as one line names it."""

    id: str
    canonical_url: str | None
    headline: str
    #: Slug of the outlet, or None.
    outlet: str | None
    #: The outlet's name as the page gives it.
    outlet_name: str | None
    told_at: datetime
    language: str | None
    #: When its page was found to be gone; None: it stands.
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """An article as one line of a thread."""

    card: Card
    thread_id: str
    development_id: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletYield:
    """An outlet and what it brought."""

    slug: str
    name: str
    home: str
    kind: OutletKind
    is_wire: bool
    #: Is it still named in the settings?
    is_active: bool
    n_articles: int
    #: Newest article; None: none yet.
    last_article_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A date on which something is due, with the article that says so."""

    mention: DateMention
    card: Card
    thread: Thread


_CARD = Shape(Card, ArticleRow)
_MENTION = Shape(DateMention, DateRow)
#: Values named in one query; both databases take more.
_CHUNK = 500
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_CARDS = sa.select(*_CARD.columns).where(ArticleRow.id.in_(_IDS))
_TEXTS = sa.select(ArticleRow.id, ArticleRow.text).where(ArticleRow.id.in_(_IDS))
_THREADS = sa.select(*THREAD.columns).where(ThreadRow.id.in_(_IDS))
_THREADS_OF = (
    sa.select(*THREAD.columns, AssignmentRow.article_id)
    .join(AssignmentRow, AssignmentRow.thread_id == ThreadRow.id)
    .where(AssignmentRow.article_id.in_(_IDS))
)
_NAMES = sa.select(OutletRow.slug, OutletRow.name)
#: In the words of the index of such dates: SQLite takes `is_follow_up = 1` for another condition, and reads every date.
_FOLLOWED_UP = sa.text("dates.is_follow_up")
_DEVELOPMENTS = (
    sa.select(*DEVELOPMENT.columns)
    .where(DevelopmentRow.thread_id.in_(_IDS))
    .order_by(DevelopmentRow.first_at, DevelopmentRow.id)
)


class Glances:
    """Answers in lines; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cards(self, article_ids: Iterable[str]) -> dict[str, Card]:
        """Return these articles' lines, by id; what is not known is left out.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(article_ids))
        found: dict[str, Card] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                rows = connection.execute(_CARDS, {"ids": ids[start : start + _CHUNK]})
                found.update((row.id, _CARD.build(row)) for row in rows)
        return found

    def texts(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Return the texts of these articles, by id; what is not known is left out.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(article_ids))
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                rows = connection.execute(_TEXTS, {"ids": ids[start : start + _CHUNK]})
                found.update((row.id, row.text) for row in rows)
        return found

    def reports(self, thread_ids: Iterable[str]) -> dict[str, list[ReportCard]]:
        """Return the lines of every article of these threads, by thread, in order of time.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(*_CARD.columns, *PROVENANCE.columns, AssignmentRow.thread_id, AssignmentRow.development_id)
            .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            .join(ProvenanceRow, ProvenanceRow.article_id == ArticleRow.id)
            .where(AssignmentRow.thread_id.in_(list(thread_ids)))
            .order_by(ArticleRow.told_at, ArticleRow.id)
        )
        found: dict[str, list[ReportCard]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(asked):
                report = ReportCard(
                    card=_CARD.build(row),
                    provenance=PROVENANCE.build(row, len(_CARD)),
                    thread_id=row.thread_id,
                    development_id=row.development_id,
                )
                found.setdefault(report.thread_id, []).append(report)
        return found

    def threads(self, thread_ids: Iterable[str]) -> dict[str, Thread]:
        """Return these threads by id; what is not known is left out.

        Raises:
            StorageError: the database refused.
        """
        ids = list(thread_ids)
        if not ids:
            return {}
        with self._database.reading() as connection:
            return {row.id: THREAD.build(row) for row in connection.execute(_THREADS, {"ids": ids})}

    def developments(self, thread_ids: Iterable[str]) -> dict[str, list[Development]]:
        """Return the developments of these threads, by thread, in order of time.

        Raises:
            StorageError: the database refused.
        """
        found: dict[str, list[Development]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(_DEVELOPMENTS, {"ids": list(thread_ids)}):
                found.setdefault(row.thread_id, []).append(DEVELOPMENT.build(row))
        return found

    def developments_by_id(self, development_ids: Iterable[str]) -> list[Development]:
        """Return these developments in order of time; what is not known is left out.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(development_ids))
        found: list[Development] = []
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                asked = sa.select(*DEVELOPMENT.columns).where(DevelopmentRow.id.in_(ids[start : start + _CHUNK]))
                found += [DEVELOPMENT.build(row) for row in connection.execute(asked)]
        return sorted(found, key=lambda one: (one.first_at, one.id))

    def openings(self, thread_ids: Iterable[str]) -> dict[str, str]:
        """Return the headline that each of these threads opened with, by thread.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(thread_ids))
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                asked = sa.select(DevelopmentRow.thread_id, DevelopmentRow.headline).where(
                    DevelopmentRow.thread_id.in_(ids[start : start + _CHUNK]),
                    DevelopmentRow.kind == DevelopmentKind.OPENED,
                )
                for row in connection.execute(asked.order_by(DevelopmentRow.first_at, DevelopmentRow.id)):
                    found.setdefault(row.thread_id, row.headline)
        return found

    def outlets_of(self, development_ids: Iterable[str]) -> dict[str, set[str]]:
        """Return the outlets that carry each of these developments.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(development_ids))
        found: dict[str, set[str]] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                # by an article, or by words in its evidence: of a live blog's entry, the blog lies elsewhere
                for table in (AssignmentRow, EvidenceRow):
                    asked = (
                        sa.select(table.development_id, ArticleRow.outlet)
                        .join(ArticleRow, ArticleRow.id == table.article_id)
                        .where(table.development_id.in_(ids[start : start + _CHUNK]), ArticleRow.outlet.is_not(None))
                    )
                    for row in connection.execute(asked.distinct()):
                        found.setdefault(row.development_id, set()).add(row.outlet)
        return found

    def follow_ups(self, since: str, limit: int) -> list[FollowUp]:
        """Return the dates on which something is due, as told by the first report of a development, soonest first.

        Args:
            since: ISO 8601 day; a month or year that holds it counts.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(*_MENTION.columns, *_CARD.columns, *THREAD.columns)
            .join(ArticleRow, ArticleRow.id == DateRow.article_id)
            .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            .join(ThreadRow, ThreadRow.id == AssignmentRow.thread_id)
            .where(
                _FOLLOWED_UP,
                AssignmentRow.opens_development,
                # what the index can tell: no date of an earlier year reaches this one
                DateRow.value >= since[:4],
                DateRow.value >= sa.func.substr(since, 1, sa.func.length(DateRow.value)),
            )
            .order_by(DateRow.value, ArticleRow.told_at, DateRow.position)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [
                FollowUp(
                    mention=_MENTION.build(row),
                    card=_CARD.build(row, len(_MENTION)),
                    thread=THREAD.build(row, len(_MENTION) + len(_CARD)),
                )
                for row in connection.execute(asked)
            ]

    def revisions(self, thread_id: str) -> dict[str, list[Revision]]:
        """Return the replaced versions of a thread's articles, by article, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(*REVISION.columns)
            .join(AssignmentRow, AssignmentRow.article_id == RevisionRow.article_id)
            .where(AssignmentRow.thread_id == thread_id)
            .order_by(RevisionRow.seen_at, RevisionRow.id)
        )
        found: dict[str, list[Revision]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(asked):
                found.setdefault(row.article_id, []).append(REVISION.build(row))
        return found

    def threads_of(self, article_ids: Iterable[str]) -> dict[str, Thread]:
        """Return the thread that each of these articles is in, by article.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(_THREADS_OF, {"ids": list(article_ids)})
            return {row.article_id: THREAD.build(row) for row in rows}

    def outlet_names(self) -> dict[str, str]:
        """Return the name of every outlet that was ever named in the settings, by slug.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(_NAMES).all()
        return {row.slug: row.name for row in rows}

    def outlets(self) -> list[OutletYield]:
        """Return every outlet with what it brought, by name.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(
                OutletRow.slug,
                OutletRow.name,
                OutletRow.home,
                OutletRow.kind,
                OutletRow.is_wire,
                OutletRow.is_active,
                # counted over its index alone, which has no ids
                sa.func.count(ArticleRow.told_at).label("n_articles"),
                sa.func.max(ArticleRow.told_at).label("last_article_at"),
            )
            .outerjoin(ArticleRow, ArticleRow.outlet == OutletRow.slug)
            .group_by(OutletRow.slug)
            .order_by(OutletRow.name, OutletRow.slug)
        )
        with self._database.reading() as connection:
            return [OutletYield(**row._mapping) for row in connection.execute(asked)]  # noqa: SLF001 — public, named so by SQLAlchemy
