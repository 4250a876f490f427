"""What an article brings its thread, on the path: fetches what the thread knows, asks the judges, writes evidence.

Decides nothing itself; what it holds in memory can be built anew from what is stored at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline import identity
from pipeline.nouns import (
    Article,
    Development,
    DevelopmentKind,
    Evidence,
    Passage,
    Provenance,
    ProvenanceKind,
    Reading,
    Thread,
)
from pipeline.ports import Ledger
from pipeline.thread.candidates import Decision
from pipeline.thread.changed import every_change
from pipeline.thread.develop import Placement
from pipeline.thread.followups import Deadline, followed_up_by, lapses_at, lapsing, reminder_id, soonest_first, span_of
from pipeline.thread.memory import Memories, Remembered, Report, ThreadMemory
from pipeline.thread.news import News, NewsRules, added_evidence, evidence_for, first_news, news_of, own_development
from pipeline.thread.sentences import Rarity

#: Articles of a thread that its memory is built of, the latest.
_MOST_REPORTS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An article with what it brings its thread."""

    report: Report
    #: None: a copy, which brings nothing.
    news: News | None
    #: What the thread knew; None: it opens the thread.
    memory: ThreadMemory | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A placement whose development is called by its kind, with what the article adds to its evidence."""

    placement: Placement
    evidence: tuple[Evidence, ...] = ()
    #: The kind of the development that a joining article makes on its own; None: it makes none.
    own: DevelopmentKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A development that was opened besides that which the article is in, with its thread from then on."""

    development: Development
    thread: Thread
    #: The article that it is about.
    article: Article
    evidence: tuple[Evidence, ...] = field(default_factory=tuple)


class WhatsNew:
    """Holds articles against what their threads know."""

    def __init__(self, rarity: Rarity, rules: NewsRules | None = None) -> None:
        #: How rare a folded word is, 0..1.
        self.rarity = rarity
        self._rules = rules or NewsRules()
        self._memories = Memories()

    def look(self, ledger: Ledger, reading: Reading, origin: Provenance, thread: Thread | None) -> Looked:
        """Say what an article brings the thread that it was put into; writes nothing.

        Args:
            ledger: for what the thread knows, where that is not in memory.
            reading: the article with its facts.
            origin: whose text it is; a copy brings nothing.
            thread: the thread as last stored; None: the article opens it.
        """
        report = Report(reading.article, reading.facts, self.rarity)
        if thread is None:
            return Looked(report=report, news=first_news(report, self._rules), memory=None)
        memory = self._memories.of(thread.id, thread.n_articles, lambda: self.memory(ledger, thread))
        is_copy = origin.kind is ProvenanceKind.COPY
        return Looked(report=report, news=None if is_copy else news_of(report, memory, self._rules), memory=memory)

    def memory(self, ledger: Ledger, thread: Thread) -> ThreadMemory:
        """Return what a thread knows, built from what is stored; it is kept nowhere, and may be added to."""
        reports = ledger.find_reports(thread.id, _MOST_REPORTS)
        stored = Remembered(
            reports=[Report(article, facts, self.rarity) for article, facts in reports],
            evidence=ledger.find_evidence(thread.id),
            moves=ledger.find_moves(thread.id, self._rules.quiet.most_moves),
        )
        return ThreadMemory.of(stored, thread.n_articles)

    def changes(self, looked: Looked) -> Sequence[Evidence]:
        """Return every figure in an article that its thread had with another value, wherever it stands."""
        if looked.memory is None:
            return ()
        looked.memory.read()
        return every_change(looked.report.counts, looked.memory.counts, looked.report.lines)

    def name(self, placement: Placement, looked: Looked, origin: Provenance) -> Named:
        """Return the placement with the development named by its kind, and by what else its evidence shows."""
        news, development = looked.news, placement.development
        if news is None:
            return Named(placement=placement)
        if placement.assignment.opens_development:
            named = replace(development, kind=news.kind, also=news.also)
            return Named(placement=replace(placement, development=named), evidence=news.evidence)
        own = None
        if origin.kind is ProvenanceKind.ORIGINAL:
            own = own_development(news, looked.report, (development.kind, *development.also))
        added = added_evidence(news, own, self._rules, development.n_articles)
        shown = {one.kind for one in added} | set(development.also)
        also = tuple(kind for kind in DevelopmentKind if kind in shown - {development.kind, DevelopmentKind.HAPPENED})
        placement = replace(placement, development=replace(development, also=also))
        return Named(placement=placement, evidence=added, own=own)

    def write(self, ledger: Ledger, named: Named, looked: Looked, now: datetime) -> Opened | None:
        """Store the evidence; return the development that a joining article opens besides, stored with its own."""
        ledger.add_evidence(named.placement.development.id, named.evidence)
        if looked.news is None or named.own is None:
            return None
        evidence = evidence_for(looked.news, named.own)
        return self._stored(ledger, self._besides(named.placement, looked.report.article, named.own, evidence, now))

    def learn(self, named: Named, looked: Looked, opened: Opened | None) -> None:
        """Take in an article that is safely stored, copies by their number only."""
        article, thread = looked.report.article, named.placement.thread
        memory = looked.memory or ThreadMemory(0)
        memory.n_articles = thread.n_articles
        if named.placement.assignment.opens_development or opened:
            memory.moves.append(article.told_at)
        if looked.news is not None:
            memory.take(looked.report)
            memory.note((*named.evidence, *(opened.evidence if opened else ())))
        self._memories.keep(thread.id, memory)

    def forget(self, thread_id: str) -> None:
        """Drop what a thread knows: an article of it was revised."""
        self._memories.forget(thread_id)

    def forget_all(self) -> None:
        """Drop what all threads know: articles were put elsewhere."""
        self._memories = Memories()

    def withdrawn(self, ledger: Ledger, now: datetime) -> list[Opened]:
        """Open and store a development for each article whose page was found to be gone since the last look."""
        opened = []
        for article, thread_id in ledger.find_withdrawn(now - self._rules.follow_ups.look_back):
            thread = ledger.find_thread(thread_id)
            if thread is None or article.withdrawn_at is None:
                continue
            headline = Passage(article_id=article.id, text=article.headline, start=None, end=None)
            opened.append(
                self._stored(
                    ledger,
                    _opened(
                        thread,
                        article,
                        kind=DevelopmentKind.WITHDRAWN,
                        development_id=identity.development_id(
                            article.id, f"withdrawn@{article.withdrawn_at.isoformat()}"
                        ),
                        first_at=article.withdrawn_at,
                        now=now,
                        evidence=(Evidence(kind=DevelopmentKind.WITHDRAWN, passage=headline),),
                    ),
                )
            )
        return opened

    def overdue(self, ledger: Ledger, now: datetime) -> list[Opened]:
        """Open and store a development for each date that passed and that nobody followed up."""
        rules = self._rules.follow_ups
        found = [
            Deadline(thread_id=thread_id, value=one.label or "", passage=one.passage, told_at=told_at)
            for thread_id, one, told_at in ledger.find_deadlines(lapsing(now, rules))
        ]
        return [
            self._stored(ledger, opened)
            for deadline in soonest_first(found)
            if (opened := self._reminder(ledger, deadline, now)) is not None
        ]

    def _reminder(self, ledger: Ledger, deadline: Deadline, now: datetime) -> Opened | None:
        rules = self._rules.follow_ups
        lapsed_at = lapses_at(deadline.value, rules)
        article, thread = ledger.find_article(deadline.passage.article_id), ledger.find_thread(deadline.thread_id)
        if article is None or thread is None or lapsed_at is None:
            return None
        if ledger.find_development(reminder_id(article.id, deadline.value)) is not None:
            return None
        if self._is_followed_up(ledger, deadline):
            return None
        told = Evidence(kind=DevelopmentKind.DEADLINE, passage=deadline.passage, label=deadline.value)
        return _opened(
            thread,
            article,
            kind=DevelopmentKind.DEADLINE,
            development_id=reminder_id(article.id, deadline.value),
            first_at=lapsed_at,
            now=now,
            evidence=(told,),
        )

    def _is_followed_up(self, ledger: Ledger, deadline: Deadline) -> bool:
        span = span_of(deadline.value)
        reports = ledger.find_reports(deadline.thread_id, _MOST_REPORTS)
        later = (
            line
            for article, facts in reports
            if span and article.told_at >= span[0] and article.id != deadline.passage.article_id
            for line in Report(article, facts, self.rarity).lines
        )
        return followed_up_by(deadline, later, self.rarity, self._rules.follow_ups) is not None

    def _stored(self, ledger: Ledger, opened: Opened) -> Opened:
        ledger.add_development(opened.development, opened.thread)
        ledger.add_evidence(opened.development.id, opened.evidence)
        return opened

    def _besides(
        self,
        placement: Placement,
        article: Article,
        kind: DevelopmentKind,
        evidence: tuple[Evidence, ...],
        now: datetime,
    ) -> Opened:
        return _opened(
            placement.thread,
            article,
            kind=kind,
            development_id=identity.development_id(article.id, f"{article.text_hash}:{kind}"),
            first_at=article.told_at,
            now=now,
            evidence=evidence,
        )


def with_origin(ledger: Ledger, decision: Decision, article: Article, origin: Provenance) -> Decision:
    """Return the decision by which another outlet's rewrite opens no development, and joins that of its origin."""
    if origin.kind is not ProvenanceKind.REWRITE or origin.of is None or decision.development_id is not None:
        return decision
    rewritten, where = ledger.find_article(origin.of), ledger.find_assignment(origin.of)
    if rewritten is None or where is None or where.thread_id != decision.thread_id:
        return decision
    # an outlet that reuses its own text goes on with its story
    if rewritten.outlet == article.outlet:
        return decision
    return replace(decision, development_id=where.development_id)


def _opened(
    thread: Thread,
    article: Article,
    *,
    kind: DevelopmentKind,
    development_id: str,
    first_at: datetime,
    now: datetime,
    evidence: tuple[Evidence, ...],
) -> Opened:
    """Return a development about an article that is in another one already, with its thread from then on."""
    development = Development(
        id=development_id,
        thread_id=thread.id,
        kind=kind,
        headline=article.headline,
        first_article_id=article.id,
        first_outlet=article.outlet,
        first_at=first_at,
        opened_at=now,
        last_seen_at=first_at,
        # nobody tells that nobody followed up
        n_articles=0 if kind is DevelopmentKind.DEADLINE and first_at > article.told_at else 1,
    )
    grown = replace(thread, last_seen_at=max(thread.last_seen_at, first_at), n_developments=thread.n_developments + 1)
    return Opened(development=development, thread=grown, article=article, evidence=evidence)
