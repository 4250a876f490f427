"""Development x watches -> alerts: who is owed what, decided from what stands in the development's first article."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline import identity
from pipeline.conditions import is_met, parse_condition
from pipeline.deliver import release_at, unhurried
from pipeline.errors import QueryError
from pipeline.nouns import (
    Alert,
    Article,
    Development,
    DevelopmentKind,
    Evidence,
    Facts,
    Notice,
    NoticeKind,
    Provenance,
    ProvenanceKind,
    Watch,
    WatchKind,
)
from pipeline.query import Query, Subject, matches, read_query
from pipeline.query.tree import sentences
from pipeline.query.words import has_phrase, stems_of
from pipeline.watch_index import WatchIndex, read_watched

#: As the value of a watch on silent outlets: whichever it is.
ANY_OUTLET = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRules:
    """What is still news."""

    #: A development that was published longer ago than this when it reached us is archive: it is shown, not mailed.
    #: Two days cover an outlet that was away over a night and a machine that was off for a day.
    news_age: timedelta = timedelta(hours=48)
    #: Right-hand side of the Message-IDs.
    mail_domain: str = "throughline.invalid"
    #: Slug of our own outlet, which coverage gaps are measured by; empty: there is none, and no gap.
    own_outlet: str = ""


@lru_cache(maxsize=4096)
def parse_query(query: str) -> Query:
    """Read the query of a watch: the language of every search, but for `similar:`.

    Raises:
        QueryError: it cannot be read, nothing in it can be looked for, or it asks for what is similar.
    """
    read = read_query(query)
    if sentences(read):
        raise QueryError(
            f"the query {query!r} asks for what is similar: a watch is matched by words and facts alone, "
            "within the transaction of an article; search for it, or watch the thread that it finds"
        )
    return read


def subject_of(
    development: Development, article: Article, facts: Facts | None = None, origin: Provenance | None = None
) -> Subject:
    """Return what a query is matched against.

    Args:
        development: what is told.
        article: the article that had it first.
        facts: the facts in it; None: none are known.
        origin: where its text comes from; None: it is its own.
    """
    return Subject(
        article,
        facts=facts,
        kinds=(development.kind, *development.also),
        threads=(development.thread_id,),
        is_copy=origin is not None and origin.kind is ProvenanceKind.COPY,
    )


@lru_cache(maxsize=16384)
def _name(value: str) -> tuple[str, ...]:
    return stems_of(value)


def is_match(
    watch: Watch, development: Development, subject: Subject, *, now: datetime, changes: Sequence[Evidence] = ()
) -> bool:
    """Tell whether a watch asks for this development, first told by this article.

    Args:
        watch: what is asked.
        development: the development.
        subject: its first article, with what is known of it.
        now: the present instant; `since:7d` is counted back from it.
        changes: figures that the thread had with another value.
    """
    value = watch.value
    match watch.kind:
        case WatchKind.THREAD:
            met = value == development.thread_id
        case WatchKind.OUTLET:
            met = value == subject.article.outlet
        case WatchKind.KIND:
            met = any(value == kind.value for kind in subject.kinds)
        case WatchKind.SPEAKER:
            met = any(has_phrase(name, _name(value)) for name in subject.speakers)
        case WatchKind.FIGURE:
            met = is_met(parse_condition(value), subject.facts.figures, changes)
        case WatchKind.QUERY:
            # a watch that was added under an older language must not stop an article
            met = matches(read_watched(value), subject, now)
        case WatchKind.GAP | WatchKind.SILENCE:
            met = False  # these look at what others carry, and at what does not come
    return met


def matching(
    index: WatchIndex,
    development: Development,
    subject: Subject,
    *,
    now: datetime,
    changes: Sequence[Evidence] = (),
) -> list[Watch]:
    """Return the watches that ask for a development, in the order in which the index was given them."""
    return [
        watch
        for watch in index.candidates(development, subject, changes)
        if is_match(watch, development, subject, now=now, changes=changes)
    ]


def owed_alerts(
    development: Development,
    article: Article,
    watches: Iterable[Watch] | WatchIndex,
    *,
    now: datetime,
    rules: MatchRules,
    facts: Facts | None = None,
    origin: Provenance | None = None,
    changes: Sequence[Evidence] = (),
    can_wait: bool = False,
) -> Sequence[Alert]:
    """Return the alerts that a development just opened puts into the outbox: one a recipient.

    Args:
        development: the development.
        article: the article that had it first.
        watches: all that stand.
        now: the instant at which it was opened.
        rules: what is still news.
        facts: the facts in that article.
        origin: where its text comes from; None: it is its own.
        changes: figures that the thread had with another value.
        can_wait: it goes into the next hourly digest, also to those who want to be told at once.
    """
    if not _is_news(development, now, rules):
        return ()
    index = watches if isinstance(watches, WatchIndex) else WatchIndex(watches)
    subject = subject_of(development, article, facts, origin)
    found = matching(index, development, subject, now=now, changes=changes)
    asking = [watch for watch in found if watch.created_at <= development.opened_at]
    if can_wait:
        asking = [replace(watch, delivery=unhurried(watch.delivery)) for watch in asking]
    return tuple(
        _alert(watch, identity.alert_id(watch.recipient, development.id), now, rules, development=development)
        for watch in _soonest(asking, now)
    )


def owed_gaps(
    development: Development, outlets: Mapping[str, datetime], index: WatchIndex, *, now: datetime, rules: MatchRules
) -> Sequence[Alert]:
    """Return the alerts that a further outlet puts into the outbox: others have the development, and ours has not.

    Args:
        development: the development.
        outlets: the outlets that carry it, each with when it first told of it.
        index: all watches that stand.
        now: the instant at which the last of them came.
        rules: what is still news, and which outlet is ours.
    """
    if not rules.own_outlet or rules.own_outlet in outlets or not _is_news(development, now, rules):
        return ()
    asking = [
        watch
        for watch in index.gaps
        if watch.created_at <= development.opened_at and least_outlets(watch.value) <= len(outlets)
    ]
    return tuple(
        _alert(watch, identity.alert_id(watch.recipient, development.id, "gap"), now, rules, development=development)
        for watch in _soonest(asking, now)
    )


def owed_silence(notice: Notice, index: WatchIndex, *, now: datetime, rules: MatchRules) -> Sequence[Alert]:
    """Return the alerts that an outlet which falls silent puts into the outbox."""
    if notice.kind is not NoticeKind.QUIET:
        return ()
    asking = [watch for watch in index.silences if watch.value in {notice.outlet, ANY_OUTLET}]
    return tuple(
        _alert(watch, identity.alert_id(watch.recipient, notice.id), now, rules, notice=notice)
        for watch in _soonest(asking, now)
    )


def least_outlets(value: str) -> int:
    """Return how many outlets must carry what ours has not, for a watch on gaps of this value to tell of it.

    Raises:
        QueryError: it is no number from 2 on.
    """
    if not value.isdecimal() or len(value) > 4 or int(value) < 2:
        raise QueryError(f"{value!r} is no number of outlets: write 2 or more")
    return int(value)


def check_value(kind: WatchKind, value: str) -> None:
    """Make sure that a watch of this kind can look for this value, as far as the value alone tells.

    Raises:
        QueryError: it cannot.
    """
    if kind is WatchKind.QUERY:
        parse_query(value)
    elif kind is WatchKind.FIGURE:
        parse_condition(value)
    elif kind is WatchKind.GAP:
        least_outlets(value)
    elif kind is WatchKind.SPEAKER and not stems_of(value):
        raise QueryError(f"{value!r} is no name of a speaker: write it as the outlets print it")
    elif kind is WatchKind.KIND and value not in list(DevelopmentKind):
        raise QueryError(f"{value!r} is no kind of development: there are {', '.join(DevelopmentKind)}")


def _is_news(development: Development, now: datetime, rules: MatchRules) -> bool:
    return development.first_at >= now - rules.news_age


def _soonest(watches: Iterable[Watch], now: datetime) -> Iterator[Watch]:
    """Yield for each recipient the watch that tells soonest, the oldest of them where several do."""
    chosen: dict[str, Watch] = {}
    for watch in watches:
        other = chosen.get(watch.recipient)
        if other is None or release_at(watch.delivery, now) < release_at(other.delivery, now):
            chosen[watch.recipient] = watch
    yield from chosen.values()


def _alert(
    watch: Watch,
    key: str,
    now: datetime,
    rules: MatchRules,
    *,
    development: Development | None = None,
    notice: Notice | None = None,
) -> Alert:
    due_at = release_at(watch.delivery, now)
    about = development.id if development else notice.id if notice else ""
    return Alert(
        id=key,
        watch_id=watch.id,
        recipient=watch.recipient,
        thread_id=development.thread_id if development else None,
        development_id=development.id if development else None,
        notice_id=notice.id if notice else None,
        message_id=f"<{key}.{about}@{rules.mail_domain}>",
        created_at=now,
        due_at=due_at,
        is_held=due_at > now,
    )
