"""Conditions on figures."""

from dataclasses import replace

import pytest

from pipeline.conditions import is_met, parse_condition
from pipeline.errors import QueryError
from pipeline.nouns import DevelopmentKind, Evidence, Figure, Passage


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
    assert is_met(parse_condition(condition), [figure]) is meets


@pytest.mark.parametrize(
    ("label", "old", "new", "meets"),
    [
        ("cases", 9_000, 8_800, True),
        ("reopened cases of fraud", 9_000, 8_800, True),
        ("officers", 30, 40, False),
        (None, 9_000, 8_800, True),
        (None, 9_000, 40, False),
        ("cases", None, None, False),
    ],
)
def test_a_figure_changes_when_the_thread_had_the_same_thing_with_another_value(
    label: str | None, old: float | None, new: float | None, meets: bool
) -> None:
    """By what the thread calls it, or by the figure that stands in the sentence; whatever else the article counts."""
    told = Passage(article_id="a", text="Police look at 8,800 cases with 40 officers.", start=0, end=44)
    change = Evidence(kind=DevelopmentKind.FIGURE, passage=told, label=label, old_value=old, new_value=new)
    figures = [replace(_figure(8_800), text="8,800 cases"), replace(_figure(40, "officers"), text="40 officers")]
    assert is_met(parse_condition('"cases" changes'), figures, [change]) is meets
    assert not is_met(parse_condition('"cases" changes'), figures)


@pytest.mark.parametrize("text", ["", "cases", "> 10", "changes", '"" changes', "cases > ten", "cases >> 3", "!? > 3"])
def test_what_is_no_condition_is_refused_with_an_example(text: str) -> None:
    """It says how one is written."""
    with pytest.raises(QueryError, match="changes, or cases > 10,000"):
        parse_condition(text)
