"""What the script says must come of it."""

from datetime import UTC, datetime

from desk.demo.expected import (
    ExpectedAlert,
    broken_outlets,
    expected_alerts,
    expected_articles,
    expected_developments,
    expected_rejections,
    expected_revisions,
    silent_outlets,
)
from desk.demo.nouns import Script
from pipeline.nouns import DevelopmentKind, Outcome

BASE = "http://127.0.0.1:8800"


def test_all_is_stored_but_what_is_walled_or_unreachable(script: Script):
    """Pages behind a wall and outlets with a dead feed give no article."""
    articles = expected_articles(script, BASE)
    assert {"wire-pier", "post-pier", "nine-live", "quay-pier"} <= set(articles)
    assert not {"review-pier", "foghorn-pier"} & set(articles)
    assert list(expected_rejections(script, BASE).values()) == [Outcome.PAYWALLED]


def test_each_article_knows_thread_development_and_first_print(script: Script):
    """The first stored article opens thread and development, and a copy names what it copies."""
    articles = expected_articles(script, BASE)
    assert (articles["wire-pier"].opens_thread, articles["wire-pier"].opens_development) == (True, True)
    assert (articles["post-pier"].opens_thread, articles["post-pier"].opens_development) == (False, False)
    assert articles["post-pier"].copy_of == "wire-pier"
    assert articles["wire-pier"].copy_of is None


def test_developments_are_told_by_their_stored_articles(script: Script):
    """Who had it first, who carries it, and what kind it is."""
    found = expected_developments(script)
    assert found["closed"].articles == ("wire-pier", "post-pier")
    assert (found["closed"].first_outlet, found["closed"].kind) == ("crown-wire", DevelopmentKind.OPENED)
    assert found["debate"].kind is DevelopmentKind.HAPPENED
    assert "essay" not in found


def test_a_correction_is_a_development_of_its_own(script: Script):
    """A corrected page opens a development at its minute, in the words of the new text."""
    correction = expected_developments(script)["figure-corrected"]
    assert correction.kind is DevelopmentKind.CORRECTION
    assert correction.first_at == datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    assert "1,020 failed bolts" in correction.opening_text
    assert [revision.article for revision in expected_revisions(script)] == ["post-pier"]


def test_a_recipient_is_told_once_of_each_development_that_any_watch_asks_for(script: Script):
    """Query, outlet and thread watches match; two that match one development give one alert; none spills the past."""
    assert expected_alerts(script) == {
        ExpectedAlert(recipient="nora@desk.example", development="closed"),
        ExpectedAlert(recipient="nora@desk.example", development="figure-corrected"),
        ExpectedAlert(recipient="sam@desk.example", development="debate"),
    }


def test_outlets_that_fail_are_known(script: Script):
    """One falls silent, one can never be read."""
    assert silent_outlets(script) == {"harbour-radio"}
    assert broken_outlets(script) == {"the-foghorn"}
