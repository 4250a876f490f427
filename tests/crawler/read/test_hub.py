"""Which hub a feed offers: in its headers, its own links, or as JSON; never what an entry links to."""

import pytest

from crawler.read.hub import hub_offer

URL = "https://paper.example/feed"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<link rel="self" href="/feed?a=1&amp;b=2"/><link href='https://hub.example/' rel='hub'/>
<entry><link rel="hub" href="https://entry.example/"/></entry></feed>"""
RSS = """<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="hub" href="https://hub.example/"/>
<item><title>x</title></item></channel></rss>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "feed_url": "https:\\/\\/paper.example\\/j", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}]}'


@pytest.mark.parametrize(
    ("body", "links", "expected"),
    [
        (ATOM, [], ("https://hub.example/", "https://paper.example/feed?a=1&b=2")),
        (RSS, [], ("https://hub.example/", URL)),
        (JSON, [], ("https://hub.example/", "https://paper.example/j")),
        (RSS, ['<https://other.example/>; rel="hub", <https://paper.example/me>; rel=self'],
         ("https://other.example/", "https://paper.example/me")),
        ("<rss><channel><item><link rel='hub' href='https://x.example/'/></item></channel></rss>", [], None),
        (RSS.replace("https://hub.example/", "javascript:alert(1)"), [], None),
        ("", [], None),
        ("<link " * 20000, ["<" * 20000], None),
    ],
)  # fmt: skip
def test_the_hub_that_is_offered(body: str, links: list[str], expected: tuple[str, str] | None):
    """Headers come before the feed's own links; a hub that is no web address is none."""
    found = hub_offer(body.encode(), URL, links)
    assert (found and (found.hub, found.topic)) == expected
