"""What is new to a reader: what came into a thread after they last looked at it, and was not seen elsewhere before."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.nouns import Development


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What one reader has looked at, as far as some threads are concerned."""

    #: When they last looked at each thread, by its id; a thread that is not there was never looked at.
    seen_at: Mapping[str, datetime] = field(default_factory=dict)
    #: When developments that were put into these threads came there, by id; the others came when they were opened.
    arrived_at: Mapping[str, datetime] = field(default_factory=dict)
    #: Developments that they had seen in another thread before.
    seen_before: AbstractSet[str] = frozenset()

    def is_new(self, development: Development, since: datetime | None = None) -> bool:
        """Tell whether a development is new to the reader.

        Args:
            development: one of these threads.
            since: for a thread that they never looked at: what was opened later is new; None: all of it is.
        """
        if development.id in self.seen_before:
            return False
        mark = self.seen_at.get(development.thread_id)
        if mark is None:
            return since is None or development.opened_at > since
        return self.arrived_at.get(development.id, development.opened_at) > mark
