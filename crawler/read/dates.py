"""Dates as feeds write them, made into instants."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Names of zones that RFC 822 does not know and newsrooms use; hours east of Greenwich.
_ZONES = {
    "BST": 1.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "MET": 1.0, "MEST": 2.0, "EET": 2.0, "EEST": 3.0,
    "SAST": 2.0, "MSK": 3.0, "GST": 4.0, "PKT": 5.0, "IST": 5.5, "SGT": 8.0, "HKT": 8.0, "AWST": 8.0, "JST": 9.0,
    "KST": 9.0, "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "AST": -4.0, "ADT": -3.0,
    "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0,
    "AKST": -9.0, "HST": -10.0, "UTC": 0.0, "GMT": 0.0, "UT": 0.0, "Z": 0.0,
}  # fmt: skip
_TRAILING_ZONE = re.compile(r"\b([A-Z]{1,4})\)?$")
#: First letters of the months, in the languages whose feeds write them out.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv gen ene", "feb febr fév fev", "mar mär märz mars mrz maa", "apr avr abr", "may mai mag mei mayo",
            "jun juin giu", "jul juil lug", "aug août aoû ago", "sep sept set", "oct okt ott out", "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TWELVE_HOURS = re.compile(r"\b(\d{1,2}):(\d\d)(:\d\d)?\s*([ap])\.?m\b\.?", re.IGNORECASE)
#: No outlet's feed is older; what lies before is a clock that was never set.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def instant(text: object, time_zone: str) -> datetime | None:
    """Return the instant that a date names, in UTC, or None when it cannot be read.

    Args:
        text: RFC 822 or ISO 8601, as loosely as feeds write them, or seconds since 1970.
        time_zone: IANA name of the zone that is meant where none is named.
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _since_1970(float(text))
    if not isinstance(text, str):
        return None
    words = _tidy(text)
    found = _iso(words, time_zone) or _rfc822(words, time_zone) or _loose(words, time_zone)
    if found is None and re.fullmatch(r"\d{9,13}", words):
        return _since_1970(float(words))
    return found if found is not None and _EARLIEST <= found <= _LATEST else None


def zone(name: str) -> tzinfo:
    """Return the zone of this IANA name, UTC where there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _tidy(text: str) -> str:
    """Return a date on one line, by the 24-hour clock, without the ordinals and remarks that parsers stumble over."""
    words = re.sub(r"\(.*?\)", "", " ".join(text.split())).strip()
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words)
    words = re.sub(r"(?:\bGMT|\bUTC|(?<= ))([+-]\d\d):?(\d\d)$", r"\1\2", words)
    return _TWELVE_HOURS.sub(_by_24_hours, words)


def _by_24_hours(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[4].lower() == "p" else 0)
    return f"{hour:02d}:{found[2]}{found[3] or ''}"


def _since_1970(seconds: float) -> datetime | None:
    if seconds > 10**11:
        seconds /= 1000  # milliseconds
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def _iso(words: str, time_zone: str) -> datetime | None:
    if not re.match(r"\d{4}-?\d\d", words) or re.fullmatch(r"\d{9,}", words):
        return None
    tidy = re.sub(r"\s*(?:UTC|GMT)$", "Z", re.sub(r"([+-]\d\d:?\d\d)Z$", r"\1", words))
    tidy = re.sub(r"(?<=\d) (?=[+-]\d\d:?\d\d$)", "", tidy)
    if re.fullmatch(r"\d{4}-\d\d", tidy):
        tidy += "-01"
    try:
        return _placed(datetime.fromisoformat(tidy), time_zone)
    except (ValueError, OverflowError):
        return None


def _rfc822(words: str, time_zone: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(words)
        named = _named_offset(words)
        return _placed(found if named is None else found.replace(tzinfo=timezone(named)), time_zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _loose(words: str, time_zone: str) -> datetime | None:
    """Read a date whose month is a word, or whose order of numbers leaves no doubt; anything else is no date."""
    day = _worded_day(words) or _numbered_day(words)
    if day is None:
        return None
    clock = re.search(r"\b(\d{1,2}):(\d\d)(?::(\d\d))?", words)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        bare = datetime(*day, hour, minute, second)  # noqa: DTZ001 - placed in its zone below
        distance = _written_offset(words) or _named_offset(words)
        return _placed(bare if distance is None else bare.replace(tzinfo=timezone(distance)), time_zone)
    except (ValueError, OverflowError):
        return None


def _written_offset(words: str) -> timedelta | None:
    found = re.search(r"\s([+-])(\d\d):?(\d\d)$", words)
    if found is None:
        return None
    distance = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -distance if found[1] == "-" else distance


def _worded_day(words: str) -> tuple[int, int, int] | None:
    """Find day and month side by side: `mar., 01 déc.` is a Tuesday in December."""
    year = re.search(r"\b(?:19|20)\d\d\b", words)
    beside = re.findall(r"\b(\d{1,2})\.? ([^\W\d_]{3,})", words)
    beside += [(day, word) for word, day in re.findall(r"([^\W\d_]{3,})\.? (\d{1,2})\b", words)]
    for day, word in beside:
        month = _MONTHS.get(word[:4].lower()) or _MONTHS.get(word[:3].lower())
        if year and month:
            return int(year[0]), month, int(day)
    return None


def _numbered_day(words: str) -> tuple[int, int, int] | None:
    found = re.search(r"\b(\d{1,2})([./])(\d{1,2})\2((?:19|20)?\d\d)\b", words)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    if found[2] == "." or first > 12:  # dots are European: the day stands first
        return year, second, first
    return (year, first, second) if second > 12 else None


def _named_offset(words: str) -> timedelta | None:
    """Return the distance to UTC of the zone whose name ends the date, or None when none that we know does."""
    named = _TRAILING_ZONE.search(words)
    return timedelta(hours=_ZONES[named[1]]) if named and named[1] in _ZONES else None


def _placed(found: datetime, time_zone: str) -> datetime:
    return (found if found.tzinfo else found.replace(tzinfo=zone(time_zone))).astimezone(UTC)
