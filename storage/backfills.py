"""Looks back into outlets' archives: what of each was done, so that one that was stopped goes on where it was."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import FeedEntry, NamedSitemap, Outcome, Outlet, PageDue
from storage.database import Database
from storage.pages import entry_key
from storage.statements import insert_or_keep
from storage.tables import BackfillPageRow, BackfillRow, BackfillSitemapRow, EntryRow, PageRow, table_of

_BACKFILLS, _SITEMAPS, _PAGES = table_of(BackfillRow), table_of(BackfillSitemapRow), table_of(BackfillPageRow)
_ENTRIES = table_of(EntryRow)
#: HTTP statuses after which a page is not asked for again.
_GONE = (404, 410)
#: Failures in a row after which a page is given up: a count.
_MAX_FAILURES = 8
#: Failures that are told, at most.
_MAX_TOLD = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapWaiting:
    """A sitemap that is to be asked for."""

    url: str
    #: Indexes above it.
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapTaken:
    """What one sitemap gave for a look back."""

    url: str
    taken_at: datetime
    #: Its pages within the span, each with when it was published as far as that is told.
    entries: Sequence[tuple[FeedEntry, datetime | None]] = ()
    #: Sitemaps below it that may hold more.
    children: Sequence[NamedSitemap] = ()
    depth: int = 0
    n_undated: int = 0
    #: Why it could not be had; None: it could.
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillState:
    """How far a look back has come."""

    n_sitemaps: int
    n_sitemaps_failed: int
    #: Addresses of which no sitemap tells when they were published.
    n_undated: int
    n_pages: int
    #: Pages that were never had.
    n_missing: int
    outcomes: Counter[Outcome]
    #: Why each sitemap or page that failed did: url -> a sentence.
    failures: dict[str, str]


class Backfills:
    """Remembers; fetches nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, outlet: str, since: datetime, until: datetime, sitemaps: Iterable[str], now: datetime) -> str:
        """Begin a look back, go on with one that was stopped, or take up one that was done; return its id.

        One that was done asks for its sitemaps again, since they grow; pages that were had are not asked for again.

        Raises:
            StorageError: the database refused.
        """
        key = entry_key(f"{outlet} {since.isoformat()} {until.isoformat()}")
        begun = {"id": key, "outlet": outlet, "since": since, "until": until, "begun_at": now}
        named = [NamedSitemap(url=url) for url in sitemaps]
        with self._database.writing() as connection:
            connection.execute(insert_or_keep(self._database.dialect, _BACKFILLS), begun)
            again = sa.update(_BACKFILLS).where(BackfillRow.id == key, BackfillRow.ended_at.is_not(None))
            if connection.execute(again.values(begun_at=now, ended_at=None)).rowcount:
                connection.execute(sa.delete(_SITEMAPS).where(BackfillSitemapRow.backfill_id == key))
            self._queue(connection, key, named, 0)
        return key

    def sitemaps_waiting(self, key: str, limit: int) -> list[SitemapWaiting]:
        """Return sitemaps that are to be asked for, the latest changed first.

        Raises:
            StorageError: the database refused.
        """
        row = BackfillSitemapRow
        asked = (
            sa.select(row.url, row.depth)
            .where(row.backfill_id == key, row.taken_at.is_(None))
            .order_by(row.changed_at.is_(None), row.changed_at.desc(), row.depth, row.url)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [SitemapWaiting(url=url, depth=depth) for url, depth in connection.execute(asked)]

    def take_sitemap(self, key: str, outlet: str, taken: SitemapTaken) -> None:
        """Keep what a sitemap named, and that it was asked, in one transaction.

        Its pages are not put among those that a round fetches: an archive of years must not keep the news waiting.

        Raises:
            StorageError: the database refused.
        """
        rows = {entry_key(entry.url): (entry, told_at) for entry, told_at in taken.entries}
        now = taken.taken_at
        entries = [
            {
                "key": one,
                "url": entry.url,
                "outlet": outlet,
                "feed_url": taken.url,
                "entry": entry,
                "first_seen_at": now,
            }
            for one, (entry, _) in sorted(rows.items())
        ]
        pages = [{"backfill_id": key, "entry_key": one, "told_at": told_at} for one, (_, told_at) in rows.items()]
        done = sa.update(_SITEMAPS).where(
            BackfillSitemapRow.backfill_id == key, BackfillSitemapRow.key == entry_key(taken.url)
        )
        dialect = self._database.dialect
        with self._database.writing() as connection:
            if rows:
                connection.execute(insert_or_keep(dialect, _ENTRIES), entries)
                connection.execute(insert_or_keep(dialect, _PAGES), pages)
            self._queue(connection, key, taken.children, taken.depth + 1)
            connection.execute(done.values(taken_at=now, failure=taken.failure, n_undated=taken.n_undated))

    def _queue(self, connection: Connection, key: str, named: Sequence[NamedSitemap], depth: int) -> None:
        rows = [
            {
                "backfill_id": key,
                "key": entry_key(one.url),
                "url": one.url,
                "depth": depth,
                "changed_at": one.changed_at,
                "n_undated": 0,
            }
            for one in named
        ]
        if rows:
            connection.execute(insert_or_keep(self._database.dialect, _SITEMAPS), rows)

    def pages_waiting(self, key: str, outlet: Outlet, begun_at: datetime, limit: int) -> list[PageDue]:
        """Return pages that were never had, the oldest first.

        Args:
            key: Of which look back.
            outlet: Whose.
            begun_at: What failed since then is left for the next time.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(EntryRow.url, EntryRow.entry, EntryRow.feed_url)
            .join(BackfillPageRow, BackfillPageRow.entry_key == EntryRow.key)
            .where(*_missing(key), sa.or_(EntryRow.last_fetched_at.is_(None), EntryRow.last_fetched_at < begun_at))
            .where(EntryRow.n_failures < _MAX_FAILURES)
            .where(sa.or_(EntryRow.last_status.is_(None), EntryRow.last_status.not_in(_GONE)))
            .order_by(BackfillPageRow.told_at.is_(None), BackfillPageRow.told_at, EntryRow.key)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
        return [PageDue(url=url, outlet=outlet, entry=entry, feed_url=feed_url) for url, entry, feed_url in rows]

    def state(self, key: str) -> BackfillState:
        """Return how far a look back has come.

        Raises:
            StorageError: the database refused.
        """
        sitemap, page = BackfillSitemapRow, BackfillPageRow
        sitemaps = sa.select(
            sa.func.count(), sa.func.count(sitemap.failure), sa.func.coalesce(sa.func.sum(sitemap.n_undated), 0)
        ).where(sitemap.backfill_id == key)
        joined = sa.join(_PAGES, _ENTRIES, page.entry_key == EntryRow.key)
        outcomes = (
            sa.select(PageRow.outcome, sa.func.count())
            .join(page, page.entry_key == PageRow.entry_key)
            .where(page.backfill_id == key, PageRow.outcome.is_not(None))
            .group_by(PageRow.outcome)
        )
        with self._database.reading() as connection:
            n_sitemaps, n_failed, n_undated = connection.execute(sitemaps).one()
            n_pages = connection.scalar(sa.select(sa.func.count()).where(page.backfill_id == key)) or 0
            missing = sa.select(sa.func.count()).select_from(joined).where(*_missing(key))
            return BackfillState(
                n_sitemaps=n_sitemaps,
                n_sitemaps_failed=n_failed,
                n_undated=n_undated,
                n_pages=n_pages,
                n_missing=connection.scalar(missing) or 0,
                outcomes=Counter({outcome: n for outcome, n in connection.execute(outcomes) if outcome}),
                failures=_failures(connection, key),
            )

    def end(self, key: str, now: datetime) -> None:
        """Write that a look back is done.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.update(_BACKFILLS).where(BackfillRow.id == key).values(ended_at=now))


def _missing(key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return BackfillPageRow.backfill_id == key, EntryRow.n_fetches == 0


def _failures(connection: Connection, key: str) -> dict[str, str]:
    sitemaps = sa.select(BackfillSitemapRow.url, BackfillSitemapRow.failure).where(
        BackfillSitemapRow.backfill_id == key, BackfillSitemapRow.failure.is_not(None)
    )
    pages = (
        sa.select(EntryRow.url, EntryRow.last_failure)
        .join(BackfillPageRow, BackfillPageRow.entry_key == EntryRow.key)
        .where(*_missing(key), EntryRow.last_failure.is_not(None))
    )
    found = (connection.execute(asked.limit(_MAX_TOLD)).all() for asked in (sitemaps, pages))
    return {url: failure for rows in found for url, failure in rows if failure}
