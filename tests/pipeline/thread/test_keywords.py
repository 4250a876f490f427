"""The words that set a thread apart."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.thread.keywords import EVERYWHERE, MAX_LENGTH, Mentioned, counted, keywords


def _name(text: str, n_within: float, n_all: int) -> Mentioned:
    return Mentioned(text=text, is_name=True, n_within=n_within, n_all=n_all)


def _word(text: str, n_within: float, n_all: int) -> Mentioned:
    return Mentioned(text=text, is_name=False, n_within=n_within, n_all=n_all)


def test_what_is_named_everywhere_sets_nothing_apart() -> None:
    """Frequent here and rare elsewhere, not frequent here."""
    said = [_name("Aldermouth", 20, 9_000), _name("Tarn", 12, 14), _name("Idris Penhallow", 8, 30)]
    assert keywords(said, 20, 10_000) == ("Tarn", "Idris Penhallow")


def test_names_come_first_and_words_of_headlines_after() -> None:
    """Names as they are printed; a word that one article has alone, a number and a form of telling are none."""
    said = [
        _word("barrier", 14, 15),
        _name("Tarn", 5, 9),
        _word("jams", 1, 1),
        _word("2026", 9, 12),
        _word("Live", 9, 12),
        _word("September", 9, 12),
    ]
    assert keywords(said, 20, 10_000) == ("Tarn", "barrier")


def test_a_name_stands_once_and_in_its_fuller_form() -> None:
    """`Penhallow` says no more than `Idris Penhallow`, unless nearly nobody prints the first name."""
    said = [_name("Penhallow", 12, 12), _name("Idris Penhallow", 5, 5), _name("Idris", 2, 40), _word("penhallow", 9, 9)]
    assert keywords(said, 20, 10_000) == ("Idris Penhallow",)
    assert keywords([_name("Penhallow", 18, 18), _name("Idris Penhallow", 5, 5)], 20, 10_000) == ("Penhallow",)


def test_who_publishes_is_no_word_of_a_story() -> None:
    """Neither as a name nor as a word, with or without its article."""
    said = [_name("Meridian", 9, 20), _name("Crown Wire", 9, 20), _word("Meridian", 9, 20), _name("Tarn", 4, 5)]
    assert keywords(said, 20, 10_000, outlets=["The Meridian", "Crown Wire"]) == ("Tarn",)


def test_where_little_was_read_what_most_articles_name_sets_a_thread_apart() -> None:
    """All articles are of one thread: there is nothing to hold it against."""
    assert keywords([_name("Tarn", 9, 9), _name("Orla Fenwick", 3, 3)], 10, 10) == ("Tarn", "Orla Fenwick")


def test_what_chance_explains_is_left_out_and_eight_are_the_most() -> None:
    """Two of three articles name the capital, as half of all do."""
    assert keywords([_name("London", 2, 5_000)], 3, 10_000) == ()
    assert len(keywords([_name(f"Name{n}", 3, 3) for n in range(30)], 9, 10_000)) == 8


def test_an_article_is_counted_by_its_names_and_the_words_of_its_headline() -> None:
    """Each once; what is too long to be a word is left out."""
    long = "x" * (MAX_LENGTH + 1)
    said = counted(f"The Tarn barrier jams, and jams again {long}", ["Tarn", "Tarn", long])
    assert said == {EVERYWHERE, ("Tarn", True), ("tarn", False), ("barrier", False), ("jam", False)}


@given(
    st.lists(st.tuples(st.text(max_size=9), st.booleans(), st.integers(0, 50), st.integers(-5, 50)), max_size=12),
    st.integers(0, 40),
    st.integers(-3, 60),
)
def test_any_counts_make_keywords(said: list[tuple[str, bool, int, int]], n_within: int, n_all: int) -> None:
    """Counts that do not agree with one another, as two readers at once may see them, break nothing."""
    mentioned = [Mentioned(text=t, is_name=is_name, n_within=n, n_all=n_of) for t, is_name, n, n_of in said]
    found = keywords(mentioned, n_within, n_all)
    assert set(found) <= {each.text for each in mentioned}
