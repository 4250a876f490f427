"""robots.txt, obeyed as RFC 9309 has it.

Scrapy's own middleware crawls on when a robots.txt answers 503, and forgets each when the round ends.
"""

import asyncio
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.errand import Errand
from crawler.failures import reason
from crawler.guard import ALLOW_PRIVATE, RefusedError
from crawler.hosts import Robots
from crawler.rules import CrawlRules

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
        known = errand.hosts.robots_of(origin, errand.clock.now())
        if known is not None:
            return known
        key = origin, bool(request.meta.get(ALLOW_PRIVATE))
        if key not in self._asking:
            self._asking[key] = asyncio.ensure_future(self._ask(origin, request, errand))
        try:
            return await self._asking[key]
        finally:
            self._asking.pop(key, None)

    async def _ask(self, origin: str, request: Request, errand: Errand) -> Robots:
        asked = Request(
            f"{origin}/robots.txt",
            priority=1000,
            meta={**_carried(request.meta), IS_ROBOTS: True, "download_maxsize": errand.rules.max_feed_bytes},
        )
        try:
            answer = await self._crawler.engine.download_async(asked)
        except RefusedError:
            raise  # what we may not reach for one outlet says nothing about the host
        except Exception as error:  # noqa: BLE001 - whatever kept it from us, nothing is fetched
            robots = _unreachable(reason(error, asked.url, errand.rules), errand)
        else:
            robots = read_robots(answer, errand.clock.now(), errand.rules)
        if not errand.is_stopped:
            errand.hosts.robots[origin] = robots
        return robots


def read_robots(answer: Response, now: datetime, rules: CrawlRules) -> Robots:
    """Tell what an answer to a request for robots.txt means.

    Source: RFC 9309, 2.3.1: 4xx lets everything through, 5xx nothing.
    """
    if answer.status >= 500 or answer.status == 429:
        refusal = f"its robots.txt answered {answer.status}, so we stay away until it is well"
        return Robots(rules=None, refusal=refusal, stale_at=now + rules.robots_retry)
    if answer.status >= 300:
        return Robots(rules=None, refusal=None, stale_at=now + rules.robots_lasts)
    text = answer.body[: rules.max_robots_bytes].decode("utf-8-sig", "replace")
    return Robots(rules=Protego.parse(text), refusal=None, stale_at=now + rules.robots_lasts)


def _unreachable(why: str, errand: Errand) -> Robots:
    refusal = f"{why} (asked for robots.txt)"
    return Robots(rules=None, refusal=refusal, stale_at=errand.clock.now() + errand.rules.robots_retry)


def _carried(meta: dict[str, Any]) -> dict[str, Any]:
    """Return what a request for robots.txt takes over from the one that needs it."""
    return {key: meta[key] for key in (ALLOW_PRIVATE, DELAY) if key in meta}


def _granted_delay(robots: Robots, rules: CrawlRules) -> float:
    asked = robots.crawl_delay()
    return 0.0 if asked is None else min(asked, rules.max_crawl_delay).total_seconds()
