"""Which words of one text stand in another: runs of the same words, joined across small edits.

Time grows with the lengths of both texts, however often either repeats itself.
"""

from dataclasses import dataclass, field

from pipeline.read.shingles import SHINGLE, shingle_hashes

#: Places of the other text that are tried for a shingle: one that stands there more often is a refrain.
_MOST_PLACES = 8
#: Words between two runs that an edit may have put there.
_GAP = 12
#: Words of the other text that may be left out between two runs that belong together: a paragraph or two.
_LEFT_OUT = 150
#: Words that runs which belong together must have in common: fewer are a phrase that everybody uses.
_LEAST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text made ready to be compared."""

    words: list[int]
    shingles: list[int] = field(repr=False)

    @classmethod
    def of(cls, words: list[int]) -> "Text":
        """Make a text of hashed words ready."""
        return cls(words=words, shingles=shingle_hashes(words).tolist())


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that stand side by side in both texts."""

    start: int
    there: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def end_there(self) -> int:
        return self.there + self.length


def shared_words(text: Text, other: Text) -> bytearray:
    """Return for each word of a text whether it stands, in its place among its neighbours, in the other: 0 or 1.

    Word order within a run counts, the order of the runs does not: paragraphs may have been moved.

    Args:
        text: the one whose words are counted.
        other: the one that they may stem from.
    """
    shared = bytearray(len(text.words))
    block: list[int] = []
    last: _Run | None = None
    for run in _runs(text, other):
        if last is not None and not _belong_together(last, run):
            _mark(shared, block)
            block = []
        elif last is not None:
            block += _same_between(text.words, other.words, last, run)
        block += range(run.start, run.end)
        last = run
    _mark(shared, block)
    return shared


def _runs(text: Text, other: Text) -> list[_Run]:
    """Return runs of the same words, from left to right, none over another; each the longest from where it starts."""
    places = _places(other.shingles, set(text.shingles))
    runs, here, expected = list[_Run](), 0, 0
    while here < len(text.shingles):
        found = places.get(text.shingles[here])
        if found is None:
            here += 1
            continue
        tried = [_extended(text.words, other.words, here, there) for there in found]
        # of equally long ones the one that goes on where the last ended
        run = max(tried, key=lambda one: (one.length, -abs(one.there - expected)))
        runs.append(run)
        here, expected = run.end, run.end_there
    return runs


def _places(shingles: list[int], wanted: set[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, shingle in enumerate(shingles):
        if shingle in wanted:
            known = places.setdefault(shingle, [])
            if len(known) < _MOST_PLACES:
                known.append(place)
    return places


def _extended(words: list[int], others: list[int], here: int, there: int) -> _Run:
    length, most = SHINGLE, min(len(words) - here, len(others) - there)
    while length < most and words[here + length] == others[there + length]:
        length += 1
    return _Run(here, there, length)


def _belong_together(last: _Run, run: _Run) -> bool:
    return run.start - last.end <= _GAP and 0 <= run.there - last.end_there <= _LEFT_OUT


def _same_between(words: list[int], others: list[int], last: _Run, run: _Run) -> list[int]:
    """Return the places of the words between two runs that stand between them in the other text as well, in order."""
    here, there = words[last.end : run.start], others[last.end_there : run.there]
    if not here or not 0 < len(there) <= _GAP:
        return []
    # longest common subsequence: best[a][b] of what follows a and b
    best = [[0] * (len(there) + 1) for _ in range(len(here) + 1)]
    for a in range(len(here) - 1, -1, -1):
        for b in range(len(there) - 1, -1, -1):
            same = here[a] == there[b]
            best[a][b] = best[a + 1][b + 1] + 1 if same else max(best[a + 1][b], best[a][b + 1])
    found, a, b = list[int](), 0, 0
    while a < len(here) and b < len(there):
        if here[a] == there[b]:
            found.append(last.end + a)
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            a += 1
        else:
            b += 1
    return found


def _mark(shared: bytearray, block: list[int]) -> None:
    if len(block) >= min(_LEAST_WORDS, len(shared)):
        for place in block:
            shared[place] = 1
