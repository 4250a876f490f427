"""The door to the network: nothing behind it reaches a private address unless the outlet says that it may.

The address is checked where it is used: the resolver below hands Twisted the very addresses that it connects to, and
it is asked for addresses in figures as well. A name that answers differently the second time, or a redirect, gains
nothing. Connections are kept apart by what they may reach, so that none opened for one outlet serves another.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest
from scrapy.http import Headers, Response
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.addresses import is_public, is_web_port
from crawler.bounds import bound_headers, demand_text
from crawler.errand import Errand
from crawler.urls import host_of, is_fetchable

#: Key of a request's meta: may it reach private addresses?
ALLOW_PRIVATE = "allow_private"

#: Key of a request's meta: seconds that the addresses which redirected to this one took of its time.
_SPENT = "spent"
#: Key of a request's meta: may the address itself be private, but not what it redirects to? For the guard's proof.
ONLY_FIRST_PRIVATE = "only_first_private"


class RefusedError(IgnoreRequest):
    """A request that we refuse ourselves; its message says why, as the second half of a sentence."""

    def __init__(self, why: str, until: datetime | None = None) -> None:
        """Say why, and until when where that is known."""
        super().__init__(why)
        self.until = until


class LeftError(RefusedError):
    """A request that is left for the next round."""


@dataclass(slots=True)
class _Permit:
    """What one request may reach, and what was refused to it."""

    may_be_private: bool = False
    refused: list[str] = field(default_factory=list)


_permit: ContextVar[_Permit | None] = ContextVar("permit", default=None)


def install_guard(reactor: Any) -> None:
    """Put the guard before the reactor's resolver."""
    reactor.installNameResolver(_GuardedResolver(reactor.nameResolver))


@implementer(IHostnameResolver)
class _GuardedResolver:
    """Asks another resolver, and lets through what the request at hand may reach."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> IHostResolution:  # noqa: N802 - its name
        guarded = _GuardedReceiver(receiver, _permit.get() or _Permit())
        resolution: IHostResolution = self._inner.resolveHostName(guarded, *args, **kwargs)
        return resolution


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    def __init__(self, inner: Any, permit: _Permit) -> None:
        self._permit = permit
        self._inner = inner
        self._found: list[Any] = []
        self.resolutionBegan = inner.resolutionBegan

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - the interface's name
        self._found.append(address)
        if not self._permit.may_be_private and not is_public(address.host):
            self._permit.refused.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - the interface's name
        # a name with one private address among its addresses is set up to deceive: none of them is tried
        for address in self._found if not self._permit.refused else ():
            self._inner.addressResolved(address)
        self._inner.resolutionComplete()


class GuardedHandler(BaseDownloadHandler):
    """Downloads over HTTP and HTTPS, two pools of connections apart: one for open addresses, one for any."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        """Make both pools.

        Args:
            crawler: Gives the settings.
        """
        super().__init__(crawler)
        self._guarded = _bounded_handler(crawler)
        self._open = _bounded_handler(crawler)
        self._errand: Errand = crawler.spider.errand  # type: ignore[union-attr]
        crawler.signals.connect(self._look_at_headers, signals.headers_received)

    def _look_at_headers(self, headers: Headers) -> None:
        demand_text(headers)

    async def download_request(self, request: Request) -> Response:
        """Fetch one address.

        Raises:
            RefusedError: it lies on a private address, or its host wants to be left alone.
            LeftError: the round is over.
            DownloadCancelledError: the round was stopped while it was on the wire.
        """
        # without a delay Scrapy 2.19 starts all that waits for a host at once: it counts what is on the wire, and its
        # tasks get there a moment later
        async with self._errand.turn(host_of(request.url)):
            self._check(request)
            return await self._fetch(request)

    async def _fetch(self, request: Request) -> Response:
        # a chain of slow redirects has the time of one answer, not that of each
        spent, began = request.meta.get(_SPENT, 0.0), monotonic()
        request.meta["download_timeout"] = max(self._errand.rules.timeout.total_seconds() - spent, 0.1)
        with _permitted(request) as permit:
            try:
                return await self._download(request, self._open if permit.may_be_private else self._guarded)
            except CannotResolveHostError as error:
                if permit.refused:
                    raise RefusedError(_refusal(request.url, permit.refused[0])) from error
                raise
            finally:
                request.meta[_SPENT] = spent + monotonic() - began

    def _check(self, request: Request) -> None:
        url = request.url
        if self._errand.is_over:
            raise LeftError("the round is over")
        if not is_fetchable(url):
            raise RefusedError("no host can have that name")
        if not _may_be_private(request) and not is_web_port(url):
            raise RefusedError("its port is none at which the open web is served")
        resting = self._errand.hosts.resting(host_of(url), self._errand.clock.now())
        if resting is not None:
            until = resting.resting_until
            raise RefusedError(f"its host is left alone until {until:%Y-%m-%d %H:%M} UTC: {resting.why}", until)

    async def _download(self, request: Request, handler: HTTP11DownloadHandler) -> Response:
        task = asyncio.ensure_future(handler.download_request(request))
        self._errand.under_way.add(task)
        try:
            response = await task
        except asyncio.CancelledError as error:
            # Scrapy's downloader awaits an Exception; a bare cancellation would leave its slot waiting for ever
            raise DownloadCancelledError("the round was stopped") from error
        except Exception as error:
            hosts, now = self._errand.hosts, self._errand.clock.now()
            await self._errand.guarded(hosts.failed(host_of(request.url), error, now))
            raise
        finally:
            self._errand.under_way.discard(task)
        # here, before the downloader sends the host its next request
        asked = (response.headers.get("Retry-After") or b"").decode("latin-1")
        hosts, now = self._errand.hosts, self._errand.clock.now()
        await self._errand.guarded(hosts.answered(host_of(request.url), response.status, asked, now))
        return response

    async def close(self) -> None:
        """Close the kept connections."""
        await self._guarded.close()
        await self._open.close()


@contextmanager
def _permitted(request: Request) -> Iterator[_Permit]:
    permit = _Permit(may_be_private=_may_be_private(request))
    token = _permit.set(permit)
    try:
        yield permit
    finally:
        _permit.reset(token)


def _may_be_private(request: Request) -> bool:
    is_first = not request.meta.get("redirect_times")
    return bool(request.meta.get(ALLOW_PRIVATE) or (request.meta.get(ONLY_FIRST_PRIVATE) and is_first))


def _bounded_handler(crawler: Crawler) -> HTTP11DownloadHandler:
    handler = HTTP11DownloadHandler(crawler)
    pool: Any = handler._pool  # noqa: SLF001 - Scrapy has no other way to it
    pool._factory = bound_headers(pool._factory)  # noqa: SLF001
    return handler


def _refusal(url: str, address: str) -> str:
    return f"{host_of(url)} is the private address {address}, and its outlet does not allow those (allow_private)"
