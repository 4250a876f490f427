"""The world comes in: feeds, news sitemaps and section pages, handed on as pages."""

from crawler.archives import pages_of_warc
from crawler.hosts import Hosts
from crawler.loop import run_on_reactor
from crawler.pace import PaceRules, next_feed_fetch, next_page_fetch, next_page_retry
from crawler.read.feed import guess_kind, read_feed
from crawler.round import crawl, fetch
from crawler.rules import CrawlRules
from crawler.urls import canonical_url

__all__ = [
    "CrawlRules",
    "Hosts",
    "PaceRules",
    "canonical_url",
    "crawl",
    "fetch",
    "guess_kind",
    "next_feed_fetch",
    "next_page_fetch",
    "next_page_retry",
    "pages_of_warc",
    "read_feed",
    "run_on_reactor",
]
