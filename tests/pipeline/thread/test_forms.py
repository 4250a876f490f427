"""Whether a page tells one story, many, or one all day long."""

from dataclasses import replace

import pytest

from pipeline.nouns import Markings
from pipeline.thread.forms import Form, form_of, names_no_story
from tests.pipeline.thread.articles_of_ours import article

_ITEMS = """\
A ferry ran aground near Oskarsund harbour on Tuesday with forty people aboard, and none of them was hurt when the Lysvik lifeboat took them off in the evening.
Mayor Odile Brask opened the new tram line to the northern suburbs, which cost eleven million more than had been planned and comes two years after the first date.
Thieves took nine paintings from a gallery in Delmouth overnight, among them one by Iorwerth Pugh that had been lent by a museum for the summer show.
The bakery chain Pomfrey closes twelve of its shops by the end of the year, its owners said, and will bake for supermarkets in a single plant from then on.
A court sent a Brandvik accountant to prison for four years because he had moved money of a rowing club to an account of his own over a decade.
Farmers around Tarnfield expect the smallest harvest since records began, after a spring without rain and a June in which hail fell on three days in one week.
""".splitlines()


@pytest.mark.parametrize(
    "headline",
    [
        "News in brief: ferry aground, tram opened",
        "Friday briefing: what you need to know",
        "Council round-up: pier, library, bins",
        "10 things to know today",
    ],
)
def test_a_roundup_shows_by_its_headline(headline: str) -> None:
    """Newsrooms name them alike."""
    assert form_of(article("r", headline, _ITEMS[0])) is Form.ROUNDUP


def test_a_roundup_shows_by_paragraphs_that_have_nothing_to_do_with_one_another() -> None:
    """No name comes twice, and none stands in the headline."""
    assert form_of(article("r", "Around the region", "\n".join(_ITEMS))) is Form.ROUNDUP


def test_a_report_with_as_many_paragraphs_is_none() -> None:
    """Its people come again."""
    text = "\n".join(f"{item} Harbour master Tove Lindqvist would not speak of it." for item in _ITEMS)
    assert form_of(article("r", "Harbour master under pressure", text)) is Form.REPORT


@pytest.mark.parametrize(
    "headline", ["Live: storm reaches Oskarsund", "Storm in Oskarsund – live updates", "Budget vote as it happened"]
)
def test_a_live_blog_shows_by_its_headline(headline: str) -> None:
    """The word stands at its edge."""
    assert form_of(article("l", headline, "\n".join([*_ITEMS, *_ITEMS]))) is Form.LIVE_BLOG


def test_a_live_blog_shows_by_what_its_page_says() -> None:
    """The outlet marked it as one; before it has grown it reads like a report and is threaded like one."""
    grown = article("l", "Storm reaches Oskarsund", "\n".join([*_ITEMS, "Tove Lindqvist spoke again.", "It rains."]))
    marked = replace(grown, markings=Markings(is_live=True))
    assert form_of(grown) is not Form.LIVE_BLOG
    assert form_of(marked) is Form.LIVE_BLOG
    assert form_of(replace(marked, text=_ITEMS[0])) is Form.REPORT


def test_a_live_blog_shows_by_its_stamped_entries() -> None:
    """Five entries that begin with the time of day."""
    text = "\n".join(f"{hour}:15 {item}" for hour, item in enumerate(_ITEMS, 10))
    assert form_of(article("l", "Storm reaches Oskarsund", text)) is Form.LIVE_BLOG


@pytest.mark.parametrize(
    "headline",
    [
        "Couple live in fear of landslide",
        "Where to live in Varn",
        "A brief visit",
        "Round the island on foot",
        "Ice dancers' film: a review round-up",
    ],
)
def test_an_ordinary_headline_is_a_report(headline: str) -> None:
    """The words alone do not make it."""
    assert form_of(article("o", headline, _ITEMS[0])) is Form.REPORT


@pytest.mark.parametrize(
    ("headline", "is_bare"),
    [
        ("Live: storm reaches Oskarsund", True),
        ("Storm in Oskarsund – live updates", True),
        ("News in brief: ferry aground, tram opened", True),
        ("Storm reaches Oskarsund", False),
        ("Council hears of life at the live-in hostel", False),
    ],
)
def test_a_headline_that_names_a_page_heads_no_story(headline: str, *, is_bare: bool) -> None:
    """It says what the page is, and not what happened."""
    assert names_no_story(headline) is is_bare
