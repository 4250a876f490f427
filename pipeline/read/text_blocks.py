"""What the lines of a text are on their page: crossheads, items of lists, rows of tables, quotes set apart."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.nouns import TextBlock, TextBlockKind
from pipeline.read.blocks import BOXES, Block

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"tr", "td", "th"})
_ITEMS = frozenset({"li", "dt", "dd"})
_QUOTE = 1 << BOXES.index("blockquote")
_ITEM = 1 << BOXES.index("li")
_NAMED_QUOTE = re.compile(r"pull[-_ ]?quote|block[-_]?quote|quote[-_]?block", re.IGNORECASE)
#: Boxes outwards in which a quote's name is looked for.
_N_BOXES = 3
#: Part of its letters in bold from which on a paragraph is printed as a heading, and its most words.
_BOLD = 0.95
_MOST_WORDS = 12
_SENTENCE_END = (".", "!", "…", "。", ":", ",", ";", "”", '"')


def text_blocks_of(text: str, blocks: Sequence[Block]) -> tuple[TextBlock, ...]:
    """Return the stretches of a text that are no plain paragraphs on its page, in order.

    Args:
        text: the article's, a line for each of its blocks; a line that no block has is a paragraph.
        blocks: the page's.
    """
    kinds = ((start, line, kind_of(block)) for start, line, block in _placed(text, blocks) if block is not None)
    return tuple(
        TextBlock(kind=kind, start=start, end=start + len(line))
        for start, line, kind in kinds
        if kind is not TextBlockKind.PARAGRAPH
    )


def kind_of(block: Block) -> TextBlockKind:
    """Tell what a block is."""
    tag, flags = block.box.tag, block.box.flags
    if tag in _HEADINGS or _is_printed_heading(block):
        return TextBlockKind.CROSSHEAD
    if flags & _QUOTE or _is_named_quote(block):
        return TextBlockKind.QUOTE
    if tag in _ROWS:
        return TextBlockKind.TABLE_ROW
    return TextBlockKind.LIST_ITEM if tag in _ITEMS or flags & _ITEM else TextBlockKind.PARAGRAPH


def _is_printed_heading(block: Block) -> bool:
    text = block.text
    is_bold = block.n_bold >= _BOLD * len(text.replace(" ", ""))
    return is_bold and len(text.split()) <= _MOST_WORDS and not text.endswith(_SENTENCE_END)


def _is_named_quote(block: Block) -> bool:
    box = block.box
    for _ in range(_N_BOXES):
        if _NAMED_QUOTE.search(box.kind):
            return True
        if box.parent is None:
            break
        box = box.parent
    return False


def _placed(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, str, Block | None]]:
    """Yield each line with its place and the block that it is, none of which is taken twice while the page goes on."""
    places = _places(blocks)
    start, after = 0, 0
    for line in text.split("\n"):
        known = places.get(line, ())
        # of several alike, the first that follows the line before
        number = bisect_left(known, after)
        found = known[min(number, len(known) - 1)] if known else None
        after = after if found is None else found + 1
        yield start, line, None if found is None else blocks[found]
        start += len(line) + 1


def _places(blocks: Sequence[Block]) -> Mapping[str, Sequence[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        places[block.text].append(place)
    return places
