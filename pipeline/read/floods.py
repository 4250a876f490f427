"""Pages without their longest strings, for readers that look everywhere and take time for every letter."""

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodRules:
    """How much of a page is searched. Source: a search for dates takes 1 s for 100,000 digits or signs."""

    #: Longest text or attribute that is searched, characters.
    longest: int = 100_000
    #: Most characters that are searched in all.
    most: int = 750_000


def without_floods(tree: HtmlElement, rules: FloodRules | None = None) -> HtmlElement:
    """Return the page as it is, or a copy without its long strings and without all that is beyond the limit.

    Args:
        tree: the whole page; it is left as it is.
        rules: None: the defaults.
    """
    rules = rules or FloodRules()
    if not _is_flooded(tree, rules):
        return tree
    copied = deepcopy(tree)
    n_left = rules.most
    for element in copied.iter():
        for name, string in _strings(element):
            n_left -= len(string)
            if len(string) > rules.longest or n_left < 0:
                _drop(element, name)
    return copied


def _is_flooded(tree: HtmlElement, rules: FloodRules) -> bool:
    lengths = [len(string) for element in tree.iter() for _, string in _strings(element)]
    return sum(lengths) > rules.most or max(lengths, default=0) > rules.longest


def _strings(element: HtmlElement) -> list[tuple[str | None, str]]:
    """Return the strings of an element: the text in it, the text after it under None, its attributes by name."""
    texts: list[tuple[str | None, str | None]] = [("", element.text), (None, element.tail)]
    if isinstance(element, etree.ElementBase):
        texts.extend((str(name), str(value)) for name, value in element.items())
    return [(name, string) for name, string in texts if string]


def _drop(element: HtmlElement, name: str | None) -> None:
    if name is None:
        element.tail = None
    elif name:
        del element.attrib[name]
    else:
        element.text = None
