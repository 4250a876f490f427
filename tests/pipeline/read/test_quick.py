"""The library's quick way asked step by step finds what the library finds."""

import pytest

from pipeline.read.extract import parse
from pipeline.read.quick import library_text, quick_text
from tests.pipeline.read import pages_of_ours as ours

TEXT = "".join(f"<p>{line}</p>" for line in ours.PARAGRAPHS)
LITTER = "".join(f"<p>{line} of the waterfront and its traders.</p>" for line in ours.LITTER)
BODIES = {
    "plain": f"<article>{TEXT}</article>",
    "comments": f'<article>{TEXT}</article><div class="comments">{LITTER}</div><ol id="commentlist"><li>{LITTER}</li></ol>',
    "appended articles": f'<article>{TEXT}</article><div id="infinite-scroll-2">{LITTER}</div>',
    "little of much": f"<main><div>{LITTER * 9}</div><article><p>{ours.PARAGRAPHS[4]}</p></article></main>",
    "hardly any": "<p>Nothing to see.</p>",
    "nothing": "<div></div>",
    "forum": f'<script type="application/ld+json">{{"@type": "DiscussionForumPosting"}}</script><div class="comments">{TEXT}</div>',
}


@pytest.mark.parametrize("name", BODIES)
def test_the_steps_find_what_the_library_finds_as_a_whole(name: str) -> None:
    """Leaving out what a page gives no reason for changes nothing."""
    tree = parse(f"<html><head><title>{ours.HEADLINE}</title></head><body>{BODIES[name]}</body></html>".encode())
    assert tree is not None
    assert (quick_text(tree) or "") == (library_text(tree, is_quick=True) or "")


def test_the_steps_find_the_same_in_a_tabloids_page() -> None:
    """A whole page with its litter."""
    tree = parse(ours.own_page().encode())
    assert tree is not None
    assert quick_text(tree) == library_text(tree, is_quick=True)
