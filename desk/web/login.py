"""The page at which people log in, and out."""

from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from desk.access import Asks
from desk.people import Caller, Failures, is_password, key_hash, new_key
from desk.web.gate import COOKIE, Gate
from desk.web.pages import Desk
from storage.people import Session

router = APIRouter()
#: A form of two fields is no longer: bytes.
_LONGEST_FORM = 8192


@router.api_route("/login", methods=["GET", "HEAD"])
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the parameter's name in the address
    """Ask for name and password."""
    return ask(request, 200, next)


def ask(request: Request, status: int, onward: str, problem: str = "", name: str = "") -> Response:
    """Return the page that asks for name and password."""
    desk: Desk = request.app.state.desk
    shown = {"onward": _own(onward), "problem": problem, "name": name}
    return desk.page(request, "login.html", status_code=status, **shown)


@router.post("/login")
async def log_in(request: Request) -> Response:
    """Let somebody in who has an account."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_FORM:
            return ask(request, 413, "/", "That was too long for a name and a password.")
    form = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
    return await run_in_threadpool(_let_in, request, form)


def _let_in(request: Request, form: dict[str, str]) -> Response:
    desk: Desk = request.app.state.desk
    gate: Gate = request.app.state.gate
    failures: Failures = request.app.state.failures
    name, onward, now = form.get("name", "").strip().lower()[:64], form.get("next", "/"), desk.clock.now()
    address = request.client.host if request.client else ""
    seen = Caller(name=name or "–", scopes=frozenset(), via="login")
    if failures.is_barred(name, address, now):
        gate.note(seen, "POST /login", 429)
        answer = ask(request, 429, onward, "Too many attempts: wait a quarter of an hour.", name)
        answer.headers["retry-after"] = str(int(failures.rules.window.total_seconds()))
        return answer
    person = desk.store.people.find(name)
    if gate.rules.asks is not Asks.ACCOUNT or not is_password(person, form.get("password", "")) or person is None:
        failures.note(name, address, now)
        gate.note(seen, "POST /login", 401)
        return ask(request, 401, onward, "Name or password is not right.", name)
    failures.forgive(name)
    gate.note(seen, "POST /login", 303)
    key = new_key()
    desk.store.people.open_session(
        Session(key_hash=key_hash(key), person=name, created_at=now, expires_at=now + gate.rules.session_lasts)
    )
    answer = RedirectResponse(_own(onward), status_code=303)
    answer.set_cookie(
        COOKIE,
        key,
        max_age=int(gate.rules.session_lasts.total_seconds()),
        secure=gate.rules.is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """End the session of this browser."""
    desk: Desk = request.app.state.desk
    if key := request.cookies.get(COOKIE):
        desk.store.people.end_session(key_hash(key))
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


def _own(onward: str) -> str:
    """Return a path on this desk: an address elsewhere would make the log-in a springboard."""
    is_path = onward.startswith("/") and not onward.startswith(("//", "/\\")) and onward.isprintable()
    return quote(onward, safe="/?&=%:,.-_~+") if is_path else "/"
