"""Dates to follow up: what is due in a thread or in all of them, whether anyone took it up, and a calendar of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import icalendar

from desk.developments import told_of
from desk.shown import FollowUpShown
from pipeline import identity
from pipeline.nouns import Article, Facts, Passage, Thread
from pipeline.read.due import clause_due
from pipeline.thread.followups import Deadline, FollowUpRules, followed_up_by, soonest_first, span_of
from pipeline.thread.sentences import Line, lines_of
from storage.store import Store
from storage.threads import Told as Story


def follow_ups(
    store: Store, now: datetime, *, thread: Thread | None = None, past: timedelta = timedelta()
) -> tuple[FollowUpShown, ...]:
    """Return the dates to follow up, soonest first, each once a thread, with the sentence that told it first.

    Args:
        store: What is remembered.
        now: The present instant.
        thread: Only of this thread; None: of all.
        past: So long ago they may have passed.

    Raises:
        StorageError: the database refused.
    """
    since = (now - past).date().isoformat()
    found = [
        Deadline(thread_id=thread_id, value=one.label or "", passage=one.passage, told_at=told_at)
        for thread_id, one, told_at in store.evidence.deadlines(since, thread.id if thread else None)
    ]
    threads = store.glances.threads({each.thread_id for each in found})
    articles = {each.id: each for each in store.articles.find_all([each.passage.article_id for each in found])}
    facts, names = store.articles.facts(list(articles)), store.glances.outlet_names()
    shown = []
    for each in soonest_first(found):
        span, article = span_of(each.value), articles.get(each.passage.article_id)
        if span is None or article is None or each.thread_id not in threads:
            continue
        taken_up = _taken_up(store, each, now) if span[0] <= now else None
        shown.append(
            FollowUpShown(
                value=each.value,
                starts_at=span[0],
                ends_at=span[1],
                thread=threads[each.thread_id],
                told=told_of(article, names),
                sentence=each.passage.text,
                due=_due(each.value, each.passage, article, facts[article.id]),
                followed_up=taken_up[0].passage.text if taken_up else None,
                followed_up_by=told_of(taken_up[1], names) if taken_up else None,
            )
        )
    return tuple(shown)


def _due(value: str, passage: Passage, article: Article, facts: Facts) -> str | None:
    """Return the clause of a sentence that says what is due on its date, or None: the text was edited since."""
    clauses = (
        clause_due(one, article.text) for one in facts.dates if one.value == value and one.sentence == passage.text
    )
    return next(filter(None, clauses), None)


def _taken_up(store: Store, deadline: Deadline, now: datetime) -> tuple[Line, Article] | None:
    """Return the sentence that took up what was due, with its article, or None."""
    span = span_of(deadline.value)
    later = {
        article.id: article
        for article in _articles(store.threads.developments(deadline.thread_id))
        if span and span[0] <= article.told_at <= now and article.id != deadline.passage.article_id
    }
    lines = (line for article in later.values() for line in lines_of(article, _plain))
    line = followed_up_by(deadline, lines, _plain, FollowUpRules())
    return (line, later[line.passage.article_id]) if line else None


def _articles(stories: Iterable[Story]) -> list[Article]:
    return [report.article for story in stories for report in story.reports]


def _plain(word: str) -> float:
    """Take every word for equally rare: a page is made without the index that knows better."""
    return 1.0 if word else 0.0


def calendar(shown: Iterable[FollowUpShown], *, desk_url: str, name: str, now: datetime) -> bytes:
    """Return dates to follow up as an iCalendar feed, each as an event of whole days.

    Args:
        shown: The dates.
        desk_url: Where the desk's pages stand, without a slash at its end.
        name: What calendars call the feed.
        now: The present instant.

    Source: RFC 5545.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//Throughline//Follow-ups//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for each in shown:
        event = icalendar.Event()
        event.add("uid", f"{identity.development_id(each.thread.id, each.value)}@throughline.invalid")
        event.add("dtstamp", now)
        event.add("dtstart", each.starts_at.date())
        event.add("dtend", each.ends_at.date())
        event.add("summary", _one_line(f"{each.thread.headline}: {each.sentence}"))
        event.add("description", f"{each.told.outlet_name}: {each.sentence}\n{each.told.url or ''}".strip())
        event.add("url", f"{desk_url}/thread/{each.thread.slug}")
        event.add("transp", "TRANSPARENT")
        if each.followed_up:
            event.add("status", "CONFIRMED")
        made.add_component(event)
    written: bytes = made.to_ical()
    return written


def _one_line(text: str) -> str:
    return " ".join(text.split())
