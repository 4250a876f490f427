"""Development x watches -> alerts: who is owed what, decided from what stands in the development's first article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline import identity
from pipeline.errors import QueryError
from pipeline.nouns import Alert, Article, Development, Facts, Provenance, ProvenanceKind, Watch, WatchKind
from pipeline.query import Query, Subject, matches, read_leniently, read_query
from pipeline.query.tree import sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRules:
    """What is still news."""

    #: A development that was published longer ago than this when it reached us is archive: it is shown, not mailed.
    #: Two days cover an outlet that was away over a night and a machine that was off for a day.
    news_age: timedelta = timedelta(hours=48)
    #: Right-hand side of the Message-IDs.
    mail_domain: str = "throughline.invalid"


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


def is_match(watch: Watch, development: Development, subject: Subject, *, now: datetime) -> bool:
    """Tell whether a watch asks for this development, first told by this article.

    Args:
        watch: what is asked.
        development: the development.
        subject: its first article, with what is known of it.
        now: the present instant; `since:7d` is counted back from it.
    """
    if watch.kind is WatchKind.THREAD:
        return watch.value == development.thread_id
    if watch.kind is WatchKind.OUTLET:
        return watch.value == subject.article.outlet
    # a watch that was added under an older language must not stop an article
    return matches(read_leniently(watch.value), subject, now)


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
        kind=development.kind,
        threads=(development.thread_id,),
        is_copy=origin is not None and origin.kind is ProvenanceKind.COPY,
    )


def owed_alerts(
    development: Development,
    article: Article,
    watches: Iterable[Watch],
    *,
    now: datetime,
    rules: MatchRules,
    facts: Facts | None = None,
    origin: Provenance | None = None,
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
    """
    if development.first_at < now - rules.news_age:
        return ()
    owed: dict[str, Alert] = {}
    subject = subject_of(development, article, facts, origin)
    for watch in watches:
        if watch.created_at <= development.opened_at and is_match(watch, development, subject, now=now):
            owed.setdefault(watch.recipient, _alert(watch, development, now, rules))
    return tuple(owed.values())


def _alert(watch: Watch, development: Development, now: datetime, rules: MatchRules) -> Alert:
    key = identity.alert_id(watch.recipient, development.id)
    return Alert(
        id=key,
        watch_id=watch.id,
        recipient=watch.recipient,
        thread_id=development.thread_id,
        development_id=development.id,
        message_id=f"<{key}.{development.id}@{rules.mail_domain}>",
        created_at=now,
        due_at=now,
    )
