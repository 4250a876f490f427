"""The world comes in: feeds, news sitemaps and section pages, handed on as pages."""

from crawler.archives import pages_of_warc, write_warc
from crawler.hosts import Hosts
from crawler.loop import run_on_reactor
from crawler.pace import PaceRules, is_withdrawn, next_page_fetch, next_page_retry, plan_feed
from crawler.proof import prove_guard
from crawler.read.feed import guess_kind, read_feed
from crawler.read.robots import sitemaps_named
from crawler.read.shapes import learn_shapes
from crawler.round import crawl, fetch
from crawler.rules import CrawlRules
from crawler.sending import Message, Reply, send
from crawler.sitemaps import Span, may_hold, told_at
from crawler.urls import canonical_url, site_of

__all__ = [
    "CrawlRules",
    "Hosts",
    "Message",
    "PaceRules",
    "Reply",
    "Span",
    "canonical_url",
    "crawl",
    "fetch",
    "guess_kind",
    "is_withdrawn",
    "learn_shapes",
    "may_hold",
    "next_page_fetch",
    "next_page_retry",
    "pages_of_warc",
    "plan_feed",
    "prove_guard",
    "read_feed",
    "run_on_reactor",
    "send",
    "site_of",
    "sitemaps_named",
    "told_at",
    "write_warc",
]
