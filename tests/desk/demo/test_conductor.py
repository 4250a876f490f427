"""The clock goes on when the desk has caught up, and not before."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from desk.clock import LedClock
from desk.demo import conductor
from desk.demo.conductor import EPILOGUE, Conductor
from desk.demo.expected import expected_articles
from desk.demo.nouns import Script
from storage import Store, open_store

BASE = "http://127.0.0.1:1"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with nothing in it."""
    return open_store(f"sqlite:///{tmp_path / 'store.db'}", create=True)


def _clock(folder: Path, script: Script) -> LedClock:
    # so fast that a stretch is over when it is looked at
    return LedClock(starts_at=script.starts_at, speed=1e9, led_by=folder / "clock.json")


def test_it_waits_for_what_was_published(tmp_path: Path, store: Store, script: Script) -> None:
    """The first article's address must be known before time goes on."""
    clock = _clock(tmp_path, script)
    first = next(iter(expected_articles(script, BASE).values()))
    leader = Conductor(script, BASE, store, clock)
    while (stretch := clock.stretch()) is None or stretch.ends_at < first.published_at:
        leader.move()
    for _ in range(5):
        leader.move()
    waiting = clock.stretch()
    assert waiting is not None
    assert waiting.ends_at == first.published_at


def test_it_gives_up_on_what_never_comes(
    tmp_path: Path, store: Store, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that loses something does not stop the days: the verdict will say what is missing."""
    monkeypatch.setattr(conductor, "_PATIENCE", 0.0)
    clock = _clock(tmp_path, script)
    leader = Conductor(script, BASE, store, clock)
    while not leader.is_over:
        leader.move()
    stretch = clock.stretch()
    assert stretch is not None
    assert stretch.ends_at == script.ends_at + EPILOGUE


def test_no_stretch_is_longer_than_a_stride(script: Script) -> None:
    """Between publications it stops as well, so that pages are looked at again when that is due."""
    instants = conductor._instants(script)
    gaps = [later - earlier for earlier, later in itertools.pairwise(instants)]
    assert instants == sorted(instants)
    assert max(gaps) <= timedelta(hours=6)
