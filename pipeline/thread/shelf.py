"""All articles seen, side by side in arrays, so that one article is compared with thousands in a few calls.

Grows by doubling. Holds no opinion: it answers what is near and what is shared.
"""

import math
from array import array
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.thread.terms import Terms

#: What a count of articles starts from, so that the first articles of a stream do not find every word rare.
PRIOR_ARTICLES = 200.0
#: Longest list of articles that a term still leads to.
MAX_POSTINGS = 120
_FIRST_CAPACITY = 1024

Floats = NDArray[np.float64]


Number = TypeVar("Number", np.float32, np.float64)


class Growing(Generic[Number]):
    """An array that rows are added to at the end; its memory doubles when it is full."""

    def __init__(self, shape: tuple[int, ...], dtype: type[Number]) -> None:
        self._rows: NDArray[Number] = np.zeros((_FIRST_CAPACITY, *shape), dtype=dtype)
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def rows(self) -> NDArray[Number]:
        """Return the rows in use, as a view."""
        return self._rows[: self._n]

    def add(self, row: NDArray[Number] | float) -> int:
        """Append a row and return its number."""
        if self._n == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._n] = row
        self._n += 1
        return self._n - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """The terms of one article as numbers of the vocabulary, ascending, with the flags of each."""

    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
    #: Flags of the terms that no article had before and that therefore have no number.
    unknown: NDArray[np.uint8]
    ages: frozenset[int]
    days: frozenset[int]


class Vocabulary:
    """Numbers of terms, in how many articles each stands, and in which."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._counts = Growing((), np.float64)
        self._postings: list[array[int]] = []
        self.n_articles = 0

    def look_up(self, terms: Terms) -> TermRow:
        """Return the terms as numbers; those that no article has are kept apart, nothing is added."""
        counts = self._counts.rows
        numbers = (self._numbers.get(term, -1) for term in terms.words)
        return _row(terms, [-1 if number >= 0 and not counts[number] else number for number in numbers])

    def known_part(self, row: TermRow) -> TermRow:
        """Return a row of terms as `look_up` would: those that no article has any more are kept apart."""
        held = self._counts.rows[row.ids] > 0
        return replace(
            row, ids=row.ids[held], flags=row.flags[held], unknown=np.concatenate([row.unknown, row.flags[~held]])
        )

    def number(self, terms: Terms) -> TermRow:
        """Return the terms as numbers; those never seen are given the next ones, without being counted."""
        return _row(terms, [self._number(term) for term in terms.words])

    def word(self, number: int) -> str:
        """Return the term of this number."""
        return self._words[number]

    def count(self, row: TermRow, article: int) -> None:
        """Count an article's terms and let them lead to it."""
        self.n_articles += 1
        np.add.at(self._counts.rows, row.ids, 1.0)
        for number in row.ids.tolist():
            if len(postings := self._postings[number]) <= MAX_POSTINGS:
                postings.append(article)

    def uncount(self, row: TermRow, article: int) -> None:
        """Take back what `count` did with this article."""
        self.n_articles -= 1
        np.add.at(self._counts.rows, row.ids, -1.0)
        for number in row.ids.tolist():
            if article in (postings := self._postings[number]):
                postings.remove(article)

    def rarity(self, ids: NDArray[np.int32]) -> Floats:
        """Return how rare terms are, 0..1: their inverse document frequency over that of a term never seen.

        Source: Sparck Jones 1972, "A statistical interpretation of term specificity".
        """
        n = self.n_articles + PRIOR_ARTICLES
        rarity: Floats = np.log(n / (self._counts.rows[ids] + 1.0)) / np.log(n)
        return rarity

    def rarity_of(self, word: str) -> float:
        """Return how rare one word is, 0..1, as `rarity` has it; 1 for one never seen."""
        number = self._numbers.get(word)
        if number is None:
            return 1.0
        n = self.n_articles + PRIOR_ARTICLES
        return math.log(n / (float(self._counts.rows[number]) + 1.0)) / math.log(n)

    def commonness(self, ids: NDArray[np.int32]) -> Floats:
        """Return the part of all articles that have a term, smoothed so that it is never nothing."""
        part: Floats = (self._counts.rows[ids] + 0.5) / (self.n_articles + PRIOR_ARTICLES)
        return part

    def articles_sharing(self, row: TermRow, rarity: Floats, n: int) -> list[int]:
        """Return up to `n` articles that share the most of the rare terms, best first."""
        pairs = zip(row.ids.tolist(), (rarity * rarity).tolist(), strict=True)
        # a term that leads to very many tells little
        telling = [(self._postings[number], weight) for number, weight in pairs]
        telling = [(postings, weight) for postings, weight in telling if 0 < len(postings) <= MAX_POSTINGS]
        if not telling:
            return []
        articles = np.concatenate([np.frombuffer(postings, np.int32) for postings, _ in telling])
        weights = np.repeat([weight for _, weight in telling], [len(postings) for postings, _ in telling])
        scores = np.bincount(articles, weights)
        found = np.flatnonzero(scores)
        best = found[np.lexsort((found, -scores[found]))[:n]]
        return [int(article) for article in best]

    def _number(self, term: str) -> int:
        if (known := self._numbers.get(term)) is not None:
            return known
        self._numbers[term] = number = self._counts.add(0.0)
        self._words.append(term)
        self._postings.append(array("i"))
        return number


def _row(terms: Terms, numbers: list[int]) -> TermRow:
    pairs = np.array(sorted(zip(numbers, terms.words.values(), strict=True)), dtype=np.int64).reshape(-1, 2)
    n_unknown = int(np.searchsorted(pairs[:, 0], 0))
    return TermRow(
        ids=pairs[n_unknown:, 0].astype(np.int32),
        flags=pairs[n_unknown:, 1].astype(np.uint8),
        unknown=pairs[:n_unknown, 1].astype(np.uint8),
        ages=terms.ages,
        days=terms.days,
    )
