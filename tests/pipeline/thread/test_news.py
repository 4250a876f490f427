"""What an article brings its thread: told again or new, of which kind, and by which sentences and facts."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline import identity
from pipeline.nouns import Article, DevelopmentKind, Evidence, Passage
from pipeline.read.facts import find_facts
from pipeline.thread.changed import every_change
from pipeline.thread.memory import Report, ThreadMemory
from pipeline.thread.news import News, NewsRules, added_evidence, first_news, news_of, own_development

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = NewsRules()


def _report(headline: str, text: str, *, hours: float = 0, outlet: str = "weir-echo") -> Report:
    at = NOON + timedelta(hours=hours)
    article = Article(
        id=identity.article_id(f"https://{outlet}.example/{headline}", None),
        canonical_url=f"https://{outlet}.example/{headline}",
        outlet=outlet,
        outlet_name=outlet,
        headline=headline,
        published_at=at,
        seen_at=at,
        text=text,
        text_hash=identity.text_hash(headline, text),
    )
    return Report(article, find_facts(text, at, "en"), lambda _: 1.0)


def _known(*reports: Report) -> ThreadMemory:
    memory = ThreadMemory(len(reports), [report.article.told_at for report in reports])
    for report in reports:
        memory.take(report)
    return memory


def _of(news: News, kind: DevelopmentKind) -> list[Evidence]:
    return [one for one in news.evidence if one.kind is kind]


DENIED = _report(
    "River board sees no danger at Storrow weir",
    "The Corriby River Board has no plans to close Storrow weir.\n"
    "“There have been no reports of cracks in the gate,” said Tamsin Ockley, its engineer.\n"
    "About 120 boats are moored above it.",
)


def test_a_sentence_told_again_in_other_words_is_not_new() -> None:
    """The same boats above the same weir are known; the diver who drowned is not."""
    told = _report(
        "Storrow weir",
        "Some 120 boats are moored above the weir at Storrow.\nA diver from Ferncombe drowned in the lower basin.",
        hours=5,
    )
    memory = _known(DENIED)
    memory.read()
    again, fresh = memory.known.judge(told.lines[1:])
    assert again.score < 0.5 < fresh.score
    assert again.nearest is not None
    assert again.nearest.passage.text == "About 120 boats are moored above it."


def test_the_first_article_brings_its_first_sentences() -> None:
    """What opens a thread is new as a whole, and its top is kept with its offsets."""
    news = first_news(DENIED, RULES)
    assert news.kind is DevelopmentKind.OPENED
    told = _of(news, DevelopmentKind.OPENED)
    assert told[0].passage.text == "The Corriby River Board has no plans to close Storrow weir."
    assert (told[0].passage.start, told[0].passage.end) == (0, len(told[0].passage.text))


def test_what_was_denied_and_is_done_is_a_possible_reversal() -> None:
    """`No plans to close` stands against the closing, as a pair, and is asserted by nobody."""
    turned = _report(
        "River board closes Storrow weir after telling boaters it was safe",
        "The Corriby River Board is to close Storrow weir tonight, a day after it said that there was no danger.",
        hours=24,
    )
    news = news_of(turned, _known(DENIED), RULES)
    assert news.kind is DevelopmentKind.REVERSAL
    (pair,) = _of(news, DevelopmentKind.REVERSAL)
    assert pair.is_possible
    assert pair.against is not None
    assert "no plans to close" in pair.against.text
    assert pair.against.article_id == DENIED.article.id


def test_a_speaker_who_takes_his_words_back_turns_them() -> None:
    """She repeats her denial, and says that it was wrong."""
    turned = _report(
        "Statement by Tamsin Ockley",
        "Tamsin Ockley, engineer of the Corriby River Board, spoke this morning.\n"
        "“On Monday I said that there had been no reports of cracks in the gate. That was not true.”",
        hours=30,
    )
    news = news_of(turned, _known(DENIED), RULES)
    assert news.kind is DevelopmentKind.REVERSAL


def test_another_denial_of_the_same_is_no_reversal() -> None:
    """Whoever says no twice has not turned."""
    same = _report(
        "Board repeats that weir is safe",
        "The Corriby River Board said again that it has no plans to close Storrow weir.",
        hours=24,
    )
    assert _of(news_of(same, _known(DENIED), RULES), DevelopmentKind.REVERSAL) == []


def test_what_turned_once_is_not_found_to_turn_again() -> None:
    """The next outlet that tells the closing adds no second reversal."""
    turned = _report(
        "River board closes weir in U-turn", "The Corriby River Board is to close Storrow weir tonight.", hours=24
    )
    memory = _known(DENIED)
    news = news_of(turned, memory, RULES)
    assert _of(news, DevelopmentKind.REVERSAL)
    memory.take(turned)
    memory.note(news.evidence)
    later = _report("Weir to close in U-turn", "Storrow weir is to close, the Corriby River Board admitted.", hours=30)
    assert _of(news_of(later, memory, RULES), DevelopmentKind.REVERSAL) == []


def test_a_count_with_another_value_is_a_changed_figure() -> None:
    """120 boats become 84: both values, each with its sentence, and the headline that prints it makes it one of its own."""
    changed = _report(
        "Only 84 boats above Storrow weir, harbour office finds",
        "The number of boats moored above Storrow weir was cut to 84 boats in a new count.",
        hours=20,
    )
    exact = _report("Storrow weir", "There are 120 boats moored above Storrow weir.")
    news = news_of(changed, _known(exact), RULES)
    (figure,) = _of(news, DevelopmentKind.FIGURE)
    assert (figure.old_value, figure.new_value) == (120, 84)
    assert figure.against is not None
    assert "120 boats" in figure.against.text
    assert own_development(news, changed, ()) is DevelopmentKind.FIGURE


@pytest.mark.parametrize("printed", ["about 4,200 cases", "more than 4,000 cases", "4,186 cases"])
def test_a_figure_that_is_only_rounded_has_not_changed(printed: str) -> None:
    """4,186, about 4,200 and more than 4,000 contradict nobody."""
    first = _report("Review", "The force will reopen about 4,200 cases of doorstep fraud.")
    later = _report("Review again", f"The force will reopen {printed} of doorstep fraud.", hours=5)
    assert _of(news_of(later, _known(first), RULES), DevelopmentKind.FIGURE) == []


def test_a_headline_that_tells_of_words_makes_a_statement() -> None:
    """A named speaker's new words, where the headline says that somebody spoke."""
    said = _report(
        "Gate was never oiled, says former lock keeper",
        "“Nobody oiled that gate in nine winters,” said Osbert Quill, who kept the lock until 2019.",
        hours=6,
    )
    news = news_of(said, _known(DENIED), RULES)
    assert news.kind is DevelopmentKind.STATEMENT
    assert _of(news, DevelopmentKind.STATEMENT)[0].label == "Osbert Quill"


def test_a_date_that_binds_somebody_is_kept_once() -> None:
    """The inquiry's date is found when it is told first, and is no news afterwards."""
    dated = _report(
        "Inquiry into weir opens",
        "An inquiry into the broken gate began today. Its report is to be published by 30 June.",
        hours=8,
    )
    memory = _known(DENIED)
    news = news_of(dated, memory, RULES)
    (date,) = _of(news, DevelopmentKind.DEADLINE)
    assert date.label == "2026-06-30"
    assert dated.article.text[date.passage.start : date.passage.end] == "Its report is to be published by 30 June."
    memory.note(news.evidence)
    assert _of(news_of(dated, memory, RULES), DevelopmentKind.DEADLINE) == []


def test_a_quiet_thread_that_moves_is_revived() -> None:
    """After a fortnight of silence news is called by that first."""
    later = _report(
        "New gate for Storrow weir",
        "Carpenters from Lower Hazel have hung an oak gate. It weighs nine tonnes and cost £410,000.",
        hours=24 * 14,
    )
    news = news_of(later, _known(DENIED), RULES)
    assert news.kind is DevelopmentKind.REVIVED
    assert news.revives


def test_what_the_twenty_first_article_words_anew_is_not_kept() -> None:
    """A changed figure and a date are, whoever brings them; a development never grows without end."""
    evidence = tuple(
        Evidence(kind=kind, passage=Passage(article_id="a", text=kind.value, start=0, end=1))
        for kind in (
            DevelopmentKind.FIGURE,
            DevelopmentKind.STATEMENT,
            DevelopmentKind.DEADLINE,
            DevelopmentKind.HAPPENED,
        )
    )
    news = News(kind=DevelopmentKind.FIGURE, also=(), evidence=evidence)
    assert {one.kind for one in added_evidence(news, None, RULES, RULES.most_quoted)} == {one.kind for one in evidence}
    kept = added_evidence(news, None, RULES, RULES.most_quoted + 1)
    assert [one.kind for one in kept] == [DevelopmentKind.FIGURE, DevelopmentKind.DEADLINE]


def test_a_watched_figure_is_compared_wherever_it_stands() -> None:
    """Far below the top as well, and only with what counts the same thing."""
    body = "The gate broke. " * 8
    before = _report("Weir", f"{body}Police look at 9,000 cases of fraud.", hours=1)
    after = _report("Weir again", f"{body}Police look at 8,700 cases of fraud. They sent 9,100 officers.", hours=2)
    (change,) = every_change(after.counts, [before.counts], after.lines)
    assert (change.label, change.old_value, change.new_value) == ("cases", 9_000, 8_700)
