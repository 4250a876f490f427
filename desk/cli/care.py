"""`throughline db`, `reembed` and `doctor`: care of the data, and what is wrong with this installation."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from crawler import run_on_reactor
from desk.cli.printing import asked_config, asked_format, configured, print_document, print_rows, prints, progress
from desk.doctor import examine
from desk.embedding import embed_rules_of
from desk.reembedding import reembed as start
from desk.wiring import open_desk


@click.group()
def db() -> None:
    """Care for the database."""


@db.command()
@configured
def upgrade() -> None:
    """Make an empty database's tables, or bring an older one's up to date; back up first."""
    desk = open_desk(asked_config())
    desk.care.upgrade()
    click.echo(f"{desk.store.name} has schema {desk.care.schema_version}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@configured
def backup(file: Path) -> None:
    """Copy the whole database into FILE while it is in use."""
    open_desk(asked_config()).care.backup(file)
    click.echo(f"{file} holds everything")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@configured
def restore(file: Path) -> None:
    """Replace everything by what the backup FILE holds; stop the daemon first."""
    desk = open_desk(asked_config())
    desk.care.restore(file)
    click.echo(f"everything is as {file} holds it")


@db.command()
@prints
@configured
def check() -> None:
    """Look for damage; exit 1 if there is any."""
    desk = open_desk(asked_config())
    _report({"check": "database", "problem": problem} for problem in desk.care.check())


def _report(problems: Iterator[dict[str, Any]]) -> None:
    found = list(problems)
    print_rows(found, columns=("check", "problem"), empty="nothing wrong")
    if found:
        sys.exit(1)


@click.command()
@click.option("--model", help="Another model than the settings name: `bundled`, or a model's name or folder.")
@click.option("--drop-others", is_flag=True, help="Then forget the vectors of all other models.")
@configured
def reembed(model: str | None, drop_others: bool) -> None:
    """Give every article a vector of the model that the settings name, or of another; threads stay as they are.

    Goes on where it was stopped, and may run beside the daemon, which keeps to the model that it started with.
    """
    from pipeline.read.embed import embed_texts

    desk = open_desk(asked_config())
    rules = embed_rules_of(desk.settings, model or "")
    moving = start(desk.store, rules, lambda texts: embed_texts(rules, texts))
    moved = next(moving)
    shown, step = progress("embedding", moved.n_missing)
    with shown:
        for each in moving:
            step(each.n_done - moved.n_done)
            moved = each
    click.echo(f"{moved.n_done} articles got a vector of {moved.model}; all have one now")
    if drop_others:
        click.echo(f"{desk.store.vectors.drop_others(moved.model)} vectors of other models are gone")


@click.command()
@prints
@configured
def doctor() -> None:
    """Say what is wrong with this installation, and what is fine; exit 1 if anything is wrong."""
    found = run_on_reactor(lambda: examine(asked_config()))
    rows = [{"check": one.check, "ok": one.problem is None, "says": one.problem or one.says} for one in found]
    if asked_format().is_for_people:
        for row in rows:
            click.echo(f"{'ok   ' if row['ok'] else 'WRONG'}  {row['check']}: {row['says']}")
    elif asked_format().as_json:
        print_document(rows)
    else:
        print_rows(rows, columns=(), empty="")
    if not all(row["ok"] for row in rows):
        sys.exit(1)
