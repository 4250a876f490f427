"""What the index is rebuilt from without reading any text again: the terms of an article as they are stored."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.thread.shelf import TermRows
from pipeline.thread.terms import Terms
from pipeline.thread.vocabulary import Vocabulary

#: What the first byte says; another one means that the text is to be read again.
_SCHEME = 1
#: Scheme, number of terms, of ages, of days.
_HEAD = struct.Struct("<BHBB")
_MOST = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """An article as the index remembers it."""

    article_id: str
    #: When it was told, in seconds since the epoch.
    told: float
    #: Unit vector, float32, shape (dimension,).
    vector: Vector
    #: As `packed` made them.
    terms: bytes
    #: As `terms.n_words_of` counts them.
    n_words: int
    thread_id: str
    development_id: str
    #: As in `Article.language`.
    language: str | None = None


def packed(terms: Terms) -> bytes:
    """Return terms as bytes that can be stored: head, flags, ages, days, then the words."""
    ages = sorted(age for age in terms.ages if age <= _MOST)[:_MOST]
    days = sorted(terms.days)[:_MOST]
    return b"".join(
        (
            _HEAD.pack(_SCHEME, len(terms.words), len(ages), len(days)),
            bytes(terms.words.values()),
            bytes(ages),
            struct.pack(f"<{len(days)}i", *days),
            "\n".join(terms.words).encode("utf-8"),
        )
    )


def is_current(stored: bytes) -> bool:
    """Tell whether bytes were packed as they are now."""
    return len(stored) >= _HEAD.size and stored[0] == _SCHEME


def numbered(many: Sequence[bytes], vocabulary: Vocabulary) -> TermRows:
    """Return the terms of several articles, as numbers of the vocabulary."""
    words: list[str] = []
    flags, lengths, ages, days = [], [], [], []
    for stored in many:
        _, n, n_ages, n_days = _HEAD.unpack_from(stored)
        after_ages = _HEAD.size + n + n_ages
        end = after_ages + 4 * n_days
        flags.append(stored[_HEAD.size : _HEAD.size + n])
        ages.append(frozenset(stored[_HEAD.size + n : after_ages]))
        days.append(frozenset(struct.unpack_from(f"<{n_days}i", stored, after_ages)))
        words += stored[end:].decode("utf-8").split("\n") if n else ()
        lengths.append(n)
    numbers = vocabulary.numbers(words)
    order = _within(numbers, np.array(lengths))
    return TermRows(
        ids=numbers[order],
        flags=np.frombuffer(b"".join(flags), np.uint8)[order],
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        ages=ages,
        days=days,
    )


def _within(numbers: NDArray[np.int32], lengths: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the order that sorts the numbers of each article for itself."""
    articles = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    return np.argsort((articles << 32) | numbers, kind="stable")
