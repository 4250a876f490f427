"""Outlets and their feeds: who is asked, when next, and how it went."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Feed, FeedDue, FeedEntry, FeedFetched, FeedKind, FeedPlan, Outlet, Rhythm
from storage.database import Database
from storage.health import count_fetches
from storage.pages import entry_key
from storage.statements import insert_or_replace
from storage.tables import AnnouncementRow, EntryRow, FeedRow, OutletRow, Shape, table_of

_OUTLETS, _FEEDS = table_of(OutletRow), table_of(FeedRow)
_ENTRIES, _ANNOUNCEMENTS = table_of(EntryRow), table_of(AnnouncementRow)
_OUTLET = Shape(
    Outlet, OutletRow, without=("feeds", "time_zone", "delay", "allow_private", "render", "verified_at")
)  # what is not kept is settings, and read from there
#: Decides after a fetch: how it ended and how many of its entries were new -> when next.
Planner = Callable[[FeedFetched, int], FeedPlan]
#: Addresses asked for in one query; both databases take many more.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How a feed fares."""

    url: str
    #: Slug of the outlet.
    outlet: str
    kind: FeedKind
    #: Is it still named in the settings?
    is_active: bool
    next_fetch_at: datetime
    #: None: never yet.
    last_fetched_at: datetime | None
    last_success_at: datetime | None
    #: When it last announced a page that was not known.
    last_new_at: datetime | None
    #: HTTP status of the last answer; None: no answer came.
    last_status: int | None
    #: Why the last fetch failed; None: it did not.
    last_failure: str | None
    #: Failures in a row.
    n_failures: int
    #: Entries in its last full answer.
    n_entries: int
    #: What could not be read in it, a sentence each.
    problems: tuple[str, ...]
    etag: str | None
    last_modified: str | None
    #: Answers in a row that nothing is new.
    n_not_modified: int
    #: None: nothing is learned yet.
    rhythm: Rhythm | None


_STATE = Shape(FeedState, FeedRow)


class Feeds:
    """Remembers feeds and what they announced; fetches nothing and decides no times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, outlets: Iterable[Outlet], now: datetime) -> None:
        """Take over the outlets that the settings name.

        New feeds are due at once; feeds that are no longer named rest, and keep what is known of them.

        Args:
            outlets: All outlets of the settings.
            now: The present instant.

        Raises:
            StorageError: the database refused.
        """
        named = list(outlets)
        dialect = self._database.dialect
        with self._database.writing() as connection:
            resting = set(connection.scalars(sa.select(FeedRow.url).where(~FeedRow.is_active)))
            connection.execute(sa.update(_OUTLETS).values(is_active=False))
            connection.execute(sa.update(_FEEDS).values(is_active=False))
            if outlet_rows := [{**_OUTLET.values(outlet), "is_active": True} for outlet in named]:
                connection.execute(insert_or_replace(dialect, _OUTLETS), outlet_rows)
            if feed_rows := [_feed_row(feed, outlet, now) for outlet in named for feed in outlet.feeds]:
                kept = [c.name for c in _FEEDS.columns if c.name not in {"url", "outlet", "kind", "is_active"}]
                connection.execute(insert_or_replace(dialect, _FEEDS, *kept), feed_rows)
            if woken := resting.intersection(row["url"] for row in feed_rows):
                connection.execute(sa.update(_FEEDS).where(FeedRow.url.in_(woken)).values(next_fetch_at=now))

    def due(
        self, outlets: Mapping[str, Outlet], now: datetime, limit: int, *, everything: bool = False
    ) -> list[FeedDue]:
        """Return the feeds of these outlets whose time has come, the longest overdue first.

        Args:
            outlets: Whose feeds, by slug.
            now: The present instant.
            limit: How many at most.
            everything: Also those whose time has not come.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*_STATE.columns).where(FeedRow.is_active, FeedRow.outlet.in_(list(outlets)))
        if not everything:
            asked = asked.where(FeedRow.next_fetch_at <= now)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(FeedRow.next_fetch_at, FeedRow.url)).all()
        found = (_due(_STATE.build(row), outlets) for row in rows)
        return [due for due in found if due is not None][:limit]

    def states(self) -> list[FeedState]:
        """Return how every feed fares, by outlet and address.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*_STATE.columns).order_by(FeedRow.outlet, FeedRow.url))
            return [_STATE.build(row) for row in rows]

    def take(self, fetches: Sequence[FeedFetched], plan: Planner, now: datetime) -> list[list[str]]:
        """Remember some fetches of feeds and all that they announced, in one transaction.

        A page is due at once when it is new, or when this feed words it differently from before (another headline, or
        another time of change). The same page in several feeds is one entry, and is not due again because a second
        feed names it.

        Args:
            fetches: How each ended; of different feeds.
            plan: Decides when each is due again.
            now: The present instant.

        Returns:
            For each the addresses that became due by it, in the feed's order.

        Raises:
            StorageError: the database refused.
        """
        due: list[list[str]] = []
        n_new: list[int] = []
        moved: dict[tuple[str, ...], list[dict[str, object]]] = {}
        with self._database.writing() as connection:
            for fetched in fetches:
                announced = self._announce(connection, fetched, now) if fetched.reading else []
                due.append([url for url, _ in announced])
                n_new.append(sum(is_new for _, is_new in announced))
                changes = _state_after(fetched, plan(fetched, n_new[-1])) | ({"last_new_at": now} if n_new[-1] else {})
                moved.setdefault(tuple(sorted(changes)), []).append({**changes, "feed": fetched.feed_url})
            for names, rows in moved.items():
                # in the order of their keys: two batches taken at once then never wait for one another in a circle
                connection.execute(_move(names), sorted(rows, key=lambda row: str(row["feed"])))
            count_fetches(connection, zip(fetches, n_new, strict=True), now)
        return due

    def _announce(self, connection: Connection, fetched: FeedFetched, now: datetime) -> list[tuple[str, bool]]:
        """Queue what the feed says anew; return the addresses, and of each whether it was unknown."""
        assert fetched.reading is not None
        entries = {entry_key(entry.url): entry for entry in reversed(fetched.reading.entries)}
        feed_key = entry_key(fetched.feed_url)
        known, said = _known(connection, list(entries), feed_key)
        words = {key: _fingerprint(entry) for key, entry in entries.items()}
        new = [key for key in entries if key not in known]
        changed = [key for key in entries if key in said and said[key] != words[key]]
        dialect = self._database.dialect
        # in the order of their keys: two feeds taken at once then never wait for one another in a circle
        if rows := [_entry_row(key, entries[key], fetched, now) for key in sorted(new + changed)]:
            kept = [c.name for c in _ENTRIES.columns if c.name not in {"entry", "feed_url", "next_fetch_at"}]
            connection.execute(insert_or_replace(dialect, _ENTRIES, *kept), rows)
            # what was edited once is likely to be edited again: it is looked at as often as if it were new
            edited = [{"edited": key} for key in sorted(changed)]
            if edited:
                connection.execute(_LOOK_ANEW, edited)
        if fresh := [
            {"entry_key": key, "feed_key": feed_key, "fingerprint": words[key]}
            for key in sorted(entries)
            if said.get(key) != words[key]
        ]:
            connection.execute(insert_or_replace(dialect, _ANNOUNCEMENTS), fresh)
        due = {*new, *changed}
        return [(entries[key].url, key in new) for key in reversed(entries) if key in due]


def _known(connection: Connection, keys: Sequence[str], feed_key: str) -> tuple[set[str], dict[str, str]]:
    """Return which of the entries are known, and how this feed worded those that it announced before."""
    known: set[str] = set()
    said: dict[str, str] = {}
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        known.update(connection.scalars(sa.select(EntryRow.key).where(EntryRow.key.in_(chunk))))
        worded = sa.select(AnnouncementRow.entry_key, AnnouncementRow.fingerprint).where(
            AnnouncementRow.entry_key.in_(chunk), AnnouncementRow.feed_key == feed_key
        )
        said.update((key, fingerprint) for key, fingerprint in connection.execute(worded))
    return known, said


def _fingerprint(entry: FeedEntry) -> str:
    updated = entry.updated_at.isoformat() if entry.updated_at else ""
    worded = f"{' '.join((entry.headline or '').split())}\x1f{updated}"
    return hashlib.sha256(worded.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _entry_row(key: str, entry: FeedEntry, fetched: FeedFetched, now: datetime) -> dict[str, object]:
    return {
        "key": key,
        "url": entry.url,
        "outlet": fetched.outlet,
        "feed_url": fetched.feed_url,
        "entry": entry,
        "first_seen_at": now,
        "next_fetch_at": now,
    }


def _feed_row(feed: Feed, outlet: Outlet, now: datetime) -> dict[str, object]:
    return {"url": feed.url, "outlet": outlet.slug, "kind": feed.kind, "is_active": True, "next_fetch_at": now}


def _state_after(fetched: FeedFetched, plan: FeedPlan) -> dict[str, object]:
    """Return the columns that a fetch changes; those that count on are `_COUNTED`."""
    state: dict[str, object] = {
        "next_fetch_at": plan.next_fetch_at,
        "rhythm": plan.rhythm,
        "last_fetched_at": fetched.fetched_at,
        "last_status": fetched.status,
        "last_failure": fetched.failure,
        "failed": int(fetched.failure is not None and fetched.is_asked),
        "not_modified": int(fetched.status == _NOT_MODIFIED),
    }
    if fetched.failure is None:
        state["last_success_at"] = fetched.fetched_at
    if fetched.reading is not None:
        state |= {
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "n_entries": len(fetched.reading.entries),
            "problems": fetched.reading.problems,
        }
    return state


_NOT_MODIFIED = 304
_LOOK_ANEW = (
    sa.update(_ENTRIES).where(EntryRow.key == sa.bindparam("edited"), EntryRow.n_fetches > 1).values(n_fetches=1)
)


@cache
def _move(names: tuple[str, ...]) -> sa.Update:
    """Return the statement that writes these columns of a feed; counts go on, or begin anew."""
    plain = {name: sa.bindparam(name, type_=_FEEDS.c[name].type) for name in names if name in _FEEDS.c}
    failed, unchanged = sa.bindparam("failed", type_=sa.Integer()), sa.bindparam("not_modified", type_=sa.Integer())
    counted = {
        # a host that rests says nothing about its feeds: their count stands
        "n_failures": sa.case(
            (failed == 1, FeedRow.n_failures + 1),
            (sa.bindparam("last_failure", type_=_FEEDS.c.last_failure.type).is_not(None), FeedRow.n_failures),
            else_=0,
        ),
        "n_not_modified": sa.case((unchanged == 1, FeedRow.n_not_modified + 1), else_=0),
    }
    return sa.update(_FEEDS).where(FeedRow.url == sa.bindparam("feed")).values({**plain, **counted})


def _due(state: FeedState, outlets: Mapping[str, Outlet]) -> FeedDue | None:
    """Return the feed as the settings have it now; None: they do not name it."""
    outlet = outlets[state.outlet]
    feed = next((feed for feed in outlet.feeds if feed.url == state.url), None)
    if feed is None:
        return None
    return FeedDue(
        feed=feed,
        outlet=outlet,
        etag=state.etag,
        last_modified=state.last_modified,
        n_failures=state.n_failures,
        n_not_modified=state.n_not_modified,
        last_success_at=state.last_success_at,
        n_entries=state.n_entries,
        rhythm=state.rhythm or Rhythm(),
    )
