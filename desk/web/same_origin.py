"""Refuses what another site lets a browser send: only the desk's own pages change anything.

Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; a program that says neither is no
browser, and nobody's login is lent to it.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Hubs push to these from outside; they are signed.
_OPEN = ("/websub/",)


class SameOrigin:
    """An ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may come, refuse the rest."""
        if scope["type"] == "http" and not is_allowed(scope["method"], scope["path"], Headers(scope=scope)):
            refused = PlainTextResponse("This request comes from another site.\n", status_code=403)
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_allowed(method: str, path: str, headers: Headers) -> bool:
    """Tell whether a request may change something: it reads only, or it comes from a page of ours."""
    if method in _READING or path.startswith(_OPEN):
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == headers.get("host"))
