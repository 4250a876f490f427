"""What is no article, by pages of our own writing, and what is one in languages of several scripts."""

import pytest

from pipeline.nouns import Outcome, Rejected
from pipeline.read.page import read_page
from tests.pipeline.read import pages_of_ours as ours
from tests.pipeline.read.no_articles import NO_ARTICLES


def test_there_are_enough_of_them() -> None:
    """At least forty, of every kind that a reader meets."""
    kinds = {outcome for outcome, _ in NO_ARTICLES.values()}
    assert len(NO_ARTICLES) >= 40
    assert kinds >= {
        Outcome.SECTION_PAGE,
        Outcome.MEDIA,
        Outcome.PAYWALLED,
        Outcome.NOT_FOUND,
        Outcome.BLOCKED,
        Outcome.TOO_SHORT,
        Outcome.EMPTY,
    }


@pytest.mark.parametrize("name", NO_ARTICLES)
def test_what_is_no_article_ends_in_its_own_outcome(name: str) -> None:
    """With the evidence in a sentence."""
    outcome, html = NO_ARTICLES[name]
    found = read_page(ours.page(html, url=f"https://www.harrowmere-courier.example/x/{len(name)}"))
    assert isinstance(found, Rejected), found
    assert (found.outcome, found.detail[-1:]) == (outcome, "."), found
