"""What was composed from the store, kept until its thread moves: pages are read far more often than threads move."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRules:
    """How much is kept, and for how long."""

    #: Things kept: a count; the one that was asked for longest ago goes first.
    most: int = 4_000
    #: What no version number shows, an edit of style for instance, shows after this time.
    longest: timedelta = timedelta(seconds=60)


class Kept:
    """Remembers answers by a key that holds the version of what they were made from; safe from several workers.

    A missing answer may be made twice at the same time, which costs work and nothing else.
    """

    def __init__(self, now: Callable[[], datetime], rules: KeptRules | None = None) -> None:
        self._now = now
        self._rules = rules or KeptRules()
        self._known: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under this key, or make and keep it."""
        now = self._now()
        with self._turn:
            found = self._known.get(key)
            if found is not None and now - found[0] < self._rules.longest:
                self._known.move_to_end(key)
                kept: T = found[1]
                return kept
        made = make()
        self.put(key, made)
        return made

    def find(self, key: Hashable) -> Any | None:
        """Return what is kept under this key, or None."""
        with self._turn:
            found = self._known.get(key)
            return found[1] if found is not None and self._now() - found[0] < self._rules.longest else None

    def put(self, key: Hashable, made: Any) -> None:
        """Keep an answer."""
        with self._turn:
            self._known[key] = (self._now(), made)
            self._known.move_to_end(key)
            while len(self._known) > self._rules.most:
                self._known.popitem(last=False)
