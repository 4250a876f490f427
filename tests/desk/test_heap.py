"""What was built to stay is not looked through again."""

import gc

import pytest

from desk.heap import let_rest, unwatched
from pipeline.errors import StorageError


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


def test_nothing_is_looked_through_while_an_index_is_built() -> None:
    """And afterwards as before, whatever happened, also where nothing was looked through before."""
    seen = []

    def build() -> None:
        with unwatched():
            seen.append(gc.isenabled())
            raise StorageError("the database refused")

    with pytest.raises(StorageError):
        build()
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(StorageError):
            build()
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert seen == [False, False]
