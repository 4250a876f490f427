"""`throughline outlets`: who is followed, and whether their feeds can be read."""

import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from config.outlets import write_outlet
from crawler import run_on_reactor
from desk.cli.printing import asked_config, cleaned, configured, print_rows, prints, progress
from desk.outlet_check import FeedSeen, check_outlets, discover
from desk.outlet_lists import read_opml, write_opml
from desk.wiring import Desk, open_desk
from pipeline.errors import InputError
from pipeline.nouns import Feed, FeedKind, Outlet
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
    rows = (
        _outlet_row(outlet, [states[feed.url] for feed in outlet.feeds if feed.url in states])
        for outlet in desk.outlets.values()
    )
    print_rows(rows, columns=(*_COLUMNS, "last_success_at"), empty="no outlets")


def _outlet_row(outlet: Outlet, known: list[FeedState]) -> dict[str, Any]:
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
        "verified": outlet.verified_at.date().isoformat() if outlet.verified_at else "never",
        "last_success_at": max(successes, default=None),
        "failures": [{"url": state.url, "reason": state.last_failure} for state in known if state.last_failure],
    }


@outlets.command()
@click.argument("slugs", nargs=-1, metavar="[OUTLET…]")
@prints
@configured
def check(slugs: tuple[str, ...]) -> None:
    """Fetch each feed once and say what it saw; nothing is stored. Exit 1 if any cannot be read."""
    desk = open_desk(asked_config())
    chosen = desk.chosen_outlets(slugs)
    desk.demand_contact(chosen.values())
    bar, move = progress("checking feeds", sum(len(outlet.feeds) for outlet in chosen.values()))
    with bar:
        seen = run_on_reactor(lambda: check_outlets(desk, chosen.values(), move))
    print_rows((_seen_row(one) for one in seen), columns=_SEEN_COLUMNS, empty="no feeds")
    if any(one.failure for one in seen):
        sys.exit(1)


_SEEN_COLUMNS = ("outlet", "url", "status", "entries", "newest", "failure")


def _seen_row(seen: FeedSeen) -> dict[str, Any]:
    return {
        "outlet": seen.outlet,
        "url": seen.url,
        "status": seen.status,
        "kind": seen.kind,
        "entries": seen.n_entries,
        "newest": seen.newest_at,
        "problems": list(seen.problems),
        "failure": seen.failure,
    }


@outlets.command()
@click.argument("url")
@click.option("--name", help="As its readers know it; else what its page or feed says.")
@click.option("--slug", help="Its short lasting name; else made from its address.")
@click.option("--feed", "feeds", multiple=True, help="A feed's address; may be given again. Else its page is searched.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
@configured
def add(url: str, name: str | None, slug: str | None, feeds: tuple[str, ...], *, yes: bool) -> None:
    """Add the outlet at URL: find its feeds, show what they hold, and write its file."""
    desk = open_desk(asked_config())
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url!r} is no address; write one that begins with https://")
    outlet = _outlet(desk, url, name, slug, feeds)
    if not outlet.feeds:
        raise InputError(f"{url}: its page names no feed; give one with --feed, or see docs/add-an-outlet.md")
    seen = run_on_reactor(lambda: check_outlets(desk, [outlet], lambda _: None))
    print_rows((_seen_row(one) for one in seen), columns=_SEEN_COLUMNS, empty="no feeds")
    if not yes and not click.confirm(f"Add {outlet.name} as {outlet.slug}?"):
        return
    click.echo(f"written: {write_outlet(outlet, desk.own_outlets_folder)}")


def _outlet(desk: Desk, url: str, name: str | None, slug: str | None, feeds: tuple[str, ...]) -> Outlet:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    chosen = slug or re.sub(r"[^a-z0-9]+", "-", host.rpartition(".")[0].lower()).strip("-")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", chosen):
        raise InputError(f"{chosen!r} is no slug; give one with --slug: lower-case letters, digits, hyphens")
    desk.demand_contact([Outlet(slug=chosen, name=host, home=url)])
    if feeds:
        found = tuple(Feed(url=feed, kind=FeedKind.FEED) for feed in feeds)
        title = None
    else:
        title, found = run_on_reactor(lambda: discover(desk, url))
    return Outlet(slug=chosen, name=name or title or host, home=url, feeds=found)


@outlets.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@configured
def import_outlets(file: Path) -> None:
    """Add the outlets of an OPML file; those that are there already stay as they are."""
    desk = open_desk(asked_config())
    n_added = 0
    for outlet in read_opml(file):
        if outlet.slug in desk.outlets:
            click.echo(cleaned(f"{outlet.slug}: is there already"))
            continue
        write_outlet(outlet, desk.own_outlets_folder)
        n_added += 1
    click.echo(f"{n_added} added to {desk.own_outlets_folder}")


@outlets.command("export")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@configured
def export_outlets(file: Path) -> None:
    """Write all outlets and their feeds as OPML, to FILE or to stdout."""
    text = write_opml(open_desk(asked_config()).outlets.values())
    with click.open_file(str(file), "wb") as opened:
        opened.write(text)
