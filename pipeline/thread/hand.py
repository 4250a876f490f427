"""What an editor's hand, or second thoughts, change: threads merged, split, renamed, articles moved; and taken back.

Pure: each function takes how things lie and returns the action with how they lie after it. It stores nothing, and does
not ask whether a hand forbids it: that is for second thoughts to ask (`pipeline.thread.binding`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline import identity
from pipeline.errors import InputError
from pipeline.nouns import (
    ActionKind,
    CannotLink,
    MustLink,
    Naming,
    Renamed,
    Shift,
    Thread,
)
from pipeline.thread.deeds import Deed, Done, action_id_of, called, ids_of, leading, naming_of, record, whole
from pipeline.thread.labels import slug_for
from pipeline.thread.layout import Layout, Line


def merge(layout: Layout, into: str, others: Sequence[str], deed: Deed) -> Done:
    """Put threads into one, which keeps its id; the others lead there for good.

    Args:
        layout: all of these threads, whole.
        into: id of the thread that stands.
        others: ids of those that go into it.
        deed: whose doing it is.

    Raises:
        InputError: a thread is named twice, or none is left to merge.
    """
    if not others or len({into, *others}) < len(others) + 1:
        raise InputError("a merge takes two different threads or more: name each one once, by id or slug")
    shifts = tuple(whole(each.id, other, into) for other in others for each in layout.in_thread(other))
    own, coming = ids_of(layout.members(into)), ids_of(line for other in others for line in layout.members(other))
    after = layout.shifted(shifts, by=deed.decided_by)
    for other in others:
        after = after.with_thread(replace(after.threads[other], merged_into=into))
    action = record(
        ActionKind.MERGE if deed.is_by_hand else ActionKind.MACHINE_MERGE,
        deed,
        threads=(into, *others),
        articles=coming,
        shifts=shifts,
        must=MustLink(ones=own, others=coming) if deed.is_by_hand else None,
    )
    return Done(action=action, layout=after)


def split(layout: Layout, thread_id: str, part: Sequence[str], deed: Deed, is_taken: Callable[[str], bool]) -> Done:
    """Make a part of a thread a thread of its own; the larger part keeps the id, of equals that which opened it.

    Args:
        layout: the thread, whole.
        thread_id: which.
        part: ids of the articles that are another story.
        deed: whose doing it is.
        is_taken: whether a thread has, or ever had, this slug.

    Raises:
        InputError: an article is not in the thread, or nothing would be left in it.
    """
    members = layout.members(thread_id)
    chosen = _among(members, part, layout.threads[thread_id])
    rest = tuple(line for line in members if line.article_id not in set(part))
    if not rest:
        raise InputError(f"that is all of thread {layout.threads[thread_id].slug}: leave an article in it")
    goes = chosen if (len(chosen), chosen[0] is members[0]) < (len(rest), rest[0] is members[0]) else rest
    kind = ActionKind.SPLIT if deed.is_by_hand else ActionKind.MACHINE_SPLIT
    action_id = action_id_of(kind, deed, (thread_id, *ids_of(chosen)))
    opened = _opened(identity.parted_thread_id(action_id), goes, is_taken)
    shifts = _shifts(layout, goes, opened.id, action_id)
    action = record(
        kind,
        deed,
        action_id=action_id,
        threads=(thread_id, opened.id),
        articles=ids_of(goes),
        shifts=shifts,
        must=MustLink(ones=ids_of(chosen)) if deed.is_by_hand and len(chosen) > 1 else None,
        cannot=CannotLink(ones=ids_of(chosen), others=ids_of(rest)) if deed.is_by_hand else None,
    )
    return Done(action=action, layout=layout.shifted(shifts, opened=[opened], by=deed.decided_by))


def move(
    layout: Layout, articles: Sequence[str], target: str | None, deed: Deed, is_taken: Callable[[str], bool]
) -> Done:
    """Put articles into another thread, or into one of their own; a thread that is left empty leads where they went.

    A development that goes as a whole keeps its id; what goes of another one makes a development in the new place.

    Args:
        layout: the articles' threads and the target, whole.
        articles: ids.
        target: id of a thread; None: a new one.
        deed: whose doing it is.
        is_taken: whether a thread has, or ever had, this slug.

    Raises:
        InputError: they lie there already.
    """
    goes = tuple(line for line in _lines(layout, articles) if line.thread_id != target)
    sources = tuple(dict.fromkeys(line.thread_id for line in goes))
    rest = tuple(line for source in sources for line in layout.members(source) if line not in goes)
    if not goes or (target is None and len(sources) == 1 and not rest):
        raise InputError("they make up that thread already: name articles of another one")
    action_id = action_id_of(ActionKind.MOVE, deed, (target or "new", *ids_of(goes)))
    opened = _opened(identity.parted_thread_id(action_id), goes, is_taken) if target is None else None
    place = opened.id if opened else target or ""
    shifts = _shifts(layout, goes, place, action_id)
    action = record(
        ActionKind.MOVE,
        deed,
        action_id=action_id,
        threads=(place, *sources),
        articles=ids_of(goes),
        shifts=shifts,
        must=MustLink(ones=ids_of(goes), others=ids_of(layout.members(place))),
        cannot=CannotLink(ones=ids_of(goes), others=ids_of(rest)) if rest else None,
    )
    after = layout.shifted(shifts, opened=[opened] if opened else [], by=deed.decided_by)
    return Done(action=action, layout=leading(after, sources, place))


def rename(layout: Layout, thread_id: str, named: Naming, deed: Deed) -> Done:
    """Call a thread otherwise; its former slug leads to it for good.

    Args:
        layout: the thread, whole.
        thread_id: which.
        named: all its names from now on.
        deed: whose doing it is.

    Raises:
        InputError: it is called so already, or the article chosen to head it is not in it.
    """
    thread = layout.threads[thread_id]
    before = naming_of(thread)
    if named == before:
        raise InputError(f"thread {thread.slug} is called so already: give another slug, headline or working title")
    if named.headline_of is not None:
        _among(layout.members(thread_id), [named.headline_of], thread)
    action = record(
        ActionKind.RENAME, deed, threads=(thread_id,), renamed=Renamed(before=before, after=named), salt=repr(named)
    )
    return Done(action=action, layout=layout.with_thread(called(thread, named)))


def pin(layout: Layout, threads: Sequence[str], articles: Sequence[str], deed: Deed, *, is_off: bool = False) -> Done:
    """Keep second thoughts away from threads and articles, or let them come near again; nothing else changes.

    Args:
        layout: the threads, and those of the articles.
        threads: ids.
        articles: ids.
        deed: whose doing it is.
        is_off: the pins are taken out.
    """
    kind = ActionKind.UNPIN if is_off else ActionKind.PIN
    return Done(action=record(kind, deed, threads=tuple(threads), articles=tuple(articles)), layout=layout)


def _shifts(layout: Layout, goes: Sequence[Line], target: str, action_id: str) -> tuple[Shift, ...]:
    """Return what takes articles into a thread: developments where they go whole, those about an article with it."""
    ids, apart = {line.article_id for line in goes}, layout.apart()
    shifts: list[Shift] = []
    for development in layout.developments.values():
        reports = layout.reports(development.id)
        going = [line for line in reports if line.article_id in ids]
        if development.id in apart:
            # what reports joined that stay, stays with them
            is_whole = development.first_article_id in ids and len(going) == len(reports)
        else:
            is_whole = bool(going) and len(going) == len(reports)
        if is_whole:
            shifts.append(whole(development.id, development.thread_id, target))
        else:
            parted = identity.parted_development_id(action_id, development.id)
            shifts += [
                Shift(
                    article_id=line.article_id,
                    from_development=development.id,
                    to_development=parted,
                    from_thread=development.thread_id,
                    to_thread=target,
                )
                for line in going
            ]
    return tuple(shifts)


def _opened(thread_id: str, lines: Sequence[Line], is_taken: Callable[[str], bool]) -> Thread:
    first = lines[0]
    return Thread(
        id=thread_id,
        slug=slug_for(first.headline, thread_id, is_taken),
        headline=first.headline,
        opened_at=first.told_at,
        last_seen_at=lines[-1].told_at,
    )


def _lines(layout: Layout, articles: Iterable[str]) -> tuple[Line, ...]:
    for key in articles:
        if key not in layout.lines:
            raise InputError(f"article {key} was put elsewhere just now: look again, then repeat")
    lines = (layout.lines[key] for key in dict.fromkeys(articles))
    return tuple(sorted(lines, key=lambda line: (line.told_at, line.article_id)))


def _among(members: Sequence[Line], articles: Sequence[str], thread: Thread) -> tuple[Line, ...]:
    known = {line.article_id for line in members}
    for key in articles:
        if key not in known:
            raise InputError(f"article {key} is not in thread {thread.slug}: `throughline thread` lists those that are")
    if not articles:
        raise InputError("name the articles that are another story")
    return tuple(line for line in members if line.article_id in set(articles))
