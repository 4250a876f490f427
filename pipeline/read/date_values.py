"""Months, quarters, seasons and other spans of the calendar, read against when the text was published."""

import re
from collections.abc import Callable
from datetime import date

from pipeline.read import periods
from pipeline.read.date_days import month_number, year_of
from pipeline.read.date_place import Place
from pipeline.read.date_spans import LETTERS, TIMES, Read, amount, duration_of
from pipeline.read.date_written import spelt_year

_BARE_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|by|of|last|next|this|until|till|from|early|late|mid|during|for|to|and|between|before|after|through|"
    r"every|each|or|on)[ -]\Z",
    re.IGNORECASE,
)
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
#: Until this month the year that has begun is the new one.
_NEW_UNTIL = 2
#: A month at most so many ahead is hardly the one of the year before: that is called the last.
_NEAR_MONTHS = 2


#: Months whose names or short forms are words and first names too.
_MAY_BE_WORDS = frozenset({"may", "march", "mar", "jan", "jun", "dec", "sep"})


def _month(place: Place) -> Read | None:
    number = month_number(place["m_month"])
    year = spelt_year(place["m_tens"], place["m_ones"]) if place["m_tens"] else year_of(place, place["m_year"], "")
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
    is_near = ahead <= _NEAR_MONTHS and (place["m_edge"] or not place.is_just_told)
    months = ahead if place.is_ahead or is_near else past
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
        number = (month_number(place["q_end"]) + 2) // 3
    year = place["q_year"] or place["q_year2"] or place["q_year3"]
    if year:
        return f"{year}-Q{number}", "date"
    which = place["q_rel"] or place["q_rel2"]
    if which:
        return f"{place.told.year + {'last': -1, 'next': 1}.get(which, 0)}-Q{number}", "date"
    now = (place.told.month - 1) // 3 + 1
    is_last_year = number > now and not place.is_ahead
    return f"{place.told.year - is_last_year}-Q{number}", "date"


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
    if place["r_two"]:
        return period(place.told, "last" if place["r_two"] == "before last" else "next", place["r_after"], 2)
    if place["r_which"].startswith("this "):
        return _this_past(place, place["r_span"], is_past=place["r_which"] == "this past")
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


def _this_past(place: Place, span: str, *, is_past: bool) -> Read | None:
    """Read `this past weekend` and `this coming summer`: the nearest that has begun, or that has not."""
    if span in _SEASONS:
        return _season_beside(place.told, _SEASONS[span], is_past=is_past)
    is_this = span == "weekend" and (is_past == (place.told.weekday() == 6))
    return period(place.told, "this" if is_this else "last" if is_past else "next", span)


def period(told: date, which: str, span: str, n: int = 1) -> Read | None:
    """Return the week, month, year or the like that is last, this or next, or the n-th such, seen from a day."""
    step = n * {"last": -1, "next": 1}.get(which, 0)
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
    return _season_beside(place.told, season, is_past=not place.is_ahead)


def _season_beside(told: date, season: str, *, is_past: bool) -> Read | None:
    spans = [(year, periods.bounds(f"{year:04}-{season}")) for year in (told.year + n for n in (-1, 0, 1))]
    if is_past:
        chosen = next((year for year, days in reversed(spans) if days and days[0] <= told), None)
    else:
        chosen = next((year for year, days in spans if days and days[1] > told), None)
    return (f"{chosen:04}-{season}", "date") if chosen else None


PERIODS: dict[str, Callable[[Place], Read | None]] = {
    "month": _month,
    "quarter": _quarter,
    "edge": _edge,
    "new_year": _new_year,
    "ahead": _ahead,
    "relative": _relative,
    "season": _season,
}
