"""Figures and dates to come as British crime, court, council and parliament reporting writes them."""

import json

import pytest

from benchmarks import facts_british


@pytest.mark.parametrize("held", [False, True], ids=["open", "held"])
def test_figures_are_read_with_what_they_count(held: bool):
    """Nine in ten, in the half that the rules were written on and in the half that was held aside."""
    assert facts_british.f1(*facts_british.figures(held=held)) >= 0.9


@pytest.mark.parametrize("held", [False, True], ids=["open", "held"])
def test_dates_to_come_are_found_with_their_day(held: bool):
    """Nine in ten on both halves; what has been is not taken for due."""
    assert facts_british.f1(*facts_british.dates(held=held)) >= 0.9


def test_there_are_enough_sentences_and_each_marks_what_it_prints():
    """A hundred figures and sixty dates to come at least, in two halves."""
    figures = [row for held in (False, True) for row in facts_british.sentences("figures", held=held)]
    dates = [row for held in (False, True) for row in facts_british.sentences("dates", held=held)]
    assert sum(len(row["figures"]) for row in figures) >= 100
    assert sum(len(row["to_come"]) for row in dates) >= 60
    assert abs(sum(row["held"] for row in figures) * 2 - len(figures)) <= 1
    assert all(marked["text"] in row["text"] for row in dates for marked in row["to_come"]), json.dumps(dates)
