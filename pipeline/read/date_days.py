"""Days, by date, by weekday, by word or by feast, read against when the text was published."""

import re
from collections.abc import Callable
from datetime import date

from pipeline.read import periods
from pipeline.read.date_place import Place
from pipeline.read.date_spans import Read
from pipeline.read.holidays import holiday
from pipeline.read.lexicon import MONTHS, WEEKDAYS

PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "lunchtime": "MI"}


def _iso(place: Place) -> Read | None:
    year, month, day = place["i_day"].split("-")
    return (place["i_day"], "date") if periods.valid_day(int(year), int(month), int(day)) else None


def month_number(name: str) -> int:
    """Return the number of a month that is written in full or shortened."""
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.rstrip(".")[:3]))


#: `between 3 March and 12 May 2024`: the year stands once.
_SHARED_YEAR = re.compile(
    rf" ?(?:and|to|until|till|through|[-–—]) ?(?:the )?(?:[0-3]?\d(?:st|nd|rd|th)? )?(?:of )?(?:{'|'.join(MONTHS)})"
    r"(?: [0-3]?\d(?:st|nd|rd|th)?)?,? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def year_of(place: Place, year: str, related: str) -> str:
    """Return the year that is named with a day or month, as digits; empty: none is."""
    if related:
        return f"{place.told.year + {'last': -1, 'next': 1}.get(related.split(maxsplit=1)[0], 0):04}"
    shared = None if year else _SHARED_YEAR.match(place.match.string, place.match.end())
    return shared.group(1) if shared else year


def dated(place: Place, month: str, day: str, year: str) -> Read | None:
    """Return the day of a month; without a year the one that is likeliest meant."""
    number = month_number(month)
    if year:
        one = periods.valid_day(int(year), number, int(day))
        return (one.isoformat(), "date") if one else None
    years = (place.told.year - 1, place.told.year, place.told.year + 1)
    days = [one for one in (periods.valid_day(at, number, int(day)) for at in years) if one]
    if not days:
        return None
    return min(days, key=lambda one: place.unlikelihood((one - place.told).days)).isoformat(), "date"


def _day_month(place: Place) -> Read | None:
    return dated(place, place["dm_month"], place["dm_day"], year_of(place, place["dm_year"], place["dm_rel"]))


def _month_day(place: Place) -> Read | None:
    if place["md_which"] and not place["md_year"]:
        return _which_day(place, month_number(place["md_month"]), int(place["md_day"]))
    return dated(place, place["md_month"], place["md_day"], year_of(place, place["md_year"], place["md_rel"]))


def _which_day(place: Place, month: int, day: int) -> Read | None:
    """Read `last Oct. 23` and `next 4 May`: the nearest one behind or ahead."""
    days = [periods.valid_day(place.told.year + n, month, day) for n in (-1, 0, 1)]
    which = place["md_which"]
    if which == "last":
        fitting = [one for one in reversed(days) if one and one < place.told]
    else:
        fitting = [one for one in days if one and (one > place.told or (which != "next" and one == place.told))]
    return (fitting[0].isoformat(), "date") if fitting else None


def _slashed(place: Place) -> Read | None:
    """Read `31/12/2025`; where day and month could be either way round nothing is said."""
    first, second, year = int(place["s_day"]), int(place["s_month"]), int(place["s_year"])
    if first <= 12 and second <= 12 and first != second:
        return None, "date"
    one = periods.valid_day(year, second, first) or periods.valid_day(year, first, second)
    return (one.isoformat(), "date") if one else None


#: `on Monday and Tuesday nights`: a rhythm.
_NIGHTS = re.compile(
    r"(?:(?:, | and | or |, and )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)* (morning|afternoon|evening|night)s\b"
)


def _weekday(place: Place) -> Read | None:
    number = WEEKDAYS.index(place["w_day"])
    nights = None if place["w_which"] else _NIGHTS.match(place.match.string, place.match.end())
    if nights:
        return f"XXXX-WXX-{number + 1}T{PARTS[nights.group(1)]}", "set"
    monday = periods.shifted(place.told, -place.told.weekday())
    which, week = place["w_which"], place["w_week"]
    if week and week != "week" and monday:
        weeks = {"last": -1, "next": 1}.get(week.split()[0], 0)
        one = periods.shifted(monday, 7 * weeks + number)
    else:
        back = (place.told.weekday() - number) % 7
        forth = (number - place.told.weekday()) % 7
        if which in {"the previous", "the following"} and len(place.near) >= 10:
            return with_part(_weekday_beside(place.near, number, is_later=which == "the following"), place["w_part"])
        if which in {"last", "the previous"}:
            days = -(back or 7)
        elif which == "next":
            days = number - place.told.weekday() + 7  # of the week to come, as both sides of the Atlantic print it
        elif which in {"the following", "the next"}:
            days = forth or 7
        else:
            is_ahead = forth < back if place.is_called_off else place.is_ahead or which in {"this", "this coming"}
            days = forth if is_ahead else -back
        one = periods.shifted(place.told, days + (7 if week == "week" else 0))
    return with_part(one, place["w_part"])


def _weekday_beside(day: str, number: int, *, is_later: bool) -> date | None:
    """Return the first such weekday before or after a written day."""
    days = periods.bounds(day)
    if days is None:
        return None
    gap = (number - days[0].weekday()) % 7 if is_later else -((days[0].weekday() - number) % 7)
    return periods.shifted(days[0], gap or (7 if is_later else -7))


def with_part(one: date | None, part: str) -> Read | None:
    """Write a day, or the part of it (`morning`) that is named."""
    if one is None:
        return None
    if not part:
        return one.isoformat(), "date"
    return f"{one.isoformat()}T{PARTS[part.rsplit(maxsplit=1)[-1]]}", "time"


#: `today’s youth`, `the leaders of tomorrow`: an age, not a day.
_NOWADAYS = re.compile(
    r"[’']s (?:young|youth|children|kids|teenagers|students|parents|generation|society|world|consumers?|farmers|women|"
    r"men|families|voters|technology|standards|economy|climate|personal|modern)\b"
)
_OF_TIMES = re.compile(
    r"\b(?:people|leaders|world|generations?|cities|homes|cars|technolog(?:y|ies)|jobs|stars|citizens|workers|voters|"
    r"children|youth) of \Z"
)


def _named_day(place: Place) -> Read | None:
    word = place["n_word"]
    days = {
        "yesterday": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
        "last night": -1,
        "overnight": -1,
        "today week": 7,
        "tomorrow week": 8,
    }
    if _NOWADAYS.match(place.match.string, place.match.end()) or _OF_TIMES.search(place.before):
        return None
    part = place["n_part"] or (word.split()[-1] if word.startswith("this ") else "")
    part = "night" if word in {"tonight", "last night", "overnight"} else part
    return with_part(periods.shifted(place.told, days.get(word, 0)), part)


DAYS: dict[str, Callable[[Place], Read | None]] = {
    "iso": _iso,
    "day_month": _day_month,
    "month_day": _month_day,
    "slashed": _slashed,
    "weekday": _weekday,
    "named_day": _named_day,
    "holiday": holiday,
}
