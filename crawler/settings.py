"""Scrapy's settings: everything that its defaults leave open to a hostile web is shut here."""

from typing import Any

from crawler.rules import MEBIBYTE, CrawlRules

_OFF = (
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",  # ours obeys RFC 9309
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",  # ours bounds the ratio
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.retry.RetryMiddleware",  # we come back when the table says so
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware",  # behind a proxy the guard would see the proxy only
    "scrapy.downloadermiddlewares.stats.DownloaderStats",
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware",
)
_EXTENSIONS_OFF = (
    "corestats.CoreStats",
    "logcount.LogCount",
    "telnet.TelnetConsole",  # a console on localhost
    "memusage.MemoryUsage",
    "memdebug.MemoryDebugger",
    "closespider.CloseSpider",
    "feedexport.FeedExporter",
    "logstats.LogStats",
    "spiderstate.SpiderState",
    "throttle.AutoThrottle",
    "remote_control.RemoteControl",  # runs code on localhost
)
_SPIDER_MIDDLEWARES_OFF = (
    "start.StartSpiderMiddleware",
    "httperror.HttpErrorMiddleware",  # every status is told, none dropped
    "referer.RefererMiddleware",
    "urllength.UrlLengthMiddleware",
    "depth.DepthMiddleware",
)


def scrapy_settings(rules: CrawlRules) -> dict[str, Any]:
    """Return the settings of one round."""
    return {**_limits(rules), **_manners(rules), **_shut(), **_quiet()}


def _limits(rules: CrawlRules) -> dict[str, Any]:
    return {
        "DOWNLOAD_MAXSIZE": rules.max_page_bytes,
        "DOWNLOAD_WARNSIZE": rules.max_feed_bytes + MEBIBYTE,  # told as a failure; a warning besides says nothing new
        "DOWNLOAD_TIMEOUT": rules.timeout.total_seconds(),
        "REDIRECT_MAX_TIMES": rules.max_redirects,
        "CONCURRENT_REQUESTS": rules.n_requests,
        "CONCURRENT_REQUESTS_PER_DOMAIN": rules.n_requests_per_host,
        # what a callback yields is taken by so many tasks, made anew for each: at 100, half the cost of a small answer
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": 0,  # each request carries its own
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    }


def _manners(rules: CrawlRules) -> dict[str, Any]:
    return {
        "USER_AGENT": rules.user_agent,
        "DOWNLOADER": "crawler.downloader.PoliteDownloader",
        "DOWNLOADER_MIDDLEWARES": {
            **dict.fromkeys(_OFF),
            "crawler.robots.RobotsMiddleware": 100,
            "crawler.bounds.Unpacking": 590,
            "crawler.browser.Rendering": 50,  # after all that answers go through
        },
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*"},
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the round remembers what it asked for
    }


def _shut() -> dict[str, Any]:
    handler = "crawler.guard.GuardedHandler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, **dict.fromkeys(("file", "data", "ftp", "s3"))},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "RETRY_ENABLED": False,
        "AUTOTHROTTLE_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "EXTENSIONS": dict.fromkeys(f"scrapy.extensions.{name}" for name in _EXTENSIONS_OFF),
        "SPIDER_MIDDLEWARES": dict.fromkeys(f"scrapy.spidermiddlewares.{name}" for name in _SPIDER_MIDDLEWARES_OFF),
    }


def _quiet() -> dict[str, Any]:
    return {
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_VERSIONS": [],
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }
