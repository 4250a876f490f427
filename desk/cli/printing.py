"""How commands print: one JSON document, a JSON line each, or a table for people."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

Row: TypeAlias = Mapping[str, Any]
C = TypeVar("C", bound=Callable[..., Any])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What the caller asked for."""

    as_json: bool = False
    as_jsonl: bool = False

    @property
    def is_for_people(self) -> bool:
        """Tell whether neither JSON form was asked for."""
        return not (self.as_json or self.as_jsonl)


def _give_format(ctx: click.Context, parameter: click.Parameter, value: bool) -> bool:
    if value:
        chosen = ctx.meta.setdefault("throughline.format", parameter.name)
        if chosen != parameter.name:
            raise click.UsageError("--json and --jsonl cannot both be asked for", ctx)
    return value


def prints(command: C) -> C:
    """Give a command the options `--json` and `--jsonl`; it finds what was asked for by `asked_format()`."""
    lines = click.option(
        "--jsonl", "as_jsonl", is_flag=True, expose_value=False, callback=_give_format, help="A JSON line for each."
    )
    document = click.option(
        "--json", "as_json", is_flag=True, expose_value=False, callback=_give_format, help="One JSON document."
    )
    return document(lines(command))


def configured(command: C) -> C:
    """Give a command the option `--config`; it finds the file by `asked_config()`."""
    option = click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        expose_value=False,
        callback=_give_config,
        help="A TOML file of settings.",
    )
    return option(command)


def _give_config(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    del parameter
    if value is not None:
        ctx.meta["throughline.config"] = value


def asked_config() -> Path | None:
    """Return the settings file named behind the command or before it."""
    ctx = click.get_current_context()
    named = ctx.meta.get("throughline.config", ctx.find_root().obj)
    return named if isinstance(named, Path) else None


def asked_format() -> Format:
    """Return the form of output asked for."""
    chosen = click.get_current_context().meta.get("throughline.format")
    return Format(as_json=chosen == "as_json", as_jsonl=chosen == "as_jsonl")


def _plain(value: Any) -> Any:
    """Return what JSON does not know as what it knows: nouns as objects, instants as ISO 8601, spans in seconds."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"no JSON for a {type(value).__name__}")


def _dump(value: Any) -> str:
    # a lone surrogate in somebody's text must not cost the whole line
    return json.dumps(value, ensure_ascii=False, default=_plain).encode("utf-8", "replace").decode("utf-8")


def print_document(document: Any) -> None:
    """Print one JSON document."""
    click.echo(_dump(document))


def print_rows(rows: Iterable[Row], *, columns: Sequence[str], empty: str) -> None:
    """Print rows in the form asked for.

    Args:
        rows: what there is; it is streamed for `--jsonl`.
        columns: the fields that people are shown, in order.
        empty: what people are told when there are none.
    """
    chosen = asked_format()
    if chosen.as_jsonl:
        for row in rows:
            click.echo(_dump(row))
    elif chosen.as_json:
        print_document(list(rows))
    else:
        _print_table(rows, columns, empty)


def _print_table(rows: Iterable[Row], columns: Sequence[str], empty: str) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(cell(row.get(column)) for column in columns))
    if table.row_count:
        console().print(table)
    else:
        click.echo(empty)


def cell(value: Any) -> Text:
    """Return a value as people read it; never as markup, whatever an outlet wrote."""
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, datetime):
        return Text(f"{value:%Y-%m-%d %H:%M}")
    if isinstance(value, float):
        return Text(f"{value:.2f}")
    if isinstance(value, list | tuple):
        return Text(", ".join(str(item) for item in value))
    return Text(cleaned(str(value)))


def cleaned(text: str) -> str:
    """Return a text without the control characters by which somebody's headline could steer a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def console() -> Console:
    """Return a console on stdout that wraps only where a person looks."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False, markup=False)


def progress(what: str, total: int | None) -> tuple[AbstractContextManager[Progress], Callable[[int], None]]:
    """Return a progress bar on stderr and the function that moves it; without a terminal it shows nothing.

    Args:
        what: what is counted.
        total: how many there are; None: nobody knows.
    """
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    task = bar.add_task(what, total=total)

    def move(n: int) -> None:
        bar.advance(task, n)

    return bar, move
