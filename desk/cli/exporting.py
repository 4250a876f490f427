"""`throughline export`: everything that is stored, as rows."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click

from desk.cli.options import EVER, SINCE, instant
from desk.cli.printing import asked_config, configured, print_rows, prints
from desk.wiring import open_desk
from storage import Store

Rows = Iterator[dict[str, Any]]


def _articles(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return (asdict(article) for article in store.exports.articles(since, thread_id))


def _threads(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return (asdict(thread) for thread in store.exports.threads(since, thread_id))


def _developments(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return (asdict(development) for development in store.exports.developments(since, thread_id))


def _assignments(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    for out in store.exports.assignments(since, thread_id):
        assignment = out.assignment
        yield {
            "article": out.external_id or assignment.article_id,
            "url": out.url,
            "thread": assignment.thread_id,
            "development": assignment.development_id,
            "decided_by": assignment.decided_by,
            "similarity": assignment.grounds.similarity,
            "published_at": out.published_at,
            "outlet": out.outlet,
            "grounds": asdict(assignment.grounds),
        }


def _facts(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    for out in store.exports.facts(since, thread_id):
        origin = {
            "article": out.article.external_id or out.article.id,
            "url": out.article.canonical_url,
            "thread": out.thread_id,
        }
        for kind, found in asdict(out.facts).items():
            yield from ({"kind": kind.removesuffix("s"), **fact, **origin} for fact in found)


def _alerts(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return (asdict(alert) for alert in store.exports.alerts(since, thread_id))


#: Each kind with its rows and the columns that people are shown.
_KINDS: dict[str, tuple[Callable[[Store, datetime | None, str | None], Rows], tuple[str, ...]]] = {
    "articles": (_articles, ("published_at", "outlet", "headline", "canonical_url")),
    "threads": (_threads, ("last_seen_at", "headline", "n_articles", "slug")),
    "developments": (_developments, ("first_at", "kind", "headline", "first_outlet", "thread_id")),
    "assignments": (_assignments, ("published_at", "article", "thread", "development", "decided_by", "similarity")),
    "facts": (_facts, ("kind", "text", "sentence", "url")),
    "alerts": (_alerts, ("created_at", "recipient", "development_id", "sent_at", "n_tries")),
}


@click.command()
@click.argument("kind", type=click.Choice(list(_KINDS)))
@SINCE
@click.option("--thread", "thread_name", help="Only of this thread (id or slug).")
@prints
@configured
def export(kind: str, since: datetime | timedelta, thread_name: str | None) -> None:
    """Write out everything stored of one kind, in order of time."""
    desk = open_desk(asked_config())
    rows, columns = _KINDS[kind]
    thread_id = desk.store.threads.find(thread_name).id if thread_name else None
    from_then = None if since == EVER else instant(since, desk.clock.now())
    print_rows(rows(desk.store, from_then, thread_id), columns=columns, empty=f"no {kind}")
