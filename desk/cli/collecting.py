"""`throughline crawl` and `throughline feed`: a round by hand, and what our reader sees in a feed."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crawler import guess_kind, read_feed, run_on_reactor
from desk.cli.printing import asked_config, asked_format, configured, print_document, print_rows, prints
from desk.cycle import Cycle
from desk.embedding import model_process
from desk.files import is_web, page_of_file
from desk.wiring import Desk, open_desk
from pipeline.errors import WorkerKilledError
from pipeline.nouns import CrawlReport, FeedReading, Outcome, PageFailed


@click.command()
@click.argument("outlets", nargs=-1, metavar="[OUTLET…]")
@click.option("--all", "everything", is_flag=True, help="Also feeds whose time has not come.")
@prints
@configured
def crawl(outlets: tuple[str, ...], *, everything: bool) -> None:
    """Do one round over what is due: fetch, read, thread; then say how it went."""
    desk = open_desk(asked_config())
    chosen = desk.chosen_outlets(outlets)
    desk.demand_contact(chosen.values())
    desk.pen.demand()
    try:
        desk.store.feeds.register(desk.outlets.values(), desk.clock.now())
        report, outcomes = run_on_reactor(lambda: _round(desk, outlets, everything=everything))
    finally:
        desk.pen.drop()
    _print_report(report, outcomes)


async def _round(desk: Desk, slugs: tuple[str, ...], *, everything: bool) -> tuple[CrawlReport, Counter[Outcome]]:
    with desk.workers() as workers, model_process(desk.embed_rules) as model:
        cycle = Cycle(desk, workers, model)
        report = await cycle.collect(desk.chosen_outlets(slugs), everything=everything)
        return report, await cycle.read_and_thread()


def _print_report(report: CrawlReport, outcomes: Counter[Outcome]) -> None:
    document: dict[str, Any] = {
        "feeds": report.n_feeds,
        "not_modified": report.n_not_modified,
        "pages": report.n_pages,
        "outcomes": {outcome.value: outcomes[outcome] for outcome in Outcome if outcomes[outcome]},
        "new_articles": outcomes[Outcome.ARTICLE],
        "revisions": outcomes[Outcome.REVISION],
        "failures": [{"url": url, "reason": reason} for url, reason in report.failures.items()],
    }
    if not asked_format().is_for_people:
        print_document(document)
        return
    told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in document["outcomes"].items()) or "nothing to read"
    click.echo(f"{report.n_feeds} feeds ({report.n_not_modified} not modified), {report.n_pages} pages: {told}")
    print_rows(document["failures"], columns=("url", "reason"), empty="no failures")


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="FILE|URL…")
@prints
@configured
def feed(targets: tuple[str, ...]) -> None:
    """Show what the feed reader sees in feeds, news sitemaps and JSON Feeds; nothing is stored."""
    desk = open_desk(asked_config())
    read = _read_all(desk, targets)
    rows = run_on_reactor(lambda: read) if any(is_web(target) for target in targets) else asyncio.run(read)
    if not asked_format().is_for_people:
        if asked_format().as_json and len(rows) == 1:
            print_document(rows[0])
        else:
            print_rows(rows, columns=(), empty="")
        return
    for row in rows:
        _print_feed(row)


async def _read_all(desk: Desk, targets: Sequence[str]) -> list[dict[str, Any]]:
    with desk.workers() as workers:
        rows = []
        for target in targets:
            page = await desk.fetch(target) if is_web(target) else page_of_file(Path(target), None)
            if isinstance(page, PageFailed):
                rows.append(_row(target, _unreadable(page.failure)))
                continue
            content_type = page.headers.get("content-type")
            try:
                reading = await workers.run(read_any_feed, page.body, page.url, content_type)
            except WorkerKilledError as error:
                reading = _unreadable(str(error))
            rows.append(_row(target, reading))
        return rows


def read_any_feed(body: bytes, url: str, content_type: str | None) -> FeedReading:
    """Read a feed of whatever kind it is; it runs in a worker process."""
    kind = guess_kind(body, url=url, content_type=content_type)
    return read_feed(body, url=url, content_type=content_type, kind=kind)


def _unreadable(why: str) -> FeedReading:
    return FeedReading(title=None, link=None, language=None, kind="unknown", problems=(why,))


def _row(target: str, reading: FeedReading) -> dict[str, Any]:
    return {
        "file": target,
        "feed": {name: getattr(reading, name) for name in ("title", "link", "language", "kind")},
        "entries": [asdict(entry) for entry in reading.entries],
        "problems": list(reading.problems),
    }


def _print_feed(row: dict[str, Any]) -> None:
    seen = row["feed"]
    click.secho(f"{seen['title'] or row['file']} ({seen['kind']})", bold=True)
    for problem in row["problems"]:
        click.echo(f"problem: {problem}")
    print_rows(row["entries"], columns=("published_at", "headline", "url"), empty="no entries")
