"""Large threads that hold two stories, told apart by their names."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from pipeline.nouns import Action, ActionKind, Article, Grounds, MustLink
from pipeline.thread.assign import AssignRules, Decision, StoryIndex
from pipeline.thread.binding import Bindings
from pipeline.thread.parting import PartRules, part_by_names
from pipeline.thread.second import LIKENESS_OF_NAMES, SecondRules, propose
from tests.pipeline.thread.articles_of_ours import article, placed

#: Of two uprisings the names differ and the words do not.
VARN = ("Varn", "Ilse Maran", "Odette Kelm", "Harbour Square", "Maran", "Kelm", "Port of Varn")
TEREN = ("Teren", "Joost Albrin", "Pell Oster", "Citadel Gate", "Albrin", "Oster", "Teren University")
WHAT = (
    "protesters gather and demand that {} step down",
    "police fire on crowds near {} as the protests grow",
    "the cabinet of {} resigns after weeks of protests",
    "the army moves tanks towards {} as crowds gather",
    "opposition leaders refuse the offer of {} for talks",
    "clashes go on around {} after the curfew begins",
)
TOGETHER = "t-both"


def _report(n: int, names: Sequence[str], draw: random.Random) -> Article:
    one, other = draw.sample(names, 2)
    text = f"On Sunday {draw.choice(WHAT).format(one)}, witnesses near {other} say, and hundreds are hurt."
    return article(f"{names[0]} {n}", f"Protests: {draw.choice(WHAT).format(one)}", text, hours=n)


def _thread(*stories: Sequence[str], n_each: int = 24) -> StoryIndex:
    """Tell stories in turn, each report a development, all of them in one thread."""
    index, draw = StoryIndex(AssignRules()), random.Random(3)
    for n in range(n_each * len(stories)):
        one = _report(n, stories[n % len(stories)], draw)
        decision = Decision(thread_id=TOGETHER, development_id=f"d{n}", grounds=Grounds(score=1.0, similarity=None))
        index.learn(placed(one, decision))
    return index


def test_two_stories_that_share_words_and_no_names_are_told_apart() -> None:
    """Every report goes with those of its own country, though both countries have the same things happen to them."""
    index = _thread(VARN, TEREN)
    parts = part_by_names(index.members(TOGETHER), index.vocabulary, PartRules())
    assert parts is not None
    own = {_report(n, (VARN, TEREN)[n % 2], random.Random()).id: n % 2 for n in range(48)}
    assert [len({own[each.article_id] for each in part}) for part in (parts.small, parts.large)] == [1, 1]
    assert len(parts.small) + len(parts.large) == len(own)
    assert parts.likeness < PartRules().names_under


def test_one_story_stays_whole_however_many_names_it_has() -> None:
    """Reports that name now these people, now those, are tied together by the others."""
    index = _thread((*VARN, *TEREN), n_each=48)
    assert part_by_names(index.members(TOGETHER), index.vocabulary, PartRules()) is None


@pytest.mark.parametrize("rules", [PartRules(n_least=25), PartRules(n_most=47)], ids=["too few", "too many"])
def test_what_is_too_small_or_too_large_is_left_alone(rules: PartRules) -> None:
    """Two dozen happenings a story prove little; and a cost that grows with the cube has an end."""
    index = _thread(VARN, TEREN)
    assert part_by_names(index.members(TOGETHER), index.vocabulary, rules) is None


def test_reports_without_any_name_are_no_story_of_their_own() -> None:
    """That nothing is shared says nothing where nothing is named."""
    index = _thread(VARN, ("crowds", "soldiers", "students", "workers"))
    assert part_by_names(index.members(TOGETHER), index.vocabulary, PartRules()) is None


def test_second_thoughts_part_a_large_thread_unless_an_editor_put_it_together() -> None:
    """The history says what was measured; an editor's word is stronger."""
    index = _thread(VARN, TEREN)
    found = propose(index, TOGETHER, Bindings(), SecondRules())
    assert found is not None
    assert found.measure == LIKENESS_OF_NAMES
    assert found.other is None
    rest = [each.article_id for each in index.members(TOGETHER) if each.article_id not in found.part]
    link = MustLink(ones=found.part[:1], others=tuple(rest[:1]))
    word = Action(
        id="a1", kind=ActionKind.MERGE, author="ida", at=datetime(2026, 3, 9, tzinfo=UTC), threads=(), must=link
    )
    assert propose(index, TOGETHER, Bindings.of([word]), SecondRules()) is None
