"""Dates and periods that the text names, read against the time at which it was published."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipeline.nouns import DateMention
from pipeline.read import periods
from pipeline.read.date_anchored import ANCHORED
from pipeline.read.date_days import DAYS
from pipeline.read.date_grammar import starts
from pipeline.read.date_place import Place
from pipeline.read.date_spans import SPANS, Read
from pipeline.read.date_values import PERIODS
from pipeline.read.date_written import WRITTEN
from pipeline.read.sentences import Sentences, Span, is_english, read_sentences

_READERS = DAYS | PERIODS | WRITTEN | ANCHORED | SPANS
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
    named = _Named()
    at = 0
    for start, patterns in starts(sentences):
        match = _match(patterns, text, start) if start >= at else None
        if match is None:
            continue
        span = sentences.bounds(start, match.end())
        place = Place(match, told, span, named.last, named.last_at, named.quarter.strip("-"))
        read = _READERS[match.lastgroup or "year"](place)
        if read is None:
            continue
        at = match.end()
        found.append(_mention(place, read, named.day if span == named.day_in else ""))
        named = named.after(place, found[-1])
        if found[-1].kind == "date" and len(found[-1].value or "") == 10:
            _date_the_time(found, text)
    return tuple(found)


def _match(patterns: tuple[re.Pattern[str], ...], text: str, start: int) -> re.Match[str] | None:
    for pattern in patterns:
        match = pattern.match(text, start)
        if match:
            return match
    return None


@dataclass(frozen=True, slots=True)
class _Named:
    """What the text has named so far, from which later expressions are counted."""

    #: The calendar period named last and where it ended; empty: none.
    last: str = ""
    last_at: int = 0
    #: The day named last, and its sentence.
    day: str = ""
    day_in: Span | None = None
    #: The quarter whose results are told; `-`: those of a longer period are.
    quarter: str = ""

    def after(self, place: Place, mention: DateMention) -> "_Named":
        """Return what has been named when this mention has."""
        value, form = mention.value or "", place.match.lastgroup
        is_period = mention.kind in {"date", "time"} and value[:1] not in {"", "T"}
        is_day = mention.kind == "date" and len(value) == 10
        return _Named(
            last=value.partition("T")[0] if is_period else self.last,
            last_at=mention.end if is_period else self.last_at,
            day=value if is_day else self.day,
            day_in=place.sentence if is_day else self.day_in,
            quarter=self._quarter(value, form, place.told),
        )

    def _quarter(self, value: str, form: str | None, told: date) -> str:
        """Return the quarter that is told of: the same of the year before, which it is set against, is another."""
        told_of = _quarter_told(value, form, told)
        is_set_against = form == "same_quarter" and told_of < self.quarter
        return self.quarter if is_set_against or not told_of else told_of


def _mention(place: Place, read: Read, day: str) -> DateMention:
    match, span = place.match, place.sentence
    value, kind = read
    if kind == "time" and value and value.startswith("T"):
        value = day + value
    return DateMention(
        text=match.group(),
        value=value,
        kind=kind,
        is_follow_up=_is_follow_up(value, kind, place),
        sentence=match.string[span.start : span.end],
        start=match.start(),
        end=match.end(),
    )


def _quarter_told(value: str, form: str | None, told: date) -> str:
    """Return the quarter whose results the text has begun to tell; empty: none. A longer period ends it (`-`)."""
    if value in {"P6M", "P9M", "P12M"}:
        return "-"
    days = periods.bounds(value) if form in {"quarter", "same_quarter"} else None
    return value if days and days[1] <= told and "-Q" in value else ""


def _date_the_time(found: list[DateMention], text: str) -> None:
    """Give the clock time in `9am on Tuesday` the day that follows it, and make one mention of `9am Tuesday`."""
    last, day = found[-2] if len(found) > 1 else None, found[-1]
    is_bare_time = last is not None and last.kind == "time" and (last.value or "").startswith("T")
    if not last or not is_bare_time or not _JOINS_TIME.fullmatch(text, last.end, day.start):
        return
    dated = replace(last, value=f"{day.value}{last.value}", is_follow_up=day.is_follow_up)
    between = text[last.end : day.start]
    if " on" in between or "," in between:
        found[-2] = dated
    else:
        found[-2:] = [replace(dated, text=text[last.start : day.end], end=day.end)]


def _is_follow_up(value: str | None, kind: str, place: Place) -> bool:
    days = periods.bounds(value) if kind in {"date", "time"} else None
    if days is None or days[1] < place.told:
        return False
    first, last = days
    if first > place.told:
        return True
    if kind == "time" and first == place.told and place.is_ahead:
        return True
    is_open = last > place.told or (first == last == place.told)
    words = place.match.group().lower()
    if is_open and words.startswith(("the end", "end")):
        return not place.is_past
    is_late = words.startswith("later") or place.is_deadline
    return is_open and place.is_ahead and (is_late or last != first)
