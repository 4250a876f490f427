"""`throughline backfill`: an outlet's archive, through its sitemaps."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from crawler import Span, run_on_reactor
from desk.backfill import Backfill, Backfilled
from desk.cli.printing import (
    asked_config,
    asked_format,
    configured,
    print_document,
    print_rows,
    prints,
    progress,
)
from desk.embedding import model_process
from desk.wiring import Desk, open_desk
from pipeline.nouns import Outcome, Outlet

_LAST_INSTANT = timedelta(days=1) - timedelta(microseconds=1)
_DAY = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command()
@click.argument("outlet")
@click.option("--from", "since", type=_DAY, required=True, help="The first day: 2026-03-01 (UTC).")
@click.option("--to", "until", type=_DAY, required=True, help="The last day, to its end.")
@click.option("--undated", is_flag=True, help="Also pages of which no sitemap tells when they were published.")
@prints
@configured
def backfill(outlet: str, *, since: datetime, until: datetime, undated: bool) -> None:
    """Fetch what OUTLET published in a span of days, through its sitemaps, as politely as a round.

    What was done is remembered: run it again to go on with what was stopped or what failed. What is known already is
    not fetched again, and old news is threaded and not mailed.
    """
    span = _span(since, until)
    desk = open_desk(asked_config())
    chosen = desk.chosen_outlets((outlet,))[outlet]
    desk.demand_contact([chosen])
    desk.pen.demand()
    began = time.monotonic()
    try:
        desk.store.feeds.register(desk.outlets.values(), desk.clock.now())
        done = run_on_reactor(lambda: _look_back(desk, chosen, span, with_undated=undated))
    finally:
        desk.pen.drop()
    _print(outlet, span, done, time.monotonic() - began)
    if done.stopped is not None:
        raise click.ClickException(f"{chosen.name}: {done.stopped}")


def _span(since: datetime, until: datetime) -> Span:
    """Return the span that was asked for; a bare day is meant to its end.

    Raises:
        UsageError: it ends before it begins.
    """
    last = until + _LAST_INSTANT if until == datetime.combine(until.date(), datetime.min.time()) else until
    if last < since:
        raise click.UsageError(f"--to {until:%Y-%m-%d} lies before --from {since:%Y-%m-%d}")
    return Span(since=since.replace(tzinfo=UTC), until=last.replace(tzinfo=UTC))


async def _look_back(desk: Desk, outlet: Outlet, span: Span, *, with_undated: bool) -> Backfilled:
    with desk.workers() as workers, model_process(desk.embed_rules) as model:
        looking = Backfill(desk, workers, model, outlet, span, with_undated=with_undated)
        bar, move = progress("sitemaps", None)
        with bar:
            n_waiting = await looking.look(move)
        bar, move = progress("pages", n_waiting)
        with bar:
            return await looking.fetch(move)


def _print(outlet: str, span: Span, done: Backfilled, seconds: float) -> None:
    state = done.state
    document: dict[str, Any] = {
        "outlet": outlet,
        "from": span.since,
        "to": span.until,
        "sitemaps": state.n_sitemaps - state.n_sitemaps_failed,
        "pages": state.n_pages,
        "fetched": done.n_fetched,
        "missing": state.n_missing,
        "undated": state.n_undated,
        "outcomes": {outcome.value: state.outcomes[outcome] for outcome in Outcome if state.outcomes[outcome]},
        "failures": [{"url": url, "reason": reason} for url, reason in state.failures.items()],
        "stopped": done.stopped,
        "seconds": round(seconds, 3),
    }
    if not asked_format().is_for_people:
        print_document(document)
        return
    told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in document["outcomes"].items()) or "nothing to read"
    click.echo(
        f"{document['sitemaps']} sitemaps name {state.n_pages} pages of these days; {done.n_fetched} fetched now, "
        f"{state.n_missing} missing: {told}"
    )
    if state.n_undated:
        click.echo(f"{state.n_undated} pages are undated: --undated fetches those too")
    print_rows(document["failures"], columns=("url", "reason"), empty="no failures")
