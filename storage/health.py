"""How those fare whom we follow: hosts and their robots.txt, what each hour brought, and what the desk is told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline import identity
from pipeline.nouns import Alert, FeedFetched, HostState, Notice, NoticeKind, Outcome, RobotsAnswer, Tally
from storage.alerts import ALERT
from storage.database import Database
from storage.statements import insert, insert_or_keep, insert_or_replace
from storage.tables import AlertRow, HostRow, NoticeRow, PageRow, RobotsRow, Shape, TallyRow, table_of

_HOSTS, _ROBOTS = table_of(HostRow), table_of(RobotsRow)
_ALERTS = table_of(AlertRow)
_NOTICES, _TALLIES = table_of(NoticeRow), table_of(TallyRow)
_HOST, _ROBOTS_ANSWER = Shape(HostState, HostRow), Shape(RobotsAnswer, RobotsRow)
_NOTICE, _TALLY = Shape(Notice, NoticeRow), Shape(Tally, TallyRow)
#: Outcomes of a page that was read as an article.
_READ = (Outcome.ARTICLE, Outcome.REVISION, Outcome.UNCHANGED)


class HostTable:
    """Remembers hosts; decides nothing about them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def troubled(self) -> list[HostState]:
        """Return the hosts that failed at their last try, or that rest, by name.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*_HOST.columns).order_by(HostRow.host))
            return [_HOST.build(row) for row in rows]

    def take(self, state: HostState) -> None:
        """Remember how a host fares; one that is well leaves no trace.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            if state.n_failures or state.resting_until:
                connection.execute(insert_or_replace(self._database.dialect, _HOSTS), _HOST.values(state))
            else:
                connection.execute(sa.delete(_HOSTS).where(HostRow.host == state.host))

    def robots(self, origin: str) -> RobotsAnswer | None:
        """Return what last came of asking for an origin's robots.txt, or None: it was never asked.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_ROBOTS_ANSWER.columns).where(RobotsRow.origin == origin)).first()
        return _ROBOTS_ANSWER.build(row) if row else None

    def take_robots(self, answers: Sequence[RobotsAnswer]) -> None:
        """Remember what came of asking for some robots.txt, in one transaction.

        Raises:
            StorageError: the database refused.
        """
        rows = [_ROBOTS_ANSWER.values(answer) for answer in sorted(answers, key=lambda answer: answer.origin)]
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(self._database.dialect, _ROBOTS), rows)


class Notices:
    """Remembers what the desk ought to know, and whether it was told; sends nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> list[Notice]:
        """Return what is to be sent now, the longest overdue first.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_NOTICE.columns).where(NoticeRow.sent_at.is_(None), NoticeRow.due_at <= now)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(NoticeRow.due_at, NoticeRow.id).limit(limit))
            return [_NOTICE.build(row) for row in rows]

    def mark_sent(self, notice_id: str, sent_at: datetime) -> None:
        """Write that one was sent, so that it is not sent again.

        Raises:
            StorageError: the database refused.
        """
        self._mark(notice_id, sent_at=sent_at, failure=None)

    def mark_failed(self, notice_id: str, failure: str, due_at: datetime) -> None:
        """Write why one could not be sent, and when it is tried again.

        Raises:
            StorageError: the database refused.
        """
        self._mark(notice_id, failure=failure, due_at=due_at)

    def _mark(self, notice_id: str, **values: Any) -> None:
        marked = sa.update(_NOTICES).where(NoticeRow.id == notice_id, NoticeRow.sent_at.is_(None))
        with self._database.writing() as connection:
            connection.execute(marked.values(n_tries=_NOTICES.c.n_tries + 1, **values))

    def listing(
        self, *, outlet: str | None = None, kinds: Iterable[NoticeKind] = NoticeKind, only_open: bool = False
    ) -> list[Notice]:
        """Return notices, the newest first.

        Args:
            outlet: Only those of this outlet.
            kinds: Only those of these kinds.
            only_open: Only those that go on.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_NOTICE.columns).where(NoticeRow.kind.in_(list(kinds)))
        if outlet is not None:
            asked = asked.where(NoticeRow.outlet == outlet)
        if only_open:
            asked = asked.where(NoticeRow.ended_at.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(NoticeRow.began_at.desc(), NoticeRow.id))
            return [_NOTICE.build(row) for row in rows]

    def find_all(self, notice_ids: Iterable[str]) -> list[Notice]:
        """Return those of these notices that are known, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_NOTICE.columns).where(NoticeRow.id.in_(sorted(set(notice_ids))))
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(NoticeRow.began_at, NoticeRow.id))
            return [_NOTICE.build(row) for row in rows]

    def change(self, begun: Sequence[Notice], ended: Iterable[str], now: datetime, owed: Sequence[Alert] = ()) -> None:
        """Write down what began and what ended, in one transaction; what stands there already stays as it is.

        Args:
            begun: What began.
            ended: Ids of what ended.
            now: When it ended.
            owed: Alerts that tell of what began.

        Raises:
            StorageError: the database refused.
        """
        over = sa.update(_NOTICES).where(NoticeRow.id.in_(list(ended)), NoticeRow.ended_at.is_(None))
        with self._database.writing() as connection:
            connection.execute(over.values(ended_at=now))
            if begun:
                connection.execute(insert_or_keep(self._database.dialect, _NOTICES), [_NOTICE.values(n) for n in begun])
            if owed:
                connection.execute(insert_or_keep(self._database.dialect, _ALERTS), [ALERT.values(one) for one in owed])


class Tallies:
    """Tells what each outlet brought over time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, since: datetime) -> dict[str, list[Tally]]:
        """Return what the fetches of each outlet's feeds brought, hour by hour, from this instant on.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_TALLY.columns).where(TallyRow.hour >= since).order_by(TallyRow.outlet, TallyRow.hour)
        found: dict[str, list[Tally]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(asked):
                found.setdefault(row.outlet, []).append(_TALLY.build(row))
        return found

    def first_hours(self) -> dict[str, datetime]:
        """Return since when each outlet is watched.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(TallyRow.outlet, sa.func.min(TallyRow.hour).label("first")).group_by(TallyRow.outlet)
        with self._database.reading() as connection:
            return {row.outlet: row.first for row in connection.execute(asked)}

    def pages(self, since: datetime, until: datetime) -> dict[str, tuple[int, int]]:
        """Return of each outlet how many pages fetched in this time were judged, and how many were articles.

        Raises:
            StorageError: the database refused.
        """
        read = sa.func.sum(sa.case((PageRow.outcome.in_(_READ), 1), else_=0))
        asked = (
            sa.select(PageRow.outlet, sa.func.count().label("judged"), read.label("read"))
            .where(PageRow.outcome.in_(list(Outcome)), PageRow.fetched_at >= since, PageRow.fetched_at < until)
            .group_by(PageRow.outlet)
        )
        with self._database.reading() as connection:
            return {row.outlet: (row.judged, int(row.read)) for row in connection.execute(asked)}

    def drop_before(self, instant: datetime) -> None:
        """Drop the tallies of hours before this instant: no band reaches back so far.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            connection.execute(sa.delete(_TALLIES).where(TallyRow.hour < instant))


def count_fetches(connection: Connection, fetches: Iterable[tuple[FeedFetched, int]], now: datetime) -> None:
    """Add fetches of feeds, each with how many new entries it brought, to the tallies of the hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    counts: dict[str, tuple[int, int, int]] = {}
    for fetched, n_new in fetches:
        if fetched.is_asked:
            known = counts.get(fetched.outlet, (0, 0, 0))
            counts[fetched.outlet] = known[0] + 1, known[1] + bool(fetched.failure), known[2] + n_new
    if not counts:
        return
    added = insert(connection.dialect.name, _TALLIES)
    added = added.on_conflict_do_update(
        index_elements=list(_TALLIES.primary_key.columns),
        set_={name: _TALLIES.c[name] + added.excluded[name] for name in ("n_fetches", "n_failures", "n_new")},
    )
    rows = [
        _TALLY.values(Tally(outlet=outlet, hour=hour, n_fetches=count[0], n_failures=count[1], n_new=count[2]))
        for outlet, count in sorted(counts.items())
    ]
    connection.execute(added, rows)


def withdraw(connection: Connection, article_id: str, outlet: str, at: datetime, says: str) -> None:
    """Write down that an article's page is gone."""
    notice = Notice(
        id=identity.notice_id(NoticeKind.WITHDRAWN, article_id, at),
        kind=NoticeKind.WITHDRAWN,
        outlet=outlet,
        article_id=article_id,
        began_at=at,
        says=says,
    )
    connection.execute(insert_or_keep(connection.dialect.name, _NOTICES), _NOTICE.values(notice))


def reinstate(connection: Connection, article_id: str, at: datetime) -> None:
    """Write down that an article's page is there again."""
    gone = sa.update(_NOTICES).where(
        NoticeRow.article_id == article_id, NoticeRow.kind == NoticeKind.WITHDRAWN, NoticeRow.ended_at.is_(None)
    )
    connection.execute(gone.values(ended_at=at))
