"""Looks at feeds: what `throughline outlets check` last saw in each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from storage.database import Database
from storage.statements import insert_or_replace
from storage.tables import FeedCheckRow, Shape, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCheck:
    """What one look at a feed saw."""

    url: str
    #: Slug of the outlet.
    outlet: str
    checked_at: datetime
    #: When a look last found articles in it, this one included; None: never.
    worked_at: datetime | None = None
    #: HTTP status; None: no answer came.
    status: int | None = None
    #: The form that it has (`rss`, `atom`, `news_sitemap` …); None: nothing was read.
    form: str | None = None
    n_entries: int = 0
    #: Entries that tell when they were published.
    n_dated: int = 0
    #: Publication of its newest entry; None: none is dated.
    newest_at: datetime | None = None
    #: What could not be read in it, a sentence each.
    problems: tuple[str, ...] = ()
    #: Why it cannot be used; None: it can.
    failure: str | None = None


_CHECKS = table_of(FeedCheckRow)
_CHECK = Shape(FeedCheck, FeedCheckRow)


class FeedChecks:
    """Remembers the last look at each feed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, checks: Iterable[FeedCheck]) -> None:
        """Remember looks at feeds in place of those before; one that failed keeps the day on which it last worked.

        Raises:
            StorageError: the database refused.
        """
        taken = list(checks)
        if not taken:
            return
        with self._database.writing() as connection:
            known = connection.execute(sa.select(FeedCheckRow.url, FeedCheckRow.worked_at))
            worked = {row.url: row.worked_at for row in known}
            rows = [
                _CHECK.values(check if check.worked_at else replace(check, worked_at=worked.get(check.url)))
                for check in taken
            ]
            connection.execute(insert_or_replace(self._database.dialect, _CHECKS), rows)

    def all(self) -> list[FeedCheck]:
        """Return the last look at each feed, by outlet and address.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*_CHECK.columns).order_by(FeedCheckRow.outlet, FeedCheckRow.url))
            return [_CHECK.build(row) for row in rows]
