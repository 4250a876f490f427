"""Conditions on figures."""

import pytest

from pipeline.conditions import is_met, parse_condition
from pipeline.errors import QueryError
from pipeline.nouns import Figure


def _figure(value: float, of: str | None = "cases", value_to: float | None = None, unit: str | None = None) -> Figure:
    return Figure(text="x", value=value, value_to=value_to, of=of, unit=unit, sentence="x", start=0, end=1)


@pytest.mark.parametrize(
    ("condition", "figure", "meets"),
    [
        ("cases > 10,000", _figure(10_001), True),
        ("cases > 10000", _figure(10_000), False),
        ("cases>=10000", _figure(10_000), True),
        ('"reopened cases" > 5', _figure(9, "reopened cases of fraud"), True),
        ('"reopened cases" > 5', _figure(9, "cases"), False),
        ("case = 9", _figure(9), True),
        ("Cases < 3.5", _figure(3), True),
        ("cases > 10", _figure(8, value_to=12), True),
        ("homes > 1", _figure(9), False),
        ("GBP >= 3000000", _figure(3_400_000, None, unit="GBP"), True),
    ],
)
def test_a_comparison_is_met_by_what_counts_the_same_thing(condition: str, figure: Figure, meets: bool) -> None:
    """Words without endings, thousands with or without their comma, ranges by either end."""
    assert is_met(parse_condition(condition), [figure], []) is meets


@pytest.mark.parametrize(
    ("now", "known", "meets"),
    [
        ([8_800], [9_000], True),
        ([9_000], [9_000], False),
        ([9_000, 8_800], [9_000], True),
        ([8_800], [], False),
        ([], [9_000], False),
    ],
)
def test_a_figure_changes_when_it_is_another_than_the_thread_knew(
    now: list[int], known: list[int], meets: bool
) -> None:
    """The first one is no change."""
    condition = parse_condition('"cases" changes')
    others = [_figure(3, "officers")]
    assert is_met(condition, [*map(_figure, now), *others], [*map(_figure, known), *others]) is meets


@pytest.mark.parametrize("text", ["", "cases", "> 10", "changes", '"" changes', "cases > ten", "cases >> 3", "!? > 3"])
def test_what_is_no_condition_is_refused_with_an_example(text: str) -> None:
    """It says how one is written."""
    with pytest.raises(QueryError, match="changes, or cases > 10,000"):
        parse_condition(text)
