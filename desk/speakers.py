"""Who speaks across all threads, and one speaker's words in order, thread by thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.story.facts import SpeakerShown, quotes_view
from desk.story.kept import Kept
from desk.story.outline import outlines
from pipeline.nouns import Thread
from storage.store import Store

#: How far back the list of speakers looks, and how many it names: a count.
_SPAN, _MOST = timedelta(days=30), 150
#: Threads of one speaker that are shown: a count.
_MOST_THREADS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Somebody who was quoted lately."""

    name: str
    n_quotes: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerInThread:
    """A speaker's words in one thread."""

    thread: Thread
    said: SpeakerShown


def speakers_view(store: Store, now: datetime, kept: Kept) -> tuple[Quoted, ...]:
    """Return who was quoted in the last weeks, by name.

    Raises:
        StorageError: the database refused.
    """
    found = kept.get(("speakers", now.date()), lambda: store.stories.speakers(now - _SPAN, _MOST))
    quoted = (Quoted(name=name, n_quotes=n, last_at=last) for name, n, last in found)
    return tuple(sorted(quoted, key=lambda one: one.name.casefold()))


def speaker_view(store: Store, name: str, kept: Kept) -> tuple[SpeakerInThread, ...]:
    """Return what somebody said, by thread, the thread that quoted them last first.

    Within a thread every mention that the thread shows to mean the same speaker counts; across threads the name as
    printed does, since two people may share a surname.

    Raises:
        StorageError: the database refused.
    """
    ids = store.stories.threads_quoting(name, _MOST_THREADS)
    threads = store.glances.threads(ids)
    known = outlines(store, [threads[each] for each in ids if each in threads], kept)
    found = []
    for outline in (known[each] for each in ids if each in known):
        said = next((one for one in quotes_view(store, outline, kept) if name in (one.name, *one.all_names)), None)
        if said is not None:
            found.append(SpeakerInThread(thread=outline.thread, said=said))
    return tuple(found)
