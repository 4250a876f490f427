"""Where a page prints who wrote its article: strings as they stand, of which `find_people` keeps the people."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipeline.read.byline import LEAD_IN

#: Names of elements that hold a byline, in `class-names`, `block__names` and `camelCase` alike.
_NAMES = re.compile(
    r"(?<![A-Za-z])(?:[Bb]y-?[Ll]ine|[Aa]uthor|AUTHOR|[Ww]riter|[Aa]utore?|[Aa]uteur)s?(?:[-_]{0,2}[Nn]ames?)?(?![a-z])"
)
#: Addresses of pages about one author.
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|staff|by|bylines?|reporters?|contributors?|journalists?|autor(?:en|es)?|auteurs?)/[^/]",
    re.IGNORECASE,
)
#: Characters of the longest printed byline, and how many are looked at.
_LONGEST = 160
_MOST = 4
#: Boxes around the first byline in which a second one is of the same article.
_N_BOXES = 3
#: Elements of a byline that only its first word gives away.
_ELEMENTS = ("p", "span", "div", "a", "em", "i", "strong", "b", "small", "address", "h3", "h4", "h5", "h6", "li")
_UNSEEN = ("script", "style", "svg", "template")
#: Boxes beside the article; what stands in a figure is the photographer's.
_ASIDE = ("aside", "nav", "footer", "li", "figure")


def printed_bylines(tree: HtmlElement) -> list[str]:
    """Return the texts of elements that are called bylines: the first, and those beside it."""
    found: dict[str, None] = {}
    around: set[HtmlElement] = set()
    for element in tree.iter("a", "address", "div", "p", "span", "li", "h3", "h4"):
        names = f"{element.get('class', '')} {element.get('rel', '')} {element.get('itemprop', '')}"
        if not _names_byline(names) or is_beside(element) or not (text := _parts(element)):
            continue
        boxes = set(islice(element.iterancestors(), _N_BOXES))
        if not around or around & boxes:
            found[text] = None
            around = around or boxes
    return list(found)[:_MOST]


@lru_cache(maxsize=8_192)
def _names_byline(names: str) -> bool:
    return _NAMES.search(names) is not None


def worded_bylines(tree: HtmlElement) -> list[str]:
    """Return short texts that begin as bylines do (`By`, `Von`, `Par`, `Author:`): the first."""
    return list(islice(_worded(tree), 1))


def linked_bylines(tree: HtmlElement) -> list[str]:
    """Return the texts of links to pages about authors, in order."""
    links = (link for link in tree.iter("a") if _AUTHOR_PAGE.search(link.get("href") or "") and not is_beside(link))
    texts = (" ".join(" ".join(link.itertext()).split()) for link in links)
    return [text for text in texts if 0 < len(text) <= _LONGEST]


def is_beside(element: HtmlElement) -> bool:
    """Tell whether an element stands in a box beside the article."""
    return next(element.iterancestors(*_ASIDE), None) is not None


def _worded(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter(*_ELEMENTS):
        start = (element.text or "").lstrip()
        if not start or not LEAD_IN.match(f"{start} |"):
            continue
        # the first word may have an element of its own, with the name after it
        whole = element if LEAD_IN.sub("", f"{start} |").strip(" |") or len(element) else element.getparent()
        if whole is not None and not is_beside(whole) and (text := _parts(whole)) and LEAD_IN.match(f"{text} "):
            yield text


def _parts(element: HtmlElement) -> str | None:
    # a bar between the parts, where the page has only a change of type
    parts = (" ".join(part.split()) for part in _texts(element))
    text = " | ".join(part for part in parts if part)
    return text if 0 < len(text) <= _LONGEST else None


def _texts(element: HtmlElement) -> Iterator[str]:
    if element.tag not in _UNSEEN:
        yield element.text or ""
        for inner in element:
            yield from _texts(inner)
            yield inner.tail or ""
