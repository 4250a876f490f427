"""The terms that articles are recognised by: their numbers, in how many articles each stands, and in which."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.compiled import Floats
from pipeline.thread import counting
from pipeline.thread.shelf import Growing, TermRow
from pipeline.thread.terms import Terms
from pipeline.thread.words import Words, lines

#: What a count of articles starts from, so that the first articles of a stream do not find every word rare.
PRIOR_ARTICLES = 200.0
#: Articles up to which a term leads to them: one that leads to very many tells little.
MAX_POSTINGS = 120

Numbers = NDArray[np.int32]


class Vocabulary:
    """Numbers of terms, in how many articles each stands, and in which.

    The articles of a term hang in a chain, the newest first, links of all chains in one array: a term costs no object
    of its own. A term in more articles than `MAX_POSTINGS` gets no further links.
    """

    def __init__(self) -> None:
        self._words = Words()
        self._counts = Growing((), np.float64)
        #: The newest link of each term's chain; -1: it has none.
        self._heads = Growing((), np.int32)
        #: The article of each link; -1: it was taken out.
        self._articles = Growing((), np.int32)
        #: The link before each; -1: it is the oldest.
        self._before = Growing((), np.int32)
        #: Zeros, one an article: where those that share a term are added up.
        self._scratch = Growing((), np.float64)
        self.n_articles = 0

    def look_up(self, terms: Terms) -> TermRow:
        """Return the terms as numbers; those that no article has are kept apart, nothing is added."""
        numbers = self._words.find(list(terms.words))
        if len(self._counts):
            numbers[(numbers >= 0) & (self._counts.rows[numbers] == 0)] = -1
        return _row(terms, numbers)

    def known_part(self, row: TermRow) -> TermRow:
        """Return a row of terms as `look_up` would: those that no article has any more are kept apart."""
        held = self._counts.rows[row.ids] > 0
        return replace(
            row, ids=row.ids[held], flags=row.flags[held], unknown=np.concatenate([row.unknown, row.flags[~held]])
        )

    def number(self, terms: Terms) -> TermRow:
        """Return the terms as numbers; those never seen are given the next ones, without being counted."""
        return _row(terms, self.numbers(lines(list(terms.words)), len(terms.words)))

    def numbers(self, packed: bytes, n_terms: int) -> Numbers:
        """Return the number of each term, the next ones for those never seen.

        Args:
            packed: terms as `words.lines` makes them.
            n_terms: how many they are.
        """
        before = len(self._words)
        numbers = self._words.number(packed, n_terms)
        n_new = len(self._words) - before
        self._counts.extend(np.zeros(n_new))
        self._heads.extend(np.full(n_new, -1, np.int32))
        return numbers

    def word(self, number: int) -> str:
        """Return the term of a number."""
        return self._words.word(number)

    def count(self, ids: Numbers, articles: Numbers, n: int = 1) -> None:
        """Count the terms of articles and let the rare ones lead to them.

        Args:
            ids: numbers of the terms of all of them, each once an article.
            articles: the article that each stands in, ascending.
            n: how many articles they are; one may have no term.
        """
        self.n_articles += n
        if not len(ids):
            return
        self._scratch.extend(np.zeros(max(0, int(articles[-1]) + 1 - len(self._scratch))))
        room = np.zeros(len(ids), np.int32)
        self._articles.extend(room)
        self._before.extend(room)
        chains = self._heads.rows, self._articles.rows, self._before.rows
        n_left = len(ids) - counting.hang(ids, articles, self._counts.rows, chains, MAX_POSTINGS)
        self._articles.give_back(n_left)
        self._before.give_back(n_left)

    def uncount(self, ids: Numbers, article: int) -> None:
        """Take back what `count` did with this article."""
        self.n_articles -= 1
        self._counts.rows[ids] -= 1.0
        links = self._heads.rows[ids]
        while len(links := links[links >= 0]):
            self._articles.rows[links[self._articles.rows[links] == article]] = -1
            links = self._before.rows[links]

    @contextmanager
    def without(self, ids: Numbers) -> Iterator[None]:
        """Count the terms of one article out for a while; rare ones lead to it all the same."""
        self.n_articles -= 1
        self._counts.rows[ids] -= 1.0
        try:
            yield
        finally:
            self.n_articles += 1
            self._counts.rows[ids] += 1.0

    @property
    def known(self) -> tuple[Floats, float]:
        """Return in how many articles each term stands, and the logarithm of how many there are, as `rarity` has it."""
        return self._counts.rows, math.log(self.n_articles + PRIOR_ARTICLES)

    def counts(self, ids: Numbers) -> Floats:
        """Return in how many articles each term stands."""
        return self._counts.rows[ids]

    def rarity(self, ids: Numbers) -> Floats:
        """Return how rare terms are, 0..1: their inverse document frequency over that of a term never seen.

        Source: Sparck Jones 1972, "A statistical interpretation of term specificity".
        """
        n = self.n_articles + PRIOR_ARTICLES
        rarity: Floats = np.log(n / (self._counts.rows[ids] + 1.0)) / np.log(n)
        return rarity

    def rarity_of(self, word: str) -> float:
        """Return how rare one word is, 0..1, as `rarity` has it; 1 for one never seen."""
        number = self._words.find_one(word)
        if number < 0:
            return 1.0
        n = self.n_articles + PRIOR_ARTICLES
        return math.log(n / (self._counts.at(number) + 1.0)) / math.log(n)

    def commonness(self, ids: Numbers) -> Floats:
        """Return the part of all articles that have a term, smoothed so that it is never nothing."""
        part: Floats = (self._counts.rows[ids] + 0.5) / (self.n_articles + PRIOR_ARTICLES)
        return part

    def articles_sharing(self, row: TermRow, rarity: Floats, n: int) -> list[int]:
        """Return up to `n` articles that share the most of the rare terms, best first."""
        telling = self._counts.rows[row.ids] <= MAX_POSTINGS
        chains = self._heads.rows, self._articles.rows, self._before.rows
        found: list[int] = counting.sharing(
            chains, row.ids[telling], rarity[telling] ** 2, self._scratch.rows, n
        ).tolist()
        return found


def _row(terms: Terms, numbers: Numbers) -> TermRow:
    flags = np.fromiter(terms.words.values(), np.uint8, len(numbers))
    order = np.argsort(numbers, kind="stable")
    n_unknown = int((numbers < 0).sum())
    return TermRow(
        ids=numbers[order[n_unknown:]],
        flags=flags[order[n_unknown:]],
        unknown=flags[order[:n_unknown]],
        ages=terms.ages,
        days=terms.days,
    )
