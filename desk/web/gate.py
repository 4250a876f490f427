"""The gate: every request passes here, and is asked who it is, whether it may, and whether our own page sent it.

It knows no route: what is safe (GET, HEAD, OPTIONS) needs the scope `read`, everything else `write`, what is under
`/audit`, `/api/v1/people` or `/api/v1/audit` needs `admin`.
A new route is therefore guarded before anybody thinks of it.
"""

import base64
import binascii
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.access import Asks, GateRules
from desk.people import ANYBODY, Caller, caller_of, key_hash
from pipeline.errors import StorageError
from pipeline.ports import Clock
from storage.audit import Asked
from storage.people import Person
from storage.store import Store

_LOG = structlog.get_logger(__name__)
COOKIE = "throughline_session"
#: What is open to everybody: our own files, the log-in, the sign of life, and what is signed by other means.
OPEN_PATHS = ("/static/", "/login", "/healthz", "/websub/", "/unsubscribe/")
#: What others send to us from their own pages or programs, signed by other means.
_SIGNED_PATHS = ("/websub/", "/unsubscribe/")
#: What everybody may do who is in, whatever their role.
_OWN_PATHS = ("/logout", "/seen")
#: Their own marks of what they have seen.
_OWN_MARKS = ("/thread/", "/api/v1/threads/")
_ADMIN_PATHS = ("/api/v1/people", "/api/v1/audit", "/audit")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """Tells who asks; it reads the store and writes the audit."""

    def __init__(self, store: Store, clock: Clock, rules: GateRules) -> None:
        self.rules = rules
        self._store = store
        self._clock = clock

    def caller(self, request: HTTPConnection) -> Caller | None:
        """Return who asks, or None: nobody whom we know.

        Raises:
            StorageError: the database refused.
        """
        if self.rules.asks is Asks.NOBODY:
            return ANYBODY
        if key := _key(request.headers.get("authorization", "")):
            found = self._store.people.of_token(key_hash(key), self._clock.now())
            return caller_of(found[0], "token", found[1]) if found else None
        if self.rules.asks is Asks.PROXY:
            return self._behind_proxy(request)
        cookie = request.cookies.get(COOKIE)
        person = self._store.people.of_session(key_hash(cookie), self._clock.now()) if cookie else None
        return caller_of(person, "session") if person else None

    def _behind_proxy(self, request: HTTPConnection) -> Caller | None:
        name = request.headers.get(self.rules.proxy_header, "").strip()
        if not name or not self.is_proxy(request.client.host if request.client else ""):
            return None
        person = self._store.people.find(name) or Person(
            name=name[:64], role=self.rules.proxy_role, password_hash=None, created_at=self._clock.now()
        )
        return caller_of(person, "proxy")

    def is_proxy(self, address: str) -> bool:
        """Tell whether an address lies in one of the networks whose header is believed."""
        try:
            told = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(told in network for network in self.rules.proxy_networks)

    def is_our_host(self, host: str) -> bool:
        """Tell whether we answer under this host; where people are asked, under any."""
        if self.rules.asks is not Asks.NOBODY or not self.rules.hosts:
            return True
        return _host_of(f"//{host}") in self.rules.hosts

    def note(self, caller: Caller, what: str, status: int) -> None:
        """Write down that somebody asked for a write; a database that refuses is logged, not shown."""
        asked = Asked(at=self._clock.now(), person=caller.name, via=caller.via, what=what, status=status)
        try:
            self._store.audit.add(asked)
        except StorageError as error:
            _LOG.error("audit_failed", why=str(error), person=caller.name, what=what)


def _key(authorization: str) -> str:
    """Return the key of a token; feed readers know no Bearer, and send it as a password."""
    kind, _, said = authorization.partition(" ")
    if kind.lower() == "bearer":
        return said.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(said, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def is_ours(request: HTTPConnection) -> bool:
    """Tell whether our own page, or no page at all, sent a request that may change something.

    Source: the algorithm of Go 1.25's CrossOriginProtection.
    """
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin", "")
    return not origin or origin.partition("://")[2] == request.headers.get("host", "")


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class GateMiddleware:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, gate: Gate, refuse: Callable[[HTTPConnection, int, str], Response]) -> None:
        """Make one.

        Args:
            app: what is behind it.
            gate: who tells who asks.
            refuse: makes the page that refuses: request, status, why.
        """
        self._app = app
        self._gate = gate
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        path, method = scope["path"], scope["method"]
        is_safe = method in _SAFE
        caller, refusal = await self._judge(request, path, is_safe=is_safe)
        scope.setdefault("state", {})["caller"] = caller
        if refusal is not None:
            await self._turn_away(request, refusal)(scope, receive, send)
            status = refusal[0]
        else:
            status = await self._pass(scope, receive, send)
        if not is_safe and not path.startswith(_SIGNED_PATHS) and path != "/login":
            await run_in_threadpool(self._gate.note, caller or _NOBODY, f"{method} {path}"[:500], status)

    async def _judge(
        self, request: HTTPConnection, path: str, *, is_safe: bool
    ) -> tuple[Caller | None, tuple[int, str] | None]:
        """Return who asks, and why not: a status and a sentence; None: it may pass."""
        if path.startswith(_SIGNED_PATHS):
            return None, None
        if not self._gate.is_our_host(request.headers.get("host", "")):
            return None, (403, "The desk answers under its own address only.")
        try:
            # where nobody is asked nothing is looked up: a worker would only make the request wait for the interpreter
            is_asked = self._gate.rules.asks is not Asks.NOBODY
            caller = await run_in_threadpool(self._gate.caller, request) if is_asked else ANYBODY
        except StorageError as error:
            return None, (503, str(error))
        is_token = caller is not None and caller.via == "token"
        if not is_safe and not is_token and not is_ours(request):
            return caller, (403, "Another site's page asked for this: do it on the desk's own page.")
        is_open = path in OPEN_PATHS or path.startswith("/static/")
        return caller, None if is_open else _refusal(caller, path, is_safe=is_safe)

    def _turn_away(self, request: HTTPConnection, refusal: tuple[int, str]) -> Response:
        status, why = refusal
        if not request.scope["path"].startswith("/api/"):
            answer = self._refuse(request, status, why)
        else:
            problem = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": why}
            answer = JSONResponse(problem, status, media_type="application/problem+json")
        if status == 401:
            answer.headers["www-authenticate"] = "Bearer"
        return answer

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> int:
        statuses = [500]

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses[0] = message["status"]
            await send(message)

        await self._app(scope, receive, noted)
        return statuses[0]


_NOBODY = Caller(name="–", scopes=frozenset(), via="open")
_TITLES = {401: "Who are you?", 403: "You may not do this", 503: "The news store does not answer"}


def _refusal(caller: Caller | None, path: str, *, is_safe: bool) -> tuple[int, str] | None:
    if caller is None:
        return 401, "Log in, or send a token."
    needed = "admin" if path.startswith(_ADMIN_PATHS) else "read" if is_safe else "write"
    is_own = path in _OWN_PATHS or (path.startswith(_OWN_MARKS) and path.endswith("/seen"))
    if (is_own and "read" in caller.scopes) or needed in caller.scopes:
        return None
    return 403, f"{caller.name} may not do this: it needs the right “{needed}”."
