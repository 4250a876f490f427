"""Names by which pages tell the boxes beside a text from those that hold it."""

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
    r"breaking ?(?:block|bar|banner|box|strip|ticker)|news ?ticker|carousel|recent posts",
    r"most ?(?:read|popular|viewed|shared)|popular (?:posts|articles|stories)",
    r"read ?(?:more|next|also)|more (?:on|from|stories|news|like)|also (?:read|like)|see also",
    r"comments?(?: \w+)?|respond|reply|disqus|feed ?back(?: \w+)?|(?:block )?contact(?: \w+)?|competitions?",
    r"cookies?(?: \w+)?|privacy(?: \w+)?|consent|gdpr|popup|modal",
    r"by ?lines?|authors?(?: (?:bio|box|info|card|name|meta|details))?|contributors?",
    r"captions?|credits?|copyright",
    r"bread ?crumbs?|tags?(?: (?:list|cloud|links))?|topics?(?: list)?|kickers?|eyebrows?|label|badge",
    r"print ?only|tool ?bar|pagination|skip(?: \w+)?|reading time",
    r"time ?stamp|date ?line|pub ?date|published|(?:post|entry|article) ?meta|meta ?(?:data|info)?",
)
_BOXES = re.compile(rf"(?<= )(?:{'|'.join(_BOX_NAMES)})(?= )")
#: Names of boxes that hold a text.
_TEXT = re.compile(
    r"(?<= )(?:(?:article|story|post|entry|body|main|news|page|text|content|single|rich) ?"
    r"(?:body|content|text|copy|main|article|entry|story|inner|wrapper|container|paragraphs?)"
    r"|body|content|article|story|entry|copy|prose|paragraphs?|text)(?= )"
)
#: Names of boxes that hold what readers wrote; `comments open` and the like are said of an article as well.
_COMMENTS = re.compile(
    r"(?<= )(?:comments? ?(?:list|content|body|text|thread|area|section|wrapper|container|item|message|widget|form"
    r"|meta)|disqus thread)(?= )"
)
#: Attributes that carry names.
NAMING = ("class", "id", "data-component", "data-testid", "data-module", "aria-label")
#: Where a name in camelCase or with hyphens falls into words.
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z|]+")


def names_of(element: HtmlElement) -> str:
    """Return an element's names, with a bar between two, so that words of two names make no third."""
    return " | ".join(filter(None, map(element.get, NAMING)))


def is_litter_name(names: str) -> bool:
    """Tell whether names say that a box stands beside the text."""
    return bool(_BOXES.search(_words(names)))


def is_text_name(names: str) -> bool:
    """Tell whether names say that a box holds the text."""
    return bool(_TEXT.search(_words(names)))


def is_comments_name(names: str) -> bool:
    """Tell whether names say that a box holds readers' comments."""
    return bool(_COMMENTS.search(_words(names)))


def is_named_box(element: HtmlElement) -> bool:
    """Tell whether an element's names say that it is a box beside the text."""
    return is_litter_name(names_of(element))


def _words(names: str) -> str:
    return f" {_SEAM.sub(' ', names)} ".lower()
