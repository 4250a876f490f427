"""What corrections teach, and what second thoughts may not do."""

import numpy as np
import pytest

from pipeline.nouns import Action, ActionKind, CannotLink, MustLink
from pipeline.thread.assign import AssignRules
from pipeline.thread.binding import Bindings
from pipeline.thread.lessons import LessonRules, Lessons, Prototype, prototypes_of, shifted
from pipeline.thread.second import SecondRules, propose
from tests.pipeline.thread.articles_of_ours import START, reading, thread_all, vector
from tests.pipeline.thread.test_assign import COUNCIL, FIRE, FIRE_AGAIN, ORIGINAL, OTHER_FIRE

RULES = LessonRules()


def _action(n: int, kind: ActionKind = ActionKind.MERGE, **said: object) -> Action:
    return Action(id=f"h{n}", kind=kind, author="ottoline", at=START, threads=("t1", "t2"), n=n, **said)


def test_a_prototype_draws_what_is_like_it_and_nothing_else() -> None:
    """It adds where an article is near, and leaves other threads and other articles alone."""
    lessons = Lessons([Prototype(vector=vector(FIRE), shifts={"t1": 3.0, "t2": -2.0})])
    assert lessons.taught(vector(FIRE), ["t1", "t2", "t3"], RULES) == pytest.approx({"t1": 3.0, "t2": -2.0})
    assert lessons.taught(vector(COUNCIL), ["t1", "t2"], RULES) == {}
    assert Lessons().taught(vector(FIRE), ["t1"], RULES) == {}


def test_scores_are_shifted_by_log_odds() -> None:
    """Nothing added is nothing changed; scores stay between 0 and 1."""
    assert shifted(0.3, 0.0) == pytest.approx(0.3)
    assert 0.5 < shifted(0.5, 1.0) < shifted(0.5, 4.0) < 1.0
    assert shifted(0.0, 0.0) < 0.01


def test_only_what_the_scores_get_wrong_is_taught() -> None:
    """Where they agree with the editor by now, there is nothing to learn."""
    action = _action(1, articles=("a",), must=MustLink(ones=("a",)), cannot=CannotLink(ones=("a",), others=("b",)))
    places = {"a": (vector(FIRE), "t1"), "b": (vector(COUNCIL), "t2")}
    wrong = prototypes_of(action, places.get, lambda _: {"t1": 0.1, "t2": 0.9}, RULES)
    assert [set(each.shifts) for each in wrong if each.shifts.get("t1")] == [{"t1", "t2"}]
    assert wrong[0].shifts["t1"] > 0 > wrong[0].shifts["t2"]
    assert prototypes_of(action, places.get, lambda _: {"t1": 0.99 if _ == "a" else 0.01, "t2": 0.01}, RULES) == []


def test_a_similar_case_near_a_correction_is_decided_accordingly() -> None:
    """The decision changes by what was taught, and its grounds say by how much."""
    index, rows = thread_all([FIRE, COUNCIL])
    home = rows[0].thread_id
    assert index.decide(reading(FIRE_AGAIN), vector(FIRE_AGAIN), ORIGINAL).thread_id == home
    index.lessons = Lessons([Prototype(vector=vector(FIRE_AGAIN), shifts={home: -12.0})])
    kept_apart = index.decide(reading(FIRE_AGAIN), vector(FIRE_AGAIN), ORIGINAL)
    assert kept_apart.thread_id is None
    assert kept_apart.grounds.taught is not None
    assert kept_apart.grounds.taught < 0


def test_the_last_word_on_a_pair_counts() -> None:
    """A merge after a split binds, and one that was taken back does not."""
    apart = _action(1, ActionKind.SPLIT, cannot=CannotLink(ones=("a",), others=("b", "c")))
    together = _action(2, must=MustLink(ones=("a",), others=("b",)))
    both = Bindings.of([apart, together])
    assert both.word("a", "b") is True
    assert both.word("c", "a") is False
    assert both.word("b", "c") is None
    assert both.are_apart(["a"], ["b", "c"])


def test_reconsidering_changes_nothing() -> None:
    """An article that is judged again lies where it lay, and so does everything else."""
    index, rows = thread_all([FIRE, FIRE_AGAIN, COUNCIL, OTHER_FIRE])
    before = index.decide(reading(FIRE_AGAIN), vector(FIRE_AGAIN), ORIGINAL).grounds
    best = index.reconsider(FIRE_AGAIN.id)[0]
    assert best.id == rows[0].thread_id
    assert best.score >= AssignRules().join_thread
    assert index.decide(reading(FIRE_AGAIN), vector(FIRE_AGAIN), ORIGINAL).grounds == before


def _torn(index, rows) -> None:
    """Put a second report of the fire into a thread of its own, as if it had been refused."""
    index.relabel(rows[1].article.id, "t-torn", "d-torn")


def test_two_threads_that_are_one_are_merged_unless_an_editor_forbids_it() -> None:
    """Apart or pinned, they stay two."""
    index, rows = thread_all([FIRE, FIRE_AGAIN, COUNCIL, OTHER_FIRE])
    _torn(index, rows)
    found = propose(index, "t-torn", Bindings(), SecondRules())
    assert found is not None
    assert {found.thread_id, found.other} == {rows[0].thread_id, "t-torn"}
    link = CannotLink(ones=(FIRE.id,), others=(FIRE_AGAIN.id,))
    assert propose(index, "t-torn", Bindings.of([_action(1, cannot=link)]), SecondRules()) is None
    pin = Action(id="h2", kind=ActionKind.PIN, author="o", at=START, threads=("t-torn",))
    assert propose(index, "t-torn", Bindings.of([pin]), SecondRules()) is None


def test_a_thread_that_holds_two_stories_is_split_unless_an_editor_put_them_together() -> None:
    """The part that goes is the smaller one."""
    index, rows = thread_all([FIRE, FIRE_AGAIN, COUNCIL])
    home = rows[0].thread_id
    index.relabel(COUNCIL.id, home, rows[2].development_id)
    found = propose(index, home, Bindings(), SecondRules())
    assert found is not None
    assert found.part == (COUNCIL.id,)
    link = MustLink(ones=(FIRE.id,), others=(COUNCIL.id,))
    assert propose(index, home, Bindings.of([_action(1, must=link)]), SecondRules()) is None
    assert np.isfinite(found.score)
