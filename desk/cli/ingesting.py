"""`throughline ingest`: articles, archives and pages from files, down the same path as a crawl."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from desk.cli.printing import asked_config, asked_format, configured, print_document, prints, progress
from desk.ingesting import Ingest, files_of
from desk.wiring import Desk, open_desk
from pipeline.nouns import Outcome


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@prints
@configured
def ingest(paths: tuple[Path, ...]) -> None:
    """Take .jsonl[.gz] articles, .warc[.gz] archives, .html pages and folders of them.

    They go in order of publication. What is known already stays as it is, so that a second run adds nothing and a
    run that was stopped goes on where it was.
    """
    desk = open_desk(asked_config())
    files = files_of(paths)
    desk.pen.demand()
    began = time.monotonic()
    bar, move = progress("ingesting", None)
    try:
        with bar:
            outcomes = asyncio.run(_ingest(desk, files, move))
    finally:
        desk.pen.drop()
    _print_counts(outcomes, time.monotonic() - began)


async def _ingest(desk: Desk, files: Sequence[Path], move: Callable[[int], None]) -> Counter[Outcome]:
    with desk.workers() as workers, desk.model_process() as model:
        return await Ingest(desk, workers, model, move).run(files)


def _print_counts(outcomes: Counter[Outcome], seconds: float) -> None:
    total = outcomes.total()
    document = {
        "total": total,
        "outcomes": {outcome.value: outcomes[outcome] for outcome in Outcome if outcomes[outcome]},
        "seconds": round(seconds, 3),
        "articles_per_second": round(total / seconds, 1) if seconds else None,
    }
    if asked_format().is_for_people:
        told = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in Outcome if outcomes[outcome]) or "nothing"
        click.echo(f"{told.replace('_', ' ')}; {total} in {seconds:.1f} s, {document['articles_per_second']} a second")
    else:
        print_document(document)
