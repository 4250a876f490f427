"""Lines of a text that a page prints twice: shown and hidden, in pieces and whole, in the text and set apart."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

_WORD = re.compile(r"\w+")
#: Words of the shortest line that is looked at: less than a sentence may well come twice.
_LEAST_WORDS = 12
#: Part of a line's runs of four words that stand in other lines too, for all of it to be there.
_ALL = 0.95

Runs = Counter[tuple[str, ...]]


def without_repeats(lines: Sequence[str]) -> list[str]:
    """Return lines without those whose words all stand, four in a row, in others that stay; the longest go first.

    Args:
        lines: of an article, in order, a paragraph each.
    """
    runs = [_runs(line) for line in lines]
    left = Counter(chain.from_iterable(runs))
    if len(left) == sum(map(len, runs)):
        return list(lines)
    repeated: set[int] = set()
    # a whole beside its pieces goes, and the pieces keep their places; of two alike, the later
    for place in sorted(range(len(lines)), key=lambda place: (-len(lines[place]), -place)):
        own = Counter(runs[place])
        if own and _n_elsewhere(own, left) >= _ALL * own.total():
            repeated.add(place)
            left -= own
    return [line for place, line in enumerate(lines) if place not in repeated]


def _runs(line: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(line.lower())
    return list(zip(words, words[1:], words[2:], words[3:], strict=False)) if len(words) >= _LEAST_WORDS else []


def _n_elsewhere(own: Runs, left: Runs) -> int:
    return sum(n for run, n in own.items() if left[run] > n)
