"""Feeds that are not well-formed: what was left open is closed, and what damage swallowed is found again.

A parser that goes on after an error takes what follows for a part of what was left open: one missing end tag costs the
entry that it stands in and often the next.
"""

import html
import re
from collections.abc import Callable, Iterator
from itertools import chain, islice

#: Lost entries that are read apart; each costs a parser's start.
_MAX_LOST = 500
#: Elements that hold words only, and elements that may follow them.
_LEAVES = r"title|link|guid|pubDate|id|published|updated|dc:date|dc:creator|comments"
_NEXT = _LEAVES + r"|item|entry|description|author|category|enclosure|source|summary|content|content:encoded|media:\w+"
_LEFT_OPEN = re.compile(
    rf"<({_LEAVES})(?:\s[^<>]*[^<>/])?>(?:[^<]|<!\[CDATA\[(?:[^\]]|\](?!\]>))*+\]\]>)++(?=<(?:{_NEXT})[\s>/])"
)
_BOUNDARY = re.compile(r"<(/?)(?:\w+:)?(item|entry)(?=[\s>])[^<>]*>")
#: What has addresses of its own that are not the entry's.
_OTHERS = re.compile(r"<(source|image|media:group)\b.*?</\1\s*>", re.DOTALL)
#: Where an entry's own address may stand, the surest first.
_ADDRESSES = (
    re.compile(r"<feedburner:origLink>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]+)"),
    re.compile(r"<link(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?\s*([^\s<>\]]+)"),
    re.compile(r"""<link\s(?![^<>]*\brel\s*=\s*["'](?!alternate))[^<>]*\bhref\s*=\s*["']([^"'<>\s]+)"""),
    re.compile(r"""<guid(?![^<>]*ermaLink\s*=\s*["']?false)[^<>]*>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]+)"""),
    re.compile(r"""\brdf:about\s*=\s*["'](https?://[^"'<>\s]+)"""),
)
#: The table of contents that RDF feeds begin with.
_LISTED = re.compile(r"""<rdf:li\s[^<>]*\bresource\s*=\s*["']([^"'<>\s]+)""")
_SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)
_AROUND = {
    "item": (f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" {_SPACES}><channel>', "</channel></rss>"),
    "entry": (f'<feed xmlns="http://www.w3.org/2005/Atom" {_SPACES}>', "</feed>"),
}


def closed(text: str) -> str:
    """Return a feed's text in which elements that hold words only end before the next element begins."""
    return _LEFT_OPEN.sub(r"\g<0></\1>", text)


def lost_entries(text: str, is_known: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Return the entries none of whose addresses is known, each as a small feed of its own and its address.

    Args:
        text: The whole feed.
        is_known: Tells whether an entry with this address was read already; asked anew for each.
    """
    for name, inner in islice(_lost_pieces(text, is_known), _MAX_LOST):
        before, after = _AROUND[name]
        yield f"{before}<{name}>{inner}</{name}>{after}", next(_addresses(inner))


def _lost_pieces(text: str, is_known: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    listed = (("item", f"<link>{found[1]}</link>") for found in _LISTED.finditer(text))
    for name, inner in chain(_pieces(text), listed):
        addresses = list(_addresses(inner))
        if addresses and not any(is_known(address) for address in addresses):
            yield name, inner


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Return what stands between the borders of entries; between two ends an entry lost its beginning."""
    borders = list(_BOUNDARY.finditer(text))
    for number, border in enumerate(borders):
        following = borders[number + 1] if number + 1 < len(borders) else None
        if not border[1] or (following is not None and following[1]):
            inner = text[border.end() : following.start() if following else len(text)]
            attributes = border[0] if not border[1] and "rdf:about" in border[0] else ""
            yield border[2], inner + _about(attributes)


def _about(start_tag: str) -> str:
    """Return the address of an RDF item as an element, so that it is read where the link is damaged."""
    found = _ADDRESSES[-1].search(start_tag)
    return f'<guid isPermaLink="true">{found[1]}</guid>' if found else ""


def _addresses(inner: str) -> Iterator[str]:
    own = _OTHERS.sub("", inner)
    for place in _ADDRESSES:
        for found in place.finditer(own):
            yield html.unescape(found[1])
