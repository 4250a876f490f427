"""All the facts of a text at once: exact, quick at any length, silent about languages that are not known."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.nouns import Facts
from pipeline.read.facts import find_facts

TOLD_AT = datetime(2025, 10, 24, 18, tzinfo=UTC)

ARTICLE = (
    "Overby Water Board is to replace 9,000 pipes after a leak cut off supplies to about 1,200 homes.\n"
    "Chief executive Mary Falk told the council’s scrutiny panel on Thursday last week there had been “no warning” of "
    "the failure.\n"
    "But an engineer’s report seen by the Overby Star shows that managers were told twice.\n"
    "“It was only a question of time,” said Bram Holt, 52, who worked for the board for 15 years. “They knew.”\n"
    "A spokesperson for the board said: “We are sorry for what happened.\n"
    "“The work will be completed by April 2026.”\n"
    "Falk has said she will not resign."
)


def test_an_article_of_ours_is_read_in_full():
    """Every quotation has its speaker, every figure what it counts, and the deadline is a follow-up."""
    facts = find_facts(ARTICLE, TOLD_AT, "en")
    assert [(quote.speaker, quote.text) for quote in facts.quotes] == [
        ("Chief executive Mary Falk", "no warning"),
        ("Bram Holt", "It was only a question of time,"),
        ("Bram Holt", "They knew."),
        ("A spokesperson for the board", "We are sorry for what happened."),
        ("A spokesperson for the board", "The work will be completed by April 2026."),
    ]
    assert [(figure.text, figure.of, figure.unit) for figure in facts.figures] == [
        ("9,000 pipes", "pipes", None),
        ("about 1,200 homes", "homes", None),
        ("52", None, "year of age"),
        ("15 years", None, "year"),
    ]
    assert [(date.text, date.value) for date in facts.dates if date.is_follow_up] == [("April 2026", "2026-04")]
    assert {name.text: name.kind for name in facts.names}.items() >= {
        "Overby Water Board": "organisation",
        "Mary Falk": "person",
        "Falk": "person",
        "Bram Holt": "person",
    }.items()


def test_languages_that_are_not_known_have_no_facts():
    """Nothing is read from a language whose grammar we do not have."""
    assert find_facts(ARTICLE, TOLD_AT, "fr") == Facts()


@given(
    st.text(alphabet=st.sampled_from(list("Aa “”‘’\"'.,:;-–£$%0129\nMay said of th½—\u00a0é٣²\ud800")), max_size=300)
)
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_fact_stands_in_it(text: str):
    """Whatever the text, each fact is a stretch of it and of the sentence it carries."""
    facts = find_facts(text, TOLD_AT, None)
    for group in (facts.quotes, facts.figures, facts.dates, facts.names):
        assert all(text[fact.start : fact.end] == fact.text for fact in group)
    for group in (facts.quotes, facts.figures, facts.dates):
        assert all(fact.text in fact.sentence for fact in group)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "He said “ab cd " * n, id="unclosed double marks"),
        pytest.param(lambda n: "He said 'ab cd " * n, id="unclosed straight single marks"),
        pytest.param(lambda n: "He said ‘ab cd " * n, id="unclosed single marks"),
        pytest.param(lambda n: "“" * n, id="nothing but marks"),
        pytest.param(lambda n: "“Ab cd.\n" * n, id="unclosed paragraphs"),
        pytest.param(lambda n: "1,234 " * n, id="numbers"),
        pytest.param(lambda n: "one hundred and " * n, id="number words"),
        pytest.param(lambda n: "1" * n * 8, id="one long number"),
        pytest.param(lambda n: "on 12 May 2020 " * n, id="dates"),
        pytest.param(lambda n: "Ann Poe " * n, id="names"),
        pytest.param(lambda n: "A-" * n * 4, id="hyphens"),
        pytest.param(lambda n: "." * n * 8, id="full stops"),
        pytest.param(lambda n: " " * n * 8, id="spaces"),
        pytest.param(lambda n: "the cat sat on a mat " * n, id="one line without an end"),
        pytest.param(lambda n: "x" * n * 8, id="one word without an end"),
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(make: Callable[[int], str]):
    """Time grows with the length of a text, not with its square, however it is made."""

    def seconds(n: int) -> float:
        text = make(n)
        begun = process_time()
        find_facts(text, TOLD_AT, "en")
        return process_time() - begun

    seconds(500)
    assert seconds(10_000) < 8 * max(seconds(2_500), 0.02)


def test_a_megabyte_in_one_line_is_read_in_time_with_its_length():
    """A page without a line break or full stop is read as quickly, letter for letter, as a short one."""
    words = "Ann Poe said the 12 men of Overby had “no idea” of it on 3 May and " + "so it went on and on " * 40

    def seconds(n: int) -> float:
        begun = process_time()
        find_facts(words * n, TOLD_AT, "en")
        return process_time() - begun

    quarter = 260_000 // len(words)
    assert seconds(4 * quarter) < 8 * seconds(quarter)
