"""Sentences are cut where a reader would cut them, at any length."""

from itertools import pairwise

import pytest

from pipeline.read.sentences import is_english, read_sentences, split_sentences


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge closed. Nobody was hurt.", ["The bridge closed.", "Nobody was hurt."]),
        ("Mr. Orme met Dr. Sol at 9 a.m. on Friday.", ["Mr. Orme met Dr. Sol at 9 a.m. on Friday."]),
        ("Sgt. Bram J. Holt of the U.S. Navy spoke.", ["Sgt. Bram J. Holt of the U.S. Navy spoke."]),
        ("They moved to the U.S. The house was sold.", ["They moved to the U.S.", "The house was sold."]),
        ("It cost £3.5 million. That is a lot.", ["It cost £3.5 million.", "That is a lot."]),
        ("“We will act.” The council agreed.", ["“We will act.”", "The council agreed."]),
        ("“Why now?” Poe asked. Nobody knew.", ["“Why now?” Poe asked.", "Nobody knew."]),
        ("“Stop!” he cried.", ["“Stop!” he cried."]),
        ("First paragraph\nSecond one", ["First paragraph", "Second one"]),
        ("He lives at No. 10 now. Good.", ["He lives at No. 10 now.", "Good."]),
        ("Wait… Then run.", ["Wait…", "Then run."]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]):
    """Full stops end a sentence except in abbreviations, and closing marks stay with the sentence they end."""
    assert sentences(text) == expected


def test_spans_lie_in_order_and_miss_no_letter():
    """Every letter of a text lies in exactly one sentence."""
    text = " One. Two!\n\n“Three?”  Four\tfive... Six\u00a0seven.\n"
    spans = split_sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    covered = {n for span in spans for n in range(span.start, span.end)}
    assert all(n in covered for n, letter in enumerate(text) if not letter.isspace())


def test_a_text_without_full_stops_is_cut_at_spaces():
    """No sentence is longer than 1,200 characters, so that no fact carries a whole page."""
    assert max(len(one) for one in sentences("word " * 10_000)) <= 1200
    assert max(len(one) for one in sentences("w" * 10_000)) <= 1200


def test_a_stretch_over_two_sentences_is_given_both():
    """What touches two sentences is shown with the two."""
    read = read_sentences("One here. Two there. Three.")
    assert read.around(0, 3) == "One here."
    assert read.around(4, 13) == "One here. Two there."


def test_an_empty_text_has_no_sentences_and_still_answers():
    """Nothing is read from nothing, without an error."""
    assert split_sentences("") == ()
    assert read_sentences(" \n").around(0, 0) == ""


def test_the_words_of_a_text_come_with_their_places():
    """Each run of letters or digits stands where it is said to stand."""
    text = "On 12 May, Ann’s car."
    words, places = read_sentences(text).words
    assert words == ["On", "12", "May", "Ann", "s", "car"]
    assert [text[at : at + len(word)] for word, at in zip(words, places, strict=False)] == words


@pytest.mark.parametrize(
    ("language", "is_known"), [("en", True), ("en-GB", True), ("en_us", True), (None, True), ("de", False), ("", False)]
)
def test_english_is_the_language_that_is_known(language: str | None, is_known: bool):
    """English in every spelling of its code is known, and what has no code is tried."""
    assert is_english(language) is is_known
