"""An article that came again with another text: what was changed, what that opens in its thread, and who is told.

Writes all of it through the ledger; what counts as a change, a correction or news is decided elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import identity
from pipeline.errors import StorageError
from pipeline.headlines import head
from pipeline.nouns import (
    Alert,
    Article,
    Assignment,
    Development,
    DevelopmentKind,
    Evidence,
    Facts,
    Reading,
    Revision,
    RevisionKind,
    Thread,
)
from pipeline.owing import Owing
from pipeline.ports import Ledger, Vector
from pipeline.read.revision import compare
from pipeline.thread.by_words import ByWords
from pipeline.thread.forms import goes_on
from pipeline.thread.live import Growth, Posted, entries_of, grown, without_entries
from pipeline.thread.memory import ThreadMemory
from pipeline.thread.posted import LiveRules, Told, alone, in_text, report_of, told_by
from pipeline.thread.revise import changed_at, correction, correction_evidence
from pipeline.thread.sentences import line_of
from pipeline.whats_new import WhatsNew

#: What is told at once where not all of it is.
_LIGHTEST_LAST = (
    DevelopmentKind.REVERSAL,
    DevelopmentKind.FIGURE,
    DevelopmentKind.CORRECTION,
    DevelopmentKind.REVIVED,
    DevelopmentKind.HAPPENED,
    DevelopmentKind.STATEMENT,
    DevelopmentKind.DEADLINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What became of an article that came again."""

    #: Never `same`.
    kind: RevisionKind
    #: Where it lies; None: nowhere.
    assignment: Assignment | None
    #: Was something taken back that was printed before?
    is_correction: bool = False
    #: Does it go on being written, entry by entry?
    is_live: bool = False
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A development that a new version opens."""

    development: Development
    evidence: tuple[Evidence, ...]
    #: Figures that have another value now, for those who watch them.
    changes: tuple[Evidence, ...]
    #: What those who ask for words or facts are told by: the article, or one entry of it.
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stood:
    """An article as it stood until now, and where it lies."""

    article: Article
    facts: Facts
    assignment: Assignment
    thread: Thread


class Revising:
    """Takes in new versions of known articles."""

    def __init__(self, news: WhatsNew, by_words: ByWords, owing: Owing, rules: LiveRules) -> None:
        self._news = news
        self._by_words = by_words
        self._owing = owing
        self._rules = rules

    def revise(
        self, ledger: Ledger, reading: Reading, vector: Vector, model_name: str, *, known: Article, now: datetime
    ) -> Revised | None:
        """Store a new version with all that it opens and owes, or return None: it says the same, and nothing is stored.

        Args:
            ledger: the transaction of the article.
            reading: the new version with its facts.
            vector: its unit vector, shape (dimension,).
            model_name: whose vector it is.
            known: the article as last stored.
            now: when this is decided.

        Raises:
            StorageError: the thread in which it lies is not stored.
        """
        article = reading.article
        is_live = goes_on(known) or goes_on(article)
        growth = _growth(known, reading, ledger.find_prints(article.id), is_live=is_live)
        if growth.kind is RevisionKind.SAME:
            return None
        stood = _stood(ledger, known)
        # what the thread knew before this version is stored: afterwards it knows all of it
        entries = self._entries(ledger, reading, stood, growth.fresh, now) if stood and growth.fresh else []
        ledger.revise_article(reading, _revision(known, article, growth, now), vector, model_name)
        if stood is None:
            return Revised(kind=growth.kind, assignment=None)
        corrected = _correction(reading, stood, growth, now)
        opened = [*([corrected] if corrected else []), *entries]
        alerts = tuple(self._tell(ledger, opened, stood.thread, now, is_live=is_live))
        head(ledger, stood.thread.id)
        return Revised(
            kind=growth.kind,
            assignment=stood.assignment,
            is_correction=corrected is not None,
            is_live=is_live,
            alerts=alerts,
        )

    def _entries(
        self, ledger: Ledger, reading: Reading, stood: _Stood, fresh: Sequence[Posted], now: datetime
    ) -> list[_Opened]:
        """Return what the new entries of a live blog open in its thread, in order of time; stores nothing."""
        article, thread = reading.article, stood.thread
        memory = self._memory(ledger, stood.article, thread)
        frame = replace(article, text=without_entries(article))
        opened: list[_Opened] = []
        for posted in fresh:
            at = posted.at if posted.at and posted.at <= now else changed_at(article, now)
            report = report_of(article, posted, reading.facts, at, self._news.rarity)
            other = self._by_words.other(report.article, frame, thread.id)
            if other is not None and not self._by_words.is_empty(thread.id):
                # another story's matter: it is told where that is told
                continue
            elsewhere = ledger.find_thread(other) if other else None
            others = [self._news.memory(ledger, elsewhere)] if elsewhere else []
            told = told_by(report, memory, posted, self._rules, others)
            memory.take(report)
            if told is None:
                continue
            entry = _told(reading, told, thread, at, now)
            memory.note(entry.evidence)
            if ledger.find_development(entry.development.id) is None:
                opened.append(entry)
        return opened

    def _memory(self, ledger: Ledger, known: Article, thread: Thread) -> ThreadMemory:
        """Return what the thread knows, with every entry of the live blog, and what those told that left its page."""
        memory = self._news.memory(ledger, thread)
        for posted in reversed(entries_of(known)):
            told_at = posted.at or known.told_at
            memory.take(report_of(known, posted, Facts(), told_at, self._news.rarity))
        memory.read()
        told = (one.passage for one in ledger.find_evidence(thread.id) if one.passage.article_id == known.id)
        memory.known.add(line_of(passage, self._news.rarity) for passage in told)
        return memory

    def _tell(
        self, ledger: Ledger, opened: Sequence[_Opened], thread: Thread, now: datetime, *, is_live: bool
    ) -> Iterator[Alert]:
        """Store what was opened, and owe the alerts: of a live blog's, those on the weightiest go at once."""
        loud = set(range(len(opened)))
        if is_live and opened:
            n_lately = ledger.n_opened_by(opened[0].development.first_article_id, now - self._rules.span)
            by_weight = sorted(loud, key=lambda n: (_LIGHTEST_LAST.index(opened[n].development.kind), -n))
            loud = set(by_weight[: max(0, self._rules.most_an_hour - n_lately)])
        for n, one in enumerate(opened):
            development = one.development
            thread = replace(
                thread,
                last_seen_at=max(thread.last_seen_at, development.first_at),
                n_developments=thread.n_developments + 1,
            )
            ledger.add_development(development, thread)
            ledger.add_evidence(development.id, one.evidence)
            yield from self._owing.tell(
                ledger, development, one.reading, now, changes=one.changes, can_wait=n not in loud
            )


def _growth(known: Article, reading: Reading, before: bytes, *, is_live: bool) -> Growth:
    """Return what differs between two versions; what a live blog lost went off its page."""
    if is_live:
        return grown(known, reading.article, before=before, after=reading.prints)
    change = compare(known, reading.article, before=before, after=reading.prints)
    return Growth(kind=change.kind, sentences=change.sentences, taken_back=((None, change),) if change else ())


def _revision(known: Article, article: Article, growth: Growth, now: datetime) -> Revision:
    return Revision(
        id=identity.revision_id(article.id, known.text_hash, article.text_hash, now),
        article_id=article.id,
        seen_at=now,
        headline=known.headline,
        text=known.text,
        text_hash=known.text_hash,
        kind=growth.kind,
        changed=growth.sentences,
    )


def _stood(ledger: Ledger, known: Article) -> _Stood | None:
    """Return an article as it stood, or None: it lies nowhere."""
    assignment = ledger.find_assignment(known.id)
    if assignment is None:
        return None
    thread = ledger.find_thread(assignment.thread_id)
    if thread is None:
        raise StorageError(f"thread {assignment.thread_id} of an assignment is not stored; run `throughline db check`")
    return _Stood(article=known, facts=ledger.find_facts(known.id), assignment=assignment, thread=thread)


def _correction(reading: Reading, stood: _Stood, growth: Growth, now: datetime) -> _Opened | None:
    """Return the correction that an edit opens, or None; a live blog's is told in the words of its entry."""
    article = reading.article
    if not growth.taken_back:
        return None
    posted, change = growth.taken_back[0]
    opened = correction(stood.article, article, change, stood.assignment, now=now)
    if opened is None:
        return None
    evidence = tuple(
        one
        for _, change in growth.taken_back
        for one in correction_evidence(article, change, stood.facts, reading.facts)
    )
    if posted is None:
        return _Opened(development=opened, evidence=evidence, changes=evidence, reading=reading)
    words = next((one.passage.text for one in evidence if one.passage.text in posted.text), posted.text)
    opened = replace(opened, headline=posted.heading or words)
    return _Opened(
        development=opened,
        evidence=evidence,
        changes=evidence,
        reading=_of_entry(reading, posted, opened.headline),
    )


def _told(reading: Reading, told: Told, thread: Thread, at: datetime, now: datetime) -> _Opened:
    """Return the development that an entry of a live blog opens."""
    article, posted = reading.article, told.posted
    version = identity.text_hash(posted.heading, posted.text)
    development = Development(
        id=identity.development_id(article.id, f"entry {posted.key}:{version}"),
        thread_id=thread.id,
        kind=told.kind,
        headline=told.headline,
        first_article_id=article.id,
        first_outlet=article.outlet,
        first_at=at,
        opened_at=now,
        last_seen_at=at,
        also=told.also,
    )
    evidence = in_text(told.evidence, article, posted)
    return _Opened(
        development=development,
        evidence=evidence,
        changes=tuple(one for one in evidence if one.kind is DevelopmentKind.FIGURE),
        reading=_of_entry(reading, posted, told.headline),
    )


def _of_entry(reading: Reading, posted: Posted, headline: str) -> Reading:
    article, facts = alone(reading.article, reading.facts, posted, headline)
    return Reading(article=article, facts=facts)
