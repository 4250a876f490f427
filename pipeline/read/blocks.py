"""A page as its blocks: the runs of text that a reader sees apart, each with the boxes around it.

Nothing here decides what is text and what is not, but that readers' comments are no part of the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.read.litter import NAMING, is_comments_name, is_litter_name, is_text_name

#: Elements that stand in a line of text and do not end it.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})
#: Elements whose text no reader sees, or that take a reader's words.
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "head",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "math",
        "video",
        "audio",
        "map",
        "dialog",
        "nav",
    ]
)
#: Elements that say something of all text in them; a block remembers which of them it stands in.
BOXES = (
    "article",
    "main",
    "aside",
    "footer",
    "header",
    "figure",
    "form",
    "ul",
    "ol",
    "table",
    "blockquote",
    "section",
    "li",
    "figcaption",
    "address",
    "dl",
)
_BIT = {name: 1 << place for place, name in enumerate(BOXES)}
HIDDEN = 1 << len(BOXES)
BODY = HIDDEN << 1
#: No block remembers it: what stands in such a box becomes none.
COMMENTS = BODY << 1
#: Links and characters of the smallest list of links within a line.
_LEAST_LINKS, _LEAST_LINKED = 3, 60
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Beyond so many boxes outwards a name says nothing; stands also for `none is named so`.
FAR = 9


# not frozen, and compared as what it is: a page has a thousand of them
@dataclass(slots=True, eq=False)
class Box:
    """An element that holds blocks, and what its names and those around it say."""

    #: Of the elements around and itself, one bit each: `BOXES`, `HIDDEN`, `BODY`.
    flags: int
    depth: int
    #: Boxes outwards to one that is named as litter, or as text; 0: itself, FAR: none.
    litter: int
    text: int
    #: How many boxes around it are named as litter.
    n_litter: int
    tag: str
    #: Tag and class, by which the boxes of one template are known again.
    kind: str
    parent: "Box | None" = None


@dataclass(slots=True)
class Block:
    """A run of text."""

    box: Box
    text: str
    #: Characters of it in links, and in bold.
    n_linked: int
    n_bold: int


def blocks_of(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a page in order.

    Args:
        tree: the whole page; it is left as it is.
    """
    body = tree.find("body")
    walk = _Walk()
    walk.over(body if body is not None else tree)
    return walk.blocks


class _Walk:
    """One walk through a page, which meets each element twice: no step of it makes anything that it can do without."""

    __slots__ = (
        "_boxes", "_is_row", "_n_bold", "_n_bolds", "_n_breaks", "_n_linked", "_n_links", "_n_met", "_parts", "_spans",
        "blocks",
    )  # fmt: skip

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._boxes: list[Box] = []
        #: Is a row of a table read, whose cells hold no boxes?
        self._is_row = False
        #: Links and bold elements that are open; links met so far.
        self._n_links = self._n_bolds = self._n_met = 0
        #: Of each open span: the run that it begins in, pieces of it before, characters of them in links, links met.
        self._spans: list[tuple[list[str], int, int, int]] = []
        #: The run that is being read: its pieces, their characters in links and in bold, line breaks at its end.
        self._parts: list[str] = []
        self._n_linked = self._n_bold = self._n_breaks = 0

    def over(self, root: HtmlElement) -> None:
        """Read the blocks under an element."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _UNSEEN:
                    walk.skip_subtree()
                    continue
                self._open(element, tag)
                text = element.text
            else:
                if event == "end" and tag not in _UNSEEN:
                    self._close(tag)
                text = element.tail if element is not root else None
            if text:
                self._add(text)
        self._flush()

    def _open(self, element: HtmlElement, tag: str) -> None:
        if tag in _INLINE:
            if tag == "span":
                self._spans.append((self._parts, len(self._parts), self._n_linked, self._n_met))
            elif tag == "a":
                self._n_links += 1
                self._n_met += 1
            elif tag in _BOLD:
                self._n_bolds += 1
        elif tag == "br":
            self._break()
        elif self._is_row and tag in _CELLS:
            self._parts.append(" ")
        elif tag == "img" and self._is_in_line():
            pass
        else:
            if self._parts:
                self._flush()
            self._n_breaks = 0
            self._boxes.append(_box(element, tag, self._boxes[-1] if self._boxes else None))
            self._is_row = tag == "tr" and _is_plain_row(element)

    def _close(self, tag: str) -> None:
        if tag in _INLINE:
            if tag == "span":
                self._set_apart(*self._spans.pop())
            elif tag == "a":
                self._n_links -= 1
            elif tag in _BOLD:
                self._n_bolds -= 1
        elif tag != "br" and not (self._is_row and tag in _CELLS) and not (tag == "img" and self._is_in_line()):
            if self._parts:
                self._flush()
            self._n_breaks = 0
            self._boxes.pop()
            self._is_row = False

    def _is_in_line(self) -> bool:
        """Tell whether a picture here is a sign or a face in a line; elsewhere, and in a link, it ends one."""
        return bool(self._spans) and not self._n_links

    def _set_apart(self, run: list[str], n_before: int, n_linked: int, n_met: int) -> None:
        """Make a block of a span that holds nothing but links: a list that opens over a name in the line."""
        n_own = self._n_linked - n_linked
        if run is not self._parts or self._n_met - n_met < _LEAST_LINKS or n_own < _LEAST_LINKED or not self._boxes:
            return
        own = run[n_before:]
        if sum(len(part) for part in own if not part.isspace()) == n_own:
            text = " ".join(" ".join(own).split())
            self.blocks.append(Block(self._boxes[-1], text, len(text), 0))
            del run[n_before:]
            self._n_linked = n_linked

    def _break(self) -> None:
        self._n_breaks += 1
        if self._n_breaks > 1:
            self._flush()
        else:
            self._parts.append(" ")

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._n_links or self._n_bolds or self._n_breaks:
            if text.isspace():
                return
            self._n_breaks = 0
            self._n_linked += len(text) if self._n_links else 0
            self._n_bold += len(text) if self._n_bolds else 0

    def _flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        if text and self._boxes and not self._boxes[-1].flags & COMMENTS:
            size = len(text)
            self.blocks.append(Block(self._boxes[-1], text, min(self._n_linked, size), min(self._n_bold, size)))
        self._parts = []
        self._n_linked = self._n_bold = self._n_breaks = 0


def _is_plain_row(row: HtmlElement) -> bool:
    return all(part.tag in _INLINE or part.tag in _CELLS for part in row.iterdescendants(etree.Element))


def _box(element: HtmlElement, tag: str, parent: Box | None) -> Box:
    attributes = dict(element.items())
    flags, depth, litter, text, n_litter = (0, 0, FAR, FAR, 0) if parent is None else _within(parent)
    flags |= _BIT.get(tag, 0)
    if attributes:
        flags |= _shown_by(attributes)
        names = " | ".join(filter(None, map(attributes.get, NAMING)))
        is_litter, is_text, is_comments = _told(names) if names else (False, False, False)
        flags |= COMMENTS if is_comments else 0
        litter, n_litter = (0, n_litter + 1) if is_litter else (litter, n_litter)
        text = 0 if is_text else text
    kind = f"{tag} {attributes.get('class') or ''}"
    return Box(flags, depth, litter, text, n_litter, tag, kind, parent)


def _within(parent: Box) -> tuple[int, int, int, int, int]:
    return parent.flags, parent.depth + 1, min(FAR, parent.litter + 1), min(FAR, parent.text + 1), parent.n_litter


def _shown_by(attributes: Mapping[str, str]) -> int:
    is_hidden = "hidden" in attributes or _HIDING.search(attributes.get("style", ""))
    return (HIDDEN if is_hidden else 0) | (BODY if "articleBody" in attributes.get("itemprop", "") else 0)


@lru_cache(maxsize=20_000)
def _told(names: str) -> tuple[bool, bool, bool]:
    return is_litter_name(names), is_text_name(names), is_comments_name(names)
