"""Makes watches of what somebody asks for: names become ids, and what cannot be watched is refused."""

from collections.abc import Collection
from datetime import datetime

from desk.channels.addresses import check_address
from pipeline import identity
from pipeline.errors import NotFoundError, SettingsError
from pipeline.match import ANY_OUTLET, check_value, parse_query
from pipeline.nouns import Delivery, Watch, WatchKind
from pipeline.query import written
from pipeline.query.tree import Node, ThreadIs, nodes, replaced
from storage.store import Store


def new_watch(
    store: Store,
    kind: WatchKind,
    value: str,
    recipient: str,
    now: datetime,
    *,
    delivery: Delivery | None = None,
    outlets: Collection[str] | None = None,
    own_outlet: str = "",
) -> Watch:
    """Return the watch that somebody asks for; it is not stored.

    Args:
        store: What is remembered: threads and outlets are looked up in it.
        kind: What is watched.
        value: As `Watch.value`, but that a thread may be named by its slug.
        recipient: Who is told.
        now: The instant from which on it counts.
        delivery: When it tells; None: at once.
        outlets: Slugs of the outlets that can be watched; None: those that the store knows.
        own_outlet: Our own outlet's slug; empty: none is named.

    Raises:
        InputError: nobody can be told at that address.
        QueryError: the value cannot be read, or asks for what a watch cannot know.
        NotFoundError: no thread or outlet is known under that name.
        SettingsError: a gap is asked for, and no outlet is ours.
        StorageError: the database refused.
    """
    check_address(recipient)
    check_value(kind, value)
    if kind is WatchKind.QUERY:
        value = _with_thread_ids(store, value)
    elif kind is WatchKind.THREAD:
        value = store.threads.find(value).id
    elif kind is WatchKind.OUTLET or (kind is WatchKind.SILENCE and value != ANY_OUTLET):
        if value not in (store.glances.outlet_names() if outlets is None else outlets):
            raise NotFoundError(f"no outlet {value!r}; `throughline outlets list` shows those that there are")
    elif kind is WatchKind.GAP and not own_outlet:
        raise SettingsError("a gap is measured by your own outlet: set tell.own_outlet to its slug first")
    watch_id = identity.watch_id(kind, value, recipient)
    how = delivery or Delivery()
    return Watch(id=watch_id, kind=kind, value=value, recipient=recipient, created_at=now, delivery=how)


def _with_thread_ids(store: Store, query: str) -> str:
    """Return the query with the ids of the threads that it names: slugs change, and a watch lasts."""
    root = parse_query(query).root
    assert root is not None
    if not any(isinstance(node, ThreadIs) for node in nodes(root)):
        return query

    def with_id(node: Node) -> Node:
        return ThreadIs(name=store.threads.find(node.name).id) if isinstance(node, ThreadIs) else node

    return written(replaced(root, with_id))
