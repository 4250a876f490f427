"""Speakers, dates to come, watches and alerts: what an editor follows beside the threads."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.speakers import speaker_view, speakers_view
from desk.views import due_view
from desk.web.pages import desk_of, plain

router = APIRouter()
_READ = ["GET", "HEAD"]
#: Dates to come on their own page: a count.
_MOST_DUE = 200


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
    return desk.page(request, "to_come.html", due=due_view(desk.store, desk.clock.now(), limit=_MOST_DUE))


@router.api_route("/keys", methods=_READ)
def keys(request: Request) -> Response:
    """Show what the keyboard does."""
    return desk_of(request).page(request, "keys.html")
