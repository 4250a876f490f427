"""Of which story a few sentences speak, by rare words alone: for an entry of a live blog, which has no vector.

It places nothing. It tells an entry about the blog's own story from an aside about another one.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.nouns import Article
from pipeline.thread.groups import Groups
from pipeline.thread.shelf import TermShelf
from pipeline.thread.terms import terms_of
from pipeline.thread.vocabulary import Vocabulary

#: Articles looked at, those that share most.
_N_LOOKED_AT = 20
#: Articles of the own thread whose words are its own, the latest.
_N_HOME = 40
#: Rarity of a term, 0..1, from which sharing it tells something, and how many of them another story must have that the
#: own one has not: one name may be that of the town in which both happen.
_RARE, _LEAST_SHARED = 0.5, 2


class ByWords:
    """The threads of an index, asked by words alone."""

    def __init__(self, shelf: TermShelf, vocabulary: Vocabulary, threads: Groups) -> None:
        self._shelf = shelf
        self._vocabulary = vocabulary
        self._threads = threads

    def is_empty(self, thread_id: str) -> bool:
        """Tell whether a thread has no article by which others are placed."""
        return not self._home(thread_id)

    def other(self, text: Article, within: Article, thread_id: str) -> str | None:
        """Return the thread of an article that shares more of a text's rare terms than all of its own thread, or None.

        Args:
            text: an entry of a live blog.
            within: the live blog without its entries.
            thread_id: where it lies.
        """
        terms, own = (self._vocabulary.look_up(terms_of(each)) for each in (text, within))
        rarity = self._vocabulary.rarity(terms.ids)
        is_rare = rarity >= _RARE
        weights = dict(zip(terms.ids[is_rare].tolist(), (rarity[is_rare] ** 2).tolist(), strict=True))
        home = self._home(thread_id)
        known = [own.ids, *(self._shelf.ids(row) for row in home[-_N_HOME:])]
        mine = weights.keys() & np.concatenate(known).tolist()
        best, most = None, sum(weights[term] for term in mine)
        away = set(home)
        for row in self._vocabulary.articles_sharing(terms, rarity, _N_LOOKED_AT + len(home)):
            theirs = weights.keys() & self._shelf.ids(row).tolist()
            weight = sum(weights[term] for term in theirs)
            if row not in away and weight > most and len(theirs - mine) >= _LEAST_SHARED:
                best, most = row, weight
        return None if best is None else self._threads.of_row(best)

    def _home(self, thread_id: str) -> Sequence[int]:
        number = self._threads.find(thread_id)
        return () if number is None else self._threads.members(number)
