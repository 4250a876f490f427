"""Edits of substance and edits of style."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.nouns import (
    Article,
    Assignment,
    DecidedBy,
    Development,
    DevelopmentKind,
    Grounds,
    Reading,
)
from pipeline.read.facts import find_facts
from pipeline.read.revision import Change, compare
from pipeline.thread.revise import correction, correction_evidence
from tests.pipeline.thread.articles_of_ours import START, article

TEXT = (
    "Updated 10:42\n"
    "About 9,000 files are under review, the Port of Varn said on Monday.\n"
    "“Nobody told us that the files were closed,” said Ilse Maran, who leads the review in Varn.\n"
    "The review is to end on 3 April 2026."
)
HEADLINE = "Port reviews 9,000 files"
OLD = article("a", HEADLINE, TEXT)
ASSIGNMENT = Assignment(
    article_id=OLD.id,
    thread_id="t1",
    development_id="d1",
    decided_by=DecidedBy.MACHINE,
    decided_at=START,
    grounds=Grounds(score=1.0, similarity=None),
    opens_thread=True,
    opens_development=True,
)


def _reading(one: Article) -> Reading:
    return Reading(article=one, facts=find_facts(one.text, one.told_at, one.language))


def _edited(before: str, after: str) -> Reading:
    assert before in TEXT or before in HEADLINE
    return _reading(article("a", HEADLINE.replace(before, after), TEXT.replace(before, after)))


def _change(new: Reading) -> Change:
    return compare(OLD, new.article)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("10:42", "17:05"),
        ("Updated 10:42", "Last updated: 4 March 2026, 5.05pm GMT"),
        ("\nAbout", "\n\n  About"),
        ("“Nobody told us that the files were closed,”", '"Nobody told us that the files were closed,"'),
        ("Port reviews", "Port Reviews"),
        ("are under review", "are being reviewed"),
        ("who leads", "leading"),
        ("that the files were closed", "the files were closed"),
    ],
    ids=["time", "stamp", "white space", "quote marks", "capitals", "verb", "clause", "one word of a quote"],
)
def test_style_is_not_substantial(before: str, after: str) -> None:
    """White space, stamps, marks and wording change no fact."""
    assert not _change(_edited(before, after))


def test_a_changed_figure_is_substantial() -> None:
    """The figure that went and the one that came are both kept as printed."""
    change = _change(_edited("9,000", "11,000"))
    assert change
    assert any("9,000" in figure for figure in change.figures_gone)
    assert any("11,000" in figure for figure in change.figures_new)
    assert change.headline


def test_a_changed_name_is_substantial() -> None:
    """Another person is another fact."""
    change = _change(_edited("Ilse Maran", "Odette Kelm"))
    assert any("Maran" in name for name in change.names_gone)
    assert any("Kelm" in name for name in change.names_new)


def test_changed_words_of_a_speaker_are_substantial() -> None:
    """A quote that says something else is more than style."""
    change = _change(_edited("Nobody told us that the files were closed", "We were told in May and did not act on it"))
    assert change.quotes_gone
    assert change.quotes_new


def test_a_changed_deadline_is_substantial() -> None:
    """Another date is another fact."""
    assert _change(_edited("3 April 2026", "1 September 2026"))


def test_a_number_in_the_headline_alone_is_substantial() -> None:
    """The headline is what most readers saw."""
    assert _change(_reading(article("a", "Port reviews 90 files", TEXT))).headline


def _correct(new: Reading, *, hours: float = 9) -> Development | None:
    return correction(OLD, new.article, _change(new), ASSIGNMENT, now=START + timedelta(hours=hours))


def test_a_change_of_substance_opens_a_correction_headed_by_the_new_version() -> None:
    """It stands in the thread of the article, under the article that was changed."""
    new = _edited("9,000", "11,000")
    opened = _correct(new)
    assert opened is not None
    assert opened.kind is DevelopmentKind.CORRECTION
    assert opened.thread_id == "t1"
    assert opened.headline == "Port reviews 11,000 files"
    assert opened.first_article_id == OLD.id
    assert opened.first_at == START + timedelta(hours=9)


def test_a_change_of_style_opens_nothing() -> None:
    """No development, so nobody is told."""
    assert _correct(_edited("who leads", "leading")) is None


def test_the_outlet_is_believed_about_when_it_changed_the_article_where_that_can_be() -> None:
    """Between publication and now; else the time at which we saw it stands."""
    new = _edited("9,000", "11,000")
    for said, expected in ((4, 4), (90, 9), (-5, 9)):
        dated = replace(new, article=replace(new.article, modified_at=START + timedelta(hours=said)))
        opened = _correct(dated)
        assert opened is not None
        assert opened.first_at == START + timedelta(hours=expected)


def test_an_article_set_back_to_its_first_text_opens_a_correction_of_its_own() -> None:
    """It must not take the id of the development that the first version opened, nor that of the first correction."""
    new = _edited("9,000", "11,000")
    there = _correct(new)
    back = correction(new.article, OLD, compare(new.article, OLD), ASSIGNMENT, now=START)
    assert there is not None
    assert back is not None
    assert there.id != back.id


def test_the_evidence_of_a_correction_has_both_values_of_a_changed_figure() -> None:
    """Of the one that changed, where a single one did; other changes have none."""
    old_facts, new = _reading(OLD).facts, _edited("9,000", "11,000")
    found = correction_evidence(new.article, _change(new), old_facts, new.facts)
    counted = [(one.label, one.old_value, one.new_value) for one in found if one.passage.start is not None]
    assert counted == [("files", 9_000, 11_000)]
    named = _edited("3 April 2026", "9 May 2026")
    others = correction_evidence(named.article, _change(named), old_facts, named.facts)
    assert [(one.old_value, one.new_value) for one in others] == [(None, None)]
