"""The text of a robots.txt: who may fetch what, how slowly, and which sitemaps it names.

Source: RFC 9309; `Sitemap` lines are of https://www.sitemaps.org/protocol.html#submit_robots.
"""

import re

from protego import Protego

from crawler.urls import canonical_url

#: `User-agent: Some Bot/2.1`: what follows the name that RFC 9309, 2.2.1 knows (letters, `_`, `-`) is no part of it.
_AGENT = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*[a-z_-]+)[ \t/][^#\r\n]*", re.IGNORECASE | re.MULTILINE)
_SITEMAP = re.compile(r"^[ \t]*site-?map[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
#: More sitemaps than this are not taken from one robots.txt.
_MAX_SITEMAPS = 200


class RobotsRules:
    """The rules of one robots.txt; where its words leave two readings, the stricter one holds.

    Protego takes `User-agent: Foo Bar` as the name of nobody we know, Google's parser as that of Foo. Whoever wrote
    the line meant somebody, so both readings must let us through.
    """

    def __init__(self, text: str) -> None:
        self._written = Protego.parse(text)
        shortened = _AGENT.sub(r"\1", text)
        self._shortened = self._written if shortened == text else Protego.parse(shortened)
        #: Sitemaps that it names, in its order.
        self.sitemaps = _sitemaps(text)

    def can_fetch(self, url: str, agent: str) -> bool:
        """Tell whether the agent may fetch an address."""
        return bool(self._written.can_fetch(url, agent) and self._shortened.can_fetch(url, agent))

    def crawl_delay(self, agent: str) -> float | None:
        """Return the seconds between two requests that it asks of the agent, or None."""
        asked = (rules.crawl_delay(agent) for rules in (self._written, self._shortened))
        return max((float(seconds) for seconds in asked if seconds is not None), default=None)


def sitemaps_named(body: bytes) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names, in its order."""
    return _sitemaps(body.decode("utf-8", "replace"))


def _sitemaps(text: str) -> tuple[str, ...]:
    named = (canonical_url(found[1]) for found in _SITEMAP.finditer(text.removeprefix("\ufeff")))
    return tuple(dict.fromkeys(url for url in named if url))[:_MAX_SITEMAPS]
