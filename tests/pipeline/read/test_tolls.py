"""The first toll that an article states."""

import pytest

from pipeline.read.tolls import LEAD, first_tolls


@pytest.mark.parametrize(
    ("headline", "text", "killed", "injured"),
    [
        ("Coach overturns", "Four people died and nine were injured when a coach overturned, police said.", 4, 9),
        ("Woman dies after fire", "Two men were hurt in the fire at a flat in Tarn Street.", 1, 2),
        ("Storm death toll rises to 12", "At least 40 people have been injured.", 12, 40),
        ("Gunman kills three and himself", "The attack lasted an hour.", 4, None),
        ("Five shot, one fatally", "Police were called to Tarn Street at noon.", None, 4),
        ("Two boys, a man and three women killed", "The bus left the road.", 6, None),
        ("Crash on bridge", "A girl and four other people were injured on Sunday.", None, 5),
        ("Crash on bridge", "A man was killed and four other people were injured.", 1, 4),
        ("Victims named", "Bram Poe, Jr. -- 20 was shot once in the arm.", None, None),
        ("An eighth pupil was hurt", "It was on Sunday.", None, None),
        ("Family mourned", "He shot four people to death at a farm.", None, None),
        ("Attack on market", "The three injured men, aged 19, 20 and 34, have left hospital.", None, None),
    ],
)
def test_the_first_number_of_people_killed_or_injured_is_read(
    headline: str, text: str, killed: int | None, injured: int | None
) -> None:
    """With the killer among the dead, and without the dead among those who were shot."""
    stated = {toll.kind: toll.value for toll in first_tolls(headline, text, "en")}
    assert (stated.get("killed"), stated.get("injured")) == (killed, injured)


@pytest.mark.parametrize(
    "text",
    [
        "Nine people were killed in separate shootings over the weekend.",
        "Three people were killed on the same road in 2014.",
        "Six people could have been killed.",
        "The council met. " * (LEAD // 16) + "Three people were killed.",
    ],
)
def test_other_incidents_and_what_stands_far_down_are_no_toll(text: str) -> None:
    """Several incidents, another year, what might have been, and whatever is told below the lead."""
    assert first_tolls("What happened", text, "en") == ()


def test_a_toll_carries_the_words_and_the_sentence_that_state_it() -> None:
    """Both as printed, the sentence whole even where the lead ends within it."""
    (toll,) = first_tolls("News", "At least 40 people were injured, " + "and so on, " * 60 + "he said.", None)
    assert (toll.text, toll.value) == ("At least 40 people", 40)
    assert toll.sentence.startswith("At least 40 people were injured, and so on")


def test_other_languages_state_none() -> None:
    """Only English is known."""
    assert first_tolls("Vier Tote", "Vier Menschen starben, four people died.", "de") == ()
