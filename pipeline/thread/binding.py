"""What binds the machine: the standing words of editors on which articles are of one story, and which are not.

Replays the history. Where two actions speak of the same pair of articles, the later one counts; one that was taken
back does not. It decides nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.nouns import Action, ActionKind, CannotLink, MustLink


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """What one action says of articles."""

    must: tuple[frozenset[str], frozenset[str]]
    cannot: tuple[frozenset[str], frozenset[str]]

    @classmethod
    def of(cls, action: Action) -> "_Word":
        return cls(must=_sides(action.must), cannot=_sides(action.cannot))

    def of_pair(self, one: str, other: str) -> bool | None:
        if _are_across(self.cannot, one, other):
            return False
        return True if _are_across(self.must, one, other) or {one, other} <= self.must[0] else None

    @property
    def named(self) -> frozenset[str]:
        return self.must[0].union(self.must[1], *self.cannot)


@dataclass(slots=True)
class Bindings:
    """All that editors said, in order."""

    _words: list[_Word] = field(default_factory=list)
    #: By article: numbers of the words that name it, ascending.
    _by_article: dict[str, list[int]] = field(default_factory=dict)
    _pinned_threads: set[str] = field(default_factory=set)
    _pinned_articles: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, actions: Iterable[Action]) -> "Bindings":
        """Return what actions, the first first, leave bound."""
        bindings = cls()
        for action in actions:
            if action.undone_by is None:
                bindings.take(action)
        return bindings

    def take(self, action: Action) -> None:
        """Take in one more action; one that takes another back needs a new `of` over all."""
        if action.kind is ActionKind.PIN:
            self._pinned_threads.update(action.threads)
            self._pinned_articles.update(action.articles)
        elif action.kind is ActionKind.UNPIN:
            self._pinned_threads.difference_update(action.threads)
            self._pinned_articles.difference_update(action.articles)
        elif action.kind is ActionKind.MERGE and self._pinned_threads & set(action.threads[1:]):
            # the pin stays with what it was put on
            self._pinned_threads.add(action.threads[0])
        if action.must or action.cannot:
            self._say(_Word.of(action))

    def are_apart(self, ones: Collection[str], others: Collection[str]) -> bool:
        """Tell whether an editor keeps any article of `ones` apart from any of `others`."""
        return any(self.word(one, other) is False for one in self._named(ones) for other in self._named(others))

    def are_together(self, ones: Collection[str], others: Collection[str]) -> bool:
        """Tell whether an editor put any article of `ones` together with any of `others`."""
        return any(self.word(one, other) is True for one in self._named(ones) for other in self._named(others))

    def is_pinned(self, thread_id: str, articles: Collection[str] = ()) -> bool:
        """Tell whether second thoughts are to leave a thread, or any of these articles, where they are."""
        return thread_id in self._pinned_threads or not self._pinned_articles.isdisjoint(articles)

    def word(self, one: str, other: str) -> bool | None:
        """Return what was last said of two articles: True, they belong together; False, they do not; None, nothing."""
        mine, theirs = self._by_article.get(one, ()), set(self._by_article.get(other, ()))
        for number in reversed(mine):
            if number in theirs and (said := self._words[number].of_pair(one, other)) is not None:
                return said
        return None

    def _named(self, articles: Collection[str]) -> Sequence[str]:
        return [article for article in articles if article in self._by_article]

    def _say(self, word: _Word) -> None:
        number = len(self._words)
        self._words.append(word)
        for key in word.named:
            self._by_article.setdefault(key, []).append(number)


def _sides(link: MustLink | CannotLink | None) -> tuple[frozenset[str], frozenset[str]]:
    return (frozenset(link.ones), frozenset(link.others)) if link else (frozenset(), frozenset())


def _are_across(sides: tuple[frozenset[str], frozenset[str]], one: str, other: str) -> bool:
    ones, others = sides
    return (one in ones and other in others) or (other in ones and one in others)
