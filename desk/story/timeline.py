"""A thread's first page: its developments a page at a time, with as many of their articles as can be read at once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.developments import Press, development_shown, told_of
from desk.facts_shown import date_shown, texts_of
from desk.keywords import keywords_of
from desk.shown import DayCount, FactShown, OutletShare
from desk.story.kept import Kept
from desk.story.outline import Outline, facts_of, outlines, version_of
from desk.story.shown import DevelopmentFolded, StoryHead, Stretch, TimelineShown
from pipeline.nouns import DateMention, Development, Evidence, Facts, ProvenanceKind, Thread
from storage.store import Store
from storage.thread_glance import Line
from storage.threads import Report
from storage.threads import Told as Story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRules:
    """How much of a thread one page shows."""

    #: Developments on one page: a count.
    most_developments: int = 25
    #: Articles with words of their own listed under a development, and copies: counts.
    most_others: int = 12
    most_copies: int = 12
    #: Days of activity: a count.
    most_days: int = 30
    #: Dates to come beside the timeline: a count.
    most_due: int = 12
    #: Dates looked through for them, the soonest: a count.
    most_dates: int = 400


RULES = StoryRules()


def stretch(n_all: int, skip: int, most: int) -> Stretch:
    """Return the part of a list that a page shows; past its end, the last part."""
    skip = skip if skip < n_all else max(0, (n_all - 1) // most * most)
    return Stretch(skip=skip, n=max(0, min(most, n_all - skip)), n_all=n_all, most=most)


def head_of(store: Store, thread: Thread, known: Outline) -> StoryHead:
    """Return what stands at the top of a thread's pages.

    Raises:
        StorageError: the database refused.
    """
    opening = known.developments[0]
    headed = _headed(store, thread)
    cards = store.glances.cards(filter(None, (opening.first_article_id, headed)))
    head = cards.get(headed or "")
    return StoryHead(
        thread=thread,
        first=told_of(cards[opening.first_article_id], known.names, headline=opening.headline, at=opening.first_at),
        headed=told_of(head, known.names, headline=thread.headline) if head else None,
        n_developments=len(known.developments),
        n_articles=len(known.lines),
        n_outlets=len({known.outlet_name(line) for line in known.lines}),
        activity=activity_of(known, thread.last_seen_at.date(), RULES.most_days),
        keywords=keywords_of(store, thread),
    )


def _headed(store: Store, thread: Thread) -> str | None:
    """Return the article whose headline heads a thread: the one that an editor chose, or the most central."""
    if thread.headline_of is not None:
        return thread.headline_of
    found = store.stories.heading(thread.id)
    # a thread that has not moved since an older version chose may be headed by another
    return found[1] if found and found[0] == thread.headline else None


def timeline_view(
    store: Store, thread: Thread, now: datetime, kept: Kept, *, is_newest_first: bool = True, skip: int = 0
) -> TimelineShown:
    """Return what a thread's first page shows.

    Args:
        store: What is remembered.
        thread: The thread.
        now: The present instant: dates to come are those that have not passed.
        kept: What was composed before.
        is_newest_first: Newest development first, or in order of time.
        skip: Developments to leave out before.

    Raises:
        StorageError: the database refused.
    """
    known = outlines(store, [thread], kept)[thread.id]
    ordered = known.developments[::-1] if is_newest_first else known.developments
    part = stretch(len(ordered), skip, RULES.most_developments)
    chosen = ordered[part.skip : part.skip + part.n]
    key = (version_of(thread), is_newest_first, part.skip)
    return TimelineShown(
        head=kept.get(("head", version_of(thread)), lambda: head_of(store, thread, known)),
        developments=kept.get(("developments", *key), lambda: folded(store, known, chosen, kept)),
        stretch=part,
        is_newest_first=is_newest_first,
        outlets=_shares(known),
        due=kept.get(("due", version_of(thread), now.date()), lambda: due_of(store, known, now.date())),
    )


def folded(
    store: Store, known: Outline, chosen: Sequence[Development], kept: Kept, rules: StoryRules = RULES
) -> tuple[DevelopmentFolded, ...]:
    """Return developments with the articles that are shown at once; one that did not move is as kept.

    Raises:
        StorageError: the database refused.
    """
    outlets = frozenset(line.outlet for line in known.lines if line.outlet)
    # an edit of substance and a withdrawal open developments of their own: by them an entry knows that it changed
    opened = Counter(each.first_article_id for each in known.developments)
    keys: dict[str, tuple[object, ...]] = {}
    for each in chosen:
        lines = tuple(known.by_development.get(each.id, ()))
        keys[each.id] = ("folded", each, lines, tuple(opened[line.article_id] for line in lines), outlets)
    shown: dict[str, DevelopmentFolded] = {
        each: found for each, key in keys.items() if (found := kept.find(key)) is not None
    }
    missing = [each for each in chosen if each.id not in shown]
    for made in _folded_anew(store, known, missing, kept, outlets=outlets, rules=rules) if missing else ():
        shown[made.shown.id] = made
        kept.put(keys[made.shown.id], made)
    return tuple(shown[each.id] for each in chosen if each.id in shown)


def _folded_anew(
    store: Store,
    known: Outline,
    chosen: Sequence[Development],
    kept: Kept,
    *,
    outlets: frozenset[str],
    rules: StoryRules,
) -> Iterator[DevelopmentFolded]:
    wanted = {each.id: _chosen_lines(known.by_development.get(each.id, ()), each, rules) for each in chosen}
    openers = [each.first_article_id for each in chosen]
    evidence = store.evidence.of_developments(each.id for each in chosen)
    ids = {line.article_id for lines in wanted.values() for line in lines} | set(openers) | _standing_in(evidence)
    facts = facts_of(store, known, kept, sorted(set(openers)))
    press = replace(_press(store, known, store.stories.reports(ids), facts, evidence), outlets=outlets)
    for each in chosen:
        if each.first_article_id in press.reports:
            yield _folded(each, wanted[each.id], known, press)


def _standing_in(evidence: Mapping[str, Sequence[Evidence]]) -> set[str]:
    """Return the articles in which evidence stands, and those that it is held against."""
    passages = [place for found in evidence.values() for one in found for place in (one.passage, one.against) if place]
    return {place.article_id for place in passages}


def _chosen_lines(lines: Sequence[Line], development: Development, rules: StoryRules) -> list[Line]:
    own = [line for line in lines if line.provenance is not ProvenanceKind.COPY]
    copies = [line for line in lines if line.provenance is ProvenanceKind.COPY]
    return [
        line
        for line in (*own[: rules.most_others + 1], *copies[: rules.most_copies])
        if line.article_id != development.first_article_id
    ]


def _folded(development: Development, lines: Sequence[Line], known: Outline, press: Press) -> DevelopmentFolded:
    reports = tuple(press.reports[line.article_id] for line in lines if line.article_id in press.reports)
    every = known.by_development.get(development.id, ())
    others = {line.article_id for line in every} - {development.first_article_id}
    return DevelopmentFolded(
        shown=development_shown(Story(development=development, reports=reports), press),
        n_outlets=len({known.outlet_name(line) for line in known.carrying(development)}) or 1,
        n_copies=sum(line.provenance is ProvenanceKind.COPY and line.article_id in others for line in every),
        n_more=len(others) - len(reports),
    )


def _press(
    store: Store,
    known: Outline,
    reports: Mapping[str, Report],
    facts: Mapping[str, Facts],
    evidence: Mapping[str, Sequence[Evidence]],
) -> Press:
    """Fetch, in a few queries, what the developments name: other articles, facts, revisions, other threads."""
    grounds = [report.assignment.grounds for report in reports.values()]
    named = {each.nearest_article_id for each in grounds} | {report.provenance.of for report in reports.values()}
    return Press(
        reports=reports,
        names=known.names,
        cards=store.glances.cards(article_id for article_id in named if article_id),
        threads=store.glances.threads({each.runner_up_thread_id for each in grounds if each.runner_up_thread_id}),
        facts=facts,
        revisions=store.stories.revisions(reports),
        evidence=evidence,
    )


def due_of(store: Store, known: Outline, today: date) -> tuple[FactShown, ...]:
    """Return what is due and has not passed, soonest first; a date told twice stands with its first telling.

    Raises:
        StorageError: the database refused.
    """
    told_at = {line.article_id: line.told_at for line in known.lines if line.provenance is not ProvenanceKind.COPY}
    soonest: dict[str, tuple[str, DateMention]] = {}
    found = store.stories.dates(known.thread.id, today.isoformat(), RULES.most_dates)
    for each in sorted((one for one in found if one.article_id in told_at), key=lambda one: told_at[one.article_id]):
        if each.fact.value and _reaches(each.fact.value, today):
            soonest.setdefault(each.fact.value, (each.article_id, each.fact))
    chosen = [soonest[value] for value in sorted(soonest)[: RULES.most_due]]
    cards, texts = store.glances.cards(article_id for article_id, _ in chosen), texts_of(store, chosen)
    return tuple(
        date_shown(fact, told_of(cards[article_id], known.names), texts.get(article_id))
        for article_id, fact in chosen
        if article_id in cards
    )


def _reaches(value: str, today: date) -> bool:
    """Tell whether an ISO 8601 date, month or year has not wholly passed."""
    return value[:1].isdigit() and value[:10] >= today.isoformat()[: len(value[:10])]


def _shares(known: Outline) -> tuple[OutletShare, ...]:
    articles: Counter[str] = Counter()
    copies: Counter[str] = Counter()
    openers = {each.first_article_id for each in known.developments}
    firsts: Counter[str] = Counter()
    for line in known.lines:
        name = known.outlet_name(line)
        articles[name] += 1
        copies[name] += line.provenance is ProvenanceKind.COPY
        firsts[name] += line.article_id in openers
    shares = (
        OutletShare(name=name, n_articles=n, n_firsts=firsts[name], n_copies=copies[name])
        for name, n in articles.items()
    )
    return tuple(sorted(shares, key=lambda share: (-share.n_firsts, -share.n_articles, share.name.casefold())))


def activity_of(known: Outline, until: date, most: int) -> tuple[DayCount, ...]:
    """Return articles a day up to a day, oldest first: from the thread's first day on, a week at the least."""
    days = Counter(line.told_at.date() for line in known.lines)
    first = min(max(until - timedelta(days=most - 1), min(days, default=until)), until - timedelta(days=6))
    span = (until - first).days + 1
    return tuple(DayCount(day=day, n=days.get(day, 0)) for day in (first + timedelta(days=n) for n in range(span)))
