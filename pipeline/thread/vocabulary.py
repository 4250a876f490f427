"""The terms that articles are recognised by: their numbers, in how many articles each stands, and in which."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.thread.shelf import Floats, Growing, TermRow
from pipeline.thread.terms import Terms

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
        self._numbers: dict[str, int] = {}
        self._counts = Growing((), np.float64)
        #: The newest link of each term's chain; -1: it has none.
        self._heads = Growing((), np.int32)
        #: The article of each link; -1: it was taken out.
        self._articles = Growing((), np.int32)
        #: The link before each; -1: it is the oldest.
        self._before = Growing((), np.int32)
        self.n_articles = 0

    def look_up(self, terms: Terms) -> TermRow:
        """Return the terms as numbers; those that no article has are kept apart, nothing is added."""
        find = self._numbers.get
        numbers = np.array([find(term, -1) for term in terms.words], dtype=np.int32)
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
        return _row(terms, self.numbers(list(terms.words)))

    def numbers(self, words: Sequence[str]) -> Numbers:
        """Return the number of each term, the next ones for those never seen."""
        before = len(self._numbers)
        numbers = list(map(self._numbers.get, words))
        for i, number in enumerate(numbers):
            if number is None:
                numbers[i] = self._numbers.setdefault(words[i], len(self._numbers))
        n_new = len(self._numbers) - before
        self._counts.extend(np.zeros(n_new))
        self._heads.extend(np.full(n_new, -1, np.int32))
        return np.array(numbers, dtype=np.int32)

    def words(self, terms: Terms) -> dict[int, str]:
        """Return the terms by their numbers, without those that have none."""
        numbers = ((self._numbers.get(term), term) for term in terms.words)
        return {number: term for number, term in numbers if number is not None}

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
        order = np.argsort(ids, kind="stable")
        ids, articles = ids[order], articles[order]
        is_first = np.append(True, ids[1:] != ids[:-1])
        begins = np.flatnonzero(is_first)
        rank = np.arange(len(ids)) - np.repeat(begins, np.diff(np.append(begins, len(ids))))
        rare = self._counts.rows[ids] + rank <= MAX_POSTINGS
        self._link(ids[rare], articles[rare], is_first[rare])
        distinct, counts = ids[begins], np.diff(np.append(begins, len(ids)))
        self._counts.rows[distinct] += counts

    def _link(self, ids: Numbers, articles: Numbers, is_first: NDArray[np.bool_]) -> None:
        """Hang links into the chains: those of one term lie together, the newest last."""
        first = self._articles.extend(articles)
        links = np.arange(first, first + len(ids), dtype=np.int32)
        self._before.extend(np.where(is_first, self._heads.rows[ids], links - 1).astype(np.int32))
        # where a term comes more than once, the last one wins: the newest
        self._heads.rows[ids] = links

    def uncount(self, ids: Numbers, article: int) -> None:
        """Take back what `count` did with this article."""
        self.n_articles -= 1
        self._counts.rows[ids] -= 1.0
        for _, links in self._walk(ids):
            self._articles.rows[links[self._articles.rows[links] == article]] = -1

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
        number = self._numbers.get(word)
        if number is None:
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
        weights = rarity[telling] ** 2
        walked = list(self._walk(row.ids[telling]))
        if not walked:
            return []
        articles = self._articles.rows[np.concatenate([links for _, links in walked])]
        found, place = np.unique(articles, return_inverse=True)
        scores = np.bincount(place, np.concatenate([weights[terms] for terms, _ in walked]))
        scores[found < 0] = 0.0
        best = np.lexsort((found, -scores))[:n]
        return [int(article) for article in found[best[scores[best] > 0]]]

    def _walk(self, ids: Numbers) -> Iterator[tuple[NDArray[np.intp], Numbers]]:
        """Yield the places in `ids` and their newest links, then the links before these, and so on to the oldest."""
        places = np.arange(len(ids))
        links = self._heads.rows[ids]
        while True:
            held = links >= 0
            places, links = places[held], links[held]
            if not len(links):
                return
            yield places, links
            links = self._before.rows[links]


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
