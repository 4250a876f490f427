"""How deeds on threads are put on record: who does it, the entry of the history, and how things lie after it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import identity
from pipeline.nouns import Action, ActionKind, CannotLink, DecidedBy, MustLink, Naming, Renamed, Shift, Thread
from pipeline.thread.layout import Layout, Line

#: Author of second thoughts.
MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does something, when, and why."""

    author: str
    at: datetime
    #: In the author's words; empty: none given. Second thoughts: what the score measures.
    reason: str = ""
    #: Second thoughts: how near the parts are, 0..1; None: a hand does it.
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


def naming_of(thread: Thread) -> Naming:
    """Return what a thread is called."""
    return Naming(slug=thread.slug, headline_of=thread.headline_of, working_title=thread.working_title)


def called(thread: Thread, named: Naming) -> Thread:
    """Return the thread under other names."""
    return replace(thread, slug=named.slug, headline_of=named.headline_of, working_title=named.working_title)


def whole(development_id: str, from_thread: str, to_thread: str) -> Shift:
    """Return the shift of a development with all that is in it."""
    return Shift(
        from_development=development_id, to_development=development_id, from_thread=from_thread, to_thread=to_thread
    )


def leading(layout: Layout, threads: Iterable[str], to: str) -> Layout:
    """Let the threads that nothing is left in lead to another one."""
    for key in threads:
        if key != to and not layout.members(key):
            layout = layout.with_thread(replace(layout.threads[key], merged_into=to))
    return layout


def ids_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the articles' ids."""
    return tuple(line.article_id for line in lines)


def action_id_of(kind: ActionKind, deed: Deed, touched: Iterable[str]) -> str:
    """Return the id of what is done to these."""
    return identity.action_id(kind, deed.author, deed.at, *touched)


def record(
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
    """Return the entry of the history."""
    return Action(
        id=action_id or action_id_of(kind, deed, (*threads, *articles, salt)),
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
