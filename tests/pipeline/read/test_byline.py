"""People in bylines, without posts, outlets and agencies."""

import pytest

from pipeline.read.byline import find_agency, find_people


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("By Maud Ellery", ("Maud Ellery",)),
        ("By Maud Ellery, Crime Correspondent", ("Maud Ellery",)),
        ("By Crime Correspondent", ()),
        ("Maud Ellery and Jonas Wick", ("Maud Ellery", "Jonas Wick")),
        ("Maud Ellery & Jonas Wick; Ida van der Meer", ("Maud Ellery", "Jonas Wick", "Ida van der Meer")),
        ("Words by Maud Ellery | Senior Reporter", ("Maud Ellery",)),
        ("Maud Ellery Maud.Ellery@courier.example", ()),
        ("https://www.facebook.com/maud.ellery", ()),
        ("Harrowmere Courier", ()),
        ("Courier Newsroom", ()),
        ("PA Media", ()),
        ("Reuters", ()),
        ("Orla O'Penhale", ("Orla O'Penhale",)),
        ("Jean-Luc d’Aubert", ("Jean-Luc d’Aubert",)),
        ("山田太郎", ("山田太郎",)),
        ("", ()),
    ],
)
def test_only_people_stay(printed: str, people: tuple[str, ...]) -> None:
    """Names, each once, in order."""
    assert find_people([printed], "Harrowmere Courier") == people


def test_a_person_named_twice_is_one() -> None:
    """Metadata and print mostly say the same."""
    assert find_people(["By Maud Ellery", "Maud Ellery"]) == ("Maud Ellery",)


@pytest.mark.parametrize(
    ("bylines", "text", "agency"),
    [
        (["Maud Ellery, PA Media"], "", "PA"),
        (["Reuters"], "", "Reuters"),
        (["By Associated Press"], "", "AP"),
        ([], "HARROWMERE (AFP) — The council met.", "AFP"),
        ([], "The council met.\nIt will meet again. (dpa)", "dpa"),
        ([], "Reuters is a news agency, said the witness, whom the AP had interviewed at length in the town.", None),
        (["Maud Ellery"], "The council met.", None),
    ],
)
def test_an_agency_is_named_in_the_byline_the_dateline_or_at_the_end(
    bylines: list[str], text: str, agency: str | None
) -> None:
    """Within a text an agency may be what it is about."""
    assert find_agency(bylines, text) == agency
