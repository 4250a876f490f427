"""What an expression of time means, given when it was published: one reader for each form of the grammar."""

import re
from collections.abc import Callable
from datetime import date

from pipeline.read import periods
from pipeline.read.amounts import worth
from pipeline.read.date_place import Place
from pipeline.read.lexicon import MONTHS, WEEKDAYS

_YEAR_COUNTS = re.compile(
    r" (?:people|men|women|children|homes|jobs|times|miles|feet|metres|pounds|dollars|votes|deaths|cases)\b"
)
_BARE_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|by|of|last|next|this|until|till|from|early|late|mid|during|for|to|and|between|before|after|through|"
    r"every|each|or|on)[ -]\Z",
    re.IGNORECASE,
)
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_LETTERS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "night": "D",
    "week": "W",
    "fortnight": "W",
    "month": "M",
    "year": "Y",
    "decade": "Y",
    "century": "Y",
    "centurie": "Y",
}
_TIMES = {"fortnight": 2, "decade": 10, "century": 100, "centurie": 100}
_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "lunchtime": "MI"}
_OFTEN = {
    "daily": "P1D",
    "hourly": "PT1H",
    "weekly": "P1W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "quarterly": "P3M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "annual": "P1Y",
}
_WORD_DECADES = {
    name: f"19{n}"
    for n, name in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), 2
    )
}
#: A day ahead counts this many times as far as a day past when the year must be guessed: news tells mostly what was.
_AHEAD_WEIGHT = 2


Read = tuple[str | None, str]  # value and kind


def _iso(place: Place) -> Read | None:
    year, month, day = place["i_day"].split("-")
    return (place["i_day"], "date") if periods.valid_day(int(year), int(month), int(day)) else None


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.rstrip(".")[:3]))


def _dated(place: Place, month: str, day: str, year: str) -> Read | None:
    number = _month_number(month)
    if year:
        one = periods.valid_day(int(year), number, int(day))
        return (one.isoformat(), "date") if one else None
    years = (place.told.year - 1, place.told.year, place.told.year + 1)
    days = [one for one in (periods.valid_day(at, number, int(day)) for at in years) if one]
    if not days:
        return None
    return min(days, key=lambda one: _distance((one - place.told).days, is_ahead=place.is_ahead)).isoformat(), "date"


def _distance(days: int, *, is_ahead: bool) -> int:
    """Return how unlikely it is that a date so many days ahead is meant."""
    if is_ahead:
        return days if days >= 0 else 400 - days
    return days * _AHEAD_WEIGHT if days > 0 else -days


def _day_month(place: Place) -> Read | None:
    return _dated(place, place["dm_month"], place["dm_day"], place["dm_year"])


def _month_day(place: Place) -> Read | None:
    return _dated(place, place["md_month"], place["md_day"], place["md_year"])


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
    if place["m_year"]:
        return f"{place['m_year']}-{number:02}", "date"
    is_plain = not (place["m_which"] or place["m_edge"] or place["m_rel"])
    if is_plain and place["m_month"] in _MAY_BE_WORDS and not _BARE_MONTH_BEFORE.search(place.before):
        return None
    year = place.told.year
    if place["m_rel"] or place["m_which"]:
        year += _which_year(place, number)
        return f"{year}-{number:02}", "date"
    ahead = (number - place.told.month) % 12
    past = ahead - 12 if ahead else 0
    months = ahead if place.is_ahead or (place["m_edge"] and ahead <= 2) else past
    return periods.month(place.told, months), "date"


def _which_year(place: Place, number: int) -> int:
    which = (place["m_rel"] or place["m_which"]).split()[0]
    if place["m_rel"] or which == "this":
        return {"last": -1, "next": 1}.get(which, 0)
    if which == "last":
        return -1 if number >= place.told.month else 0
    return 1 if number <= place.told.month else 0


def _quarter(place: Place) -> Read | None:
    names = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    number = names.get(place["q_nth"]) or int(place["q_n"] or 1)
    year = place["q_year"] or place["q_year2"]
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
        if which in {"last", "the previous"}:
            days = -(back or 7)
        elif which in {"next", "the following", "the next"}:
            days = forth or 7
        else:
            is_ahead = place.is_ahead or which in {"this", "this coming"}
            days = forth if is_ahead else -back
        one = periods.shifted(place.told, days + (7 if week == "week" else 0))
    return _with_part(one, place["w_part"])


def _with_part(one: date | None, part: str) -> Read | None:
    if one is None:
        return None
    if not part:
        return one.isoformat(), "date"
    return f"{one.isoformat()}T{_PARTS[part.rsplit(maxsplit=1)[-1]]}", "time"


def _named_day(place: Place) -> Read | None:
    word = place["n_word"]
    days = {
        "yesterday": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
        "last night": -1,
        "overnight": -1,
    }
    part = place["n_part"] or (word.split()[-1] if word.startswith("this ") else "")
    part = "night" if word in {"tonight", "last night", "overnight"} else part
    return _with_part(periods.shifted(place.told, days.get(word, 0)), part)


def _edge(place: Place) -> Read | None:
    span = place["e_span"] or place["e_year"]
    which = {"last": "last", "next": "next"}.get(place["e_which"], "this")
    return _period(place.told, which, span)


def _relative(place: Place) -> Read | None:
    if place["r_plain"]:
        return _period(place.told, "this" if place.is_ahead or place.told.weekday() == 6 else "last", "weekend")
    which = place["r_which"].removeprefix("the ")
    span = place["r_span"]
    if which in {"past", "coming"} or (place["r_which"] in {"the last", "the next"} and span != "weekend"):
        return None if span == "weekend" else (f"P{_TIMES.get(span, 1)}{_LETTERS.get(span, 'Y')}", "duration")
    if span == "day":
        return None
    return _period(place.told, {"previous": "last", "following": "next"}.get(which, which), span)


def _period(told: date, which: str, span: str) -> Read | None:
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


def _ago(place: Place) -> Read | None:
    later = place["a_later"]
    if later in {"later", "before", "earlier"}:
        return None, "date"  # counted from something that the sentence tells, not from today
    return _counted(place, place["a_count"], place["a_unit"], 1 if later == "from now" else -1)


def _ahead(place: Place) -> Read | None:
    """Read `in two weeks’ time`; `in two weeks` of what was done is how long it took."""
    if place["h_time"] or (place.is_ahead and place["h_lead"] == "in"):
        return _counted(place, place["h_count"], place["h_unit"], 1)
    return _duration_of(place["h_count"], place["h_unit"])


def _amount(count: str) -> float | None:
    if count in {"a", "an", "one"}:
        return 1.0
    return 0.5 if count.startswith("half") else worth(count, None)


def _counted(place: Place, count: str, unit: str, step: int) -> Read | None:
    """Return the day, week, month or year that lies so many units away, as exact as the unit is."""
    amount = _amount(count)
    if amount is None or amount != int(amount) or amount > 3000:
        return None, "date"
    n = int(amount) * step * _TIMES.get(unit, 1)
    letter = _LETTERS[unit]
    if unit in {"second", "minute", "hour"}:
        return None, "time"
    if letter == "Y":
        year = place.told.year + n
        return (f"{year:04}", "date") if 1 <= year <= 9998 else (None, "date")
    if letter == "M":
        return periods.month(place.told, n), "date"
    one = periods.shifted(place.told, n * (7 if letter == "W" else 1))
    if one is None:
        return None, "date"
    return (periods.week(one) if letter == "W" else one.isoformat()), "date"


#: `£30 a year`, `twice a week`.
_RATE_BEFORE = re.compile(r"(?:\d|once|twice|times|million|billion|thousand|hours|days|pounds) \Z")


def _duration(place: Place) -> Read | None:
    if place["d_count"] in {"a", "an"} and _RATE_BEFORE.search(place.before):
        return _duration_of("1", place["d_unit"], kind="set")
    return _duration_of(place["d_count2"] or place["d_count"], place["d_unit"], half=bool(place["d_half"]))


def _duration_of(count: str, unit: str, *, half: bool = False, kind: str = "duration") -> Read | None:
    amount = _amount(count)
    if amount is None:
        return None
    number = (amount + 0.5 * half) * _TIMES.get(unit, 1)
    written = f"{number:g}" if number < 1e6 else str(int(number))
    is_clock = unit in {"second", "minute", "hour"}
    return f"P{'T' * is_clock}{written}{_LETTERS[unit]}", kind


def _every(place: Place) -> Read | None:
    if place["v_often"]:
        return _OFTEN[place["v_often"]], "set"
    what = place["v_what"] or place["v_per"] or place["v_days"].removesuffix("s")
    if what in WEEKDAYS:
        return f"XXXX-WXX-{WEEKDAYS.index(what) + 1}", "set"
    if what in {"weekend", "morning", "quarter"}:
        return {"weekend": "XXXX-WXX-WE", "morning": "XXXX-XX-XXTMO", "quarter": "P3M"}[what], "set"
    return _duration_of("1", what, kind="set")


def _decade(place: Place) -> Read | None:
    return place["c_decade"] or _WORD_DECADES[place["c_word"]][:3], "date"


def _season(place: Place) -> Read | None:
    return f"{place['z_year']}-{_SEASONS[place['z_name']]}", "date"


def _years(place: Place) -> Read | None:
    start, end = place["y_from"], place["y_to"]
    end = start[: 4 - len(end)] + end
    return (f"{start}/{end}", "date") if int(end) > int(start) else None


def _clock(place: Place) -> Read | None:
    hour = int(place["t_hour"] or place["t_hour2"])
    minute = place["t_minute"] or place["t_minute2"] or "00"
    if place["t_half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if place["t_half"] == "p" else 0)
    return f"T{hour:02}:{minute}", "time"


def _year(place: Place) -> Read | None:
    if _YEAR_COUNTS.match(place.match.string, place.match.end()) or place.before.endswith(("$", "£", "€", "No ")):
        return None
    return place["x_year"], "date"


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
    "ago": _ago,
    "ahead": _ahead,
    "relative": _relative,
    "every": _every,
    "duration": _duration,
    "decade": _decade,
    "season": _season,
    "years": _years,
    "clock": _clock,
    "year": _year,
}
