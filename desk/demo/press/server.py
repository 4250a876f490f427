"""The press's HTTP server: all outlets on one loopback port, each below its own path."""

import hashlib
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from desk.demo.loopback import listen
from desk.demo.nouns import Script
from desk.demo.outlets import BY_SLUG, DEMO_OUTLETS, Announces, DemoOutlet
from desk.demo.press.edition import Edition
from desk.demo.press.rendering import Renderer
from pipeline.errors import SettingsError
from pipeline.ports import Clock

#: Seconds that the server is given to come up or to end.
PATIENCE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    body: bytes
    content_type: str
    status: int = 200
    #: None: not to be validated.
    changed_at: datetime | None = None


class _Reception:
    """Finds the answer to a path at an instant."""

    def __init__(self, script: Script, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._edition = Edition(script, base_url)
        self._renderer = Renderer()
        self._starts_at = script.starts_at

    def robots(self) -> str:
        """Return the rules for all robots, and where the sitemaps are."""
        maps = [outlet for outlet in DEMO_OUTLETS if outlet.announces is Announces.NEWS_SITEMAP]
        lines = ["User-agent: *", "Disallow: /*/search", "Disallow: /*/account", "Disallow: /*/comment", ""]
        return "\n".join(lines + [f"Sitemap: {self._base_url}/{each.slug}/{each.feed_path}" for each in maps]) + "\n"

    def stand(self) -> _Answer:
        """Return the list of all outlets, for people."""
        body, content_type = self._renderer.plain("_stand.html", outlets=DEMO_OUTLETS)
        return _Answer(body=body, content_type=content_type)

    def answer(self, slug: str, rest: str, now: datetime) -> _Answer:
        """Return what stands at a path of an outlet at `now`."""
        outlet = BY_SLUG.get(slug)
        if outlet is None:
            return self._not_found(f"/{slug}/{rest}")
        if rest.startswith("img/"):
            return _Answer(body=_picture(rest), content_type="image/svg+xml", changed_at=self._starts_at)
        if rest == outlet.feed_path and outlet.announces is not Announces.SECTION:
            return self._feed(outlet, now)
        if rest in {"", outlet.feed_path} or rest.startswith("section/"):
            return self._front(outlet, rest, now)
        article = self._edition.find_article(f"/{slug}/{rest}", now)
        if article is None or article.is_gone(now):
            missing = self._not_found(f"/{slug}/{rest}")
            return replace(missing, status=HTTPStatus.GONE) if article else missing
        body, content_type = self._renderer.page(self._edition.page(outlet, article, now))
        return _Answer(body=body, content_type=content_type, changed_at=article.version_at(now).changed_at)

    def _feed(self, outlet: DemoOutlet, now: datetime) -> _Answer:
        teasers = self._edition.teasers(outlet, now)
        body, content_type = self._renderer.feed(outlet, self._edition.root(outlet), teasers)
        newest = max([self._starts_at, *(teaser.updated_at for teaser in teasers)])
        return _Answer(body=body, content_type=content_type, changed_at=newest)

    def _front(self, outlet: DemoOutlet, rest: str, now: datetime) -> _Answer:
        heading = rest.strip("/").rpartition("/")[2].replace("-", " ").capitalize() or "Latest"
        url = f"{self._edition.root(outlet)}/{rest}"
        section = rest.removeprefix("section/").strip("/") if rest.startswith("section/") else None
        view = self._edition.front(outlet, now, url=url, heading=heading, section=section)
        body, content_type = self._renderer.page(view)
        return _Answer(body=body, content_type=content_type)

    def _not_found(self, path: str) -> _Answer:
        body, content_type = self._renderer.plain("_not_found.html", path=path)
        return _Answer(body=body, content_type=content_type, status=404)


def _picture(path: str) -> bytes:
    hue = int(hashlib.sha256(path.encode()).hexdigest()[:4], 16) % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">'
        f'<stop stop-color="hsl({hue} 25% 55%)"/><stop offset="1" stop-color="hsl({hue + 40} 30% 30%)"/>'
        '</linearGradient><path fill="url(#g)" d="M0 0h16v9H0z"/></svg>'
    ).encode()


def _respond(request: Request, answer: _Answer, outlet: DemoOutlet | None, now: datetime) -> Response:
    headers = {"Date": format_datetime(now, usegmt=True), "Cache-Control": "no-cache"}
    changed_at = answer.changed_at
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
    if outlet is not None and outlet.sends_etag and answer.status == 200:
        headers["ETag"] = etag
    if outlet is not None and outlet.sends_last_modified and changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    if _is_unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, status_code=answer.status, media_type=answer.content_type, headers=headers)


def _is_unchanged(request: Request, headers: dict[str, str]) -> bool:
    """Source: RFC 9110, 13.1: where If-None-Match is sent, If-Modified-Since does not count."""
    if asked := request.headers.get("if-none-match"):
        return headers.get("ETag") in [each.strip().removeprefix("W/") for each in asked.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def press_app(script: Script, clock: Clock, base_url: str) -> FastAPI:
    """Return the press as an application, for a server of one's own.

    Args:
        script: What is published.
        clock: Whose time decides what is published already.
        base_url: Where it will answer; canonical addresses begin with it.
    """
    reception = _Reception(script, base_url)
    app = FastAPI(title="The press of Aldermouth", docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/robots.txt", methods=["GET", "HEAD"])
    async def robots() -> PlainTextResponse:
        return PlainTextResponse(reception.robots())

    @app.api_route("/", methods=["GET", "HEAD"])
    async def stand(request: Request) -> Response:
        return _respond(request, reception.stand(), None, clock.now())

    @app.api_route("/{slug}", methods=["GET", "HEAD"])
    @app.api_route("/{slug}/{rest:path}", methods=["GET", "HEAD"])
    async def outlet_page(request: Request, slug: str, rest: str = "") -> Response:
        now = clock.now()
        return _respond(request, reception.answer(slug, rest, now), BY_SLUG.get(slug), now)

    return app


class Press:
    """The press on a loopback port, in a thread of its own; use it as a context manager."""

    def __init__(self, script: Script, clock: Clock, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take the port, so that the address is known; nothing is answered before `start`.

        Args:
            script: What is published.
            clock: Whose time decides what is published already.
            host: Address to listen at.
            port: Port to listen on; 0: any free one.

        Raises:
            SettingsError: the port is taken or not allowed.
        """
        self._socket = listen(host, port, "The press")
        self.base_url = f"http://{host}:{self._socket.getsockname()[1]}"
        settings = uvicorn.Config(
            press_app(script, clock, self.base_url),
            log_level="warning",
            access_log=False,
            lifespan="off",
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="press", daemon=True)

    def start(self) -> None:
        """Begin to answer; returns once it does.

        Raises:
            SettingsError: it did not come up in time.
        """
        self._thread.start()
        patience_ends = time.monotonic() + PATIENCE
        while not self._server.started and time.monotonic() < patience_ends:
            time.sleep(0.01)
        if not self._server.started:
            raise SettingsError(f"The press did not come up at {self.base_url} in {PATIENCE:g} s: try again.")

    def stop(self) -> None:
        """End, and free the port."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        self._socket.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
