"""The ledger: one transaction in which all of one article is written, from its text to the alerts it causes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import (
    Action,
    Alert,
    Article,
    Assignment,
    Development,
    Evidence,
    Facts,
    Outcome,
    Provenance,
    Reading,
    Revision,
    Thread,
    Watch,
)
from pipeline.ports import Vector
from pipeline.thread.heading import Headlined
from pipeline.thread.keywords import counted
from pipeline.thread.layout import Changes, Layout
from storage import actions, alerts, articles, evidence, facts, pages, threads, watches
from storage.statements import insert_or_keep, insert_or_replace
from storage.tables import (
    ArticleRow,
    PrintsRow,
    RevisionRow,
    SignatureRow,
    table_of,
    writable,
)
from storage.waiting import Waiting

_ARTICLES = table_of(ArticleRow)
_SIGNATURES, _REVISIONS = table_of(SignatureRow), table_of(RevisionRow)

#: Every column of the article but its id and its number.
_REVISE_ARTICLE = (
    sa.update(_ARTICLES)
    .where(_ARTICLES.c.id == sa.bindparam("known_id"))
    .values({c.name: sa.bindparam(c.name) for c in _ARTICLES.columns if c.name not in {"id", "n"}})
)


class StoredLedger:
    """A `pipeline.ports.Ledger` over one open transaction; it neither commits nor decides anything."""

    def __init__(self, connection: Connection) -> None:
        self._open = connection
        self._dialect = connection.dialect.name
        self._waiting = Waiting(connection)
        #: What was written in this transaction, as it is from now on: the next article of a story asks for it.
        self._threads: dict[str, Thread] = {}
        self._developments: dict[str, Development] = {}
        #: Development -> the place of its next evidence, of those that got any in this transaction.
        self._places: dict[str, int] = {}
        #: Articles that were looked for and are not stored.
        self._absent: set[str] = set()

    @property
    def _connection(self) -> Connection:
        """The connection, with all written that waited: for whoever asks of what may wait, or writes besides."""
        self.write()
        return self._open

    def write(self) -> None:
        """Write what waits; whoever opened the transaction does so before its end."""
        self._waiting.write()

    def look_for(self, article_ids: Sequence[str]) -> None:
        """Note at once which of these articles are not stored: most are new, and each would be asked for by itself."""
        known = self._open.scalars(sa.select(_ARTICLES.c.id).where(_ARTICLES.c.id.in_(article_ids)))
        self._absent = set(article_ids) - set(known)

    def find_article(self, article_id: str) -> Article | None:
        """Return the article as last stored, or None."""
        if article_id in self._absent:
            return None
        connection = self._connection if self._waiting.has("articles", article_id) else self._open
        return articles.find(connection, article_id)

    def find_text(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the texts of these articles by id."""
        return articles.find_texts(self._connection, article_ids)

    def find_assignment(self, article_id: str) -> Assignment | None:
        """Return where the article was put, or None."""
        return threads.find_assignment(self._connection, article_id)

    def find_facts(self, article_id: str) -> Facts:
        """Return the stored facts of an article."""
        return facts.find(self._connection, [article_id])[article_id]

    def find_prints(self, article_id: str) -> bytes:
        """Return the fingerprints of what the page of an article printed when it was stored; empty: not known."""
        found = self._connection.scalar(sa.select(PrintsRow.prints).where(PrintsRow.article_id == article_id))
        return found or b""

    def add_article(self, reading: Reading, provenance: Provenance, vector: Vector, model_name: str) -> None:
        """Store a new article with its facts, provenance, signature and vector."""
        article = reading.article
        self._absent.discard(article.id)
        self._waiting.add("articles", article.id, articles.row_of(article))
        judged = {"article_id": article.id, **articles.PROVENANCE.values(provenance)}
        self._waiting.add("provenance", article.id, judged)
        self._keep_text_of(reading, vector, model_name)

    def revise_article(self, reading: Reading, revision: Revision, vector: Vector, model_name: str) -> None:
        """Replace an article's text and facts and keep what was replaced."""
        row = articles.row_of(reading.article)
        self._run(insert_or_keep(self._dialect, _REVISIONS), articles.REVISION.values(revision))
        self._count_no_more(reading.article.id)
        self._run(_REVISE_ARTICLE, {**row, "known_id": row.pop("id")})
        facts.remove(self._connection, reading.article.id)
        evidence.place_anew(self._connection, reading.article.id, reading.article.text)
        self._keep_text_of(reading, vector, model_name)

    def renew_signatures(self, signatures: Mapping[str, bytes]) -> None:
        """Replace the signatures of stored articles, by id, that an older scheme made."""
        if rows := [{"article_id": key, "signature": made} for key, made in signatures.items()]:
            self._run(insert_or_replace(self._dialect, _SIGNATURES), rows)

    def add_assignment(self, assignment: Assignment, thread: Thread, development: Development) -> None:
        """Store where an article was put, with the thread and development as they are from now on."""
        self.add_development(development, thread)
        self._waiting.add("assignments", assignment.article_id, threads.assignment_row(assignment))
        if assignment.opens_development:
            self._places.setdefault(development.id, 0)

    def add_development(self, development: Development, thread: Thread) -> None:
        """Store a development and its thread as they are from now on."""
        self.add_thread(thread)
        self._developments[development.id] = development
        self._waiting.add("developments", development.id, threads.DEVELOPMENT.values(development))

    def add_thread(self, thread: Thread) -> None:
        """Store a thread as it is from now on."""
        self._threads[thread.id] = thread
        self._waiting.add("threads", thread.id, threads.THREAD.values(thread))
        self._waiting.add("slugs", thread.slug, {"slug": thread.slug, "thread_id": thread.id})

    def add_evidence(self, development_id: str, found: Sequence[Evidence]) -> None:
        """Store evidence behind that which a development has."""
        if not found:
            return
        if development_id not in self._places:
            self._places[development_id] = evidence.next_place(self._open, development_id)
        for place, one in enumerate(found, self._places[development_id]):
            self._waiting.add("evidence", (development_id, place), evidence.row_of(development_id, place, one))
        self._places[development_id] += len(found)

    def find_evidence(self, thread_id: str) -> Sequence[Evidence]:
        """Return the evidence of all developments of a thread, in order of time."""
        return evidence.find(self._connection, thread_id)

    def find_moves(self, thread_id: str, most: int) -> Sequence[datetime]:
        """Return when the latest developments of a thread were told first; reminders and withdrawals are none."""
        return evidence.find_moves(self._connection, thread_id, most)

    def find_reports(self, thread_id: str, most: int) -> Sequence[tuple[Article, Facts]]:
        """Return the latest articles of a thread that are no copies, with their facts, in order of time."""
        return evidence.find_reports(self._connection, thread_id, most)

    def find_deadlines(self, values: Sequence[str]) -> Sequence[tuple[str, Evidence, datetime]]:
        """Return the dates to follow up that have one of these values, each with its thread and when it was told."""
        return evidence.find_deadlines(self._connection, values)

    def find_withdrawn(self, since: datetime) -> Sequence[tuple[Article, str]]:
        """Return the articles withdrawn since then of which no development tells yet, each with its thread."""
        return evidence.find_withdrawn(self._connection, since)

    def find_thread(self, thread_id: str) -> Thread | None:
        """Return the thread, or None."""
        return self._threads.get(thread_id) or threads.find_thread(self._open, thread_id)

    def find_development(self, development_id: str) -> Development | None:
        """Return the development, or None."""
        return self._developments.get(development_id) or threads.find_development(self._open, development_id)

    def find_besides(self, thread_id: str, since: datetime, until: datetime) -> Sequence[Development]:
        """Return the developments of a thread, told first in that time, whose first article lies in another one."""
        return threads.find_besides(self._connection, thread_id, since, until)

    def n_opened_by(self, article_id: str, since: datetime) -> int:
        """Return how many developments that this article had first were opened since an instant."""
        return threads.n_opened_by(self._connection, article_id, since)

    def find_headings(self, thread_id: str) -> Iterator[tuple[Development, Sequence[Headlined]]]:
        """Give the developments that may head a thread, the newest first, each with as many headlines as are heard."""
        return threads.find_headings(self._connection, thread_id)

    def is_slug_taken(self, slug: str) -> bool:
        """Tell whether a thread has, or ever had, this slug."""
        return self._waiting.has("slugs", slug) or threads.find_slug(self._open, slug) is not None

    def watches(self) -> Sequence[Watch]:
        """Return every standing watch, the oldest first; one on a thread that was put into another watches that."""
        leading = actions.leading_watches(self._connection)
        return [
            replace(watch, value=leading[watch.id]) if watch.id in leading else watch
            for watch in watches.standing(self._connection)
        ]

    def actions_after(self, seen: int) -> Sequence[Action]:
        """Return the actions on threads after the one of this number; nobody acts until the transaction ends."""
        actions.take_turn(self._connection)
        return actions.after(self._connection, seen)

    def places(self, article_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Return the thread and the development in which each of these articles lies."""
        return actions.places(self._connection, article_ids)

    def layout(self, thread_ids: Sequence[str]) -> Layout:
        """Return how these threads lie, whole."""
        return actions.layout(self._connection, thread_ids)

    def add_action(self, action: Action, changes: Changes) -> None:
        """Write an action into the history, and what it changes."""
        actions.add(self._connection, action, changes)
        self._threads.clear()
        self._developments.clear()

    def n_watch_changes(self) -> int:
        """Return how often watches were added or removed: while it stays the same, so do they."""
        return watches.n_changes(self._connection)

    def find_outlets(self, development_id: str) -> Mapping[str, datetime]:
        """Return the outlets that carry a development, each with when it first told of it."""
        return threads.find_outlets(self._connection, development_id)

    def add_alerts(self, alerts_owed: Iterable[Alert]) -> None:
        """Put alerts into the outbox; one that is already there under its id stays as it is."""
        for alert in alerts_owed:
            self._waiting.add("alerts", alert.id, alerts.ALERT.values(alert))

    def settle_page(self, page_key: int, outcome: Outcome, detail: str, article_id: str | None) -> None:
        """Write how a page ended, so that it is not read again."""
        pages.settle(self._open, page_key, outcome, detail, article_id)

    def look_again(self, page_key: int, at: datetime) -> None:
        """Have the address of a page fetched again by an instant, and then as often as one that is new."""
        pages.look_again(self._open, page_key, at)

    def _keep_text_of(self, reading: Reading, vector: Vector, model_name: str) -> None:
        article_id, text_hash = reading.article.id, reading.article.text_hash
        self._waiting.add("signatures", article_id, {"article_id": article_id, "signature": reading.signature})
        if reading.prints:
            self._waiting.add("prints", article_id, {"article_id": article_id, "prints": reading.prints})
        self._waiting.add_facts(article_id, reading.facts)
        names = (writable(name.text) for name in reading.facts.names)
        self._waiting.count(counted(writable(reading.article.headline), names), 1)
        row = {"text_hash": text_hash, "model": model_name, "vector": vector}
        self._waiting.add("vectors", (text_hash, model_name), row)

    def _count_no_more(self, article_id: str) -> None:
        """Take the words of a stored article out of the counts, before others take their place."""
        connection = self._connection
        headline = connection.scalar(sa.select(_ARTICLES.c.headline).where(_ARTICLES.c.id == article_id))
        if headline is not None:
            names = facts.find_names(connection, [article_id]).get(article_id, ())
            self._waiting.count(counted(headline, names), -1)

    def _run(self, statement: Any, rows: dict[str, Any] | list[dict[str, Any]]) -> None:
        self._connection.execute(statement, rows)
