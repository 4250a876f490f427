"""The feasts by which English dates things, and the day of each in a year."""

import re
from calendar import monthrange
from datetime import date, timedelta

from pipeline.read import periods
from pipeline.read.date_place import Place

#: Month and day of those that do not move.
_FIXED = {
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
    "bonfire night": (11, 5),
    "guy fawkes night": (11, 5),
    "armistice day": (11, 11),
    "veterans day": (11, 11),
    "burns night": (1, 25),
    "patrick's day": (3, 17),
    "george's day": (4, 23),
    "may day": (5, 1),
}
#: Days after Easter Sunday.
_FROM_EASTER = {
    "easter": 0,
    "easter sunday": 0,
    "easter weekend": 0,
    "easter monday": 1,
    "easter saturday": -1,
    "good friday": -2,
    "maundy thursday": -3,
    "palm sunday": -7,
    "mothering sunday": -21,
    "ash wednesday": -46,
    "shrove tuesday": -47,
    "whit monday": 50,
}
#: Month, weekday and which of them in the month; -1: the last.
_NTH_OF_MONTH = {
    "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
    "remembrance sunday": (11, 6, 2),
    "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1),
    "columbus day": (10, 0, 2),
    "presidents day": (2, 0, 3),
    "martin luther king day": (1, 0, 3),
    "may bank holiday": (5, 0, 1),
    "spring bank holiday": (5, 0, -1),
    "august bank holiday": (8, 0, -1),
}
_NAME_PARTS = re.compile(r"\A(?:early |saint |st\.? )|,? jr\.?(?= day)|(?<=presidents)'")


def holiday(place: Place) -> tuple[str | None, str] | None:
    """Read a feast: of the year that is named, or else the one that is likeliest meant."""
    name = _NAME_PARTS.sub("", place["l_name"].replace("’", "'").replace("hallowe'en", "halloween"))
    value = _read(name, place)
    return (f"{periods.week(value)}-WE" if name.endswith("weekend") else value.isoformat()), "date"


def _read(name: str, place: Place) -> date:
    told = place.told
    if place["l_year"]:
        return _day_of(name, int(place["l_year"]))
    if place["l_rel"]:
        year = told.year + {"last": -1, "next": 1}.get(place["l_rel"], 0)
        return _day_of(name, max(min(year, 9998), 1))
    years = [year for year in range(told.year - 1, told.year + 2) if 1 <= year <= 9998]
    days = [_day_of(name, year) for year in years]
    which = place["l_which"]
    if not which and not place.is_ahead:
        return min(days, key=lambda day: place.unlikelihood((day - told).days))
    past = [day for day in days if day <= told]
    to_come = [day for day in days if day > told]
    return to_come[0] if to_come and (which != "last" or not past) else past[-1]


def _day_of(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name])
    return _nth(year, *_NTH_OF_MONTH[name])


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """Return the n-th such weekday of a month; -1: the last."""
    first, n_days = monthrange(year, month)
    if n < 0:
        return date(year, month, n_days - (first + n_days - 1 - weekday) % 7)
    return date(year, month, min(1 + (weekday - first) % 7 + 7 * (n - 1), n_days))


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm of Nature, 20 April 1876, as in J. Meeus, Astronomical Algorithms, chapter 8.
    """
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
