"""A live blog of our own, as its page stands at any hour: entries that JSON-LD lists, or boxes with printed times."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.nouns import Page

URL = "https://corriby-herald.example/live/storrow-weir"
HEADLINE = "Storrow weir: live updates"
STANDFIRST = "What happens at the weir above Nether Storrow, hour by hour."
ABOVE = (
    "Follow what happens at Storrow weir, whose main gate failed on Monday morning, with our reporters on both banks."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, as the outlet posts it."""

    at: datetime
    paragraphs: tuple[str, ...]
    #: Printed above it; empty: it has none.
    heading: str = ""


def entry(at: datetime, *paragraphs: str, heading: str = "") -> Entry:
    """Make an entry."""
    return Entry(at=at, paragraphs=paragraphs, heading=heading)


def page(
    entries: Sequence[Entry],
    fetched_at: datetime,
    *,
    prints_times: bool = False,
    headline: str = HEADLINE,
    url: str = URL,
    outlet: str = "corriby-herald",
) -> Page:
    """Return the page with these entries, the newest on top.

    Args:
        entries: in order of time.
        fetched_at: when it was fetched.
        prints_times: each entry is a box with its time; otherwise the JSON-LD alone has times.
        headline: of the blog.
        url: its address.
        outlet: whose it is.
    """
    newest = list(reversed(entries))
    said = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": headline,
        "datePublished": min((one.at for one in entries), default=fetched_at).isoformat(),
        "dateModified": fetched_at.isoformat(),
    }
    if not prints_times:
        said["liveBlogUpdate"] = [_said(one) for one in newest]
    html = (
        f'<!doctype html><html lang="en"><head><title>{headline}</title><link rel="canonical" href="{url}">'
        f'<meta name="description" content="{STANDFIRST}">'
        f'<script type="application/ld+json">{json.dumps(said)}</script></head>'
        f"<body><main><article><h1>{headline}</h1><p>{ABOVE}</p>"
        f"{''.join(_box(one, prints_time=prints_times) for one in newest)}</article></main></body></html>"
    )
    body = html.encode()
    return Page(
        url=url,
        requested_url=url,
        outlet=outlet,
        fetched_at=fetched_at,
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=body,
        content_hash=hashlib.sha256(body).hexdigest(),
    )


def _said(one: Entry) -> dict[str, str]:
    return {
        "@type": "BlogPosting",
        "datePublished": one.at.isoformat(),
        "headline": one.heading,
        "articleBody": " ".join(one.paragraphs),
    }


def _box(one: Entry, *, prints_time: bool) -> str:
    time = f'<time datetime="{one.at.isoformat()}">{one.at:%H:%M}</time>' if prints_time else ""
    heading = f"<h2>{one.heading}</h2>" if one.heading else ""
    return f'<section class="entry">{time}{heading}{"".join(f"<p>{line}</p>" for line in one.paragraphs)}</section>'
