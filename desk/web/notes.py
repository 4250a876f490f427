"""What the desk writes beside a thread in the browser: notes, and who has it. Never shown as published."""

import secrets
from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from desk.web.forms import Form, form_of
from desk.web.pages import Desk, desk_of, plain, reader_of
from pipeline.errors import InputError, NotFoundError
from pipeline.nouns import Thread
from storage.notes import Keeper, Note

router = APIRouter()
#: Longest note: characters.
_LONGEST = 500


async def _written(request: Request, key: str, write: Callable[[Desk, Thread, Form], None]) -> Response:
    """Write beside a thread and lead back to it."""
    desk = desk_of(request)

    def act(form: Form) -> str:
        thread = desk.store.threads.find(plain(key, 200))
        write(desk, thread, form)
        return f"/thread/{quote(thread.slug, safe='')}#ours"

    return RedirectResponse(await run_in_threadpool(act, await form_of(request)), status_code=303)


@router.post("/thread/{key}/note")
async def note(request: Request, key: str) -> Response:
    """Write a note beside a thread."""

    def write(desk: Desk, thread: Thread, form: Form) -> None:
        text = form.text("text", _LONGEST)
        if not text:
            raise InputError("A note without words says nothing.")
        made = Note(
            id=f"n{secrets.token_hex(8)}",
            thread_id=thread.id,
            person=reader_of(request),
            at=desk.clock.now(),
            text=text,
        )
        desk.store.notes.add(made)

    return await _written(request, key, write)


@router.post("/thread/{key}/note/remove")
async def remove_note(request: Request, key: str) -> Response:
    """Take a note away from a thread."""

    def write(desk: Desk, thread: Thread, form: Form) -> None:
        named = form.text("note", 64)
        if not any(each.id == named for each in desk.store.notes.of_thread(thread.id)):
            raise NotFoundError(f"No note is known under {named!r}")
        desk.store.notes.remove(named)

    return await _written(request, key, write)


@router.post("/thread/{key}/keeper")
async def keeper(request: Request, key: str) -> Response:
    """Give a thread to somebody, or to nobody."""

    def write(desk: Desk, thread: Thread, form: Form) -> None:
        person = form.text("person", 64)
        if not person:
            desk.store.notes.take_back(thread.id)
            return
        known = desk.store.people.listing()
        if known and not any(each.name == person for each in known):
            raise NotFoundError(f"No person is known under {person!r}")
        given = Keeper(thread_id=thread.id, person=person, given_by=reader_of(request), at=desk.clock.now())
        desk.store.notes.give(given)

    return await _written(request, key, write)
