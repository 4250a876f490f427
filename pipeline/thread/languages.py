"""Which articles may share a thread by their language."""

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.thread.shelf import Growing

#: Languages that are told apart; further ones are as if nobody could tell them.
_MOST = 255


class Languages:
    """The language of each article by row. 0 stands for one that nobody could tell: it may meet any."""

    def __init__(self, *, can_mix: bool) -> None:
        """Make it for an empty index.

        Args:
            can_mix: whether the model that makes the vectors knows them all; otherwise each keeps to itself.
        """
        self._can_mix = can_mix
        self._numbers: dict[str | None, int] = {None: 0}
        self._rows = Growing((), np.uint8)

    def number(self, code: str | None) -> int:
        """Return the number of a language; one that no article has is given the next one."""
        number = self._numbers.setdefault(code, len(self._numbers))
        return number if number <= _MOST else 0

    def add(self, codes: Sequence[str | None]) -> None:
        """Note the languages of the next articles."""
        self._rows.extend(np.array([self.number(code) for code in codes], dtype=np.uint8))

    def replace(self, row: int, code: str | None) -> None:
        """Note another language for an article."""
        self._rows.rows[row] = self.number(code)

    def of(self, row: int) -> int:
        """Return the number of an article's language."""
        return int(self._rows.rows[row])

    def meeting(self, number: int, rows: Iterable[int]) -> list[int]:
        """Return those of the articles that one of this language may share a thread with."""
        if self._can_mix or not number:
            return list(rows)
        return [row for row in rows if self._rows.rows[row] in (0, number)]
