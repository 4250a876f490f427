"""What one thread knows: its sentences, its counts, what was denied in it, when it moved; articles are held against it.

Lives in memory, is filled from what is stored, and stores nothing. Copies teach it nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from pipeline.nouns import Article, DevelopmentKind, Evidence, Facts
from pipeline.thread.accounts import Account
from pipeline.thread.changed import Counts
from pipeline.thread.novelty import Known
from pipeline.thread.reversals import Reversal, Stance, Stances, stances_of
from pipeline.thread.sentences import Line, Rarity, first_lines, lines_of, stems_of


class Report:
    """An article with its facts, as a thread takes it in: sentence by sentence, each thing read once and when asked."""

    def __init__(self, article: Article, facts: Facts, rarity: Rarity) -> None:
        self.article = article
        self.facts = facts
        self._rarity = rarity

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Its headline and sentences."""
        return lines_of(self.article, self._rarity)

    def top(self, n: int) -> list[Line]:
        """Return its first sentences, without reading the others."""
        return list(islice(first_lines(self.article, self._rarity), n))

    @cached_property
    def stances(self) -> list[Stance]:
        """Its sentences with what they deny and who says it."""
        return stances_of(self.lines, self.article, self.facts.quotes)

    @cached_property
    def counts(self) -> Counts:
        """What its figures count."""
        article = self.article
        account = Account(article_id=article.id, outlet=article.outlet, told_at=article.told_at, facts=self.facts)
        return Counts(account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is stored of a thread that its memory is made of."""

    #: Articles with words of their own, in order of time; the latest of many.
    reports: Sequence[Report]
    #: Evidence of its developments.
    evidence: Sequence[Evidence]
    #: When each of its developments was told first; the latest of many.
    moves: Sequence[datetime]


class ThreadMemory:
    """All that a thread knows, ready to be held against its next article."""

    def __init__(self, n_articles: int, moves: Iterable[datetime] = ()) -> None:
        #: Articles of the thread as stored, copies among them: shows whether somebody else changed it.
        self.n_articles = n_articles
        self.known = Known()
        self.stances = Stances()
        self.counts: list[Counts] = []
        self.moves = list(moves)
        self.deadlines: set[str] = set()
        #: Changes of figures that were found: the value before, the value now.
        self.changes: set[tuple[float | None, float | None]] = set()
        self._unread: list[Report] = []
        self._turned: list[tuple[frozenset[str], frozenset[str]]] = []

    @classmethod
    def of(cls, stored: Remembered, n_articles: int) -> "ThreadMemory":
        """Build what a thread knows from what is stored of it."""
        memory = cls(n_articles, stored.moves)
        for report in stored.reports:
            memory.take(report)
        memory.note(stored.evidence)
        return memory

    def take(self, report: Report) -> None:
        """Take in what an article told."""
        self._unread.append(report)

    def read(self) -> None:
        """Read what was taken in since the last time: most threads have one article, and nothing is asked of them."""
        for report in self._unread:
            self.known.add(report.lines)
            self.stances.add(report.stances)
            self.counts.append(report.counts)
        self._unread.clear()

    def note(self, evidence: Iterable[Evidence]) -> None:
        """Take in what made a development one, so that it is not found again in the next article."""
        for one in evidence:
            if one.kind is DevelopmentKind.REVERSAL and one.against:
                self._turned.append((stems_of(one.against.text), stems_of(one.passage.text)))
            if one.kind is DevelopmentKind.FIGURE:
                self.changes.add((one.old_value, one.new_value))
            if one.kind is DevelopmentKind.DEADLINE and one.label:
                self.deadlines.add(one.label)

    def has_turned(self, reversal: Reversal) -> bool:
        """Tell whether this was told to have turned before."""
        return any(reversal.about in old and reversal.about in new for old, new in self._turned)


class Memories:
    """The memories of the threads that moved last; the others are built anew when they move again."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._kept: OrderedDict[str, ThreadMemory] = OrderedDict()

    def of(self, thread_id: str, n_articles: int, build: Callable[[], ThreadMemory]) -> ThreadMemory:
        """Return what a thread knows; it is built where it is not kept, or where the thread was changed elsewhere."""
        memory = self._kept.get(thread_id)
        if memory is None or memory.n_articles != n_articles:
            memory = build()
        self.keep(thread_id, memory)
        return memory

    def keep(self, thread_id: str, memory: ThreadMemory) -> None:
        """Keep what a thread knows, and let go of the one that has not moved for longest."""
        self._kept[thread_id] = memory
        self._kept.move_to_end(thread_id)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, thread_id: str) -> None:
        """Drop what a thread knows: it is built anew from what is stored."""
        self._kept.pop(thread_id, None)
