"""What an expression of time means, given when it was published: one reader for each form of the grammar."""

import re
from collections.abc import Callable
from datetime import date

from pipeline.read import periods
from pipeline.read.date_place import Place
from pipeline.read.date_spans import LETTERS, TIMES, Read, amount, duration_of
from pipeline.read.date_written import spelt_year
from pipeline.read.holidays import holiday
from pipeline.read.lexicon import MONTHS, WEEKDAYS

_BARE_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|by|of|last|next|this|until|till|from|early|late|mid|during|for|to|and|between|before|after|through|"
    r"every|each|or|on)[ -]\Z",
    re.IGNORECASE,
)
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "lunchtime": "MI"}
#: Until this month the year that has begun is the new one.
_NEW_UNTIL = 2


def _iso(place: Place) -> Read | None:
    year, month, day = place["i_day"].split("-")
    return (place["i_day"], "date") if periods.valid_day(int(year), int(month), int(day)) else None


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.rstrip(".")[:3]))


#: `between 3 March and 12 May 2024`: the year stands once.
_SHARED_YEAR = re.compile(
    rf" ?(?:and|to|until|till|through|[-–—]) ?(?:the )?(?:[0-3]?\d(?:st|nd|rd|th)? )?(?:of )?(?:{'|'.join(MONTHS)})"
    r"(?: [0-3]?\d(?:st|nd|rd|th)?)?,? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def _year_of(place: Place, year: str, related: str) -> str:
    """Return the year that is named with a day or month, as digits; empty: none is."""
    if related:
        return f"{place.told.year + {'last': -1, 'next': 1}.get(related.split(maxsplit=1)[0], 0):04}"
    shared = None if year else _SHARED_YEAR.match(place.match.string, place.match.end())
    return shared.group(1) if shared else year


def dated(place: Place, month: str, day: str, year: str) -> Read | None:
    """Return the day of a month; without a year the one that is likeliest meant."""
    number = _month_number(month)
    if year:
        one = periods.valid_day(int(year), number, int(day))
        return (one.isoformat(), "date") if one else None
    years = (place.told.year - 1, place.told.year, place.told.year + 1)
    days = [one for one in (periods.valid_day(at, number, int(day)) for at in years) if one]
    if not days:
        return None
    return min(days, key=lambda one: place.unlikelihood((one - place.told).days)).isoformat(), "date"


def _day_month(place: Place) -> Read | None:
    return dated(place, place["dm_month"], place["dm_day"], _year_of(place, place["dm_year"], place["dm_rel"]))


def _month_day(place: Place) -> Read | None:
    if place["md_which"] and not place["md_year"]:
        return _which_day(place, _month_number(place["md_month"]), int(place["md_day"]))
    return dated(place, place["md_month"], place["md_day"], _year_of(place, place["md_year"], place["md_rel"]))


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


#: Months whose names or short forms are words and first names too.
_MAY_BE_WORDS = frozenset({"may", "march", "mar", "jan", "jun", "dec", "sep"})


def _month(place: Place) -> Read | None:
    number = _month_number(place["m_month"])
    year = spelt_year(place["m_tens"], place["m_ones"]) if place["m_tens"] else _year_of(place, place["m_year"], "")
    if year:
        return f"{year}-{number:02}", "date"
    is_plain = not (place["m_which"] or place["m_edge"] or place["m_rel"])
    is_told = _BARE_MONTH_BEFORE.search(place.before) or _is_of_month(place)
    if is_plain and ((place["m_month"] in _MAY_BE_WORDS and not is_told) or _is_first_name(place)):
        return None
    if place["m_rel"] or place["m_which"]:
        return f"{place.told.year + _which_year(place, number)}-{number:02}", "date"
    ahead = (number - place.told.month) % 12
    past = ahead - 12 if ahead else 0
    months = ahead if place.is_ahead or (place["m_edge"] and ahead <= 2) else past
    return periods.month(place.told, months), "date"


def _is_first_name(place: Place) -> bool:
    """Tell whether a month is the first name of somebody: `and June Poe`, not `in June Poe`."""
    if place["m_month"] not in _FIRST_NAMES or _IN_MONTH.search(place.before):
        return False
    return bool(_SURNAME.match(place.match.string, place.match.end()))


_FIRST_NAMES = frozenset({"jan", "april", "may", "june", "august"})
_SURNAME = re.compile(r" [A-Z][a-z]")
_IN_MONTH = re.compile(r"\b(?:in|since|by|of|until|till|during|last|next|this|early|late|mid)[ -]\Z", re.IGNORECASE)


def _is_of_month(place: Place) -> bool:
    """Tell whether `the March vote` is that of a month."""
    text, end = place.match.string, place.match.end()
    is_article = place.before.endswith((" the ", "The ", "a ", " its ", " their ", " his ", " her "))
    return is_article and place["m_month"] != "may" and text[end : end + 1] == " " and text[end + 1 : end + 2].islower()


def _which_year(place: Place, number: int) -> int:
    which = (place["m_rel"] or place["m_which"]).split()[0]
    if place["m_rel"] or which == "this":
        return {"last": -1, "next": 1}.get(which, 0)
    if which == "last":
        return -1 if number >= place.told.month else 0
    return 1 if number <= place.told.month else 0


def _quarter(place: Place) -> Read | None:
    names = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    number = names.get(place["q_nth"] or place["q_nth2"]) or int(place["q_n"] or 1)
    if place["q_end"]:
        number = (_month_number(place["q_end"]) + 2) // 3
    year = place["q_year"] or place["q_year2"] or place["q_year3"]
    if year:
        return f"{year}-Q{number}", "date"
    which = place["q_rel"] or place["q_rel2"]
    if which:
        return f"{place.told.year + {'last': -1, 'next': 1}.get(which, 0)}-Q{number}", "date"
    now = (place.told.month - 1) // 3 + 1
    is_last_year = number > now and not place.is_ahead
    return f"{place.told.year - is_last_year}-Q{number}", "date"


def _weekday(place: Place) -> Read | None:
    number = WEEKDAYS.index(place["w_day"])
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


def _edge(place: Place) -> Read | None:
    span = place["e_span"] or place["e_year"]
    which = {"last": "last", "next": "next"}.get(place["e_which"], "this")
    if place["e_year"] and place.before.endswith(("since ", "Since ", "from ")):
        return (f"{place.told.year - 1:04}-12-31", "date") if span == "year" else period(place.told, "last", span)
    return period(place.told, which, span)


def _new_year(place: Place) -> Read | None:
    """Read `in the new year`: the year to come, or in its first months the one that has begun."""
    return f"{place.told.year + (place.told.month > _NEW_UNTIL):04}", "date"


_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|against|versus|up from|down from|period|quarter)\b[^.;]{0,50}? (?:\$?[\d.,]+%?|"
    r"million|billion|share|cents|of|in) \Z|(?:period|quarter),? \Z"
)


def a_year_before(quarter: str) -> str:
    """Return the same quarter of the year before."""
    return f"{int(quarter[:4]) - 1:04}{quarter[4:]}"


#: `for the full year`, `the first nine months of the year`; not `player of the year`.
_OF_THE_YEAR = re.compile(
    r"\b(?:for|during|throughout|over|(?:months|weeks|days|half|part|rest|remainder|most|much) of) \Z", re.IGNORECASE
)


def _relative(place: Place) -> Read | None:
    if place["r_the"]:
        return period(place.told, "this", place["r_the"]) if _OF_THE_YEAR.search(place.before) else None
    if place["r_in"]:
        return period(place.told, "this", place["r_in"])
    return _which_span(place)


def _which_span(place: Place) -> Read | None:
    is_set_against = place.quarter and place["r_which"] == "last" and place["r_span"] == "year"
    if is_set_against and _AGAINST.search(place.before):
        return a_year_before(place.quarter), "date"
    if place["r_plain"]:
        return period(place.told, "this" if place.is_ahead or place.told.weekday() == 6 else "last", "weekend")
    which = place["r_which"].removeprefix("the ")
    span = place["r_span"]
    if which in {"past", "coming"} or (place["r_which"] in {"the last", "the next"} and span != "weekend"):
        return None if span == "weekend" else (f"P{TIMES.get(span, 1)}{LETTERS.get(span, 'Y')}", "duration")
    if span == "day" or place.match["r_span"][0].isupper():
        return None  # `This Week` is a programme
    return period(place.told, {"previous": "last", "following": "next"}.get(which, which), span)


def period(told: date, which: str, span: str) -> Read | None:
    """Return the week, month, year or the like that is last, this or next, seen from a day."""
    step = {"last": -1, "next": 1}.get(which, 0)
    if span in {"week", "weekend"}:
        at = periods.shifted(told, 7 * step)
        if at and span == "weekend" and step == -1 and told.weekday() >= 5:
            at = periods.shifted(told, -7)
        return (periods.week(at) + ("-WE" if span == "weekend" else ""), "date") if at else None
    if span == "day":
        return None
    written = {
        "month": periods.month(told, step),
        "quarter": periods.quarter(told, step),
        "year": f"{told.year + step:04}",
        "decade": f"{told.year // 10 + step}",
        "century": f"{told.year // 100 + step}",
    }
    return written.get(span) or f"{told.year + step}-{_SEASONS[span]}", "date"


def _ahead(place: Place) -> Read | None:
    """Read `in two weeks’ time`; `in two weeks` of what was done is how long it took."""
    if place["h_time"] or (place.is_ahead and place["h_lead"] == "in"):
        return counted(place.told, place["h_count"], place["h_unit"], 1)
    return duration_of(place["h_count"], place["h_unit"])


def counted(told: date, count: str, unit: str, step: int) -> Read | None:
    """Return the day, week, month or year that lies so many units away, as exact as the unit is."""
    exact = amount(count)
    if exact is None or exact != int(exact) or exact > 3000:
        return None, "date"
    n = int(exact) * step * TIMES.get(unit, 1)
    letter = LETTERS[unit]
    if unit in {"second", "minute", "hour"}:
        return None, "time"
    if letter == "Y":
        year = told.year + n
        return (f"{year:04}", "date") if 1 <= year <= 9998 else (None, "date")
    if letter == "M":
        return periods.month(told, n), "date"
    one = periods.shifted(told, n * (7 if letter == "W" else 1))
    if one is None:
        return None, "date"
    return (periods.week(one) if letter == "W" else one.isoformat()), "date"


_IN_SEASON = re.compile(r"\b(?:in|by|until|till|before|since|during|for|over|from|of|through|after) \Z", re.IGNORECASE)


def _season(place: Place) -> Read | None:
    name = place["z_bare"]
    if name:
        return _next_or_last(place, _SEASONS[name]) if _IN_SEASON.search(place.before) else None
    return f"{place['z_year']}-{_SEASONS[place['z_name']]}", "date"


def _next_or_last(place: Place, season: str) -> Read | None:
    """Return the season that is to come, or the last that has begun."""
    years = [place.told.year + n for n in (-1, 0, 1)]
    spans = [(year, periods.bounds(f"{year:04}-{season}")) for year in years]
    if place.is_ahead:
        chosen = next((year for year, days in spans if days and days[1] > place.told), None)
    else:
        chosen = next((year for year, days in reversed(spans) if days and days[0] <= place.told), None)
    return (f"{chosen:04}-{season}", "date") if chosen else None


READERS: dict[str, Callable[[Place], Read | None]] = {
    "iso": _iso,
    "day_month": _day_month,
    "month_day": _month_day,
    "slashed": _slashed,
    "month": _month,
    "quarter": _quarter,
    "weekday": _weekday,
    "named_day": _named_day,
    "edge": _edge,
    "new_year": _new_year,
    "ahead": _ahead,
    "relative": _relative,
    "holiday": holiday,
    "season": _season,
}
