"""The editor's hand: each function is one transaction with author, time and reason, and returns what was done.

Commands and pages call these. They do not need the pen: whoever threads takes in what was done before it decides again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.errors import InputError, NotFoundError
from pipeline.nouns import Action
from pipeline.ports import Ledger
from pipeline.thread import hand, undoing
from pipeline.thread.deeds import Deed, Done, naming_of
from pipeline.thread.layout import Layout, Line
from storage.store import Store

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Characters of a slug at most, so that an address stays one that people can read out.
_LONGEST_SLUG = 64


def merge(store: Store, into: str, others: Sequence[str], deed: Deed) -> Action:
    """Put threads into one; their addresses lead to it for good.

    Args:
        store: what is remembered.
        into: id or slug of the thread that stands, with its id and slug.
        others: ids or slugs of those that go into it.
        deed: who does it, when and why.

    Raises:
        NotFoundError: one of them is not known.
        InputError: a thread is named twice.
        StorageError: the database refused.
    """
    kept, going = store.threads.find(into).id, [store.threads.find(other).id for other in others]
    return _act(store, (kept, *going), lambda layout, _: hand.merge(layout, kept, going, deed))


def split(
    store: Store, thread: str, deed: Deed, *, articles: Sequence[str] = (), developments: Sequence[str] = ()
) -> Action:
    """Make a part of a thread a thread of its own; the larger part keeps the id.

    Args:
        store: what is remembered.
        thread: id or slug.
        deed: who does it, when and why.
        articles: ids (ours, or those they came with) or addresses of the articles that are another story.
        developments: ids of developments that are another story, with all their articles.

    Raises:
        NotFoundError: the thread, or one of these, is not known.
        InputError: one of them is not in the thread, or nothing would be left in it.
        StorageError: the database refused.
    """
    found = store.threads.find(thread).id
    named = [_article(store, each) for each in articles]
    for development in developments:
        store.threads.development(development)

    def divided(layout: Layout, ledger: Ledger) -> Done:
        reports = [line.article_id for each in developments for line in _reports(layout, each)]
        return hand.split(layout, found, [*named, *reports], deed, ledger.is_slug_taken)

    return _act(store, (found,), divided)


def move(store: Store, articles: Sequence[str], target: str | None, deed: Deed) -> Action:
    """Put articles into another thread, or into a new one.

    Args:
        store: what is remembered.
        articles: ids (ours, or those they came with) or addresses.
        target: id or slug of a thread; None: a new one.
        deed: who does it, when and why.

    Raises:
        NotFoundError: one of them is not known.
        InputError: they lie there already.
        StorageError: the database refused.
    """
    ids = [_article(store, each) for each in articles]
    place = store.threads.find(target).id if target is not None else None
    threads = [thread.id for thread in store.glances.threads_of(ids).values()]
    return _act(
        store,
        [*threads, *([place] if place else [])],
        lambda layout, ledger: hand.move(layout, ids, place, deed, ledger.is_slug_taken),
    )


def rename(
    store: Store,
    thread: str,
    deed: Deed,
    *,
    slug: str | None = None,
    headline_of: str | None = None,
    working_title: str | None = None,
) -> Action:
    """Give a thread another slug, the published headline of one of its articles, or a working title of the desk's own.

    Args:
        store: what is remembered.
        thread: id or slug.
        deed: who does it, when and why.
        slug: small letters, digits and hyphens; None: it stays.
        headline_of: the article whose headline heads it from now on; empty: its newest development again; None: as is.
        working_title: what the desk calls it; empty: nothing any more; None: it stays.

    Raises:
        NotFoundError: the thread or article is not known.
        InputError: the slug is none, or another thread's; or nothing would change.
        StorageError: the database refused.
    """
    found = store.threads.find(thread).id
    chosen = _article(store, headline_of) if headline_of else headline_of

    def called(layout: Layout, _: Ledger) -> Done:
        named = naming_of(layout.threads[found])
        if slug is not None and slug != named.slug:
            named = replace(named, slug=_free_slug(store, slug, found))
        if chosen is not None:
            named = replace(named, headline_of=chosen or None)
        if working_title is not None:
            named = replace(named, working_title=" ".join(working_title.split()) or None)
        return hand.rename(layout, found, named, deed)

    return _act(store, (found,), called)


def pin(store: Store, names: Sequence[str], deed: Deed, *, is_off: bool = False) -> Action:
    """Let second thoughts leave threads or articles where they are; or, `is_off`, come near them again.

    Args:
        store: what is remembered.
        names: ids or slugs of threads; ids or addresses of articles.
        deed: who does it, when and why.
        is_off: the pins are taken out.

    Raises:
        NotFoundError: one of them is neither.
        StorageError: the database refused.
    """
    threads, articles = list[str](), list[str]()
    for name in names:
        try:
            threads.append(store.threads.find(name).id)
        except NotFoundError:
            articles.append(_article(store, name))
    homes = [thread.id for thread in store.glances.threads_of(articles).values()]
    return _act(store, [*threads, *homes], lambda layout, _: hand.pin(layout, threads, articles, deed, is_off=is_off))


def undo(store: Store, action_id: str, deed: Deed) -> Action:
    """Take back what an action did.

    Args:
        store: what is remembered.
        action_id: which.
        deed: who does it, when and why.

    Raises:
        NotFoundError: there is no such action.
        InputError: it was taken back already, or a later action builds upon it.
        StorageError: the database refused.
    """
    with store.begin() as ledger:
        history = ledger.actions_after(0)
        done = next((action for action in history if action.id == action_id), None)
        if done is None:
            raise NotFoundError(f"No action is known under {action_id!r}: `throughline history` lists them")
        later = [each for each in history if each.n > done.n and each.undone_by is None and each.undoes is None]
        before = ledger.layout(_touched(done))
        return _written(ledger, before, undoing.undo(before, done, later, deed))


def _act(store: Store, threads: Sequence[str], decide: Callable[[Layout, Ledger], Done]) -> Action:
    with store.begin() as ledger:
        ledger.actions_after(0)
        before = ledger.layout(list(dict.fromkeys(threads)))
        for thread in before.threads.values():
            if thread.merged_into is not None:
                raise InputError(f"thread {thread.slug} was put into another one just now: look again, then repeat")
        return _written(ledger, before, decide(before, ledger))


def _written(ledger: Ledger, before: Layout, done: Done) -> Action:
    ledger.add_action(done.action, done.layout.changes_since(before))
    return done.action


def _touched(action: Action) -> list[str]:
    shifted = (name for shift in action.shifts for name in (shift.from_thread, shift.to_thread))
    return list(dict.fromkeys([*action.threads, *shifted]))


def _article(store: Store, name: str) -> str:
    """Return the id of the article that has this id or address, or came under this id."""
    found = store.articles.known_as(name)
    if found is None:
        raise NotFoundError(f"No article is known under {name!r}: `throughline search` finds articles by words")
    return found


def _reports(layout: Layout, development_id: str) -> Sequence[Line]:
    reports = layout.reports(development_id)
    if not reports:
        raise InputError(
            f"development {development_id} has no articles of its own in this thread: a change of a text stays with "
            "its article"
        )
    return reports


def _free_slug(store: Store, slug: str, thread_id: str) -> str:
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise InputError(f"{slug!r} is no slug: write small letters, digits and single hyphens, such as weir-gate")
    try:
        known = store.threads.find(slug).id
    except NotFoundError:
        return slug
    if known != thread_id:
        raise InputError(f"slug {slug!r} leads to another thread: choose one that no thread has or ever had")
    return slug
