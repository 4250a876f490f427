"""Which thread an article belongs to, and which development of it, or new ones; with its grounds.

Decides online, each article once, in order of publication, against everything seen before. No thread expires by age.
The index lives in memory and is rebuilt from what is stored; it stores nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import numpy as np

from pipeline.compiled import Floats
from pipeline.nouns import Grounds, Placed, Provenance, ProvenanceKind, Reading
from pipeline.ports import Vector
from pipeline.thread import recall
from pipeline.thread.aside import Aside
from pipeline.thread.by_words import ByWords
from pipeline.thread.candidates import Candidate, Decision, Member, Place, grounds_of, taught
from pipeline.thread.crowd import Moments
from pipeline.thread.evidence import COLUMNS, Asked, Near, Seen, compare, gather, rarest
from pipeline.thread.forms import Form, form_of
from pipeline.thread.groups import Groups, Shelves
from pipeline.thread.languages import Languages
from pipeline.thread.lessons import Lessons
from pipeline.thread.near import Nearest
from pipeline.thread.rules import AssignRules
from pipeline.thread.shelf import Growing, TermShelf
from pipeline.thread.terms import n_words_of, shortness, terms_of
from pipeline.thread.times import Times
from pipeline.thread.vocabulary import Vocabulary
from pipeline.thread.weights import Weights

__all__ = ["AssignRules", "Candidate", "Decision", "StoryIndex"]

_CENTROID = COLUMNS.index("centroid")


class StoryIndex:
    """All that was placed so far, ready to place the next article."""

    def __init__(self, rules: AssignRules) -> None:
        self._rules = rules
        self._vectors = Nearest(rules.dimension)
        self._moments = Moments(rules.dimension)
        self._told, self._times = Growing((), np.float64), Times()
        #: The terms of all articles.
        self.vocabulary = Vocabulary()
        self._terms = TermShelf()
        self._placed: list[Place] = []
        self._rows: dict[str, int] = {}
        self._languages = Languages(can_mix=rules.crosses_languages)
        #: Words of each article, counted a little beyond those under which it is short.
        self._n_words = Growing((), np.int32)
        self._aside = Aside()
        shelves = Shelves(vectors=self._vectors, terms=self._terms, told=self._told, times=self._times)
        self._threads = Groups(shelves)
        self._developments = Groups(shelves)
        #: How far corrections reach, and what they teach.
        self.lesson_rules = rules.lessons
        self.lessons = Lessons()
        self._read = lru_cache(maxsize=256)(terms_of)
        self._form = lru_cache(maxsize=256)(form_of)
        #: Of which thread a few sentences speak.
        self.by_words = ByWords(self._terms, self.vocabulary, self._threads)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def nearest(self) -> Nearest:
        """Return the vectors of all articles, by row."""
        return self._vectors

    def decide(self, reading: Reading, vector: Vector, provenance: Provenance) -> Decision:
        """Decide where an article belongs; changes nothing.

        Args:
            reading: the article with its facts.
            vector: its unit vector, shape (dimension,).
            provenance: whose text it is; a copy goes where the original is.
        """
        origin = self._rows.get(provenance.of or "")
        if provenance.kind is ProvenanceKind.COPY and origin is not None:
            return self._follow(origin, vector, reading.article.told_at.timestamp())
        if (followed := self._aside.follow(provenance)) is not None:
            return followed
        asked = self._ask(reading, vector)
        threads, developments = self._candidates(asked, provenance, are_all=False)
        return self._choose(asked, threads, developments)

    def learn(self, placed: Placed) -> None:
        """Take in an article that was placed and is safely stored; one known already is revised."""
        if placed.article.id in self._rows or placed.article.id in self._aside:
            self.revise(placed)
            return
        if self._form(placed.article) is not Form.REPORT:
            self._aside.put(placed.article.id, placed.thread_id, placed.development_id)
            return
        row = self._vectors.add(placed.vector[None, :])
        self._moments.add(placed.vector[None, :])
        self._told.add(told := placed.article.told_at.timestamp())
        self._times.add(told, row)
        self._languages.add([placed.article.language])
        self._n_words.add(n_words_of(placed.article))
        self._terms.add(self.vocabulary.number(self._read(placed.article, placed.names)))
        self._placed.append(self._place(placed.article.id, placed.thread_id, placed.development_id))
        self._rows[placed.article.id] = row
        self._count(row)
        self._join(row)

    def traces(self, reading: Reading) -> bytes:
        """Return what is to be stored of an article, for `recall`."""
        article = reading.article
        terms = self._read(article, tuple(name.text for name in reading.facts.names))
        is_aside = self._form(article) is not Form.REPORT
        return recall.traces_of(reading.signature, terms, n_words_of(article), is_aside=is_aside)

    def recall(self, many: Sequence[recall.Recalled]) -> None:
        """Take in many stored articles at once, none of them known yet, for a fraction of what `learn` takes."""
        for each in (one for one in many if recall.is_aside(one.traces)):
            self._aside.put(each.article_id, each.thread_id, each.development_id)
        if not (rows := [each for each in many if not recall.is_aside(each.traces)]):
            return
        first = self._vectors.add(vectors := np.array([each.vector for each in rows]))
        self._moments.add(vectors)
        self._times.add_many(told := np.array([each.told for each in rows]), first)
        self._told.extend(told)
        self._languages.add([each.language for each in rows])
        self._n_words.extend(np.array([recall.n_words_of(each.traces) for each in rows], dtype=np.int32))
        self._terms.add_many(terms := recall.numbered([each.traces for each in rows], self.vocabulary))
        numbers = np.arange(first, first + len(rows), dtype=np.int32)
        self.vocabulary.count(terms.ids, np.repeat(numbers, np.diff(terms.starts)), len(rows))
        places = [self._place(each.article_id, each.thread_id, each.development_id) for each in rows]
        self._placed += places
        self._rows.update(zip([each.article_id for each in rows], numbers.tolist(), strict=True))
        self._threads.join_many([place.thread for place in places], first)
        self._developments.join_many([place.development for place in places], first)

    def revise(self, placed: Placed) -> None:
        """Replace what is known of an article whose text, or whose place, was changed."""
        if placed.article.id not in self._aside and self._form(placed.article) is not Form.REPORT:
            self._set_aside(placed.article.id)
        if placed.article.id in self._aside:
            self._aside.put(placed.article.id, placed.thread_id, placed.development_id)
            return
        row = self._rows[placed.article.id]
        self._leave(row)
        self.vocabulary.uncount(self._terms.ids(row), row)
        self._moments.remove(self._vectors.rows[row])
        self._moments.add(placed.vector[None, :])
        self._terms.replace(row, self.vocabulary.number(self._read(placed.article, placed.names)))
        self._vectors.replace(row, placed.vector)
        told = placed.article.told_at.timestamp()
        self._times.move(row, self._told.at(row), told)
        self._told.rows[row] = told
        self._languages.replace(row, placed.article.language)
        self._n_words.rows[row] = n_words_of(placed.article)
        self._placed[row] = self._place(placed.article.id, placed.thread_id, placed.development_id)
        self._count(row)
        self._join(row)

    def relabel(self, article_id: str, thread_id: str, development_id: str) -> None:
        """Take in that an article was put elsewhere; one that is not known, or lies there already, changes nothing."""
        if article_id in self._aside:
            self._aside.put(article_id, thread_id, development_id)
            return
        row = self._rows.get(article_id)
        if row is None:
            return
        place = self._place(article_id, thread_id, development_id)
        if place != self._placed[row]:
            self._leave(row)
            self._placed[row] = place
            self._join(row)

    def members(self, thread_id: str) -> list[Member]:
        """Return the articles of a thread, the first told first."""
        found = [self._member(row) for row in self._threads.members(self._threads.number(thread_id))]
        return sorted(found, key=lambda member: (member.told, member.article_id))

    def place_of(self, article_id: str) -> Member | None:
        """Return where an article lies, or None: it is not known."""
        row = self._rows.get(article_id)
        return None if row is None else self._member(row)

    def reconsider(self, article_id: str) -> list[Candidate]:
        """Return the threads that a placed article might join, best first, as if it came only now; changes nothing."""
        row, own = self._rows[article_id], self._terms.row(self._rows[article_id])
        self._leave(row)
        with self.vocabulary.without(own.ids):
            terms = self.vocabulary.known_part(own)
            n_words = int(self._n_words.rows[row])
            asked = Asked(
                vector=self._vectors.rows[row],
                terms=terms,
                rarity=self.vocabulary.rarity(terms.ids),
                told=float(self._told.rows[row]),
                row=row,
                language=self._languages.of(row),
                short=shortness(n_words),
                bare=self._rules.bare.bareness(n_words),
            )
            threads, _ = self._candidates(asked, Provenance(kind=ProvenanceKind.ORIGINAL), but=row)
        self._join(row)
        return threads

    def candidates(
        self, reading: Reading, vector: Vector, provenance: Provenance
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Return the threads and the developments that an article might join, each best first; `decide` takes of them.

        Args:
            reading: the article with its facts.
            vector: its unit vector, shape (dimension,).
            provenance: whose text it is.
        """
        return self._candidates(self._ask(reading, vector), provenance)

    def _candidates(
        self, asked: Asked, provenance: Provenance, but: int | None = None, *, are_all: bool = True
    ) -> tuple[list[Candidate], list[Candidate]]:
        if len(self._rows) <= (but is not None):
            return [], []
        origin = self._rows.get(provenance.of or "")
        # the article itself, which has left its groups, is not among those near it
        rows = [row for row in self._near(asked, origin) if row != but]
        if not rows:
            return [], []
        return self._weigh(
            asked, rows, np.array([provenance.shared * (row == origin) for row in rows]), are_all=are_all
        )

    def _weigh(
        self, asked: Asked, rows: list[int], copied: Floats, *, are_all: bool
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Return the threads and the developments of some articles, weighed, each best first.

        Args:
            asked: the article in question.
            rows: the articles near it.
            copied: the part of its text, 0..1, that stands in each of these.
            are_all: return those that it would not join as well, not only the two that score best.
        """
        near = Near(
            rows=rows,
            pairs=compare(asked, self._vectors.cosines(rows, asked.vector), rows, self._terms, self.vocabulary),
            copied=copied,
            crowd=self._moments.crowd(asked.vector),
        )
        rules, places = self._rules, [self._placed[row] for row in rows]
        # corrections may lift a thread from far below
        for_threads = rules.thread, 0.0 if are_all or self.lessons else rules.join_thread
        for_developments = rules.development, 0.0 if are_all else rules.join_development
        plain = replace(asked, bare=0.0)
        threads = self._judge(plain, near, [each.thread for each in places], self._threads, for_threads)
        developments = [each.development for each in places]
        return (
            taught(threads, asked.vector, self.lessons, rules.lessons),
            self._judge(asked, near, developments, self._developments, for_developments),
        )

    def _ask(self, reading: Reading, vector: Vector) -> Asked:
        article = reading.article
        terms = self.vocabulary.look_up(self._read(article, tuple(name.text for name in reading.facts.names)))
        n_words = n_words_of(article)
        return Asked(
            vector=vector,
            terms=terms,
            rarity=self.vocabulary.rarity(terms.ids),
            told=article.told_at.timestamp(),
            row=None,
            language=self._languages.number(article.language),
            short=shortness(n_words),
            bare=self._rules.bare.bareness(n_words),
        )

    def _near(self, asked: Asked, origin: int | None) -> list[int]:
        """Return the articles worth a closer look: near by cosine, or by rare terms, or the one drawn on."""
        near = set(self._vectors.nearest(asked.vector, self._rules.n_near).tolist())
        near.update(self._times.last(asked.told, self._rules.n_latest).tolist())
        # of a placed article the first is itself
        n_sharing = self._rules.n_sharing + (asked.row is not None)
        near.update(self.vocabulary.articles_sharing(asked.terms, asked.rarity, n_sharing))
        found = sorted(self._languages.meeting(asked.language, near - self._aside.rows))
        return sorted({*found, origin}) if origin is not None else found

    def _judge(
        self, asked: Asked, near: Near, numbers: list[int], groups: Groups, bar: tuple[Weights, float]
    ) -> list[Candidate]:
        """Return groups weighed by the first of the bar, the best first; under the score of the second only two."""
        seen = gather(asked, near, numbers, groups, self.vocabulary)
        by_weights = bar[0].scores(seen.table)
        scores = self._rules.bare.scores(by_weights, seen.table[:, _CENTROID], asked.bare).tolist()
        ids = [groups.id(number) for number in seen.groups]
        order = sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i]))
        n_kept = max(2, sum(score >= bar[1] for score in scores))
        return [self._candidate(near, seen, ids[i], scores[i], i) for i in order[:n_kept]]

    def _candidate(self, near: Near, seen: Seen, group_id: str, score: float, place: int) -> Candidate:
        nearest, evidence = int(seen.nearest[place]), seen.table[place]
        return Candidate(
            id=group_id,
            thread_id=self._threads.id(self._placed[near.rows[nearest]].thread),
            score=score,
            similarity=float(evidence[_CENTROID]),
            nearest=near.rows[nearest],
            nearest_similarity=float(evidence[0]),
            evidence=evidence,
        )

    def _choose(self, asked: Asked, threads: list[Candidate], developments: list[Candidate]) -> Decision:
        if not threads:
            return Decision(thread_id=None, development_id=None, grounds=Grounds(score=0.0, similarity=None))
        best, bar = threads[0], self._rules.join_thread
        # one that corrections kept it out of says more than the likeliest of those that it is unlike
        kept_out = (each for each in threads if best.score < bar <= each.score - each.taught)
        first = next(kept_out, best)
        grounds = self._grounds(asked, first, next((each for each in threads if each is not first), None))
        if best.score < bar:
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
            if candidate.thread_id == thread_id:
                return candidate.id
        return None

    def _grounds(self, asked: Asked, best: Candidate, second: Candidate | None) -> Grounds:
        last = self._threads.last(self._placed[best.nearest].thread)
        gap = timedelta(seconds=round(asked.told - last)) if best.score >= self._rules.join_thread else None
        nearest = self._placed[best.nearest].article_id
        return grounds_of(best, second, nearest, self._shared(asked, best.nearest), gap)

    def _shared(self, asked: Asked, row: int) -> tuple[str, ...]:
        both, mine, _ = np.intersect1d(asked.terms.ids, self._terms.ids(row), return_indices=True)
        return rarest([self.vocabulary.word(number) for number in both.tolist()], asked.rarity[mine])

    def _follow(self, origin: int, vector: Vector, told: float) -> Decision:
        where = self._placed[origin]
        grounds = Grounds(
            score=1.0,
            similarity=self._threads.cosine(where.thread, vector),
            nearest_article_id=where.article_id,
            nearest_similarity=float(self._vectors.rows[origin] @ vector),
            gap=timedelta(seconds=round(told - self._threads.last(where.thread))),
        )
        return Decision(
            thread_id=self._threads.id(where.thread),
            development_id=self._developments.id(where.development),
            grounds=grounds,
        )

    def _member(self, row: int) -> Member:
        place = self._placed[row]
        return Member(
            article_id=place.article_id,
            thread_id=self._threads.id(place.thread),
            development_id=self._developments.id(place.development),
            told=float(self._told.rows[row]),
            vector=self._vectors.rows[row],
            terms=self._terms.row(row),
        )

    def _place(self, article_id: str, thread_id: str, development_id: str) -> Place:
        thread, development = self._threads.number(thread_id), self._developments.number(development_id)
        return Place(article_id=article_id, thread=thread, development=development)

    def _set_aside(self, article_id: str) -> None:
        """Let nothing be placed any more by an article that was placed as a report."""
        row = self._rows.pop(article_id)
        self._leave(row)
        self.vocabulary.uncount(self._terms.ids(row), row)
        self._moments.remove(self._vectors.rows[row])
        self._times.remove(row, self._told.at(row))
        self._aside.rows.add(row)
        self._aside.put(article_id, "", "")

    def _count(self, row: int) -> None:
        ids = self._terms.ids(row)
        self.vocabulary.count(ids, np.full(len(ids), row, np.int32))

    def _join(self, row: int) -> None:
        self._threads.join(self._placed[row].thread, row)
        self._developments.join(self._placed[row].development, row)

    def _leave(self, row: int) -> None:
        self._threads.leave(self._placed[row].thread, row)
        self._developments.leave(self._placed[row].development, row)
