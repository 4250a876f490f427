"""The short working name of a thread."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thread.labels import MAX_LENGTH, slug_for


def _free(slug: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("The mayor’s ferry plan is back, and it will cost more", "mayor-ferry-plan-cost"),
        ("Élodie Brûlé wins in Saint-Orme", "elodie-brule-wins-saint-orme"),
        ("1,200 homes without water", "1200-homes-without-water"),
        ("It is what it is", "it-is-what-it-is"),
        ("東京", "t0123"),
        ("", "t0123"),
    ],
)
def test_a_slug_is_made_of_the_telling_words_of_the_headline(headline: str, slug: str) -> None:
    """Small words fall away, accents are flattened, a script that no slug can hold falls back."""
    assert slug_for(headline, "t0123", _free) == slug


def test_a_slug_that_is_taken_is_numbered() -> None:
    """The next free number follows the words."""
    taken = {"harbour-fire", "harbour-fire-2"}
    assert slug_for("Harbour fire", "t0", taken.__contains__) == "harbour-fire-3"


@given(st.text(max_size=300))
def test_any_headline_makes_a_slug_fit_for_an_address(headline: str) -> None:
    """Whatever a stranger wrote, the slug is short and plain."""
    slug = slug_for(headline, "t0123", _free)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= MAX_LENGTH
