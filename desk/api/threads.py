"""`/threads` and `/developments`: stories, what happened in them, and what the desk writes beside them."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from desk.api.asking import AskedDesk, AskingCaller, OptionalQuery, Since, aware, question_of
from desk.api.models import (
    ArticleOut,
    DevelopmentOut,
    KeeperIn,
    KeeperOut,
    NoteIn,
    NoteOut,
    Page,
    ThreadOut,
)
from desk.api.paging import Cursor, Limit, page_of, place_of
from desk.api.shown import article_out, development_out, thread_out
from desk.keywords import keywords_of
from pipeline.errors import NotFoundError
from pipeline.nouns import DevelopmentKind
from storage.notes import Keeper, Note

router = APIRouter(tags=["threads"])
Key = Annotated[str, Path(max_length=200, description="Id, slug, or a former slug.", examples=["police-reopen-cases"])]
Kind = Annotated[DevelopmentKind | None, Query(description="Only of this kind.")]


class WholeThreadOut(ThreadOut):
    """A running story with what sets it apart."""

    keywords: list[str] = Field(
        description="Names, and words of headlines, frequent in it and rare elsewhere.", examples=[["Idris Penhallow"]]
    )


@router.get("/threads")
def threads(
    desk: AskedDesk, q: OptionalQuery = None, since: Since = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[ThreadOut]:
    """List threads, the one that moved last first; with `q` those with an article that meets it."""
    found = desk.store.listings.threads(
        question_of(desk, q), since=aware(since), after=place_of(cursor), limit=limit + 1
    )
    keepers = desk.store.notes.keepers(one.id for one in found)
    return page_of(
        found,
        limit,
        lambda one: thread_out(one, keepers[one.id].person if one.id in keepers else None),
        lambda one: (one.last_seen_at, one.id),
    )


@router.get("/threads/{key}")
def thread(desk: AskedDesk, key: Key) -> WholeThreadOut:
    """Show a thread; under a former slug it is found as well."""
    found = desk.store.threads.find(key)
    keeper = desk.store.notes.keepers([found.id]).get(found.id)
    shown = thread_out(found, keeper.person if keeper else None)
    return WholeThreadOut(**shown.model_dump(), keywords=list(keywords_of(desk.store, found)))


@router.get("/threads/{key}/developments")
def developments_of_thread(
    desk: AskedDesk, key: Key, kind: Kind = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[DevelopmentOut]:
    """List what happened in a thread, the newest first."""
    thread_id = desk.store.threads.find(key).id
    found = desk.store.listings.developments(thread_id=thread_id, kind=kind, after=place_of(cursor), limit=limit + 1)
    return page_of(found, limit, development_out, lambda one: (one.first_at, one.id))


@router.get("/threads/{key}/articles")
def articles_of_thread(
    desk: AskedDesk, key: Key, q: OptionalQuery = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[ArticleOut]:
    """List the articles of a thread, the newest first."""
    found = desk.store.listings.articles(
        question_of(desk, q), thread_id=desk.store.threads.find(key).id, after=place_of(cursor), limit=limit + 1
    )
    return page_of(found, limit, article_out, lambda one: (one.article.told_at, one.article.id))


@router.get("/developments")
def developments(
    desk: AskedDesk, kind: Kind = None, since: Since = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[DevelopmentOut]:
    """List what happened in all threads, the newest first."""
    found = desk.store.listings.developments(kind=kind, since=aware(since), after=place_of(cursor), limit=limit + 1)
    return page_of(found, limit, development_out, lambda one: (one.first_at, one.id))


@router.get("/developments/{development_id}")
def development(desk: AskedDesk, development_id: Annotated[str, Path(max_length=64)]) -> DevelopmentOut:
    """Show a development."""
    return development_out(desk.store.threads.development(development_id))


@router.get("/threads/{key}/notes")
def notes(desk: AskedDesk, key: Key) -> list[NoteOut]:
    """List the notes beside a thread, the oldest first."""
    return [NoteOut.model_validate(note) for note in desk.store.notes.of_thread(desk.store.threads.find(key).id)]


@router.post("/threads/{key}/notes", status_code=201)
def write_note(desk: AskedDesk, caller: AskingCaller, key: Key, said: NoteIn) -> NoteOut:
    """Write a note beside a thread."""
    note = Note(
        id=f"n{secrets.token_hex(8)}",
        thread_id=desk.store.threads.find(key).id,
        person=caller.name,
        at=desk.clock.now(),
        text=said.text,
    )
    desk.store.notes.add(note)
    return NoteOut.model_validate(note)


@router.delete("/notes/{note_id}", status_code=204, response_class=Response)
def remove_note(desk: AskedDesk, note_id: Annotated[str, Path(max_length=64)]) -> Response:
    """Take a note away."""
    desk.store.notes.remove(note_id)
    return Response(status_code=204)


@router.put("/threads/{key}/keeper")
def give_thread(desk: AskedDesk, caller: AskingCaller, key: Key, said: KeeperIn) -> KeeperOut:
    """Give a thread to somebody; whoever had it has it no more."""
    known = desk.store.people.listing()
    if known and not any(person.name == said.person for person in known):
        raise NotFoundError(f"No person is known under {said.person!r}")
    keeper = Keeper(
        thread_id=desk.store.threads.find(key).id, person=said.person, given_by=caller.name, at=desk.clock.now()
    )
    desk.store.notes.give(keeper)
    return KeeperOut.model_validate(keeper)


@router.delete("/threads/{key}/keeper", status_code=204, response_class=Response)
def take_thread_back(desk: AskedDesk, key: Key) -> Response:
    """Let nobody have a thread."""
    desk.store.notes.take_back(desk.store.threads.find(key).id)
    return Response(status_code=204)
