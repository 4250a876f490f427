"""Dates as feeds write them, made into instants."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Names of zones that RFC 822 does not know and newsrooms use; hours east of Greenwich.
_ZONES = {
    "BST": 1.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "MET": 1.0, "MEST": 2.0, "EET": 2.0, "EEST": 3.0,
    "SAST": 2.0, "MSK": 3.0, "GST": 4.0, "PKT": 5.0, "IST": 5.5, "SGT": 8.0, "HKT": 8.0, "AWST": 8.0, "JST": 9.0,
    "KST": 9.0, "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "AST": -4.0, "ADT": -3.0,
    "AKST": -9.0, "HST": -10.0, "UTC": 0.0, "GMT": 0.0, "UT": 0.0, "Z": 0.0,
}  # fmt: skip
_TRAILING_ZONE = re.compile(r"\b([A-Z]{1,4})\)?$")
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
    words = " ".join(text.split())
    found = _iso(words, time_zone) or _rfc822(words, time_zone)
    if found is None and re.fullmatch(r"\d{9,13}", words):
        return _since_1970(float(words))
    return found if found is not None and _EARLIEST <= found <= _LATEST else None


def zone(name: str) -> tzinfo:
    """Return the zone of this IANA name, UTC where there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


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
        parts = parsedate_tz(words)
        if parts is None:
            return None
        bare = datetime(*parts[:6])  # noqa: DTZ001 - placed in its zone below
        offset = _offset(words, parts[9])
        return _placed(bare, time_zone) if offset is None else bare.replace(tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _offset(words: str, told: int | None) -> timedelta | None:
    """Return the distance to UTC that a date names, or None when it names none."""
    named = _TRAILING_ZONE.search(words)
    if named and named[1] in _ZONES:
        return timedelta(hours=_ZONES[named[1]])
    return None if told is None else timedelta(seconds=told)


def _placed(found: datetime, time_zone: str) -> datetime:
    return (found if found.tzinfo else found.replace(tzinfo=zone(time_zone))).astimezone(UTC)
