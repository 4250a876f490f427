"""What an editor takes back: an action undone, by the hand or of the machine's second thoughts.

Pure, as `pipeline.thread.hand` is.
"""

from collections.abc import Iterable

from pipeline.errors import InputError
from pipeline.nouns import Action, ActionKind, CannotLink, MustLink, Shift
from pipeline.thread.deeds import Deed, Done, called, leading, record, whole
from pipeline.thread.layout import Layout


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
    after = leading(after, emptied, next((key for key in done.threads if after.members(key)), ""))
    if done.renamed is not None:
        thread = after.threads[done.threads[0]]
        after = after.with_thread(called(thread, done.renamed.before))
    must, cannot = _lesson_of_undoing(layout, done)
    action = record(
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
        return whole(shift.from_development, layout.developments[shift.from_development].thread_id, shift.from_thread)
    home = layout.developments.get(shift.from_development)
    return Shift(
        article_id=shift.article_id,
        from_development=shift.to_development,
        to_development=shift.from_development,
        from_thread=shift.to_thread,
        to_thread=home.thread_id if home else shift.from_thread,
    )
