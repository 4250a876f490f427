"""Threads that grew together, and threads that hold two stories."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.nouns import Article, Placed
from pipeline.thread.assign import AssignRules, Decision, StoryIndex
from pipeline.thread.second_look import halves, spread, verdicts
from tests.pipeline.thread.articles_of_ours import ORIGINAL, article, placed, reading, vector

_FIRE = (
    "Three workers were injured when a fire broke out at the Brandvik paper mill in Oskarsund on Monday night. Director "
    "Tove Lindqvist said it began in a drying hall. Henrik Aas, 41, is among the injured."
)
_OPERA = (
    "The council of Varn voted to sell the opera house to the Meridian foundation. Mayor Odile Brask said the roof alone "
    "would cost nine million, and conductor Piers Halloway called the sale a disgrace."
)
FIRES = [article(f"fire-{i}", f"Brandvik mill fire in Oskarsund: day {i}", f"{_FIRE} {i}", hours=i) for i in range(6)]
OPERAS = [article(f"opera-{i}", f"Varn opera house sale, vote {i}", f"{_OPERA} {i}", hours=i) for i in range(4)]


def _index(threads: dict[str, Sequence[Article]]) -> StoryIndex:
    rows: list[Placed] = []
    for name, articles in threads.items():
        for one in articles:
            decided: Decision = StoryIndex(AssignRules()).decide(reading(one), vector(one), ORIGINAL)
            rows.append(replace(placed(one, decided), thread_id=name))
    return StoryIndex.restore(rows, AssignRules())


def test_two_threads_of_one_story_are_proposed_to_be_one() -> None:
    """The smaller goes into the larger, and its articles say so one by one."""
    index = _index({"large": FIRES[:4], "small": FIRES[4:], "other": OPERAS})
    (found,) = index.propose_merges(["small", "other", "large"])
    assert (found.into_id, found.merged_id) == ("large", "small")
    assert found.n_joining == found.n_asked == 2
    assert found.similarity > 0.8


def test_threads_of_different_stories_are_left_apart() -> None:
    """And a thread that nobody knows is passed over."""
    index = _index({"fires": FIRES, "operas": OPERAS})
    assert index.propose_merges(["fires", "operas", "unknown"]) == []


def test_a_thread_of_two_stories_is_proposed_to_be_two() -> None:
    """The smaller part is the one that leaves, whole."""
    index = _index({"both": [*FIRES, *OPERAS]})
    (found,) = index.propose_splits(["both"])
    assert set(found.article_ids) == {one.id for one in OPERAS}
    assert found.score < 0


def test_a_thread_of_one_story_stays_whole() -> None:
    """Whatever way it is cut, the part would join the rest."""
    assert _index({"fires": FIRES}).propose_splits(["fires", "unknown"]) == []


def test_asking_changes_nothing() -> None:
    """The same question has the same answer."""
    index = _index({"large": FIRES[:4], "small": FIRES[4:], "both": [*OPERAS]})
    assert index.propose_merges(["small"]) == index.propose_merges(["small"])


def test_a_thread_that_an_article_does_not_name_counts_as_far_off() -> None:
    """One enthusiast of two does not make a merge."""
    assert verdicts([{"a": 0.99}, {}])["a"].score < 0


def test_rows_are_spread_over_the_whole_time() -> None:
    """First and last are among them."""
    assert spread(range(100), 3) == [0, 49, 99]
    assert spread([4, 5], 3) == [4, 5]


def test_equal_vectors_have_no_second_half() -> None:
    """There is nothing to tell them apart by."""
    larger, smaller = halves(np.ones((4, 3)) / np.sqrt(3))
    assert (len(larger), len(smaller)) == (4, 0)
