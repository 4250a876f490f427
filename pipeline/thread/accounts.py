"""What the articles of a thread state, article by article: from these rows facts are joined across a thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.nouns import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The facts of one article, with who told them and when."""

    article_id: str
    #: Slug of the outlet; None: not known.
    outlet: str | None
    #: When it was published, or else fetched.
    told_at: datetime
    facts: Facts


def in_order(accounts: Iterable[Account]) -> list[Account]:
    """Return accounts in the order in which they were told; of those told at once the lower id first."""
    return sorted(accounts, key=lambda one: (one.told_at, one.article_id))


class Groups:
    """Things, known by their numbers, that are put together two at a time."""

    def __init__(self, n: int) -> None:
        self._parents = list(range(n))

    def root(self, one: int) -> int:
        """Return the number that stands for the whole group of this one: the lowest of them."""
        while (parent := self._parents[one]) != one:
            self._parents[one] = one = self._parents[parent]
        return one

    def join(self, one: int, other: int) -> int:
        """Put two groups together, and return the number that stands for both."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parents[high] = low
        return low

    def all(self) -> list[list[int]]:
        """Return the groups, each in order of its numbers, by its lowest."""
        groups: dict[int, list[int]] = {}
        for one in range(len(self._parents)):
            groups.setdefault(self.root(one), []).append(one)
        return list(groups.values())
