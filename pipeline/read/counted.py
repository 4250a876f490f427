"""What a number counts: the unit or the noun that stands beside it."""

import re
from dataclasses import dataclass

from pipeline.read.lexicon import words

_CURRENCY = {
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "nz$": "NZD",
    "rm": "MYR",
    "rs": "INR",
    "$us": "USD",
}
UNITS = {
    plural: singular
    for singular, spellings in {
        "second": "seconds second secs",
        "minute": "minutes minute mins",
        "hour": "hours hour hrs",
        "day": "days day",
        "night": "nights",
        "week": "weeks week",
        "fortnight": "fortnight",
        "month": "months month",
        "year": "years year",
        "decade": "decades decade",
        "century": "centuries century",
        "mile": "miles mile",
        "kilometre": "km kilometres kilometre kilometers kilometer kms",
        "metre": "metres metre meters meter m",
        "centimetre": "cm centimetres centimeters",
        "millimetre": "mm millimetres millimeters",
        "foot": "feet foot ft",
        "inch": "inches inch in.",
        "yard": "yards yard",
        "acre": "acres acre",
        "hectare": "hectares hectare",
        "kilogram": "kg kilograms kilogram kilos kilo",
        "gram": "grams gram g",
        "milligram": "mg milligrams",
        "tonne": "tonnes tonne",
        "ton": "tons ton",
        "pound": "lb lbs",
        "ounce": "ounces ounce oz",
        "millilitre": "ml millilitres milliliters",
        "litre": "litres litre liters liter",
        "gallon": "gallons gallon",
        "mph": "mph m.p.h.",
        "micrometre": "μm",
        "gigahertz": "ghz",
        "megahertz": "mhz",
        "kilohertz": "khz",
        "square mile": "sqmi",
        "km/h": "km/h kph kmh",
        "horsepower": "hp horsepower bhp",
        "degree": "degrees degree",
        "gigabyte": "gb gigabytes",
        "megabyte": "mb megabytes",
        "terabyte": "tb terabytes",
        "megawatt": "mw megawatts",
        "kilowatt": "kw kilowatts",
        "gigawatt": "gw gigawatts",
        "barrel": "barrels barrel",
        "USD": "dollars dollar",
        "GBP": "pounds pound",
        "GBX": "pence",
        "EUR": "euros euro",
        "square foot": "sqft",
        "square metre": "sqm",
        "mile per gallon": "mpg",
        "degree Celsius": "celsius centigrade",
        "degree Fahrenheit": "fahrenheit",
        "basis point": "basis",
        "JPY": "yen",
        "INR": "rupees rupee",
        "CNY": "yuan",
    }.items()
    for plural in spellings.split()
}
TIMES = frozenset(
    {"second", "minute", "hour", "day", "night", "week", "fortnight", "month", "year", "decade", "century"}
)

STOP = words(
    """a about above after again against ahead all already also although am amid among an and any apart are around as
    at away back be because been before being below between both but by came can could did do does down due
    during each either ever every for from further get got had has have he her here hers him his how however i
    if in including into is it its just last later least may me might my near nearly next no nor not now of off
    on once only onto or our out over per so since she should some still such than that the their them then
    there these they this those though through throughout to today together told tomorrow too towards under
    until up upon us was we well were what when where whether which while who whom whose why will with within without
    would yet yesterday you your ago earlier apiece said says say saying works killed died injured dead wounded
    arrested charged according alone old long tall wide high deep worth left early late monday tuesday wednesday
    thursday friday saturday sunday made took went became remain remained live lived come comes go goes take
    takes make makes want wants need needs believe think know see give gives find found show shows include
    includes work help lost won beat drawn ran running begin began start started end ended minus plus times
    cheaper faster slower higher lower longer shorter bigger larger smaller better worse taller
    older younger""",
)
_IRREGULAR = words(
    """people men women children police staff feet teeth sheep fish deer personnel troops media data criteria percent
    crew cattle aircraft youth species series counts lives wives"""
)
_NOT_PLURAL = words("this less was is has as its us plus across thus always perhaps previous various serious famous")


@dataclass(frozen=True, slots=True)
class Counted:
    """What follows the number."""

    end: int
    of: str | None = None
    unit: str | None = None


NEXT_WORDS = re.compile(r"[ -]([A-Za-zμ’'-]+)(?: ([a-z’'-]+))?")


def is_plural_next(text: str, end: int) -> bool:
    """Tell whether one of the two words after this place is a plural or a unit."""
    found = NEXT_WORDS.match(text, end)
    if not found:
        return False
    first, second = found.group(1).lower(), (found.group(2) or "").lower()
    return is_plural(first) or first in UNITS or (first not in STOP and is_plural(second))


def is_plural(word: str) -> bool:
    """Tell whether a word in lower case looks like the plural of a noun."""
    if word in _IRREGULAR:
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "’s", "'s"))
        and word not in _NOT_PLURAL
    )


#: `five times`, `four times the number`; `three times more cases` counts cases.
_TIMES_OVER = re.compile(r" times\b(?! (?:more|as|fewer|less|higher|lower|greater|larger|bigger)\b)")
_OF = re.compile(
    r" of (?:all |the |those |these |its |their |his |her |our |my |your |such )*"
    r"(?:(?:world|country|city|nation|[A-Z][\w-]*)[’']s )?"
    r"(?:(?:most|least|best|worst|very) (?=\w)(?:[a-z]+ and )?)?"
)
#: They end a counted thing, unless a plural follows: `33 police forces`.
_OF_THE_FORCE = words("police staff crew media data youth species series personnel")
_PLURAL_NEXT = re.compile(r" ([a-z]{3,}s)\b")
_WORD = re.compile(r"[A-Za-z]\w*(?:[’'-]\w+)*")
#: What is counted may have a measure of its own: `eight million 250ml bottles`.
_MEASURED = re.compile(
    r"\d[\d.,]*(?:ml|cl|l|g|kg|mg|cm|mm|m|km|ft|in|lb|oz|GB|MB|TB|kW|MW|-[a-z]+(?:-[a-z]+)?) (?=[a-z])"
)
_FILLER = re.compile(
    r"(?: (?:more|other|further|additional|extra|new|fewer|less|times more|times as many|times the))+(?= )"
)


#: `900 sq ft`, `12 square miles`.
_POWERS = {"sq": "square", "square": "square", "cubic": "cubic"}
_SQUARE = re.compile(
    r"[ -](sq|square|cubic)\.?[ -](ft|feet|foot|m|metres?|meters?|miles?|km|kilomet(?:re|er)s?|yards?|inch(?:es)?)\b",
    re.IGNORECASE,
)


def counted(text: str, end: int, *, unit: str | None, is_fraction: bool = False) -> Counted:
    """Read the unit and the noun after the number that ends at `end`.

    Args:
        text: The text.
        end: Where the number ends, its own signs (`%`, `km`) included.
        unit: What those signs say, or None.
        is_fraction: Whether it is `a third` or its like, which is never followed by a unit.
    """
    if unit is None and not is_fraction:
        word = NEXT_WORDS.match(text, end)
        name = UNITS.get(word.group(1).lower()) if word else None
        is_letter = word is not None and len(word.group(1)) == 1 and not text[end - 1].isdigit()
        of_area = _SQUARE.match(text, end)
        if of_area:
            of = _noun(text, of_area.end(), only_of=True)[0]
            return Counted(of_area.end(), of, f"{_POWERS[of_area[1].lower()]} {UNITS[of_area[2].lower()]}")
        if word and name and not is_letter and not _is_part_of_noun(text, end, word):
            stop = word.end(1)
            return Counted(stop, _noun(text, stop, only_of=True)[0], name)
    often = _TIMES_OVER.match(text, end)
    if often and unit is None:
        return Counted(end + len(" times"), "times")
    of, stop = _noun(text, end, only_of=unit is not None)
    return Counted(max(stop if of and unit is None else end, end), of, unit)


def _is_part_of_noun(text: str, end: int, word: re.Match[str]) -> bool:
    """Tell whether a unit in the singular belongs to what is counted: `two day centres`, not `two-day talks`."""
    unit, following = word.group(1).lower(), (word.group(2) or "").lower()
    is_spaced = text[end : end + 1] == " " and unit in {"day", "night", "week", "year"}
    return (
        is_spaced
        and is_plural(following)
        and following not in STOP
        and not text[max(end - 4, 0) : end].endswith(("one", " 1", " a"))
    )


def unit_named(sign: str) -> str:
    """Return the unit for the sign that is written to a number: `%`, `per cent`, `p`, `km`."""
    printed = sign.lower().strip(" -")
    if "point" in printed:
        return "percentage point"
    if printed in {"p", "%", "pc"} or printed.startswith("per"):
        return "GBX" if printed == "p" else "%"
    return "degree" if printed.startswith("°") else UNITS.get(printed, printed)


def currency_named(sign: str) -> str:
    """Return the ISO 4217 code for a currency sign or code."""
    folded = sign.lower().replace(" ", "").rstrip(".")
    return _CURRENCY.get(folded, folded.upper())


def _noun(text: str, at: int, *, only_of: bool = False) -> tuple[str | None, int]:
    """Return the counted thing that stands at this place and where it ends."""
    linked = _OF.match(text, at)
    if linked and (only_of is False or linked.group().startswith(" of")):
        at = linked.end()
    elif only_of:
        return None, at
    else:
        filler = _FILLER.match(text, at)
        at = filler.end() if filler else at
        at += text[at : at + 1] in {" ", "-"}
    measured = _MEASURED.match(text, at)
    start = end = at
    at = measured.end() if measured else at
    verbal = None
    for n in range(6):
        word = _WORD.match(text, at)
        if word is None or word.group().lower() in STOP:
            break
        if _is_verbal(word.group()) and verbal is None and (n or word.group().endswith("ing")):
            verbal = end
        end = word.end()
        if is_plural(word.group().lower()) and not _goes_on(text, word.group().lower(), end):
            verbal = None
            break
        if text[end : end + 1] != " ":
            break
        at = end + 1
    end = end if verbal is None else verbal
    return (text[start:end].strip("-") or None), max(end, start)


def _goes_on(text: str, word: str, end: int) -> bool:
    following = _PLURAL_NEXT.match(text, end) if word in _OF_THE_FORCE else None
    return following is not None and is_plural(following.group(1)) and following.group(1) not in STOP


def _is_verbal(word: str) -> bool:
    return word.endswith(("ed", "ing")) and len(word) > 4
