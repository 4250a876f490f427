"""What is seen of each block of a page, as numbers, by which it is told whether it belongs to the article."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p
from string import ascii_uppercase, digits

import numpy as np
from numpy.typing import NDArray

from pipeline.read.blocks import BOXES, Block, Box
from pipeline.read.lines import is_line_of_page, is_list_heading

Matrix = NDArray[np.float32]

_WORD = re.compile(r"\w+")
_IDEOGRAM = re.compile("[\u2e80-\ud7ff]")
_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
#: Characters from which on a block counts as prose, and up to which a match anywhere in a text proves nothing.
_PROSE = 80
_SHORT = 25
#: Characters of the longest pull quote.
_LONG = 300
#: Blocks of a page up to which they are looked for in one another, which takes time in the square of them.
_MOST_COMPARED = 2_000
#: With so much of its characters in links, a block is a link.
_LINK = 0.9
#: Blocks outwards that a block's place is counted to.
_REACH = 30

_OWN = (
    "length", "words", "linked", "bold", "is_sentence", "is_question", "ends_colon", "is_upper_start", "capitals",
    "digits", "commas", "is_prompt", "is_list_heading", "has_at", "has_bar", "quoted", "is_lower_start",
)  # fmt: skip
_TAGS = ("p", "li", "div", "td", "tr", "blockquote", "figcaption", "h1", "h2", "h3", "h4")
_NO_TAG = tuple(False for _ in _TAGS)
_ONE_TAG = {name: tuple(name == other for other in _TAGS) for name in _TAGS}
_CAPITALS, _DIGITS = ascii_uppercase.encode(), digits.encode()
_BOXED = ("depth", "named_litter", "named_text", "n_litter", *(f"in_{name}" for name in BOXES), "is_hidden", "in_body")
_SAID = ("in_headline", "in_standfirst", "is_byline", "again", "within")
_KEPT = ("kept", "after_first_kept", "before_last_kept", "kept_before", "n_kept", "place", "after_h1", "kept_lines")
_GROUP = ("prose", "kept", "linked", "size", "of_kept")
_GROUPS = ("kind", "parent", "grandparent", "box")
#: Of these the neighbours' are looked at as well.
_NEAR = ("length", "linked", "kept", "is_sentence", "p", "named_litter", "is_prompt")
_STEPS = (-2, -1, 1, 2)
COLUMNS = (
    *_OWN, *_TAGS, *_BOXED, *_SAID, *_KEPT,
    *(f"{group}_{sign}" for group in _GROUPS for sign in _GROUP),
    *(f"{sign}{step:+d}" for step in _STEPS for sign in _NEAR),
    "prose_around", "kept_around",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a page says of its article outside the text, and may repeat beside it."""

    headlines: Sequence[str] = ()
    #: As printed.
    standfirsts: Sequence[str] = ()
    bylines: Sequence[str] = ()
    #: Of its metadata; often the first paragraph.
    description: str | None = None
    #: Names by which it may call its publisher, as `publishers_of` returns them.
    publishers: frozenset[str] = frozenset()

    @property
    def repeated(self) -> tuple[str, ...]:
        """All that is no text where it stands at the top."""
        return (*self.headlines, *self.standfirsts, *self.bylines)


def folded(text: str) -> str:
    """Return the words of a text, lower, with one space between."""
    return " ".join(_WORD.findall(text.lower()))


def size_of(text: str) -> float:
    """Return the characters of a text; an ideogram says as much as two and a half."""
    return len(text) if text.isascii() else len(text) + 1.5 * len(_IDEOGRAM.findall(text))


def is_prose(block: Block) -> bool:
    """Tell whether a block is long enough for prose, and stands in no box that is named as litter."""
    return len(block.text) >= _PROSE and not block.box.n_litter


def signs_of(blocks: Sequence[Block], lines: Sequence[str], known: Known) -> Matrix:
    """Return one row of `COLUMNS` for each block.

    Args:
        blocks: all of a page, in order.
        lines: of the text that the extraction library finds.
        known: what the page says elsewhere.
    """
    words = [folded(block.text) for block in blocks]
    kept = _kept(words, lines)
    rows = zip(map(_own, blocks), [_boxed(block.box) for block in blocks], _said(words, known), strict=True)
    seen = np.array([[*own, *boxed, *said] for own, boxed, said in rows], np.float32)
    sizes = np.array([size_of(block.text) for block in blocks], np.float32)
    linked = np.array([block.n_linked for block in blocks], np.float32)
    groups = _groups(blocks, sizes, linked, kept)
    main = np.hstack([seen, _places(blocks, sizes, kept, len(lines)), groups])
    return np.hstack([main, _neighbours(main, sizes, kept)])


def _own(block: Block) -> list[float]:
    text, size = block.text, len(block.text)
    n_capitals, n_digits = _letters(text[:200])
    # what is but a link needs no closer look
    is_open = block.n_linked < _LINK * size
    is_page, is_list = (is_line_of_page(text), is_list_heading(text)) if is_open else (False, False)
    return [
        log1p(size_of(text)),
        min(60, text.count(" ") + 1),
        block.n_linked / size,
        block.n_bold / size,
        bool(_END.search(text)),
        text.endswith("?"),
        text.endswith(":"),
        text[0].isupper(),
        n_capitals / min(size, 200),
        n_digits / min(size, 200),
        text.count(",") / size,
        is_page,
        is_list,
        "@" in text,
        "|" in text,
        text[0] in "\"“„«'‘",
        text[0].islower(),
        *_ONE_TAG.get(block.box.tag, _NO_TAG),
    ]


def _letters(text: str) -> tuple[int, int]:
    """Count the capitals and the digits of a text."""
    plain = text.encode("ascii", "ignore")
    n_capitals = len(plain) - len(plain.translate(None, _CAPITALS))
    n_digits = len(plain) - len(plain.translate(None, _DIGITS))
    if len(plain) == len(text):
        return n_capitals, n_digits
    others = [letter for letter in text if letter > "\x7f"]
    return n_capitals + sum(map(str.isupper, others)), n_digits + sum(map(str.isdigit, others))


def _boxed(box: Box) -> list[float]:
    return [min(box.depth, 40), box.litter, box.text, box.n_litter, *_flags(box.flags)]


@lru_cache(maxsize=4_096)
def _flags(flags: int) -> tuple[bool, ...]:
    return tuple(bool(flags >> place & 1) for place in range(len(BOXES) + 2))


def _said(words: Sequence[str], known: Known) -> list[list[float]]:
    headlines = _sets_of_words(known.headlines)
    standfirsts = _sets_of_words((*known.standfirsts, known.description or ""))
    bylines = {folded(text) for text in known.bylines}
    all_words = " | ".join(words) if len(words) <= _MOST_COMPARED else ""
    seen: set[str] = set()
    rows = []
    for line in words:
        own = set(line.split())
        rows.append(
            [
                _likeness(own, headlines),
                _likeness(own, standfirsts),
                line in bylines,
                line in seen,
                _SHORT < len(line) < _LONG and all_words.count(line) > 1,
            ]
        )
        seen.add(line)
    return rows


def _sets_of_words(texts: Sequence[str]) -> list[frozenset[str]]:
    """Return the words of each text; what is said twice, once."""
    return list(dict.fromkeys(frozenset(folded(text).split()) for text in texts))


def _likeness(own: set[str], others: Sequence[frozenset[str]]) -> float:
    most = 0.0
    for other in others:
        if n_both := len(own & other):
            most = max(most, n_both / (len(own) + len(other) - n_both))
    return most


def _kept(words: Sequence[str], lines: Sequence[str]) -> Matrix:
    found = [folded(line) for line in lines]
    alone, whole = set(found), f" {' '.join(found)} "
    return np.array([line in alone or (len(line) >= _SHORT and f" {line} " in whole) for line in words], np.float32)


def _places(blocks: Sequence[Block], sizes: Matrix, kept: Matrix, n_lines: int) -> Matrix:
    n = len(blocks)
    places = np.arange(n)
    where = np.flatnonzero(kept)
    first, last = (where[0], where[-1]) if len(where) else (0, n - 1)
    top = next((place for place, block in enumerate(blocks) if block.box.tag == "h1"), -_REACH)
    weight = kept * sizes
    total = max(1.0, float(weight.sum()))
    return np.column_stack(
        [
            kept,
            np.clip(places - first, -_REACH, _REACH),
            np.clip(last - places, -_REACH, _REACH),
            np.cumsum(weight) / total,
            np.full(n, np.log1p(total)),
            places / n,
            np.clip(places - top, -_REACH, _REACH),
            np.full(n, np.log1p(n_lines)),
        ]
    ).astype(np.float32)


def _groups(blocks: Sequence[Block], sizes: Matrix, linked: Matrix, kept: Matrix) -> Matrix:
    keys: tuple[Callable[[Box], object], ...] = (
        lambda box: (box.kind, box.parent.kind if box.parent else None),
        lambda box: id(box.parent),
        lambda box: id(box.parent.parent) if box.parent else 0,
        id,
    )
    prose = np.where(sizes >= _PROSE, sizes - linked, 0)
    return np.hstack([_group([key(block.box) for block in blocks], prose, sizes, linked, kept) for key in keys])


def _group(names: Sequence[object], prose: Matrix, sizes: Matrix, linked: Matrix, kept: Matrix) -> Matrix:
    numbers: dict[object, int] = {}
    index = np.array([numbers.setdefault(name, len(numbers)) for name in names])
    total, of_prose, of_linked, of_kept = (
        np.bincount(index, weight)[index] for weight in (sizes, prose, linked, kept * sizes)
    )
    return np.column_stack(
        [
            of_prose / max(1.0, float(prose.sum())),
            of_kept / total,
            of_linked / total,
            np.log1p(np.bincount(index)[index]),
            of_kept / max(1.0, float((kept * sizes).sum())),
        ]
    ).astype(np.float32)


_NEAR_PLACES = [COLUMNS.index(name) for name in _NEAR]


def _neighbours(main: Matrix, sizes: Matrix, kept: Matrix) -> Matrix:
    n = len(main)
    near = main[:, _NEAR_PLACES]
    steps = []
    for step in _STEPS:
        moved = np.full_like(near, -1)
        if step < 0:
            moved[-step:] = near[: n + step]
        else:
            moved[: max(0, n - step)] = near[step:]
        steps.append(moved)
    prose = (sizes >= _PROSE).astype(np.float32)
    window = np.ones(9, np.float32)
    around = [np.convolve(one, window)[4 : 4 + n] for one in (prose, kept)]
    return np.hstack([*steps, np.column_stack(around)]).astype(np.float32)
