"""What moves while a page is open, pushed to it (server-sent events): the page decides whether it shows it at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from desk.story.outline import version_of
from desk.web.pages import Desk, desk_of
from pipeline.errors import StorageError
from pipeline.nouns import Thread
from storage.store import Store

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRules:
    """How often it is looked, and for whom."""

    #: Time between two looks at the store, for all open pages together: seconds.
    every: float = 1.0
    #: Threads that are looked at, those that moved last: a count.
    n_threads: int = 40
    #: Pages that may listen at a time: a count.
    most_listeners: int = 200
    #: An unbroken silence after which a comment keeps proxies from closing the connection: seconds.
    keepalive: float = 20.0


@dataclass(slots=True)
class Pulse:
    """Looks at the store once for all open pages, and only while one is open."""

    store: Store
    rules: LiveRules = field(default_factory=LiveRules)
    n_listeners: int = 0
    _versions: dict[str, tuple[object, ...]] = field(default_factory=dict)
    #: Every move so far: its number is its place.
    _moves: list[Thread] = field(default_factory=list)
    _dropped: int = 0
    _looked_at: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def last(self) -> int:
        """Return the number of the next move."""
        return self._dropped + len(self._moves)

    async def since(self, number: int) -> Sequence[Thread]:
        """Return the threads that moved from this number on, each as it is now, the newest last."""
        async with self._turn:
            if time.monotonic() - self._looked_at >= self.rules.every:
                await self._look()
        moved = self._moves[max(0, number - self._dropped) :]
        return list({thread.id: thread for thread in moved}.values())

    async def _look(self) -> None:
        self._looked_at = time.monotonic()
        try:
            latest = await asyncio.to_thread(self.store.threads.listing, limit=self.rules.n_threads)
        except StorageError:
            # the page stays as it is; the next look may succeed
            return
        fresh = {thread.id: version_of(thread) for thread in latest}
        if self._versions:
            self._moves += [thread for thread in reversed(latest) if self._versions.get(thread.id) != fresh[thread.id]]
        self._versions |= fresh
        if len(self._moves) > 2_000:
            self._dropped += 1_000
            del self._moves[:1_000]


def _pulse(request: Request) -> Pulse:
    state = request.app.state
    if not hasattr(state, "pulse"):
        state.pulse = Pulse(desk_of(request).store)
    pulse: Pulse = state.pulse
    return pulse


@router.get("/live")
async def live(request: Request) -> Response:
    """Tell of threads that move, for as long as the page is open."""
    pulse = _pulse(request)
    if pulse.n_listeners >= pulse.rules.most_listeners:
        raise HTTPException(503)
    return StreamingResponse(
        _events(request, pulse, desk_of(request)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _events(request: Request, pulse: Pulse, desk: Desk) -> AsyncIterator[str]:
    pulse.n_listeners += 1
    try:
        await pulse.since(0)
        number, quiet = pulse.last, time.monotonic()
        yield "retry: 3000\n\n"
        while not await request.is_disconnected():
            moved = await pulse.since(number)
            number = pulse.last
            if moved:
                quiet = time.monotonic()
                yield "".join(_event(desk, name, threads) for name, threads in _told(moved))
            elif time.monotonic() - quiet > pulse.rules.keepalive:
                quiet = time.monotonic()
                yield ": still here\n\n"
            await asyncio.sleep(pulse.rules.every)
    finally:
        pulse.n_listeners -= 1


def _told(moved: Sequence[Thread]) -> list[tuple[str, Sequence[Thread]]]:
    """Return each event with its threads: one of all for the list, one of its own for each thread's page."""
    return [("moved", moved), *((thread.id, [thread]) for thread in moved)]


def _event(desk: Desk, name: str, threads: Sequence[Thread]) -> str:
    shown = desk.templates.get_template("moved.html").render(threads=threads[::-1], is_list=name == "moved")
    lines = "".join(f"data: {line}\n" for line in shown.splitlines() if line.strip())
    return f"event: {name}\n{lines}\n"
