"""Pages that need a browser: a Chromium without a network of its own, which is handed what the door fetched.

Everything that a page asks for while it runs is caught and fetched through the guarded door like anything else,
robots.txt and delays included; what could not be caught (WebSockets, WebRTC) finds no name and no proxy. Only scripts
and what they fetch are had: pictures, styles and frames are not needed to read a text.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Response

from crawler.bounds import RefusedAnswerError
from crawler.errand import Errand
from crawler.guard import ALLOW_PRIVATE, RefusedError
from crawler.rules import CrawlRules

#: Key of a request's meta: is its answer to be run in a browser?
RENDER = "render"

#: What of a page's requests is fetched: what its text may depend on.
_NEEDED = frozenset({"script", "xhr", "fetch"})
#: Requests of one page that are fetched, at most.
_MOST_PARTS = 60
#: Pages that run at once: each takes a processor and some 200 MB.
_AT_ONCE = 2
#: Header fields of a part that scripts look at.
_PASSED = ("content-type", "access-control-allow-origin", "access-control-allow-credentials")
#: Names under which a Chromium may be installed beside Playwright's own.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--no-pings",
)
#: A proxy of no such name (RFC 6761): what is not caught is not sent past it, addresses in figures included.
_NOWHERE: Any = {"server": "http://proxy.invalid:9", "bypass": "<-loopback>"}

#: Fetches one part of a page.
Fetch = Callable[[str], Awaitable[Response]]


class Browser:
    """One Chromium; started at the first page."""

    def __init__(self, rules: CrawlRules) -> None:
        self._rules = rules
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._starting = asyncio.Lock()
        self._playwright: Any = None
        self._chromium: Any = None
        self._patience_ended: type[Exception] = TimeoutError

    async def render(self, url: str, body: bytes, content_type: str, fetch: Fetch) -> str:
        """Run a page and return its HTML as it then stands.

        Args:
            url: Where it was fetched.
            body: The page as fetched.
            content_type: As its host named it.
            fetch: Fetches what it asks for.

        Raises:
            RefusedError: no browser is installed, or it broke on the page.
        """
        async with self._at_once:
            await self._start()
            try:
                return await asyncio.wait_for(
                    self._run(_Page(url=url, body=body, content_type=content_type, fetch=fetch)),
                    self._rules.longest_render.total_seconds() * 2,
                )
            except TimeoutError as error:
                raise RefusedError("its scripts did not end in the browser") from error
            except (RefusedError, RefusedAnswerError, asyncio.CancelledError):
                raise
            except Exception as error:
                raise RefusedError(f"the browser failed on it ({' '.join(str(error).split())[:150]})") from error

    async def _run(self, page: "_Page") -> str:
        context = await self._chromium.new_context(
            service_workers="block", accept_downloads=False, user_agent=self._rules.user_agent
        )
        try:
            await context.route("**/*", page.answer)
            tab = await context.new_page()
            patience = self._rules.longest_render.total_seconds() * 1000
            with suppress(self._patience_ended):
                await tab.goto(page.url, wait_until="networkidle", timeout=patience)
            html: str = await tab.content()
            is_lost = tab.url.startswith("chrome-error:")
        finally:
            await self._leave(context)
        if is_lost:
            raise RefusedError("its scripts led away from it in the browser")
        if len(html) > self._rules.max_page_bytes:
            raise RefusedAnswerError("it grows too large in the browser")
        return html

    async def _leave(self, context: Any) -> None:
        """Close a page with all that belongs to it; where a script holds it, the whole browser."""
        try:
            await asyncio.wait_for(context.close(), 5)
        except Exception:  # noqa: BLE001 - whatever holds it, the next page gets a new browser
            await self.close()

    async def _start(self) -> None:
        async with self._starting:
            if self._chromium is not None:
                return
            try:
                from playwright.async_api import Error, TimeoutError, async_playwright  # noqa: A004
            except ImportError as error:
                raise RefusedError(
                    "its outlet wants a browser (render), and none is installed: install throughline[render]"
                ) from error
            self._patience_ended = TimeoutError
            self._playwright = self._playwright or await async_playwright().start()
            try:
                self._chromium = await self._playwright.chromium.launch(
                    executable_path=_installed(), args=list(_FLAGS), proxy=_NOWHERE, chromium_sandbox=os.geteuid() != 0
                )
            except Error as error:
                raise RefusedError(
                    "its outlet wants a browser (render), and no Chromium starts: run `playwright install chromium`"
                ) from error

    async def close(self) -> None:
        """End the browser; it may be started again."""
        chromium, playwright = self._chromium, self._playwright
        self._chromium = self._playwright = None
        with suppress(Exception):
            if chromium is not None:
                await asyncio.wait_for(chromium.close(), 5)
        with suppress(Exception):
            if playwright is not None:
                await asyncio.wait_for(playwright.stop(), 5)


def _installed() -> str | None:
    """Return the path of a Chromium of this machine; None: Playwright's own is used."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@dataclass  # without slots: Playwright writes an attribute of its own on whoever owns a route's handler
class _Page:
    """A page that runs, and what it is answered when it asks."""

    url: str
    body: bytes
    content_type: str
    fetch: Fetch
    n_parts: int = 0
    is_opened: bool = False

    async def answer(self, route: Any) -> None:
        """Answer one request of the page; whatever fails is as if the network had failed."""
        with suppress(Exception):
            asked = route.request
            if asked.is_navigation_request() and not self.is_opened:
                self.is_opened = True
                await route.fulfill(status=200, headers={"content-type": self.content_type}, body=self.body)
            elif asked.resource_type in _NEEDED and asked.method == "GET" and self.n_parts < _MOST_PARTS:
                self.n_parts += 1
                await self._pass_on(route, asked.url)
            elif asked.is_navigation_request():
                # a page that is led away stays where it is: without this answer the browser shows one of its own
                await route.fulfill(status=204)
            else:
                await route.abort()

    async def _pass_on(self, route: Any, url: str) -> None:
        try:
            part = await self.fetch(url)
        except Exception:  # noqa: BLE001 - the door refused it, or it is not to be had: the page goes on without it
            await route.abort()
            return
        await route.fulfill(status=part.status, headers=_headers(part), body=part.body)


def _headers(part: Response) -> Mapping[str, str]:
    said = {name: part.headers.get(name) for name in _PASSED}
    return {name: value.decode("latin-1") for name, value in said.items() if value}


class Rendering:
    """Runs in a browser what is asked for with `RENDER`, after it was fetched like anything else."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember the round.

        Args:
            crawler: Its spider carries the round.
        """
        self._crawler = crawler
        self._browser: Browser | None = None
        crawler.signals.connect(self._close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Rendering":
        """Make one, as Scrapy does it."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the page as it stands after it has run.

        Raises:
            RefusedError: no browser is installed, or it broke on the page.
            DownloadCancelledError: the round was stopped meanwhile.
        """
        if not request.meta.get(RENDER) or response.status != 200 or not isinstance(response, HtmlResponse):
            return response
        errand: Errand = self._crawler.spider.errand  # type: ignore[union-attr]
        self._browser = self._browser or Browser(errand.rules)
        kind = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")

        async def fetch(url: str) -> Response:
            part = Request(url, meta={ALLOW_PRIVATE: request.meta.get(ALLOW_PRIVATE)})
            return await self._crawler.engine.download_async(part)

        task = asyncio.ensure_future(self._browser.render(response.url, response.body, kind, fetch))
        errand.under_way.add(task)
        try:
            html = await task
        except asyncio.CancelledError as error:
            raise DownloadCancelledError("the round was stopped") from error
        finally:
            errand.under_way.discard(task)
        headers = response.headers.copy()
        headers["Content-Type"] = "text/html; charset=utf-8"
        return response.replace(body=html.encode("utf-8", "replace"), headers=headers, encoding="utf-8")

    async def _close(self) -> None:
        if self._browser is not None:
            await self._browser.close()
