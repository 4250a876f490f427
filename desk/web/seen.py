"""Marks of what somebody has seen: made by the reader's own page, and by nothing that only reads."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from desk.web.forms import form_of
from desk.web.pages import Desk, desk_of, plain, reader_of

router = APIRouter()


@router.post("/seen")
async def seen_all(request: Request) -> Response:
    """Remember that all threads of the first page were seen."""
    desk = desk_of(request)
    await form_of(request)
    await run_in_threadpool(_mark_all, desk, reader_of(request))
    return RedirectResponse("/", status_code=303)


def _mark_all(desk: Desk, reader: str) -> None:
    now = desk.clock.now()
    for thread in desk.store.threads.listing(limit=desk.most_threads):
        desk.store.seen.mark(reader, thread.id, now)


@router.post("/thread/{key}/seen")
def seen(request: Request, key: str) -> Response:
    """Remember that a thread was seen; its page asks for this when it is open."""
    desk = desk_of(request)
    thread = desk.store.threads.find(plain(key, 200))
    desk.store.seen.mark(reader_of(request), thread.id, desk.clock.now())
    return Response(status_code=204)
