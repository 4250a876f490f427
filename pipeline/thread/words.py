"""Numbers of words, and the words of numbers, without an object a word."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.thread import lettering
from pipeline.thread.shelf import Growing

Numbers = NDArray[np.int32]

_FIRST_CAPACITY = 4096
#: Words whose numbers are kept at hand: a word alone costs a few microseconds to find, and the same ones are asked for.
_N_AT_HAND = 1 << 16


class Words:
    """Words, numbered in the order in which they came."""

    def __init__(self) -> None:
        self._table = np.zeros(_FIRST_CAPACITY, np.int64)
        self._letters = Growing((), np.uint8)
        #: Where each word's letters begin, and where the last one's end.
        self._ends = Growing((), np.int64)
        self._ends.add(0)
        self._at_hand: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def find(self, words: Sequence[str]) -> Numbers:
        """Return the number of each word, -1 for one that is not known."""
        text = np.frombuffer(lines(words), np.uint8)
        return lettering.find(text, len(words), (self._table, self._letters.rows, self._ends.rows))

    def find_one(self, word: str) -> int:
        """Return the number of a word, -1: it is not known."""
        number = self._at_hand.get(word)
        if number is None:
            number = int(self.find([word])[0])
            if number >= 0:
                if len(self._at_hand) >= _N_AT_HAND:
                    self._at_hand.clear()
                self._at_hand[word] = number
        return number

    def number(self, packed: bytes, n_words: int) -> Numbers:
        """Return the number of each word, the next ones for those not known.

        Args:
            packed: words as `lines` makes them.
            n_words: how many they are.
        """
        n_known = len(self)
        self._make_room(n_known + n_words)
        before = len(self._letters)
        self._letters.extend(np.zeros(len(packed), np.uint8))
        self._ends.extend(np.zeros(n_words, np.int64))
        known = self._table, self._letters.rows, self._ends.rows
        numbers, n_now = lettering.take_in(np.frombuffer(packed, np.uint8), n_words, known, n_known)
        self._ends.give_back(n_known + n_words - n_now)
        self._letters.give_back(before + len(packed) - int(self._ends.rows[-1]))
        return numbers

    def word(self, number: int) -> str:
        """Return the word of a number."""
        begin, end = self._ends.rows[number : number + 2].tolist()
        return self._letters.rows[begin:end].tobytes().decode("utf-8", "surrogatepass")

    def _make_room(self, n: int) -> None:
        if 2 * n <= len(self._table):
            return
        larger = np.zeros(1 << (4 * n - 1).bit_length(), np.int64)
        lettering.spread(self._table, larger)
        self._table = larger


def lines(words: Sequence[str]) -> bytes:
    """Return words in UTF-8, a line each."""
    return "\n".join(words).encode("utf-8", "surrogatepass")
