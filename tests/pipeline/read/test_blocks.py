"""A page falls into the blocks that a reader sees, and learned trees tell which of them are its text."""

from dataclasses import replace

import numpy as np
import pytest
from lxml.html import document_fromstring

from pipeline.read.blocks import blocks_of
from pipeline.read.litter import is_litter_name, is_text_name
from pipeline.read.signs import COLUMNS, Known, signs_of
from pipeline.read.verdict import read_verdict, verdict
from tests.pipeline.read import pages_of_ours as ours


def texts(html: str) -> list[str]:
    """Return the texts of a page's blocks."""
    return [block.text for block in blocks_of(document_fromstring(html))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <b>bold</b> and <a href='/x'>linked</a> word</p>", ["One bold and linked word"]),
        ("<div>One<br>line<br><br>Two</div>", ["One line", "Two"]),
        ("<div>Before<p>Inside</p>after</div>", ["Before", "Inside", "after"]),
        ("<p>Seen</p><script>var x</script><nav><p>News</p></nav><!-- no --><p>too</p>", ["Seen", "too"]),
        (
            "<table><tr><td>Ferry</td><td>£3.20</td></tr><tr><td>Tram</td><td>£2</td></tr></table>",
            ["Ferry £3.20", "Tram £2"],
        ),
        ("<table><tr><td><p>One</p><p>Two</p></td></tr></table>", ["One", "Two"]),
        ("<ul><li>First<li>Second</ul>", ["First", "Second"]),
        ("<p><span>One <img src='/face.png'> line</span></p>", ["One line"]),
        ("<div>One<img src='/view.jpg'>Two</div>", ["One", "Two"]),
    ],
    ids=[
        "inline",
        "line breaks",
        "text between boxes",
        "what is not seen",
        "rows",
        "layout tables",
        "lists",
        "a picture in a line",
        "a picture between two",
    ],
)
def test_a_block_is_a_run_of_text_that_stands_apart(html: str, expected: list[str]) -> None:
    """Inline elements, single breaks and plain cells end nothing; boxes and double breaks do."""
    assert texts(f"<html><body>{html}</body></html>") == expected


def test_a_list_of_links_that_opens_over_a_name_is_no_part_of_its_line() -> None:
    """The line goes on where it would without the list; words between links keep a list in its line."""
    links = [f"<a href='/{n}'>Harbour master's plan number {n} explained</a>" for n in range(3)]
    opens = f"<p>Mayor <span><a href='/a'>Ada Brook</a><span>{' '.join(links)}</span></span> resigned.</p>"
    listed, line = blocks_of(document_fromstring(opens))
    assert line.text == "Mayor Ada Brook resigned."
    assert line.n_linked == len("Ada Brook")
    assert listed.n_linked == len(listed.text)
    assert texts(f"<p>He read <span>{', '.join(links)}</span> twice.</p>")[0].startswith("He read Harbour")


def test_a_block_knows_the_boxes_around_it() -> None:
    """Names count from the nearest box that has them."""
    html = "<html><body><div class='related-links'><ul><li><a href='/'>Gulls</a></li></ul></div></body></html>"
    (block,) = blocks_of(document_fromstring(html))
    assert (block.box.tag, block.box.litter, block.box.n_litter) == ("li", 2, 1)
    assert block.n_linked == len("Gulls")


def test_names_are_matched_as_whole_words() -> None:
    """A share bar is litter; shareholders are none."""
    assert is_litter_name("share-bar")
    assert not is_litter_name("shareholders")
    assert is_text_name("articleBody")
    assert not is_text_name("sidebar")


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        ("xenforo-comments-list", True),
        ("commentBody", True),
        ("disqus_thread", True),
        ("article comments-open", False),
        ("commentary", False),
        ("comment", False),
    ],
)
def test_what_readers_wrote_is_no_block_and_an_article_that_may_be_commented_on_is(
    name: str, *, is_left_out: bool
) -> None:
    """Only names of the boxes that hold comments count."""
    page = f"<body><p>The weir gate failed.</p><div class='{name}'><ul><li>So they say.</li></ul></div></body>"
    assert texts(page) == ["The weir gate failed."] + ["So they say."] * (not is_left_out)


def test_every_sign_has_its_column() -> None:
    """One row of finite numbers for each block."""
    blocks = blocks_of(document_fromstring(ours.own_page()))
    signs = signs_of(blocks, ours.PARAGRAPHS, Known(headlines=(ours.HEADLINE,)))
    assert signs.shape == (len(blocks), len(COLUMNS))
    assert np.isfinite(signs).all()


def test_what_was_learned_finds_the_paragraphs_where_the_library_found_none() -> None:
    """The library's word is one sign among many."""
    blocks = blocks_of(document_fromstring(ours.own_page()))
    chosen = verdict().choose(blocks, signs_of(blocks, ours.PARAGRAPHS[:3], Known()))
    assert set(ours.PARAGRAPHS) <= set(chosen.lines)
    assert chosen.sure <= set(chosen.lines)


def test_an_item_that_two_lists_of_a_page_have_is_no_text_whatever_the_trees_say() -> None:
    """A teaser; the list of an article stands once, and what is repeated outside lists is judged."""
    teaser = (
        "Ferry fares rise HARBOUR TOWN: Fares on the crossing rise by a tenth in spring, the company said on Monday."
    )
    own = "<li>Bring a warm coat, a torch and enough to eat for two days, because the last shop shuts at five.</li>"
    teasers = f"<ul><li><a href='/fares'>{teaser[:16]}</a>{teaser[16:]}</li></ul>"
    question = f"<p>{ours.PARAGRAPHS[0]}</p>"
    page = document_fromstring(f"<body>{teasers}{question}<ul>{own}</ul>{question}{teasers}</body>")
    blocks = blocks_of(page)
    signs = signs_of(blocks, [], Known())
    judged = verdict().choose(blocks, signs)
    agreeing = replace(verdict(), start=100.0).choose(blocks, signs)
    assert len(agreeing.lines) == 3
    assert teaser not in {*agreeing.lines, *agreeing.sure, *judged.lines}


def test_a_page_that_prints_its_article_twice_keeps_the_lists_of_it() -> None:
    """Once for a phone and once for a wide screen: what stands twice is no teaser for that."""
    item = "Bring a warm coat, a torch and enough to eat for two days, because the last shop shuts at five."
    article = "".join(f"<p>{text}</p>" for text in ours.PARAGRAPHS) + f"<ul><li>{item}</li></ul>"
    blocks = blocks_of(document_fromstring(f"<body><div>{article}</div><div>{article}</div></body>"))
    agreeing = replace(verdict(), start=100.0).choose(blocks, signs_of(blocks, ours.PARAGRAPHS, Known()))
    assert item in agreeing.lines


def test_a_tree_is_walked_to_its_leaf() -> None:
    """At most the limit goes left."""
    learned = {
        "columns": list(COLUMNS),
        "roots": [0],
        "column": [0, 0, 0],
        "limit": [1.5, 0, 0],
        "left": [1, 1, 2],
        "right": [2, 1, 2],
        "value": [0, -2.0, 3.0],
        "start": 0.5,
        "depth": 1,
        "threshold": 0.0,
    }
    signs = np.zeros((2, len(COLUMNS)), np.float32)
    signs[1, 0] = 2
    assert read_verdict(learned).log_odds(signs).tolist() == [-1.5, 3.5]
    with pytest.raises(ValueError, match="other signs"):
        read_verdict({**learned, "columns": ["length"]})
