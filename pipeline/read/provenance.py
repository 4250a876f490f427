"""Where a text comes from: the same text elsewhere is found by its sketch, and judged by the text itself."""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from pipeline.nouns import Article, Provenance, ProvenanceKind

#: Words in a row that make a shingle: chance seldom repeats five.
_SHINGLE = 5
#: Values of a signature. Source: docs/decisions/0032.
_PERMUTATIONS = 64
#: Values that two signatures must share side by side for their articles to be compared.
_ROWS = 2
#: Stored signatures are compared with new ones, so seed and scheme never change.
_SEED = 20_260_401
_SCHEME = "affine64"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """When a text counts as another's."""

    #: Least part of an article's shingles that stand in an earlier one, for it to be the same text (0..1).
    copy_share: float = 0.8
    #: Same, for a text that is in good part another's.
    rewrite_share: float = 0.4
    #: Same, within one outlet: its own pages share boxes and background.
    own_share: float = 0.6


def signature(text: str) -> bytes:
    """Return the MinHash of a text's word shingles, one little-endian uint64 each; empty for texts of few words."""
    hashes = _shingle_hashes(text)
    if hashes.size == 0:
        return b""
    sketch = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=int, permutations=_permutations(), scheme=_SCHEME)
    sketch.update_batch(hashes.tolist())
    values: NDArray[np.uint64] = sketch.hashvalues
    return values.astype("<u8").tobytes()


@cache
def _permutations() -> NDArray[np.uint64]:
    # drawing them anew for each text would cost more than the sketch
    drawn: NDArray[np.uint64] = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme=_SCHEME).permutations
    return drawn


def _shingle_hashes(text: str) -> NDArray[np.uint64]:
    # encoded in one piece: word by word it would cost as much as all the rest
    words = " ".join(_WORD.findall(text.casefold())).encode("utf-8", "surrogatepass").split(b" ")
    if len(words) < _SHINGLE:
        return np.empty(0, dtype=np.uint64)
    # a checksum is hash enough: the sketch mixes it; and unlike `hash` it is the same in every process
    sums = np.array(list(map(zlib.crc32, words)), dtype=np.uint64)
    mixed = np.zeros(len(words) - _SHINGLE + 1, dtype=np.uint64)
    for place in range(_SHINGLE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + sums[place : place + mixed.size]
        mixed ^= mixed >> np.uint64(29)
    return mixed


class CopyIndex:
    """Finds articles whose text may be another's, by signature; kept in memory and rebuilt from the stored ones.

    Locality-sensitive hashing over arrays instead of tables: 64 bytes of keys and 512 of signature an article, where
    tables of a thousand small objects each would take twenty times as much. Decides nothing: what it finds is to be
    compared word by word.
    """

    def __init__(self, *, least_likeness: float = 0.08, most_found: int = 10) -> None:
        """Make an empty index.

        Args:
            least_likeness: estimated Jaccard of the shingles from which on an article is worth comparing (0..1).
            most_found: how many articles are returned at most, the most alike first.
        """
        self._least = least_likeness
        self._most = most_found
        self._ids: list[str] = []
        self._signatures: NDArray[np.uint64] = np.empty((1024, _PERMUTATIONS), dtype=np.uint64)
        self._keys: NDArray[np.uint16] = np.empty((_PERMUTATIONS // _ROWS, 1024), dtype=np.uint16)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, article_id: str, signature: bytes) -> None:
        """Take an article in; texts too short for a signature are passed over."""
        if not signature:
            return
        place = len(self._ids)
        if place == len(self._signatures):
            self._signatures = np.concatenate([self._signatures, np.empty_like(self._signatures)])
            self._keys = np.concatenate([self._keys, np.empty_like(self._keys)], axis=1)
        values = np.frombuffer(signature, dtype="<u8")
        self._signatures[place] = values
        self._keys[:, place] = _band_keys(values)
        self._ids.append(article_id)

    def find(self, signature: bytes) -> list[str]:
        """Return the articles that may share a good part of their text, the most alike first."""
        n = len(self._ids)
        if not signature or n == 0:
            return []
        values = np.frombuffer(signature, dtype="<u8")
        met, now = np.zeros(n, dtype=bool), np.empty(n, dtype=bool)
        for key, keys in zip(_band_keys(values), self._keys, strict=True):
            # into the same arrays each time: making new ones takes longer than comparing
            np.equal(keys[:n], key, out=now)
            np.logical_or(met, now, out=met)
        rows = np.flatnonzero(met)
        likeness = (self._signatures[rows] == values).mean(axis=1)
        best = np.argsort(-likeness, kind="stable")[: self._most]
        return [self._ids[rows[place]] for place in best if likeness[place] >= self._least]


def _band_keys(values: NDArray[np.uint64]) -> NDArray[np.uint16]:
    bands = values.reshape(-1, _ROWS)
    return ((bands[:, 0] ^ (bands[:, 1] * np.uint64(0x9E3779B97F4A7C15))) >> np.uint64(48)).astype(np.uint16)


def provenance(article: Article, others: Sequence[Article], rules: CopyRules) -> Provenance:
    """Judge by the words whose text an article is: how many of its shingles stand in another's text.

    Later articles and the article itself are no origin. Of several that share as much, the earliest is it.

    Args:
        article: the one that is judged.
        others: those that the index found.
        rules: how much is a copy.
    """
    own = _shingles(article.text)
    if not own:
        return Provenance(kind=ProvenanceKind.ORIGINAL)
    shares = [(_share(own, other.text), other) for other in _earlier(article, others)]
    counted = [(share, other) for share, other in shares if share >= _least_share(article, other, rules)]
    if not counted:
        return Provenance(kind=ProvenanceKind.ORIGINAL, shared=max((share for share, _ in shares), default=0.0))
    best = max(share for share, _ in counted)
    # a copy of a copy shares as much with both: the first of the nearly best had it first
    origin = min(
        (other for share, other in counted if share >= best - 0.05), key=lambda other: (other.told_at, other.id)
    )
    kind = ProvenanceKind.COPY if best >= rules.copy_share else ProvenanceKind.REWRITE
    return Provenance(kind=kind, of=origin.id, shared=best)


def _earlier(article: Article, others: Iterable[Article]) -> list[Article]:
    moment = (article.told_at, article.id)
    return [other for other in others if other.id != article.id and (other.told_at, other.id) < moment]


def _least_share(article: Article, other: Article, rules: CopyRules) -> float:
    is_own = article.outlet is not None and article.outlet == other.outlet
    return rules.own_share if is_own else rules.rewrite_share


def _share(own: frozenset[int], text: str) -> float:
    return len(own & _shingles(text)) / len(own)


def _shingles(text: str) -> frozenset[int]:
    return frozenset(_shingle_hashes(text).tolist())
