"""Atom feeds: the developments of a thread, and what a watch told; every entry was published, and says where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from feedgen.feed import FeedGenerator

from desk.developments import told_of
from desk.mail.compose import plain
from desk.shown import Told
from desk.wording import kind_name, plural, watch_words
from pipeline.nouns import Development, Thread
from storage.store import Store

#: Entries in a feed: a count. Readers that ask once a day must not miss any of a busy one.
_MOST = 200
#: Names what has no address of its own (RFC 4151); the domain is one that nobody can own (RFC 2606).
_TAG = "tag:throughline.invalid,2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    development: Development
    told: Told
    thread: Thread
    #: When it was told, or opened.
    at: datetime


def thread_feed(store: Store, id_or_slug: str, desk_url: str) -> bytes:
    """Return the developments of a thread as Atom, newest first.

    Args:
        store: What is remembered.
        id_or_slug: The thread's id, its slug, or one that it had.
        desk_url: Where the desk's pages are, without a slash at the end.

    Raises:
        NotFoundError: no thread is known under this name.
        StorageError: the database refused.
    """
    thread = store.threads.find(id_or_slug)
    developments = store.glances.developments([thread.id]).get(thread.id, [])
    dated = [(one, one.opened_at) for one in developments]
    page = f"{desk_url}/thread/{thread.slug}"
    head = _Head(
        id=f"{_TAG}:{thread.id}",
        title=thread.headline,
        page=page,
        own=f"{page}/feed.atom",
        began_at=thread.opened_at,
    )
    return _atom(head, _entries(store, dated), desk_url)


def watch_feed(store: Store, watch_id: str, desk_url: str) -> bytes:
    """Return the developments that a watch asked for as Atom, newest first; what is still held for a digest among them.

    Raises:
        NotFoundError: no watch is known under this id.
        StorageError: the database refused.
    """
    watch = store.watches.find(watch_id)
    alerts = store.alerts.listing(watch_id=watch_id, limit=_MOST)
    made = {alert.development_id: alert.created_at for alert in alerts if alert.development_id}
    dated = [(one, made[one.id]) for one in store.glances.developments_by_id(made)]
    head = _Head(
        id=f"{_TAG}:{watch.id}",
        title=f"Watched: {watch_words(watch)}",
        page=f"{desk_url}/",
        own=f"{desk_url}/watch/{watch.id}/feed.atom",
        began_at=watch.created_at,
    )
    return _atom(head, _entries(store, dated), desk_url)


def _entries(store: Store, dated: Iterable[tuple[Development, datetime]]) -> list[_Entry]:
    newest = sorted(dated, key=lambda pair: (pair[1], pair[0].id), reverse=True)[:_MOST]
    cards = store.glances.cards(one.first_article_id for one, _ in newest)
    threads = store.glances.threads({one.thread_id for one, _ in newest})
    names = store.glances.outlet_names()
    return [
        _Entry(
            development=one,
            told=told_of(cards[one.first_article_id], names, headline=one.headline, at=one.first_at),
            thread=threads[one.thread_id],
            at=at,
        )
        for one, at in newest
        if one.first_article_id in cards and one.thread_id in threads
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a feed says of itself."""

    id: str
    title: str
    #: The page that it follows, and its own address.
    page: str
    own: str
    #: Since when there is something to follow.
    began_at: datetime


def _atom(head: _Head, entries: Iterable[_Entry], desk_url: str) -> bytes:
    feed = FeedGenerator()
    feed.id(head.id)
    feed.title(_line(head.title))
    feed.link(href=head.page, rel="alternate")
    feed.link(href=head.own, rel="self")
    feed.generator("Throughline")
    latest = head.began_at
    for one in entries:
        latest = max(latest, one.at)
        entry = feed.add_entry(order="append")
        entry.id(f"{_TAG}:{one.development.id}")
        entry.title(_line(one.told.headline))
        entry.author(name=_line(one.told.outlet_name))
        entry.published(one.told.at.astimezone(UTC))
        entry.updated(one.at.astimezone(UTC))
        entry.link(href=f"{desk_url}/thread/{one.thread.slug}#{one.development.id}", rel="alternate")
        if one.told.url is not None:
            entry.link(href=one.told.url, rel="via")
        entry.category(term=one.development.kind.value, label=kind_name(one.development.kind))
        entry.summary(
            _line(f"{one.told.outlet_name}: {one.told.headline} ({plural(one.development.n_articles, 'article')})")
        )
    feed.updated(latest.astimezone(UTC))
    made: bytes = feed.atom_str(pretty=True)
    return made


def _line(text: str) -> str:
    """Return text as XML can hold it: one line, and something even where there is nothing."""
    return " ".join(plain(text).split()) or "–"
