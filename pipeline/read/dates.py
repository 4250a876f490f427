"""Dates and periods that the text names, read against the time at which it was published."""

import re
from dataclasses import replace
from datetime import datetime

from pipeline.nouns import DateMention
from pipeline.read import periods
from pipeline.read.date_grammar import DATE, starts
from pipeline.read.date_place import Place
from pipeline.read.date_values import READERS
from pipeline.read.sentences import Sentences, Span, is_english, read_sentences

_JOINS_TIME = re.compile(r"(?: [A-Z]{3,4})?(?: on|,)? ")


def find_dates(
    text: str, told_at: datetime, language: str | None, *, sentences: Sentences | None = None
) -> tuple[DateMention, ...]:
    """Return the dates, times, durations and sets of a text in order, read against when it was published.

    `now`, `recently` and their like, which name no period, are left out. A weekday or month without a year is the last
    one, unless its sentence speaks of what is to come.

    Args:
        text: Paragraphs separated by newlines.
        told_at: When it was published, in the zone of its outlet where that is known.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
        sentences: The text's sentences, where they have been read before.
    """
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    told = told_at.date()
    found: list[DateMention] = []
    at = 0
    #: The last day named, and the sentence in which it was.
    last_day, last_span = "", Span(0, 0)
    for start in starts(sentences):
        match = DATE.match(text, start) if start >= at else None
        if match is None:
            continue
        span = sentences.bounds(start, match.end())
        place = Place(match, told, span)
        read = READERS[match.lastgroup or "year"](place)
        if read is None:
            continue
        at = match.end()
        value, kind = read
        if kind == "time" and value and value.startswith("T") and span == last_span:
            value = last_day + value
        is_follow_up = _is_follow_up(value, kind, place)
        if kind == "date" and value and len(value) == 10:
            last_day, last_span = value, span
            _date_the_time(found, text, start, value, is_follow_up=is_follow_up)
        found.append(
            DateMention(
                text=match.group(),
                value=value,
                kind=kind,
                is_follow_up=is_follow_up,
                sentence=text[span.start : span.end],
                start=start,
                end=match.end(),
            )
        )
    return tuple(found)


def _date_the_time(found: list[DateMention], text: str, start: int, day: str, *, is_follow_up: bool) -> None:
    """Give the clock time in `9am on Tuesday` the day that follows it."""
    last = found[-1] if found else None
    is_bare_time = last is not None and last.kind == "time" and (last.value or "").startswith("T")
    if last and is_bare_time and _JOINS_TIME.fullmatch(text, last.end, start):
        found[-1] = replace(last, value=f"{day}{last.value}", is_follow_up=is_follow_up)


def _is_follow_up(value: str | None, kind: str, place: Place) -> bool:
    if kind not in {"date", "time"}:
        return False
    days = periods.bounds(value)
    if days is None:
        return False
    first, last = days
    if first > place.told:
        return True
    if last < place.told:
        return False
    is_open = last > place.told or (first == last == place.told)
    words = place.match.group().lower()
    is_late = words.startswith(("later", "the end", "end")) or place.is_deadline
    return is_open and place.is_ahead and (is_late or last != first)
