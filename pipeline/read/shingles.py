"""The words of a text as numbers, and runs of five of them: what texts are compared by."""

import re
import unicodedata
import zlib
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]

#: Words in a row that make a shingle: chance seldom repeats five.
SHINGLE = 5
#: Shingles of which one at least is kept, so that two texts that share a run of 19 words share a fingerprint.
WINDOW = 15
#: Short texts keep more of theirs, long ones no more than about this many.
_LEAST_KEPT, _MOST_KEPT = 16, 256
#: Words of a text that are looked at: a book has more, a news article never.
_MOST_WORDS = 20_000
#: Characters of one word, and more cannot lie in that many words of any language that is written with spaces.
_MOST_CHARACTERS = _MOST_WORDS * 12
_WORD = re.compile(r"\w+")
#: Scripts without spaces: each character is a word.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
#: Marks a signature of this scheme. Without it: 64 values of a MinHash, 512 bytes, as versions up to 0.1 made them.
_SCHEME = b"w1"


def word_hashes(text: str) -> list[int]:
    """Return the words of a text as 32-bit numbers: without case, marks, quotes and ways of writing an accent."""
    folded = text[:_MOST_CHARACTERS].casefold()
    if not folded.isascii():
        folded = _UNSPACED.sub(r" \g<0> ", unicodedata.normalize("NFKC", folded))
    # encoded in one piece: word by word it would cost as much as all the rest
    words = " ".join(_WORD.findall(folded)[:_MOST_WORDS]).encode("utf-8", "surrogatepass").split(b" ")
    # a checksum is hash enough, and unlike `hash` it is the same in every process
    return list(map(zlib.crc32, words)) if words != [b""] else []


def shingle_hashes(words: list[int]) -> Hashes:
    """Return a hash for each run of five words, in order; empty for fewer words."""
    if len(words) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    sums = np.array(words, dtype=np.uint64)
    mixed = np.zeros(len(words) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + sums[place : place + mixed.size]
        mixed ^= mixed >> np.uint64(29)
    return mixed * np.uint64(0xD6E8FEB86659FD93)


def short_hashes(shingles: Hashes) -> NDArray[np.uint32]:
    """Return the upper halves: what fingerprints are kept as."""
    return (shingles >> np.uint64(32)).astype(np.uint32)


def signature(text: str) -> bytes:
    """Return the fingerprints of a text, by which texts that share words with it are found; empty for few words.

    The least hash of every window of shingles is kept, not the least of all: a text that is a part of another, however
    small, has the fingerprints of that part.

    Source: Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting, SIGMOD 2003.
    """
    shingles = shingle_hashes(word_hashes(text))
    if shingles.size == 0:
        return b""
    return _SCHEME + np.unique(_least_of_windows(short_hashes(shingles))).astype("<u4").tobytes()


def fingerprints(signature: bytes) -> NDArray[np.uint32] | None:
    """Return the fingerprints in a signature; None: another scheme made it, and it is to be made anew."""
    if signature and not signature.startswith(_SCHEME):
        return None
    return np.frombuffer(codes(signature), dtype="<u4").astype(np.uint32)


def codes(signature: bytes) -> bytes:
    """Return the fingerprints in a signature of this scheme as they lie in it, four bytes each, the lowest first."""
    return signature[len(_SCHEME) :]


def is_current(signature: bytes) -> bool:
    """Tell whether a signature can be compared with those made now; an empty one can."""
    return not signature or signature.startswith(_SCHEME)


def _least_of_windows(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    width = max(min(WINDOW, hashes.size // _LEAST_KEPT), 2 * hashes.size // _MOST_KEPT, 1)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(width, hashes.size))
    places = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    least: NDArray[np.uint32] = hashes[places]
    return least
