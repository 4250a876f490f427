"""`throughline outlets`: who is followed, and whether their feeds can be read."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from config.outlets import write_outlet
from crawler import run_on_reactor
from desk.adding import outlet_to_find
from desk.cli.outlet_preview import preview_document, print_preview
from desk.cli.printing import (
    asked_config,
    asked_format,
    cleaned,
    configured,
    print_document,
    print_rows,
    prints,
    progress,
)
from desk.discovery import discover
from desk.files import is_web, page_of_file
from desk.outlet_check import check_outlets, verified_at
from desk.outlet_lists import OutletList, read_opml, write_opml
from desk.vigil import OUTLET_KINDS
from desk.wiring import Desk, open_desk
from pipeline.errors import InputError, WorkerKilledError
from pipeline.nouns import FeedKind, Outlet, PageFailed
from storage.checks import FeedCheck
from storage.feeds import FeedState

_COLUMNS = ("slug", "name", "kind", "feeds", "verified")


@click.group()
def outlets() -> None:
    """See, add and check outlets."""


@outlets.command("list")
@prints
@configured
def list_outlets() -> None:
    """List all outlets, with how their feeds fare."""
    desk = open_desk(asked_config())
    states = {state.url: state for state in desk.store.feeds.states()}
    checks = desk.store.checks.all()
    notices: dict[str, list[dict[str, Any]]] = {}
    for one in desk.store.notices.listing(kinds=OUTLET_KINDS, only_open=True):
        row = {"kind": one.kind.value, "began_at": one.began_at, "says": one.says}
        notices.setdefault(one.outlet, []).append(row)
    rows = (
        _outlet_row(outlet, [states[feed.url] for feed in outlet.feeds if feed.url in states], checks)
        | {
            "outside_band": [one["kind"] for one in notices.get(outlet.slug, [])],
            "notices": notices.get(outlet.slug, []),
        }
        for outlet in desk.outlets.values()
    )
    print_rows(rows, columns=(*_COLUMNS, "last_success_at", "outside_band"), empty="no outlets")


def _outlet_row(outlet: Outlet, known: list[FeedState], checks: Sequence[FeedCheck]) -> dict[str, Any]:
    verified = verified_at(outlet, checks)
    successes = [state.last_success_at for state in known if state.last_success_at]
    return {
        "slug": outlet.slug,
        "name": outlet.name,
        "home": outlet.home,
        "language": outlet.language,
        "country": outlet.country,
        "kind": outlet.kind,
        "is_wire": outlet.is_wire,
        "feeds": len(outlet.feeds),
        "feed_urls": [feed.url for feed in outlet.feeds],
        "verified": verified.date().isoformat() if verified else "never",
        "last_success_at": max(successes, default=None),
        "failures": [{"url": state.url, "reason": state.last_failure} for state in known if state.last_failure],
    }


@outlets.command()
@click.argument("slugs", nargs=-1, metavar="[OUTLET…]")
@prints
@configured
def check(slugs: tuple[str, ...]) -> None:
    """Fetch each feed once and say what it saw; only that is stored. Exit 1 if any cannot be read."""
    desk = open_desk(asked_config())
    chosen = desk.chosen_outlets(slugs)
    desk.demand_contact(chosen.values())
    bar, move = progress("checking feeds", sum(len(outlet.feeds) for outlet in chosen.values()))
    with bar:
        seen = run_on_reactor(lambda: check_outlets(desk, chosen.values(), move))
    desk.store.checks.take(seen)
    row = _people_row if asked_format().is_for_people else _seen_row
    print_rows((row(one) for one in seen), columns=_SEEN_COLUMNS, empty="no feeds")
    if asked_format().is_for_people and seen:
        n_failed = sum(one.failure is not None for one in seen)
        click.echo(f"{len(seen) - n_failed} of {len(seen)} feeds can be read.")
    if any(one.failure for one in seen):
        sys.exit(1)


#: A table has room for one column of words, so what is amiss stands in one.
_SEEN_COLUMNS = ("outlet", "feed", "status", "kind", "entries", "dated", "newest", "amiss")


def _people_row(seen: FeedCheck) -> dict[str, Any]:
    row = _seen_row(seen)
    dated = "" if row["dated"] is None else f"{100 * row['dated']:.0f} %"
    amiss = seen.failure or " ".join(seen.problems)
    return row | {"feed": re.sub(r"^https?://(?:www\.)?", "", seen.url), "dated": dated, "amiss": amiss}


def _seen_row(seen: FeedCheck) -> dict[str, Any]:
    return {
        "outlet": seen.outlet,
        "url": seen.url,
        "status": seen.status,
        "kind": seen.form,
        "entries": seen.n_entries,
        "dated": seen.n_dated / seen.n_entries if seen.n_entries else None,
        "newest": seen.newest_at,
        "problems": list(seen.problems),
        "failure": seen.failure,
        "checked_at": seen.checked_at,
    }


@outlets.command()
@click.argument("url")
@click.option("--name", default="", help="As its readers know it; else what its page or feed says.")
@click.option("--slug", help="Its short lasting name; else made from its address.")
@click.option("--feed", "feeds", multiple=True, help="A feed's address; may be given again. Then none is looked for.")
@click.option(
    "--without",
    type=click.Choice([kind.value for kind in FeedKind]),
    multiple=True,
    help="Leave out what is of this kind; may be given again.",
)
@click.option("--allow-private", is_flag=True, help="Its addresses may be private: it is on your own network.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
@click.option("--dry-run", is_flag=True, help="Show what was found, and add nothing.")
@prints
@configured
def add(
    url: str,
    name: str,
    slug: str | None,
    feeds: tuple[str, ...],
    without: tuple[str, ...],
    *,
    allow_private: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Add the outlet at URL: find its feeds, news sitemaps and sections, show what they hold, and write its file."""
    desk = open_desk(asked_config())
    outlet = outlet_to_find(desk, url, slug, name, allow_private=allow_private)
    desk.demand_contact([outlet])
    bar, move = progress(f"looking at {cleaned(url)}", None)
    with bar:
        told = run_on_reactor(lambda: discover(desk, outlet, feeds, move))
    found = tuple(one for one in told.found if one.kind.value not in without)
    kept = {one.url for one in found}
    chosen = replace(told.outlet, feeds=tuple(feed for feed in told.outlet.feeds if feed.url in kept))
    if not found:
        reasons = "; ".join(why for _, why in told.left_out[:3])
        raise InputError(
            f"{url}: nothing was found that announces articles{f' ({reasons})' if reasons else ''}; "
            "give a feed with --feed, or see docs/add-an-outlet.md"
        )
    if asked_format().is_for_people:
        print_preview(chosen, found, told.left_out)
    is_wanted = not dry_run and (yes or (asked_format().is_for_people and click.confirm(f"Add it as {chosen.slug}?")))
    file = write_outlet(chosen, desk.own_outlets_folder) if is_wanted else None
    if not asked_format().is_for_people:
        print_document(preview_document(chosen, found, told.left_out, file))
    elif file:
        click.echo(f"written: {file}")


@outlets.command("import")
@click.argument("file", metavar="FILE|URL")
@prints
@configured
def import_outlets(file: str) -> None:
    """Add the outlets of an OPML file; those that are there already stay as they are."""
    desk = open_desk(asked_config())
    reading = _read_list(desk, file)
    listed = run_on_reactor(lambda: reading) if is_web(file) else asyncio.run(reading)
    new = [outlet for outlet in listed.outlets if outlet.slug not in desk.outlets]
    for outlet in new:
        write_outlet(outlet, desk.own_outlets_folder)
    known = [outlet.slug for outlet in listed.outlets if outlet.slug in desk.outlets]
    if not asked_format().is_for_people:
        print_document(
            {"added": [outlet.slug for outlet in new], "there_already": known, "left_out": list(listed.left_out)}
        )
        return
    for line in (*(f"{slug}: is there already" for slug in known), *listed.left_out):
        click.echo(cleaned(line))
    click.echo(f"{len(new)} added to {desk.own_outlets_folder}")


async def _read_list(desk: Desk, target: str) -> OutletList:
    page = await desk.fetch(target) if is_web(target) else page_of_file(Path(target), None)
    if isinstance(page, PageFailed):
        raise InputError(f"{target}: {page.failure}")
    with desk.workers() as workers:
        try:
            return await workers.run(read_opml, page.body, target)
        except WorkerKilledError as error:
            raise InputError(f"{target}: cannot be read ({error})") from error


@outlets.command("export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@configured
def export_outlets(file: Path) -> None:
    """Write all outlets and their feeds as OPML, to FILE or to stdout."""
    text = write_opml(open_desk(asked_config()).outlets.values())
    try:
        with click.open_file(str(file), "wb") as opened:
            opened.write(text)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from error
