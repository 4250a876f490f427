"""Lines of a text that a page prints twice: shown and hidden, in pieces and whole, in the text and set apart."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

_WORD = re.compile(r"\w+")
#: Words of the shortest line that is looked at: less than a sentence may well come twice.
_LEAST_WORDS = 12
#: Part of a line's words that stand, four in a row, in other lines too, for all of it to be there.
_ALL = 0.95
#: Times that a page prints a line for its screens, or for its readers' ears; what comes more often is asked on purpose.
_MOST_PRINTED = 3
#: Part of a text that stays at least: what says the same more than twice says it on purpose.
_LEAST_LEFT = 0.3

Runs = list[tuple[str, ...]]


def without_repeats(lines: Sequence[str]) -> list[str]:
    """Return lines without those whose words all stand, four in a row, in others that stay; the longest go first.

    Args:
        lines: of an article, in order, a paragraph each.
    """
    runs = [_runs(line) for line in lines]
    left = Counter(chain.from_iterable(runs))
    if len(left) == sum(map(len, runs)):
        return list(lines)
    times, repeated = Counter(lines), set[int]()
    # a whole beside its pieces goes, and the pieces keep their places; of two alike, the later
    for place in sorted(range(len(lines)), key=lambda place: (-len(lines[place]), -place)):
        if times[lines[place]] <= _MOST_PRINTED and _is_elsewhere(runs[place], left):
            repeated.add(place)
            left -= Counter(runs[place])
    kept = [line for place, line in enumerate(lines) if place not in repeated]
    return kept if sum(map(len, kept)) >= _LEAST_LEFT * sum(map(len, lines)) else list(lines)


def _runs(line: str) -> Runs:
    words = _WORD.findall(line.lower())
    return list(zip(words, words[1:], words[2:], words[3:], strict=False)) if len(words) >= _LEAST_WORDS else []


def _is_elsewhere(runs: Runs, left: Counter[tuple[str, ...]]) -> bool:
    """Tell whether nearly all words of a line stand in runs that others have too; where pieces meet, no run does."""
    own = Counter(runs)
    found = {place + step for place, run in enumerate(runs) if left[run] > own[run] for step in range(4)}
    return bool(runs) and len(found) >= _ALL * (len(runs) + 3)
