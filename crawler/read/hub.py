"""The hub that a feed offers: who pushes what is new to those who subscribe (WebSub), so that nobody has to ask.

Source: W3C Recommendation WebSub, 4: the HTTP header `Link` first, then the feed's own `link` elements.
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from crawler.read.feed import read_feed
from pipeline.nouns import FeedReading, HubOffer

#: A feed names its hub in its head; what stands later belongs to an entry.
_HEAD = 32 * 1024
_ELEMENT = re.compile(r"<(?:[A-Za-z]\w{0,20}:)?link\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(rel|href)\s{0,3}=\s{0,3}(?:"([^"<>]{0,1500})"|'([^'<>]{0,1500})')""", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_JSON_HUB = re.compile(r'"hubs"\s{0,9}:\s{0,9}\[[^\]]{0,500}?"url"\s{0,9}:\s{0,9}"([^"]{1,1000})"')
_JSON_SELF = re.compile(r'"feed_url"\s{0,9}:\s{0,9}"([^"]{1,1000})"')
_HEADER = re.compile(r"<([^<>]{1,1500})>([^<>]{0,500})")
_REL = re.compile(r"""\brel\s{0,3}=\s{0,3}"?([^",;]{1,100})""", re.IGNORECASE)


def read_with_hub(body: bytes, *, links: Iterable[str], **asked: Any) -> tuple[FeedReading, HubOffer | None]:
    """Read a feed, and the hub that it offers.

    Args:
        body: The feed as fetched.
        links: Values of the answer's `Link` headers.
        asked: What `read_feed` takes besides.
    """
    return read_feed(body, **asked), hub_offer(body, asked["url"], links)


def hub_offer(body: bytes, url: str, links: Iterable[str]) -> HubOffer | None:
    """Return the first hub that is offered, and the name under which it knows the feed; None: none is.

    Args:
        body: The feed as fetched.
        url: Where it was fetched.
        links: Values of the answer's `Link` headers.
    """
    named: dict[str, str] = {}
    for rel, address in (*_in_headers(links), *_in_body(body)):
        whole = urljoin(url, address.strip())
        if whole.startswith(("http://", "https://")):
            named.setdefault(rel, whole)
    return HubOffer(hub=named["hub"], topic=named.get("self", url)) if "hub" in named else None


def _in_headers(links: Iterable[str]) -> Iterator[tuple[str, str]]:
    for value in links:
        for address, parameters in _HEADER.findall(value[:8000]):
            if rel := _REL.search(parameters):
                yield from ((word, address) for word in rel[1].lower().split())


def _in_body(body: bytes) -> Iterator[tuple[str, str]]:
    head = body[:_HEAD].decode("utf-8", "replace")
    if head.lstrip("\ufeff \t\r\n").startswith("{"):
        for rel, pattern in (("hub", _JSON_HUB), ("self", _JSON_SELF)):
            if found := pattern.search(head):
                yield rel, found[1].replace("\\/", "/")
        return
    first_entry = _ENTRY.search(head)
    for element in _ELEMENT.findall(head[: first_entry.start()] if first_entry else head):
        said = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(element)}
        for rel in said.get("rel", "").lower().split():
            yield rel, html.unescape(said.get("href", ""))
