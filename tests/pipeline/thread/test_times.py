"""Articles in the order in which they were told."""

import numpy as np

from pipeline.thread.times import Times


def test_articles_lie_where_they_were_told_however_they_came() -> None:
    """One by one or many at once, late or early; of one moment the one that came first is first."""
    times = Times()
    times.add(30.0, 0)
    times.add(10.0, 1)
    times.add_many(np.array([20.0, 5.0, 30.0]), 2)
    assert times.last(30.0, 9).tolist() == [3, 1, 2, 0, 4]
    assert times.last(29.0, 2).tolist() == [1, 2]
    assert times.last(1.0, 2).tolist() == []


def test_an_article_that_was_told_at_another_time_moves_there() -> None:
    """Nothing else moves, also where several were told at one moment."""
    times = Times()
    times.add_many(np.array([10.0, 10.0, 20.0]), 0)
    times.move(1, 10.0, 40.0)
    assert times.last(99.0, 9).tolist() == [0, 2, 1]


def test_those_nearer_in_time_are_counted_before_and_after() -> None:
    """What lies exactly as far away is not nearer."""
    times = Times()
    times.add_many(np.array([0.0, 7.0, 10.0, 12.0, 20.0]), 0)
    assert times.n_nearer(10.0, [0.0, 3.0, 3.1, 99.0]) == [0, 2, 3, 5]


def test_an_article_that_was_taken_out_is_counted_no_more() -> None:
    """Of two told at one moment the other stays."""
    times = Times()
    times.add_many(np.array([10.0, 10.0, 20.0]), 0)
    times.remove(1, 10.0)
    assert times.last(99.0, 9).tolist() == [0, 2]
    assert times.n_nearer(10.0, [5.0]) == [1]
