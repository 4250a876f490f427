"""Makes watches of what somebody asks for; the same for command line, page and API."""

import re
from datetime import datetime

from pipeline import identity
from pipeline.errors import InputError, NotFoundError
from pipeline.match import parse_query
from pipeline.nouns import Watch, WatchKind
from pipeline.query import written
from pipeline.query.tree import Node, ThreadIs, nodes, replaced
from storage.store import Store

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")


def new_watch(store: Store, kind: WatchKind, value: str, recipient: str, now: datetime) -> Watch:
    """Return the watch that somebody asks for; it is not stored.

    Args:
        store: What is remembered: threads are looked up in it.
        kind: What is watched.
        value: Thread id or slug, query, or outlet slug.
        recipient: E-mail address that is told.
        now: The instant from which on it counts.

    Raises:
        InputError: the recipient is no e-mail address.
        QueryError: the query cannot be read, or asks for what a watch cannot know.
        NotFoundError: no thread or outlet is known under that name.
        StorageError: the database refused.
    """
    if not _ADDRESS.fullmatch(recipient):
        raise InputError(f"{recipient!r} is no e-mail address; write one such as editor@paper.example")
    if kind is WatchKind.QUERY:
        value = with_thread_ids(store, value)
    elif kind is WatchKind.THREAD:
        value = store.threads.find(value).id
    elif value not in store.glances.outlet_names():
        raise NotFoundError(f"no outlet {value!r}; `throughline outlets list` shows those that there are")
    watch_id = identity.watch_id(kind, value, recipient)
    return Watch(id=watch_id, kind=kind, value=value, recipient=recipient, created_at=now)


def with_thread_ids(store: Store, query: str) -> str:
    """Return the query with the ids of the threads that it names: slugs change, and a watch lasts.

    Raises:
        QueryError: it cannot be read.
        NotFoundError: a thread in it is not known.
        StorageError: the database refused.
    """
    root = parse_query(query).root
    assert root is not None
    if not any(isinstance(node, ThreadIs) for node in nodes(root)):
        return query

    def with_id(node: Node) -> Node:
        return ThreadIs(name=store.threads.find(node.name).id) if isinstance(node, ThreadIs) else node

    return written(replaced(root, with_id))
