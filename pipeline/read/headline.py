"""The headline as printed, and the standfirst under it."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from pipeline.read.head import Head

_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]\s+|\s*\|\s*")
#: Part of the words of a shorter headline that stand in the other, for the two to be the same one.
_LEAST_AGREEMENT = 0.5
_STANDFIRST = re.compile(
    r"(?:stand[-_]?first|\bdek\b|\bdeck\b|sub[-_]?(?:title|head(?:line|ing)?)|\bstrap(?:line)?\b|\bsummary\b|\blead[-_]?text\b|\bexcerpt\b)",
    re.IGNORECASE,
)
_LONGEST_STANDFIRST = 600


def find_headline(head: Head, announced: str | None) -> str | None:
    """Return the headline as printed, without the site's name; None: there is none.

    A printed heading that agrees with what the page or its feed says elsewhere beats those, because they are often
    written for search engines; a heading that agrees with nothing is mostly a section's or the site's name.

    Args:
        head: what the page says of itself.
        announced: the feed's headline.
    """
    title = _without_site(head.title, head.site_name) if head.title else None
    said = [
        text for text in (*(_without_site(text, head.site_name) for text in head.headlines), announced, title) if text
    ]
    printed = [text for text in head.printed if text.casefold() != (head.site_name or "").casefold()]
    agreed = next((text for text in printed if any(_agree(text, other) for other in said)), None)
    return agreed or next(iter(said), None) or next(iter(printed), None)


def find_standfirst(tree: HtmlElement, head: Head, headline: str) -> str | None:
    """Return the standfirst: as printed, or as the page describes itself where that is no more than its first words."""
    printed = next(_printed_standfirsts(tree), None)
    standfirst = printed or head.standfirst
    if not standfirst or _folded(standfirst) == _folded(headline) or len(standfirst) > _LONGEST_STANDFIRST:
        return None
    return standfirst


def is_start_of(standfirst: str, text: str) -> bool:
    """Tell whether a description is only the first words of the text, cut somewhere."""
    start = _folded(standfirst.rstrip(" .…"))
    return _folded(text[: len(standfirst) * 2]).startswith(start[: max(20, len(start) - 10)])


def _printed_standfirsts(tree: HtmlElement) -> Iterable[str]:
    for element in tree.iter("p", "h2", "div", "span"):
        if not _STANDFIRST.search(
            f"{element.get('class') or ''} {element.get('data-testid') or ''} {element.get('itemprop') or ''}"
        ):
            continue
        text = " ".join(" ".join(element.itertext()).split())
        if 20 <= len(text) <= _LONGEST_STANDFIRST:
            yield text


def _without_site(text: str, site_name: str | None) -> str:
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    if len(parts) < 2:
        return text
    if site_name and (_folded(parts[-1]) == _folded(site_name)):
        return text[: text.rindex(parts[-1])].rstrip(" |–—·•»:/-")
    if "|" in text:
        return text.partition("|")[0].strip() or text
    return text


def _agree(one: str, other: str) -> bool:
    first, second = (set(_folded(text).split()) for text in (one, other))
    least = min(len(first), len(second))
    return least > 0 and len(first & second) >= max(_LEAST_AGREEMENT * least, min(least, 2))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
