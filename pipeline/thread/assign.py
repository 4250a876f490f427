"""Which thread an article belongs to, and which development of it, or new ones; with its grounds.

Decides online, each article once, in order of publication, against everything seen before. No thread expires by age.
The index lives in memory and is rebuilt from what is stored; it stores nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from pipeline.nouns import Article, Grounds, Placed, Provenance, ProvenanceKind, Reading
from pipeline.ports import Vector
from pipeline.thread.evidence import RARE, Asked, compare, gather
from pipeline.thread.shelf import Floats, Growing, TermRow, Vocabulary
from pipeline.thread.terms import terms_of
from pipeline.thread.weights import DEVELOPMENT, THREAD, Weights

#: Words under which an article counts as short, and wholly so under a quarter of it.
_SHORT_WORDS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRules:
    """What rules the assignment; one setting for full texts, short items and bare headlines."""

    #: Score from which an article joins a thread, 0..1.
    #: Source: `benchmarks/threads.py`, best mean over the development sets.
    join_thread: float = 0.5
    #: Score from which an article joins a development of its thread, 0..1. Source: the same.
    join_development: float = 0.5
    #: Articles nearest by cosine whose threads are looked at.
    n_near: int = 24
    #: Articles that share the rarest terms whose threads are looked at as well.
    n_sharing: int = 12
    #: Dimension of the vectors.
    dimension: int = 384
    #: Weights of the evidence for a thread.
    thread: Weights = THREAD
    #: Weights of the evidence for a development.
    development: Weights = DEVELOPMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where an article belongs."""

    #: None: it opens a thread.
    thread_id: str | None
    #: None: it opens a development.
    development_id: str | None
    grounds: Grounds


@dataclass(slots=True, kw_only=True)
class Group:
    """A thread or development as the index knows it: its members and their middle."""

    id: str
    #: Sum of the members' vectors.
    total: Vector
    members: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thread or development that the article may join."""

    id: str
    score: float
    #: Cosine to its middle.
    similarity: float
    #: Row of the member nearest by cosine, and its cosine.
    nearest: int
    nearest_similarity: float
    evidence: tuple[float, ...]


class StoryIndex:
    """All that was placed so far, ready to place the next article."""

    def __init__(self, rules: AssignRules) -> None:
        self._rules = rules
        self._vectors = Growing((rules.dimension,), np.float32)
        self._told = Growing((), np.float64)
        self._vocabulary = Vocabulary()
        self._terms: list[TermRow] = []
        self._placed: list[tuple[str, str, str]] = []
        self._rows: dict[str, int] = {}
        self._threads: dict[str, Group] = {}
        self._developments: dict[str, Group] = {}

    @classmethod
    def restore(cls, rows: Iterable[Placed], rules: AssignRules) -> "StoryIndex":
        """Rebuild the index from everything that was placed."""
        index = cls(rules)
        for placed in rows:
            index.learn(placed)
        return index

    def __len__(self) -> int:
        return len(self._rows)

    def decide(self, reading: Reading, vector: Vector, provenance: Provenance) -> Decision:
        """Decide where an article belongs; changes nothing.

        Args:
            reading: the article with its facts.
            vector: its unit vector, shape (dimension,).
            provenance: whose text it is; a copy goes where the original is.
        """
        origin = self._rows.get(provenance.of or "")
        if provenance.kind is ProvenanceKind.COPY and origin is not None:
            return self._follow(origin, vector)
        asked = self._ask(reading.article, _names(reading), vector)
        threads, developments = self.candidates(asked, origin, provenance.shared)
        return self._choose(asked, threads, developments)

    def learn(self, placed: Placed) -> None:
        """Take in an article that was placed and is safely stored; one known already is revised."""
        if placed.article.id in self._rows:
            self.revise(placed)
            return
        terms = self._vocabulary.number(terms_of(placed.article, placed.names))
        row = self._vectors.add(placed.vector)
        self._told.add(placed.article.told_at.timestamp())
        self._terms.append(terms)
        self._placed.append((placed.article.id, placed.thread_id, placed.development_id))
        self._rows[placed.article.id] = row
        self._vocabulary.count(terms, row)
        self._join(row)

    def revise(self, placed: Placed) -> None:
        """Replace what is known of an article whose text, or whose place, was changed."""
        row = self._rows[placed.article.id]
        self._leave(row)
        self._vocabulary.uncount(self._terms[row], row)
        self._terms[row] = self._vocabulary.number(terms_of(placed.article, placed.names))
        self._vocabulary.count(self._terms[row], row)
        self._vectors.rows[row] = placed.vector
        self._told.rows[row] = placed.article.told_at.timestamp()
        self._placed[row] = (placed.article.id, placed.thread_id, placed.development_id)
        self._join(row)

    def candidates(
        self, asked: Asked, origin: int | None = None, shared: float = 0.0
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Return the threads and developments that may be joined, each best first."""
        if not self._rows:
            return [], []
        cosines = (self._vectors.rows @ asked.vector).astype(np.float64)
        near = self._near(asked, cosines, origin)
        pairs = compare(asked, cosines[near], [self._terms[row] for row in near], self._vocabulary)
        threads = self._judge(asked, near, pairs, self._threads, 1, origin, shared)
        developments = self._judge(asked, near, pairs, self._developments, 2, origin, shared)
        return threads, developments

    def _ask(self, article: Article, names: Sequence[str], vector: Vector) -> Asked:
        terms = self._vocabulary.look_up(terms_of(article, names))
        n_words = len(article.headline.split()) + len(article.text.split(maxsplit=_SHORT_WORDS))
        return Asked(
            vector=vector,
            terms=terms,
            rarity=self._vocabulary.rarity(terms.ids),
            told=article.told_at.timestamp(),
            short=min(1.0, max(0.0, (_SHORT_WORDS - n_words) / (0.75 * _SHORT_WORDS))),
        )

    def _near(self, asked: Asked, cosines: Floats, origin: int | None) -> list[int]:
        """Return the articles worth a closer look: near by cosine, or by rare terms, or the one drawn on."""
        n = min(self._rules.n_near, len(cosines))
        near = set(np.argpartition(-cosines, n - 1)[:n].tolist())
        near.update(self._vocabulary.articles_sharing(asked.terms, asked.rarity, self._rules.n_sharing))
        if origin is not None:
            near.add(origin)
        return sorted(near)

    def _judge(
        self,
        asked: Asked,
        near: list[int],
        pairs: Floats,
        groups: dict[str, Group],
        level: int,
        origin: int | None,
        shared: float,
    ) -> list[Candidate]:
        by_group: dict[str, list[int]] = {}
        for i, row in enumerate(near):
            by_group.setdefault(self._placed[row][level], []).append(i)
        best = {group: float(pairs[members, 0].max()) for group, members in by_group.items()}
        ranked = sorted(best.values(), reverse=True)[:9]
        weights = self._rules.thread if level == 1 else self._rules.development
        found = []
        for group_id, members in by_group.items():
            group = groups[group_id]
            nearest = members[int(pairs[members, 0].argmax())]
            others = list(ranked)
            if best[group_id] in others:
                others.remove(best[group_id])
            others = (others[:8] + [0.2] * 8)[:8]
            centroid = float(group.total @ asked.vector) / (float(np.linalg.norm(group.total)) + 1e-9)
            evidence = gather(
                asked,
                pairs[members],
                centroid=centroid,
                background=sum(others) / 8,
                gap=float(np.abs(self._told.rows[group.members] - asked.told).min()),
                size=len(group.members),
                copied=shared if origin is not None and self._placed[origin][level] == group_id else 0.0,
            )
            found.append(
                Candidate(
                    id=group_id,
                    score=weights.score(evidence),
                    similarity=centroid,
                    nearest=near[nearest],
                    nearest_similarity=float(pairs[nearest, 0]),
                    evidence=tuple(evidence),
                )
            )
        return sorted(found, key=lambda each: (-each.score, each.id))

    def _choose(self, asked: Asked, threads: list[Candidate], developments: list[Candidate]) -> Decision:
        if not threads:
            return Decision(thread_id=None, development_id=None, grounds=Grounds(score=0.0, similarity=None))
        best = threads[0]
        grounds = self._grounds(asked, best, threads[1] if len(threads) > 1 else None)
        if best.score < self._rules.join_thread:
            return Decision(thread_id=None, development_id=None, grounds=grounds)
        return Decision(
            thread_id=best.id,
            development_id=self._development(best.id, developments),
            grounds=grounds,
        )

    def _development(self, thread_id: str, developments: list[Candidate]) -> str | None:
        for candidate in developments:
            if candidate.score < self._rules.join_development:
                return None
            if self._placed[candidate.nearest][1] == thread_id:
                return candidate.id
        return None

    def _grounds(self, asked: Asked, best: Candidate, second: Candidate | None) -> Grounds:
        group = self._threads[best.id]
        last = float(self._told.rows[group.members].max())
        joins = best.score >= self._rules.join_thread
        return Grounds(
            score=best.score,
            similarity=best.similarity,
            nearest_article_id=self._placed[best.nearest][0],
            nearest_similarity=best.nearest_similarity,
            runner_up_thread_id=second.id if second else None,
            runner_up_score=second.score if second else None,
            shared=self._shared(asked, best.nearest),
            gap=timedelta(seconds=round(asked.told - last)) if joins else None,
        )

    def _shared(self, asked: Asked, row: int, n: int = 8) -> tuple[str, ...]:
        both, mine, _ = np.intersect1d(asked.terms.ids, self._terms[row].ids, return_indices=True)
        rare = [(-asked.rarity[i], self._vocabulary.word(number)) for i, number in zip(mine, both, strict=True)]
        return tuple(word for rarity, word in sorted(rare)[:n] if -rarity > RARE)

    def _follow(self, origin: int, vector: Vector) -> Decision:
        article_id, thread_id, development_id = self._placed[origin]
        group = self._threads[thread_id]
        cosine = float(self._vectors.rows[origin] @ vector)
        grounds = Grounds(
            score=1.0,
            similarity=float(group.total @ vector) / (float(np.linalg.norm(group.total)) + 1e-9),
            nearest_article_id=article_id,
            nearest_similarity=cosine,
            gap=timedelta(),
        )
        return Decision(thread_id=thread_id, development_id=development_id, grounds=grounds)

    def _join(self, row: int) -> None:
        _, thread_id, development_id = self._placed[row]
        for groups, group_id in ((self._threads, thread_id), (self._developments, development_id)):
            if group_id not in groups:
                groups[group_id] = Group(id=group_id, total=np.zeros(self._rules.dimension, dtype=np.float32))
            groups[group_id].total += self._vectors.rows[row]
            groups[group_id].members.append(row)

    def _leave(self, row: int) -> None:
        _, thread_id, development_id = self._placed[row]
        for groups, group_id in ((self._threads, thread_id), (self._developments, development_id)):
            groups[group_id].members.remove(row)
            groups[group_id].total -= self._vectors.rows[row]
            if not groups[group_id].members:
                del groups[group_id]


def _names(reading: Reading) -> tuple[str, ...]:
    return tuple(name.text for name in reading.facts.names)
