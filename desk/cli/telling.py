"""`throughline watch` and `throughline alerts`: who is told what, and what is owed."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import available_timezones

import click

from crawler import run_on_reactor
from desk.bouncing import BouncesTaken, mails_in, take_bounces
from desk.channels import check_address, is_webhook, push_due, webhook_secret
from desk.cli.options import SINCE, instant, since_option
from desk.cli.printing import asked_config, asked_format, configured, print_document, print_rows, prints
from desk.mail.outbox import SendReport, send_due
from desk.standing import new_watch
from desk.watching import AlertLine, Previewed, WatchShown, alerts_view, watches_view
from desk.watching import preview as preview_of
from desk.wiring import Desk, open_desk
from desk.wording import plural, watch_words
from pipeline.errors import SettingsError
from pipeline.nouns import Delivery, Pace, Watch, WatchKind

F = TypeVar("F", bound=Callable[..., Any])
#: Over which a preview looks back, where nothing else is asked.
_WEEK = timedelta(days=7)


class _Clock(click.ParamType[time]):
    """A time of day."""

    name = "HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Read `07:30`."""
        if isinstance(value, time):
            return value
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
        if found is None:
            self.fail(f"{value!r} is no time of day; write 07:30", param, ctx)
        return time(int(found[1]), int(found[2]))


class _Quiet(click.ParamType[tuple[time, time]]):
    """A stretch of the day."""

    name = "HH:MM-HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[time, time]:
        """Read `22:00-06:30`."""
        if isinstance(value, tuple):
            return value
        begin, dash, end = str(value).partition("-")
        if not dash:
            self.fail(f"{value!r} are no quiet hours; write 22:00-06:30", param, ctx)
        clock = _Clock()
        return clock.convert(begin, param, ctx), clock.convert(end, param, ctx)


def _delivers(command: F) -> F:
    """Give a command the options that say when a watch tells."""
    zone = click.option("--zone", default="UTC", show_default=True, help="Time zone of its times: Europe/London.")
    most = click.option("--most-a-day", type=click.IntRange(1, 10_000), help="Mails of it in 24 hours, at most.")
    quiet = click.option("--quiet", type=_Quiet(), help="Hours in which nothing is sent: 22:00-06:30.")
    daily = click.option("--daily-at", type=_Clock(), default="07:00", show_default=True, help="Time of the digest.")
    paces = click.Choice([pace.value.replace("_", "-") for pace in Pace])
    pace = click.option("--pace", type=paces, default="at-once", show_default=True, help="How soon it tells.")
    return pace(daily(quiet(most(zone(command)))))


def _delivery(
    *, pace: str, daily_at: time, quiet: tuple[time, time] | None, most_a_day: int | None, zone: str
) -> Delivery:
    if zone not in available_timezones():
        raise click.UsageError(f"{zone!r} is no time zone; write one such as Europe/London")
    begin, end = quiet or (None, None)
    return Delivery(
        pace=Pace(pace.replace("-", "_")),
        daily_at=daily_at,
        quiet_from=begin,
        quiet_until=end,
        zone=zone,
        most_a_day=most_a_day,
    )


@click.group()
def watch() -> None:
    """Say who is told of what: a thread, a query, an outlet, a speaker, a figure, a gap, a silence."""


_KIND = click.argument("kind", type=click.Choice([kind.value for kind in WatchKind]))
_VALUE = click.argument("value")


@watch.command()
@_KIND
@_VALUE
@click.option("--to", "recipient", required=True, help="Who is told: an e-mail address, a webhook, a channel.")
@_delivers
@prints
@configured
def add(
    kind: str,
    value: str,
    recipient: str,
    **how: Any,
) -> None:
    """Add a watch; from now on its recipient is told of each new development, once."""
    delivery = _delivery(**how)
    check_address(recipient)
    desk = open_desk(asked_config())
    made = _watch(desk, WatchKind(kind), value, recipient, delivery)
    desk.store.watches.add(made)
    secret = webhook_secret(recipient, desk.store.keys.of("webhook")) if is_webhook(recipient) else None
    if asked_format().is_for_people:
        click.echo(f"{made.id}: {made.recipient} is told of {made.kind} {made.value}, from now on")
        if secret:
            click.echo(f"its letters are signed with {secret}")
        _say_how_many(desk, made)
    else:
        print_document(_flat(made) | ({"secret": secret} if secret else {}))


def _say_how_many(desk: Desk, watch: Watch) -> None:
    """Say how many such a watch would have told in the last week."""
    now = desk.clock.now()
    shown = preview_of(desk.store, watch, now - _WEEK, now, desk.match_rules)
    noisy = "; that is noisy: narrow it, or give it --pace daily" if shown.is_noisy else ""
    click.echo(f"the last seven days would have brought {plural(len(shown.lines), 'alert')}{noisy}")


def _flat(watch: Watch) -> dict[str, Any]:
    row = asdict(watch)
    return {**row, **row.pop("delivery")}


def _watch(desk: Desk, kind: WatchKind, value: str, recipient: str, delivery: Delivery | None = None) -> Watch:
    return new_watch(
        desk.store,
        kind,
        value,
        recipient,
        desk.clock.now(),
        delivery=delivery,
        outlets=desk.outlets,
        own_outlet=desk.match_rules.own_outlet,
    )


@watch.command("list")
@prints
@configured
def list_watches() -> None:
    """List all watches, with how many alerts each made in the last seven days, and what is wrong with it."""
    desk = open_desk(asked_config())
    rows = (_watch_row(one) for one in watches_view(desk.store, desk.clock.now()))
    columns = ("id", "kind", "value", "recipient", "delivery", "n_week", "remark")
    print_rows(rows, columns=columns, empty="no watches; `throughline watch add --help` says how to add one")


def _watch_row(shown: WatchShown) -> dict[str, Any]:
    watch = shown.watch
    remarks = ["noisy"] if shown.is_noisy else []
    if shown.refused is not None:
        remarks.append(f"refused: {shown.refused}")
    if shown.unreachable is not None:
        remarks.append(shown.unreachable)
    return {
        "id": watch.id,
        "kind": watch.kind,
        "value": watch.value,
        "recipient": shown.recipient,
        "created_at": watch.created_at,
        "looks_at": watch_words(watch),
        "thread": shown.thread.slug if shown.thread else None,
        "delivery": shown.delivery,
        "n_week": shown.n_week,
        "a_day": round(shown.a_day, 2),
        "is_noisy": shown.is_noisy,
        "refused": shown.refused,
        "unreachable": shown.unreachable,
        "remark": "; ".join(remarks),
    }


@watch.command()
@click.argument("watch_id")
@configured
def remove(watch_id: str) -> None:
    """Remove a watch, and what it still owed."""
    open_desk(asked_config()).store.watches.remove(watch_id)
    click.echo(f"{watch_id} removed")


@watch.command()
@_KIND
@_VALUE
@since_option(_WEEK, "7d")
@prints
@configured
def preview(kind: str, value: str, since: datetime | timedelta) -> None:
    """Show what a watch would have told over the last week, and how many a day; nothing is stored or sent."""
    desk = open_desk(asked_config())
    now = desk.clock.now()
    asked = _watch(desk, WatchKind(kind), value, "preview@throughline.invalid")
    shown = preview_of(desk.store, asked, instant(since, now), now, desk.match_rules)
    columns = ("first_at", "kind", "headline", "first_outlet")
    print_rows((_preview_row(one) for one in shown.lines), columns=columns, empty="it would have told nothing")
    if asked_format().is_for_people and shown.lines:
        noisy = "; that is noisy" if shown.is_noisy else ""
        click.echo(f"{plural(len(shown.lines), 'alert')} in {shown.days:.0f} days, {shown.a_day:.1f} a day{noisy}")


def _preview_row(line: Previewed) -> dict[str, Any]:
    return {
        "first_at": line.at,
        "kind": line.kind,
        "headline": line.headline,
        "first_outlet": line.outlet,
        "thread": line.thread_id,
        "development": line.development_id,
    }


@click.group()
def alerts() -> None:
    """See and send what is owed to people."""


@alerts.command("list")
@SINCE
@click.option("--unsent", is_flag=True, help="Only those still owed.")
@click.option("--refused", is_flag=True, help="Only those that the recipient's server refused.")
@click.option("--bounced", is_flag=True, help="Only those whose letter came back.")
@click.option("--to", "recipient", help="Only those to this address.")
@prints
@configured
def list_alerts(
    since: datetime | timedelta, recipient: str | None, *, unsent: bool, refused: bool, bounced: bool
) -> None:
    """List alerts, the newest first, with how it stands with each: owed, held, failed, refused, sent or bounced."""
    desk = open_desk(asked_config())
    now = desk.clock.now()
    found = desk.store.alerts.listing(
        since=instant(since, now),
        recipient=recipient,
        is_sent=False if unsent else None,
        is_refused=True if refused else None,
        is_bounced=True if bounced else None,
        limit=100_000,
    )
    columns = ("created_at", "state", "recipient", "headline", "due_at", "n_tries", "failure")
    print_rows((_alert_row(one) for one in alerts_view(desk.store, found, now)), columns=columns, empty="no alerts")


def _alert_row(line: AlertLine) -> dict[str, object]:
    shown = {"recipient": line.recipient, "state": line.state, "headline": line.headline}
    return {**asdict(line.alert), **shown, "thread": line.thread.slug if line.thread else None}


@alerts.command("bounces")
@click.argument("places", nargs=-1, required=True, metavar="PATH…")
@prints
@configured
def take(places: tuple[str, ...]) -> None:
    """Take in mails that came back: maildirs, mbox files, files of one mail, or `-` for one that is piped in."""
    taken = asyncio.run(_taken(open_desk(asked_config()), places))
    if not asked_format().is_for_people:
        print_document(taken)
        return
    columns = ("at", "recipient", "kind", "status", "reason")
    print_rows((asdict(one) for one in taken.bounces), columns=columns, empty="no report that was not known")
    n_unreadable = len(taken.unreadable)
    click.echo(
        f"{plural(taken.n_mails, 'mail')}: {plural(len(taken.bounces), 'new report')}, "
        f"{taken.n_other} that report nothing, {n_unreadable} that cannot be read"
    )


async def _taken(desk: Desk, places: Sequence[str]) -> BouncesTaken:
    with desk.workers() as workers:
        mails = (raw for place in places for raw in mails_in(place))
        return await take_bounces(desk.store, workers, mails, desk.clock.now())


@alerts.command()
@prints
@configured
def send() -> None:
    """Send what is due now."""
    desk = open_desk(asked_config())
    desk.pen.demand()
    try:
        report = run_on_reactor(lambda: _send(desk))
    finally:
        desk.pen.drop()
    if asked_format().is_for_people:
        click.echo(f"{report.n_sent} sent, {len(report.failures)} failed")
        print_rows(
            ({"letter": key, "reason": why} for key, why in report.failures.items()),
            columns=("letter", "reason"),
            empty=report.server_failure or "",
        )
    else:
        print_document(report)


async def _send(desk: Desk) -> SendReport:
    now = desk.clock.now()
    pushed = await push_due(desk, now, limit=10_000)
    if desk.mail_rules is None:
        if pushed.n_sent or pushed.failures:
            return pushed
        raise SettingsError("no mail server is named: set mail.host (THROUGHLINE_MAIL_HOST); the alerts wait")
    mailed = await send_due(desk.store, desk.mail_rules, now=now, limit=10_000)
    return SendReport(
        n_sent=pushed.n_sent + mailed.n_sent,
        failures={**pushed.failures, **mailed.failures},
        server_failure=mailed.server_failure,
    )
