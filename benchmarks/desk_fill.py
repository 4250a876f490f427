"""Fills a store with invented articles, fast: words, outlets and facts are made up, the nouns and the ledger are ours.

Nothing is fetched, read or embedded: the pages are to be measured, and they see only what is stored.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline import identity
from pipeline.nouns import (
    Article,
    DateMention,
    Facts,
    Figure,
    Grounds,
    Name,
    Outlet,
    Provenance,
    ProvenanceKind,
    Quote,
    Reading,
)
from pipeline.thread.assign import Decision
from pipeline.thread.develop import place
from storage import Store

#: The instant at which the last article of the fill was published.
END = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
#: Days over which the articles are spread.
DAYS = 180
#: One thread holds so many; the others hold fewer, most of them one to five.
LARGEST = 2_000
_VECTOR = np.zeros(384, dtype=np.float32)
_ONSETS = ("b", "br", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = "aeiou"
_CODAS = ("", "l", "n", "r", "s", "t", "nd", "rt", "sk", "m")
_COUNTED = ("cases", "homes", "officers", "ferries", "patients", "tickets", "gates", "wardens")


@dataclass(slots=True)
class Press:
    """A made-up press that publishes into a store; the same seed makes the same news."""

    store: Store
    seed: int = 7
    chance: random.Random = field(init=False)
    words: list[str] = field(init=False)
    people: list[str] = field(init=False)
    outlets: list[str] = field(init=False)
    #: Of each thread: its id, and the ids of its latest developments.
    threads: list[tuple[str, list[str]]] = field(init=False, default_factory=list)
    first_articles: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.words = sorted({self._word() for _ in range(9_000)})
        self.chance.shuffle(self.words)
        self.people = [f"{self._word().title()} {self._word().title()}" for _ in range(300)]
        self.outlets = [f"outlet-{number}" for number in range(60)]

    def _word(self) -> str:
        pick = self.chance.choice
        return "".join(pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(self.chance.choice((1, 2, 2, 3))))

    def register(self) -> None:
        """Name the outlets in the store."""
        named = [
            Outlet(slug=slug, name=f"The {self.words[number].title()} Post", home=f"https://{slug}.example/")
            for number, slug in enumerate(self.outlets)
        ]
        self.store.feeds.register(named, END - timedelta(days=DAYS))

    def said(self, length: int) -> str:
        """Return words, the common ones often (Zipf)."""
        top = len(self.words)
        picked = (int(top ** self.chance.random()) - 1 for _ in range(length))
        return " ".join(self.words[number] for number in picked)

    def sizes(self, n_articles: int) -> Iterator[int]:
        """Yield sizes of threads until there are so many articles: one very large, a few large, most small."""
        left = n_articles
        for size in (LARGEST, 600, 400, 300, 200, 200, 150, 150, 100, 100):
            left -= size
            yield min(size, max(left + size, 0))
        while left > 0:
            size = min(left, self.chance.choice((1, 1, 1, 2, 2, 3, 4, 5, 8, 12, 30)))
            left -= size
            yield size

    def publish(self, number: int, at: datetime, thread: int | None) -> Article:
        """Publish one article in a transaction of its own; None: it opens a thread."""
        with self.store.begin() as ledger:
            return self._publish(ledger, number, at, thread)

    def fill(self, n_articles: int, batch: int = 1_000) -> None:
        """Publish so many articles, spread over the days, a batch a transaction."""
        for rows in _batches(self._plan(n_articles), batch):
            with self.store.begin() as ledger:
                for number, at, thread in rows:
                    self._publish(ledger, number, at, thread if thread < len(self.threads) else None)

    def _plan(self, n_articles: int) -> list[tuple[int, datetime, int]]:
        """Return number, instant and thread of each article, in order of time; threads are numbered as they open."""
        moments: list[tuple[float, int]] = []
        for thread, size in enumerate(self.sizes(n_articles)):
            start = self.chance.uniform(0, DAYS - 1) if size < 100 else self.chance.uniform(0, 20)
            span = min(DAYS - start, 1 + size / 4)
            moments += [(start + span * self.chance.random(), thread) for _ in range(size)]
        moments.sort()
        opened: dict[int, int] = {}
        begin = END - timedelta(days=DAYS)
        return [
            (number, begin + timedelta(days=day), opened.setdefault(thread, len(opened)))
            for number, (day, thread) in enumerate(moments)
        ]

    def _publish(self, ledger: object, number: int, at: datetime, thread: int | None) -> Article:
        known = self.threads[thread] if thread is not None else None
        joined = None
        if known is not None and self.chance.random() < 0.7:
            joined = self.chance.choice(known[1])
        article, facts = self._article(number, at), self._facts()
        decision = Decision(thread_id=known[0] if known else None, development_id=joined, grounds=self._grounds())
        placed = place(
            decision,
            article,
            thread=ledger.find_thread(decision.thread_id) if known else None,  # type: ignore[attr-defined]
            development=ledger.find_development(joined) if joined else None,  # type: ignore[attr-defined]
            is_slug_taken=ledger.is_slug_taken,  # type: ignore[attr-defined]
            now=at,
        )
        ledger.add_article(Reading(article=article, facts=facts), self._origin(), _VECTOR, "none")  # type: ignore[attr-defined]
        ledger.add_assignment(placed.assignment, placed.thread, placed.development)  # type: ignore[attr-defined]
        if known is None:
            self.threads.append((placed.thread.id, [placed.development.id]))
        elif joined is None:
            known[1][:] = [*known[1][-3:], placed.development.id]
        self.first_articles = [*self.first_articles[-50:], article.id]
        return article

    def _article(self, number: int, at: datetime) -> Article:
        outlet = self.chance.choice(self.outlets)
        headline = self.said(9).capitalize()
        text = "\n".join(self.said(32).capitalize() + "." for _ in range(6))
        address = f"https://{outlet}.example/{number}"
        return Article(
            id=identity.article_id(address, None),
            canonical_url=address,
            outlet=outlet,
            outlet_name=None,
            headline=headline,
            published_at=at,
            seen_at=at + timedelta(minutes=3),
            language="en",
            text=text,
            text_hash=identity.text_hash(headline, text),
        )

    def _origin(self) -> Provenance:
        if self.first_articles and self.chance.random() < 0.3:
            return Provenance(kind=ProvenanceKind.COPY, of=self.chance.choice(self.first_articles), shared=0.9)
        return Provenance(kind=ProvenanceKind.ORIGINAL)

    def _grounds(self) -> Grounds:
        return Grounds(
            score=0.8,
            similarity=0.7,
            nearest_article_id=self.first_articles[-1] if self.first_articles else None,
            nearest_similarity=0.8,
            shared=tuple(self.said(3).split()),
            gap=timedelta(hours=2),
        )

    def _facts(self) -> Facts:
        pick = self.chance
        sentence = self.said(18).capitalize()
        figures = []
        for _ in range(2):
            value, of = pick.randrange(1, 9_000), pick.choice(_COUNTED)
            text = f"{value:,} {of}"
            figures.append(
                Figure(text=text, value=value, of=of, sentence=f"{sentence} {text}.", start=0, end=len(text))
            )
        words = self.said(10)
        quote = Quote(speaker=pick.choice(self.people), text=words, sentence=f"“{words},” they said.", start=0, end=9)
        day = (END + timedelta(days=pick.randrange(-120, 60))).date().isoformat()
        date = DateMention(
            text=day,
            value=day,
            kind="date",
            is_follow_up=pick.random() < 0.1,
            sentence=f"{sentence} {day}.",
            start=0,
            end=9,
        )
        name = Name(text=pick.choice(self.people), kind="person", start=0, end=9)
        return Facts(quotes=(quote,), figures=tuple(figures), dates=(date,), names=(name,))


def _batches(rows: Sequence[tuple[int, datetime, int]], size: int) -> Iterator[Sequence[tuple[int, datetime, int]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
