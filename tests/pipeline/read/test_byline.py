"""People in bylines, without posts, outlets and agencies."""

import pytest

from pipeline.read.byline import are_joined, find_agency, find_people
from pipeline.read.extract import parse
from pipeline.read.page import read_page
from pipeline.read.signed import linked_bylines, printed_bylines, worded_bylines
from tests.pipeline.read import pages_of_ours as ours


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
        ("한지수 기자", ("한지수",)),
        ("记者 王小明", ("王小明",)),
        ("文／王小明", ("王小明",)),
        ("بقلم سلمى حداد", ("سلمى حداد",)),
        ("منوعات", ()),
        ("Von Maud Ellery, Harrowmere", ("Maud Ellery",)),
        ("Par Maud Ellery et Jonas Wick", ("Maud Ellery", "Jonas Wick")),
        ("Por Maud Ellery y Jonas Wick", ("Maud Ellery", "Jonas Wick")),
        ("Por Inés Ortega y Baroja", ("Inés Ortega y Baroja",)),
        ("Автор: Олена Коваль", ("Олена Коваль",)),
        ("Maud Ellery, Leitende Wirtschaftsredakteurin", ("Maud Ellery",)),
        ("Enterprise Ferries | By | Maud Ellery", ("Maud Ellery",)),
        ("Redaktion: Jonas Wick", ()),
        ("Islanders Eat Up Rare Hybrid Food", ()),
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


def test_an_outlet_that_goes_by_its_letters_is_no_person() -> None:
    """`HBC Arts` is a desk of the HBC."""
    assert find_people(["HBC Arts", "Maud Ellery"], "HBC News") == ("Maud Ellery",)


@pytest.mark.parametrize(
    ("printed", "are"),
    [("By Ann Ode and Bo Ide", True), ("Ann Ode | & | Bo Ide", True), ("Ann Ode, Link Bo Ide", False)],
)
def test_two_people_are_joined_by_a_word(printed: str, *, are: bool) -> None:
    """What merely stands after a name is no second author."""
    assert are_joined(printed, "Ann Ode", "Bo Ide") is are


def test_bylines_are_known_by_name_word_or_link_and_not_in_boxes_or_figures() -> None:
    """Names of elements in any spelling; the first words; addresses of authors' pages."""
    tree = parse(
        b"""<html><body><figure><span class="author">Pia Lens</span></figure>
        <h1>Ferry fares to rise</h1><p>By <style>.x{}</style><a href="/staff/maud-ellery">Maud Ellery</a></p>
        <div class="article__author">Maud Ellery</div><div class="AuthorLink-x1">Jonas Wick</div>
        <div><div><div><div><div><p>Fares rise again, the council says.</p></div></div></div></div></div>
        <section><div><div><div><div class="author">Ida Other</div></div></div></div></section>
        <aside><p>By Ann Aside</p></aside></body></html>"""
    )
    assert tree is not None
    assert printed_bylines(tree) == ["Maud Ellery", "Jonas Wick"]
    assert worded_bylines(tree) == ["By | Maud Ellery"]
    assert linked_bylines(tree) == ["Maud Ellery"]


def test_a_label_before_the_name_is_no_part_of_it() -> None:
    """`Autor` in an element of its own, the name after it."""
    tree = parse(b"<html><body><p>Text</p><div><strong>Autorin</strong> Maud Ellery</div></body></html>")
    assert tree is not None
    assert find_people(worded_bylines(tree)) == ("Maud Ellery",)


def test_one_string_that_names_more_people_than_json_ld_is_the_whole_byline() -> None:
    """JSON-LD often has the first author only."""
    head = """<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Maud Ellery"}}</script>"""
    page = ours.tabloid_page(
        ours.HEADLINE, ours.STANDFIRST, ours.CAPTION, "Maud Ellery and Jonas Wick", ours.PARAGRAPHS, head=head
    )
    found = read_page(ours.page(page))
    assert found.article.byline == ("Maud Ellery", "Jonas Wick")
