"""`throughline read`: what our reader sees in a page; stores nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crawler import run_on_reactor
from desk.cli.printing import asked_config, asked_format, cleaned, configured, print_document, print_rows, prints
from desk.facts_written import fact_rows
from desk.files import is_web, page_of_file
from desk.languages import facts_note
from desk.wiring import Desk, open_desk
from desk.workers import WorkerPool
from pipeline.errors import WorkerKilledError
from pipeline.nouns import Outcome, PageFailed, Reading, Rejected
from pipeline.read.page import read_page

#: Pages that are held in memory at once.
_AHEAD = 8
_COLUMNS = ("file", "outcome", "headline", "byline", "published_at", "outlet_name", "detail")


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE|URL…")
@click.option("--url", help="The address that a file was fetched from.")
@prints
@configured
def read(targets: tuple[str, ...], url: str | None) -> None:
    """Show what the reader sees in pages; nothing is stored."""
    desk = open_desk(asked_config())
    reading = _read_all(desk, targets, url)
    rows = run_on_reactor(lambda: reading) if any(is_web(target) for target in targets) else asyncio.run(reading)
    if asked_format().is_for_people and len(rows) == 1:
        _print_one(rows[0])
    elif asked_format().as_json and len(rows) == 1:
        print_document(rows[0])
    else:
        print_rows(rows, columns=_COLUMNS, empty="nothing to read")


async def _read_all(desk: Desk, targets: Sequence[str], url: str | None) -> list[dict[str, Any]]:
    with desk.workers() as workers:
        ahead = asyncio.Semaphore(_AHEAD)

        async def read_one(target: str) -> dict[str, Any]:
            async with ahead:
                return _row(target, await _read_one(desk, workers, target, url))

        return await asyncio.gather(*(read_one(target) for target in targets))


async def _read_one(desk: Desk, workers: WorkerPool, target: str, url: str | None) -> Reading | Rejected:
    page = await desk.fetch(target) if is_web(target) else page_of_file(Path(target), url)
    if isinstance(page, PageFailed):
        return Rejected(outcome=Outcome.NOT_FOUND, detail=page.failure, url=page.url)
    try:
        return await workers.run(read_page, page, desk.read_rules)
    except WorkerKilledError as error:
        return Rejected(outcome=Outcome.KILLED, detail=str(error), url=page.url)


def _row(target: str, found: Reading | Rejected) -> dict[str, Any]:
    if isinstance(found, Rejected):
        return {"file": target, "url": found.url, "outcome": found.outcome, "detail": found.detail} | _NOTHING
    article = found.article
    named = ("headline", "standfirst", "byline", "published_at", "modified_at", "language", "outlet_name")
    row: dict[str, Any] = {"file": target, "url": article.canonical_url, "outcome": Outcome.ARTICLE, "detail": ""}
    row |= {name: getattr(article, name) for name in named}
    row |= {"canonical_url": article.canonical_url, "text": article.text, "agency": article.agency}
    row["markings"] = asdict(article.markings)
    row |= fact_rows(found.facts, article.text)
    return row | {"facts_note": facts_note(article.language, found.facts)}


#: What a page that is no article has of an article's fields.
_UNSAID = ("headline", "standfirst", "published_at", "modified_at", "language", "outlet_name", "canonical_url", "text")
_NOTHING: dict[str, Any] = dict.fromkeys((*_UNSAID, "agency", "markings", "facts_note")) | {
    "byline": [],
    "quotes": [],
    "figures": [],
    "dates": [],
    "names": [],
}


def _print_one(row: dict[str, Any]) -> None:
    for line in _lines(row):
        click.echo(line)


def _lines(row: dict[str, Any]) -> Iterator[str]:
    if row["outcome"] is not Outcome.ARTICLE:
        yield cleaned(f"{row['outcome']}: {row['detail']}")
        return
    yield click.style(cleaned(row["headline"]), bold=True)
    yield from (cleaned(row[name]) for name in ("standfirst", "url") if row[name])
    told = f"{row['published_at']:%Y-%m-%d %H:%M} UTC" if row["published_at"] else "no date"
    parts = (", ".join(row["byline"]), row["outlet_name"], told, row["language"])
    yield cleaned(" · ".join(part for part in parts if part))
    yield from (click.style("marked  ", dim=True) + cleaned(words) for words in _marked(row))
    yield ""
    yield cleaned(row["text"]).replace("\n", "\n\n")
    for kind in ("quotes", "figures", "dates"):
        for fact in row[kind]:
            speaker = f"{fact['speaker'] or 'someone'}: " if kind == "quotes" else ""
            yield click.style(f"{kind[:-1]}  ", dim=True) + cleaned(f"{speaker}{fact['text']}")
    if row["facts_note"]:
        yield cleaned(row["facts_note"])


def _marked(row: dict[str, Any]) -> Iterator[str]:
    """Yield in words what the page says of its article beside headline, people and text."""
    said = row["markings"]
    for name in ("published", "modified"):
        if claim := said[name]:
            zone = f"at {claim['zone']}" if claim["zone"] else "without a zone"
            yield f"{name} {claim['at']:%Y-%m-%d %H:%M} UTC, written {zone}, by {claim['place']}"
    yield from (f"published {claim['at']:%Y-%m-%d %H:%M} UTC says {claim['place']}" for claim in said["disputed"])
    if said["section"] or said["tags"]:
        yield ", ".join(filter(None, (said["section"], *said["tags"])))
    if row["agency"]:
        yield f"agency {row['agency']}"
    if picture := said["picture"]:
        yield f"picture {picture['url']}" + (f", {picture['credit']}" if picture["credit"] else "")
    if said["is_free"] is False:
        yield "not free to read"
    yield from (f"based on {work}" for work in said["based_on"])
    yield from (f"{each['kind']}: {each['text']}" for each in said["amendments"])
