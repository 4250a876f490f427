"""What `throughline outlets add` found, shown before anything is added."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desk.cli.printing import cleaned
from desk.discovery import Found
from pipeline.nouns import Outlet


def print_preview(outlet: Outlet, found: Sequence[Found], left_out: Sequence[tuple[str, str]]) -> None:
    """Print for people what was found of an outlet."""
    click.secho(cleaned(outlet.name), bold=True)
    place = (outlet.home, f"language {outlet.language}", outlet.country or "country unknown", outlet.time_zone)
    click.echo(cleaned(" · ".join(place)))
    for one in found:
        n, newest = len(one.reading.entries), one.newest_at
        dated = f"newest {newest:%Y-%m-%d %H:%M} UTC" if newest else "no dates"
        click.echo()
        click.echo(cleaned(f"{one.reading.kind}  {one.url}  ({one.where})"))
        click.echo(f"  {n} {'entry' if n == 1 else 'entries'}, {dated}")
        for headline in one.headlines:
            click.echo(cleaned(f"  - {headline}"))
        for problem in one.reading.problems:
            click.echo(cleaned(f"  problem: {problem}"))
    if left_out:
        click.echo()
        for url, why in left_out:
            click.echo(cleaned(f"left out  {url}: {why}"))
    click.echo()


def preview_document(
    outlet: Outlet, found: Sequence[Found], left_out: Sequence[tuple[str, str]], file: Path | None
) -> dict[str, Any]:
    """Return for scripts what was found of an outlet, and where it was written; `written` is null where it was not."""
    named = ("slug", "name", "home", "language", "country", "kind", "time_zone")
    return {
        "outlet": {name: getattr(outlet, name) for name in named},
        "feeds": [_row(one) for one in found],
        "left_out": [{"url": url, "why": why} for url, why in left_out],
        "written": str(file) if file else None,
    }


def _row(one: Found) -> dict[str, Any]:
    return {
        "url": one.url,
        "kind": one.kind,
        "form": one.reading.kind,
        "where": one.where,
        "entries": len(one.reading.entries),
        "newest": one.newest_at,
        "headlines": list(one.headlines),
        "problems": list(one.reading.problems),
    }
