"""The same words, however outlets cut them, are one quotation; other words, and others’ words, are not."""

from collections import Counter
from typing import Any

import pytest

from pipeline.thread import quotations
from pipeline.thread.quotations import join_quotations
from tests.pipeline.thread.accounts_of_ours import account

WHOLE = account(
    "whole",
    "The council leader Ines Whitlow said: “We closed the bridge within the hour, and we would do the same again. "
    "Nobody was told that the bolts were loose before the winter.”",
)


def test_a_statement_whole_halved_and_in_two_words_is_one_quotation() -> None:
    """Who prints it whole, who prints its end and who prints a few words of it print one quotation."""
    halved = account(
        "halved",
        "Ines Whitlow said: “Nobody was told that the bolts were loose before the winter.”",
        hours=1,
    )
    words = account("words", "Cllr Whitlow said the council “would do the same again”.", hours=2)
    (quotation,) = join_quotations([words, halved, WHOLE])
    assert [one.article_id for one in quotation.printings] == ["whole", "halved", "words"]
    assert quotation.first.article_id == "whole"
    assert quotation.n_outlets == 3
    assert quotation.fullest.quote.text.startswith("We closed the bridge")
    assert "Ines Whitlow" in (quotation.speaker or "")


def test_the_same_few_words_of_two_people_are_two_quotations() -> None:
    """Two ministers can both be deeply concerned."""
    one = account("one", "Ines Whitlow said she was “deeply concerned”.")
    other = account("other", "Mark Ockley said he was “deeply concerned”.", hours=1)
    assert len(join_quotations([one, other])) == 2


def test_a_long_string_given_to_two_people_is_one_quotation_and_says_so() -> None:
    """Outlets that do not agree on the speaker are shown to disagree."""
    said = "“Nobody was told that the bolts were loose before the winter.”"
    one = account("one", f"Ines Whitlow said: {said}")
    again = account("again", f"Ines Whitlow said: {said}", hours=1)
    other = account("other", f"Mark Ockley said: {said}", hours=2)
    (quotation,) = join_quotations([one, again, other])
    assert quotation.speaker == "Ines Whitlow"
    assert quotation.also_given_to == ("Mark Ockley",)


def test_one_article_that_gives_like_words_to_two_people_is_believed() -> None:
    """A letter and a statement of the same wording are two quotations where one article prints both."""
    both = account(
        "both",
        "Ines Whitlow said: “Any loss of life on our bridges is one loss too many for us.”\n"
        "Mark Ockley said: “Any loss of life on our bridges is one loss too many for all of us.”",
    )
    assert len(join_quotations([both])) == 2


def test_another_number_or_a_not_makes_another_quotation() -> None:
    """Twelve arrests are not fourteen, and who will resign is not who will not."""
    one = account("one", "Ines Whitlow said: “We have spent 12 days on the repair of the old bridge.”")
    other = account("other", "Ines Whitlow said: “We have spent 14 days on the repair of the old bridge.”", hours=1)
    assert len(join_quotations([one, other])) == 2
    one = account("one", "Ines Whitlow said: “I will be leaving the council before the spring.”")
    other = account("other", "Ines Whitlow said: “I will not be leaving the council before the spring.”", hours=1)
    assert len(join_quotations([one, other])) == 2


def test_strings_that_overlap_are_cut_from_one_statement() -> None:
    """Two halves of a statement that share a sentence are one."""
    middle = "Nobody was told that the bolts were loose before the winter."
    one = account("one", f"Ines Whitlow said: “We closed the bridge within the hour. {middle}”")
    other = account("other", f"Ines Whitlow said: “{middle} The engineers have been sent away for now.”", hours=1)
    assert len(join_quotations([one, other])) == 1


def test_a_thread_of_many_like_quotations_is_joined_in_time_that_grows_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the articles take far less than sixteen times as many comparisons."""
    compared = Counter[int]()
    strength = quotations._strength

    def compared_for(n: int) -> int:
        accounts = [
            account(f"a{i}", f"Ines Whitlow said: “The bridge number {i} will open, as we have said before, soon.”")
            for i in range(n)
        ]

        def counted(*pair: Any) -> float:
            compared[n] += 1
            return strength(*pair)

        monkeypatch.setattr(quotations, "_strength", counted)
        join_quotations(accounts)
        return compared[n]

    assert 0 < compared_for(240) < 8 * compared_for(60)
