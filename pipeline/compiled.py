"""Functions written in plain loops, compiled: for what numpy can do only in many calls on short arrays.

Numba is named only here, and imported when one of them is first called. The machine code is kept beside their source,
or in the user's cache where that cannot be written, so only the first run after a change compiles. Each function of
numpy that is called in them takes seconds to compile: hence the loops. While one runs, other threads of Python run too:
whoever changes what it works on waits for it by a lock of his own, as `pipeline.ingest.Path` does.

Source: https://numba.readthedocs.io; decision 0183.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

#: What the loops work on.
Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
Spans = NDArray[np.int64]
Flags = NDArray[np.uint8]
Vectors = NDArray[np.float32]

Args = ParamSpec("Args")
Result = TypeVar("Result")

#: What the compiler may take liberties with: the order of sums, and no more; infinities are meant.
_LIBERTIES = {"reassoc", "contract", "nsz"}
#: What stands in for each function until one of them is called.
_WAITING: dict[Callable[..., Any], Callable[..., Any]] = {}


def compiled(function: Callable[Args, Result]) -> Callable[Args, Result]:
    """Have a function compiled, with all others that are marked so, when one of them is first called."""

    @wraps(function)
    def first_call(*args: Args.args, **named: Args.kwargs) -> Result:
        return cast("Callable[Args, Result]", _compile_all()[first_call])(*args, **named)

    _WAITING[first_call] = function
    return first_call


def _compile_all() -> dict[Callable[..., Any], Callable[..., Any]]:
    """Put compiled functions wherever those that wait are named: they call each other by their names."""
    import numba

    fast: dict[Callable[..., Any], Callable[..., Any]] = {}
    for waiting, function in _WAITING.items():
        try:
            fast[waiting] = numba.njit(cache=True, nogil=True, fastmath=_LIBERTIES)(function)
        except RuntimeError:  # no folder that can be written: compiled anew by each process
            fast[waiting] = numba.njit(nogil=True, fastmath=_LIBERTIES)(function)
    for function in _WAITING.values():
        names = function.__globals__
        names.update({name: fast[value] for name, value in names.items() if callable(value) and value in fast})
    return fast
