"""`throughline threads`, `thread` and `search`: the editor's questions."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import count, islice, takewhile
from typing import Any

import click

from desk.cli.options import EVER, SINCE, instant
from desk.cli.printing import asked_config, asked_format, cleaned, configured, print_document, print_rows, prints
from desk.firsts import firsts_of
from desk.seen import EVERYBODY, new_to, only_new
from desk.shown import Carried, DevelopmentShown, EvidenceShown, FactShown, Found, ThreadMoved, ThreadShown
from desk.views import search_view, thread_view, threads_that_moved
from desk.wiring import open_desk
from desk.wording import plural
from pipeline.nouns import DevelopmentKind
from storage import Store

#: Kinds whose evidence is read as a pair of sentences.
_PAIRS = frozenset({DevelopmentKind.FIGURE, DevelopmentKind.REVERSAL, DevelopmentKind.CORRECTION})
_SINCE_SEEN = click.option("--since-seen", is_flag=True, help="Only what is new to the reader.")
_READER = click.option(
    "--reader", default=EVERYBODY, show_default=True, help="Whose marks count: a mail address or an account."
)
_LIMIT = click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many.")


@click.command()
@click.argument("query", required=False)
@SINCE
@_SINCE_SEEN
@_READER
@_LIMIT
@prints
@configured
def threads(query: str | None, since: datetime | timedelta, reader: str, limit: int, *, since_seen: bool) -> None:
    """List threads, the one that moved last first; with QUERY those in which these words were published."""
    desk = open_desk(asked_config())
    now = desk.clock.now()
    from_then = None if since == EVER else instant(since, now)
    asked = desk.questions.strict(query, now) if query is not None else None
    columns = ("last_seen_at", "headline", "n_developments", "n_articles", "n_outlets", "slug")
    if since_seen:
        pages = (
            threads_that_moved(desk.store, now, query=asked, limit=limit, skip=skip, since=from_then)
            for skip in count(0, limit)
        )
        rows = islice(_new_rows(desk.store, reader, pages), limit)
        print_rows(rows, columns=("n_new", *columns), empty=f"nothing is new to {reader}")
        return
    moved = threads_that_moved(desk.store, now, query=asked, limit=limit, since=from_then)
    print_rows((_thread_row(one) for one in moved), columns=columns, empty="no threads")


def _new_rows(store: Store, reader: str, pages: Iterator[Sequence[ThreadMoved]]) -> Iterator[dict[str, Any]]:
    """Yield the threads in which something is new to a reader, with how many developments are."""
    for moved in takewhile(bool, pages):
        new = new_to(store, reader, [one.thread.id for one in moved])
        yield from ({**_thread_row(one), "n_new": len(new[one.thread.id])} for one in moved if one.thread.id in new)


def _thread_row(moved: ThreadMoved) -> dict[str, Any]:
    thread = moved.thread
    return {
        "id": thread.id,
        "slug": thread.slug,
        "headline": thread.headline,
        "opened_at": thread.opened_at,
        "last_seen_at": thread.last_seen_at,
        "n_articles": thread.n_articles,
        "n_developments": thread.n_developments,
        "n_outlets": moved.n_outlets,
        "newest": moved.newest,
        "newest_kind": moved.newest_kind,
    }


@click.command()
@click.argument("id_or_slug", metavar="ID|SLUG")
@_SINCE_SEEN
@_READER
@click.option("--peek", is_flag=True, help="With --since-seen: this was no look, the same is new next time.")
@prints
@configured
def thread(id_or_slug: str, reader: str, *, since_seen: bool, peek: bool) -> None:
    """Show a thread: its developments in order of time, who had each first, who carries it, and why."""
    desk = open_desk(asked_config())
    now = desk.clock.now()
    shown = thread_view(desk.store, id_or_slug, now, is_newest_first=False)
    if since_seen:
        thread_id = shown.thread.id
        shown = only_new(shown, new_to(desk.store, reader, [thread_id]).get(thread_id, frozenset()))
    _print_thread(desk.store, shown)
    if since_seen and not peek:
        # after it was printed: a look that broke off was none
        desk.store.seen.mark(reader, shown.thread.id, now)


def _print_thread(store: Store, shown: ThreadShown) -> None:
    if asked_format().is_for_people:
        for line in _thread_lines(shown):
            click.echo(line)
    else:
        firsts = firsts_of(store, shown.thread)
        page = {each.name: getattr(shown, each.name) for each in fields(shown)}
        print_document({**page, "firsts": firsts.traced, "claims": firsts.claims})


def _thread_lines(shown: ThreadShown) -> Iterator[str]:
    thread = shown.thread
    yield click.style(cleaned(thread.headline), bold=True)
    if thread.working_title:
        yield cleaned(f"The desk’s own words: {thread.working_title}")
    counts = f"{plural(thread.n_developments, 'development')}, {plural(thread.n_articles, 'article')}"
    yield f"{thread.slug} · {counts} · {thread.opened_at:%Y-%m-%d} to {thread.last_seen_at:%Y-%m-%d}"
    if shown.keywords:
        yield cleaned(f"Set apart by: {', '.join(shown.keywords)}")
    for development in shown.developments:
        yield ""
        yield from _development_lines(development)


def _development_lines(shown: DevelopmentShown) -> Iterator[str]:
    told = shown.first.told
    yield click.style(cleaned(f"{told.at:%Y-%m-%d %H:%M}  {told.headline}"), bold=True) + f"  [{shown.kind_name}]"
    yield f"  first: {_carried_line(shown.first)}"
    for carried in shown.others:
        yield f"  then:  {_carried_line(carried)}"
    for carried in shown.copies:
        yield f"  copy:  {_carried_line(carried)}, {carried.shared:.0%} shared"
    if shown.coverage and shown.coverage.never:
        yield f"  never: {', '.join(shown.coverage.never)}"
    for one in shown.evidence:
        yield f"  {_evidence_line(one)}"
    if shown.n_more_evidence:
        yield f"  and {plural(shown.n_more_evidence, 'further sentence')}: `throughline export developments`"
    for fact in (*shown.figures, *shown.quotes, *shown.dates):
        yield f"  {_fact_line(fact)}"


def _carried_line(carried: Carried) -> str:
    why = "".join(part.text for part in carried.grounds)
    told = carried.told
    gone = f", withdrawn {told.withdrawn_at:%d %b %H:%M}" if told.withdrawn_at else ""
    return cleaned(f"{told.outlet_name}, {told.at:%d %b %H:%M}, {told.url or 'no address'}{gone} ({why})")


def _evidence_line(one: EvidenceShown) -> str:
    values = f" {one.old_value:g} → {one.new_value:g}" if one.old_value and one.new_value else ""
    about = f" ({one.label})" if one.label else ""
    before = f" — before: “{one.against}”" if one.against and one.kind in _PAIRS else ""
    return cleaned(f"{one.kind_name.lower()}{about}{values}: “{one.sentence}”{before}")


def _fact_line(fact: FactShown) -> str:
    held = ", ".join(part for part in (fact.label, fact.place, fact.time) if part)
    label = f" ({held})" if held else ""
    due = f" due: {fact.due}" if fact.due else ""
    return cleaned(f"{fact.kind}: {fact.text}{label}{due} — “{fact.before}{fact.marked}{fact.after}”")


@click.command()
@click.argument("query")
@_LIMIT
@prints
@configured
def search(query: str, limit: int) -> None:
    """Search the articles: words, "phrases", -without, OR, brackets, and operators such as outlet: or since:7d."""
    desk = open_desk(asked_config())
    now = desk.clock.now()
    found = search_view(desk.store, desk.questions.strict(query, now), now, limit=limit).articles
    columns = ("published_at", "headline", "outlet", "snippet", "thread")
    print_rows((_found_row(one) for one in found), columns=columns, empty="nothing found")


def _found_row(found: Found) -> dict[str, Any]:
    return {
        "article": found.told.article_id,
        "headline": found.told.headline,
        "url": found.told.url,
        "outlet": found.told.outlet_name,
        "published_at": found.told.at,
        "snippet": "".join(stretch.text for stretch in found.snippet),
        "thread": found.thread.slug if found.thread else None,
        "thread_id": found.thread.id if found.thread else None,
    }
