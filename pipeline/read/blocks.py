"""A page as its blocks: the runs of text that a reader sees apart, each with the boxes around it.

Nothing here decides what is text and what is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.read.litter import is_litter_name, is_text_name, names_of

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
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Beyond so many boxes outwards a name says nothing; stands also for `none is named so`.
FAR = 9


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class _Line:
    """The run that is being read."""

    parts: list[str] = field(default_factory=list)
    n_linked: int = 0
    n_bold: int = 0
    n_breaks: int = 0


def blocks_of(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a page in order.

    Args:
        tree: the whole page; it is left as it is.
    """
    body = tree.find("body")
    return list(_Walk().blocks(body if body is not None else tree))


class _Walk:
    """One walk through a page."""

    def __init__(self) -> None:
        self._boxes: list[Box] = []
        self._line = _Line()
        self._n_links = 0
        self._n_bolds = 0
        #: Is a row of a table read, whose cells hold no boxes?
        self._is_row = False

    def blocks(self, root: HtmlElement) -> Iterator[Block]:
        """Yield the blocks under an element."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _UNSEEN:
                    walk.skip_subtree()
                    continue
                yield from self._open(element, tag)
                self._add(element.text)
                continue
            if event == "end" and tag not in _UNSEEN:
                yield from self._close(tag)
            if element is not root:
                self._add(element.tail)
        yield from self._flush()

    def _open(self, element: HtmlElement, tag: str) -> Iterator[Block]:
        if tag == "br":
            self._line.n_breaks += 1
            if self._line.n_breaks > 1:
                yield from self._flush()
            else:
                self._line.parts.append(" ")
            return
        if tag in _CELLS and self._is_row:
            self._line.parts.append(" ")
            return
        if tag in _INLINE:
            self._n_links += tag == "a"
            self._n_bolds += tag in {"b", "strong"}
            return
        yield from self._flush()
        self._boxes.append(_box(element, tag, self._boxes[-1] if self._boxes else None))
        self._is_row = tag == "tr" and _is_plain_row(element)

    def _close(self, tag: str) -> Iterator[Block]:
        if tag == "br" or (tag in _CELLS and self._is_row):
            return
        if tag in _INLINE:
            self._n_links -= tag == "a"
            self._n_bolds -= tag in {"b", "strong"}
            return
        yield from self._flush()
        self._boxes.pop()
        self._is_row = False

    def _add(self, text: str | None) -> None:
        if not text:
            return
        line = self._line
        line.parts.append(text)
        if not text.isspace():
            line.n_breaks = 0
            line.n_linked += len(text) if self._n_links else 0
            line.n_bold += len(text) if self._n_bolds else 0

    def _flush(self) -> Iterator[Block]:
        line, self._line = self._line, _Line()
        text = " ".join("".join(line.parts).split())
        if text and self._boxes:
            yield Block(self._boxes[-1], text, min(line.n_linked, len(text)), min(line.n_bold, len(text)))


def _is_plain_row(row: HtmlElement) -> bool:
    return all(part.tag in _INLINE or part.tag in _CELLS for part in row.iterdescendants(etree.Element))


def _box(element: HtmlElement, tag: str, parent: Box | None) -> Box:
    names = names_of(element)
    is_litter, is_text = _told(names) if names else (False, False)
    flags = (parent.flags if parent else 0) | _BIT.get(tag, 0)
    if element.get("hidden") is not None or _HIDING.search(element.get("style") or ""):
        flags |= HIDDEN
    if "articleBody" in (element.get("itemprop") or ""):
        flags |= BODY
    return Box(
        flags=flags,
        depth=parent.depth + 1 if parent else 0,
        litter=0 if is_litter else min(FAR, parent.litter + 1 if parent else FAR),
        text=0 if is_text else min(FAR, parent.text + 1 if parent else FAR),
        n_litter=(parent.n_litter if parent else 0) + is_litter,
        tag=tag,
        kind=f"{tag} {element.get('class') or ''}",
        parent=parent,
    )


@lru_cache(maxsize=20_000)
def _told(names: str) -> tuple[bool, bool]:
    return is_litter_name(names), is_text_name(names)
