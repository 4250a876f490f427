"""What letters and feed readers ask of the desk: to end watches with one click, and Atom feeds."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from desk.feeds import thread_feed, watch_feed
from desk.unsubscribing import alert_of
from desk.web.pages import Desk
from desk.wording import delivery_words, watch_words
from pipeline.errors import NotFoundError
from pipeline.nouns import Watch, WatchKind
from storage.store import Store

router = APIRouter()
_READ = ["GET", "HEAD"]


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


@router.api_route("/unsubscribe/{token}", methods=_READ)
def ask(request: Request, token: str) -> Response:
    """Show which watches would be ended; nothing is changed, as link checkers open every address in a mail."""
    desk = _desk(request)
    watches = _shown(desk.store, _watches_of(desk.store, token))
    return desk.page(request, "unsubscribe.html", watches=watches, is_done=False, is_known=bool(watches))


@router.post("/unsubscribe/{token}")
async def end(request: Request, token: str) -> Response:
    """End the watches of a letter (RFC 8058); done twice it is as if done once. The signed address is all the proof."""
    desk = _desk(request)
    watches = await asyncio.to_thread(_end, desk.store, token)
    return desk.page(request, "unsubscribe.html", watches=watches, is_done=True, is_known=bool(watches))


@router.api_route("/thread/{key}/feed.atom", methods=_READ)
def of_thread(request: Request, key: str) -> Response:
    """Give a thread's developments as Atom."""
    return _atom(thread_feed(_desk(request).store, key[:200], _base(request)))


@router.api_route("/watch/{watch_id}/feed.atom", methods=_READ)
def of_watch(request: Request, watch_id: str) -> Response:
    """Give what a watch told as Atom."""
    return _atom(watch_feed(_desk(request).store, watch_id[:200], _base(request)))


def _atom(feed: bytes) -> Response:
    return Response(feed, media_type="application/atom+xml")


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _end(store: Store, token: str) -> tuple[tuple[str, str], ...]:
    watches = _watches_of(store, token)
    store.watches.remove_all([watch.id for watch in watches])
    return _shown(store, watches)


def _watches_of(store: Store, token: str) -> list[Watch]:
    """Return the watches that stand of those that made a letter.

    Raises:
        HTTPException: the address is none that we signed.
    """
    alert_id = alert_of(token, store.keys.of("unsubscribe"))
    if alert_id is None:
        raise HTTPException(404)
    try:
        alert = store.alerts.find(alert_id)
    except NotFoundError:
        # it was still owed when its watch was ended, and went with it
        return []
    told = store.letters.of(alert.letter) if alert.letter else [alert]
    return store.watches.find_all({each.watch_id for each in told})


def _shown(store: Store, watches: Sequence[Watch]) -> tuple[tuple[str, str], ...]:
    return tuple((_words(store, watch), delivery_words(watch.delivery)) for watch in watches)


def _words(store: Store, watch: Watch) -> str:
    """Return what a watch looks at; a thread by its headline, since no letter stands around the page."""
    if watch.kind is not WatchKind.THREAD:
        return watch_words(watch)
    try:
        return f"the thread “{store.threads.find(watch.value).headline}”"
    except NotFoundError:
        return "a thread that is gone"
