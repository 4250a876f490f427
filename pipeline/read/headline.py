"""The headline as printed, and the standfirst under it."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipeline.read.head import Head
from pipeline.read.litter import is_named_box

_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]\s+|\s*[|ㅣ｜]\s*")
#: Part of the words of a shorter headline that stand in the other, for the two to be the same one.
_LEAST_AGREEMENT = 0.5
_STANDFIRST = re.compile(
    r"stand[-_]?first|sub[-_]?(?:title|head(?:line|ing)?)|\b(?:dek|deck|strap(?:line)?|summary|lead[-_]?text|excerpt)\b",
    re.IGNORECASE,
)
#: Characters between which a standfirst lies.
_SHORTEST_STANDFIRST = 20
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


def find_standfirst(printed: Sequence[str], head: Head, headline: str, text: str) -> str | None:
    """Return the standfirst: as printed, or as the page describes itself unless that is the text's first words.

    Args:
        printed: what `printed_standfirsts` found.
        head: what the page says of itself.
        headline: as found.
        text: the article's.
    """
    if printed:
        return printed[0]
    described = head.standfirst
    if described is None or len(described) > _LONGEST_STANDFIRST or _folded(described) == _folded(headline):
        return None
    return None if _is_start_of(described, text) else described


def printed_standfirsts(tree: HtmlElement) -> tuple[str, ...]:
    """Return what stands in the page under the name of a standfirst, in order; mostly one, on some pages several."""
    named = (
        element
        for element in tree.iter("p", "h2", "div", "span")
        # a strapline of a box of related links is none of this article
        if _STANDFIRST.search(_names(element)) and not is_named_box(element)
    )
    texts = (" ".join(" ".join(element.itertext()).split()) for element in named)
    return tuple(text for text in texts if _SHORTEST_STANDFIRST <= len(text) <= _LONGEST_STANDFIRST)


def _names(element: HtmlElement) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "data-testid", "itemprop"))


def _is_start_of(description: str, text: str) -> bool:
    # a description is often the first paragraph, cut after so many characters
    start = _folded(description.rstrip(" .…"))
    return _folded(text[: len(description) * 2]).startswith(start[: max(_SHORTEST_STANDFIRST, len(start) - 10)])


def _without_site(text: str, site_name: str | None) -> str:
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    if len(parts) < 2:
        return text
    if site_name and (_folded(parts[-1]) == _folded(site_name)):
        return text[: text.rindex(parts[-1])].rstrip(" |–—·•»:/-")
    if bar := re.search(r"[|ㅣ｜]", text):
        return text[: bar.start()].strip() or text
    return text


def _agree(one: str, other: str) -> bool:
    first, second = (set(_folded(text).split()) for text in (one, other))
    least = min(len(first), len(second))
    return least > 0 and len(first & second) >= max(_LEAST_AGREEMENT * least, min(least, 2))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
