"""The threads that moved, for the page that an editor opens first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.developments import told_of
from desk.shown import DayCount, Told
from desk.story.kept import Kept
from desk.story.outline import Outline, outlines, version_of
from desk.story.timeline import activity_of
from desk.wording import kind_name
from pipeline.looks import Looks
from pipeline.nouns import Development, DevelopmentKind, ProvenanceKind, Thread
from storage.glance import Card
from storage.store import Store

#: Developments named under a thread, and days of its activity: counts.
_MOST_NAMED, _DAYS = 4, 14
#: What counts as new for somebody who has never looked.
_FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A development in one line."""

    told: Told
    kind: DevelopmentKind
    kind_name: str
    #: Came since the reader last looked.
    is_new: bool
    n_outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRow:
    """A thread in a list: what is new in it, a line each."""

    thread: Thread
    first: Told
    #: The newest first; what is new, and at least the newest.
    moves: tuple[Move, ...]
    #: Developments that came since the reader last looked; the list may name fewer.
    n_new: int
    n_outlets: int
    #: How many of its articles are copies of another's text.
    n_copies: int
    #: Outlets that carry what is new: by this the weightiest threads stand first.
    weight: int
    #: Articles a day, oldest first.
    activity: tuple[DayCount, ...]


def thread_rows(
    store: Store, threads: Sequence[Thread], now: datetime, kept: Kept, looks: Looks
) -> tuple[ThreadRow, ...]:
    """Return threads as a list shows them.

    Args:
        store: What is remembered.
        threads: In the order in which they are to be shown.
        now: The present instant: activity is counted up to it.
        kept: What was composed before.
        looks: What the reader has looked at; of a thread that they never looked at, what came in the last day is new.

    Raises:
        StorageError: the database refused.
    """
    known = outlines(store, threads, kept)
    new = {each.id: [one for one in known[each.id].developments if looks.is_new(one, now - _FRESH)] for each in threads}
    keys = {each.id: ("row", version_of(each), now.date(), tuple(one.id for one in new[each.id])) for each in threads}
    rows: dict[str, ThreadRow | None] = {
        each: found[0] for each, key in keys.items() if (found := kept.find(key)) is not None
    }
    missing = [each for each in threads if each.id not in rows]
    for thread, row in zip(missing, _rows(store, [known[each.id] for each in missing], now, new), strict=True):
        rows[thread.id] = row
        kept.put(keys[thread.id], (row,))
    return tuple(row for each in threads if (row := rows[each.id]) is not None)


def _rows(
    store: Store, missing: Sequence[Outline], now: datetime, new: Mapping[str, Sequence[Development]]
) -> list[ThreadRow | None]:
    """Return the rows of threads, None for one whose first article is not known."""
    if not missing:
        return []
    threads = [each.thread for each in missing]
    known = {each.thread.id: each for each in missing}
    named = {each.id: _named(known[each.id], new[each.id]) for each in threads}
    cards = _cards(store, threads, known, named)
    return [
        _row(known[each.id], named[each.id], cards, new[each.id], now)
        if known[each.id].developments and known[each.id].developments[0].first_article_id in cards
        else None
        for each in threads
    ]


def _named(known: Outline, new: Sequence[Development]) -> list[Development]:
    return list(new)[-_MOST_NAMED:][::-1] if new else list(known.developments)[-2:][::-1]


def _cards(
    store: Store,
    threads: Sequence[Thread],
    known: Mapping[str, Outline],
    named: Mapping[str, Sequence[Development]],
) -> dict[str, Card]:
    wanted = {each.first_article_id for thread in threads for each in named[thread.id]}
    wanted |= {known[each.id].developments[0].first_article_id for each in threads if known[each.id].developments}
    return store.glances.cards(wanted)


def _row(
    known: Outline, named: Sequence[Development], cards: Mapping[str, Card], new: Sequence[Development], now: datetime
) -> ThreadRow:
    opening, new_ids = known.developments[0], {each.id for each in new}
    return ThreadRow(
        thread=known.thread,
        first=told_of(cards[opening.first_article_id], known.names, headline=opening.headline, at=opening.first_at),
        moves=tuple(
            _move(each, known, cards, is_new=each.id in new_ids) for each in named if each.first_article_id in cards
        ),
        n_new=len(new),
        n_outlets=len({known.outlet_name(line) for line in known.lines}),
        n_copies=sum(line.provenance is ProvenanceKind.COPY for line in known.lines),
        weight=len({known.outlet_name(line) for each in new for line in known.by_development.get(each.id, ())}),
        activity=activity_of(known, now.date(), _DAYS),
    )


def _move(development: Development, known: Outline, cards: Mapping[str, Card], *, is_new: bool) -> Move:
    return Move(
        told=told_of(
            cards[development.first_article_id], known.names, headline=development.headline, at=development.first_at
        ),
        kind=development.kind,
        kind_name=kind_name(development.kind),
        is_new=is_new,
        n_outlets=len({known.outlet_name(line) for line in known.carrying(development)}) or 1,
    )
