"""What was composed is kept under its version, and made once for all who ask at the same time."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from desk.story.kept import Kept, KeptRules

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_ten_readers_of_one_page_cost_one() -> None:
    """Whoever asks for what another is making waits for it."""
    kept, made, answers = Kept(lambda: NOON), list[int](), list[str]()

    def make() -> str:
        made.append(1)
        time.sleep(0.05)
        return "page"

    readers = [threading.Thread(target=lambda: answers.append(kept.get("key", make))) for _ in range(10)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answers == ["page"] * 10
    assert len(made) == 1


def test_what_cannot_be_made_is_tried_again_by_the_next() -> None:
    """A failure is nobody else's answer, and blocks nobody."""
    kept = Kept(lambda: NOON)

    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("key", fail)
    assert kept.get("key", lambda: "page") == "page"


def test_what_is_kept_holds_for_a_minute_and_the_oldest_goes_first() -> None:
    """What no version shows appears after a minute; no more is kept than the rules allow."""
    clock = [NOON]
    kept = Kept(lambda: clock[0], KeptRules(most=2))
    assert kept.get("a", lambda: 1) == 1
    assert kept.get("a", lambda: 2) == 1
    clock[0] += timedelta(seconds=61)
    assert kept.find("a") is None
    assert kept.get("a", lambda: 2) == 2
    kept.put("b", 3)
    kept.put("c", 4)
    assert kept.find("a") is None
    assert (kept.find("b"), kept.find("c")) == (3, 4)
