"""Spans of time that an address names: `/2026/03/05/`, `sitemap-2026-03.xml`, `?yyyy=2026&mm=03&dd=05`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(_YEAR + r"([-_/.]?)(\d\d?|[a-z]{3})\2(\d\d?)(?!\d)")
_MONTH = re.compile(_YEAR + r"(?:[-_/.](\d\d?|[a-z]{3,9})|(\d\d))(?![a-z\d])")
_ONLY_YEAR = re.compile(_YEAR + r"(?!\d)")
#: WordPress's plug-in for sitemaps by day asks in this way.
_ASKED = re.compile(r"yyyy=(\d{4})&mm=(\d\d)&dd=(\d\d)")
#: An outlet's day begins and ends in a zone of its own.
_ZONES = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A day, month or year, in UTC, from its start to before its end."""

    start: datetime
    end: datetime

    @property
    def is_year(self) -> bool:
        """Tell whether it is as long as a year: a number that may be none after all."""
        return self.end - self.start > timedelta(days=31)

    def meets(self, since: datetime, until: datetime) -> bool:
        """Tell whether it and a span of time have an instant in common, in any zone."""
        return self.start - _ZONES <= until and since < self.end + _ZONES


def period_named(url: str) -> Period | None:
    """Return the shortest span that an address names, or None where it names none."""
    parts = urlsplit(url.lower())
    asked = _ASKED.search(parts.query)
    if asked:
        return _day(int(asked[1]), int(asked[2]), int(asked[3]))
    return next((found for found in _named(parts.path) if found is not None), None)


def _named(path: str) -> Iterator[Period | None]:
    for found in _DAY.finditer(path):
        # without marks between them all three must be written whole, or a number is taken for a date
        if found[2] or len(found[0]) == 8:
            yield _day(int(found[1]), _month_of(found[3]), int(found[4]))
    for found in _MONTH.finditer(path):
        yield _month(int(found[1]), _month_of(found[2] or found[3]))
    for found in _ONLY_YEAR.finditer(path):
        yield Period(start=datetime(int(found[1]), 1, 1, tzinfo=UTC), end=datetime(int(found[1]) + 1, 1, 1, tzinfo=UTC))


def _month_of(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        start = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return Period(start=start, end=start + timedelta(days=1))


def _month(year: int, month: int) -> Period | None:
    if not 1 <= month <= 12:
        return None
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return Period(start=datetime(year, month, 1, tzinfo=UTC), end=end)
