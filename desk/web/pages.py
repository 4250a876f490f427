"""The pages: each reads the request, asks `desk.views`, and fills a template."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from itertools import groupby
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from jinja2 import Environment
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from desk.questions import Questions
from desk.shown import ThreadMoved
from desk.views import due_view, outlets_view, search_view, thread_view, threads_that_moved
from pipeline.ports import Clock
from storage.store import Store

router = APIRouter()
_READ = ["GET", "HEAD"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every page needs."""

    store: Store
    clock: Clock
    templates: Environment
    zone: tzinfo
    #: As in `WebRules`.
    most_threads: int
    most_found: int
    longest_query: int
    live_every: int
    questions: Questions = field(default_factory=Questions)

    def page(self, request: Request, name: str, *, status_code: int = 200, **shown: Any) -> HTMLResponse:
        """Return a filled template."""
        now = self.clock.now()
        is_live = request.query_params.get("live") == "1"
        common = {
            "now": now,
            "tz": self.zone,
            "zone": now.astimezone(self.zone).tzname(),
            "here": name.removesuffix(".html"),
            "path": request.url.path,
            "live": is_live,
            "live_toggle": _toggle_live(request.url, is_live=is_live),
            "live_every": self.live_every,
            "query": "",
        }
        return HTMLResponse(self.templates.get_template(name).render(common | shown), status_code=status_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The threads that last moved on one day."""

    name: str
    threads: tuple[ThreadMoved, ...]


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _toggle_live(url: URL, *, is_live: bool) -> str:
    toggled = url.remove_query_params("live") if is_live else url.include_query_params(live=1)
    return toggled.path + (f"?{toggled.query}" if toggled.query else "")


@router.api_route("/", methods=_READ)
def now(request: Request, skip: str = "") -> Response:
    """Show the threads that moved, newest first."""
    desk = _desk(request)
    instant = desk.clock.now()
    passed = int(skip) if skip.isdecimal() and len(skip) < 7 else 0
    moved = threads_that_moved(desk.store, instant, limit=desk.most_threads, skip=passed)
    days = tuple(_by_day(moved, instant.astimezone(desk.zone).date(), desk.zone))
    older = f"/?skip={passed + desk.most_threads}" if len(moved) == desk.most_threads else ""
    troubled = tuple(outlet for outlet in outlets_view(desk.store) if outlet.is_in_trouble)
    due = due_view(desk.store, instant)
    return desk.page(request, "now.html", days=days, older=older, due=due, troubled=troubled)


@router.api_route("/thread/{key}", methods=_READ)
def thread(request: Request, key: str, order: str = "") -> Response:
    """Show one thread; its id and its former slugs lead to where it is now."""
    desk = _desk(request)
    is_newest_first = order != "time"
    shown = thread_view(desk.store, _plain(key, 200), desk.clock.now(), is_newest_first=is_newest_first)
    if shown.thread.slug != key:
        tail = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/thread/{quote(shown.thread.slug, safe='')}{tail}", status_code=308)
    return desk.page(request, "thread.html", shown=shown)


@router.api_route("/search", methods=_READ)
def search(request: Request, q: str = "") -> Response:
    """Show what a query finds; every string is a query."""
    desk = _desk(request)
    query = _plain(q, desk.longest_query)
    now = desk.clock.now()
    shown = search_view(desk.store, desk.questions.lenient(query, now), now, limit=desk.most_found)
    return desk.page(request, "search.html", shown=shown, query=query)


@router.api_route("/outlets", methods=_READ)
def outlets(request: Request) -> Response:
    """Show the outlets with their health: what was looked at last, what failed, what came."""
    desk = _desk(request)
    shown = outlets_view(desk.store)
    return desk.page(request, "outlets.html", outlets=shown, n_trouble=sum(outlet.is_in_trouble for outlet in shown))


@router.api_route("/healthz", methods=_READ)
def healthz(request: Request) -> Response:
    """Answer `ok` when the store answers; 503 otherwise."""
    desk = _desk(request)
    threads_that_moved(desk.store, desk.clock.now(), limit=1)
    return PlainTextResponse("ok\n")


def _plain(text: str, longest: int) -> str:
    """Return typed text without control characters, no longer than a person types."""
    return "".join(mark if mark.isprintable() else " " for mark in text[:longest]).strip()


def _by_day(moved: Iterable[ThreadMoved], today: date, zone: tzinfo) -> Iterator[Day]:
    def day_of(item: ThreadMoved) -> date:
        return item.thread.last_seen_at.astimezone(zone).date()

    for day, threads in groupby(moved, key=day_of):
        yield Day(name=_day_name(day, today), threads=tuple(threads))


def _day_name(day: date, today: date) -> str:
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"
