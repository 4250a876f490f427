"""`/me`, `/people` and `/audit`: who asks, who may, and who did."""

from fastapi import APIRouter

from desk.api.asking import AskedDesk, AskingCaller
from desk.api.models import AuditOut, CallerOut, Page, PersonOut
from desk.api.paging import Cursor, Limit, number_of, page_of

router = APIRouter(tags=["people"])


@router.get("/me")
def me(caller: AskingCaller) -> CallerOut:
    """Say who asks, and what they may do."""
    return CallerOut(name=caller.name, scopes=sorted(caller.scopes), via=caller.via)


@router.get("/people")
def people(desk: AskedDesk) -> list[PersonOut]:
    """List who may use the desk; needs `admin`."""
    return [
        PersonOut(name=one.name, role=one.role, has_password=one.password_hash is not None, created_at=one.created_at)
        for one in desk.store.people.listing()
    ]


@router.get("/audit")
def audit(desk: AskedDesk, limit: Limit = 50, cursor: Cursor = None) -> Page[AuditOut]:
    """List the writes that were asked for, done or refused, the newest first; needs `admin`."""
    found = desk.store.audit.listing(before=number_of(cursor), limit=limit + 1)
    return page_of(found, limit, lambda one: AuditOut.model_validate(one[1]), lambda one: (one[0],))
