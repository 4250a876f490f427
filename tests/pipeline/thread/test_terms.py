"""What an article can be recognised by besides its vector."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thread.terms import IN_HEADLINE, IN_LEAD, IS_NAME, fold, terms_of
from tests.pipeline.thread.articles_of_ours import article


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Mayor’s", "mayor"),
        ("families", "family"),
        ("fires", "fire"),
        ("U.S.", "us"),
        ("class", "class"),
        ("this", "this"),
    ],
)
def test_words_are_compared_without_case_possessive_and_plural(word: str, folded: str) -> None:
    """Small differences of form are none of meaning."""
    assert fold(word) == folded


def test_words_know_where_they_stand_and_whether_they_name_something() -> None:
    """Headline, lead, and capitals inside a sentence."""
    words = terms_of(
        article("a", "Fire at mill", "Smoke rose when Henrik Aas came. " + "Later it rained. " * 60 + "End")
    ).words
    assert words["mill"] == IN_HEADLINE | IN_LEAD
    assert words["smoke"] == IN_LEAD
    assert words["henrik aas"] == IN_LEAD | IS_NAME
    assert words["end"] == 0
    assert "when" not in words


def test_capitals_of_a_headline_tell_names_only_where_there_is_no_text() -> None:
    """Many outlets capitalise every word of a headline."""
    assert terms_of(article("a", "Mill Fire Spreads", "It burns on.")).words["fire"] & IS_NAME == 0
    assert terms_of(article("a", "Mill Fire Spreads")).words["fire"] & IS_NAME


def test_names_found_by_other_means_join_in() -> None:
    """A name at the beginning of a sentence does not show by its capital."""
    one = article("a", "Mill burns", "Aas was hurt.")
    assert not terms_of(one).words["aas"] & IS_NAME
    assert terms_of(one, ["Henrik Aas"]).words["aas"] & IS_NAME


def test_ages_are_read_as_reports_print_them() -> None:
    """`41-year-old`, `, 23,` and `aged 7`."""
    text = "A 41-year-old man, Mair Howell, 23, and a boy aged 7 were hurt."
    assert terms_of(article("a", "Hurt", text)).ages == {41, 23, 7}


def test_days_are_resolved_against_the_day_of_publication() -> None:
    """Weekdays look back; a day of a month is the nearest one."""
    days = terms_of(article("a", "Fire on Sunday", "It began on Feb. 27 and was out by 1 March.")).days
    assert {date.fromordinal(day) for day in days} == {date(2026, 3, 1), date(2026, 2, 27)}


@pytest.mark.parametrize("printed", ["Nov. 30, 2009", "November 30th, 2009", "30 November 2009", "30 Nov 2009"])
def test_a_year_that_is_printed_with_a_day_counts(printed: str) -> None:
    """An old report that comes in years later is not taken for this year's; without a date of its own it has one yet."""
    late = article("a", "Prisoner gone", f"{printed}: a prisoner got away from two guards.")
    assert {date.fromordinal(day) for day in terms_of(late).days} == {date(2009, 11, 30)}
    assert terms_of(replace(late, published_at=None)).days == terms_of(late).days


def test_days_without_a_year_say_nothing_where_nobody_knows_when_they_were_told() -> None:
    """They are counted from the day of publication, not from the day on which an article came in."""
    undated = replace(article("a", "Fire on Sunday", "It began on Feb. 27."), published_at=None)
    assert terms_of(undated).days == frozenset()


def test_a_day_that_no_calendar_has_is_left_out() -> None:
    """`Feb 31` is somebody's mistake."""
    assert terms_of(article("a", "Due Feb 31")).days == frozenset()


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_has_terms(headline: str, text: str) -> None:
    """Whatever a stranger wrote, reading it does not fail."""
    terms_of(article("a", headline, text))
