"""`throughline merge`, `split`, `move`, `rename`, `pin`, `unpin`, `undo`, `history`, `rethink`: the editor's hand."""

import getpass
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import click

from desk import hand
from desk.cli.options import EVER, SINCE, instant
from desk.cli.printing import asked_config, asked_format, configured, print_document, print_rows, prints
from desk.wiring import Desk, open_desk
from desk.wording import action_words
from pipeline.nouns import Action
from pipeline.thread.deeds import Deed

C = TypeVar("C", bound=Callable[..., Any])

_AUTHOR = click.option("--author", envvar="THROUGHLINE_AUTHOR", help="Who does it.  [default: the name at login]")
_REASON = click.option("--reason", default="", help="Why: it stands in the history.")


def _acts(command: C) -> C:
    """Give a command the options that every action takes."""
    return _AUTHOR(_REASON(prints(configured(command))))


def _deed(desk: Desk, author: str | None, reason: str) -> Deed:
    return Deed(author=author or getpass.getuser(), at=desk.clock.now(), reason=" ".join(reason.split()))


def _print(desk: Desk, action: Action) -> None:
    if asked_format().is_for_people:
        click.echo(f"{action.id}: {action_words(action, _slugs(desk, [action]))}")
    else:
        print_document(action)


def _slugs(desk: Desk, actions: list[Action]) -> dict[str, str]:
    found = desk.store.glances.threads({thread for action in actions for thread in action.threads})
    return {key: thread.slug for key, thread in found.items()}


@click.command()
@click.argument("into", metavar="THREAD")
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
@_acts
def merge(into: str, others: tuple[str, ...], author: str | None, reason: str) -> None:
    """Put each OTHER thread (id or slug) into THREAD, which keeps its address; theirs lead to it for good."""
    desk = open_desk(asked_config())
    _print(desk, hand.merge(desk.store, into, others, _deed(desk, author, reason)))


@click.command()
@click.argument("thread")
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@click.option("--articles", "kind", flag_value="articles", help="Each NAME is an article's id or address.")
@click.option("--developments", "kind", flag_value="developments", help="Each NAME is a development's id.")
@_acts
def split(thread: str, names: tuple[str, ...], kind: str | None, author: str | None, reason: str) -> None:
    """Make the articles or developments named a thread of their own; the larger part of THREAD keeps its id."""
    if kind is None:
        raise click.UsageError("say what the names are: --articles or --developments")
    desk = open_desk(asked_config())
    _print(desk, hand.split(desk.store, thread, _deed(desk, author, reason), **{kind: names}))


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
@click.argument("target", metavar="THREAD|new")
@_acts
def move(articles: tuple[str, ...], target: str, author: str | None, reason: str) -> None:
    """Put each ARTICLE (id or address) into THREAD, or into a new one."""
    desk = open_desk(asked_config())
    place = None if target == "new" else target
    _print(desk, hand.move(desk.store, articles, place, _deed(desk, author, reason)))


@click.command()
@click.argument("thread")
@click.option("--headline-of", metavar="ARTICLE", help="Head it with this article's published headline; '': no longer.")
@click.option("--slug", help="Give it this slug; the former one leads to it for good.")
@click.option("--title", help="What the desk calls it, shown as the desk's own words; '': nothing any more.")
@_acts
def rename(*, thread: str, headline_of: str | None, slug: str | None, title: str | None, **by: str) -> None:
    """Call THREAD otherwise."""
    if headline_of is None and slug is None and title is None:
        raise click.UsageError("say what to call it: --headline-of, --slug or --title")
    desk = open_desk(asked_config())
    deed = _deed(desk, **by)
    _print(desk, hand.rename(desk.store, thread, deed, slug=slug, headline_of=headline_of, working_title=title))


_NAMES = click.argument("names", nargs=-1, required=True, metavar="THREAD|ARTICLE…")


@click.command()
@_NAMES
@_acts
def pin(names: tuple[str, ...], author: str | None, reason: str) -> None:
    """Keep the machine's second thoughts away from threads and articles."""
    desk = open_desk(asked_config())
    _print(desk, hand.pin(desk.store, names, _deed(desk, author, reason)))


@click.command()
@_NAMES
@_acts
def unpin(names: tuple[str, ...], author: str | None, reason: str) -> None:
    """Let the machine's second thoughts come near threads and articles again."""
    desk = open_desk(asked_config())
    _print(desk, hand.pin(desk.store, names, _deed(desk, author, reason), is_off=True))


@click.command()
@click.argument("action")
@_acts
def undo(action: str, author: str | None, reason: str) -> None:
    """Take back what ACTION (its id) did, by hand or by second thoughts."""
    desk = open_desk(asked_config())
    _print(desk, hand.undo(desk.store, action, _deed(desk, author, reason)))


@click.command()
@click.argument("thread", required=False)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many.")
@prints
@configured
def history(thread: str | None, limit: int) -> None:
    """List what hands and second thoughts did to threads, or to THREAD, the newest first."""
    desk = open_desk(asked_config())
    thread_id = desk.store.threads.find(thread).id if thread else None
    actions = desk.store.actions.listing(thread_id, limit=limit)
    slugs = _slugs(desk, actions)
    columns = ("at", "id", "author", "did", "reason", "undone_by")
    print_rows((_row(action, slugs) for action in actions), columns=columns, empty="nothing was done by hand")


@click.command()
@SINCE
@prints
@configured
def rethink(since: datetime | timedelta) -> None:
    """Have second thoughts about the threads that moved: merge what grew together, split what holds two stories."""
    desk = open_desk(asked_config())
    from_then = None if since == EVER else instant(since, desk.clock.now())
    moved = desk.store.threads.listing(since=from_then, limit=1_000_000)
    desk.pen.demand()
    try:
        actions = desk.article_path().rethink(desk.clock.now(), [thread.id for thread in reversed(moved)])
    finally:
        desk.pen.drop()
    slugs = _slugs(desk, actions)
    columns = ("id", "did", "score")
    print_rows((_row(action, slugs) for action in actions), columns=columns, empty="everything stays as it is")


def _row(action: Action, slugs: dict[str, str]) -> dict[str, Any]:
    return {
        "id": action.id,
        "kind": action.kind,
        "author": action.author,
        "at": action.at,
        "reason": action.reason,
        "did": action_words(action, slugs),
        "threads": action.threads,
        "articles": action.articles,
        "score": action.score,
        "undoes": action.undoes,
        "undone_by": action.undone_by,
    }
