"""What rules a round of crawling; each figure stands with its unit and its source."""

from dataclasses import dataclass
from datetime import timedelta

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRules:
    """How politely and how patiently we fetch."""

    #: Version that the user agent names.
    version: str = "0.1"
    #: Page on which an outlet finds who we are and how to reach us.
    contact_url: str = "https://example.org/throughline"
    #: Least time between two requests to one host, where the outlet names none of its own.
    delay: timedelta = timedelta(seconds=1)
    #: A robots.txt may ask for a longer delay than ours; more than this is not granted.
    max_crawl_delay: timedelta = timedelta(seconds=30)
    #: Requests under way at once to one host.
    n_requests_per_host: int = 1
    #: Requests under way at once to all hosts; times `max_feed_bytes` it bounds the memory.
    n_requests: int = 32
    #: A whole answer must have come within this (Miniflux: 20 s).
    timeout: timedelta = timedelta(seconds=30)
    #: Larger pages are refused (Miniflux: 15 MiB).
    max_page_bytes: int = 16 * MEBIBYTE
    #: Larger feeds and sitemaps are refused (the sitemap protocol's own limit).
    max_feed_bytes: int = 50 * MEBIBYTE
    #: A round ends after so long: what it did not come to is left for the next, so that one slow host with many pages
    #: does not keep all others waiting.
    longest_round: timedelta = timedelta(minutes=5)
    #: After so many answers in a row that nothing is new, a feed is fetched whole: some servers say so for ever.
    max_not_modified: int = 24
    #: For so long the scripts of a page may go on asking for things, where a page is run in a browser.
    longest_render: timedelta = timedelta(seconds=15)
    #: Redirects that are followed for one address.
    max_redirects: int = 5
    #: Sitemaps below one sitemap index that are fetched, newest first; 0: an index is handed over as it is.
    max_children: int = 10
    #: How deep an index may lie in indexes.
    max_sitemap_depth: int = 3
    #: Sitemaps that can only hold what was published longer ago are not fetched for news.
    sitemap_reach: timedelta = timedelta(days=7)
    #: Is robots.txt asked and obeyed?
    obey_robots: bool = True
    #: How long a robots.txt is believed (RFC 9309, 2.4: not over 24 hours).
    robots_lasts: timedelta = timedelta(hours=24)
    #: After a robots.txt that could not be had, how long until it is asked for again.
    robots_retry: timedelta = timedelta(minutes=10)
    #: What is read of a robots.txt (RFC 9309, 2.5: at least 500 KiB).
    max_robots_bytes: int = 500 * 1024

    @property
    def user_agent(self) -> str:
        """Return the name under which we ask, with the address of who we are."""
        return f"Throughline/{self.version} (+{self.contact_url})"
