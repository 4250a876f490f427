"""The audit in the browser: every write that somebody asked for, done or refused, and who may ask. For admins."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.audited import SIEVES, audit_view, seats_view
from desk.web.pages import desk_of, plain

router = APIRouter()
#: Entries on one page: a count.
_MOST = 100


@router.api_route("/audit", methods=["GET", "HEAD"])
def audit(request: Request, part: str = "", person: str = "", before: str = "") -> Response:
    """Show what was asked for; the gate lets in admins only."""
    desk = desk_of(request)
    chosen = next((each for each in SIEVES if each.name == part), SIEVES[0])
    asked_of = plain(person, 64)
    choice = replace(chosen.choice, person=asked_of or None)
    return desk.page(
        request,
        "audit.html",
        shown=audit_view(desk.store, choice, before=_number(before), limit=_MOST),
        seats=seats_view(desk.store),
        sieves=SIEVES,
        chosen=chosen.name,
        person=asked_of,
        here="history",
    )


def _number(typed: str) -> int | None:
    """Return the number of an entry; what is none is None."""
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 16 else None
