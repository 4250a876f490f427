"""`throughline watch` and `throughline alerts`: who is told what, and what is owed."""

import asyncio
import re
from datetime import datetime, timedelta

import click

from desk.cli.options import SINCE, instant
from desk.cli.printing import asked_config, asked_format, configured, print_document, print_rows, prints
from desk.mail.outbox import send_due
from desk.wiring import Desk, open_desk
from pipeline import identity
from pipeline.errors import InputError, SettingsError
from pipeline.match import is_match, parse_query, subject_of
from pipeline.nouns import Alert, Development, Watch, WatchKind
from pipeline.query import Subject, written
from pipeline.query.tree import Node, ThreadIs, nodes, replaced

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_WATCH_COLUMNS = ("id", "kind", "value", "recipient", "created_at")


@click.group()
def watch() -> None:
    """Say who is told of what: a thread, a query, an outlet."""


_KIND = click.argument("kind", type=click.Choice([kind.value for kind in WatchKind]))
_VALUE = click.argument("value")


@watch.command()
@_KIND
@_VALUE
@click.option("--to", "recipient", required=True, help="E-mail address that is told.")
@prints
@configured
def add(kind: str, value: str, recipient: str) -> None:
    """Add a watch; from now on its recipient is told of each new development, once."""
    desk = open_desk(asked_config())
    made = _watch(desk, WatchKind(kind), value, recipient)
    desk.store.watches.add(made)
    if asked_format().is_for_people:
        click.echo(f"{made.id}: {made.recipient} is told of {made.kind} {made.value}, from now on")
    else:
        print_document(made)


def _watch(desk: Desk, kind: WatchKind, value: str, recipient: str) -> Watch:
    if not _ADDRESS.fullmatch(recipient):
        raise InputError(f"{recipient!r} is no e-mail address; write one such as editor@paper.example")
    if kind is WatchKind.QUERY:
        value = _with_thread_ids(desk, value)
    elif kind is WatchKind.THREAD:
        value = desk.store.threads.find(value).id
    else:
        desk.chosen_outlets((value,))
    return Watch(
        id=identity.watch_id(kind, value, recipient),
        kind=kind,
        value=value,
        recipient=recipient,
        created_at=desk.clock.now(),
    )


@watch.command("list")
@prints
@configured
def list_watches() -> None:
    """List all watches."""
    desk = open_desk(asked_config())
    rows = ({name: getattr(one, name) for name in _WATCH_COLUMNS} for one in desk.store.watches.listing())
    print_rows(rows, columns=_WATCH_COLUMNS, empty="no watches; `throughline watch add --help` says how to add one")


@watch.command()
@click.argument("watch_id")
@configured
def remove(watch_id: str) -> None:
    """Remove a watch, and what it still owed."""
    open_desk(asked_config()).store.watches.remove(watch_id)
    click.echo(f"{watch_id} removed")


@watch.command()
@_KIND
@_VALUE
@SINCE
@prints
@configured
def preview(kind: str, value: str, since: datetime | timedelta) -> None:
    """Show the developments that a watch would have told; nothing is stored or sent."""
    desk = open_desk(asked_config())
    asked = _watch(desk, WatchKind(kind), value, "preview@throughline.invalid")
    now = desk.clock.now()
    rows = (
        {
            "first_at": development.first_at,
            "kind": development.kind,
            "headline": development.headline,
            "first_outlet": development.first_outlet,
            "thread": development.thread_id,
            "development": development.id,
        }
        for development in desk.store.exports.developments(since=instant(since, now))
        if is_match(asked, development, _subject(desk, development), now=now)
    )
    columns = ("first_at", "kind", "headline", "first_outlet")
    print_rows(rows, columns=columns, empty="it would have told nothing")


def _subject(desk: Desk, development: Development) -> Subject:
    article_id, articles = development.first_article_id, desk.store.articles
    facts, origin = articles.facts([article_id]).get(article_id), articles.provenance([article_id]).get(article_id)
    return subject_of(development, articles.find(article_id), facts, origin)


def _with_thread_ids(desk: Desk, query: str) -> str:
    """Return the query with the ids of the threads that it names: slugs change, and a watch lasts.

    Raises:
        QueryError: it cannot be read.
        NotFoundError: a thread in it is not known.
    """
    root = parse_query(query).root
    assert root is not None
    if not any(isinstance(node, ThreadIs) for node in nodes(root)):
        return query

    def with_id(node: Node) -> Node:
        return ThreadIs(name=desk.store.threads.find(node.name).id) if isinstance(node, ThreadIs) else node

    return written(replaced(root, with_id))


@click.group()
def alerts() -> None:
    """See and send what is owed to people."""


@alerts.command("list")
@SINCE
@click.option("--unsent", is_flag=True, help="Only those still owed.")
@prints
@configured
def list_alerts(since: datetime | timedelta, *, unsent: bool) -> None:
    """List alerts, the newest first."""
    desk = open_desk(asked_config())
    found = desk.store.alerts.listing(
        since=instant(since, desk.clock.now()), is_sent=False if unsent else None, limit=100_000
    )
    columns = ("created_at", "recipient", "development_id", "sent_at", "n_tries", "failure")
    print_rows((_alert_row(alert) for alert in found), columns=columns, empty="no alerts")


def _alert_row(alert: Alert) -> dict[str, object]:
    named = (
        "id",
        "watch_id",
        "recipient",
        "thread_id",
        "development_id",
        "message_id",
        "created_at",
        "due_at",
        "n_tries",
        "sent_at",
        "failure",
    )
    return {name: getattr(alert, name) for name in named}


@alerts.command()
@prints
@configured
def send() -> None:
    """Send what is due now."""
    desk = open_desk(asked_config())
    if desk.mail_rules is None:
        raise SettingsError("no mail server is named: set mail.host (THROUGHLINE_MAIL_HOST); the alerts wait")
    desk.pen.demand()
    try:
        report = asyncio.run(send_due(desk.store, desk.mail_rules, now=desk.clock.now(), limit=10_000))
    finally:
        desk.pen.drop()
    if asked_format().is_for_people:
        click.echo(f"{report.n_sent} sent, {len(report.failures)} failed")
        print_rows(
            ({"alert": key, "reason": why} for key, why in report.failures.items()),
            columns=("alert", "reason"),
            empty=report.server_failure or "",
        )
    else:
        print_document(report)
