"""The pen: who holds it writes; there is one in a newsroom, and it lies in the database.

Its times are the machine's own, whatever clock a demonstration runs on.
"""

import os
import socket
from datetime import timedelta

from desk.clock import SystemClock
from pipeline.errors import ThroughlineError
from storage import Store

#: Name of the lease.
_PEN = "pen"


class PenHeldError(ThroughlineError):
    """Another process is writing."""


class Pen:
    """A lease on the right to crawl, thread and send; renewed while it is used, free when its holder dies."""

    def __init__(self, store: Store, lasts: timedelta) -> None:
        self._store = store
        self._lasts = lasts
        self._clock = SystemClock()
        self._holder = f"{socket.gethostname()}:{os.getpid()}"

    def take(self) -> bool:
        """Take the pen, or keep it for another while; tell whether we hold it now."""
        if self._acquire():
            return True
        holder = self.holder()
        if holder is None or not _is_dead(holder):
            return False
        # a process of this machine that was killed will not come back for it
        self._store.leases.release(_PEN, holder)
        return self._acquire()

    def _acquire(self) -> bool:
        return self._store.leases.acquire(_PEN, self._holder, self._clock.now(), self._lasts)

    def demand(self) -> None:
        """Take the pen.

        Raises:
            PenHeldError: another process has it.
        """
        if not self.take():
            raise PenHeldError(
                f"process {self.holder()} is writing to {self._store.name}: stop it, or wait until it is done"
            )

    def holder(self) -> str | None:
        """Return who has the pen now (`host:process id`), or None: it lies on the table."""
        return self._store.leases.holder(_PEN, self._clock.now())

    def drop(self) -> None:
        """Lay the pen down, so that another may write at once."""
        self._store.leases.release(_PEN, self._holder)


def _is_dead(holder: str) -> bool:
    host, _, number = holder.rpartition(":")
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
