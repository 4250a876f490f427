"""Fingerprints of all sentences that a page prints, its article's and others.

A sentence that the reader takes for the article's at one look, and for the page's own at the next, was not edited: the
page prints it at both.
"""

import struct
from collections.abc import Sequence
from zlib import crc32

from pipeline.read.blocks import Block
from pipeline.read.sentences import split_sentences
from pipeline.read.wording import folded_lines, marks_alike

#: Most sentences of a page that are remembered: 16 KB.
_MOST = 4_000


def sentences_in(line: str) -> list[str]:
    """Return the sentences of one line or several as printed, cut alike whatever marks they quote with."""
    return [line[span.start : span.end] for span in split_sentences(marks_alike(line))]


def prints_of(blocks: Sequence[Block]) -> bytes:
    """Return the fingerprints of what a page prints, four bytes for each sentence; once each.

    Args:
        blocks: the page's.
    """
    # in one piece: of a page's hundred blocks most are a word or two
    sentences = sentences_in("\n".join(block.text for block in blocks))
    found = list(dict.fromkeys(map(_print, folded_lines(sentences))))[:_MOST]
    return struct.pack(f"<{len(found)}I", *found)


class Prints:
    """What a page printed; of a page that nothing is known of, nothing."""

    def __init__(self, kept: bytes) -> None:
        """Read fingerprints as `prints_of` made them."""
        self._known = frozenset(struct.unpack(f"<{len(kept) // 4}I", kept))

    def has(self, key: str) -> bool:
        """Tell whether the page printed a sentence, as compared."""
        return _print(key) in self._known


def _print(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass"))
