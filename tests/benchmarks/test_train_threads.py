"""What the scorers learn from, and what is held back."""

from benchmarks import train_threads


def test_two_look_alikes_are_held_back_together_and_stories_spread_over_all_folds() -> None:
    """What tells one of them from the other may not be learned from either."""
    for topic in range(1, 46):
        assert train_threads._fold(f"{topic}ecb") == train_threads._fold(f"{topic}ecbplus")
    assert {train_threads._fold(f"story {n}") for n in range(99)} == set(range(train_threads._N_FOLDS))


def test_each_net_leaves_other_stories_out() -> None:
    """About a quarter, and not the same."""
    stories = [f"story {n}" for n in range(400)]
    left_out = [{story for story in stories if not train_threads._is_drawn(story, n)} for n in range(2)]
    assert all(60 < len(each) < 140 for each in left_out)
    assert left_out[0] != left_out[1]
