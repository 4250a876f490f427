"""What was built to stay is taken out of the garbage collector's sight."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects after which Python looks for circles of garbage among them: 700 as it comes, which an article makes
#: several times. Then how many such looks lie between two at the second generation, and how many of those between two
#: at all that lives: 10 each as it comes. A look at all that thousands of kept pages are made of takes 200 to 300 ms.
_LOOK_AFTER = (20_000, 10, 100)


@contextmanager
def unwatched() -> Iterator[None]:
    """Look for no circles of garbage while something is built that is to stay: each look goes through all of it.

    Source: at the start with 150,000 articles a tenth of the time (`benchmarks/restart.py`).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def let_rest() -> None:
    """Throw away what is garbage now, and never look through the rest again; what goes later goes by its own count.

    Called when indexes were built, and before the first page is answered. Python's oldest generation is looked through
    whenever it has grown by a quarter: 80 ms for the index of 10,000 watches, in the midst of matching one development.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_LOOK_AFTER)
