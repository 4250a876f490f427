"""`throughline followups`: the dates to come, as a list or as a calendar."""

import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import click

from desk.cli.printing import asked_config, configured, print_rows, prints
from desk.followups import calendar, follow_ups
from desk.shown import FollowUpShown
from desk.wiring import open_desk

_COLUMNS = ("value", "headline", "due", "sentence", "outlet", "followed_up", "thread")


@click.command()
@click.argument("thread", metavar="[ID|SLUG]", required=False)
@click.option("--past", default=0, type=click.IntRange(0, 3650), help="Also those that passed in so many days.")
@click.option("--ics", is_flag=True, help="An iCalendar file on stdout.")
@prints
@configured
def followups(thread: str | None, past: int, ics: bool) -> None:
    """List the dates to follow up, soonest first, of one thread or of all."""
    desk = open_desk(asked_config())
    now = desk.clock.now()
    found = desk.store.threads.find(thread) if thread else None
    shown = follow_ups(desk.store, now, thread=found, past=timedelta(days=past))
    if ics:
        name = f"Follow-ups: {found.headline}" if found else "Follow-ups"
        sys.stdout.buffer.write(calendar(shown, desk_url=desk.public_url, name=name, now=now))
    else:
        print_rows(_rows(shown), columns=_COLUMNS, empty="no dates to follow up")


def _rows(shown: Iterable[FollowUpShown]) -> Iterable[dict[str, Any]]:
    for each in shown:
        yield {
            "value": each.value,
            "thread": each.thread.slug,
            "thread_id": each.thread.id,
            "headline": each.thread.headline,
            "sentence": each.sentence,
            "due": each.due,
            "article": each.told.article_id,
            "outlet": each.told.outlet_name,
            "url": each.told.url,
            "told_at": each.told.at,
            "followed_up": each.followed_up,
            "followed_up_by": each.followed_up_by.url if each.followed_up_by else None,
        }
