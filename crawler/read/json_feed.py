"""JSON Feed, versions 1.0 and 1.1.

Source: https://www.jsonfeed.org/version/1.1/
"""

import json
from collections.abc import Iterator
from typing import Any

from crawler.read.dates import instant
from crawler.read.found import MAX_ENTRIES, Asked, folded, unread, without_markup
from crawler.urls import canonical_url
from pipeline.nouns import FeedEntry, FeedReading


def read_json_feed(body: bytes, asked: Asked) -> FeedReading:
    """Read a JSON Feed; what has not the right type is passed over."""
    try:
        whole = json.loads(body.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except (ValueError, RecursionError) as error:
        return unread(f"It is not well-formed JSON ({error}).")
    items = whole.get("items") if isinstance(whole, dict) else None
    if not isinstance(items, list):
        return unread("It is JSON, but no JSON Feed: it has no list of items.")
    entries = tuple(_entry(item, asked) for item in items[:MAX_ENTRIES] if isinstance(item, dict))
    return FeedReading(
        title=folded(whole.get("title")),
        link=canonical_url(str(whole.get("home_page_url") or ""), asked.url),
        language=folded(whole.get("language")),
        kind="json",
        entries=entries,
        problems=tuple(_problems(whole, items, entries)),
    )


def _entry(item: dict[str, Any], asked: Asked) -> FeedEntry:
    address = item.get("url") or item.get("external_url") or ""
    url = canonical_url(address, asked.url) or "" if isinstance(address, str) and address else ""
    named = item.get("id")
    return FeedEntry(
        id=(str(named) if isinstance(named, str | int | float) and named != "" else "") or url,
        url=url,
        headline=without_markup(item.get("title")),
        published_at=instant(item.get("date_published"), asked.time_zone),
        updated_at=instant(item.get("date_modified"), asked.time_zone),
        byline=tuple(dict.fromkeys(_byline(item))),
        summary=folded(item.get("summary"))
        or folded(item.get("content_text"))
        or without_markup(item.get("content_html")),
    )


def _byline(item: dict[str, Any]) -> Iterator[str]:
    authors = item.get("authors")
    for author in [*(authors if isinstance(authors, list) else []), item.get("author")]:
        name = folded(author.get("name")) if isinstance(author, dict) else None
        if name:
            yield name


def _problems(whole: dict[str, Any], items: list[Any], entries: tuple[FeedEntry, ...]) -> Iterator[str]:
    if "jsonfeed.org" not in str(whole.get("version")):
        yield "It does not name a version of JSON Feed."
    if not entries:
        yield "It has no entries."
    if len(items) > len(entries):
        yield f"{len(items) - len(entries)} of its {len(items)} items are none."
    n_without = sum(not entry.url for entry in entries)
    if n_without:
        yield f"{n_without} of its {len(entries)} entries have no address that can be fetched."
