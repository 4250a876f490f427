"""The measure of the thread benchmark, on worked examples."""

import pytest

from benchmarks.bcubed import bcubed, bcubed_of, bcubed_of_large, pairwise


def test_a_perfect_grouping_scores_one_whatever_its_groups_are_called() -> None:
    """Only who is with whom counts, not the names of groups."""
    assert bcubed("aabbc", [3, 3, 1, 1, 2]).f1 == 1.0


def test_the_example_of_bagga_and_baldwin_scores_as_printed_there() -> None:
    """Two true chains of 5 and 5 (and 2) put together wrongly: the second response of the paper, precision 58 %."""
    truth = [1] * 5 + [2] * 2 + [3] * 5
    joined_far = [1] * 5 + [2] * 2 + [1] * 5
    joined_near = [1] * 5 + [2] * 2 + [2] * 5
    assert bcubed(truth, joined_far).precision == pytest.approx(0.583, abs=1e-3)
    assert bcubed(truth, joined_near).precision == pytest.approx(0.762, abs=1e-3)
    assert bcubed(truth, joined_near).recall == 1.0


def test_singletons_are_wholly_precise_and_recall_one_nth() -> None:
    """Each item alone finds itself only: of a group of n, one nth."""
    score = bcubed("aaaab", range(5))
    assert score.precision == 1.0
    assert score.recall == pytest.approx((4 * 0.25 + 1) / 5)


def test_one_heap_recalls_everything_and_is_as_precise_as_its_mixture() -> None:
    """All in one group: each item sees its own kind's share."""
    score = bcubed("aab", "xxx")
    assert score.recall == 1.0
    assert score.precision == pytest.approx((2 * 2 / 3 + 1 / 3) / 3)


def test_the_score_over_large_groups_leaves_lone_items_out() -> None:
    """A lone item that is put right must not lift the score."""
    assert bcubed_of_large("aab", [1, 2, 3]).recall == pytest.approx(0.5)
    assert bcubed_of_large("ab", [1, 2]).f1 == 0.0


def test_pairs_count_what_was_put_together_and_what_belongs() -> None:
    """Three pairs belong together, of which one was put, besides one wrong one."""
    score = pairwise("aaab", [1, 1, 2, 2])
    assert score.precision == pytest.approx(1 / 2)
    assert score.recall == pytest.approx(1 / 3)
    assert score.f1 == pytest.approx(0.4)


def test_nothing_scores_nothing() -> None:
    """No items, or no pairs, are no reason to fail."""
    assert bcubed([], []).f1 == 0.0
    assert pairwise(["a"], ["x"]).f1 == 0.0


def test_some_items_are_judged_in_groups_of_all() -> None:
    """One item of a pair that is mixed with a stranger: two thirds of its group are right, all of its story is there."""
    score = bcubed_of("aab", [1, 1, 1], [True, False, False])
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == 1.0
    assert bcubed_of("aab", [1, 1, 1], [False] * 3).f1 == 0.0
