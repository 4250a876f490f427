"""Words as numbers, found by their letters: loops, compiled.

A table of places, each holding a word's hash and number; the letters of all words lie one after the other. A million
articles have ten million terms: as objects of Python they took two gigabytes, and most of the time of a start.
"""

import numpy as np

from pipeline.compiled import Flags, Numbers, Spans, compiled

#: Between two words; no word holds it.
_LINE_END = 10
#: Source: the prime of FNV-1a for 64 bits, http://www.isthe.com/chongo/tech/comp/fnv; any odd number begins as well.
_PRIME, _BEGIN = 1_099_511_628_211, 2_685_821_657_736_338_717
#: A place holds the hash, of 31 bits, above these, and the number of the word, from 1, below; 0: nobody is there.
_NUMBER_BITS = 32
_NUMBER, _HASH = (1 << 32) - 1, (1 << 31) - 1


@compiled
def _hash_of(text: Flags, begin: int, end: int) -> int:
    found = _BEGIN
    for i in range(begin, end):
        found = (found ^ text[i]) * _PRIME
    return (found ^ (found >> 32)) & _HASH


@compiled
def _place_of(text: Flags, span: tuple[int, int], code: int, known: tuple[Spans, Flags, Spans]) -> int:
    """Return the place at which a word stands in the table, or the empty one at which it would."""
    table, letters, ends = known
    begin, end = span
    place = code & (len(table) - 1)
    while table[place] != 0:
        if table[place] >> _NUMBER_BITS == code:
            number = (table[place] & _NUMBER) - 1
            first = ends[number]
            is_same = ends[number + 1] - first == end - begin
            for i in range(end - begin):
                if not is_same:
                    break
                is_same = letters[first + i] == text[begin + i]
            if is_same:
                return place
        place = (place + 1) & (len(table) - 1)
    return place


@compiled
def find(text: Flags, n_words: int, known: tuple[Spans, Flags, Spans]) -> Numbers:
    """Return the number of each word, -1 for one that is not known.

    Args:
        text: words in UTF-8, a line each.
        n_words: how many they are.
        known: the table; the letters of all words; where each word's letters begin, and the last one's end.
    """
    table = known[0]
    numbers = np.zeros(n_words, np.int32)
    begin = 0
    for k in range(n_words):
        end = begin
        while end < len(text) and text[end] != _LINE_END:
            end += 1
        place = _place_of(text, (begin, end), _hash_of(text, begin, end), known)
        numbers[k] = (table[place] & _NUMBER) - 1
        begin = end + 1
    return numbers


@compiled
def take_in(text: Flags, n_words: int, known: tuple[Spans, Flags, Spans], n_known: int) -> tuple[Numbers, int]:
    """Return the number of each word, those not known being given the next ones, and how many are known then.

    Args:
        text: as in `find`.
        n_words: as in `find`.
        known: as in `find`, with room for all words and their letters.
        n_known: how many words are known.
    """
    table, letters, ends = known
    numbers = np.zeros(n_words, np.int32)
    begin = 0
    for k in range(n_words):
        end = begin
        while end < len(text) and text[end] != _LINE_END:
            end += 1
        code = _hash_of(text, begin, end)
        place = _place_of(text, (begin, end), code, known)
        if table[place] == 0:
            first = ends[n_known]
            for i in range(begin, end):
                letters[first + i - begin] = text[i]
            n_known += 1
            ends[n_known] = first + end - begin
            table[place] = (code << _NUMBER_BITS) | n_known
        numbers[k] = (table[place] & _NUMBER) - 1
        begin = end + 1
    return numbers, n_known


@compiled
def spread(table: Spans, larger: Spans) -> int:
    """Put what stands in a table into a larger one, which is empty; return how many words it holds."""
    n = 0
    for entry in table:
        if entry != 0:
            place = (entry >> _NUMBER_BITS) & (len(larger) - 1)
            while larger[place] != 0:
                place = (place + 1) & (len(larger) - 1)
            larger[place] = entry
            n += 1
    return n
