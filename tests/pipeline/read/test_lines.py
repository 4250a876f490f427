"""Lines that their words give away are the page's, unless their place tells better."""

import pytest

from pipeline.read.lines import clean, is_line_of_page

LINES = [
    "The ferry to Ostrey will run every hour from May, the council said on Tuesday.",
    "Councillors voted by nine to four for the new timetable.",
]


@pytest.mark.parametrize(
    "line",
    [
        "Like this story? Share it with a friend!",
        "Read more: Ferry firm of Port Ansel is sold for $13.4bn",
        "Get the best of our journalism every morning. Enter your email address to subscribe.",
    ],
)
def test_what_is_asked_of_the_reader_is_no_line_of_the_article(line: str) -> None:
    """Also behind another sentence, and with a point within a figure."""
    assert is_line_of_page(line)
    assert clean([LINES[0], line, LINES[1]], ()) == LINES


@pytest.mark.parametrize(
    "line",
    [
        "See more of the harbour than most. That is what the island’s two wardens were promised in May.",
        "Passengers must enter your email address for you, she said.",
    ],
)
def test_the_same_words_in_a_sentence_of_the_article_stay(line: str) -> None:
    """A line is compared as a whole."""
    assert not is_line_of_page(line)


def test_a_line_that_is_surely_text_stays_whatever_its_words_are() -> None:
    """An article may tell its readers where to click."""
    asked = "Enter your email address and click on the button, as the council’s new page for tickets wants it."
    assert clean([LINES[0], asked, LINES[1]], ()) == LINES
    assert clean([LINES[0], asked, LINES[1]], (), sure=frozenset([asked])) == [LINES[0], asked, LINES[1]]
