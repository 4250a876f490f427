"""The measurements of collecting in the long run, in their short forms: they run, and what they count is right."""

from benchmarks.collecting_rounds import nothing_new, rounds


def test_rounds_follow_one_another_in_one_process() -> None:
    """Every tenth fetch brings a page of each outlet, nothing fails, and no file stays open."""
    figures = rounds(n_rounds=12, n_outlets=4)
    assert (figures["rounds"], figures["pages"], figures["failures"]) == (12, 8, 0)
    assert figures["descriptors_at_end"] <= figures["descriptors_after_round_200"]


def test_a_round_with_nothing_new_asks_for_every_feed() -> None:
    """All are answered 304, and none fails."""
    figures = nothing_new(n_feeds=20, n_hosts=4)
    assert figures["not_modified"] == [20, 20, 20]
    assert (figures["feeds"], figures["failures"]) == (20, 0)
