"""Figures and dates to come as British crime, court, council and parliament reporting writes them."""

import json

import pytest

from benchmarks import facts_british


@pytest.mark.parametrize("part", facts_british.PARTS)
def test_figures_are_read_with_what_they_count(part: str):
    """Nine in ten, in the part that the rules were written on and in those that were held aside."""
    assert facts_british.f1(*facts_british.figures(part)) >= 0.9


@pytest.mark.parametrize("part", facts_british.PARTS)
def test_dates_to_come_are_found_with_their_day(part: str):
    """Nine in ten in each part; what has been is not taken for due."""
    assert facts_british.f1(*facts_british.dates(part)) >= 0.9


def test_there_are_enough_sentences_and_each_marks_what_it_prints():
    """A hundred figures and sixty dates to come at least, half of them held aside."""
    figures = [row for part in facts_british.PARTS for row in facts_british.sentences("figures", part)]
    dates = [row for part in facts_british.PARTS for row in facts_british.sentences("dates", part)]
    assert sum(len(row["figures"]) for row in figures) >= 100
    assert sum(len(row["to_come"]) for row in dates) >= 60
    assert sum(row["part"] != "open" for row in figures) * 2 >= len(figures)
    assert all(marked["text"] in row["text"] for row in dates for marked in row["to_come"]), json.dumps(dates)
