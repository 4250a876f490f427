"""What was composed from the store, kept until its thread moves: pages are read far more often than threads move."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRules:
    """How much is kept, and for how long."""

    #: Things kept: a count; the one that was asked for longest ago goes first.
    most: int = 8_000
    #: What no version number shows, an edit of style for instance, shows after this time.
    longest: timedelta = timedelta(seconds=60)


class Kept:
    """Remembers answers by a key that holds the version of what they were made from; safe from several workers.

    Whoever asks for what another is making waits for it: ten readers of one page cost one.
    """

    def __init__(self, now: Callable[[], datetime], rules: KeptRules | None = None) -> None:
        self._now = now
        self._rules = rules or KeptRules()
        self._known: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._turn = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under this key, or make and keep it."""
        found, making = self._found_or_making(key)
        if making is None:
            return cast("T", found)
        with making:
            # whoever held it before may have made it
            with self._turn:
                fresh, found = self._look_up(key)
            if fresh:
                return cast("T", found)
            try:
                made = make()
                self.put(key, made)
            finally:
                with self._turn:
                    self._making.pop(key, None)
        return made

    def _found_or_making(self, key: Hashable) -> "tuple[Any, threading.Lock | None]":
        """Return what is kept, or the lock under which it is to be made."""
        with self._turn:
            fresh, found = self._look_up(key)
            return (found, None) if fresh else (None, self._making.setdefault(key, threading.Lock()))

    def _look_up(self, key: Hashable) -> tuple[bool, Any]:
        """Tell whether something is kept under this key and still holds, and what; the turn must be ours."""
        found = self._known.get(key)
        if found is None or self._now() - found[0] >= self._rules.longest:
            return False, None
        self._known.move_to_end(key)
        return True, found[1]

    def find(self, key: Hashable) -> Any | None:
        """Return what is kept under this key, or None."""
        with self._turn:
            return self._look_up(key)[1]

    def kinds(self) -> set[object]:
        """Return what kinds of things are kept: the first words of their keys."""
        with self._turn:
            return {key[0] if isinstance(key, tuple) else key for key in self._known}

    def put(self, key: Hashable, made: Any) -> None:
        """Keep an answer."""
        with self._turn:
            self._known[key] = (self._now(), made)
            self._known.move_to_end(key)
            while len(self._known) > self._rules.most:
                self._known.popitem(last=False)
