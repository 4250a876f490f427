"""What stands behind each operator: reads its value, or says what was expected there."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from pipeline.errors import QueryError
from pipeline.nouns import DevelopmentKind
from pipeline.query.tree import (
    Bound,
    Copied,
    FigureIs,
    KindIs,
    LanguageIs,
    Node,
    OutletIs,
    Said,
    Similar,
    SpeakerIs,
    ThreadIs,
    Told,
)
from pipeline.query.words import words_of

_NUMBER = r"(?P<{0}money>[£$€]?)(?P<{0}digits>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<{0}size>k|m|bn|tn)?(?P<{0}share>%?)"
_FIGURE = re.compile(r"(?P<sign>>=|<=|>|<|=)?" + _NUMBER.format("a"), re.IGNORECASE)
_RANGE = re.compile(_NUMBER.format("a") + r"\.\." + _NUMBER.format("b"), re.IGNORECASE)
_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
_CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR"}
_SPAN = re.compile(r"(\d{1,5})([mhdw])", re.IGNORECASE)
_SPAN_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.IGNORECASE)
_ANSWERS = {"yes": True, "no": False}

_A_DAY = "a day, month or year such as 2026-03-02, 2026-03 or 2026"


def read_term(name: str, value: str, at: int) -> Node | None:
    """Return what an operator with its value says; None: words without a letter or digit, which say nothing.

    Args:
        name: the operator, in lower case; "" for bare words.
        value: what stands behind it, without quotation marks.
        at: where the value begins, counted from 0.

    Raises:
        QueryError: the value is none that it takes.
    """
    if not name:
        words = tuple(words_of(value))
        return Said(words=words) if words else None
    return OPERATORS[name](value.strip(), at)


def refused(value: str, at: int, expected: str) -> QueryError:
    """Return the error that says what was expected instead of a value."""
    shown = f"“{value[:40]}”" if value else "nothing"
    return QueryError.pointing(at, f"here stands {shown}", (expected,))


def _words(value: str, at: int, expected: str) -> tuple[str, ...]:
    words = tuple(words_of(value))
    if not words:
        raise refused(value, at, expected)
    return words


def _headline(value: str, at: int) -> Node:
    return Said(words=_words(value, at, "a word or a “phrase” of a headline"), in_headline=True)


def _outlet(value: str, at: int) -> Node:
    _words(value, at, "an outlet's slug or “name”")
    return OutletIs(name=value)


def _speaker(value: str, at: int) -> Node:
    return SpeakerIs(words=_words(value, at, "a speaker's “name”"))


def _of(value: str, at: int) -> Node:
    return FigureIs(of=(_words(value, at, "what is counted, such as cases"),))


def _figure(value: str, at: int) -> Node:
    if found := _RANGE.fullmatch(value):
        low, high = _bound(found, "a", ">=", at), _bound(found, "b", "<=", at)
        return FigureIs(bounds=(low, high))
    found = _FIGURE.fullmatch(value)
    if found is None:
        raise refused(value, at, "a number such as 9,000, >1000, <=2.5m, £3bn, >5% or 100..200")
    return FigureIs(bounds=(_bound(found, "a", found["sign"] or "=", at),))


def _bound(found: re.Match[str], which: str, sign: str, at: int) -> Bound:
    value = float(found[f"{which}digits"].replace(",", "")) * _SIZES[(found[f"{which}size"] or "").lower()]
    if not math.isfinite(value):
        raise refused(found[0], at, "a smaller number")
    unit = _CURRENCIES.get(found[f"{which}money"]) or found[f"{which}share"] or None
    return Bound(sign=sign, value=value, unit=unit)


def _kind(value: str, at: int) -> Node:
    try:
        return KindIs(kind=DevelopmentKind(value.lower()))
    except ValueError:
        raise refused(value, at, f"a kind: {', '.join(kind.value for kind in DevelopmentKind)}") from None


def _thread(value: str, at: int) -> Node:
    _words(value, at, "a thread's slug or id")
    return ThreadIs(name=value)


def _language(value: str, at: int) -> Node:
    if not _LANGUAGE.fullmatch(value):
        raise refused(value, at, "a language code such as en")
    return LanguageIs(code=value.lower())


def _copied(value: str, at: int) -> Node:
    if value.lower() not in _ANSWERS:
        raise refused(value, at, "yes or no")
    return Copied(is_copy=_ANSWERS[value.lower()])


def _similar(value: str, at: int) -> Node:
    _words(value, at, "a “sentence”")
    return Similar(sentence=" ".join(value.split()))


def _since(value: str, at: int) -> Node:
    if found := _SPAN.fullmatch(value):
        return Told(back=timedelta(**{_SPAN_UNITS[found[2].lower()]: int(found[1])}))
    start, _ = _days(value, at, f"a span such as 36h, 7d or 2w, or {_A_DAY}")
    return Told(start=start)


def _on(value: str, at: int) -> Node:
    start, end = _days(value, at, _A_DAY)
    return Told(start=start, end=end)


def _before(value: str, at: int) -> Node:
    start, _ = _days(value, at, _A_DAY)
    return Told(end=start)


def _after(value: str, at: int) -> Node:
    _, end = _days(value, at, _A_DAY)
    return Told(start=end)


def _days(value: str, at: int, expected: str) -> tuple[datetime, datetime]:
    """Return the first instant of a day, month or year (UTC), and the first after it."""
    found = _DAY.fullmatch(value)
    if found is None:
        raise refused(value, at, expected)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if day:
            return start, start + timedelta(days=1)
        later = (start.year, start.month + 1) if month and month < 12 else (start.year + 1, 1)
        return start, datetime(*later, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        raise refused(value, at, expected) from None


#: Each operator with what reads its value.
OPERATORS: Mapping[str, Callable[[str, int], Node]] = {
    "headline": _headline,
    "outlet": _outlet,
    "speaker": _speaker,
    "figure": _figure,
    "of": _of,
    "kind": _kind,
    "thread": _thread,
    "lang": _language,
    "since": _since,
    "on": _on,
    "before": _before,
    "after": _after,
    "copied": _copied,
    "similar": _similar,
}
