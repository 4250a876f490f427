"""Speakers, dates to come, watches and alerts: what an editor follows beside the threads."""

from datetime import timedelta
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from desk.channels import check_address
from desk.followups import calendar, follow_ups
from desk.shown import FollowUpShown
from desk.speakers import speaker_view, speakers_view
from desk.watching import Preview, alerts_view, preview, watches_view
from desk.web.forms import form_of
from desk.web.pages import Desk, desk_of, plain, skipped
from pipeline import identity
from pipeline.errors import InputError
from pipeline.match import MatchRules, check_value
from pipeline.nouns import Delivery, Pace, Watch, WatchKind

router = APIRouter()
_READ = ["GET", "HEAD"]
#: Dates to come on their own page: a count.
_MOST_DUE = 200
_MOST_ALERTS = 100
_WEEK = timedelta(days=7)
_KINDS = (
    (WatchKind.QUERY.value, "words, as in the search"),
    (WatchKind.THREAD.value, "a thread"),
    (WatchKind.OUTLET.value, "an outlet"),
    (WatchKind.SPEAKER.value, "a speaker"),
    (WatchKind.FIGURE.value, "a figure"),
    (WatchKind.KIND.value, "a kind of development"),
    (WatchKind.GAP.value, "what others have and we have not"),
    (WatchKind.SILENCE.value, "an outlet that falls silent"),
)
_PACES = ((Pace.AT_ONCE.value, "at once"), (Pace.HOURLY.value, "once an hour"), (Pace.DAILY.value, "once a day"))
_FILTERS = (("", "all"), ("owed", "owed"), ("sent", "sent"), ("refused", "refused"), ("bounced", "bounced"))


@router.api_route("/people", methods=_READ)
def people(request: Request) -> Response:
    """Show who was quoted in the last weeks."""
    desk = desk_of(request)
    return desk.page(request, "people.html", quoted=speakers_view(desk.store, desk.clock.now(), desk.kept))


@router.api_route("/speaker", methods=_READ)
def speaker(request: Request, name: str = "") -> Response:
    """Show what somebody said, thread by thread."""
    desk = desk_of(request)
    asked = plain(name, 200)
    return desk.page(
        request, "speaker.html", name=asked, found=speaker_view(desk.store, asked, desk.kept), here="people"
    )


@router.api_route("/to-come", methods=_READ)
def to_come(request: Request) -> Response:
    """Show the dates on which something is due, in all threads."""
    desk = desk_of(request)
    return desk.page(request, "to_come.html", due=_follow_ups(desk)[:_MOST_DUE])


@router.api_route("/to-come.ics", methods=_READ)
def calendar_of_all(request: Request) -> Response:
    """Give the same as a calendar feed."""
    desk = desk_of(request)
    url = str(request.base_url).rstrip("/")
    made = calendar(_follow_ups(desk), desk_url=url, name="Throughline: dates to come", now=desk.clock.now())
    return Response(made, media_type="text/calendar; charset=utf-8")


def _follow_ups(desk: Desk) -> tuple[FollowUpShown, ...]:
    """Return the dates to come, and those that passed in the last week: whether anybody took them up is told."""
    now = desk.clock.now()
    return desk.kept.get(("follow-ups", now.date()), lambda: follow_ups(desk.store, now, past=_WEEK))


class Asked(NamedTuple):
    """A watch as it stands in the form."""

    kind: str
    value: str
    recipient: str
    pace: str


@router.api_route("/watches", methods=_READ)
def watches(request: Request, kind: str = "query", value: str = "", to: str = "") -> Response:
    """Show who is told of what, and a form for more."""
    asked = Asked(plain(kind, 50), plain(value, 500), plain(to, 300), Pace.AT_ONCE.value)
    return _watches(request, asked)


def _watches(request: Request, asked: Asked, previewed: Preview | None = None) -> Response:
    desk = desk_of(request)
    return desk.page(
        request,
        "watches.html",
        watches=watches_view(desk.store, desk.clock.now()),
        kinds=_KINDS,
        paces=_PACES,
        asked=asked,
        previewed=previewed,
    )


@router.post("/watches")
async def add_watch(request: Request) -> Response:
    """Add a watch, or show what it would have told."""
    form = await form_of(request)
    asked = Asked(form.text("kind", 50), form.text("value"), form.text("recipient", 300), form.text("pace", 20))
    return await run_in_threadpool(_add_watch, request, asked, is_preview=bool(form.text("preview")))


def _add_watch(request: Request, asked: Asked, *, is_preview: bool) -> Response:
    desk = desk_of(request)
    watch = _watch(desk, asked)
    if is_preview:
        now = desk.clock.now()
        rules = MatchRules(own_outlet=desk.own_outlet)
        return _watches(request, asked, preview(desk.store, watch, now - _WEEK, now, rules))
    check_address(asked.recipient)
    desk.store.watches.add(watch)
    return RedirectResponse("/watches", status_code=303)


def _watch(desk: Desk, asked: Asked) -> Watch:
    """Return the watch that the form asks for.

    Raises:
        InputError: it cannot be, and why.
        NotFoundError: its thread is not known.
    """
    if asked.kind not in set(WatchKind) or asked.pace not in set(Pace):
        raise InputError("There is no such kind of watch: choose one of the list.")
    kind, value = WatchKind(asked.kind), asked.value
    check_value(kind, value)
    if kind is WatchKind.THREAD:
        value = desk.store.threads.find(value.rstrip("/").rpartition("/")[2]).id
    if kind is WatchKind.GAP and not desk.own_outlet:
        raise InputError("A gap is measured by your own outlet: set tell.own_outlet to its slug first.")
    return Watch(
        id=identity.watch_id(kind, value, asked.recipient),
        kind=kind,
        value=value,
        recipient=asked.recipient,
        created_at=desk.clock.now(),
        delivery=Delivery(pace=Pace(asked.pace)),
    )


@router.post("/watches/remove")
async def remove_watch(request: Request) -> Response:
    """Forget a watch and what it still owed."""
    form = await form_of(request)
    await run_in_threadpool(desk_of(request).store.watches.remove, form.text("watch", 100))
    return RedirectResponse("/watches", status_code=303)


@router.api_route("/alerts", methods=_READ)
def alerts(request: Request, state: str = "", skip: str = "") -> Response:
    """Show what was told, and what is owed."""
    desk = desk_of(request)
    passed = skipped(skip)
    found = desk.store.alerts.listing(
        is_sent={"owed": False, "sent": True}.get(state),
        is_refused=True if state == "refused" else None,
        is_bounced=True if state == "bounced" else None,
        limit=_MOST_ALERTS,
        offset=passed,
    )
    return desk.page(
        request,
        "alerts.html",
        lines=alerts_view(desk.store, found, desk.clock.now()),
        filters=_FILTERS,
        chosen=state if state in dict(_FILTERS) else "",
        older=passed + _MOST_ALERTS if len(found) == _MOST_ALERTS else None,
    )


@router.api_route("/keys", methods=_READ)
def keys(request: Request) -> Response:
    """Show what the keyboard does."""
    return desk_of(request).page(request, "keys.html")
