"""The boxes around an article, taken out of its page by their names before the text is looked for."""

import re

from lxml.html import HtmlElement

#: Names of boxes, as the words of class, id and the like; matched as whole words, so that `share bar` is one and
#: `shareholders` is none.
_BOX_NAMES = (
    r"shar(?:e|ing) ?(?:bar|tools?|buttons?|links?|icons?|widget|box|list|menu)?",
    r"social ?(?:media|links?|share|bar|icons?)?|follow(?: \w+)?",
    r"news ?letters?(?: \w+)?|sign ?up|subscri(?:be|ption)s?(?: \w+)?|donat(?:e|ion)",
    r"promo(?:tion)?s?|adverts?|advertisements?|ads?|sponsor(?:ed)?|taboola|outbrain",
    r"related(?: \w+)?|recirc(?:ulation)?|recommend(?:ed|ations?)?|trending|next up",
    r"most ?(?:read|popular|viewed|shared)|popular (?:posts|articles|stories)",
    r"read ?(?:more|next|also)|more (?:on|from|stories|news|like)|also (?:read|like)|see also",
    r"comments?(?: \w+)?|respond|reply|disqus|feed ?back(?: \w+)?|(?:block )?contact(?: \w+)?|competitions?",
    r"cookies?(?: \w+)?|consent|gdpr|popup|modal",
    r"by ?lines?|authors?(?: (?:bio|box|info|card|name|meta|details))?|contributors?",
    r"captions?|credits?|copyright",
    r"bread ?crumbs?|tags?(?: (?:list|cloud|links))?|topics?(?: list)?|kickers?|eyebrows?|label|badge",
    r"print ?only|tool ?bar|pagination|skip(?: \w+)?|reading time",
    r"time ?stamp|date ?line|pub ?date|published|(?:post|entry|article) ?meta|meta ?(?:data|info)?",
)
_BOXES = re.compile(rf"(?<= )(?:{'|'.join(_BOX_NAMES)})(?= )")
_NAMING = ("class", "id", "data-component", "data-testid", "data-module", "aria-label")
#: Elements that are no part of a text, whatever they are called.
_NEVER_TEXT = frozenset({"figcaption", "form", "nav", "dialog", "button", "template", "noscript", "svg", "address"})
#: Elements that are not taken out by their name: it is the whole page's, or that of one paragraph.
_KEPT = frozenset({"html", "head", "body", "main", "article", "h1", "p"})
#: A box with a larger part of the characters in the page's paragraphs than this is the text itself under an odd name.
_MOST_OF_TEXT = 0.15

#: Where a name in camelCase or with hyphens falls into words.
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")


def prune(tree: HtmlElement) -> None:
    """Take out, in place, the parts of a page that are named as something else than its text."""
    limit = _MOST_OF_TEXT * max(1, _in_paragraphs(tree))
    body = tree.find("body")
    # the whole list first: the tree must not change while it is walked
    for element in [one for one in (body if body is not None else tree).iter() if _is_litter(one, limit)]:
        # an outer box may have gone already, and this one with it
        if element.getparent() is not None:
            element.drop_tree()


def is_named_box(element: HtmlElement) -> bool:
    """Tell whether an element's names say that it is a box beside the text."""
    return bool(_BOXES.search(_names(element)))


def _is_litter(element: HtmlElement, limit: float) -> bool:
    if not isinstance(element.tag, str) or element.tag in _KEPT:
        return False
    if element.tag not in _NEVER_TEXT and not is_named_box(element):
        return False
    return element.find(".//h1") is None and _in_paragraphs(element) <= limit


def _names(element: HtmlElement) -> str:
    # a bar between two names, so that words of two names make no third
    names = " | ".join(_SEAM.sub(" ", element.get(name) or "") for name in _NAMING)
    return f" {names} ".lower()


def _in_paragraphs(element: HtmlElement) -> int:
    return sum(len(part) for paragraph in element.iter("p") for part in paragraph.itertext())
