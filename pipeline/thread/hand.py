"""What an editor's hand, or second thoughts, change: threads merged, split, renamed, articles moved; and taken back.

Pure: each function takes how things lie and returns the action with how they lie after it. It stores nothing, and does
not ask whether a hand forbids it: that is for second thoughts to ask (`pipeline.thread.binding`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import identity
from pipeline.errors import InputError
from pipeline.nouns import (
    Action,
    ActionKind,
    CannotLink,
    DecidedBy,
    DevelopmentKind,
    MustLink,
    Naming,
    Renamed,
    Shift,
    Thread,
)
from pipeline.thread.labels import slug_for
from pipeline.thread.layout import Layout, Line

#: Author of second thoughts.
MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does something, when, and why."""

    author: str
    at: datetime
    #: In the author's words; empty: none given.
    reason: str = ""
    #: Second thoughts: the mean score between the parts; None: a hand does it.
    score: float | None = None

    @property
    def is_by_hand(self) -> bool:
        """Tell whether an editor does it."""
        return self.score is None

    @property
    def decided_by(self) -> DecidedBy:
        """Return whose decision the articles that go are from now on."""
        return DecidedBy.EDITOR if self.is_by_hand else DecidedBy.MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An action, and how things lie after it."""

    action: Action
    layout: Layout


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
    shifts = tuple(_whole(each.id, other, into) for other in others for each in layout.in_thread(other))
    own, coming = _ids(layout.members(into)), _ids(line for other in others for line in layout.members(other))
    after = layout.shifted(shifts, by=deed.decided_by)
    for other in others:
        after = after.with_thread(replace(after.threads[other], merged_into=into))
    action = _action(
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
    action_id = _id(kind, deed, (thread_id, *_ids(chosen)))
    opened = _opened(identity.parted_thread_id(action_id), goes, is_taken)
    shifts = _shifts(layout, goes, opened.id, action_id)
    action = _action(
        kind,
        deed,
        action_id=action_id,
        threads=(thread_id, opened.id),
        articles=_ids(goes),
        shifts=shifts,
        must=MustLink(ones=_ids(chosen)) if deed.is_by_hand and len(chosen) > 1 else None,
        cannot=CannotLink(ones=_ids(chosen), others=_ids(rest)) if deed.is_by_hand else None,
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
    action_id = _id(ActionKind.MOVE, deed, (target or "new", *_ids(goes)))
    opened = _opened(identity.parted_thread_id(action_id), goes, is_taken) if target is None else None
    place = opened.id if opened else target or ""
    shifts = _shifts(layout, goes, place, action_id)
    action = _action(
        ActionKind.MOVE,
        deed,
        action_id=action_id,
        threads=(place, *sources),
        articles=_ids(goes),
        shifts=shifts,
        must=MustLink(ones=_ids(goes), others=_ids(layout.members(place))),
        cannot=CannotLink(ones=_ids(goes), others=_ids(rest)) if rest else None,
    )
    after = layout.shifted(shifts, opened=[opened] if opened else [], by=deed.decided_by)
    return Done(action=action, layout=_leading(after, sources, place))


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
    action = _action(
        ActionKind.RENAME, deed, threads=(thread_id,), renamed=Renamed(before=before, after=named), salt=repr(named)
    )
    return Done(action=action, layout=layout.with_thread(_called(thread, named)))


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
    return Done(action=_action(kind, deed, threads=tuple(threads), articles=tuple(articles)), layout=layout)


def undo(layout: Layout, done: Action, later: Iterable[Action], deed: Deed) -> Done:
    """Take back what an action did.

    Where the machine's second thoughts are taken back, the machine is bound not to have them again.

    Args:
        layout: every thread that its shifts name, whole, and those that they lead to.
        done: the action.
        later: all standing actions after it.
        deed: whose doing it is.

    Raises:
        InputError: it was taken back before, is an `undo` itself, or a later action builds upon it.
    """
    _demand_undoable(done, later)
    shifts = tuple(_back(layout, shift) for shift in reversed(done.shifts))
    after = layout.shifted(shifts, by=deed.decided_by)
    goes = [line for line in after.lines.values() if line != layout.lines[line.article_id]]
    # an address that was given out leads on, where nothing is left under it
    emptied = [key for key, thread in after.threads.items() if not after.members(key) and thread.merged_into is None]
    after = _leading(after, emptied, next((key for key in done.threads if after.members(key)), ""))
    if done.renamed is not None:
        thread = after.threads[done.threads[0]]
        after = after.with_thread(_called(thread, done.renamed.before))
    must, cannot = _lesson_of_undoing(layout, done)
    action = _action(
        ActionKind.UNDO,
        deed,
        threads=done.threads,
        articles=tuple(line.article_id for line in goes) or done.articles,
        shifts=shifts,
        must=must,
        cannot=cannot,
        undoes=done.id,
        salt=done.id,
    )
    return Done(action=action, layout=after)


def naming_of(thread: Thread) -> Naming:
    """Return what a thread is called."""
    return Naming(slug=thread.slug, headline_of=thread.headline_of, working_title=thread.working_title)


def _called(thread: Thread, named: Naming) -> Thread:
    return replace(thread, slug=named.slug, headline_of=named.headline_of, working_title=named.working_title)


def _lesson_of_undoing(layout: Layout, done: Action) -> tuple[MustLink | None, CannotLink | None]:
    """Return what an editor says by taking second thoughts back: the parts are two stories, or one after all."""
    if done.kind.is_by_hand or not done.articles:
        return None, None
    came = set(done.articles)
    where = {layout.lines[key].thread_id for key in came if key in layout.lines} | set(done.threads)
    others = tuple(line.article_id for key in where for line in layout.members(key) if line.article_id not in came)
    if not others:
        return None, None
    if done.kind is ActionKind.MACHINE_MERGE:
        return None, CannotLink(ones=done.articles, others=others)
    return MustLink(ones=done.articles, others=others), None


def _demand_undoable(done: Action, later: Iterable[Action]) -> None:
    if done.kind is ActionKind.UNDO:
        raise InputError(f"action {done.id} took another one back: do that one anew instead")
    if done.undone_by is not None:
        raise InputError(f"action {done.id} was taken back already, by action {done.undone_by}")
    for action in later:
        if _builds_upon(action, done):
            raise InputError(
                f"action {action.id} ({action.kind.value}) came after {done.id} and builds upon it: undo it first"
            )


def _builds_upon(later: Action, done: Action) -> bool:
    """Tell whether a later action speaks of what this one shifted, so that it would be void without it."""
    if done.renamed is not None or later.renamed is not None:
        return bool(done.renamed and later.renamed) and later.threads[0] == done.threads[0]
    if {done.kind, later.kind} & {ActionKind.PIN, ActionKind.UNPIN}:
        return False
    shifted = {name for shift in done.shifts for name in (shift.from_development, shift.to_development)}
    if shifted & {name for shift in later.shifts for name in (shift.from_development, shift.to_development)}:
        return True
    left = {shift.from_thread for shift in done.shifts}
    is_gone = later.kind in {ActionKind.MERGE, ActionKind.MACHINE_MERGE} and bool(left & set(later.threads[1:]))
    return is_gone or bool(mentioned(later) & set(done.articles))


def mentioned(action: Action) -> set[str]:
    """Return every article that an action shifted or spoke of."""
    found = set(action.articles)
    for link in (action.must, action.cannot):
        if link is not None:
            found.update(link.ones, link.others)
    return found


def _back(layout: Layout, shift: Shift) -> Shift:
    """Return the shift that takes another one back; what was merged since leads on."""
    if shift.article_id is None:
        return _whole(shift.from_development, layout.developments[shift.from_development].thread_id, shift.from_thread)
    home = layout.developments.get(shift.from_development)
    return Shift(
        article_id=shift.article_id,
        from_development=shift.to_development,
        to_development=shift.from_development,
        from_thread=shift.to_thread,
        to_thread=home.thread_id if home else shift.from_thread,
    )


def _whole(development_id: str, from_thread: str, to_thread: str) -> Shift:
    return Shift(
        from_development=development_id, to_development=development_id, from_thread=from_thread, to_thread=to_thread
    )


def _shifts(layout: Layout, goes: Sequence[Line], target: str, action_id: str) -> tuple[Shift, ...]:
    """Return what takes articles into a thread: developments where they go whole, corrections with their article."""
    ids = {line.article_id for line in goes}
    shifts: list[Shift] = []
    for development in layout.developments.values():
        if development.kind is DevelopmentKind.CORRECTION and development.first_article_id in ids:
            shifts.append(_whole(development.id, development.thread_id, target))
            continue
        reports = layout.reports(development.id)
        going = [line for line in reports if line.article_id in ids]
        if going and len(going) == len(reports):
            shifts.append(_whole(development.id, development.thread_id, target))
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


def _leading(layout: Layout, threads: Iterable[str], to: str) -> Layout:
    """Let the threads that nothing is left in lead to another one."""
    for key in threads:
        if key != to and not layout.members(key):
            layout = layout.with_thread(replace(layout.threads[key], merged_into=to))
    return layout


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


def _ids(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(line.article_id for line in lines)


def _id(kind: ActionKind, deed: Deed, touched: Iterable[str]) -> str:
    return identity.action_id(kind, deed.author, deed.at, *touched)


def _action(
    kind: ActionKind,
    deed: Deed,
    *,
    threads: tuple[str, ...],
    articles: tuple[str, ...] = (),
    shifts: tuple[Shift, ...] = (),
    must: MustLink | None = None,
    cannot: CannotLink | None = None,
    renamed: Renamed | None = None,
    undoes: str | None = None,
    action_id: str = "",
    salt: str = "",
) -> Action:
    return Action(
        id=action_id or _id(kind, deed, (*threads, *articles, salt)),
        kind=kind,
        author=deed.author,
        at=deed.at,
        reason=deed.reason,
        threads=threads,
        articles=articles,
        shifts=shifts,
        must=must,
        cannot=cannot,
        renamed=renamed,
        score=deed.score,
        undoes=undoes,
    )
