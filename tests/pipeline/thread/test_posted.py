"""What one entry of a live blog tells: happenings, words and counts that are new, and not the talk around them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.nouns import Article, DevelopmentKind
from pipeline.read.facts import find_facts
from pipeline.thread.live import Posted
from pipeline.thread.memory import Report, ThreadMemory
from pipeline.thread.posted import LiveRules, Told, report_of, told_by
from tests.pipeline.thread.articles_of_ours import article

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
KNOWN = article(
    "known",
    "Mayor Odile Brask under pressure over Oskarsund tram line",
    "The opposition in Oskarsund has called on Mayor Odile Brask to resign over the tram line.\n"
    "Mayor Brask announced the tram line three years ago. It carries 9,000 passengers a day.\n"
    "The council is to vote on an inquiry into the tram line this afternoon.\n"
    "Police searched the offices of the builder Hallam Wray on Friday. Engineer Tove Lindqvist was arrested.",
)


def _told(text: str, heading: str = "", *, known: Article = KNOWN) -> Told | None:
    """Return what an entry of its own tells a thread of one report."""
    whole = f"{heading}\n{text}" if heading else text
    blog = replace(article("live", "Oskarsund tram: live", whole), outlet="herald")
    posted = Posted(text=whole, start=0, at=TEN, key=TEN.isoformat(), heading=heading)
    memory = ThreadMemory(1)
    memory.take(Report(known, find_facts(known.text, known.told_at, "en"), lambda _: 1.0))
    facts = find_facts(whole, TEN, "en")
    return told_by(report_of(blog, posted, facts, TEN, lambda _: 1.0), memory, posted, LiveRules())


@pytest.mark.parametrize(
    "text",
    [
        "Odile Brask has resigned as mayor of Oskarsund.",
        "Odile Brask has quit over the tram line.",
        "Councillors have voted by 36 to 31 for an inquiry into the tram line.",
        "The motion on the tram line has fallen, by 33 votes to 32.",
        "Hallam Wray was charged with fraud over the tram line this morning, prosecutors said.",
        "Two passengers were injured when a tram left the line at Skerry Bridge.",
        "Trams were halted across Oskarsund at noon.",
    ],
)
def test_a_happening_is_told_though_its_words_were(text: str) -> None:
    """It was asked for, or to come; now it is done."""
    told = _told(text)
    assert told is not None
    assert (told.kind, told.headline) == (DevelopmentKind.HAPPENED, text)


@pytest.mark.parametrize(
    "text",
    [
        "Police searched the offices of Hallam Wray, the builder, on Friday.",
        "Tove Lindqvist, the engineer, was detained on Friday.",
        "Calls on Odile Brask to resign over the tram line have been heard for weeks.",
        "Odile Brask is expected in the chamber shortly, where the council is to vote on the tram line.",
    ],
)
def test_what_was_told_or_has_not_happened_is_not_told(text: str) -> None:
    """Neither again in other words, nor before it is done."""
    assert _told(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Good morning and welcome to our live coverage of the tram debate in Oskarsund.",
        "We have closed our comments on the tram line for the night. Thank you for reading!",
        "Has Odile Brask lost the trust of the council over the tram line?",
        "I found a seat in the gallery above the council, right behind Odile Brask.",
        "Send us your pictures of the tram line, and tell us what you have found.",
        "The gallery is full, and it is warm in Oskarsund.",
        "More on this shortly.",
    ],
)
def test_chatter_is_not_told(text: str) -> None:
    """What an outlet says of itself, or to its readers, and what it sees out of the window."""
    assert _told(text) is None


def test_what_has_nothing_to_do_with_the_thread_is_not_told() -> None:
    """No telling word of it was ever told there."""
    assert _told("Goalkeeper Bertil Munk was sold to Anstead for an unknown sum.") is None


def test_words_are_told_from_where_their_speaker_is_named() -> None:
    """`He said` is nobody's words; what stands between is printed so."""
    text = (
        "Odile Brask has replied to the council. “Every line in that report is mine,” she said. "
        "“Blame belongs at my door alone, and nowhere else.”"
    )
    told = _told(text)
    assert told is not None
    assert told.kind is DevelopmentKind.STATEMENT
    assert told.headline.startswith("Odile Brask has replied")
    assert told.headline in text


def test_a_heading_is_what_an_entry_is_told_by() -> None:
    """The page prints it above the entry."""
    told = _told("Odile Brask has resigned as mayor of Oskarsund.", "Brask goes")
    assert told is not None
    assert told.headline == "Brask goes"


def test_a_count_with_another_value_is_a_figure() -> None:
    """With the value that the report had."""
    told = _told("The tram line carries 7,500 passengers a day, auditors say.")
    assert told is not None
    assert told.kind is DevelopmentKind.FIGURE
    assert [(one.old_value, one.new_value) for one in told.evidence if one.old_value] == [(9000, 7500)]


def test_a_happening_that_another_thread_knows_is_not_told() -> None:
    """Where a live blog lies alone, its story may have been told elsewhere."""
    text = "Odile Brask has resigned as mayor of Oskarsund."
    posted = Posted(text=text, start=0, at=TEN, key=TEN.isoformat())
    report = report_of(
        article("live", "Oskarsund: live", text), posted, find_facts(text, TEN, "en"), TEN, lambda _: 1.0
    )
    home, elsewhere = ThreadMemory(1), ThreadMemory(1)
    home.take(Report(KNOWN, find_facts(KNOWN.text, KNOWN.told_at, "en"), lambda _: 1.0))
    after = article("after", "Mayor Odile Brask has resigned", "Odile Brask resigned as mayor of Oskarsund on Monday.")
    elsewhere.take(Report(after, find_facts(after.text, TEN - timedelta(hours=1), "en"), lambda _: 1.0))
    assert told_by(report, home, posted, LiveRules()) is not None
    assert told_by(report, home, posted, LiveRules(), [elsewhere]) is None
    asked = ThreadMemory(1)
    asked.take(Report(KNOWN, find_facts(KNOWN.text, KNOWN.told_at, "en"), lambda _: 1.0))
    assert told_by(report, home, posted, LiveRules(), [asked]) is not None
