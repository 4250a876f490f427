"""Dates to follow up: which dates in a text are deadlines, when they have passed, and whether anyone followed them up.

Times are in UTC: what is due on a day is due until that day ends there.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipeline import identity
from pipeline.nouns import DateMention, Passage
from pipeline.read.due import place_in_sentence
from pipeline.thread.sentences import Line, Rarity, line_of

_VALUE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WEEK = re.compile(r"(\d{4})-W(\d{2})(?:-WE)?")
#: Words that bind somebody to a date: without one, a date to come is part of the news and no deadline.
_BINDS = re.compile(
    r"\b(?:deadline|due (?:to|by|on|in)|to be (?:\w+ )?(?:completed?|published|finished|released|delivered|decided|"
    r"heard|held|sentenced|tried|reviewed|paid)|(?:will|must|should|would|has to|have to|is to|are to) (?:\w+ ){0,3}?"
    r"(?:publish\w*|report\w*|complet\w*|finish\w*|releas\w*|decid\w*|rul(?:e|ing)|answer\w*|reply|respond\w*|deliver\w*|"
    r"appear\w*|vote\w*|be sentenced|stand trial|be tried|end|expire|resume|be heard)|promis\w+|undert(?:ake|ook)\w*|"
    r"pledg\w+|(?:set|fixed|listed|scheduled|adjourned) (?:\w+ ){0,3}?(?:for|until|to)|trial|hearing|inquest|"
    r"sentenc\w+|verdict|ruling|(?:has|have|was given|were given|given) until|no later than|expires?)\b",
    re.IGNORECASE,
)
#: Words right before a date that make it a term: `by the end of March`, `until May 2027`.
_TERM = re.compile(r"\b(?:by|until|before) (?:[\w’']+ ){0,4}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRules:
    """What is a date to follow up, and when it was not."""

    #: A date nearer than this is told of by the news itself.
    ahead: timedelta = timedelta(days=3)
    #: A date further off than this is a prospect and no appointment.
    most_ahead: timedelta = timedelta(days=5 * 366)
    #: A date vaguer than this is a prospect too.
    most_vague: timedelta = timedelta(days=31)
    #: Time after the end of the day, month or year before somebody is reminded: what happens late is told late.
    grace: timedelta = timedelta(hours=24)
    #: A date that passed longer ago than this is not looked at any more.
    look_back: timedelta = timedelta(days=14)
    #: Share of a deadline's telling words, by rarity, in one later sentence that makes it a follow-up, 0..1.
    shared: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A date on which something is due, as a thread's articles tell it."""

    thread_id: str
    #: ISO 8601 day, month or year.
    value: str
    #: The sentence that told it first, and when.
    passage: Passage
    told_at: datetime


def span_of(value: str | None) -> tuple[datetime, datetime] | None:
    """Return the first instant of a day, week, month or year, and the first after it; None: it is no such thing.

    Args:
        value: ISO 8601; what a time of day adds is left out.
    """
    found = _VALUE.match(value or "")
    week = _WEEK.match(value or "")
    try:
        if week:
            first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return _midnight(first), _midnight(first + timedelta(days=7))
        if not found or (value or "")[found.end() : found.end() + 1] not in {"", "T"}:
            return None
        year, month, day = (int(part) if part else None for part in found.groups())
        return _bounds(year or 1, month, day)
    except ValueError:
        return None


def _bounds(year: int, month: int | None, day: int | None) -> tuple[datetime, datetime]:
    if month and day:
        first, n_days = date(year, month, day), 1
    elif month:
        first, n_days = date(year, month, 1), monthrange(year, month)[1]
    else:
        first, n_days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return _midnight(first), _midnight(first + timedelta(days=n_days))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def is_deadline(mention: DateMention, told_at: datetime, rules: FollowUpRules, text: str | None = None) -> bool:
    """Tell whether a date is one to follow up: it is to come, not too near nor too far, and binds somebody.

    Args:
        mention: the date with its sentence.
        told_at: when its article was published.
        rules: what is near and far.
        text: that of its article, by which words that stand twice in a sentence are told apart.
    """
    span = span_of(mention.value)
    if not mention.is_follow_up or span is None or span[1] - span[0] > rules.most_vague:
        return False
    if not told_at + rules.ahead < span[1] <= told_at + rules.most_ahead:
        return False
    before = mention.sentence[: max(0, place_in_sentence(mention, text))]
    return _BINDS.search(mention.sentence) is not None or _TERM.search(before) is not None


def lapses_at(value: str | None, rules: FollowUpRules) -> datetime | None:
    """Return when somebody is reminded that a date passed; None: it is no date."""
    span = span_of(value)
    return span[1] + rules.grace if span else None


def reminder_id(article_id: str, value: str) -> str:
    """Return the id of the development by which the desk is reminded of a date that an article told."""
    return identity.development_id(article_id, f"deadline:{value}")


def lapsing(now: datetime, rules: FollowUpRules) -> list[str]:
    """Return the days, months and years, ISO 8601, of which somebody is to be reminded by now, and not too long ago."""
    last, first = (now - rules.grace).date(), (now - rules.grace - rules.look_back).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    values = {day.isoformat()[:length] for day in days for length in (4, 7, 10)}
    return sorted(value for value in values if _has_lapsed(value, now, rules))


def _has_lapsed(value: str, now: datetime, rules: FollowUpRules) -> bool:
    at = lapses_at(value, rules)
    return at is not None and now - rules.look_back <= at <= now


def followed_up_by(deadline: Deadline, later: Iterable[Line], rarity: Rarity, rules: FollowUpRules) -> Line | None:
    """Return the sentence that takes up what was due, or None: nobody did.

    Args:
        deadline: the date, with the sentence that told it.
        later: sentences of the thread that were told on the date or after it.
        rarity: how rare a folded word is, 0..1.
        rules: how much of it must return.
    """
    due = line_of(deadline.passage, rarity)
    return next((line for line in later if _share(due, line) >= rules.shared), None)


def _share(due: Line, line: Line) -> float:
    """Return how much of a deadline's telling words a sentence holds, by rarity, 0..1; its date says nothing here."""
    words = {word: rarity for word, rarity in due.words.items() if word not in due.numbers}
    total = sum(words.values())
    return sum(rarity for word, rarity in words.items() if word in line.words) / total if total else 0.0


def soonest_first(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Return each thread's dates once, with the sentence that told it first, soonest first."""
    first: dict[tuple[str, str], Deadline] = {}
    for one in sorted(deadlines, key=lambda each: (each.told_at, each.passage.article_id)):
        first.setdefault((one.thread_id, one.value), one)
    return sorted(first.values(), key=lambda each: (each.value, each.told_at, each.thread_id))
