"""Nothing found is told from nothing looked for."""

from datetime import UTC, datetime

from desk.languages import facts_note, language_name, language_note, languages_note
from pipeline.nouns import Facts, Name
from pipeline.read.facts import find_facts
from pipeline.read.language import _LANGUAGES
from pipeline.read.unread import unread_kinds

TOLD_AT = datetime(2026, 5, 6, tzinfo=UTC)


def test_every_kind_is_unread_in_a_language_that_is_not_known_and_none_in_english():
    """A text whose language cannot be told is tried as English."""
    for language in ("de", "fr", "zh"):
        assert unread_kinds(language, find_facts("Am 3. Mai kamen 12 Leute.", TOLD_AT, language)) == (
            "quotes",
            "figures",
            "dates",
            "names",
        )
    assert unread_kinds("en", Facts()) == unread_kinds(None, Facts()) == ()


def test_names_that_a_model_found_are_not_called_unread():
    """Only what was not looked for is said."""
    named = Facts(names=(Name(text="Ute Brandt", kind="person", start=0, end=10),))
    assert facts_note("de", named) == "Quotes, figures and dates are read in English only; this article is in German."
    assert facts_note("de", Facts()) == (
        "Quotes, figures, dates and names are read in English only; this article is in German."
    )
    assert facts_note("en", Facts()) is facts_note(None, Facts()) is None


def test_articles_of_a_thread_are_counted_by_their_languages():
    """The commonest first; one is one."""
    assert languages_note({"en": 9, None: 2}) is None
    assert languages_note({"en": 9, "de": 1}) == (
        "Quotes, figures and dates are read in English only; one article is in German."
    )
    assert languages_note({"fr": 2, "en": 9, "de": 1, "it": 4}) == (
        "Quotes, figures and dates are read in English only; 7 articles are in Italian, French or German."
    )


def test_every_language_that_is_told_has_a_name():
    """One that is not told apart stands with its code."""
    for code in set(_LANGUAGES.split()) - {"nb", "nn"}:
        assert language_name(code) != f"the language {code}", code
    assert (
        language_note("xq") == "Quotes, figures and dates are read in English only; this article is in the language xq."
    )
