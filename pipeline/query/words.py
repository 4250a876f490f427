"""Words as a search takes them: without case, accents and English endings, as both databases' indexes do.

`boats` finds `boat`, `café` finds `Cafe`; the stems are those of Snowball's English, which PostgreSQL uses as well and
of which SQLite's Porter is the elder brother.
"""

import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+")


class _Plain(dict[int, str]):
    """Letters without their accents, worked out once each; only Latin ones lose theirs, as in the indexes."""

    def __missing__(self, code: int) -> str:
        letter, *marks = list(unicodedata.normalize("NFKD", chr(code)))
        is_accented = letter.isascii() and all(unicodedata.combining(mark) for mark in marks)
        self[code] = letter if is_accented else "" if 0x300 <= code <= 0x331 else chr(code)
        return self[code]


_PLAIN = _Plain()


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, in lower case and without accents; punctuation parts words."""
    plain = text.lower()
    return _WORD.findall(plain if plain.isascii() else unicodedata.normalize("NFC", plain).translate(_PLAIN))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    # the compiled form: the one in Python keeps its word in itself, and two threads take each other's; it remembers
    # nothing (0), because `stem` does
    from Stemmer import Stemmer

    return Stemmer("english", 0)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a lower-case word without its English ending."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order."""
    return tuple(stem(word) for word in words_of(text))


def has_phrase(stems: Sequence[str], phrase: Sequence[str]) -> bool:
    """Tell whether these stems stand one after the other in a short text; an empty phrase stands nowhere."""
    n = len(phrase)
    return n > 0 and any(tuple(stems[at : at + n]) == tuple(phrase) for at in range(len(stems) - n + 1))


class Wording:
    """A long text in which phrases are sought: only words that begin as a sought one are ever stemmed."""

    def __init__(self, *texts: str) -> None:
        """Make one of texts that no phrase spans."""
        self._places: dict[str, list[int]] = {}
        self._by_letter: dict[str, list[str]] = {}
        self._by_stem: dict[str, set[int]] | None = None
        at = 0
        for text in texts:
            for word in words_of(text):
                if word not in self._places:
                    self._places[word] = []
                    self._by_letter.setdefault(word[0], []).append(word)
                self._places[word].append(at)
                at += 1
            at += 1

    def stems(self) -> AbstractSet[str]:
        """Return the stems of all its words; from then on every phrase is sought among them."""
        if self._by_stem is None:
            self._by_stem = {}
            for word, places in self._places.items():
                self._by_stem.setdefault(stem(word), set()).update(places)
        return self._by_stem.keys()

    def has(self, phrase: Sequence[str]) -> bool:
        """Tell whether these stems stand one after the other in it."""
        if not phrase:
            return False
        starts = self._at(phrase[0])
        for step, sought in enumerate(phrase[1:], 1):
            if not starts:
                return False
            starts = starts & {place - step for place in self._at(sought)}
        return bool(starts)

    def _at(self, sought: str) -> AbstractSet[int]:
        if self._by_stem is not None:
            return self._by_stem.get(sought, frozenset())
        alike = self._by_letter.get(sought[0], ())
        return {place for word in alike if stem(word) == sought for place in self._places[word]}
