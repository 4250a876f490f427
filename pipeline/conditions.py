"""What a watch on a figure asks for: `"cases" changes`, `cases > 10,000`."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.errors import QueryError
from pipeline.nouns import Evidence, Figure
from pipeline.query.words import stems_of

_CONDITION = re.compile(
    r"\s*(?:\"(?P<phrase>[^\"]+)\"|(?P<words>[^<>=\"]+?))\s*"
    r"(?:(?P<changes>changes)|(?P<sign>>=|<=|>|<|=)\s*(?P<number>\d[\d,]*(?:\.\d+)?))\s*",
    re.IGNORECASE,
)
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCondition:
    """A condition on a figure."""

    #: Words that what is counted must hold, as `stems_of` gives them.
    of: tuple[str, ...]
    #: How the value compares to `bound`; None: it is another than the thread knew.
    sign: str | None = None
    bound: float = 0.0


@lru_cache(maxsize=16384)
def parse_condition(text: str) -> FigureCondition:
    """Read a condition: what is counted, and `changes` or a comparison.

    Raises:
        QueryError: it is none.
    """
    found = _CONDITION.fullmatch(text)
    of = stems_of((found["phrase"] or found["words"]) if found else "")
    if not found or not of:
        raise QueryError(f'{text!r} is no condition on a figure: write "cases" changes, or cases > 10,000')
    if found["changes"]:
        return FigureCondition(of=of)
    return FigureCondition(of=of, sign=found["sign"], bound=float(found["number"].replace(",", "")))


def is_of(condition: FigureCondition, figure: Figure) -> bool:
    """Tell whether a figure counts what the condition is about."""
    return counted_stems(figure).issuperset(condition.of)


def counted_stems(figure: Figure) -> frozenset[str]:
    """Return the stems of what a figure counts, its unit among them."""
    return _stems(figure.of, figure.unit)


def label_stems(change: Evidence) -> frozenset[str]:
    """Return the stems of what a changed figure counts, as its thread calls it."""
    return _stems(change.label, None)


@lru_cache(maxsize=16384)
def _stems(of: str | None, unit: str | None) -> frozenset[str]:
    return frozenset(stems_of(f"{of or ''} {unit or ''}"))


def is_met(condition: FigureCondition, figures: Iterable[Figure], changes: Sequence[Evidence] = ()) -> bool:
    """Tell whether any of these figures meets a condition.

    Args:
        condition: what is asked for.
        figures: what was published now.
        changes: which of them the thread had with another value: only the same thing counted anew is a change.
    """
    if condition.sign is None and not changes:
        return False
    counted = [figure for figure in figures if is_of(condition, figure)]
    if condition.sign is not None:
        compare = _SIGNS[condition.sign]
        return any(compare(value, condition.bound) for figure in counted for value in _values(figure))
    return any(_is_about(condition, change, counted) for change in changes)


def _is_about(condition: FigureCondition, change: Evidence, counted: Iterable[Figure]) -> bool:
    """Tell whether a change is of what a condition counts: by its label, or by the figure that its sentence prints."""
    if change.old_value is None or change.new_value is None:
        return False
    if label_stems(change).issuperset(condition.of):
        return True
    sentence = change.passage.text
    return any(change.new_value in _values(figure) and figure.text in sentence for figure in counted)


def _values(figure: Figure) -> tuple[float, ...]:
    return (figure.value,) if figure.value_to is None else (figure.value, figure.value_to)
