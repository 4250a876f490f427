"""Benchmarks that `make bench` runs can be started: what they measure moves, and they move along."""

import importlib

import pytest

from benchmarks.__main__ import MODULES

#: Libraries of the dependency group `bench`, which need not be there.
_ONLY_FOR_BENCHMARKS = {"sklearn", "newspaper", "newsplease", "readability"}


@pytest.mark.parametrize("name", MODULES)
def test_a_benchmark_can_be_started(name: str) -> None:
    """Whatever it names of ours is where it looks for it."""
    try:
        module = importlib.import_module(f"benchmarks.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _ONLY_FOR_BENCHMARKS:
            raise
        pytest.skip(f"{error.name} is not installed")
    assert callable(module.main)
