"""Live blogs: whether an article is one, and its entries, each with its time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from pipeline.nouns import TextBlock, TextBlockKind
from pipeline.read.blocks import blocks_of
from pipeline.read.claims import parse_time
from pipeline.read.said import listed, plain
from pipeline.read.signs import folded

Thing = Mapping[str, Any]

_TYPE = "LiveBlogPosting"
#: Entries below which what has times is no live blog's.
_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a live blog, before it is found in the text."""

    at: datetime
    #: Its lines as compared, with a bar between two.
    words: str


def is_live_blog(things: Iterable[Thing], tree: HtmlElement) -> bool:
    """Tell whether a page calls its article a live blog, in JSON-LD or microdata."""
    if any(_TYPE in listed(thing.get("@type")) for thing in things):
        return True
    return any(_TYPE in (element.get("itemtype") or "") for element in tree.iter("article", "div", "main", "section"))


def told_entries(things: Iterable[Thing], zone: ZoneInfo) -> tuple[Entry, ...]:
    """Return the entries that the JSON-LD of a live blog has.

    Args:
        things: of the JSON-LD.
        zone: in which times without a zone are meant.
    """
    updates = [update for thing in things for update in listed(thing.get("liveBlogUpdate")) if isinstance(update, dict)]
    said = ((update, plain(update.get("datePublished"))) for update in updates)
    timed = ((update, parse_time(time, zone)) for update, time in said if time)
    return tuple(Entry(at=at, words=_words_of(update)) for update, at in timed if at)


def printed_entries(tree: HtmlElement, zone: ZoneInfo) -> tuple[Entry, ...]:
    """Return the boxes of a page that hold one time each.

    Args:
        tree: the whole page.
        zone: in which times without a zone are meant.
    """
    times = [(time, parse_time(time.get("datetime", ""), zone)) for time in tree.iter("time") if time.get("datetime")]
    boxes = {_box_of(time): at for time, at in reversed(times) if at}
    return tuple(
        Entry(at=at, words=" | ".join(folded(block.text) for block in blocks_of(box)))
        for box, at in reversed(boxes.items())
    )


def live_blocks(text: str, entries: Sequence[Entry]) -> tuple[TextBlock, ...]:
    """Return the stretches of a text that are entries, in order; none where there are fewer than two.

    Args:
        text: the article's, a line for each paragraph.
        entries: of its page.
    """
    found = list(_stretches(text, entries))
    return tuple(found) if len(found) >= _LEAST else ()


def _stretches(text: str, entries: Sequence[Entry]) -> Iterator[TextBlock]:
    start, begun, end = 0, 0, 0
    current: Entry | None = None
    for line in text.split("\n"):
        entry = _holder(folded(line), entries, current)
        if entry is not current:
            if current is not None:
                yield _stretch(current, begun, end)
            current, begun = entry, start
        end = start + len(line)
        start = end + 1
    if current is not None:
        yield _stretch(current, begun, end)


def _stretch(entry: Entry, start: int, end: int) -> TextBlock:
    return TextBlock(kind=TextBlockKind.LIVE_ENTRY, start=start, end=end, at=entry.at)


def _holder(words: str, entries: Sequence[Entry], current: Entry | None) -> Entry | None:
    if not words:
        return current
    # a line that two have belongs to the one that is being read
    if current is not None and words in current.words:
        return current
    return next((entry for entry in entries if words in entry.words), None)


def _box_of(time: HtmlElement) -> HtmlElement:
    """Return the widest box in which a time stands alone."""
    box = time
    while (parent := box.getparent()) is not None and len(list(parent.iter("time"))) == 1:
        box = parent
    return box


def _words_of(update: Thing) -> str:
    parts = (plain(update.get("headline")), update.get("articleBody"))
    return " | ".join(folded(part) for part in parts if isinstance(part, str))
