"""One request of any method through the door: for what is neither a feed nor a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.errand import Errand
from crawler.hosts import Hosts
from crawler.loop import check_on_reactor
from crawler.round import NoWorkers, OnePage, run_errand
from crawler.rules import CrawlRules
from crawler.urls import is_fetchable
from pipeline.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    #: May the address be a private one?
    allow_private: bool = False
    #: May it be so itself, but not what it redirects to?
    only_first_private: bool = False
    #: Are redirects followed? A message that was meant for one address is not handed to another.
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    #: HTTP status; None: no answer came.
    status: int | None
    body: bytes = b""
    #: Why there was no answer; None: there was one, whatever its status.
    failure: str | None = None


async def send(message: Message, *, rules: CrawlRules, clock: Clock, hosts: Hosts | None = None) -> Reply:
    """Send one message through the same door as everything else: guard, limits and rest of hosts included.

    Runs on the loop of `run_on_reactor`. robots.txt is not asked: it speaks to crawlers, and this is no crawling.

    Args:
        message: What, and where to.
        rules: Limits.
        clock: Tells whether its host wants to be left alone.
        hosts: Memory of hosts; give the one that the rounds have.
    """
    from crawler.spiders.one import OneSpider

    check_on_reactor()
    if not is_fetchable(message.url):
        return Reply(status=None, failure=f"{message.url} could not be reached: only http and https addresses are.")
    errand = Errand(
        feeds=(), pages=(), sink=OnePage(), workers=NoWorkers(), rules=rules, clock=clock, hosts=hosts or Hosts()
    )
    spider = await run_errand(errand, OneSpider, request=_request(message))
    if spider.response is None:
        return Reply(status=None, failure=spider.failure or f"{message.url} was not reached: the round was stopped.")
    return Reply(status=spider.response.status, body=spider.response.body)


def _request(message: Message) -> Any:
    from scrapy import Request

    from crawler.guard import ALLOW_PRIVATE, ONLY_FIRST_PRIVATE
    from crawler.robots import IS_ROBOTS

    return Request(
        message.url,
        method=message.method,
        headers=dict(message.headers),
        body=message.body,
        meta={
            ALLOW_PRIVATE: message.allow_private,
            ONLY_FIRST_PRIVATE: message.only_first_private,
            IS_ROBOTS: True,
            "dont_redirect": not message.follows,
        },
    )
