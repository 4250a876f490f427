"""What is typed into a search box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.query import Alternative, parse_query


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("weir", [(("weir",), ())]),
        ("weir boats", [(("weir", "boats"), ())]),
        ('"weir at Ashmere" boats', [(("weir at Ashmere", "boats"), ())]),
        ("“weir at Ashmere”", [(("weir at Ashmere",), ())]),
        ("weir -boats", [(("weir",), ("boats",))]),
        ('weir -"stuck boats"', [(("weir",), ("stuck boats",))]),
        ("weir OR boats ferry", [(("weir",), ()), (("boats", "ferry"), ())]),
        ("weir or boats", [(("weir", "or", "boats"), ())]),
        ("9,000 covid-19", [(("9 000", "covid 19"), ())]),
        ('weir "unclosed phrase', [(("weir", "unclosed phrase"), ())]),
        ('a"b', [(("a", "b"), ())]),
        ("-weir", []),
        ("OR OR", []),
        ("weir OR", [(("weir",), ())]),
        ("-weir OR boats", [(("boats",), ())]),
        ('"', []),
        ("", []),
        ("😀 ( * ) ^:", []),
        ("snake_case", [(("snake case",), ())]),
    ],
)
def test_a_query_is_understood_as_an_editor_means_it(typed, understood):
    """Words, phrases, exclusions, alternatives; what makes no sense is left out."""
    assert parse_query(typed) == tuple(Alternative(required=r, excluded=e) for r, e in understood)


@given(st.text())
def test_terms_hold_letters_and_digits_only(typed):
    """No sign of any database's query language comes through, whatever was typed."""
    for alternative in parse_query(typed):
        assert alternative.required
        for term in (*alternative.required, *alternative.excluded):
            assert all(word.isalnum() for word in term.split(" "))


def test_a_query_without_end_is_cut():
    """The first words say what is sought."""
    (alternative,) = parse_query("weir " * 10_000)
    assert len(alternative.required) == 32
