"""What was built to stay is not looked through again."""

import gc

from desk.heap import let_rest


def test_what_was_built_to_stay_is_out_of_the_collectors_sight() -> None:
    """And what comes later is in it."""
    built = [[number] for number in range(1000)]
    let_rest()
    try:
        seen = {id(one) for one in gc.get_objects()}
        assert not [one for one in built if id(one) in seen]
        later = [[number] for number in range(10)]
        seen = {id(one) for one in gc.get_objects()}
        assert all(id(one) in seen for one in later)
    finally:
        gc.unfreeze()
