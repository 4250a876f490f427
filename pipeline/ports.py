"""What the pipeline needs of the world, as Protocols: the rooms in the middle build them, the desk hands them in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.nouns import (
    Action,
    Alert,
    Article,
    Assignment,
    Development,
    Evidence,
    Facts,
    FeedFetched,
    HostState,
    Outcome,
    Page,
    PageDue,
    PageFailed,
    Provenance,
    Reading,
    Revision,
    RobotsAnswer,
    Thread,
    Watch,
)
from pipeline.thread.heading import Headlined
from pipeline.thread.layout import Changes, Layout

#: float32; one vector is (dimension,), many are (n, dimension).
Vector: TypeAlias = NDArray[np.float32]
T = TypeVar("T")


class Clock(Protocol):
    """Tells the time; only the desk owns one, everyone else is told the time as an argument."""

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        ...


class Workers(Protocol):
    """Processes that can be killed; whatever a stranger wrote is parsed there."""

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call a module-level function in a worker process and return its result.

        Raises:
            WorkerKilledError: it ran over its time or memory limit.
        """
        ...


class Sink(Protocol):
    """Takes what the crawler brings; the crawler does not know what lies behind it."""

    async def take_feed(self, fetched: FeedFetched) -> Sequence[PageDue]:
        """Remember a fetched feed and return those of its pages that are to be fetched now."""
        ...

    async def take_page(self, page: Page) -> None:
        """Remember a page; once this returns it is safe against a crash."""
        ...

    async def take_unchanged(self, due: PageDue, seen_at: datetime) -> None:
        """Remember that a page was looked at again and answered 304."""
        ...

    async def take_failure(self, failed: PageFailed) -> None:
        """Remember that a page could not be had."""
        ...


class HostMemory(Protocol):
    """Keeps what the crawler learns of hosts, so that a restart asks nobody anew."""

    async def hosts(self) -> Sequence[HostState]:
        """Return the hosts that failed at their last try, or that rest."""
        ...

    async def robots(self, origin: str) -> RobotsAnswer | None:
        """Return what last came of asking for an origin's robots.txt, or None: it was never asked."""
        ...

    async def take_host(self, state: HostState) -> None:
        """Remember how a host fares from now on."""
        ...

    async def take_robots(self, answer: RobotsAnswer) -> None:
        """Remember what came of asking for a robots.txt."""
        ...


class Ledger(Protocol):
    """One transaction: what the path reads and writes for one article; all of it is kept, or nothing."""

    def look_for(self, article_ids: Sequence[str]) -> None:
        """Note at once which of these articles are not stored; they may be added afterwards."""
        ...

    def find_article(self, article_id: str) -> Article | None:
        """Return the article as last stored, or None."""
        ...

    def find_text(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the texts of these articles by id."""
        ...

    def find_assignment(self, article_id: str) -> Assignment | None:
        """Return where the article was put, or None."""
        ...

    def find_facts(self, article_id: str) -> Facts:
        """Return the stored facts of an article."""
        ...

    def find_prints(self, article_id: str) -> bytes:
        """Return the fingerprints of what the page of an article printed when it was stored; empty: not known."""
        ...

    def add_article(self, reading: Reading, provenance: Provenance, vector: Vector, model_name: str) -> None:
        """Store a new article with its facts, provenance, signature and vector."""
        ...

    def revise_article(self, reading: Reading, revision: Revision, vector: Vector, model_name: str) -> None:
        """Replace an article's text and facts and keep what was replaced."""
        ...

    def renew_signatures(self, signatures: Mapping[str, bytes]) -> None:
        """Replace the signatures of stored articles, by id, that an older scheme made."""
        ...

    def add_assignment(self, assignment: Assignment, thread: Thread, development: Development) -> None:
        """Store where an article was put, with the thread and development as they are from now on."""
        ...

    def add_development(self, development: Development, thread: Thread) -> None:
        """Store a development that a revision opened in a thread."""
        ...

    def add_thread(self, thread: Thread) -> None:
        """Store a thread as it is from now on."""
        ...

    def add_evidence(self, development_id: str, found: Sequence[Evidence]) -> None:
        """Store evidence behind that which a development has."""
        ...

    def find_evidence(self, thread_id: str) -> Sequence[Evidence]:
        """Return the evidence of all developments of a thread, in order of time."""
        ...

    def find_moves(self, thread_id: str, most: int) -> Sequence[datetime]:
        """Return when the latest developments of a thread were told first; reminders and withdrawals are none."""
        ...

    def find_reports(self, thread_id: str, most: int) -> Sequence[tuple[Article, Facts]]:
        """Return the latest articles of a thread that are no copies, with their facts, in order of time."""
        ...

    def find_deadlines(self, values: Sequence[str]) -> Sequence[tuple[str, Evidence, datetime]]:
        """Return the dates to follow up that have one of these values, each with its thread and when it was told."""
        ...

    def find_withdrawn(self, since: datetime) -> Sequence[tuple[Article, str]]:
        """Return the articles withdrawn since then of which no development tells yet, each with its thread."""
        ...

    def find_thread(self, thread_id: str) -> Thread | None:
        """Return the thread, or None."""
        ...

    def find_development(self, development_id: str) -> Development | None:
        """Return the development, or None."""
        ...

    def find_besides(self, thread_id: str, since: datetime, until: datetime) -> Sequence[Development]:
        """Return the developments of a thread, told first in that time, whose first article lies in another one."""
        ...

    def n_opened_by(self, article_id: str, since: datetime) -> int:
        """Return how many developments that this article had first were opened since an instant."""
        ...

    def find_headings(self, thread_id: str) -> Iterable[tuple[Development, Sequence[Headlined]]]:
        """Give the developments that may head a thread, the newest first, each with as many headlines as are heard."""
        ...

    def is_slug_taken(self, slug: str) -> bool:
        """Tell whether a thread has, or ever had, this slug."""
        ...

    def watches(self) -> Sequence[Watch]:
        """Return every standing watch."""
        ...

    def actions_after(self, seen: int) -> Sequence[Action]:
        """Return the actions on threads after the one of this number; nobody acts until the transaction ends."""
        ...

    def places(self, article_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Return the thread and the development in which each of these articles lies."""
        ...

    def layout(self, thread_ids: Sequence[str]) -> Layout:
        """Return how these threads lie, whole."""
        ...

    def add_action(self, action: Action, changes: Changes) -> None:
        """Write an action into the history, and what it changes."""
        ...

    def n_watch_changes(self) -> int:
        """Return how often watches were added or removed: while it stays the same, so do they."""
        ...

    def find_outlets(self, development_id: str) -> Mapping[str, datetime]:
        """Return the outlets that carry a development, each with when it first told of it."""
        ...

    def add_alerts(self, alerts: Iterable[Alert]) -> None:
        """Put alerts into the outbox; one that is already there under its id stays as it is."""
        ...

    def settle_page(self, page_key: int, outcome: Outcome, detail: str, article_id: str | None) -> None:
        """Write how a page ended, so that it is not read again."""
        ...

    def look_again(self, page_key: int, at: datetime) -> None:
        """Have the address of a page fetched again by an instant, and then as often as one that is new."""
        ...


class Ledgers(Protocol):
    """Opens ledgers."""

    def begin(self) -> AbstractContextManager[Ledger]:
        """Open one transaction: committed at the end of the block, rolled back when it raises.

        Raises:
            StorageError: the database refused.
        """
        ...
