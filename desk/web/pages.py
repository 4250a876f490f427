"""The pages: each reads the request, asks `desk.views`, and fills a template."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, wraps
from itertools import groupby
from threading import Semaphore
from typing import Any, NamedTuple, ParamSpec, cast

from fastapi import APIRouter, Request
from jinja2 import Environment
from markupsafe import Markup
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from desk.found import found_view
from desk.moved import ThreadRow, thread_rows
from desk.questions import Questions
from desk.shown import OutletShown
from desk.story.kept import Kept
from desk.story.outline import version_of
from desk.views import due_view, outlets_view
from pipeline.ports import Clock
from storage.store import Store

router = APIRouter()
_READ = ["GET", "HEAD"]
P = ParamSpec("P")


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
    #: What was composed before.
    kept: Kept
    #: Whole pages, kept until anything at all is written to the store.
    pages: Kept
    #: Whose turn it is to compose a page: many at a time only take the interpreter from one another.
    turns: Semaphore
    questions: Questions = field(default_factory=Questions)
    own_outlet: str = ""

    def page(self, request: Request, name: str, /, *, status_code: int = 200, **shown: Any) -> HTMLResponse:
        """Return a filled template."""
        now = self.clock.now()
        is_live = request.query_params.get("live") == "1"
        common = self._common(now, can_edit=can_edit(request)) | {
            "caller": getattr(request.state, "caller", None),
            "here": name.removesuffix(".html"),
            "path": request.url.path,
            "live": is_live,
            "live_toggle": _toggle_live(request.url, is_live=is_live),
            "live_every": self.live_every,
            "live_event": "moved",
            "menu": MENU,
            "query": "",
            "said": None,
        }
        return HTMLResponse(self.templates.get_template(name).render(common | shown), status_code=status_code)

    def part(self, name: str, version: Hashable, /, **shown: Any) -> Markup:
        """Return a filled template for a part of a page: as kept, where its version and the minute are the same."""
        now = self.clock.now()
        key = ("part", name, version, now.replace(second=0, microsecond=0))
        may = bool(shown.get("can_edit"))
        filled = self._common(now, can_edit=may) | shown
        return self.kept.get(key, lambda: Markup(self.templates.get_template(name).render(filled)))  # noqa: S704 - our own template, escaped

    def pieces(self, name: str, now: datetime, *, can_edit: bool = False) -> Any:
        """Return the macros of a template, set up for an instant."""
        return self.templates.get_template(name).make_module(self._common(now, can_edit=can_edit))

    def _common(self, now: datetime, *, can_edit: bool) -> dict[str, Any]:
        return {"now": now, "tz": self.zone, "zone": now.astimezone(self.zone).tzname(), "can_edit": can_edit}


class MenuEntry(NamedTuple):
    """A page in the menu."""

    #: As the page's template calls itself.
    name: str
    path: str
    title: str
    #: The key that leads there after `g`.
    key: str


MENU = (
    MenuEntry("now", "/", "Now", "n"),
    MenuEntry("to_come", "/to-come", "To come", "f"),
    MenuEntry("people", "/people", "People", "p"),
    MenuEntry("watches", "/watches", "Watches", "w"),
    MenuEntry("alerts", "/alerts", "Alerts", "a"),
    MenuEntry("outlets", "/outlets", "Outlets", "o"),
    MenuEntry("history", "/history", "History", "h"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Threads under one heading."""

    name: str
    rows: tuple[ThreadRow, ...]
    #: They hold what is new to the reader.
    is_new: bool = False


def reader_of(request: Request) -> str:
    """Return whose page it is: a name, or `desk` where nobody is asked for one."""
    caller = getattr(request.state, "caller", None)
    return caller.name if caller else "desk"


def can_edit(request: Request) -> bool:
    """Tell whether whoever asks may change anything."""
    caller = getattr(request.state, "caller", None)
    return caller is not None and "write" in caller.scopes


def kept_whole(page: Callable[P, Response]) -> Callable[P, Response]:
    """Return a page that is composed once for all who ask for the same in the same state of the store and minute.

    All that it reads comes from one transaction. A page that writes may not be kept.
    """

    @wraps(page)
    def answer(*args: P.args, **named: P.kwargs) -> Response:
        request = cast("Request", named.get("request") or args[0])
        desk = desk_of(request)

        def compose() -> Response:
            with desk.turns, desk.store.one_view():
                return page(*args, **named)

        minute = desk.clock.now().replace(second=0, microsecond=0)
        caller: Hashable = getattr(request.state, "caller", None)
        key = (page.__name__, request.url.path, request.url.query, caller, minute, desk.store.state())
        return desk.pages.get(key, compose)

    return answer


def desk_of(request: Request) -> Desk:
    """Return what every page needs."""
    desk: Desk = request.app.state.desk
    return desk


def _toggle_live(url: URL, *, is_live: bool) -> str:
    toggled = url.remove_query_params("live") if is_live else url.include_query_params(live=1)
    return toggled.path + (f"?{toggled.query}" if toggled.query else "")


@router.api_route("/", methods=_READ)
@kept_whole
def now(request: Request, skip: str = "") -> Response:
    """Show the threads that moved: those with news the reader has not seen first, by weight, the others by day."""
    desk = desk_of(request)
    instant = desk.clock.now()
    passed = skipped(skip)
    threads = desk.store.threads.listing(limit=desk.most_threads, offset=passed)
    looks = desk.store.seen.looks(reader_of(request), [thread.id for thread in threads])
    rows = thread_rows(desk.store, threads, instant, desk.kept, looks)
    may = can_edit(request)
    older = f"/?skip={passed + desk.most_threads}" if len(threads) == desk.most_threads else ""
    return desk.page(
        request,
        "now.html",
        groups=tuple(_groups(rows, instant.astimezone(desk.zone).date(), desk.zone, has_looked=bool(looks.seen_at))),
        older=older,
        html=rows_html(desk, rows, selectable=may),
        due=desk.kept.get(("due", instant.date()), lambda: due_view(desk.store, instant))[:7],
        troubled=desk.kept.get(("troubled",), lambda: _troubled(desk)),
        threads_all_seen=not passed and not any(row.n_new for row in rows),
        can_mark=may and any(row.n_new for row in rows),
    )


def rows_html(desk: Desk, rows: Iterable[ThreadRow], *, selectable: bool = False) -> dict[str, Markup]:
    """Return threads' rows in a list, by thread: as kept, or filled by one macro that is set up once for all."""
    now = desk.clock.now()
    pieces = cache(lambda: desk.pieces("parts.html", now))

    def filled(row: ThreadRow) -> Markup:
        is_new = tuple(move.is_new for move in row.moves)
        version = (version_of(row.thread), row.n_new, row.weight, is_new, selectable)
        key = ("row html", version, now.replace(second=0, microsecond=0))
        return desk.kept.get(key, lambda: Markup(pieces().thread_row(row, selectable=selectable)))  # noqa: S704 - our own template, escaped

    return {row.thread.id: filled(row) for row in rows}


def _troubled(desk: Desk) -> tuple[OutletShown, ...]:
    return tuple(outlet for outlet in outlets_view(desk.store) if outlet.is_in_trouble)


def skipped(typed: str) -> int:
    """Return how many entries an address leaves out before its page; what is no number is none."""
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 7 else 0


@router.api_route("/search", methods=_READ)
@kept_whole
def search(request: Request, q: str = "", skip: str = "") -> Response:
    """Show what a query finds; every string is a query."""
    desk = desk_of(request)
    query = plain(q, desk.longest_query)
    now = desk.clock.now()
    asked = desk.questions.lenient(query, now)
    shown = found_view(desk.store, asked, now, desk.kept, limit=desk.most_found, skip=skipped(skip))
    return desk.page(request, "search.html", shown=shown, query=query, html=rows_html(desk, shown.rows))


@router.api_route("/outlets", methods=_READ)
@kept_whole
def outlets(request: Request) -> Response:
    """Show the outlets with their health: what was looked at last, what failed, what came."""
    desk = desk_of(request)
    shown = desk.kept.get(("outlets",), lambda: outlets_view(desk.store))
    return desk.page(request, "outlets.html", outlets=shown, n_trouble=sum(outlet.is_in_trouble for outlet in shown))


@router.api_route("/healthz", methods=_READ)
def healthz(request: Request) -> Response:
    """Answer `ok` when the store answers; 503 otherwise."""
    desk = desk_of(request)
    desk.store.threads.listing(limit=1)
    return PlainTextResponse("ok\n")


def plain(text: str, longest: int) -> str:
    """Return typed text without control characters, no longer than a person types."""
    return "".join(mark if mark.isprintable() else " " for mark in text[:longest]).strip()


def _groups(rows: Iterable[ThreadRow], today: date, zone: tzinfo, *, has_looked: bool) -> Iterator[Group]:
    known = tuple(rows)
    if new := sorted((row for row in known if row.n_new), key=lambda row: -row.weight):
        yield Group(name="New since you looked" if has_looked else "New in the last day", rows=tuple(new), is_new=True)

    def day_of(row: ThreadRow) -> date:
        return row.thread.last_seen_at.astimezone(zone).date()

    for day, threads in groupby((row for row in known if not row.n_new), key=day_of):
        yield Group(name=_day_name(day, today), rows=tuple(threads))


def _day_name(day: date, today: date) -> str:
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"
