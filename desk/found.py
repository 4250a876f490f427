"""What a search finds, as its page shows it: the threads that the best articles are in, and the articles."""

from dataclasses import dataclass
from datetime import datetime

from desk.developments import told_of
from desk.moved import ThreadRow, thread_rows
from desk.shown import Found
from desk.story.kept import Kept
from desk.views import snippet_of
from pipeline.looks import Looks
from pipeline.query import Question
from storage.store import Store

#: Threads shown beside the articles: a count.
_MOST_THREADS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundShown:
    """A page of what a search found."""

    query: str
    rows: tuple[ThreadRow, ...]
    articles: tuple[Found, ...]
    skip: int
    #: How many the next page leaves out before it; None: this is the last.
    later: int | None
    #: Why the query could not be read as it stands, in a sentence; None: it was read.
    problem: str | None = None


def found_view(store: Store, asked: Question, now: datetime, kept: Kept, *, limit: int, skip: int = 0) -> FoundShown:
    """Return what a question finds.

    Raises:
        StorageError: the database refused.
    """
    typed = asked.query.typed
    if not typed.strip():
        return FoundShown(query=typed, rows=(), articles=(), skip=0, later=None)
    hits = store.search.find(asked, limit=limit, offset=skip)
    homes = store.glances.threads(dict.fromkeys(hit.thread_id for hit in hits if hit.thread_id))
    names = store.glances.outlet_names()
    threads = list({home.id: home for hit in hits if (home := homes.get(hit.thread_id or ""))}.values())
    return FoundShown(
        query=typed,
        rows=thread_rows(store, threads[:_MOST_THREADS], now, kept, Looks()) if not skip else (),
        articles=tuple(
            Found(told=told_of(hit.article, names), snippet=snippet_of(hit), thread=homes.get(hit.thread_id or ""))
            for hit in hits
        ),
        skip=skip,
        later=skip + limit if len(hits) == limit else None,
        problem=asked.query.problem,
    )
