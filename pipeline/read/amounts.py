"""How English writes amounts: digits, words, scales, fractions, ranges; one pattern and what it is worth."""

import re

#: Number words below twenty, and tens, with their values.
ONES = {
    word: n
    for n, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        )
    )
}
TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SCALES = {
    "dozen": 12.0,
    "hundred": 100.0,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "trillion": 1e12,
}
_SCALE_LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
#: Plural scales name a span: `dozens` are 12 to 120.
_MANY = {"dozens": (12.0, 120.0), "scores": (20.0, 200.0)} | {
    f"{word}s": (worth, worth * 10) for word, worth in _SCALES.items() if word != "dozen"
}
_FRACTIONS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75}

_CARDINAL = "|".join([*sorted(ONES, key=len, reverse=True), *TENS])
_SCALE = "|".join(_SCALES)
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?(?: ?[½¼¾]| \d[/⁄]\d{1,2}(?![\d/]))?|[½¼¾]|"
    r"\d[/⁄]\d{1,3}(?![\d/])"
)
_WORDS = rf"(?:{_CARDINAL})(?:[- ](?:{_CARDINAL}))?(?:[- ]hundred(?: and (?:{_CARDINAL})(?:[- ](?:{_CARDINAL}))?)?)?"
#: `tens of thousands` before `thousands` before `a thousand`.
MANY = (
    r"(?:(?:tens|hundreds|thousands|millions) of )?(?:dozens|hundreds|thousands|millions|billions|trillions)|"
    r"scores(?= of )"
)
FRACTION = (
    r"(?:a |one[- ]|two[- ]|three[- ]|four[- ])(?:thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|tenths?)"
    r"(?= (?:of|off|the|more|less|higher|lower)\b)|(?:one[- ]|a )?half(?= (?:of|the|its|their|his|her|an?)\b)"
    r"(?! a (?:dozen|hundred|thousand|million|billion|trillion)\b)"
)
#: A plain amount; the scale stands in a group of its own.
PLAIN = rf"(?:half a |a |several )?(?:{_SCALE})\b|(?:{_DIGITS}|{_WORDS})"

#: Every word that an amount in words begins with.
FIRST_WORDS = frozenset({*ONES, *TENS, *_SCALES, *_MANY, "half", "a", "several", "tens"})


def worth(printed: str, scale: str | None) -> float | None:
    """Return what a plain amount is worth, or None where the words make none (`one two`)."""
    folded = printed.lower().replace(",", "").strip()
    factor = 1.0
    for word in (scale or "").lower().replace("-", " ").split():
        factor *= _SCALES.get(word) or _SCALE_LETTERS.get(word, 1.0)
    value = _digits(folded) if folded[:1].isdigit() or folded[:1] in _GLYPHS else _spelled(folded)
    return None if value is None else round(value * factor, 6)


def many(printed: str) -> tuple[float, float]:
    """Return the span that `dozens` or `tens of thousands` names."""
    words = printed.lower().split()
    low, high = _MANY[words[-1]]
    if len(words) == 3:
        times = 10.0 if words[0] == "tens" else _MANY[words[0]][0]
        return low * times, high * times
    return low, high


def fraction(printed: str) -> float:
    """Return what `two-thirds` or `half` is worth."""
    words = printed.lower().replace("-", " ").split()
    part = words[-1] if words[-1] in _FRACTIONS else words[-1].removesuffix("s")
    return (ONES.get(words[0], 1) if len(words) > 1 else 1) / _FRACTIONS[part]


def _digits(folded: str) -> float | None:
    total = 0.0
    for part in re.findall(r"[½¼¾]|\d+[/⁄]\d+|[\d.]+", folded):
        if part in _GLYPHS:
            total += _GLYPHS[part]
        elif "/" in part or "⁄" in part:
            upper, lower = re.split("[/⁄]", part)
            if not int(lower):
                return None
            total += int(upper) / int(lower)
        else:
            total += float(part)
    return total


def _spelled(folded: str) -> float | None:
    total = 0.0
    words = [word for word in folded.replace("-", " ").split() if word != "and"]
    for n, word in enumerate(words):
        if word in ONES:
            if total and (total % 10 or (total % 100 and ONES[word] > 9)):
                return None
            total += ONES[word]
        elif word in TENS:
            if total % 100:
                return None
            total += TENS[word]
        elif word in _SCALES:
            total = (total or 1.0) * _SCALES[word]
        elif word == "half" and n == 0:
            total = 0.5
    return total
