"""What the pages show of one thread, however large: a line of each article, the reports that are shown, its facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa

from pipeline.nouns import DateMention, Figure, OutletKind, ProvenanceKind, Quote, Revision, Thread
from pipeline.thread.heading import chosen_of
from pipeline.thread.keywords import EVERYWHERE, Mentioned
from pipeline.thread.terms import telling_words
from storage.articles import ARTICLE, PROVENANCE, REVISION
from storage.database import Database
from storage.tables import (
    ArticleRow,
    AssignmentRow,
    DateRow,
    FigureRow,
    NameRow,
    OutletRow,
    ProvenanceRow,
    QuoteRow,
    RevisionRow,
    Shape,
    WordCountRow,
)
from storage.threads import ASSIGNMENT, GROUNDS, Report, build_assignment, find_headings

F = TypeVar("F")

#: Values named in one query; both databases take more.
_CHUNK = 500
_FIGURE, _QUOTE, _DATE = Shape(Figure, FigureRow), Shape(Quote, QuoteRow), Shape(DateMention, DateRow)


#: Statements are made once: making them anew, and adapting what was compiled, took a third of a page's time.
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_LINES = (
    sa.select(
        # as `Line` has them
        AssignmentRow.article_id,
        AssignmentRow.development_id,
        ArticleRow.outlet,
        ArticleRow.outlet_name,
        ArticleRow.told_at,
        ProvenanceRow.kind,
        AssignmentRow.thread_id,
    )
    .join(ArticleRow, ArticleRow.id == AssignmentRow.article_id)
    .join(ProvenanceRow, ProvenanceRow.article_id == AssignmentRow.article_id)
    .where(AssignmentRow.thread_id.in_(_IDS))
    .order_by(ArticleRow.told_at, ArticleRow.id)
)
_REPORTS = (
    sa.select(*ARTICLE.columns, *GROUNDS.columns, *ASSIGNMENT.columns, *PROVENANCE.columns)
    .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
    .join(ProvenanceRow, ProvenanceRow.article_id == ArticleRow.id)
    .where(ArticleRow.id.in_(_IDS))
)
#: Neither whose text nor when: that is known of the thread by whoever asks, and joining it took thrice the time.
_DUE = (
    sa.select(AssignmentRow.article_id, *_DATE.columns)
    .join(DateRow, DateRow.article_id == AssignmentRow.article_id)
    .where(
        AssignmentRow.thread_id == sa.bindparam("thread"),
        DateRow.is_follow_up,
        DateRow.value >= sa.func.substr(sa.bindparam("since", type_=sa.Text), 1, sa.func.length(DateRow.value)),
    )
    .order_by(DateRow.value, DateRow.article_id, DateRow.position)
    .limit(sa.bindparam("most"))
)
_REVISIONS = (
    sa.select(*REVISION.columns).where(RevisionRow.article_id.in_(_IDS)).order_by(RevisionRow.seen_at, RevisionRow.id)
)

#: Names of a thread that are looked at, those that most of its articles have; and headlines, the latest.
_MOST_NAMES, _MOST_HEADLINES = 80, 200
_NUMBER = sa.func.count(sa.distinct(NameRow.article_id)).label("number")
_NAMED = (
    sa.select(NameRow.text, _NUMBER)
    .join(AssignmentRow, AssignmentRow.article_id == NameRow.article_id)
    .where(AssignmentRow.thread_id == sa.bindparam("thread"))
    .group_by(NameRow.text)
    .having(_NUMBER > 1)
    .order_by(_NUMBER.desc(), NameRow.text)
    .limit(_MOST_NAMES)
)
_HEADLINES = (
    sa.select(ArticleRow.headline, ArticleRow.outlet, ArticleRow.outlet_name, ArticleRow.agency)
    .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
    .where(AssignmentRow.thread_id == sa.bindparam("thread"))
    .order_by(ArticleRow.told_at.desc(), ArticleRow.id)
    .limit(_MOST_HEADLINES)
)
#: A police force publishes too, and may well be what a story is about.
_PRESS = sa.select(OutletRow.name).where(OutletRow.kind != OutletKind.BODY)
_COUNTS = sa.select(WordCountRow.word, WordCountRow.is_name, WordCountRow.n_articles).where(
    WordCountRow.word.in_(sa.bindparam("words", expanding=True))
)


class Line(NamedTuple):
    """An article of a thread in the few words that lists, counts and the coverage of outlets need.

    A tuple, since a large thread has thousands of them, which are made anew whenever it moves.
    """

    article_id: str
    development_id: str
    #: Slug of the outlet, or None.
    outlet: str | None
    #: The outlet's name as the page gives it.
    outlet_name: str | None
    told_at: datetime
    provenance: ProvenanceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOf(Generic[F]):
    """A fact of an article of the thread."""

    article_id: str
    fact: F


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is named in a thread, and told in its headlines."""

    mentioned: tuple[Mentioned, ...]
    #: Articles of all threads.
    n_all: int
    #: Names of outlets, and of agencies that are credited; forces and ministries that publish are none.
    press: frozenset[str]


class _Told(NamedTuple):
    """A word of headlines."""

    #: As the latest headline that has it prints it.
    printed: str
    n: int


class ThreadGlances:
    """Answers about one thread at a time; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, thread_ids: Iterable[str]) -> dict[str, list[Line]]:
        """Return a line of every article of these threads, by thread, in order of time.

        Raises:
            StorageError: the database refused.
        """
        found: dict[str, list[Line]] = {}
        with self._database.reading() as connection:
            rows = connection.execute(_LINES, {"ids": list(thread_ids)})
            for row in rows:
                *line, thread_id = row
                found.setdefault(thread_id, []).append(Line._make(line))
        return found

    def reports(self, article_ids: Iterable[str]) -> dict[str, Report]:
        """Return these articles as reports of their developments, by article.

        Raises:
            StorageError: the database refused.
        """
        ids = sorted(set(article_ids))
        found: dict[str, Report] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _CHUNK):
                for row in connection.execute(_REPORTS, {"ids": ids[start : start + _CHUNK]}):
                    after = len(ARTICLE)
                    report = Report(
                        article=ARTICLE.build(row),
                        assignment=build_assignment(row, after),
                        provenance=PROVENANCE.build(row, after + len(GROUNDS) + len(ASSIGNMENT)),
                    )
                    found[report.article.id] = report
        return found

    def revisions(self, article_ids: Iterable[str]) -> dict[str, list[Revision]]:
        """Return the replaced versions of these articles, by article, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        found: dict[str, list[Revision]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(_REVISIONS, {"ids": sorted(set(article_ids))}):
                found.setdefault(row.article_id, []).append(REVISION.build(row))
        return found

    def revised(self, thread_id: str, limit: int) -> list[str]:
        """Return the articles of a thread that were edited, the one edited last first.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(RevisionRow.article_id)
            .join(AssignmentRow, AssignmentRow.article_id == RevisionRow.article_id)
            .where(AssignmentRow.thread_id == thread_id)
            .group_by(RevisionRow.article_id)
            .order_by(sa.func.max(RevisionRow.seen_at).desc(), RevisionRow.article_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(asked))

    def words(self, thread: Thread) -> Words:
        """Return the names and the words of headlines of a thread that two articles have, with how many have each.

        Raises:
            StorageError: the database refused.
        """
        asked = {"thread": thread.id}
        with self._database.reading() as connection:
            named: dict[str, int] = {row[0]: row[1] for row in connection.execute(_NAMED, asked)}
            headlines = connection.execute(_HEADLINES, asked).all()
            told = _told([row.headline for row in headlines])
            words = connection.execute(_COUNTS, {"words": [EVERYWHERE[0], *named, *told]})
            n_all = {(row.word, row.is_name): row.n_articles for row in words}
            press: set[str | None] = set(connection.scalars(_PRESS))
        names = (
            Mentioned(text=name, is_name=True, n_within=n, n_all=n_all.get((name, True), 0))
            for name, n in named.items()
        )
        # of a large thread the latest headlines stand for all
        part = thread.n_articles / max(len(headlines), 1)
        others = (
            Mentioned(text=each.printed, is_name=False, n_within=each.n * part, n_all=n_all.get((word, False), 0))
            for word, each in told.items()
        )
        press.update((None if row.outlet else row.outlet_name) for row in headlines)
        press.update(row.agency for row in headlines)
        return Words(mentioned=(*names, *others), n_all=n_all.get(EVERYWHERE, 0), press=frozenset(filter(None, press)))

    def heading(self, thread_id: str) -> tuple[str, str] | None:
        """Return the headline that follows from what lies in a thread, and the article that has it, or None: none does.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return chosen_of(find_headings(connection, thread_id))

    def speakers(self, since: datetime, limit: int) -> list[tuple[str, int, datetime]]:
        """Return who was quoted since an instant, copies left out: name as printed, how many quotes, and the last.

        Raises:
            StorageError: the database refused.
        """
        number, last = sa.func.count().label("number"), sa.func.max(ArticleRow.told_at)
        asked = (
            sa.select(QuoteRow.speaker, number, last)
            .join(ArticleRow, ArticleRow.id == QuoteRow.article_id)
            .join(ProvenanceRow, ProvenanceRow.article_id == QuoteRow.article_id)
            .where(
                ArticleRow.told_at >= since, QuoteRow.speaker.is_not(None), ProvenanceRow.kind != ProvenanceKind.COPY
            )
            .group_by(QuoteRow.speaker)
            .order_by(number.desc(), QuoteRow.speaker)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [(row[0] or "", row[1], row[2]) for row in connection.execute(asked)]

    def threads_quoting(self, speaker: str, limit: int) -> list[str]:
        """Return the threads in which somebody is quoted under this name, the one that quoted last first.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(AssignmentRow.thread_id)
            .join(QuoteRow, QuoteRow.article_id == AssignmentRow.article_id)
            .join(ArticleRow, ArticleRow.id == AssignmentRow.article_id)
            .where(QuoteRow.speaker == speaker)
            .group_by(AssignmentRow.thread_id)
            .order_by(sa.func.max(ArticleRow.told_at).desc(), AssignmentRow.thread_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(asked))

    def figures(self, thread_id: str, limit: int) -> list[FactOf[Figure]]:
        """Return the figures that a thread's own texts print, copies left out, those printed last first.

        Raises:
            StorageError: the database refused.
        """
        return self._facts(_FIGURE, FigureRow, thread_id, limit)

    def quotes(self, thread_id: str, limit: int) -> list[FactOf[Quote]]:
        """Return the quotes in a thread's own texts, copies left out, those printed last first.

        Raises:
            StorageError: the database refused.
        """
        return self._facts(_QUOTE, QuoteRow, thread_id, limit)

    def dates(self, thread_id: str, since: str, limit: int) -> list[FactOf[DateMention]]:
        """Return the dates on which something is due by a thread's texts, copies among them, soonest first.

        Args:
            thread_id: Of which thread.
            since: ISO 8601 day; a month or year that holds it counts.
            limit: How many at most.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            rows = connection.execute(_DUE, {"thread": thread_id, "most": limit, "since": since})
            return [FactOf(article_id=row[0], fact=_DATE.build(row, 1)) for row in rows]

    def _facts(self, shape: Shape[F], model: type, thread_id: str, limit: int) -> list[FactOf[F]]:
        asked = _facts_asked(shape, model)
        with self._database.reading() as connection:
            rows = connection.execute(asked, {"thread": thread_id, "most": limit})
            return [FactOf(article_id=row[0], fact=shape.build(row, 1)) for row in rows]


@cache
def _facts_asked(shape: Shape[Any], model: Any) -> sa.Select[Any]:
    """Return the query for the facts of one kind in a thread's own texts, made once for each kind."""
    return (
        sa.select(AssignmentRow.article_id, *shape.columns)
        .join(model, model.article_id == AssignmentRow.article_id)
        .join(ArticleRow, ArticleRow.id == AssignmentRow.article_id)
        .join(ProvenanceRow, ProvenanceRow.article_id == AssignmentRow.article_id)
        .where(AssignmentRow.thread_id == sa.bindparam("thread"), ProvenanceRow.kind != ProvenanceKind.COPY)
        .order_by(ArticleRow.told_at.desc(), ArticleRow.id, model.position)
        .limit(sa.bindparam("most"))
    )


def _told(headlines: Iterable[str]) -> dict[str, _Told]:
    """Return the words that two headlines or more have, folded."""
    told: dict[str, _Told] = {}
    for headline in headlines:
        for word, printed in telling_words(headline).items():
            known = told.get(word, _Told(printed, 0))
            told[word] = _Told(known.printed, known.n + 1)
    return {word: each for word, each in told.items() if each.n > 1}
