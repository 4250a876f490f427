"""The headings that a page prints at its top, each with and without the kicker that stands in it."""

import re
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipeline.read.litter import NAMING

#: Names of a path of links, whose last step repeats the headline for search engines.
_TRAIL = re.compile(r"bread[-_]?crumb", re.IGNORECASE)
#: Names of the part of a heading that is its kicker.
_KICKER = re.compile(
    r"(?<![a-z])(?:kicker|eyebrow|over[-_]?line|roof[-_]?line|(?:pre|super|topic)[-_]?(?:title|head(?:line)?)|catch[-_]?line"
    r"|dachzeile|spitzmarke|chapeau|surtitre|antetitulo|occhiello|prefix|section|category|rubrik|label|badge)(?![a-z])",
    re.IGNORECASE,
)
#: What closes a kicker where nothing but signs does.
_CLOSING = " \t|:·•/–—-»"
#: Boxes whose headings are not the article's.
_ASIDE = ("nav", "aside", "footer", "dialog")
#: Elements that begin a line of their own.
_LINES = frozenset({"br", "div", "p", "li"})
#: Boxes around a heading whose names are looked at.
_N_BOXES = 4
#: Second-level headings that are looked at: the article's own is among the first.
_MOST_SECOND = 6
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading as printed."""

    text: str
    #: The same without its first part, where that stands in an element of its own; None: it is of one piece.
    rest: str | None = None
    #: Does the page call the first part a kicker?
    is_kicker_named: bool = False
    #: Does it stand inside an article, or in its page's main part?
    is_inside: bool = False
    #: Does it end a path of links above the article, which nobody reads as its headline?
    is_trail: bool = False


def main_headings(tree: HtmlElement) -> tuple[Heading, ...]:
    """Return a page's headings of the first level, in order."""
    return tuple(filter(None, map(_heading, tree.iter("h1"))))


def second_headings(tree: HtmlElement) -> tuple[Heading, ...]:
    """Return the first few of its headings of the second level, those of boxes beside the article left out."""
    own = (heading for heading in tree.iter("h2") if next(heading.iterancestors(*_ASIDE), None) is None)
    return tuple(filter(None, map(_heading, islice(own, _MOST_SECOND))))


def _heading(element: HtmlElement) -> Heading | None:
    text = _text(element)
    if not text or len(text) > _LONGEST:
        return None
    first = _first_part(element)
    rest = None if first is None else _rest(element, first)
    return Heading(
        # parts of a heading are set apart by their type, where words run on
        text=text if rest is None else _folded(" ".join(element.itertext())),
        rest=rest,
        is_kicker_named=rest is not None and first is not None and bool(_KICKER.search(_names(first))),
        is_inside=next(element.iterancestors("article", "main"), None) is not None,
        is_trail=_is_trail(element),
    )


def _text(element: HtmlElement) -> str:
    parts: list[str] = [element.text or ""]
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            parts += [" " if inner.tag in _LINES else "", inner.text or ""]
        parts.append(inner.tail or "")
    return _folded("".join(parts))


def _first_part(element: HtmlElement) -> HtmlElement | None:
    """Return the element in which a heading's first words stand apart, or None."""
    while len(element) and not (element.text or "").strip():
        first = next((inner for inner in element if _folded("".join(inner.itertext()))), None)
        if first is None:
            return None
        if _folded("".join(first.itertext())) != _folded("".join(element.itertext())):
            return first
        element = first
    return None


def _rest(element: HtmlElement, first: HtmlElement) -> str | None:
    whole, part = (_folded(" ".join(one.itertext())) for one in (element, first))
    return whole.removeprefix(part).strip(_CLOSING) or None if whole.startswith(part) else None


def _is_trail(element: HtmlElement) -> bool:
    boxes = (element, *islice(element.iterancestors(), _N_BOXES))
    return any(box.tag == "nav" or _TRAIL.search(_names(box)) for box in boxes)


def _names(element: HtmlElement) -> str:
    return " ".join(filter(None, map(element.get, (*NAMING, "data-qa", "itemprop"))))


def _folded(text: str) -> str:
    return " ".join(text.split())
