"""What is due on a date, and where and when a figure holds."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.nouns import DateMention, Facts
from pipeline.read.due import clause_due, held_at, held_on, place_in_sentence, stands_twice
from pipeline.read.facts import find_facts


def facts(text: str) -> Facts:
    """Return the facts of a text published on 6 May 2026, a Wednesday."""
    return find_facts(text, datetime(2026, 5, 6, 12, tzinfo=UTC), "en")


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "Sir Neville steps down at the end of the year, and a successor will be named in July.",
            ["Sir Neville steps down at the end of the year", "a successor will be named in July"],
        ),
        ("The council must reply by 9 December, a spokesman said.", ["The council must reply by 9 December"]),
        ("He said the report would be published on 4 December.", ["the report would be published on 4 December"]),
        ("The bridge was shut, but it will reopen on Friday.", ["it will reopen on Friday"]),
        ("It was published on Monday.", []),
    ],
)
def test_what_is_due_is_the_clause_of_the_date(text: str, clauses: list[str]):
    """Other clauses of the sentence, and who says so, are left out; every clause is a stretch of the text."""
    found = [clause for date in facts(text).dates if (clause := clause_due(date))]
    assert found == clauses
    assert all(clause in text for clause in found)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("There were 9,000 complaints across London in April.", [("London", "2026-04")]),
        (
            "In London 412 cases were opened last year, while 30 were closed in Paris in 2019.",
            [("London", "2025"), ("Paris", "2019")],
        ),
        ("It has 412 beds.", [(None, None)]),
        ("He left London. It has 412 beds.", [(None, None)]),
    ],
)
def test_a_figure_holds_for_the_place_and_time_of_its_clause(text: str, held: list[tuple[str | None, str | None]]):
    """Those of another clause or sentence are another's."""
    found = facts(text)
    assert [(held_at(one, found.names), held_on(one, found.dates)) for one in found.figures] == held


def test_a_page_of_numbers_is_read():
    """Two thousand figures with their places and dates are read, each from its own part of an endless sentence."""
    found = facts("".join(f"In London {n} cases were opened in 2019, and " for n in range(2200, 4200)))
    places = [held_at(one, found.names) for one in found.figures]
    assert len(places) >= 2000
    assert places.count("London") > 0.9 * len(places)
    assert all(held_on(one, found.dates) == "2019" for one in found.figures[:50])


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "The inquiry that was to report in July 2027 is late, but it will now be published in July 2027.",
            ["it will now be published in July 2027"],
        ),
        (
            "The board must reply by 9 December, and a hearing will be held on 9 December.",
            ["The board must reply by 9 December", "a hearing will be held on 9 December"],
        ),
    ],
)
def test_a_date_that_stands_twice_in_a_sentence_has_the_clause_of_its_own_place(text: str, clauses: list[str]):
    """The same words are two dates: each is due as its own clause says."""
    dates = [one for one in facts(text).dates if one.is_follow_up]
    assert [clause_due(one, text) for one in dates][-len(clauses) :] == clauses


def test_a_figure_that_stands_twice_in_a_sentence_holds_where_and_when_its_own_clause_says():
    """In a text that has the same sentence twice as well, each figure is read at its own place."""
    line = "In London 30 cases were opened in 2019, while 30 cases were closed in Paris in 2021."
    text = f"{line}\n{line} It was the end."
    found = facts(text)
    held = [(held_at(one, found.names, text), held_on(one, found.dates, text)) for one in found.figures]
    assert held == [("London", "2019"), ("Paris", "2021")] * 2
    places = [place_in_sentence(one, text) for one in found.figures]
    assert places == [line.find("30"), line.rfind("30")] * 2
    assert all(stands_twice(one) for one in found.figures)


def test_without_the_text_the_first_of_the_same_words_are_taken():
    """And words that the sentence does not hold have no place in it."""
    mention = DateMention(
        text="May", value="2027-05", kind="date", is_follow_up=True, sentence="In May, or May not.", start=11, end=14
    )
    assert place_in_sentence(mention, None) == 3
    assert place_in_sentence(mention, "In May, or May not.") == 11
    assert place_in_sentence(mention, "An edited text.") == 3
    assert place_in_sentence(replace(mention, text="June"), None) == -1
