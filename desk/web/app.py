"""The web application: builds it, guards its answers with headers, turns errors into pages."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Semaphore
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.access import GateRules
from desk.people import Failures
from desk.questions import Questions
from desk.rendering import page_templates
from desk.story.kept import Kept, KeptRules
from desk.web.audit import router as audit_router
from desk.web.exports import router as exports_router
from desk.web.gate import Gate, GateMiddleware
from desk.web.hand import router as hand_router
from desk.web.live import router as live_router
from desk.web.login import ask
from desk.web.login import router as login_router
from desk.web.notes import router as notes_router
from desk.web.pages import Desk, router
from desk.web.seen import router as seen_router
from desk.web.start import router as start_router
from desk.web.stories import router as stories_router
from desk.web.telling import router as telling_router
from desk.web.watching import router as watching_router
from desk.web.websub import router as websub_router
from pipeline.errors import InputError, NotFoundError, StorageError, ThroughlineError
from pipeline.ports import Clock
from storage.store import Store

#: Whole pages that are kept: a count; one is some hundred kilobytes.
_MOST_PAGES = 100
#: Pages composed at a time: a count. The database works beside the interpreter, so two are quicker than one; with ten,
#: each waits after each of its questions for nine others.
_MOST_COMPOSED = 2
#: The style that the plotting library writes into each of its plots; see `plot` in `static/plots.js`.
_PLOT_STYLE = (
    ":where(.plot) {\n  --plot-background: white;\n  display: block;\n  height: auto;\n  height: intrinsic;\n"
    "  max-width: 100%;\n}\n:where(.plot text),\n:where(.plot tspan) {\n  white-space: pre;\n}"
)
_PLOT_HASH = base64.b64encode(hashlib.sha256(_PLOT_STYLE.encode()).digest()).decode()
#: Nothing but our own files is loaded, nothing that stands in a page is run, no page frames ours.
_POLICY = (
    f"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'sha256-{_PLOT_HASH}'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("content-security-policy", _POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRules:
    """How much the pages show, and in which zone."""

    #: Threads on one page: a count.
    most_threads: int = 40
    #: Articles that a search shows: a count.
    most_found: int = 20
    #: Longest query that is looked at: characters.
    longest_query: int = 1000
    #: Time between two refreshes of a page that refreshes by itself: seconds.
    live_every: int = 3
    #: IANA name of the zone in which times are shown.
    zone: str = "UTC"
    #: Slug of the newsroom's own outlet, which stands first where outlets are compared; empty: none is named.
    own_outlet: str = ""


def create_app(
    store: Store,
    clock: Clock,
    rules: WebRules | None = None,
    *,
    questions: Questions | None = None,
    gate: GateRules | None = None,
) -> FastAPI:
    """Return the desk's web application over a store.

    Args:
        store: What is remembered.
        clock: Tells the time that "ago" is counted from.
        rules: How much is shown.
        questions: What reads queries; None: one without a model, to which nothing is similar.
        gate: Whom it lets in; None: everybody who reaches it.
    """
    rules = rules or WebRules()
    app = FastAPI(title="Throughline", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(
        store=store,
        clock=clock,
        templates=page_templates(),
        zone=ZoneInfo(rules.zone),
        most_threads=rules.most_threads,
        most_found=rules.most_found,
        longest_query=rules.longest_query,
        live_every=rules.live_every,
        kept=Kept(clock.now),
        turns=Semaphore(_MOST_COMPOSED),
        pages=Kept(clock.now, KeptRules(most=_MOST_PAGES)),
        questions=questions or Questions(),
        own_outlet=rules.own_outlet,
    )
    app.state.gate = Gate(store, clock, gate or GateRules())
    app.state.failures = Failures()
    # the pages that are asked for most come first: each route that is tried before takes a hundredth of a millisecond
    app.include_router(router)
    # before the pages of threads: what comes after a thread's slug and a dot is no part of the slug
    app.include_router(exports_router)
    app.include_router(stories_router)
    app.include_router(hand_router)
    app.include_router(audit_router)
    app.include_router(notes_router)
    app.include_router(seen_router)
    app.include_router(start_router)
    app.include_router(watching_router)
    app.include_router(live_router)
    app.include_router(login_router)
    app.include_router(telling_router)
    app.include_router(websub_router)
    # it is made of what the pages are made of, and imports them
    from desk.api import create_api

    app.mount("/api/v1", create_api(app.state.desk))
    app.mount("/static", StaticFiles(packages=[("desk.web", "static")]))
    app.add_middleware(GateMiddleware, gate=app.state.gate, refuse=partial(_refuse, app))
    app.add_middleware(_Guarded)
    _add_problem_pages(app)
    return app


class _Guarded:
    """Puts the guarding headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_guards(scope.get("path", ""))]
            await send(message)

        await self._app(scope, receive, guarded)


def _guards(path: str) -> list[tuple[bytes, bytes]]:
    """Static files carry their hash in the address and are kept for good; pages are asked for anew each time."""
    kept = "public, max-age=31536000, immutable" if path.startswith("/static/") else "private, no-cache"
    return [(name.encode(), value.encode()) for name, value in (*_HEADERS, ("cache-control", kept))]


def _refuse(app: FastAPI, request: HTTPConnection, status: int, why: str) -> Response:
    """Return the page that says why a request may not pass; who is not known may log in on it."""
    asked = Request({**request.scope, "app": app})
    if status == 401:
        return ask(asked, 401, request.url.path)
    return _problem(asked, status, _TITLES.get(status, "Not possible"), why)


def _add_problem_pages(app: FastAPI) -> None:
    def problem(status: int, title: str) -> Callable[[Request, Exception], Response]:
        def page(request: Request, error: Exception) -> Response:
            message = str(error) if isinstance(error, ThroughlineError) else _MESSAGES.get(status, "")
            return _problem(request, status, title, message)

        return page

    def by_status(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return _problem(request, status, _TITLES.get(status, "Not possible"), _MESSAGES.get(status, ""))

    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(NotFoundError, problem(404, _TITLES[404]))
    app.add_exception_handler(InputError, problem(400, "That cannot be done"))
    app.add_exception_handler(RequestValidationError, problem(400, _TITLES[400]))
    app.add_exception_handler(StorageError, problem(503, "The news store does not answer"))
    app.add_exception_handler(Exception, _mistake)


def _mistake(request: Request, _: Exception) -> Response:
    answer = _problem(request, 500, _TITLES[500], _MESSAGES[500])
    # this answer is given outside of every middleware
    answer.raw_headers.extend(_guards(request.url.path))
    return answer


_TITLES: Mapping[int, str] = {
    400: "That address cannot be read",
    403: "You may not do this",
    404: "Nothing is kept under that name",
    405: "This page can only be read",
    500: "The desk made a mistake",
}
_MESSAGES: Mapping[int, str] = {
    400: "Something in it is not what this page takes.",
    404: "No thread has this address, and none ever had it.",
    405: "The desk's pages take no orders.",
    500: "The log says what happened. The news itself is safe.",
}


def _problem(request: Request, status: int, title: str, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        # an address that the API itself was not even asked for: a line break in it, say
        told = {"type": "about:blank", "title": title, "status": status, "detail": message or title}
        return JSONResponse(told, status, media_type="application/problem+json")
    desk: Desk = request.app.state.desk
    shown: dict[str, Any] = {"status": status, "title": title, "message": message}
    return desk.page(request, "problem.html", status_code=status, **shown)
