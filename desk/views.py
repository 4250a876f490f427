"""What pages, mails and `--json` show, composed from the store: it reads, decides nothing and writes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.developments import Press, development_shown, told_of
from desk.facts_shown import date_shown, texts_of
from desk.keywords import keywords_of
from desk.shown import (
    DayCount,
    DevelopmentShown,
    DueShown,
    FactShown,
    FeedShown,
    Found,
    NoticeShown,
    OutletShare,
    OutletShown,
    SearchShown,
    Stretch,
    ThreadMoved,
    ThreadShown,
)
from desk.vigil import OUTLET_KINDS
from desk.wording import kind_name
from pipeline.nouns import Action, Development, ProvenanceKind, Thread
from pipeline.query import Question, read_leniently
from pipeline.thread.quiet import moves_of, quiet_from, status
from storage.feeds import FeedState
from storage.glance import ReportCard
from storage.search import SearchHit
from storage.store import Store
from storage.threads import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRules:
    """How much is shown."""

    #: Days of a thread's activity in a list: a count.
    days: int = 14
    #: Days of activity on a thread's own page at most: a count.
    most_days: int = 30
    #: Threads that a search shows beside its articles: a count.
    most_threads: int = 8
    #: Dates to come on one page: a count.
    most_due: int = 12
    #: Earlier developments named in a list: a count.
    most_earlier: int = 2
    #: Actions on a thread that are looked through for what put an article there, the latest: a count.
    most_actions: int = 500


_RULES = ViewRules()


def threads_that_moved(
    store: Store,
    now: datetime,
    *,
    query: str | Question | None = None,
    limit: int = 60,
    skip: int = 0,
    since: datetime | None = None,
) -> tuple[ThreadMoved, ...]:
    """Return the threads, the one that moved last first, each with what moved.

    Args:
        store: What is remembered.
        now: The present instant: activity is counted up to it.
        query: Only threads in which these words were published; None: all.
        limit: How many at most.
        skip: How many to leave out before.
        since: Only threads that moved at this instant or later.

    Raises:
        StorageError: the database refused.
    """
    return _moved(store, store.threads.listing(query=query, since=since, limit=limit, offset=skip), now)


def thread_view(store: Store, id_or_slug: str, now: datetime, *, is_newest_first: bool = True) -> ThreadShown:
    """Return all that a thread's page shows.

    Args:
        store: What is remembered.
        id_or_slug: The thread's id, its slug, or one that it had.
        now: The present instant: dates to come are those that have not passed.
        is_newest_first: Newest development first, or in order of time.

    Raises:
        NotFoundError: no thread is known under this name.
        StorageError: the database refused.
    """
    thread = store.threads.find(id_or_slug)
    stories = store.threads.developments(thread.id)
    press = _press(store, thread.id, stories)
    shown = [development_shown(story, press) for story in stories]
    reports = [report for story in stories for report in story.reports]
    moves = moves_of(story.development for story in stories)
    days = Counter(report.article.told_at.date() for report in reports)
    return ThreadShown(
        thread=thread,
        first=shown[0].first.told,
        developments=tuple(reversed(shown) if is_newest_first else shown),
        is_newest_first=is_newest_first,
        outlets=_shares(shown),
        activity=_activity(days, max(days, default=now.date()), _RULES.most_days, since=min(days, default=None)),
        due=_due(shown, now.date()),
        keywords=keywords_of(store, thread),
        status=status(moves, now),
        quiet_from=quiet_from(moves) if moves else None,
    )


def search_view(store: Store, query: str | Question, now: datetime, *, limit: int = 50) -> SearchShown:
    """Return the threads and articles that a query finds; a bare string is read leniently, and every one is answered.

    Raises:
        StorageError: the database refused.
    """
    asked = query if isinstance(query, Question) else Question(query=read_leniently(query), now=now)
    typed = asked.query.typed
    if not typed.strip():
        return SearchShown(query=typed, threads=(), articles=(), problem=None)
    threads = _moved(store, store.threads.listing(query=asked, limit=_RULES.most_threads), now)
    hits = store.search.find(asked, limit=limit)
    homes = store.glances.threads_of(hit.article.id for hit in hits)
    names = store.glances.outlet_names()
    articles = tuple(
        Found(told=told_of(hit.article, names), snippet=snippet_of(hit), thread=homes.get(hit.article.id))
        for hit in hits
    )
    return SearchShown(query=typed, threads=threads, articles=articles, problem=asked.query.problem)


def due_view(store: Store, now: datetime, *, limit: int = _RULES.most_due) -> tuple[DueShown, ...]:
    """Return the dates to come of all threads, soonest first.

    Raises:
        StorageError: the database refused.
    """
    names = store.glances.outlet_names()
    due: dict[tuple[str, str | None], DueShown] = {}
    # one date is often told by several: more are fetched than are shown
    found = store.glances.follow_ups(now.date().isoformat(), 5 * limit)
    texts = texts_of(store, ((each.card.id, each.mention) for each in found))
    for each in found:
        fact = date_shown(each.mention, told_of(each.card, names), texts.get(each.card.id))
        due.setdefault((each.thread.id, each.mention.value), DueShown(fact=fact, thread=each.thread))
    return tuple(due.values())[:limit]


def outlets_view(store: Store) -> tuple[OutletShown, ...]:
    """Return every outlet that is followed with its health and yield, those in trouble first.

    Raises:
        StorageError: the database refused.
    """
    states: dict[str, list[FeedState]] = {}
    for state in store.feeds.states():
        if state.is_active:
            states.setdefault(state.outlet, []).append(state)
    notices: dict[str, list[NoticeShown]] = {}
    for one in store.notices.listing(kinds=OUTLET_KINDS, only_open=True):
        shown_as = NoticeShown(kind=one.kind.value, began_at=one.began_at, says=one.says)
        notices.setdefault(one.outlet, []).append(shown_as)
    shown = [
        OutletShown(
            slug=each.slug,
            name=each.name,
            home=each.home,
            kind=each.kind,
            is_wire=each.is_wire,
            feeds=tuple(_feed_shown(state) for state in states.get(each.slug, ())),
            n_articles=each.n_articles,
            last_article_at=each.last_article_at,
            notices=tuple(notices.get(each.slug, ())),
        )
        for each in store.glances.outlets()
        if each.is_active
    ]
    return tuple(sorted(shown, key=lambda outlet: not outlet.is_in_trouble))


def development_view(store: Store, development_id: str) -> tuple[Thread, DevelopmentShown]:
    """Return the thread of a development, and the development as its page shows it.

    Raises:
        NotFoundError: it is not known.
        StorageError: the database refused.
    """
    thread, stories = _thread_of(store, development_id)
    return thread, _one(store, thread, stories, development_id)


def development_told(store: Store, development_id: str) -> tuple[Thread, list[Development], DevelopmentShown]:
    """Return the thread of a development, all developments in it in order of time, and the one as it is shown.

    Raises:
        NotFoundError: it is not known.
        StorageError: the database refused.
    """
    thread, stories = _thread_of(store, development_id)
    return thread, [story.development for story in stories], _one(store, thread, stories, development_id)


def _thread_of(store: Store, development_id: str) -> tuple[Thread, list[Told]]:
    thread = store.threads.find(store.threads.development(development_id).thread_id)
    return thread, store.threads.developments(thread.id)


def _one(store: Store, thread: Thread, stories: Sequence[Told], development_id: str) -> DevelopmentShown:
    story = next(story for story in stories if story.development.id == development_id)
    return development_shown(story, _press(store, thread.id, [story], among=stories))


def _press(store: Store, thread_id: str, stories: Sequence[Told], among: Sequence[Told] | None = None) -> Press:
    """Fetch, in a few queries, what the developments name: other articles, facts, revisions, other threads."""
    reports = {report.article.id: report for story in among or stories for report in story.reports}
    shown = {story.development.first_article_id for story in stories}
    shown.update(report.article.id for story in stories for report in story.reports)
    grounds = [reports[article_id].assignment.grounds for article_id in shown if article_id in reports]
    origins = [reports[article_id].provenance.of for article_id in shown if article_id in reports]
    named = {ground.nearest_article_id for ground in grounds} | set(origins)
    return Press(
        reports=reports,
        names=store.glances.outlet_names(),
        cards=store.glances.cards(article_id for article_id in named if article_id),
        threads=store.glances.threads({g.runner_up_thread_id for g in grounds if g.runner_up_thread_id}),
        facts=store.articles.facts(sorted({story.development.first_article_id for story in stories})),
        revisions=store.glances.revisions(thread_id),
        evidence=store.evidence.of_thread(thread_id),
        actions=_last_actions(store, thread_id),
    )


def _last_actions(store: Store, thread_id: str) -> dict[str, Action]:
    """Return, by article, the latest standing action that put it into this thread."""
    last: dict[str, Action] = {}
    for action in reversed(store.actions.listing(thread_id, limit=_RULES.most_actions)):
        if action.shifts and action.undone_by is None and action.undoes is None:
            last.update(dict.fromkeys(action.articles, action))
    return last


def _moved(store: Store, threads: Sequence[Thread], now: datetime) -> tuple[ThreadMoved, ...]:
    ids = [thread.id for thread in threads]
    developments = store.glances.developments(ids)
    reports = store.glances.reports(ids)
    names = store.glances.outlet_names()
    return tuple(
        _thread_moved(thread, developments[thread.id], reports[thread.id], names, now)
        for thread in threads
        if thread.id in developments and thread.id in reports
    )


def _thread_moved(
    thread: Thread,
    developments: Sequence[Development],
    reports: Sequence[ReportCard],
    names: Mapping[str, str],
    now: datetime,
) -> ThreadMoved:
    cards = {report.card.id: report.card for report in reports}
    told = [
        told_of(cards[each.first_article_id], names, headline=each.headline, at=each.first_at)
        for each in developments
        if each.first_article_id in cards
    ]
    newest = developments[-1]
    return ThreadMoved(
        thread=thread,
        first=told[0],
        newest=told[-1],
        newest_kind=newest.kind,
        newest_kind_name=kind_name(newest.kind),
        earlier=tuple(reversed(told[1:-1]))[: _RULES.most_earlier],
        n_outlets=len({told_of(report.card, names).outlet_name for report in reports}),
        n_copies=sum(report.provenance.kind is ProvenanceKind.COPY for report in reports),
        activity=_activity(Counter(report.card.told_at.date() for report in reports), now.date(), _RULES.days),
    )


def _activity(days: Mapping[date, int], until: date, length: int, since: date | None = None) -> tuple[DayCount, ...]:
    first = until - timedelta(days=length - 1)
    if since is not None:
        # a day or two would make no picture: a week at the least
        first = min(max(first, since), until - timedelta(days=6))
    span = (until - first).days + 1
    return tuple(DayCount(day=day, n=days.get(day, 0)) for day in (first + timedelta(days=n) for n in range(span)))


def _shares(developments: Iterable[DevelopmentShown]) -> tuple[OutletShare, ...]:
    articles: dict[str, set[str]] = {}
    copies: dict[str, set[str]] = {}
    firsts: Counter[str] = Counter()
    for development in developments:
        firsts[development.first.told.outlet_name] += 1
        for carried in development.carried:
            articles.setdefault(carried.told.outlet_name, set()).add(carried.told.article_id)
            if carried.provenance is ProvenanceKind.COPY:
                copies.setdefault(carried.told.outlet_name, set()).add(carried.told.article_id)
    shares = (
        OutletShare(name=name, n_articles=len(ids), n_firsts=firsts[name], n_copies=len(copies.get(name, ())))
        for name, ids in articles.items()
    )
    return tuple(sorted(shares, key=lambda share: (-share.n_firsts, -share.n_articles, share.name.casefold())))


def _due(developments: Iterable[DevelopmentShown], today: date) -> tuple[FactShown, ...]:
    """Return what is due and has not passed, soonest first; a date told twice stands with its first telling."""
    soonest: dict[str, FactShown] = {}
    for development in developments:
        for fact in development.dates:
            if fact.is_follow_up and fact.label and _reaches(fact.label, today):
                soonest.setdefault(fact.label, fact)
    return tuple(soonest[value] for value in sorted(soonest))[: _RULES.most_due]


def _reaches(value: str, today: date) -> bool:
    """Tell whether an ISO 8601 date, month or year has not wholly passed."""
    return value[:1].isdigit() and value[:10] >= today.isoformat()[: len(value[:10])]


def snippet_of(hit: SearchHit) -> tuple[Stretch, ...]:
    """Return the words around what was found, marked; nothing where the headline says it all."""
    if hit.snippet.strip(" …") in hit.article.headline:
        return ()
    stretches: list[Stretch] = []
    at = 0
    for start, end in hit.marks:
        stretches += [Stretch(text=hit.snippet[at:start]), Stretch(text=hit.snippet[start:end], kind="found")]
        at = end
    stretches.append(Stretch(text=hit.snippet[at:]))
    return tuple(stretch for stretch in stretches if stretch.text)


def _feed_shown(state: FeedState) -> FeedShown:
    return FeedShown(
        url=state.url,
        kind=state.kind.value,
        fetched_at=state.last_fetched_at,
        next_at=state.next_fetch_at,
        n_failures=state.n_failures,
        failure=state.last_failure,
    )
