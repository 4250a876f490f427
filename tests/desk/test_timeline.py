"""A thread's timeline while the thread moves: what did not move stays as it was made, and a rehearsal shows nothing."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from desk.story.kept import Kept
from desk.story.shown import DevelopmentFolded
from desk.story.timeline import timeline_view
from desk.web import create_app
from desk.web.rehearsal import rehearse
from pipeline.errors import StorageError
from tests.desk.newsroom import NOW, Newsroom, furnish


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return the morning on which the tests read."""
        return NOW


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A store with the invented stories."""
    made = Newsroom(tmp_path)
    furnish(made)
    yield made
    made.close()


def shown(newsroom: Newsroom, kept: Kept) -> dict[str, DevelopmentFolded]:
    """Return the developments of the largest story as its page shows them."""
    thread = newsroom.store.threads.find(newsroom.thread_id("post-exclusive"))
    return {each.shown.id: each for each in timeline_view(newsroom.store, thread, NOW, kept).developments}


async def page(app: FastAPI, newsroom: Newsroom) -> str:
    """Return the page of the largest story."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk", follow_redirects=True) as client:
        answer = await client.get(f"/thread/{newsroom.thread_id('post-exclusive')}")
    assert answer.status_code == 200
    return answer.text


def test_of_a_thread_that_moves_only_what_moved_is_made_anew(newsroom: Newsroom) -> None:
    """A further report changes the development that it joins; the others are the very same objects as before."""
    kept = Kept(lambda: NOW)
    before = shown(newsroom, kept)
    newsroom.publish(
        "late", "aldermouth-post", "9 09:00", "Late word", "A late word.",
        thread="post-exclusive", development="post-exclusive",
    )  # fmt: skip
    after = shown(newsroom, kept)
    assignment = newsroom.store.threads.assignment(newsroom.articles["late"].id)
    assert assignment is not None
    assert after.keys() == before.keys()
    assert {each for each in after if after[each] is not before[each]} == {assignment.development_id}
    assert after == shown(newsroom, Kept(lambda: NOW))


async def test_a_page_of_a_thread_that_moved_is_the_one_that_is_made_from_nothing(newsroom: Newsroom) -> None:
    """Entries that were kept and entries that are made anew make the same page."""
    used = create_app(newsroom.store, Still())
    first = await page(used, newsroom)
    newsroom.publish(
        "late", "aldermouth-post", "9 09:00", "Late word", "A late word.",
        thread="post-exclusive", development="post-exclusive",
    )  # fmt: skip
    newsroom.edit("meridian-chase", "11 10:00", "8,800", "8,600")
    assert await page(used, newsroom) == await page(create_app(newsroom.store, Still()), newsroom) != first


def test_a_rehearsal_composes_every_kind_of_page_and_writes_nothing(newsroom: Newsroom) -> None:
    """Whatever was composed is kept, and the store is in the state in which it was."""
    app, before = create_app(newsroom.store, Still()), newsroom.store.state()
    rehearse(app)
    assert {"outline", "head", "folded", "entry", "figures", "quotes", "tolls"} <= app.state.desk.kept.kinds()
    assert newsroom.store.state() == before


def test_a_rehearsal_that_fails_stops_nothing(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that does not answer is logged, and said to whoever asks for a page."""

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("desk.db is locked by another program: stop it, or try again")

    monkeypatch.setattr(newsroom.store.threads, "listing", refuse)
    with capture_logs() as logged:
        rehearse(create_app(newsroom.store, Still()))
    assert [each["event"] for each in logged] == ["rehearsal_failed"]
