"""The scripts that change stored pages do change them, and what they do is judged as it should be."""

from random import Random

import pytest
from lxml import html

from benchmarks.hostile_pages import page_of
from benchmarks.page_edits import STYLE, SUBSTANCE, edited
from benchmarks.page_litter import LITTER, entities, mark_lists, related_links
from benchmarks.revisions import printed, verdict
from pipeline.nouns import Reading
from pipeline.read.extract import parse
from pipeline.read.page import read_page

LINES = (
    "The main gate of Storrow weir failed on Monday, the Corriby River Board said in a statement to its members.",
    "About 120 homes in Nether Storrow lost power, and the road to the mill was closed until the late afternoon.",
    "“We told the board in the spring that the hinge was worn and nobody came to look at it,” said Tamsin Ockley.",
    "The bridge is open to traffic again, but the board has not said when the gate will be replaced or by whom.",
    "Hugh Laverick, who keeps the mill, said that the water stood 40 centimetres high in his kitchen that morning.",
    # short pages that speak of consent are not read
    *(
        f"In house number {number} of the lane below the weir they carried their chairs and carpets up the stairs before noon."
        for number in range(3, 13)
    ),
)
MARKUP = (
    "<html><head><title>Storrow weir gate fails</title></head><body><article><h1>Storrow weir gate fails</h1>"
    f"{''.join(f'<p>{line}</p>' for line in LINES)}</article>"
    '<aside class="related"><a href="/1">Baker wins award</a></aside><p>"It is done", she said.</p></body></html>'
)


@pytest.fixture
def old() -> Reading:
    """The page as it was read first."""
    found = read_page(page_of(MARKUP.encode()))
    assert isinstance(found, Reading)
    assert LINES[1] in found.article.text
    return found


@pytest.mark.parametrize("kind", LITTER)
def test_litter_is_the_same(old: Reading, kind: str) -> None:
    """Whatever stands around the text."""
    tree = parse(MARKUP.encode())
    assert tree is not None
    LITTER[kind](tree, Random(3))
    page = printed(tree, page_of(b""))
    assert kind == "nothing" or page.body != html.tostring(parse(MARKUP.encode()), encoding="unicode").encode()
    assert verdict(old, page)[0] == "same"


def test_entities_are_the_same(old: Reading) -> None:
    """However letters are spelled in the markup."""
    spelled = entities(MARKUP, Random(3))
    assert "“" not in spelled
    assert verdict(old, page_of(spelled.encode()))[0] == "same"


@pytest.mark.parametrize(("body", "is_changed"), [("We read on.", True), ("Baker wins award for\nhis bread", False)])
def test_lists_of_links_change_unless_they_are_the_articles_own(body: str, *, is_changed: bool) -> None:
    """A list of offers with a link each may be the article itself."""
    tree = parse(b"<ul><li><a href='/1'>Baker wins award for his bread</a></li></ul><p>It is.</p>")
    assert tree is not None
    mark_lists(tree, body)
    related_links(tree, Random(3))
    assert ("Baker wins award" not in html.tostring(tree, encoding="unicode")) == is_changed


@pytest.mark.parametrize("kind", [*SUBSTANCE, *STYLE])
def test_edits_are_told_for_what_they_are(old: Reading, kind: str) -> None:
    """Each finds something to change on a common page."""
    tree = parse(MARKUP.encode())
    assert tree is not None
    changed = edited(tree, old, (SUBSTANCE | STYLE)[kind], Random(3))
    assert changed is not None
    assert verdict(old, printed(changed, page_of(b"")))[0] == ("style" if kind in STYLE else "substance")
