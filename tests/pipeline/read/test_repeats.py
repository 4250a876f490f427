"""Lines that a page prints twice count once."""

from pipeline.read.lines import clean
from pipeline.read.repeats import without_repeats
from tests.pipeline.read import pages_of_ours as ours

#: The last one has fewer words than are looked at.
LINES = list(ours.PARAGRAPHS[:-1])


def test_an_article_that_is_printed_whole_and_in_pieces_keeps_its_pieces() -> None:
    """The whole is the longest line, and all of it stands in the others."""
    assert without_repeats([" ".join(LINES), *LINES]) == LINES
    assert clean([" ".join(LINES), *LINES], ()) == LINES


def test_of_two_lines_alike_the_first_stays() -> None:
    """A text for narrow screens follows the one for wide screens."""
    assert without_repeats([*LINES, *LINES]) == LINES


def test_a_pull_quote_goes_and_the_paragraph_that_it_was_pulled_from_stays() -> None:
    """The quote's words all stand in a longer line, whose words do not all stand in the quote."""
    said = "The review covers a period of eight years and is to be completed by June"
    assert without_repeats([*LINES[:2], said, *LINES[2:]]) == LINES


def test_short_lines_may_come_twice() -> None:
    """A refrain, an answer, a name before each answer."""
    lines = [LINES[0], "Nobody answered.", LINES[1], "Nobody answered."]
    assert without_repeats(lines) == lines


def test_what_says_the_same_again_and_again_is_left_as_it_is() -> None:
    """A page prints its article once or twice; a chant, or a form filled in ten times, is no article printed ten times."""
    assert without_repeats([LINES[0]] * 8) == [LINES[0]] * 8


def test_a_question_that_is_asked_of_each_of_many_people_stays_each_time() -> None:
    """No page prints one line of its article four times over and the others once."""
    asked = "What would you have done on that morning in Ostrey, had the ferry not come at all?"
    lines = [line for name in ("Ada", "Tom", "Greta", "Hugh") for line in (asked, f"{name} said nothing for a while.")]
    assert without_repeats(lines) == lines
    assert without_repeats([asked, *LINES, asked]) == [asked, *LINES]
