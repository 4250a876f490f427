"""What the indexes are rebuilt from without reading any text again: the traces of an article, as they are stored.

Traces are its signature, for finding copies, and behind it its terms, for threading.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Vector
from pipeline.read import shingles
from pipeline.thread.shelf import TermRows
from pipeline.thread.terms import Terms
from pipeline.thread.vocabulary import Vocabulary
from pipeline.thread.words import lines

#: What traces of this scheme begin with, and the bytes of the signature; others mean that the text is to be read again.
_SCHEME = b"t1"
_HEAD = struct.Struct("<2sI")
#: Whether the article is kept aside, its words, and the number of terms, of ages, of days.
_TERMS = struct.Struct("<?HHBB")
_MOST, _MOST_WORDS = 255, 65_535
_NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """An article as the indexes remember it."""

    article_id: str
    #: As in `Article.outlet`.
    outlet: str | None
    #: When it was told, in seconds since the epoch.
    told: float
    #: As in `Article.language`.
    language: str | None
    #: Unit vector, float32, shape (dimension,).
    vector: Vector
    #: As `traces_of` made them.
    traces: bytes
    thread_id: str
    development_id: str


def traces_of(signature: bytes, terms: Terms, n_words: int, *, is_aside: bool) -> bytes:
    """Return what is stored of an article: its signature; head, flags, ages, days of its terms; then their words.

    Args:
        signature: as in `Reading.signature`.
        terms: its terms.
        n_words: as `terms.n_words_of` counts them.
        is_aside: no report, so nothing is ever placed by it.
    """
    ages = sorted(age for age in terms.ages if age <= _MOST)[:_MOST]
    days = sorted(terms.days)[:_MOST]
    return b"".join(
        (
            _HEAD.pack(_SCHEME, len(signature)),
            signature,
            _TERMS.pack(is_aside, min(n_words, _MOST_WORDS), len(terms.words), len(ages), len(days)),
            bytes(terms.words.values()),
            bytes(ages),
            struct.pack(f"<{len(days)}i", *days),
            lines(list(terms.words)),
        )
    )


def are_current(traces: bytes) -> bool:
    """Tell whether traces were made as they are now."""
    return traces.startswith(_SCHEME) and shingles.is_current(signature_of(traces))


def signature_of(traces: bytes) -> bytes:
    """Return the signature in traces."""
    return traces[_HEAD.size : _begin_of_terms(traces)]


def is_aside(traces: bytes) -> bool:
    """Tell whether they are of an article that is kept aside."""
    return traces[_begin_of_terms(traces)] != 0


def n_words_of(traces: bytes) -> int:
    """Return how many words an article has, as `terms.n_words_of` counts them."""
    return int(_TERMS.unpack_from(traces, _begin_of_terms(traces))[1])


def _begin_of_terms(traces: bytes) -> int:
    return _HEAD.size + int.from_bytes(traces[len(_SCHEME) : _HEAD.size], "little")


def numbered(many: Sequence[bytes], vocabulary: Vocabulary) -> TermRows:
    """Return the terms in the traces of several articles, as numbers of the vocabulary."""
    words: list[bytes] = []
    flags, lengths, ages, days = [], [], [], []
    for traces in many:
        head = _begin_of_terms(traces)
        _, _, n, n_ages, n_days = _TERMS.unpack_from(traces, head)
        begin = head + _TERMS.size
        after_ages = begin + n + n_ages
        end = after_ages + 4 * n_days
        flags.append(traces[begin : begin + n])
        ages.append(frozenset(traces[begin + n : after_ages]) if n_ages else _NOTHING)
        days.append(frozenset(struct.unpack_from(f"<{n_days}i", traces, after_ages)) if n_days else _NOTHING)
        if n:
            words.append(traces[end:])
        lengths.append(n)
    numbers = vocabulary.numbers(b"\n".join(words), sum(lengths))
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
