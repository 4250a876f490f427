"""Years, halves of years, decades and clock times: dates that are read as they are written."""

import re
from collections.abc import Callable

from pipeline.read.amounts import worth
from pipeline.read.date_place import Place
from pipeline.read.date_spans import Read

_YEAR_COUNTS = re.compile(
    r" (?:people|men|women|children|homes|jobs|times|miles|feet|metres|pounds|dollars|votes|deaths|cases)\b"
)
_WORD_DECADES = {
    name: f"19{n}"
    for n, name in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), 2
    )
}


def _half(place: Place) -> Read | None:
    number = 1 if "first" in (place["f_nth"], place["f_nth2"]) else 2
    related = place["f_rel"] or place["f_rel2"]
    return f"{place['f_year'] or place.told.year + {'last': -1, 'next': 1}.get(related, 0)}-H{number}", "date"


def _decade(place: Place) -> Read | None:
    if place["c_nth"]:
        return f"{int(place['c_nth']) - 1:02}", "date"
    if place["c_short"]:
        return f"19{place['c_short']}", "date"
    return place["c_decade"] or _WORD_DECADES[place["c_word"]][:3], "date"


def _years(place: Place) -> Read | None:
    start, end = place["y_from"], place["y_to"]
    end = start[: 4 - len(end)] + end
    return (f"{start}/{end}", "date") if int(end) > int(start) else None


def _clock(place: Place) -> Read | None:
    if place["t_word"]:
        return ("T24:00" if place["t_word"] == "midnight" else "T12:00"), "time"
    hour = int(place["t_hour"] or place["t_hour2"])
    minute = place["t_minute"] or place["t_minute2"] or "00"
    if place["t_half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if place["t_half"] == "p" else 0)
    return f"T{hour:02}:{minute}", "time"


def spelt_year(tens: str, ones: str) -> str:
    """Return the year that is written `nineteen ninety-seven`."""
    return f"{1900 + int(worth(tens, None) or 0) + int(worth(ones or 'zero', None) or 0)}"


#: Makes that stand behind the year in which a car was built: it dates nothing.
_CAR = re.compile(
    r" (?:Audi|BMW|Buick|Cadillac|Chevrolet|Chevy|Chrysler|Citroen|Citroën|Dodge|Ferrari|Fiat|Ford|Honda|Hyundai|"
    r"Jaguar|"
    r"Jeep|Kia|Lexus|Mazda|Mercedes|Mitsubishi|Nissan|Oldsmobile|Peugeot|Plymouth|Pontiac|Porsche|Renault|Rolls|Skoda|"
    r"Subaru|Suzuki|Tesla|Toyota|Vauxhall|Volkswagen|Volvo|VW)\b"
)


def _year(place: Place) -> Read | None:
    text, end = place.match.string, place.match.end()
    if _YEAR_COUNTS.match(text, end) or _CAR.match(text, end) or place.before.endswith(("$", "£", "€", "No ")):
        return None
    if place["x_tens"]:
        return spelt_year(place["x_tens"], place["x_ones"]), "date"
    return place["x_year"] or "2000", "date"


WRITTEN: dict[str, Callable[[Place], Read | None]] = {
    "half": _half,
    "decade": _decade,
    "years": _years,
    "clock": _clock,
    "year": _year,
}
