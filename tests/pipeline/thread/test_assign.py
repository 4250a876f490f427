"""Which thread and development an article belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from pipeline.nouns import Article, Facts, Markings, Placed, Provenance, ProvenanceKind, Reading
from pipeline.thread.assign import AssignRules, Decision, StoryIndex
from pipeline.thread.recall import Recalled
from tests.pipeline.thread.articles_of_ours import ORIGINAL, article, placed, reading, thread_all, vector

FIRE = article(
    "fire",
    "Fire at Oskarsund paper mill injures three",
    "Three workers were injured when a fire broke out at the Brandvik paper mill in Oskarsund on Monday night. "
    "The mill's director, Tove Lindqvist, said the fire began in a drying hall. Among the injured is Henrik Aas, 41.",
    hours=1,
)
FIRE_AGAIN = article(
    "fire-again",
    "Three hurt in fire at Brandvik mill in Oskarsund",
    "A fire in a drying hall of the Brandvik paper mill in Oskarsund injured three workers on Monday night, director "
    "Tove Lindqvist said. Henrik Aas, 41, was taken to hospital.",
    hours=4,
    outlet="harbour-post",
)
OTHER_FIRE = article(
    "other-fire",
    "Fire at Delmouth bakery injures three",
    "Three workers were injured when a fire broke out at the Pomfrey bakery in Delmouth on Wednesday morning. "
    "The bakery's owner, Alun Pryce, said the fire began in an oven. Among the injured is Mair Howell, 23.",
    hours=60,
)
FIRE_MUCH_LATER = article(
    "fire-later",
    "Brandvik mill director Tove Lindqvist charged over Oskarsund fire",
    "Tove Lindqvist, director of the Brandvik paper mill in Oskarsund, was charged over the fire in a drying hall that "
    "injured Henrik Aas and two other workers.",
    hours=24 * 400,
)
COUNCIL = article(
    "council",
    "Varn council votes to sell its opera house",
    "The council of Varn voted on Tuesday to sell the opera house to the Meridian foundation. Mayor Odile Brask said "
    "the roof alone would cost nine million.",
    hours=20,
)
STREAM = (FIRE, FIRE_AGAIN, COUNCIL, OTHER_FIRE, FIRE_MUCH_LATER)


def _decide(index: StoryIndex, one: Article, provenance: Provenance = ORIGINAL) -> Decision:
    return index.decide(reading(one), vector(one), provenance)


def test_the_first_article_of_all_opens_a_thread() -> None:
    """With nothing before it there is nothing to compare with, and the grounds say so."""
    decision = _decide(StoryIndex(AssignRules()), FIRE)
    assert decision.thread_id is None
    assert decision.development_id is None
    assert decision.grounds.similarity is None


def test_the_same_event_told_again_joins_its_thread_and_its_development() -> None:
    """Another outlet hours later tells the same."""
    _, (first, again) = thread_all([FIRE, FIRE_AGAIN])
    assert again.thread_id == first.thread_id
    assert again.development_id == first.development_id


def test_a_look_alike_in_another_place_with_other_people_opens_its_own_thread() -> None:
    """Words agree while place, names and ages differ: another fire."""
    _, rows = thread_all([FIRE, FIRE_AGAIN, COUNCIL, OTHER_FIRE])
    assert rows[3].thread_id not in {row.thread_id for row in rows[:3]}


def test_no_thread_expires() -> None:
    """More than a year later the same rare people and places find their thread again."""
    _, rows = thread_all(STREAM)
    assert rows[4].thread_id == rows[0].thread_id


def test_the_grounds_are_the_numbers_that_decided() -> None:
    """Score, nearest article, rare words that are shared, gap and second choice."""
    index, rows = thread_all([FIRE, COUNCIL])
    grounds = _decide(index, FIRE_AGAIN).grounds
    assert grounds.score >= AssignRules().join_thread
    assert grounds.nearest_article_id == FIRE.id
    assert grounds.nearest_similarity == pytest.approx(float(vector(FIRE) @ vector(FIRE_AGAIN)), abs=1e-5)
    assert grounds.runner_up_thread_id == rows[1].thread_id
    assert grounds.runner_up_score is not None
    assert grounds.runner_up_score < grounds.score
    assert {"henrik aas", "tove lindqvist"} <= set(grounds.shared)
    assert grounds.gap == timedelta(hours=3)


def test_a_new_thread_says_which_one_was_refused() -> None:
    """The best thread that was not good enough stands in the grounds, without a gap."""
    index, rows = thread_all([FIRE])
    grounds = _decide(index, COUNCIL).grounds
    assert grounds.nearest_article_id == rows[0].article.id
    assert grounds.score < AssignRules().join_thread
    assert grounds.gap is None


def test_a_copy_goes_where_its_original_is_whatever_the_signals_say() -> None:
    """Trimmed and re-headlined it is still the same text."""
    index, rows = thread_all([FIRE, COUNCIL])
    copied = article("copy", "Night of smoke", "Short.", hours=30)
    decision = _decide(index, copied, Provenance(kind=ProvenanceKind.COPY, of=FIRE.id, shared=0.97))
    assert decision.thread_id == rows[0].thread_id
    assert decision.development_id == rows[0].development_id
    assert decision.grounds.nearest_article_id == FIRE.id


def test_a_copy_of_an_article_that_the_index_does_not_know_is_decided_as_any_other() -> None:
    """Its original may have been taken out of the store."""
    index, _ = thread_all([FIRE])
    unknown = Provenance(kind=ProvenanceKind.COPY, of="a-unknown", shared=1.0)
    assert _decide(index, COUNCIL, unknown).thread_id is None


def _decisions(index: StoryIndex, articles: Sequence[Article]) -> list[tuple[str | None, str | None, float]]:
    decisions = [_decide(index, one) for one in articles]
    return [(each.thread_id, each.development_id, round(each.grounds.score, 6)) for each in decisions]


def _learned(rows: Iterable[Placed]) -> StoryIndex:
    index = StoryIndex(AssignRules())
    for row in rows:
        index.learn(row)
    return index


def _recalled(row: Placed, index: StoryIndex) -> Recalled:
    return Recalled(
        article_id=row.article.id,
        outlet=row.article.outlet,
        told=row.article.told_at.timestamp(),
        language="en",
        vector=row.vector,
        traces=index.traces(Reading(article=row.article, facts=Facts())),
        thread_id=row.thread_id,
        development_id=row.development_id,
    )


def test_deciding_changes_nothing() -> None:
    """Asked twice, it answers the same, and what was only asked about is not learned."""
    index, _ = thread_all([FIRE, COUNCIL])
    before = _decisions(index, STREAM)
    assert _decisions(index, STREAM) == before
    assert len(index) == 2


@pytest.mark.parametrize("step", [1, -1], ids=["in order", "backwards"])
def test_restored_in_any_order_it_decides_as_if_it_had_never_stopped(step: int) -> None:
    """The index holds nothing that does not follow from what was placed."""
    index, rows = thread_all(STREAM[:4])
    restored = _learned(rows[::step])
    assert _decisions(restored, STREAM) == _decisions(index, STREAM)


def test_learning_twice_is_learning_once() -> None:
    """A step that is repeated after a crash does no harm."""
    index, rows = thread_all([FIRE, COUNCIL])
    before = _decisions(index, STREAM)
    index.learn(rows[0])
    assert _decisions(index, STREAM) == before


def test_a_revised_article_is_known_by_its_new_text_alone() -> None:
    """After the edit the index is as if the article had come in its new version."""
    index, rows = thread_all([FIRE, COUNCIL])
    edited = article("fire", OTHER_FIRE.headline, OTHER_FIRE.text, hours=1)
    changed = Placed(
        article=edited,
        names=(),
        vector=vector(edited),
        signature=b"",
        thread_id=rows[0].thread_id,
        development_id=rows[0].development_id,
    )
    index.revise(changed)
    fresh = _learned([changed, rows[1]])
    assert _decisions(index, STREAM) == _decisions(fresh, STREAM)


def test_it_grows_past_its_first_capacity_and_finds_its_oldest_article() -> None:
    """Arrays double; rows keep their place."""
    index, rows = thread_all([FIRE])
    rng = np.random.default_rng(7)
    for i in range(1100):
        one = article(f"n{i}", f"Notice {i} of ward {i % 37}", hours=5 + i / 10)
        row = placed(one, _decide(StoryIndex(AssignRules()), one))
        noise = rng.standard_normal(384).astype(np.float32)
        index.learn(
            Placed(
                article=one,
                names=(),
                vector=noise / np.float32(np.linalg.norm(noise)),
                signature=b"",
                thread_id=row.thread_id,
                development_id=row.development_id,
            )
        )
    assert len(index) == 1101
    assert _decide(index, FIRE_AGAIN).thread_id == rows[0].thread_id


def test_a_roundup_joins_a_thread_and_is_no_evidence_for_others() -> None:
    """It tells of the fire and of the council, and neither thread learns a word from it."""
    brief = article("brief", "News in brief: Oskarsund fire, Varn opera", f"{FIRE.text}\n{COUNCIL.text}", hours=30)
    index, rows = thread_all([FIRE, COUNCIL])
    before = _decisions(index, STREAM)
    index.learn(placed(brief, _decide(index, brief)))
    assert _decisions(index, STREAM) == before
    assert len(index) == len(rows)


def test_another_language_is_threaded_by_itself_unless_the_model_knows_both() -> None:
    """The same words are of no account then."""
    index, rows = thread_all([FIRE])
    foreign = replace(FIRE_AGAIN, language="no")
    assert _decide(index, foreign).thread_id is None
    crossing, _ = thread_all([FIRE], AssignRules(crosses_languages=True))
    assert _decide(crossing, foreign).thread_id == rows[0].thread_id


def test_recalled_from_stored_terms_it_decides_as_if_it_had_read_the_texts() -> None:
    """Nothing is read again, and nothing is lost."""
    index, rows = thread_all(STREAM[:4])
    recalled = StoryIndex(AssignRules())
    recalled.recall([_recalled(row, index) for row in rows])
    assert _decisions(recalled, STREAM) == _decisions(index, STREAM)


def test_a_live_blog_that_has_grown_places_nothing_any_more() -> None:
    """While it was short it read like a report, and the index knew it; as one built anew does not, once it has grown."""
    # nearer in time to the report than all others
    begun = article("live", "Storm reaches Oskarsund", "The storm reached Oskarsund harbour at noon.", hours=0.5)
    index, (known,) = thread_all([begun])
    others = [article(f"o{n}", f"Tram number {n} late", f"Tram number {n} of Brandvik came late.") for n in range(3)]
    for one in others:
        index.learn(placed(one, index.decide(reading(one), vector(one), ORIGINAL)))
    report = article("r", "Storm reaches Oskarsund harbour", begun.text, hours=1)
    assert index.decide(reading(report), vector(report), ORIGINAL).thread_id == known.thread_id
    grown = replace(begun, text="\n".join([begun.text] * 9), markings=Markings(is_live=True))
    index.revise(replace(known, article=grown, vector=vector(grown)))
    assert len(index) == len(others)
    anew = StoryIndex(AssignRules())
    for one in others:
        anew.learn(placed(one, anew.decide(reading(one), vector(one), ORIGINAL)))
    asked = reading(report), vector(report), ORIGINAL
    assert index.decide(*asked).thread_id is None
    mine, theirs = (each.decide(*asked).grounds for each in (index, anew))
    # a vector that was taken out of the moments leaves the last digits behind
    assert replace(mine, score=theirs.score) == theirs
    assert mine.score == pytest.approx(theirs.score, abs=1e-6)
    copy = Provenance(kind=ProvenanceKind.COPY, of=grown.id, shared=0.95)
    assert index.decide(reading(report), vector(report), copy).thread_id == known.thread_id


def test_a_few_sentences_are_known_by_rare_words_to_speak_of_another_thread() -> None:
    """Of the one that has more of them than all of their own; a single name in common says nothing."""
    storm = article("s", "Storm reaches Oskarsund", "Harbour master Tove Lindqvist closed the Oskarsund mole at noon.")
    ferry = article(
        "f", "Kestrel inquiry opens", "Captain Bo Lund left Wrayhaven on the Kestrel with its bow doors open."
    )
    index, (at_sea, aground) = thread_all([storm, ferry])
    frame = article("live", "Storm in Oskarsund: live", "Follow the storm with us.")
    aside = article("x", "", "Captain Bo Lund of the Kestrel was suspended.")
    assert index.by_words.other(aside, frame, at_sea.thread_id) == aground.thread_id
    own = article("y", "", "Tove Lindqvist opened the mole at Oskarsund again, where Captain Ruud waits.")
    assert index.by_words.other(own, frame, at_sea.thread_id) is None
    assert not index.by_words.is_empty(at_sea.thread_id)
    assert index.by_words.is_empty("a thread of a live blog alone")


def test_a_roundup_is_recalled_as_one() -> None:
    """Nothing is placed by it after a start either, but for its copies."""
    roundup = replace(FIRE, id="roundup", headline="News in brief", text=FIRE.text)
    row = placed(roundup, _decide(StoryIndex(AssignRules()), roundup))
    recalled = StoryIndex(AssignRules())
    recalled.recall([_recalled(row, recalled)])
    assert len(recalled) == 0
    assert _decide(recalled, FIRE_AGAIN).thread_id is None
    copy = Provenance(kind=ProvenanceKind.COPY, of="roundup", shared=1.0)
    assert recalled.decide(reading(FIRE_AGAIN), vector(FIRE_AGAIN), copy).thread_id == row.thread_id
