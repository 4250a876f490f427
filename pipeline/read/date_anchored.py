"""Times that are counted from another that the text has named: `the following day`, `a year earlier`."""

import re
from collections.abc import Callable
from datetime import timedelta

from pipeline.read import periods
from pipeline.read.date_days import PARTS, dated, with_part
from pipeline.read.date_place import Place
from pipeline.read.date_spans import Read
from pipeline.read.date_values import a_year_before, counted, period
from pipeline.read.lexicon import WEEKDAYS

#: So figures of one quarter are set against those of the same quarter of another year.
_COMPARED = re.compile(
    r"(?:(?:share|cents|million|billion|pence|profit|growth|grew|fell|rose|\d%),?|\b(?:from|than|with|"
    r"against)(?: the)?|"
    r"\d(?:m|bn|k)?)(?: for| in)? \Z"
)


def _ago(place: Place) -> Read | None:
    later = place["a_later"]
    is_year = place["a_unit"] == "year" and place["a_count"] in {"a", "one"}
    if is_year and later in {"ago", "earlier", "before"} and _COMPARED.search(place.before):
        if place.quarter:
            return a_year_before(place.quarter), "date"
        if later != "ago" and not place.near:
            return f"{place.told.year - 1:04}", "date"
        if place.near.startswith(f"{place.told.year - 1:04}"):
            return place.near[:4], "date"
    if later in {"later", "before", "earlier"}:
        return _beside(place, place["a_count"], place["a_unit"], 1 if later == "later" else -1)
    return counted(place.told, place["a_count"], place["a_unit"], 1 if later == "from now" else -1)


def _beside(place: Place, count: str, unit: str, step: int) -> Read | None:
    """Read what is counted from a time that the text has just named; otherwise it cannot be told from when."""
    days = periods.bounds(place.near)
    is_exact = len(place.near) >= 10 or unit in {"year", "decade", "month"}
    if days is None or not is_exact or (unit == "month" and len(place.near) < 7):
        return None, "date"
    return counted(days[0], count, unit, step)


def _that(place: Place) -> Read | None:
    """Read `that day` and `the following year`: periods beside the one that the text has just named."""
    span, which = place["o_span"], place["o_which"]
    days = periods.bounds(place.near)
    if place["o_part"]:
        is_of_day = len(place.near) == 10 and place.before.endswith(("in ", "In "))
        return (f"{place.near}T{PARTS[place['o_part']]}", "time") if is_of_day else None
    if days is None:
        return period(place.told, "this", span) if which == "the same" and span not in PARTS else None
    step = {"the following": 1, "the next": 1, "the previous": -1}.get(which, 0)
    if span == "year" or (span == "month" and len(place.near) >= 7):
        return (f"{days[0].year + step:04}" if span == "year" else periods.month(days[0], step)), "date"
    is_exact = len(place.near) >= 10 and span != "month"
    one = periods.shifted(days[0], step * (7 if span == "week" else 1)) if is_exact else None
    if one and span == "week":
        return periods.week(one), "date"
    return with_part(one, "" if span == "day" else span)


def _same_quarter(place: Place) -> Read | None:
    """Read `the latest quarter` and `the year-earlier period` where the text has named the quarter."""
    how = place["k_how"] or place["k_alone"] or ("year-ago" if place["k_last"] == "last" else "")
    if place["k_nth"]:
        number = 1 + list(_NTH).index(place["k_nth"])
        return f"{place.told.year - 1 - (number > (place.told.month + 2) // 3):04}-Q{number}", "date"
    if how.isdigit():
        return how + place.quarter[4:], "date"
    if not place.quarter:
        return (f"{place.told.year - 1:04}", "date") if place["k_alone"] else None
    if place["k_rel"] or how.startswith("year"):
        return a_year_before(place.quarter), "date"
    if how in {"same", "corresponding", "comparable"}:
        return None
    return place.quarter, "date"


#: Between two days of one month: `April 24 and 25`.
_FURTHER = re.compile(r"\d(?:st|nd|rd|th)?(?: and | or | to |, | and the )\Z")
_COUNTS_ON = re.compile(r" [a-z]+s\b| (?:people|men|women|children|percent|per cent|million|billion)\b| ?%")


def _further_day(place: Place) -> Read | None:
    """Read a day whose month stands with the day before or after it."""
    text, start, day = place.match.string, place.match.start(), int(place["j_day"])
    if place["j_month"]:
        return dated(place, place["j_month"], place["j_day"], "")
    is_beside = 0 <= start - place.last_at <= 9 and _FURTHER.search(text, max(place.last_at - 3, 0), start)
    if (
        len(place.last) != 10
        or not is_beside
        or day <= int(place.last[8:])
        or _COUNTS_ON.match(text, place.match.end())
    ):
        return None
    one = periods.valid_day(int(place.last[:4]), int(place.last[5:7]), day)
    return (one.isoformat(), "date") if one else None


_NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3}


def _nth_weekday(place: Place) -> Read | None:
    """Read the day that is counted within a month; within every month it is no day, but a rhythm."""
    weekday = WEEKDAYS.index(place["u_day"])
    if place["u_each"]:
        return f"XXXX-WXX-{weekday + 1}", "set"
    if place["u_month"]:
        middle = dated(place, place["u_month"], "15", place["u_year"])
        month = middle[0][:7] if middle and middle[0] else ""
    else:
        month = periods.month(place.told, {"last": -1, "next": 1}.get(place["u_rel"], 0))
    days = periods.bounds(month)
    if days is None:
        return None
    first, last = days
    if place["u_nth"] == "last":
        return (last - timedelta(days=(last.weekday() - weekday) % 7)).isoformat(), "date"
    return (first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * _NTH[place["u_nth"]])).isoformat(), "date"


ANCHORED: dict[str, Callable[[Place], Read | None]] = {
    "ago": _ago,
    "that": _that,
    "same_quarter": _same_quarter,
    "further_day": _further_day,
    "nth_weekday": _nth_weekday,
}
