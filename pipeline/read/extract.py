"""The text of a page: Trafilatura is named only here."""

import re
from collections.abc import Container, Sequence
from datetime import UTC, date, datetime

from lxml.html import HtmlElement
from trafilatura import extract_metadata
from trafilatura.utils import decode_file

from pipeline.read.blocks import Block
from pipeline.read.carried import whole_text
from pipeline.read.floods import without_floods
from pipeline.read.lines import clean
from pipeline.read.markup import parse_markup
from pipeline.read.quick import library_text, quick_text
from pipeline.read.signs import Known, is_prose, signs_of
from pipeline.read.verdict import Chosen, verdict

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
#: Bytes at the top of a page in which it may name its encoding. Source: HTML standard, 13.2.3.2.
_HEAD_BYTES = 1024
#: Part of a page's characters that may be broken for it still to be UTF-8: one bad byte must not change the others.
_MOST_BROKEN = 0.005
#: Part of the prose of a page below which what the library's quick way finds is not believed to be all.
_LEAST_PART = 0.32
_ROW_MARKS = re.compile(r"^\s*(?:[-*•–]\s+)?\|?\s*|\s*\|\s*$")
_RULE = re.compile(r"[\s|:—–_*=-]*")


def parse(body: bytes, content_type: str = "") -> HtmlElement | None:
    """Parse a page once; None: it is no HTML.

    Args:
        body: as fetched.
        content_type: header, which may name the encoding.
    """
    # where no name of an encoding holds, the library guesses by the bytes
    return parse_markup(decode_file(_decoded(body, content_type)))


def _decoded(body: bytes, content_type: str) -> str | bytes:
    named = [_charset(content_type.encode("ascii", "ignore")), "utf-8", _charset(body[:_HEAD_BYTES])]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        named = ["utf-16"]
    for name in filter(None, named):
        try:
            return body.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= len(text) * _MOST_BROKEN:
        return text
    return body


def _charset(text: bytes) -> str | None:
    found = _CHARSET.search(text)
    return found.group(1).decode("ascii") if found else None


def read_text(tree: HtmlElement, known: Known, blocks: Sequence[Block]) -> str:
    """Return an article's text: paragraphs separated by one newline each; empty when there is none.

    Args:
        tree: the whole page; it is left as it is.
        known: what the page says elsewhere, and may repeat above its text.
        blocks: its blocks.
    """
    lines = find_lines(tree, blocks)
    chosen = verdict().choose(blocks, signs_of(blocks, lines, known)) if blocks else Chosen()
    shown = cleaned(chosen.lines, known, chosen.sure) or cleaned(lines, known)
    return "\n".join(whole(tree, shown, known))


def whole(tree: HtmlElement, shown: list[str], known: Known) -> list[str]:
    """Return an article's lines: those shown, or, where the page shows a beginning only, what it carries in its data.

    Args:
        tree: the whole page.
        shown: the lines found in it.
        known: what the page says elsewhere.
    """
    found = whole_text(tree, shown, known.description)
    return shown if found is shown else cleaned(found, known)


def cleaned(lines: Sequence[str], known: Known, sure: Container[str] = ()) -> list[str]:
    """Return lines of a page without what is the page's and not the article's.

    Args:
        lines: of its text, in order.
        known: what the page says elsewhere.
        sure: those that are the article's whatever their words are.
    """
    return clean(lines, known.repeated, known.publishers, sure)


def find_lines(tree: HtmlElement, blocks: Sequence[Block]) -> list[str]:
    """Return the lines of the text that the library finds: by its quick way, unless that leaves most of the page out.

    Args:
        tree: the whole page.
        blocks: its blocks.
    """
    lines = _lines(tree, is_quick=True)
    prose = sum(len(block.text) - block.n_linked for block in blocks if is_prose(block))
    return lines if sum(map(len, lines)) >= _LEAST_PART * prose else _lines(tree, is_quick=False)


def _lines(tree: HtmlElement, *, is_quick: bool) -> list[str]:
    text = quick_text(tree) if is_quick else library_text(tree, is_quick=False)
    lines = (" ".join(_ROW_MARKS.sub("", line).split()) for line in (text or "").split("\n"))
    return [line for line in lines if not _RULE.fullmatch(line)]


def find_day(tree: HtmlElement, url: str, latest: date) -> datetime | None:
    """Return the day on which a page says that it was published, as midnight UTC, by any trace of it.

    Args:
        tree: the whole page.
        url: its address, which may carry the day.
        latest: days after it are not believed.
    """
    settings = {"original_date": True, "extensive_search": True, "max_date": latest.isoformat()}
    day = extract_metadata(without_floods(tree), url, settings).date
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
