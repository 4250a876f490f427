"""`/actions` and `/seen`: the editor's hand on threads, its history, and what each reader has looked at."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from desk import hand
from desk.api.asking import AskedDesk, AskingCaller
from desk.api.hand_models import ActionOut, MergeIn, MoveIn, PinIn, RenameIn, SeenOut, SplitIn, UndoIn
from desk.api.models import Page
from desk.api.paging import Cursor, Limit, number_of, packed
from desk.people import Caller
from desk.web.pages import Desk
from pipeline.nouns import Action
from pipeline.thread.deeds import Deed

router = APIRouter(tags=["hand"])
Key = Annotated[str, Path(max_length=200, description="Id, slug, or a former slug.", examples=["police-reopen-cases"])]


def _deed(desk: Desk, caller: Caller, reason: str) -> Deed:
    return Deed(author=caller.name, at=desk.clock.now(), reason=reason)


def _out(action: Action) -> ActionOut:
    return ActionOut.model_validate(action)


@router.get("/actions")
def actions(desk: AskedDesk, limit: Limit = 50, cursor: Cursor = None) -> Page[ActionOut]:
    """List what was done to threads, by hand and by second thoughts, the newest first."""
    start = number_of(cursor) or 0
    found: Sequence[Action] = desk.store.actions.listing(limit=limit + 1, offset=start)
    following = packed(start + limit) if len(found) > limit else None
    return Page(items=[_out(one) for one in found[:limit]], next=following)


@router.get("/actions/{action_id}")
def action(desk: AskedDesk, action_id: Annotated[str, Path(max_length=64)]) -> ActionOut:
    """Show an action."""
    return _out(desk.store.actions.find(action_id))


@router.post("/actions/{action_id}/undo", status_code=201)
def undo(
    desk: AskedDesk, caller: AskingCaller, action_id: Annotated[str, Path(max_length=64)], said: UndoIn
) -> ActionOut:
    """Take back what an action did."""
    return _out(hand.undo(desk.store, action_id, _deed(desk, caller, said.reason)))


@router.post("/threads/{key}/merge", status_code=201)
def merge(desk: AskedDesk, caller: AskingCaller, key: Key, said: MergeIn) -> ActionOut:
    """Put other threads into this one; their addresses lead here for good."""
    return _out(hand.merge(desk.store, key, said.others, _deed(desk, caller, said.reason)))


@router.post("/threads/{key}/split", status_code=201)
def split(desk: AskedDesk, caller: AskingCaller, key: Key, said: SplitIn) -> ActionOut:
    """Make a part of a thread a thread of its own; the larger part keeps the id."""
    deed = _deed(desk, caller, said.reason)
    return _out(hand.split(desk.store, key, deed, articles=said.articles, developments=said.developments))


@router.post("/threads/{key}/rename", status_code=201)
def rename(desk: AskedDesk, caller: AskingCaller, key: Key, said: RenameIn) -> ActionOut:
    """Give a thread another slug, the headline of one of its articles, or a working title of the desk's own."""
    return _out(
        hand.rename(
            desk.store,
            key,
            _deed(desk, caller, said.reason),
            slug=said.slug,
            headline_of=said.headline_of,
            working_title=said.working_title,
        )
    )


@router.post("/articles/move", status_code=201)
def move(desk: AskedDesk, caller: AskingCaller, said: MoveIn) -> ActionOut:
    """Put articles into another thread, or into a new one."""
    return _out(hand.move(desk.store, said.articles, said.thread, _deed(desk, caller, said.reason)))


@router.post("/pins", status_code=201)
def pin(desk: AskedDesk, caller: AskingCaller, said: PinIn) -> ActionOut:
    """Let second thoughts leave threads or articles where they are, or come near them again."""
    return _out(hand.pin(desk.store, said.names, _deed(desk, caller, said.reason), is_off=said.is_off))


@router.get("/threads/{key}/seen")
def seen(desk: AskedDesk, caller: AskingCaller, key: Key) -> SeenOut:
    """Say when whoever asks last looked at a thread."""
    thread_id = desk.store.threads.find(key).id
    return SeenOut(thread_id=thread_id, seen_at=desk.store.seen.of(caller.name, [thread_id]).get(thread_id))


@router.put("/threads/{key}/seen", status_code=204, response_class=Response)
def mark_seen(desk: AskedDesk, caller: AskingCaller, key: Key) -> Response:
    """Remember that whoever asks has looked at a thread now; readers may."""
    desk.store.seen.mark(caller.name, desk.store.threads.find(key).id, desk.clock.now())
    return Response(status_code=204)
