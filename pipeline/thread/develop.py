"""What an article does to its thread: it joins a development or opens one, in a thread known or new.

Makes the nouns that follow from a decision; it decides nothing again and stores nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import identity
from pipeline.nouns import Article, Assignment, DecidedBy, Development, DevelopmentKind, Thread
from pipeline.thread.assign import Decision
from pipeline.thread.forms import names_no_story
from pipeline.thread.labels import slug_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """An assignment, with the thread and the development as they are from now on."""

    assignment: Assignment
    thread: Thread
    development: Development


def place(
    decision: Decision,
    article: Article,
    *,
    thread: Thread | None,
    development: Development | None,
    is_slug_taken: Callable[[str], bool],
    now: datetime,
) -> Placement:
    """Carry out a decision on the nouns.

    Args:
        decision: where the article belongs.
        article: the article.
        thread: the thread of the decision as last stored; None: it opens one.
        development: the development of the decision as last stored; None: it opens one.
        is_slug_taken: whether a thread has, or ever had, this slug.
        now: when this is decided.
    """
    joined = _join(development, article) if development else _open(article, thread, now)
    assignment = Assignment(
        article_id=article.id,
        thread_id=joined.thread_id,
        development_id=joined.id,
        decided_by=DecidedBy.MACHINE,
        decided_at=now,
        grounds=decision.grounds,
        opens_thread=thread is None,
        opens_development=development is None,
    )
    if thread is None:
        grown = _open_thread(article, joined.thread_id, is_slug_taken)
    else:
        grown = _grow(thread, joined, article, opens=development is None)
    return Placement(assignment=assignment, thread=grown, development=joined)


def _open(article: Article, thread: Thread | None, now: datetime) -> Development:
    return Development(
        id=identity.development_id(article.id, article.text_hash),
        thread_id=thread.id if thread else identity.thread_id(article.id),
        kind=DevelopmentKind.HAPPENED if thread else DevelopmentKind.OPENED,
        headline=article.headline,
        first_article_id=article.id,
        first_outlet=article.outlet,
        first_at=article.told_at,
        opened_at=now,
        last_seen_at=article.told_at,
    )


def _join(development: Development, article: Article) -> Development:
    """Add an article; one that was published before all others turns out to have had it first."""
    grown = replace(
        development,
        last_seen_at=max(development.last_seen_at, article.told_at),
        n_articles=development.n_articles + 1,
    )
    if article.told_at >= development.first_at or development.kind is DevelopmentKind.CORRECTION:
        return grown
    return replace(
        grown,
        headline=article.headline,
        first_article_id=article.id,
        first_outlet=article.outlet,
        first_at=article.told_at,
    )


def _open_thread(article: Article, thread_id: str, is_slug_taken: Callable[[str], bool]) -> Thread:
    return Thread(
        id=thread_id,
        slug=slug_for(article.headline, thread_id, is_slug_taken),
        headline=article.headline,
        opened_at=article.told_at,
        last_seen_at=article.told_at,
    )


def _grow(thread: Thread, development: Development, article: Article, *, opens: bool) -> Thread:
    """Add an article; what opens after all else heads the thread, unless an editor chose (`pipeline.headlines`)."""
    is_newest = opens and article.told_at > thread.last_seen_at and not names_no_story(article.headline)
    return replace(
        thread,
        headline=development.headline if is_newest and thread.headline_of is None else thread.headline,
        opened_at=min(thread.opened_at, article.told_at),
        last_seen_at=max(thread.last_seen_at, article.told_at),
        n_articles=thread.n_articles + 1,
        n_developments=thread.n_developments + opens,
    )
