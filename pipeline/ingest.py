"""The path of one article, from its reading to the alerts that are owed: calls the others in order, decides nothing.

    known?      article id         -> new | unchanged | revision, by what it changed
    provenance  text               -> original, copy or rewrite of an earlier one
    thread      vector, words      -> thread, or a new one
    develop     told before?       -> development, or a new one
    match       development        -> alerts

All that is written for one article is written in one transaction, with some articles before and after it. What the
indexes in memory learn of an article, the next one needs: so they are stale when the transaction does not hold.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.headlines import head, may_change
from pipeline.match import MatchRules
from pipeline.nouns import (
    Action,
    Alert,
    Article,
    Assignment,
    Development,
    Outcome,
    Placed,
    Provenance,
    ProvenanceKind,
    Reading,
    Rejected,
    Thread,
)
from pipeline.owing import Owing
from pipeline.ports import Ledger, Ledgers, Vector
from pipeline.read.copies import CopyIndex
from pipeline.read.provenance import CopyRules, provenance
from pipeline.retelling import retold
from pipeline.revising import Revising
from pipeline.thread.assign import StoryIndex
from pipeline.thread.develop import place
from pipeline.thread.forms import goes_on
from pipeline.thread.news import NewsRules
from pipeline.thread.past import Past
from pipeline.thread.posted import LiveRules
from pipeline.thread.second import Proposal, SecondRules, adopt, carry_out, propose
from pipeline.whats_new import Looked, Named, Opened, WhatsNew, with_origin

#: Articles in one transaction. Source: a commit costs 1.5 ms of processor time and a wait for the disk, an article
#: 15 ms; other writers wait a quarter of a second at most.
_TOGETHER = 16

#: A page that was fetched longer ago comes from the archive.
_LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRules:
    """The rules of the steps of the path that are plain functions."""

    match: MatchRules = field(default_factory=MatchRules)
    copies: CopyRules = field(default_factory=CopyRules)
    second: SecondRules = field(default_factory=SecondRules)
    news: NewsRules = field(default_factory=NewsRules)
    live: LiveRules = field(default_factory=LiveRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one page or line."""

    outcome: Outcome
    detail: str = ""
    article_id: str | None = None
    thread_id: str | None = None
    development_id: str | None = None
    #: Alerts that were put into the outbox for it.
    alerts: Sequence[Alert] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A reading with its vector: what the path starts from."""

    reading: Reading
    #: Unit vector, float32, shape (dimension,).
    vector: Vector
    model_name: str
    #: The stored page it was read from; None: it came from a file.
    page_key: int | None = None
    #: As judged when it was given the vector of the article that it copies; None: it is still to be judged.
    origin: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    """What the memories learn of a new article."""

    named: Named
    looked: Looked
    opened: Opened | None


class Path:
    """Settles articles one by one, in the order given; there is one writer at a time (the desk holds the lease)."""

    def __init__(self, ledgers: Ledgers, stories: StoryIndex, copies: CopyIndex, rules: IngestRules) -> None:
        self._ledgers = ledgers
        self._stories = stories
        self._copies = copies
        self._rules = rules
        self._past = Past(stories)
        #: Articles are settled, and threads thought of again, one at a time: both change the index.
        self._turn = threading.Lock()
        #: Threads that moved since second thoughts were last had, in order.
        self._moved: dict[str, None] = {}
        #: The live blog of each of them that moved last.
        self._blogs: dict[str, Embedded] = {}
        self._news = WhatsNew(stories.vocabulary.rarity_of, rules.news)
        self._owing = Owing(rules.match)
        self._revising = Revising(self._news, stories.by_words, self._owing, rules.live)
        #: A transaction failed of which the indexes know articles already: build them anew from what is stored.
        self.is_stale = False

    def settle(self, batch: Sequence[Embedded], now: datetime) -> list[Settled]:
        """Take articles down the path in order, some of them in each transaction.

        Raises:
            StorageError: the database refused; of that transaction nothing was kept, and the path may be stale.
        """
        settled: list[Settled] = []
        for start in range(0, len(batch), _TOGETHER):
            with self._turn:
                settled += self._settle_together(batch[start : start + _TOGETHER], now)
        return settled

    def _settle_together(self, some: Sequence[Embedded], now: datetime) -> list[Settled]:
        settled: list[Settled] = []
        try:
            with self._ledgers.begin() as ledger:
                self._catch_up(ledger)
                ledger.look_for([embedded.reading.article.id for embedded in some])
                settled.extend(self._settle(ledger, embedded, now) for embedded in some)
        except BaseException:
            # a database that is busy at the beginning costs no building anew: nothing was learned yet
            self.is_stale = self.is_stale or bool(settled)
            raise
        return settled

    def _settle(self, ledger: Ledger, embedded: Embedded, now: datetime) -> Settled:
        article = embedded.reading.article
        known = ledger.find_article(article.id)
        added = None
        if known is None:
            settled, added = self._add(ledger, embedded, now)
            placed = _placed(embedded, settled.thread_id or "", settled.development_id or "")
        elif known.text_hash == article.text_hash:
            settled, placed = _unchanged(ledger, article), None
        else:
            settled, placed = self._revise(ledger, embedded, known, now)
        if embedded.page_key is not None:
            ledger.settle_page(embedded.page_key, settled.outcome, settled.detail, article.id)
        if placed is not None:
            self._learn(placed, is_new=settled.outcome is Outcome.ARTICLE)
            if goes_on(article):
                self._moved[placed.thread_id], self._blogs[placed.thread_id] = None, embedded
        if added is not None:
            self._news.learn(added.named, added.looked, added.opened)
        elif placed is not None:
            self._news.forget(placed.thread_id)
        return settled

    def follow_up(self, now: datetime) -> Sequence[Development]:
        """Open what no article opens: pages that are gone, and dates that passed and nobody followed up.

        Raises:
            StorageError: the database refused; nothing was kept.
        """
        with self._turn, self._ledgers.begin() as ledger:
            self._catch_up(ledger)
            # the second reads the thread as the first left it
            opened = self._news.withdrawn(ledger, now)
            for one in opened:
                self._tell_of(ledger, one, now)
            reminders = self._news.overdue(ledger, now)
            for one in reminders:
                self._tell_of(ledger, one, now)
        return [one.development for one in (*opened, *reminders)]

    def rethink(self, now: datetime, threads: Iterable[str] = ()) -> list[Action]:
        """Think again of the threads that moved since the last time; each change is one transaction and is returned.

        Nothing is told because of it: developments keep their ids.

        Args:
            now: when this is decided.
            threads: ids of further threads to think of.

        Raises:
            StorageError: the database refused; what was decided before is kept.
        """
        with self._turn:
            moved, self._moved = list(dict.fromkeys([*self._moved, *threads])), {}
            with self._ledgers.begin() as ledger:
                self._catch_up(ledger)
        done: list[Action] = []
        for thread_id in moved:
            with self._turn:
                action = self._rethink(thread_id, now)
                self._blogs.pop(thread_id, None)
            done += [action] if action else []
        return done

    def _rethink(self, thread_id: str, now: datetime) -> Action | None:
        proposal = self._propose(thread_id)
        if proposal is None:
            return None
        with self._ledgers.begin() as ledger:
            if self._catch_up(ledger) and (proposal := self._propose(thread_id)) is None:
                return None
            before = ledger.layout([proposal.thread_id, *([proposal.other] if proposal.other else [])])
            done = carry_out(proposal, before, now, ledger.is_slug_taken)
            ledger.add_action(done.action, done.layout.changes_since(before))
        with self._ledgers.begin() as ledger:
            self._catch_up(ledger)
        return done.action

    def _catch_up(self, ledger: Ledger) -> int:
        """Take in what hands and second thoughts did, and the watches that stand, at the beginning of a transaction."""
        n_actions = self._past.catch_up(ledger)
        if n_actions:
            # threads are now other than they are remembered
            self._news.forget_all()
        self._owing.catch_up(ledger, threads_changed=n_actions > 0)
        return n_actions

    def _propose(self, thread_id: str) -> Proposal | None:
        blog = self._blogs.get(thread_id)
        if blog is not None and self._stories.by_words.is_empty(thread_id):
            decision = self._stories.decide(blog.reading, blog.vector, Provenance(kind=ProvenanceKind.ORIGINAL))
            place = blog.reading.article.id, thread_id
            return adopt(self._stories, place, decision, self._past.bindings, self._rules.second)
        return propose(self._stories, thread_id, self._past.bindings, self._rules.second)

    def reject(self, rejected: Rejected, page_key: int) -> Settled:
        """Write that a page is no article, and why."""
        with self._ledgers.begin() as ledger:
            ledger.settle_page(page_key, rejected.outcome, rejected.detail, None)
        return Settled(outcome=rejected.outcome, detail=rejected.detail)

    def provenance(self, article: Article, stored: Callable[[Sequence[str]], Iterable[Article]]) -> Provenance:
        """Judge whose text an article is; changes nothing, and may be asked while another article is settled.

        Args:
            article: which.
            stored: gives the stored articles of these ids.
        """
        found = self._copies.find(article)
        others = list(stored(found.article_ids)) if found.article_ids else []
        return provenance(article, others, self._rules.copies, found.standing)

    def _add(self, ledger: Ledger, embedded: Embedded, now: datetime) -> tuple[Settled, "_Added"]:
        article = embedded.reading.article
        origin = embedded.origin or self.provenance(article, lambda ids: _found(ledger, ids))
        decision = with_origin(ledger, self._stories.decide(embedded.reading, embedded.vector, origin), article, origin)
        thread = ledger.find_thread(decision.thread_id) if decision.thread_id else None
        looked = self._news.look(ledger, embedded.reading, origin, thread)
        if looked.news and looked.news.revives and origin.kind is not ProvenanceKind.COPY:
            # what looks like the last development after a long silence is told because something happened
            decision = replace(decision, development_id=None)
        entry = self._retold(ledger, looked, thread) if decision.development_id is None else None
        placement = place(
            decision,
            article,
            thread=thread,
            development=ledger.find_development(decision.development_id) if decision.development_id else entry,
            is_slug_taken=ledger.is_slug_taken,
            now=now,
        )
        named = self._news.name(placement, looked, origin)
        placement = named.placement
        changes = self._news.changes(looked) if self._owing.asks_for_changes else ()
        ledger.add_article(self._traced(embedded.reading), origin, embedded.vector, embedded.model_name)
        ledger.add_assignment(placement.assignment, placement.thread, placement.development)
        opened = self._news.write(ledger, named, looked, now)
        if entry or may_change(placement, thread, opened.development if opened else None):
            head(ledger, placement.thread.id)
        alerts: Sequence[Alert] = ()
        if placement.assignment.opens_development:
            alerts = self._owing.tell(
                ledger, placement.development, embedded.reading, now, changes=changes, origin=origin
            )
        else:
            gaps = self._owing.tell_gaps(ledger, placement.development, now)
            told = (
                self._owing.tell(ledger, opened.development, embedded.reading, now, changes=changes) if opened else ()
            )
            alerts = (*gaps, *told)
        settled = _settled(Outcome.ARTICLE, placement.assignment, _origin_detail(origin), alerts)
        return settled, _Added(named=named, looked=looked, opened=opened)

    def _retold(self, ledger: Ledger, looked: Looked, thread: Thread | None) -> Development | None:
        return retold(ledger, looked, thread.id, self._rules.live, self._news.rarity) if thread else None

    def _revise(
        self, ledger: Ledger, embedded: Embedded, known: Article, now: datetime
    ) -> tuple[Settled, Placed | None]:
        reading = embedded.reading
        traced = self._traced(reading)
        revised = self._revising.revise(ledger, traced, embedded.vector, embedded.model_name, known=known, now=now)
        if revised is None:
            # what is stored stays, so that versions are always compared with one that an editor would tell from it
            return _unchanged(ledger, reading.article), None
        again_after, page_key = self._rules.live.again_after, embedded.page_key
        # a page that is read again from the archive says nothing of how its live blog fares now
        if revised.is_live and again_after and page_key is not None and now - reading.article.seen_at < _LATELY:
            ledger.look_again(page_key, now + again_after)
        assignment, detail = revised.assignment, "correction" if revised.is_correction else revised.kind.value
        if assignment is None:
            return Settled(outcome=Outcome.REVISION, detail=detail, article_id=reading.article.id), None
        settled = _settled(Outcome.REVISION, assignment, detail, revised.alerts)
        return settled, _placed(embedded, assignment.thread_id, assignment.development_id)

    @property
    def n_watch_readings(self) -> int:
        """How often all watches were read: a count."""
        return self._owing.n_readings

    def _tell_of(self, ledger: Ledger, opened: Opened, now: datetime) -> None:
        reading = Reading(article=opened.article, facts=ledger.find_facts(opened.article.id))
        self._owing.tell(ledger, opened.development, reading, now)

    def _traced(self, reading: Reading) -> Reading:
        """Return a reading as it is stored: the traces that the indexes are rebuilt from in place of its signature."""
        return replace(reading, signature=self._stories.traces(reading))

    def _learn(self, placed: Placed, *, is_new: bool) -> None:
        if is_new:
            self._moved[placed.thread_id] = None
            self._stories.learn(placed)
            self._copies.add(placed.article, placed.signature)
        else:
            self._stories.revise(placed)


def _found(ledger: Ledger, article_ids: Sequence[str]) -> list[Article]:
    return [article for article_id in article_ids if (article := ledger.find_article(article_id))]


def _unchanged(ledger: Ledger, article: Article) -> Settled:
    assignment = ledger.find_assignment(article.id)
    if assignment is None:
        return Settled(outcome=Outcome.UNCHANGED, article_id=article.id)
    return _settled(Outcome.UNCHANGED, assignment, "", ())


def _settled(outcome: Outcome, assignment: Assignment, detail: str, alerts: Sequence[Alert]) -> Settled:
    return Settled(
        outcome=outcome,
        detail=detail,
        article_id=assignment.article_id,
        thread_id=assignment.thread_id,
        development_id=assignment.development_id,
        alerts=alerts,
    )


def _placed(embedded: Embedded, thread_id: str, development_id: str) -> Placed:
    reading = embedded.reading
    return Placed(
        article=reading.article,
        names=tuple(name.text for name in reading.facts.names),
        vector=embedded.vector,
        signature=reading.signature,
        thread_id=thread_id,
        development_id=development_id,
    )


def _origin_detail(origin: Provenance) -> str:
    if origin.of is None:
        return ""
    return f"{origin.kind.value} of {origin.of}, {origin.shared:.0%} shared"
