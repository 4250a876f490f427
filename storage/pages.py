"""Pages: which are to be fetched, what came, and how each ended."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Outcome, Outlet, Page, PageDue, PageFailed
from storage.database import Database
from storage.health import reinstate, withdraw
from storage.statements import insert_or_keep
from storage.tables import ArticleRow, BodyRow, EntryRow, PageRow, Shape, table_of

_ENTRIES, _PAGES, _BODIES = table_of(EntryRow), table_of(PageRow), table_of(BodyRow)
_ARTICLES = table_of(ArticleRow)
PAGE = Shape(Page, PageRow, without=("body",))
_ADD_PAGE = sa.insert(_PAGES).returning(PageRow.id)


def entry_key(url: str) -> str:
    """Return the key of an address: short whatever its length, since an index takes no 3,000 characters."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """How a page address fares."""

    url: str
    #: Slug of the outlet.
    outlet: str
    #: The feed that announced it last; None: asked for by hand.
    feed_url: str | None
    first_seen_at: datetime
    #: None: not to be fetched again.
    next_fetch_at: datetime | None
    #: None: never yet.
    last_fetched_at: datetime | None
    last_status: int | None
    #: Why the last fetch failed; None: it did not.
    last_failure: str | None
    n_fetches: int
    #: Failures in a row.
    n_failures: int
    #: Since when a page that was there answers that it is not; None: it stands, or never came.
    missing_since: datetime | None
    #: Of the page last stored; None: it never came.
    content_hash: str | None


_STATE = Shape(PageState, EntryRow)


class Pages:
    """Remembers pages untouched and their outcome; reads none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, outlets: Mapping[str, Outlet], now: datetime, limit: int) -> list[PageDue]:
        """Return the pages of these outlets that are to be fetched now, the longest overdue first.

        A page stays due until its page, its 304 or its failure was taken: what is killed on the way is fetched again.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(
                EntryRow.url,
                EntryRow.outlet,
                EntryRow.entry,
                EntryRow.feed_url,
                EntryRow.etag,
                EntryRow.last_modified,
                EntryRow.n_fetches,
            )
            .where(EntryRow.next_fetch_at <= now, EntryRow.outlet.in_(list(outlets)))
            .order_by(EntryRow.next_fetch_at, EntryRow.first_seen_at.desc(), EntryRow.key)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked).mappings().all()
        return [PageDue(**{**row, "outlet": outlets[row["outlet"]]}) for row in rows]

    def state(self, url: str) -> PageState | None:
        """Return how this address fares, or None: it is unknown.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_STATE.columns).where(EntryRow.key == entry_key(url))).first()
        return _STATE.build(row) if row else None

    def take(self, page: Page, next_fetch_at: datetime | None) -> bool:
        """Keep a page and move its address on, in one transaction.

        A page whose bytes equal those last kept of the same address is not kept again, and does not wait to be read.

        Args:
            page: As fetched.
            next_fetch_at: When it is looked at again; None: never.

        Returns:
            Whether it now waits to be read.

        Raises:
            StorageError: the database refused.
        """
        key = entry_key(page.requested_url)
        with self._database.writing() as connection:
            connection.execute(insert_or_keep(self._database.dialect, _ENTRIES), _asked_by_hand(key, page))
            _find_again(connection, key, page.fetched_at)
            known = connection.scalar(sa.select(EntryRow.content_hash).where(EntryRow.key == key))
            connection.execute(_fetched(key, page.fetched_at, next_fetch_at).values(**_answer(page)))
            if known == page.content_hash:
                return False
            page_id = connection.scalar(_ADD_PAGE, {"entry_key": key, **PAGE.values(page)})
            connection.execute(sa.insert(_BODIES), {"page_id": page_id, "body": page.body})
            return True

    def take_unchanged(self, url: str, seen_at: datetime, next_fetch_at: datetime | None) -> None:
        """Move an address on that answered 304.

        Raises:
            StorageError: the database refused.
        """
        key = entry_key(url)
        with self._database.writing() as connection:
            _find_again(connection, key, seen_at)
            connection.execute(_fetched(key, seen_at, next_fetch_at).values(last_status=304))

    def take_failure(self, failed: PageFailed, next_fetch_at: datetime | None, *, is_withdrawn: bool = False) -> None:
        """Move an address on that could not be had, and remember why; an article that was withdrawn is kept.

        Args:
            failed: Which, and why.
            next_fetch_at: When it is tried again; None: given up.
            is_withdrawn: Was the page taken away?

        Raises:
            StorageError: the database refused.
        """
        key = entry_key(failed.url)
        moved = sa.update(_ENTRIES).where(EntryRow.key == key)
        with self._database.writing() as connection:
            connection.execute(
                moved.values(
                    next_fetch_at=next_fetch_at,
                    last_fetched_at=failed.failed_at,
                    last_status=failed.status,
                    last_failure=failed.failure,
                    # a host that rests says nothing about its pages
                    n_failures=EntryRow.n_failures + int(failed.is_asked),
                )
            )
            if failed.status in _MISSING:
                is_new = EntryRow.missing_since.is_(None) & EntryRow.content_hash.is_not(None)
                connection.execute(moved.where(is_new).values(missing_since=failed.failed_at))
            if is_withdrawn:
                _withdraw(connection, key, failed)

    def unread(self, limit: int, after: int = 0) -> list[tuple[int, Page]]:
        """Return pages that wait to be read, with their keys, in the order in which they were fetched.

        Args:
            limit: How many at most.
            after: Key of the last one that the caller already has in hand.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(PageRow.id, BodyRow.body, *PAGE.columns)
            .join(BodyRow, BodyRow.page_id == PageRow.id)
            .where(PageRow.outcome.is_(None), PageRow.id > after)
            .order_by(PageRow.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [(row.id, Page(body=row.body, **PAGE.fields(row, 2))) for row in connection.execute(asked)]

    def n_unread(self) -> int:
        """Return how many pages wait to be read.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            counted = sa.select(sa.func.count()).select_from(_PAGES).where(PageRow.outcome.is_(None))
            return connection.scalar(counted) or 0

    def outcomes(self, since: datetime | None = None) -> dict[str, int]:
        """Count the pages by how they ended, those that wait left out.

        Args:
            since: Only pages fetched at this instant or later.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(PageRow.outcome, sa.func.count()).where(PageRow.outcome.is_not(None))
        if since is not None:
            asked = asked.where(PageRow.fetched_at >= since)
        with self._database.reading() as connection:
            rows = connection.execute(asked.group_by(PageRow.outcome)).all()
        return {outcome.value: n for outcome, n in sorted(rows, key=str) if outcome}

    def latest_outcomes(self, outlet: str, limit: int) -> list[tuple[str, Outcome]]:
        """Return addresses of an outlet's pages that were read last, each with how it ended.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(PageRow.requested_url, PageRow.outcome).where(
            PageRow.outlet == outlet, PageRow.outcome.is_not(None)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(PageRow.id.desc()).limit(limit)).all()
        return [(url, outcome) for url, outcome in rows if outcome is not None]

    def mark_unread(self, *, since: datetime | None = None, outcome: Outcome | None = None) -> int:
        """Put pages back among those that wait, to be read by a better reader; return how many.

        Args:
            since: Only pages fetched at this instant or later.
            outcome: Only pages that ended so.

        Raises:
            StorageError: the database refused.
        """
        again = sa.update(_PAGES).where(PageRow.outcome.is_not(None))
        if since is not None:
            again = again.where(PageRow.fetched_at >= since)
        if outcome is not None:
            again = again.where(PageRow.outcome == outcome)
        with self._database.writing() as connection:
            return connection.execute(again.values(outcome=None, detail=None)).rowcount


#: HTTP statuses that say: not here.
_MISSING = frozenset({404, 410})


def _article_at(connection: Connection, key: str) -> str | None:
    """Return the article that was last read at an address, or None."""
    asked = sa.select(PageRow.article_id).where(PageRow.entry_key == key, PageRow.article_id.is_not(None))
    return connection.scalar(asked.order_by(PageRow.id.desc()).limit(1))


def _withdraw(connection: Connection, key: str, failed: PageFailed) -> None:
    article_id = _article_at(connection, key)
    if article_id is None:
        return
    stands = sa.update(_ARTICLES).where(ArticleRow.id == article_id, ArticleRow.withdrawn_at.is_(None))
    if connection.execute(stands.values(withdrawn_at=failed.failed_at)).rowcount:
        withdraw(connection, article_id, failed.outlet, failed.failed_at, failed.failure)


def _find_again(connection: Connection, key: str, at: datetime) -> None:
    """Take back what was noted of an address that was missing."""
    missing = sa.update(_ENTRIES).where(EntryRow.key == key, EntryRow.missing_since.is_not(None))
    if not connection.execute(missing.values(missing_since=None)).rowcount:
        return
    if article_id := _article_at(connection, key):
        connection.execute(sa.update(_ARTICLES).where(ArticleRow.id == article_id).values(withdrawn_at=None))
        reinstate(connection, article_id, at)


def settle(connection: Connection, page_key: int, outcome: Outcome, detail: str, article_id: str | None) -> None:
    """Write how a page ended, within the transaction of its article."""
    connection.execute(_SETTLE, {"key": page_key, "how": outcome, "why": detail, "what": article_id})


_SETTLE = (
    sa.update(_PAGES)
    .where(PageRow.id == sa.bindparam("key"))
    .values(outcome=sa.bindparam("how"), detail=sa.bindparam("why"), article_id=sa.bindparam("what"))
)


def look_again(connection: Connection, page_key: int, at: datetime) -> None:
    """Have the address of a page fetched again by an instant, and then as often as one that is new."""
    address = sa.select(PageRow.entry_key).where(PageRow.id == page_key).scalar_subquery()
    connection.execute(
        sa.update(_ENTRIES)
        .where(EntryRow.key == address, sa.or_(EntryRow.next_fetch_at.is_(None), EntryRow.next_fetch_at > at))
        .values(next_fetch_at=at, n_fetches=1)
    )


def _asked_by_hand(key: str, page: Page) -> dict[str, object]:
    return {
        "key": key,
        "url": page.requested_url,
        "outlet": page.outlet,
        "entry": page.entry,
        "first_seen_at": page.fetched_at,
    }


def _answer(page: Page) -> dict[str, object]:
    return {
        "last_status": page.status,
        "content_hash": page.content_hash,
        "etag": page.headers.get("etag"),
        "last_modified": page.headers.get("last-modified"),
    }


def _fetched(key: str, at: datetime, next_fetch_at: datetime | None) -> sa.Update:
    return (
        sa.update(_ENTRIES)
        .where(EntryRow.key == key)
        .values(
            next_fetch_at=next_fetch_at,
            last_fetched_at=at,
            last_failure=None,
            n_failures=0,
            n_fetches=EntryRow.n_fetches + 1,
        )
    )
