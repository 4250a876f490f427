"""The first run in the browser: add an outlet, see it work, follow a story."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from desk.adding import OutletDoor
from desk.views import outlets_view
from desk.web.forms import form_of
from desk.web.pages import desk_of
from pipeline.errors import InputError

router = APIRouter()


def _door(request: Request) -> OutletDoor:
    """Return what looks at outlets.

    Raises:
        InputError: no daemon runs behind this page.
    """
    door: OutletDoor | None = getattr(request.app.state, "door", None)
    if door is None:
        raise InputError(
            "This page runs without the daemon that fetches: add the outlet with `throughline outlets add`."
        )
    return door


@router.api_route("/start", methods=["GET", "HEAD"])
def start(request: Request) -> Response:
    """Show the way from nothing to the first alert, and how far this desk has come on it."""
    desk = desk_of(request)
    outlets = outlets_view(desk.store)
    return desk.page(
        request,
        "start.html",
        outlets=outlets,
        n_looked=sum(any(feed.fetched_at for feed in outlet.feeds) for outlet in outlets),
        n_articles=sum(outlet.n_articles for outlet in outlets),
        threads=desk.store.threads.listing(limit=5),
        watches=desk.store.watches.listing(),
        has_door=getattr(request.app.state, "door", None) is not None,
    )


@router.post("/outlets/look")
async def look(request: Request) -> Response:
    """Look at the outlet at an address and show what it announces; nothing is stored."""
    form = await form_of(request)
    found = await _door(request).look(form.text("url", 2000), allow_private=bool(form.text("private")))
    return desk_of(request).page(request, "outlet_found.html", discovery=found, here="outlets")


@router.post("/outlets/add")
async def add(request: Request) -> Response:
    """Follow an outlet that was looked at."""
    form = await form_of(request)
    outlet = await run_in_threadpool(_door(request).add, form.text("slug", 100))
    return RedirectResponse(f"/outlets#{outlet.slug}", status_code=303)
