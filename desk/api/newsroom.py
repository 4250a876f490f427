"""`/outlets`, `/watches`, `/alerts` and `/follow-ups`: whom we follow, and who is told what."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from desk.api.asking import AskedDesk, web
from desk.api.models import AlertOut, FollowUpOut, OutletOut, Page, WatchIn, WatchOut
from desk.api.paging import Cursor, Limit, page_of, place_of
from desk.channels.addresses import address_shown, is_mailbox, is_webhook
from desk.facts_shown import texts_of
from desk.shown import OutletShown
from desk.standing import new_watch
from desk.views import outlets_view
from pipeline.errors import InputError, NotFoundError
from pipeline.nouns import Alert, Watch
from pipeline.read.due import clause_due
from storage.glance import FollowUp

router = APIRouter(tags=["newsroom"])


@router.get("/outlets")
def outlets(desk: AskedDesk) -> list[OutletOut]:
    """List the outlets that are followed with their health and yield, those in trouble first."""
    return [_outlet(one) for one in outlets_view(desk.store)]


@router.get("/outlets/{slug}")
def outlet(desk: AskedDesk, slug: Annotated[str, Path(max_length=200, examples=["aldermouth-post"])]) -> OutletOut:
    """Show an outlet."""
    for one in outlets_view(desk.store):
        if one.slug == slug:
            return _outlet(one)
    raise NotFoundError(f"No outlet is followed under {slug!r}")


@router.get("/watches")
def watches(desk: AskedDesk) -> list[WatchOut]:
    """List every standing watch, the oldest first."""
    return [_watch_out(one) for one in desk.store.watches.listing()]


@router.post("/watches", status_code=201)
def add_watch(desk: AskedDesk, said: WatchIn) -> WatchOut:
    """Add a watch; from now on its recipient is told of each new development, once."""
    if not is_mailbox(said.recipient) and not is_webhook(said.recipient):
        raise InputError(f"{said.recipient!r} is neither an e-mail address nor the https address of a webhook")
    made = new_watch(desk.store, said.kind, said.value, said.recipient, desk.clock.now())
    desk.store.watches.add(made)
    return _watch_out(made)


@router.get("/watches/{watch_id}")
def watch(desk: AskedDesk, watch_id: Annotated[str, Path(max_length=64)]) -> WatchOut:
    """Show a watch."""
    for one in desk.store.watches.listing():
        if one.id == watch_id:
            return _watch_out(one)
    raise NotFoundError(f"No watch is known under {watch_id!r}")


@router.delete("/watches/{watch_id}", status_code=204, response_class=Response)
def remove_watch(desk: AskedDesk, watch_id: Annotated[str, Path(max_length=64)]) -> Response:
    """Remove a watch, and what it still owed."""
    desk.store.watches.remove(watch_id)
    return Response(status_code=204)


@router.get("/alerts")
def alerts(
    desk: AskedDesk,
    sent: Annotated[bool | None, Query(description="Only those that were sent, or are still owed.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AlertOut]:
    """List alerts, the newest first."""
    found = desk.store.listings.alerts(is_sent=sent, after=place_of(cursor), limit=limit + 1)
    return page_of(found, limit, _alert_out, lambda one: (one.created_at, one.id))


@router.get("/follow-ups")
def follow_ups(desk: AskedDesk, limit: Limit = 50) -> list[FollowUpOut]:
    """List the dates to come of all threads, soonest first."""
    found = desk.store.glances.follow_ups(desk.clock.now().date().isoformat(), limit)
    texts = texts_of(desk.store, ((one.card.id, one.mention) for one in found))
    return [_follow_up(one, texts.get(one.card.id)) for one in found]


def _watch_out(one: Watch) -> WatchOut:
    # the addresses of channels hold secrets
    shown = address_shown(one.recipient)
    return WatchOut.model_validate(one).model_copy(update={"recipient": shown, "pace": one.delivery.pace.value})


def _outlet(one: OutletShown) -> OutletOut:
    # an outlet's file may say anything; a client makes links of it
    shown = OutletOut.model_validate(one)
    feeds = [feed.model_copy(update={"url": web(feed.url)}) for feed in shown.feeds]
    return shown.model_copy(update={"home": web(one.home), "feeds": feeds})


def _alert_out(one: Alert) -> AlertOut:
    return AlertOut.model_validate(one).model_copy(update={"recipient": address_shown(one.recipient)})


def _follow_up(one: FollowUp, text: str | None) -> FollowUpOut:
    return FollowUpOut(
        value=one.mention.value,
        text=one.mention.text,
        due=clause_due(one.mention, text),
        sentence=one.mention.sentence,
        article_id=one.card.id,
        headline=one.card.headline,
        url=web(one.card.canonical_url),
        thread_id=one.thread.id,
        thread_slug=one.thread.slug,
    )
