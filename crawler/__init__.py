"""The world comes in: feeds, news sitemaps and section pages, handed on as pages."""

from crawler.archives import pages_of_warc, write_warc
from crawler.hosts import Hosts
from crawler.loop import run_on_reactor
from crawler.pace import PaceRules, is_withdrawn, next_page_fetch, next_page_retry, plan_feed
from crawler.proof import prove_guard
from crawler.read.feed import guess_kind, read_feed
from crawler.round import crawl, fetch
from crawler.rules import CrawlRules
from crawler.sending import Message, Reply, send
from crawler.urls import canonical_url

__all__ = [
    "CrawlRules",
    "Hosts",
    "Message",
    "PaceRules",
    "Reply",
    "canonical_url",
    "crawl",
    "fetch",
    "guess_kind",
    "is_withdrawn",
    "next_page_fetch",
    "next_page_retry",
    "pages_of_warc",
    "plan_feed",
    "prove_guard",
    "read_feed",
    "run_on_reactor",
    "send",
    "write_warc",
]
