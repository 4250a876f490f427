"""Watches as they are shown: what each would have told, how many it told, whether it is noisy or refused."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.channels.addresses import address_shown
from desk.shown import Told
from desk.told import digest_view
from desk.wording import delivery_words, kind_name, unreachable_words, watch_words
from pipeline.deliver import DeliverRules, is_noisy
from pipeline.match import MatchRules, is_match, owed_gaps, owed_silence, subject_of
from pipeline.nouns import (
    Alert,
    AlertState,
    Article,
    Development,
    DevelopmentKind,
    Evidence,
    Facts,
    NoticeKind,
    Thread,
    Unreachable,
    Watch,
    WatchKind,
)
from pipeline.thread.accounts import Account, in_order
from pipeline.thread.changed import Counts, every_change
from pipeline.thread.forms import goes_on
from pipeline.thread.posted import alone, entry_of
from pipeline.thread.sentences import lines_of
from pipeline.watch_index import WatchIndex
from storage.store import Store

_RULES = DeliverRules()
_DAY = timedelta(days=1)
#: Developments that are looked at together: enough that queries are few, little to hold in memory.
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchShown:
    """A watch in a list."""

    watch: Watch
    #: What it looks at, as the end of “you watch …”.
    looks_at: str
    #: The thread that it looks at; None: it looks at none, or that is not known any more.
    thread: Thread | None
    #: Who is told, without what may be secret in an address.
    recipient: str
    #: When it tells, in plain words.
    delivery: str
    #: Alerts in the last seven days: a count.
    n_week: int
    is_noisy: bool
    #: Why the recipient's server refuses its letters; None: it does not.
    refused: str | None
    #: That its letters come back again and again, in a sentence; None: they do not.
    unreachable: str | None

    @property
    def a_day(self) -> float:
        """Return how many alerts it made a day in the last seven."""
        return self.n_week / (_RULES.noise_span / _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """An alert in a list."""

    alert: Alert
    state: AlertState
    #: Who is told, without what may be secret in an address.
    recipient: str
    #: The development's headline, or what befell an outlet.
    headline: str
    #: The development's thread; None: it tells of an outlet.
    thread: Thread | None
    #: The development's first report; None: it tells of an outlet, or of what is not known any more.
    told: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """A development or notice that a watch would have told."""

    at: datetime
    #: Kind of development or notice.
    kind: str
    headline: str
    outlet: str | None
    thread_id: str | None
    development_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a watch would have told."""

    lines: tuple[Previewed, ...]
    #: Over how many days.
    days: float
    is_noisy: bool

    @property
    def a_day(self) -> float:
        """Return how many it would have told a day."""
        return len(self.lines) / self.days


def watches_view(store: Store, now: datetime) -> tuple[WatchShown, ...]:
    """Return all watches as they are shown, the oldest first.

    Raises:
        StorageError: the database refused.
    """
    watches = store.watches.listing()
    ids = [watch.id for watch in watches]
    counts = store.letters.count_by_watch(ids, now - _RULES.noise_span)
    refusals = store.letters.refusals(ids)
    gone = store.bounces.unreachable(now - _RULES.bounce_span, _RULES.many_bounces)
    threads = store.glances.threads({watch.value for watch in watches if watch.kind is WatchKind.THREAD})
    return tuple(
        WatchShown(
            watch=watch,
            looks_at=watch_words(watch),
            thread=threads.get(watch.value) if watch.kind is WatchKind.THREAD else None,
            recipient=address_shown(watch.recipient),
            delivery=delivery_words(watch.delivery),
            n_week=counts.get(watch.id, 0),
            is_noisy=is_noisy(counts.get(watch.id, 0), _RULES),
            refused=refusals.get(watch.id),
            unreachable=_unreachable(gone.get(watch.recipient.lower())),
        )
        for watch in watches
    )


def _unreachable(found: Unreachable | None) -> str | None:
    return None if found is None else unreachable_words(found)


def alerts_view(store: Store, alerts: Sequence[Alert], now: datetime) -> tuple[AlertLine, ...]:
    """Return alerts as they are shown, in the order given.

    Raises:
        StorageError: the database refused.
    """
    shown = digest_view(store, alerts, now)
    lines = {line.development_id: (one.thread, line) for one in shown.threads for line in one.lines}
    notices = {notice.id: f"{name}: {notice.kind.value}" for name, notice in shown.notices}
    found: list[AlertLine] = []
    for alert in alerts:
        thread, line = lines.get(alert.development_id or "", (None, None))
        gone = notices.get(alert.notice_id or "", "not known any more")
        found.append(
            AlertLine(
                alert=alert,
                state=alert.state,
                recipient=address_shown(alert.recipient),
                headline=line.told.headline if line else gone,
                thread=thread,
                told=line.told if line else None,
            )
        )
    return tuple(found)


def preview(store: Store, watch: Watch, since: datetime, now: datetime, rules: MatchRules) -> Preview:
    """Return what a watch would have told between two instants; nothing is stored or sent.

    Args:
        store: What is remembered.
        watch: The watch, as it would be.
        since: From when.
        now: Until when.
        rules: Which outlet is ours.

    Raises:
        StorageError: the database refused.
    """
    # as if it had always been there
    watch = replace(watch, created_at=min(watch.created_at, since - rules.news_age))
    if watch.kind is WatchKind.SILENCE:
        lines = tuple(_silences(store, watch, since, now, rules))
    else:
        lines = tuple(_developments(store, watch, since, rules))
    days = max((now - since) / _DAY, 1.0)
    in_span = len(lines) * (_RULES.noise_span / _DAY) / days
    return Preview(lines=lines, days=days, is_noisy=is_noisy(round(in_span), _RULES))


def _silences(store: Store, watch: Watch, since: datetime, now: datetime, rules: MatchRules) -> Iterator[Previewed]:
    index = WatchIndex([watch])
    for notice in reversed(store.notices.listing(kinds=[NoticeKind.QUIET])):
        if notice.began_at >= since and owed_silence(notice, index, now=now, rules=rules):
            yield Previewed(
                at=notice.began_at,
                kind=notice.kind.value,
                headline=notice.says,
                outlet=notice.outlet,
                thread_id=None,
                development_id=None,
            )


def _developments(store: Store, watch: Watch, since: datetime, rules: MatchRules) -> Iterator[Previewed]:
    batch: list[Development] = []
    for development in store.exports.developments(since=since):
        batch.append(development)
        if len(batch) == _BATCH:
            yield from _matching(store, watch, batch, rules)
            batch = []
    yield from _matching(store, watch, batch, rules)


def _matching(
    store: Store, watch: Watch, developments: Sequence[Development], rules: MatchRules
) -> Iterator[Previewed]:
    if watch.kind is WatchKind.GAP:
        asking = _with_gap(store, watch, developments, rules)
    else:
        asking = _asked_for(store, watch, developments)
    for development in developments:
        if development.id in asking:
            yield Previewed(
                at=development.first_at,
                kind=kind_name(development.kind),
                headline=development.headline,
                outlet=development.first_outlet,
                thread_id=development.thread_id,
                development_id=development.id,
            )


def _with_gap(store: Store, watch: Watch, developments: Iterable[Development], rules: MatchRules) -> set[str]:
    """Return the ids of the developments that enough outlets carry, and ours does not."""
    index, known = WatchIndex([watch]), list(developments)
    carried = store.glances.outlets_of(one.id for one in known)
    return {
        one.id
        for one in known
        if owed_gaps(one, dict.fromkeys(carried.get(one.id, ()), one.first_at), index, now=one.first_at, rules=rules)
    }


def _asked_for(store: Store, watch: Watch, developments: Sequence[Development]) -> set[str]:
    """Return the ids of the developments that a watch asks for by what their first articles hold."""
    ids = sorted({one.first_article_id for one in developments})
    articles = {article.id: article for article in store.articles.find_all(ids)}
    facts, origins = store.articles.facts(ids), store.articles.provenance(ids)
    asks_for_changes = WatchIndex([watch]).asks_for_changes
    found: set[str] = set()
    for one in developments:
        if article := articles.get(one.first_article_id):
            known = facts.get(article.id, Facts())
            if goes_on(article) and (posted := entry_of(article, one)):
                article, known = alone(article, known, posted, one.headline)
            subject = subject_of(one, article, known, origins.get(article.id))
            changes = _changes(store, one, article, known) if asks_for_changes else ()
            if is_match(watch, one, subject, now=one.opened_at, changes=changes):
                found.add(one.id)
    return found


def _changes(store: Store, development: Development, article: Article, known: Facts) -> Sequence[Evidence]:
    """Return the figures that the thread had with another value when the development was first told."""
    if development.kind is DevelopmentKind.CORRECTION:
        return store.evidence.of_thread(development.thread_id).get(development.id, ())
    reports = store.glances.reports([development.thread_id]).get(development.thread_id, [])
    earlier = [each.card for each in reports if each.card.told_at < development.first_at and each.card.id != article.id]
    facts = store.articles.facts([card.id for card in earlier])
    accounts = [
        Account(article_id=card.id, outlet=card.outlet, told_at=card.told_at, facts=facts.get(card.id, Facts()))
        for card in earlier
    ]
    mine = Account(article_id=article.id, outlet=article.outlet, told_at=article.told_at, facts=known)
    # how rare their words are is nothing to the figures in them
    lines = lines_of(article, lambda _word: 1.0)
    return every_change(Counts(mine), [Counts(each) for each in in_order(accounts)], lines)
