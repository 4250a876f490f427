"""How long and how often: durations and sets, with an X where the text says no number."""

import re
from collections.abc import Callable

from pipeline.read.amounts import worth
from pipeline.read.date_place import Place
from pipeline.read.lexicon import WEEKDAYS

Read = tuple[str | None, str]  # value and kind

LETTERS = {
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
TIMES = {"fortnight": 2, "decade": 10, "century": 100, "centurie": 100}
_OFTEN = {
    "daily": "P1D",
    "hourly": "PT1H",
    "weekly": "P1W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "yearly": "P1Y",
}


def amount(count: str) -> float | None:
    """Return the number of units that a count says (`a`, `half an`, `twelve`, `2.5`)."""
    if count in {"a", "an", "one"}:
        return 1.0
    return 0.5 if count.startswith("half") else worth(count, None)


#: `£30 a year`, `twice a week`.
_RATE_BEFORE = re.compile(r"(?:\d|once|twice|times|million|billion|thousand|hours|days|pounds) \Z")


#: `will one day be`.
_SOME_DAY = re.compile(r"\b(?:will|would|could|may|might|can|to|that) \Z")


def _duration(place: Place) -> Read | None:
    if place["d_count"] == "one" and place["d_unit"] == "day" and _SOME_DAY.search(place.before):
        return None
    if place["d_count"] in {"a", "an"} and _RATE_BEFORE.search(place.before):
        return duration_of("1", place["d_unit"], kind="set")
    return duration_of(place["d_count2"] or place["d_count"], place["d_unit"], half=bool(place["d_half"]))


def duration_of(count: str, unit: str, *, half: bool = False, kind: str = "duration") -> Read | None:
    """Write so many units as a duration, or as the step of a set."""
    number = amount(count)
    if number is None:
        return None
    number = (number + 0.5 * half) * TIMES.get(unit, 1)
    written = f"{number:g}" if number < 1e6 else str(int(number))
    is_clock = unit in {"second", "minute", "hour"}
    return f"P{'T' * is_clock}{written}{LETTERS[unit]}", kind


#: `daily flights`: how often something is describes it and dates nothing.
_OF_THINGS = re.compile(r" (?!basis)(?:[a-z]+ )?(?!basis)[a-z]{3,}[^s\W]s\b")


def _every(place: Place) -> Read | None:
    if place["v_often"]:
        if _OF_THINGS.match(place.match.string, place.match.end()) or place.before.endswith("average "):
            return None
        return _OFTEN[place["v_often"]], "set"
    what = place["v_what"] or place["v_per"] or place["v_days"].removesuffix("s")
    if what in WEEKDAYS:
        return f"XXXX-WXX-{WEEKDAYS.index(what) + 1}", "set"
    if what in {"weekend", "morning", "quarter"}:
        return {"weekend": "XXXX-WXX-WE", "morning": "XXXX-XX-XXTMO", "quarter": "P3M"}[what], "set"
    return duration_of("1", what, kind="set")


_IN_YEARS = re.compile(r"\b(?:for|in|over|after|within|of|took|spent|spend|takes?|last(?:ed)?) \Z")


def _vague(place: Place) -> Read | None:
    """Read `several months`: a span of no certain length, written with an X."""
    unit = (place["g_much"] and place["g_unit"]) or place["g_recent"] or place["g_long"]
    if place["g_one"]:
        return duration_of("1", place["g_one"])
    if place["g_bare"]:
        if not _IN_YEARS.search(place.before):
            return None
        unit = place["g_bare"]
    unit = unit if unit in LETTERS else unit.removesuffix("s")
    letter = {"decade": "E", "centurie": "C", "century": "C"}.get(unit, LETTERS[unit])
    return f"P{'T' * (unit in {'second', 'minute', 'hour'})}X{letter}", "duration"


SPANS: dict[str, Callable[[Place], Read | None]] = {"duration": _duration, "every": _every, "vague": _vague}
