"""Finds the articles whose text may be another's, and the lines that an outlet prints under everything."""

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.nouns import Article
from pipeline.read.shingles import (
    SHINGLE,
    WINDOW,
    codes,
    fingerprints,
    shingle_hashes,
    short_hashes,
    signature,
    word_hashes,
)

#: Entries of one sorted array: joining two takes a tenth of a second at this size, and nothing waits for longer.
_LARGEST = 4_000_000
_SMALLEST = 4_096
#: Articles looked at for one fingerprint in one array, the earliest: what stands in more is no evidence.
_MOST_OF_ONE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRules:
    """What is worth comparing word by word, and what an outlet's standing text is."""

    #: Part of an article that must seem to stand in another (0..1). Far below what counts as drawn from another text:
    #: it is an estimate by one shingle in eight.
    least_share: float = 0.1
    #: Fingerprints that must be shared; for texts of few words one is enough.
    least_shared: int = 2
    #: Articles found at most: those that share most, those that were first among them, those that hold the rest.
    n_best: int = 6
    n_first: int = 3
    n_rest: int = 4
    #: Standing text: what stands, so many words of it in a row at least, in so many earlier articles of the outlet that
    #: share less than `alike` with this one.
    standing_words: int = 10
    n_pages: int = 3
    alike: float = 0.75
    #: Same, in so many of them whatever they share.
    n_alike_pages: int = 6
    #: Same, in so many articles of anybody, over so many days: the notices of a chain or an agency.
    n_anywhere: int = 6
    days_anywhere: float = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the index knows of an article's text."""

    #: Articles worth comparing.
    article_ids: tuple[str, ...] = ()
    #: Standing text: spans of its words, first and one past the last.
    standing: tuple[tuple[int, int], ...] = ()


class CopyIndex:
    """Finds articles by the runs of words that they share; kept in memory and rebuilt from the stored signatures.

    An inverted index in sorted arrays: eight bytes for each fingerprint, about 380 an article (measured); tables of
    small objects would take ten times as much. May be asked while another operating-system thread adds. Decides
    nothing: what it finds is to be compared word by word.
    """

    def __init__(self, rules: FindRules | None = None) -> None:
        """Make an empty index.

        Args:
            rules: what is worth finding; None: the defaults.
        """
        self._rules = rules or FindRules()
        self._lock = threading.Lock()
        self._ids: list[str] = []
        self._outlets = array("q")
        #: In days since 1970.
        self._told = array("d")
        self._numbers: dict[str, int] = {}
        #: Hash in the upper half, row in the lower; sorted; older articles in the earlier arrays.
        self._segments: list[NDArray[np.uint64]] = []

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def n_bytes(self) -> int:
        """Return the memory of the arrays."""
        return sum(segment.nbytes for segment in self._segments) + 16 * len(self._ids)

    def add(self, article: Article, made: bytes) -> None:
        """Take an article in; texts too short for a signature are passed over.

        Args:
            article: which.
            made: its stored signature; one of an older scheme is made anew from the text.
        """
        hashes = fingerprints(made)
        if hashes is None:
            hashes = fingerprints(signature(article.text))
        if hashes is None or hashes.size == 0:
            return
        with self._lock:
            row = np.uint64(len(self._ids))
            self._ids.append(article.id)
            self._outlets.append(self._number(article.outlet))
            self._told.append(article.told_at.timestamp() / 86_400)
            self._keep(np.sort((hashes.astype(np.uint64) << np.uint64(32)) | row))

    def add_many(self, many: Sequence[tuple[str, str | None, float, bytes]]) -> None:
        """Take in articles with signatures of the present scheme, for a fraction of what `add` takes for each.

        Args:
            many: id, outlet, when it was told in seconds since the epoch, and signature of each.
        """
        kept = [(article_id, outlet, told, found) for article_id, outlet, told, made in many if (found := codes(made))]
        if not kept:
            return
        with self._lock:
            first = len(self._ids)
            for article_id, outlet, told, _ in kept:
                self._ids.append(article_id)
                self._outlets.append(self._number(outlet))
                self._told.append(told / 86_400)
            hashes = np.frombuffer(b"".join(found for *_, found in kept), "<u4").astype(np.uint64)
            rows = np.repeat(np.arange(first, len(self._ids), dtype=np.uint64), [len(found) // 4 for *_, found in kept])
            self._keep(np.sort((hashes << np.uint64(32)) | rows))

    def find(self, article: Article) -> Found:
        """Return the articles that may share a good part of this one's text, and what of it is standing text."""
        asked, first_places = _asked(article.text)
        if asked.size == 0:
            return Found()
        with self._lock:
            which, rows = self._look_up(asked)
            own = self._numbers.get(article.outlet or "", -1)
        # a text that says everything twice is as long as it would be if it said it once
        hits = _Hits.of(which, rows, first_places, asked.size + SHINGLE - 1, self._rules)
        if hits is None:
            return Found()
        known = hits.known.tolist()
        standing = hits.standing(
            np.array([self._outlets[row] for row in known]) == own, np.array([self._told[row] for row in known])
        )
        chosen = hits.without(standing).chosen()
        return Found(
            article_ids=tuple(self._ids[row] for row in chosen),
            standing=_spans(np.sort(first_places[standing])),
        )

    def _number(self, outlet: str | None) -> int:
        # an article of nobody shares no standing text with any
        return self._numbers.setdefault(outlet, len(self._numbers)) if outlet else -2

    def _keep(self, entries: NDArray[np.uint64]) -> None:
        self._segments.append(entries)
        while len(self._segments) > 1:
            older, newer = self._segments[-2:]
            is_small = older.size < _SMALLEST or older.size < 2 * newer.size
            if not is_small or older.size + newer.size > _LARGEST:
                return
            # a stable sort of two sorted halves is one pass
            self._segments[-2:] = [np.sort(np.concatenate([older, newer]), kind="stable")]

    def _look_up(self, asked: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs of a place in what is asked (sorted) and a row that has this fingerprint."""
        least = asked.astype(np.uint64) << np.uint64(32)
        which, rows = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for segment in self._segments:
            starts = np.searchsorted(segment, least)
            starts[starts == segment.size] = 0
            met = np.flatnonzero(segment[starts] >> np.uint64(32) == asked)
            if not met.size:
                continue
            starts = starts[met]
            ends = np.searchsorted(segment, least[met] | np.uint64(0xFFFFFFFF), side="right")
            counts = np.minimum(ends - starts, _MOST_OF_ONE)
            offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            which.append(np.repeat(met, counts))
            rows.append((segment[np.repeat(starts, counts) + offsets] & np.uint64(0xFFFFFFFF)).astype(np.int64))
        return np.concatenate(which), np.concatenate(rows)


@lru_cache(maxsize=2048)
def _asked(text: str) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Return the distinct fingerprints of a text and where each stands first, in words.

    An article is asked for before it is embedded and again when its turn has come: a thousand articles later, or more.
    """
    return np.unique(short_hashes(shingle_hashes(word_hashes(text))), return_index=True)


class _Hits:
    """Which fingerprints of an article stand in which rows: pairs of the place of a fingerprint and a row."""

    @classmethod
    def of(
        cls,
        which: NDArray[np.int64],
        rows: NDArray[np.int64],
        places: NDArray[np.int64],
        n_words: int,
        rules: FindRules,
    ) -> "_Hits | None":
        """Return the hits of rows that share enough of them; None: no row does.

        Args:
            which: numbers of fingerprints.
            rows: that have them, one each.
            places: where each fingerprint stands in the article, in words.
            n_words: of the article.
            rules: how much is enough.
        """
        least = rules.least_shared if n_words > 2 * WINDOW else 1
        _, number, counts = np.unique(rows, return_inverse=True, return_counts=True)
        kept = counts[number] >= least
        return cls(which[kept], rows[kept], places, n_words, rules) if kept.any() else None

    def __init__(
        self,
        which: NDArray[np.int64],
        rows: NDArray[np.int64],
        places: NDArray[np.int64],
        n_words: int,
        rules: FindRules,
    ) -> None:
        # in order of row, then of place
        self.known, number = np.unique(rows, return_inverse=True)
        order = np.lexsort((places[which], number))
        self._which, self._rows, self._number = which[order], rows[order], number[order]
        self._places, self._n_words, self._rules = places, n_words, rules
        here = places[self._which]
        steps, between = np.full(here.size, SHINGLE), np.diff(here)
        is_near = (np.diff(self._number) == 0) & (between <= WINDOW)
        # what lies between two near fingerprints is shared too
        steps[1:][is_near] = between[is_near]
        #: Part of the article that seems to stand in each row.
        self._likeness = np.minimum(1.0, np.bincount(self._number, weights=steps, minlength=self.known.size) / n_words)
        stretch = np.cumsum(np.concatenate([np.ones(min(1, here.size), np.int64), ~is_near]))
        #: Words of the unbroken stretch that each hit is part of.
        self._stretch = np.bincount(stretch, weights=steps)[stretch]

    def standing(self, is_own: NDArray[np.bool_], told: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places of the fingerprints of standing text, of this outlet or of many.

        Args:
            is_own: of each row in `known`, whether it is of the same outlet.
            told: when it was told, in days.
        """
        rules = self._rules
        is_long = self._stretch >= rules.standing_words
        is_apart = is_long & (self._likeness[self._number] < rules.alike)
        ours, told = is_own[self._number], told[self._number]
        first, last = np.full(self._places.size, np.inf), np.full(self._places.size, -np.inf)
        np.minimum.at(first, self._which[is_apart], told[is_apart])
        np.maximum.at(last, self._which[is_apart], told[is_apart])
        is_everywhere = (self._count(is_apart) >= rules.n_anywhere) & (last - first >= rules.days_anywhere)
        is_everywhere |= self._count(ours & is_apart) >= rules.n_pages
        return np.flatnonzero(is_everywhere | (self._count(ours & is_long) >= rules.n_alike_pages))

    def without(self, places: NDArray[np.int64]) -> "_Hits":
        """Return the hits of other fingerprints than these."""
        if not places.size:
            return self
        is_out = np.zeros(self._places.size, dtype=bool)
        is_out[places] = True
        kept = ~is_out[self._which]
        return _Hits(self._which[kept], self._rows[kept], self._places, self._n_words, self._rules)

    def chosen(self) -> list[int]:
        """Return the rows worth comparing."""
        rules = self._rules
        is_worth = self._likeness >= rules.least_share
        if not is_worth.any():
            return []
        votes = self._votes(self._which, self._number)
        votes[~is_worth] = 0
        order = [number for number in np.argsort(-votes, kind="stable").tolist() if votes[number] > 0]
        best = order[: rules.n_best]
        if not best:
            return []
        most = votes[best[0]]
        # rows are in the order in which articles came: of those that share about as much, the first may be the origin
        first = np.flatnonzero(votes >= 0.8 * most).tolist()[: rules.n_first]
        return [int(self.known[number]) for number in dict.fromkeys([*best, *first, *self._rest(is_worth)])]

    def _rest(self, is_worth: NDArray[np.bool_]) -> list[int]:
        """Return rows that together hold as much as possible: a text made of two has two origins."""
        which, number, found = self._which, self._number, list[int]()
        for _ in range(self._rules.n_rest):
            votes = self._votes(which, number)
            votes[~is_worth] = 0
            if not votes.size or votes.max() <= 0:
                break
            best = int(votes.argmax())
            found.append(best)
            is_held = np.zeros(self._places.size, dtype=bool)
            is_held[which[number == best]] = True
            kept = ~is_held[which]
            which, number = which[kept], number[kept]
        return found

    def _votes(self, which: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.float64]:
        # what stands in many articles says little of any
        weights = 1 / (1 + np.log2(np.maximum(1, np.bincount(which, minlength=self._places.size))))
        return np.bincount(number, weights=weights[which], minlength=self.known.size).astype(np.float64)

    def _count(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(self._which[among], minlength=self._places.size)


def _spans(places: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Return spans of words around shingles at these places: as far as the next fingerprint of a line may lie."""
    spans: list[tuple[int, int]] = []
    for place in places.tolist():
        start, end = max(0, place - WINDOW), place + SHINGLE + WINDOW
        if spans and start <= spans[-1][1] + SHINGLE:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)
