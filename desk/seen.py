"""What is new to a reader: what came into a thread after they last looked at it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from desk.shown import ThreadShown
from storage.store import Store

#: The reader where nobody is asked who they are: on loopback.
EVERYBODY = "desk"


def new_to(store: Store, reader: str, thread_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the ids of the developments that are new to a reader, by thread; threads without any are left out.

    A thread that they never looked at is new as a whole.

    Args:
        store: What is remembered.
        reader: A mail address, or the name of an account.
        thread_ids: Which threads.

    Raises:
        StorageError: the database refused.
    """
    ids = set(thread_ids)
    looks = store.seen.looks(reader, ids)
    found = {
        thread_id: frozenset(one.id for one in developments if looks.is_new(one))
        for thread_id, developments in store.glances.developments(ids).items()
    }
    return {thread_id: new for thread_id, new in found.items() if new}


def only_new(shown: ThreadShown, new: frozenset[str]) -> ThreadShown:
    """Return a thread as it is shown to whom only these developments are new."""
    return replace(shown, developments=tuple(one for one in shown.developments if one.id in new))
