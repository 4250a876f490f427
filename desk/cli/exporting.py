"""`throughline export`: everything that is stored, as rows; pages as an archive too."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from crawler import write_warc
from desk.cli.options import EVER, SINCE, instant
from desk.cli.printing import asked_config, configured, dumped, print_rows, prints, progress
from desk.facts_written import fact_rows
from desk.languages import language_note, languages_note
from desk.ninjs import article_ninjs, thread_ninjs
from desk.web.exports import csv_of
from desk.wiring import open_desk
from pipeline.errors import InputError
from pipeline.nouns import Evidence, Page, Passage
from storage import Store
from storage.datasette import write_datasette
from storage.exports import AlertOut, DevelopmentOut

Rows = Iterator[dict[str, Any]]


def _pages(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    for out in store.exports.pages(since, thread_id):
        page = out.page
        yield {
            "url": page.url,
            "requested_url": page.requested_url,
            "outlet": page.outlet,
            "fetched_at": page.fetched_at,
            "status": page.status,
            "content_hash": page.content_hash,
            "bytes": len(page.body),
            "outcome": out.outcome,
            "detail": out.detail,
            "article": out.article_id,
        }


def _articles(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    for article in store.exports.articles(since, thread_id):
        yield asdict(article) | {"facts_note": language_note(article.language)}


def _threads(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return (asdict(thread) for thread in store.exports.threads(since, thread_id))


def _developments(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return map(_development_row, store.exports.developments_out(since, thread_id))


def _development_row(out: DevelopmentOut) -> dict[str, Any]:
    return asdict(out.development) | {
        "url": out.urls.get(out.development.first_article_id),
        "evidence": [_evidence_row(one, out.urls) for one in out.evidence],
    }


def _evidence_row(one: Evidence, urls: Mapping[str, str | None]) -> dict[str, Any]:
    """Return a piece of evidence as a row: the sentence with where it stands, and the earlier one likewise."""
    row = {name: value for name, value in asdict(one).items() if name not in {"passage", "against"}}
    row |= {"is_possible": one.is_possible, **_passage_row(one.passage, urls)}
    return row | {"against": _passage_row(one.against, urls) if one.against else None}


def _passage_row(passage: Passage, urls: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "sentence": passage.text,
        "start": passage.start,
        "end": passage.end,
        "article": passage.article_id,
        "url": urls.get(passage.article_id),
    }


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
        for kind, found in fact_rows(out.facts, out.article.text).items():
            yield from (_fact_row(kind.removesuffix("s"), fact) | origin for fact in found)
    if note := languages_note(store.exports.languages(since, thread_id)):
        click.echo(note, err=True)


def _fact_row(kind: str, fact: dict[str, Any]) -> dict[str, Any]:
    """Return a fact as a row: the kind of a date or name (`time`, `person`) is its `form`, since a row has a kind."""
    row = {"kind": kind} | {name: value for name, value in fact.items() if name != "kind"}
    return row | {"form": fact["kind"]} if "kind" in fact else row


def _alerts(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    return map(_alert_row, store.exports.alerts_out(since, thread_id))


def _alert_row(out: AlertOut) -> dict[str, Any]:
    """Return an alert as a row, with the kind, headline, address and evidence of what it tells."""
    told = _development_row(out.told) if out.told else {}
    named = {name: told.get(name) for name in ("kind", "headline", "first_outlet", "first_at", "url", "evidence")}
    return asdict(out.alert) | {"state": out.alert.state} | named


def _everything(store: Store, since: datetime | None, thread_id: str | None) -> Rows:
    del store, since, thread_id
    raise click.UsageError("everything goes into one file: give --format sqlite --output FILE")


def _ninjs(store: Store, kind: str, since: datetime | None, thread_id: str | None, desk_url: str) -> Rows:
    if kind == "articles":
        for article in store.exports.articles(since, thread_id):
            yield article_ninjs(article, store.articles.facts([article.id]).get(article.id))
        return
    for thread in store.exports.threads(since, thread_id):
        yield thread_ninjs(
            thread, list(store.exports.articles(thread_id=thread.id)), f"{desk_url}/thread/{thread.slug}"
        )


#: Each kind with its rows and the columns that people are shown.
_KINDS: dict[str, tuple[Callable[[Store, datetime | None, str | None], Rows], tuple[str, ...]]] = {
    "pages": (_pages, ("fetched_at", "outlet", "outcome", "status", "url")),
    "articles": (_articles, ("published_at", "outlet", "headline", "canonical_url")),
    "threads": (_threads, ("last_seen_at", "headline", "n_articles", "slug")),
    "developments": (_developments, ("first_at", "kind", "headline", "first_outlet", "thread_id")),
    "assignments": (_assignments, ("published_at", "article", "thread", "development", "decided_by", "similarity")),
    "facts": (_facts, ("kind", "text", "sentence", "url")),
    "everything": (_everything, ("headline",)),
    "alerts": (_alerts, ("created_at", "recipient", "development_id", "sent_at", "n_tries")),
}


@click.command()
@click.argument("kind", type=click.Choice(list(_KINDS)))
@SINCE
@click.option("--thread", "thread_name", help="Only of this thread (id or slug).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["rows", "csv", "ninjs", "warc", "sqlite"]),
    default="rows",
    show_default=True,
    help="`csv`: a table; `ninjs`: articles and threads as IPTC ninjs 3.0, a line each; `warc`: pages only; "
    "`sqlite`: everything, for Datasette.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where an archive goes: a .warc or .warc.gz file; without it, to standard output, unpacked.",
)
@prints
@configured
def export(kind: str, since: datetime | timedelta, thread_name: str | None, form: str, output: Path | None) -> None:
    """Write out everything stored of one kind, in order of time."""
    if form == "warc" and kind != "pages":
        raise click.UsageError(f"only pages can be written as an archive, not {kind}")
    if form == "ninjs" and kind not in {"articles", "threads"}:
        raise click.UsageError(f"only articles and threads can be written as ninjs, not {kind}")
    if (form == "sqlite") != (kind == "everything") or (form == "sqlite" and output is None):
        raise click.UsageError("everything goes into one file: `export everything --format sqlite --output FILE`")
    if form not in {"warc", "sqlite"} and output is not None:
        raise click.UsageError("--output is for archives: give --format warc, or send the rows on with `>`")
    desk = open_desk(asked_config())
    rows, columns = _KINDS[kind]
    thread_id = desk.store.threads.find(thread_name).id if thread_name else None
    from_then = None if since == EVER else instant(since, desk.clock.now())
    if form == "warc":
        _archive(desk.store, from_then, thread_id, output)
        return
    if form == "sqlite" and output is not None:
        n_articles = write_datasette(desk.store.exports, output, from_then, thread_id)
        click.echo(f"{n_articles} articles in {output}", err=True)
        return
    if form == "ninjs":
        for item in _ninjs(desk.store, kind, from_then, thread_id, desk.desk_url):
            click.echo(dumped(item))
        return
    if form == "csv":
        click.echo(_csv(rows(desk.store, from_then, thread_id), columns), nl=False)
        return
    print_rows(rows(desk.store, from_then, thread_id), columns=columns, empty=f"no {kind}")


def _csv(rows: Rows, columns: Sequence[str]) -> str:
    """Return rows as CSV with every field they have; the shown ones first."""
    found = list(rows)
    names = list(dict.fromkeys([*columns, *(name for row in found for name in row)]))
    flat = ([_flat(row.get(name)) for name in names] for row in found)
    return csv_of(names, flat)


def _flat(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else dumped(value).strip('"')


def _archive(store: Store, since: datetime | None, thread_id: str | None, output: Path | None) -> None:
    """Write stored pages as an archive; a file has its name only once it is whole.

    Raises:
        InputError: the file cannot be written.
    """
    bar, move = progress("archiving", None)
    with bar:
        pages = _counted((out.page for out in store.exports.pages(since, thread_id)), move)
        if output is None:
            if sys.stdout.isatty():
                raise click.UsageError("an archive is no text for a terminal: name a file with --output")
            write_warc(pages, sys.stdout.buffer, packed=False)
            return
        part = output.with_name(f"{output.name}.part")
        try:
            with part.open("wb") as opened:
                n_pages = write_warc(pages, opened, packed=output.name.endswith(".gz"))
            part.replace(output)
        except OSError as error:
            raise InputError(f"{output}: cannot be written ({os.strerror(error.errno or 0)})") from error
    click.echo(f"{n_pages} pages in {output}", err=True)


def _counted(pages: Iterator[Page], move: Callable[[int], None]) -> Iterator[Page]:
    for page in pages:
        move(1)
        yield page
