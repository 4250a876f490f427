"""The headline as printed, and the standfirst under it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from pipeline.read.head import Head
from pipeline.read.headings import Heading
from pipeline.read.litter import is_named_box

_SEPARATOR = re.compile(r"\s+[|–—·•»:/-]\s+|\s*[|ㅣ｜]\s*")
#: Part of the words of a shorter headline that stand in the other, for the two to be the same one.
_LEAST_AGREEMENT = 0.5
#: Words of the shortest heading that is taken for a headline though nothing else says so.
_LEAST_WORDS = 4
#: Labels that come and go while a story runs.
_LABEL = re.compile(
    r"^(?:(?:LIVE|BREAKING|EN DIRECT|EN VIVO|EN DIRECTO|EILMELDUNG|LIVEBLOG|LIVETICKER|LIVE UPDATES)\b(?: NEWS)?"
    r"|Live|Breaking(?: news)?|En direct|En vivo)\s*[:|–—•·-]+\s+(?=\S+\s\S)"
)
_STANDFIRST = re.compile(
    r"stand[-_]?first|sub[-_]?(?:title|head(?:line|ing)?)|\b(?:dek|deck|strap(?:line)?|summary|lead[-_]?text|excerpt)\b",
    re.IGNORECASE,
)
#: Characters between which a standfirst lies.
_SHORTEST_STANDFIRST = 20
_LONGEST_STANDFIRST = 600


def find_headline(head: Head, announced: str | None) -> str | None:
    """Return the headline as printed, without the site's name, its kicker and labels; None: there is none.

    A printed heading that agrees with what the page or its feed says elsewhere beats those, because they are often
    written for search engines; a heading that agrees with nothing is mostly a section's or the site's name, unless it
    is the only one and as long as a headline.

    Args:
        head: what the page says of itself.
        announced: the feed's headline.
    """
    title = _without_site(head.title, head.site_name) if head.title else None
    said = [
        text for text in (*(_without_site(text, head.site_name) for text in head.headlines), announced, title) if text
    ]
    heading = _printed(head, said)
    found = _without_kicker(heading, said) if heading else next(iter(said), None) or _any_heading(head)
    return _LABEL.sub("", found) if found else None


def _printed(head: Head, said: Sequence[str]) -> Heading | None:
    main = [heading for heading in head.headings if not heading.is_trail and not _is_site(heading.text, head)]
    if agreed := next((heading for heading in main if any(_agree(heading.text, other) for other in said)), None):
        return agreed
    if main:
        is_plain = len(main[0].text.split()) >= _LEAST_WORDS and (len(main) == 1 or main[0].is_inside)
        return main[0] if is_plain else None
    # none on the first level, or one in a path of links only: then the article's own stands on the second
    known = {_folded(text) for text in said}
    return next((second for second in head.second if known & {_folded(text) for text in _forms(second)}), None)


def _any_heading(head: Head) -> str | None:
    return next((heading.text for heading in head.headings if not _is_site(heading.text, head)), None)


def _without_kicker(heading: Heading, said: Sequence[str]) -> str:
    """Leave the first part of a heading out where the page says the rest alone, or calls it a kicker."""
    if heading.rest is None:
        return heading.text
    known = {_folded(text) for text in said}
    if _folded(heading.rest) in known:
        return heading.rest
    is_kicker = heading.is_kicker_named and len(heading.rest.split()) >= _LEAST_WORDS
    return heading.rest if is_kicker and _folded(heading.text) not in known else heading.text


def _forms(heading: Heading) -> tuple[str, ...]:
    return (heading.text,) if heading.rest is None else (heading.text, heading.rest)


def _is_site(text: str, head: Head) -> bool:
    return text.casefold() == (head.site_name or "").casefold()


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
        if _names_standfirst(_names(element)) and not is_named_box(element)
    )
    texts = (" ".join(" ".join(element.itertext()).split()) for element in named)
    return tuple(text for text in texts if _SHORTEST_STANDFIRST <= len(text) <= _LONGEST_STANDFIRST)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('data-testid', '')} {element.get('itemprop', '')}"


@lru_cache(maxsize=8_192)
def _names_standfirst(names: str) -> bool:
    return _STANDFIRST.search(names) is not None


def _is_start_of(description: str, text: str) -> bool:
    # a description is often the first paragraph, cut after so many characters
    start = _folded(description.rstrip(" .…"))
    return _folded(text[: len(description) * 2]).startswith(start[: max(_SHORTEST_STANDFIRST, len(start) - 10)])


def _without_site(text: str, site_name: str | None) -> str:
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    if len(parts) < 2:
        return text
    if site_name and (_folded(parts[-1]) == _folded(site_name)):
        return text[: text.rindex(parts[-1])].rstrip(" |ㅣ｜–—·•»:/-")
    if bar := re.search(r"[|ㅣ｜]", text):
        return text[: bar.start()].strip() or text
    return text


def _agree(one: str, other: str) -> bool:
    first, second = (set(_folded(text).split()) for text in (one, other))
    least = min(len(first), len(second))
    return least > 0 and len(first & second) >= max(_LEAST_AGREEMENT * least, min(least, 2))


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
