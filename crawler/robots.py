"""robots.txt, obeyed as RFC 9309 has it.

Scrapy's own middleware crawls on when a robots.txt answers 503, and forgets each when the round ends.
"""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errand import Errand
from crawler.failures import reason
from crawler.guard import ALLOW_PRIVATE, RefusedError
from crawler.hosts import Robots
from crawler.read.robots import RobotsRules
from crawler.rules import CrawlRules
from pipeline.nouns import RobotsAnswer

#: Key of a request's meta: it fetches a robots.txt itself.
IS_ROBOTS = "is_robots"
#: Key of a request's meta: least seconds between two requests to its host.
DELAY = "delay"


class RobotsMiddleware:
    """Asks for the robots.txt of an origin before the first request to it, and refuses what it forbids."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember the round.

        Args:
            crawler: Its spider carries the round.
        """
        self._crawler = crawler
        self._asking: dict[tuple[str, bool], asyncio.Future[Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """Make one, as Scrapy does it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request through, and slow it down as the host wants.

        Raises:
            RefusedError: robots.txt forbids it, or cannot be had.
        """
        errand: Errand = self._crawler.spider.errand  # type: ignore[union-attr]
        if request.meta.get(IS_ROBOTS) or not errand.rules.obey_robots:
            return
        robots = await self._robots(request, errand)
        if robots.refusal is not None:
            raise RefusedError(robots.refusal)
        if not robots.allows(request.url):
            raise RefusedError("its robots.txt forbids it to us")
        request.meta[DELAY] = max(request.meta.get(DELAY, 0.0), _granted_delay(robots, errand.rules))

    async def _robots(self, request: Request, errand: Errand) -> Robots:
        """Return the origin's rules; requests that wait for the same robots.txt share one fetch of it."""
        origin = "://".join(urlsplit(request.url)[:2])
        known = errand.hosts.robots.get(origin)
        if known is not None and errand.clock.now() < known.stale_at:
            return known
        key = origin, bool(request.meta.get(ALLOW_PRIVATE))
        if key not in self._asking:
            self._asking[key] = asyncio.ensure_future(self._find(origin, request, errand))
        try:
            return await self._asking[key]
        finally:
            self._asking.pop(key, None)

    async def _find(self, origin: str, request: Request, errand: Errand) -> Robots:
        """Return what the memory has of an origin, or ask for it and remember that."""
        answer = await errand.guarded(errand.hosts.robots_of(origin))
        robots = read_robots(answer, errand.rules) if answer else None
        if robots is None or errand.clock.now() >= robots.stale_at:
            answer = await self._ask(origin, request, errand)
            robots = read_robots(answer, errand.rules)
            if errand.is_stopped:
                return robots
            await errand.guarded(errand.hosts.take_robots(answer))
        errand.hosts.hold(origin, robots)
        return robots

    async def _ask(self, origin: str, request: Request, errand: Errand) -> RobotsAnswer:
        asked = Request(
            f"{origin}/robots.txt",
            priority=1000,
            meta={**_carried(request.meta), IS_ROBOTS: True, "download_maxsize": errand.rules.max_feed_bytes},
        )
        try:
            said = await self._crawler.engine.download_async(asked)
        except RefusedError:
            raise  # what we may not reach for one outlet says nothing about the host
        except Exception as error:  # noqa: BLE001 - whatever kept it from us, nothing is fetched
            why = reason(error, asked.url, errand.rules)
            return RobotsAnswer(origin=origin, status=None, fetched_at=errand.clock.now(), failure=why)
        body = said.body[: errand.rules.max_robots_bytes] if said.status < 300 else b""
        return RobotsAnswer(origin=origin, status=said.status, fetched_at=errand.clock.now(), body=body)


def read_robots(answer: RobotsAnswer, rules: CrawlRules) -> Robots:
    """Tell what came of asking for a robots.txt means.

    Source: RFC 9309, 2.3.1: 4xx lets everything through, 5xx nothing.
    """
    stale_at, retry_at = answer.fetched_at + rules.robots_lasts, answer.fetched_at + rules.robots_retry
    if answer.status is None:
        return Robots(rules=None, refusal=f"{answer.failure} (asked for robots.txt)", stale_at=retry_at)
    if answer.status >= 500 or answer.status == 429:
        refusal = f"its robots.txt answered {answer.status}, so we stay away until it is well"
        return Robots(rules=None, refusal=refusal, stale_at=retry_at)
    if answer.status >= 300:
        return Robots(rules=None, refusal=None, stale_at=stale_at)
    return Robots(rules=RobotsRules(answer.body.decode("utf-8-sig", "replace")), refusal=None, stale_at=stale_at)


def _carried(meta: dict[str, Any]) -> dict[str, Any]:
    """Return what a request for robots.txt takes over from the one that needs it."""
    return {key: meta[key] for key in (ALLOW_PRIVATE, DELAY) if key in meta}


def _granted_delay(robots: Robots, rules: CrawlRules) -> float:
    asked = robots.crawl_delay()
    return 0.0 if asked is None else min(asked, rules.max_crawl_delay).total_seconds()
