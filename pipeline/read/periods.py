"""Calendar periods and how they are written: `2026-04-03`, `2026-04`, `2026-W15`, `2026-Q2`, `2026-SU`, `P15Y`.

ISO 8601 where it has a form; quarters, halves of a year (`2026-H1`), seasons and weekends, for which it has none, are
written as TIMEX3 writes them.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

_VALUE = re.compile(
    r"(\d{4})(?:-(?:W(\d\d)(-WE)?|([QH])([1-4])|(SP|SU|FA|WI)|(0[1-9]|1[0-2])(?:-(\d\d))?))?(?:T[\d:A-Z]+)?\Z"
)
_DECADE = re.compile(r"(\d{3})\Z")
#: First month of each season, northern.
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def week(of: date) -> str:
    """Write the ISO week in which a day lies."""
    year, number, _ = of.isocalendar()
    return f"{year}-W{number:02}"


def month(of: date, later: int = 0) -> str:
    """Write the month that lies so many months after that of a day."""
    n = of.year * 12 + of.month - 1 + later
    return f"{n // 12:04}-{n % 12 + 1:02}"


def quarter(of: date, later: int = 0) -> str:
    """Write the quarter that lies so many quarters after that of a day."""
    n = of.year * 4 + (of.month - 1) // 3 + later
    return f"{n // 4:04}-Q{n % 4 + 1}"


def valid_day(year: int, in_month: int, of_month: int) -> date | None:
    """Return the day of a month, or None where the calendar has none."""
    if not (1 <= year <= 9998 and 1 <= in_month <= 12 and 1 <= of_month <= monthrange(year, in_month)[1]):
        return None
    return date(year, in_month, of_month)


def shifted(of: date, days: int) -> date | None:
    """Return the day so many days later, or None outside the calendar."""
    try:
        return of + timedelta(days=days)
    except OverflowError:
        return None


def bounds(value: str | None) -> tuple[date, date] | None:
    """Return the first and last day of a written period; None for durations, sets and what is no calendar period."""
    if value and _DECADE.match(value):
        return date(int(value) * 10 or 1, 1, 1), date(int(value) * 10 + 9, 12, 31)
    found = _VALUE.match(value or "")
    if found is None or not 1 <= int(found.group(1)) <= 9998:
        return None
    return _bounds_in(int(found.group(1)), found)


def _bounds_in(year: int, found: re.Match[str]) -> tuple[date, date] | None:
    if found.group(2):
        return _week_bounds(year, int(found.group(2)), is_weekend=bool(found.group(3)))
    if found.group(4):
        n_months = 3 if found.group(4) == "Q" else 6
        first = int(found.group(5)) * n_months - n_months + 1
        return _months(year, first, n_months) if first <= 12 else None
    if found.group(6):
        return _months(year, _SEASON_MONTHS[found.group(6)], 3)
    if found.group(8):
        one = valid_day(year, int(found.group(7)), int(found.group(8)))
        return (one, one) if one else None
    return _months(year, int(found.group(7)), 1) if found.group(7) else _months(year, 1, 12)


def _week_bounds(year: int, number: int, *, is_weekend: bool) -> tuple[date, date] | None:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return (monday + timedelta(days=5) if is_weekend else monday), monday + timedelta(days=6)


def _months(year: int, first: int, n_months: int) -> tuple[date, date]:
    last = year * 12 + first - 1 + n_months - 1
    last_year, last_month = last // 12, last % 12 + 1
    return date(year, first, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])
