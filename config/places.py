"""Countries and their time zones, as far as one tells the other."""

from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Domains of countries that differ from the country's code; the United Kingdom is the only one among the busy ones.
_OTHER_DOMAINS = {"uk": "GB"}
#: Domains of countries that are sold to everybody.
_SOLD = frozenset({"ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "nu", "sh", "st", "to", "tv", "vc", "ws"})


def country_of_domain(host: str) -> str | None:
    """Return the country that a host's name ends with, ISO 3166-1 alpha-2, or None where it ends with none."""
    ending = host.lower().rpartition(".")[2]
    country = _OTHER_DOMAINS.get(ending, ending.upper())
    return country if ending not in _SOLD and is_country(country) else None


def is_country(code: str) -> bool:
    """Tell whether this is a country's code, ISO 3166-1 alpha-2, upper case."""
    return code in _zones()


def is_zone(name: str) -> bool:
    """Tell whether this is the IANA name of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_of_country(country: str, now: datetime) -> str | None:
    """Return the IANA name of a country's time zone, or None where its clocks do not all agree.

    Args:
        country: ISO 3166-1 alpha-2.
        now: An instant at which they are compared.
    """
    named = _zones().get(country, ())
    agree = len({now.astimezone(ZoneInfo(name)).utcoffset() for name in named}) == 1
    return named[0] if agree else None


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Return the zones of each country, the most populous first. Source: zone.tab of the IANA time zone database."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    found: dict[str, list[str]] = {}
    for country, _, name, *_ in rows:
        found.setdefault(country, []).append(name)
    return {country: tuple(names) for country, names in found.items()}
