"""Lines under an article that are about it or its publisher are left out; the same words elsewhere stay."""

import pytest

from pipeline.read.endings import publishers_of, without_ending
from pipeline.read.lines import clean

LINES = [
    "The ferry to Ostrey will run every hour from May, the council said on Tuesday.",
    "Councillors voted by nine to four for the new timetable.",
    "“We waited two winters for this,” said Ada Brook, who keeps the harbour café.",
]
OURS = publishers_of("The Varn Post", "https://www.varnpost.example/ferry")


@pytest.mark.parametrize(
    "line",
    [
        "Ada Quill is a reporter for the Varn Post.",
        "Tom Marsh (@tommarsh) is The Post's senior harbour correspondent and lives in Kelbridge.",
        "Greta Sund ist freie Journalistin in Kelbridge.",
        "Have a tip? Tom Marsh may be reached at marsh@varnpost.example.",
        "This article was originally published by Harbour News.",
        "A version of this story appeared in print on Monday.",
        "Comments are subject to our community guidelines, which can be read here.",
        "Updated at 1:23 p.m.",
        "The Varn Post is a newspaper for the islands, founded in 1911 by two ferrymen.",
        "About the Varn Post",
    ],
)
def test_a_last_line_about_the_article_or_its_publisher_is_left_out(line: str) -> None:
    """Who wrote it, where it was before, what may be said under it, and who publishes it."""
    assert without_ending([*LINES, line], OURS) == LINES


def test_what_a_publisher_says_of_itself_takes_the_lines_after_it_along() -> None:
    """A firm's last paragraphs go together."""
    said = ["Varn Post is a publisher of news.", "It has its seat in Kelbridge and employs 40 people."]
    assert without_ending([*LINES, *said], OURS) == LINES


@pytest.mark.parametrize(
    "line",
    [
        "Ada Brook is a reporter’s daughter, and she has no boat.",
        "His comments were posted on the harbour's notice board.",
        "Harbour Lines is a firm of two brothers with one ship.",
        "The Varn Post asked both brothers for an answer.",
        "About forty people came.",
    ],
)
def test_a_last_line_of_the_article_itself_stays(line: str) -> None:
    """Words alone prove nothing where they say something else."""
    assert without_ending([*LINES, line], OURS)[-1] == line


def test_a_sentence_about_a_reporter_stays_where_the_article_goes_on() -> None:
    """Only the end is looked at."""
    lines = ["Ada Quill is a reporter for the Varn Post.", *LINES]
    assert without_ending(lines, OURS) == lines


def test_a_text_of_one_line_stays_whatever_it_says() -> None:
    """Nothing is ever emptied."""
    assert without_ending(["Ada Quill is a reporter."], OURS) == ["Ada Quill is a reporter."]


def test_words_for_those_who_do_not_see_a_link_are_no_words_of_the_article() -> None:
    """They are cut out of the line that they stand in."""
    lines = [f"{LINES[0]} The plan(öffnet im neuen Fenster) was known.", LINES[1]]
    assert clean(lines, ()) == [f"{LINES[0]} The plan was known.", LINES[1]]


@pytest.mark.parametrize("line", ["2026-05-04T10:00:00+02:00", "https://www.varnpost.example/ferry-16x9.jpg?width=500"])
def test_what_machines_write_to_one_another_is_no_line(line: str) -> None:
    """Times and addresses of pictures stand printed in some pages."""
    assert clean([LINES[0], line, *LINES[1:]], ()) == LINES
