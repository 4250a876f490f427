"""The text that a page carries in its data, for its scripts to show: whole where the page shows a part or nothing."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import unescape

from lxml.html import HtmlElement, document_fromstring

from pipeline.read.blocks import blocks_of
from pipeline.read.signs import folded, size_of

#: Characters of the shortest text that is looked for.
_LEAST_TEXT = 600
#: Characters up to which a shown text may be a beginning only; there is no need to look into the data of other pages.
_MOST_SHOWN = 1_500
#: What is carried replaces what is shown from this many times its size on: else the page shows all.
_LEAST_GAIN = 1.25
#: Part of the shown prose that must stand in what is carried, as paragraphs of its own.
_LEAST_AGREEMENT = 0.6
#: Part of the words of the page's description that must stand in it where nothing is shown.
_LEAST_DESCRIBED = 0.6
#: Characters from which on a line proves agreement, and up to which what is carried in one piece is a paragraph.
_PROSE = 60
_LONGEST_PARAGRAPH = 4_000
#: Characters of a shown line that are looked for in a script before it is parsed.
_SNIPPET = 24
_PLAIN = re.compile(r"[^\W_][\w ,.-]+")
#: What no parsed page can hold, and data can.
_UNWRITTEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
#: Lists outwards around a string that may be its article's paragraphs.
_MOST_AROUND = 6
_TAG = re.compile(r"<[^>]*>")
_PIECE = re.compile(r"^\s*(?:window\.|self\.|var |const |let )[\w.$]+(?:\[[^\]]*\])?\s*=\s*(?=[{\[])")
_FLIGHT = re.compile(r"self\.__next_f\.push\((\[.*\])\)", re.DOTALL)
#: A row of React's stream: a number, and JSON, or text after its length in bytes.
_ROW = re.compile(rb"(?:^|(?<=\n))[0-9a-f]+:(?:T([0-9a-f]+),|(?=[\[{]))")
_DECODER = json.JSONDecoder(strict=False)


def whole_text(tree: HtmlElement, shown: list[str], description: str | None) -> list[str]:
    """Return the paragraphs of an article: those shown, or those carried where they are the same ones and many more.

    Args:
        tree: the whole page.
        shown: the article's paragraphs as the page shows them; none where its scripts are to show all.
        description: what the page says of the article, by which it is known where nothing is shown.
    """
    prose = [folded(line) for line in shown if len(line) >= _PROSE]
    if not may_be_cut(shown) or not (prose or description):
        return shown
    agreeing = [
        lines
        for lines in _carried(tree, max(shown, key=len) if prose else None)
        if _size(lines) >= _LEAST_TEXT and _agrees({folded(line) for line in lines}, prose, description or "")
    ]
    if not agreeing:
        return shown
    # what holds more than the tightest that agrees holds other articles as well
    best = min(agreeing, key=_size) if prose else max(agreeing, key=_size)
    return [*_before(shown, best), *best] if _size(best) >= _LEAST_GAIN * _size(shown) else shown


def may_be_cut(shown: Sequence[str]) -> bool:
    """Tell whether what is shown is short enough for a beginning only."""
    return _size(shown) <= _MOST_SHOWN


def _size(lines: Sequence[str]) -> float:
    return sum(map(size_of, lines))


def _agrees(carried: set[str], prose: Sequence[str], description: str) -> bool:
    if not prose:
        words = set(folded(description).split())
        own = {word for line in carried for word in line.split()}
        return bool(words) and len(words & own) >= _LEAST_DESCRIBED * len(words)
    found = sum(len(line) for line in prose if line in carried or any(whole.startswith(line) for whole in carried))
    return found >= _LEAST_AGREEMENT * sum(map(len, prose))


def _before(shown: Sequence[str], carried: Sequence[str]) -> Sequence[str]:
    """Return what is shown above the first line that is carried as well."""
    known = {folded(line) for line in carried}
    return next((shown[:place] for place, line in enumerate(shown) if folded(line) in known), ())


def _carried(tree: HtmlElement, line: str | None) -> Iterator[list[str]]:
    """Yield all that may be the article in the data of a page; of a shown line, only what holds a piece of it."""
    stream: list[str] = []
    plain = max(_PLAIN.findall(line), key=len, default=line)[:_SNIPPET] if line else ""
    # as it is, and as JSON may write it
    snippets = (plain, json.dumps(plain)[1:-1])
    for script in tree.iter("script"):
        text = script.text or ""
        if flight := _FLIGHT.search(text):
            pushed = _parsed(flight.group(1))
            if isinstance(pushed, list):
                stream.extend(part for part in pushed if isinstance(part, str))
        elif len(text) >= _LEAST_TEXT and any(snippet in text for snippet in snippets):
            start = _PIECE.match(text)
            if start or "json" in (script.get("type") or ""):
                yield from _texts_in(_parsed(text[start.end() :] if start else text.strip()), plain)
    streamed = "".join(stream)
    if any(snippet in streamed for snippet in snippets):
        yield from _texts_in_stream(streamed.encode("utf-8", "replace"), plain)


def _parsed(text: str) -> object:
    try:
        return _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _texts_in_stream(stream: bytes, plain: str) -> Iterator[list[str]]:
    for row in _ROW.finditer(stream):
        if row.group(1):
            piece = stream[row.end() : row.end() + int(row.group(1), 16)].decode("utf-8", "replace")
            yield from _texts_in(piece, plain)
        else:
            end = stream.find(b"\n", row.end())
            line = stream[row.end() : end if end > 0 else None].decode("utf-8", "replace")
            yield from _texts_in(_parsed(line), plain)


def _texts_in(piece: object, plain: str) -> Iterator[list[str]]:
    """Yield what may be an article in a piece of data: long strings that hold a text, and the lists around such."""
    seen: set[int] = set()
    waiting: list[tuple[object, tuple[list[object], ...]]] = [(piece, ())]
    while waiting:
        one, around = waiting.pop()
        if isinstance(one, dict):
            waiting.extend((part, around) for part in one.values())
        elif isinstance(one, list):
            around = (*around, one)[-_MOST_AROUND:] if len(one) > 2 else around
            waiting.extend((part, around) for part in one)
        elif isinstance(one, str) and plain in one and (plain or len(one) >= _PROSE):
            if len(one) >= _LEAST_TEXT:
                yield _lines_of(one)
            # with nothing shown to compare them with, lists of teasers would pass for paragraphs
            for items in around if plain else ():
                if id(items) not in seen:
                    seen.add(id(items))
                    yield from _lists_in(items)


def _lines_of(text: str) -> list[str]:
    text = _UNWRITTEN.sub(" ", text)
    if "</" not in text and "<br" not in text:
        return [" ".join(line.split()) for line in unescape(text).split("\n") if line.strip()]
    return [block.text for block in blocks_of(document_fromstring(f"<body>{text}</body>"))]


def _lists_in(items: Sequence[object]) -> Iterator[list[str]]:
    """Yield the paragraphs that the items of a list hold under one key each, in the order of the list."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item in items:
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for key, text in _strings(item):
            parts[key].append(text)
        for key, pieces in parts.items():
            found[key].append("".join(pieces))
    for paragraphs in found.values():
        if _LEAST_TEXT <= sum(map(len, paragraphs)) <= _LONGEST_PARAGRAPH * len(paragraphs):
            lines = (" ".join(_UNWRITTEN.sub(" ", unescape(_TAG.sub("", text))).split()) for text in paragraphs)
            yield [line for line in lines if line]


def _strings(item: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the strings of a piece of data in order, each with the key that it stands under."""
    waiting = [(key, item)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, str):
            yield name, one
        elif isinstance(one, dict):
            waiting.extend((str(inner), part) for inner, part in reversed(one.items()))
        elif isinstance(one, list):
            waiting.extend((name, part) for part in reversed(one))
