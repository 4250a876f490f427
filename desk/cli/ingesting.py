"""`throughline ingest`: articles, archives and pages from files, down the same path as a crawl."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from config.settings import read_settings, settings_file
from desk.cli.printing import asked_config, asked_format, configured, print_document, prints, progress
from desk.embedding import embed_rules_of, model_process
from desk.workers import WorkerPool
from pipeline.nouns import Outcome

#: How far this process and those that read stand back for the one that embeds, which paces the whole: a niceness.
_BEHIND = 10


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@prints
@configured
def ingest(paths: tuple[Path, ...]) -> None:
    """Take .jsonl[.gz] articles, .warc[.gz] archives, .html pages and folders of them.

    They go in order of publication. What is known already stays as it is, so that a second run adds nothing and a
    run that was stopped goes on where it was.
    """
    began, config = time.monotonic(), asked_config()
    with model_process(embed_rules_of(read_settings(settings_file(config)))) as model:
        # it takes longest to load: all else is loaded, and read ahead, meanwhile
        model.start()
        os.nice(max(0, _BEHIND - os.nice(0)))
        outcomes = _ingest(paths, config, model)
    _print_counts(outcomes, time.monotonic() - began)


def _ingest(paths: Sequence[Path], config: Path | None, model: WorkerPool) -> Counter[Outcome]:
    from desk.ingesting import Ingest, files_of
    from desk.wiring import open_desk

    desk = open_desk(config)
    files = files_of(paths)
    desk.pen.demand()
    bar, move = progress("ingesting", None)
    try:
        with bar, desk.workers() as workers:
            return asyncio.run(Ingest(desk, workers, model, move).run(files))
    finally:
        desk.pen.drop()


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
