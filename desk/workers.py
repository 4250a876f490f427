"""Worker processes that can be killed: whatever a stranger wrote is parsed there."""

import asyncio
import multiprocessing
import os
import re
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import resource_tracker
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from pipeline.errors import ThroughlineError, WorkerKilledError

T = TypeVar("T")

#: Seconds from asking a worker that ran over its time to end to killing it: one that hangs in C code never hears it.
CONSTS.term_timeout = 0.5
#: Seconds that worker processes are given to end.
_PATIENCE = 10.0
#: Seconds after which it is looked again whether the pool of a task still runs.
_LOOK_AGAIN = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRules:
    """What a worker process may use up."""

    #: Processes side by side. Source: one per core leaves none idle; more only add memory.
    n_workers: int = 2
    #: Longest that one task may run. Source: an 81 KB page can cost a parser 40 s; honest pages take under 1 s.
    time_limit: timedelta = timedelta(seconds=20)
    #: Memory of its own that one worker may ask for, bytes; None: no limit. What it uses of it, with the libraries that
    #: all share, stays below. Source: 0.2 GB are asked for at start, 0.36 GB for a page of 9 MB.
    memory_limit: int | None = 480 * 1024**2
    #: Tasks after which a worker is replaced, so that a leak in a parser cannot grow.
    n_tasks: int = 500
    #: By how much its processes stand back for this one and others: a niceness, 0..19 (`nice(2)`).
    niceness: int = 0
    #: Modules that are imported once, before the workers are forked off: what the tasks need; none: each worker is a
    #: fresh interpreter, and waits for no other.
    preload: tuple[str, ...] = ("desk.warm", "desk.lines")
    #: Loads into each worker, before its first task, what takes longer than a task may; None: nothing does. What that
    #: asks for comes on top of the memory limit. An error of ours is left to the first task that needs it.
    loading: Callable[[], object] | None = None


class WorkerPool:
    """Runs functions in worker processes with a time and a memory limit each.

    Does not queue fairly or durably: what is to be done lies in the tables, and who asks awaits the answer. Use it as
    a context manager, or close it.
    """

    def __init__(self, rules: WorkerRules | None = None) -> None:
        """Make a pool that starts its processes at the first task.

        Args:
            rules: None: the defaults.
        """
        self._rules = rules or WorkerRules()
        self._changing = threading.Lock()
        self._pool: ProcessPool | None = None

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call a module-level function in a worker process and return its result.

        What the function raises is raised here, but for `MemoryError`.

        Raises:
            WorkerKilledError: it ran over its time or memory limit, or its process died.
        """
        pool = self._opened()
        try:
            return await self._try(pool, function, args)
        except BrokenProcessPool:
            # an idle worker was killed from outside, which ends a pool; the task itself has done nothing wrong yet
            await self._drop(pool)
        pool = self._opened()
        try:
            return await self._try(pool, function, args)
        except BrokenProcessPool as error:
            await self._drop(pool)
            raise WorkerKilledError(
                f"The worker processes for {_name(function)} keep dying; is memory short?"
            ) from error

    def start(self) -> None:
        """Start the processes now, not at the first task: what they load is loaded beside what the caller does."""
        # one that is interrupted while it starts would say so at length; whoever stops this one ends it. Starting the
        # tracker lets the signal through again, so that must be done before
        resource_tracker.ensure_running()
        was = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            # a pool starts when it is asked whether it runs
            _ = self._opened().active
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, was)

    async def _try(self, pool: ProcessPool, function: Callable[..., T], args: tuple[object, ...]) -> T:
        limit = self._rules.time_limit.total_seconds()
        try:
            task = pool.schedule(function, args=args, timeout=limit)
        except RuntimeError as error:
            raise BrokenProcessPool from error
        try:
            return await _answer(pool, asyncio.wrap_future(task))
        except asyncio.CancelledError as error:
            running = asyncio.current_task()
            if running is not None and running.cancelling():
                raise
            # nobody gave this task up: its pool was ended under it
            raise BrokenProcessPool from error
        except TimeoutError as error:
            if not _is_own_limit(error):
                raise
            raise WorkerKilledError(f"{_name(function)} was killed: it ran over its limit of {limit:g} s.") from error
        except MemoryError as error:
            raise WorkerKilledError(f"{_name(function)} ran over its memory limit of {self._megabytes()}.") from error
        except ProcessExpired as error:
            raise WorkerKilledError(
                f"The worker process of {_name(function)} died (exit code {error.exitcode}); "
                f"it may have run over its memory limit of {self._megabytes()}."
            ) from error

    async def _drop(self, broken: ProcessPool) -> None:
        """Let go of a broken pool; of many tasks that it breaks under, the first one does."""
        with self._changing:
            if self._pool is not broken:
                return
            self._pool = None
        await asyncio.to_thread(_end, broken)

    def _megabytes(self) -> str:
        limit = self._rules.memory_limit
        return "the machine" if limit is None else f"{limit // 1024**2} MB"

    def _opened(self) -> ProcessPool:
        with self._changing:
            if self._pool is None or not self._pool.active:
                self._pool = ProcessPool(
                    max_workers=self._rules.n_workers,
                    max_tasks=self._rules.n_tasks,
                    initializer=_set_up,
                    initargs=(self._rules.memory_limit, self._rules.niceness, self._rules.loading),
                    context=_context(self._rules.preload),
                )
            return self._pool

    def close(self) -> None:
        """End all worker processes at once, running tasks included; a later task starts new ones."""
        with self._changing:
            pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


async def _answer(pool: ProcessPool, task: "asyncio.Future[T]") -> T:
    """Await a task, unless its pool ends: one that ends while it hands out tasks never answers for some of them.

    Raises:
        BrokenProcessPool: the pool has ended.
    """
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_LOOK_AGAIN)
            if not task.done() and not pool.active:
                raise BrokenProcessPool
    finally:
        task.cancel()
    return task.result()


def _context(preload: tuple[str, ...]) -> multiprocessing.context.BaseContext:
    """Return how workers start; a forked copy of this process would share its locks and sockets."""
    if not preload:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _end(pool: ProcessPool) -> None:
    """End a pool, or leave it behind: one whose processes were all killed may wait for them for ever."""
    ending = threading.Thread(target=_stop, args=(pool,), name="ending workers", daemon=True)
    ending.start()
    ending.join(_PATIENCE)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    # two threads of the pool may end one worker, and the later finds it gone
    with suppress(KeyError):
        pool.join()


def _set_up(memory_limit: int | None, niceness: int, loading: Callable[[], object] | None) -> None:
    """Load what tasks need and set what this worker process may ask for; it runs there, before the first task."""
    os.nice(niceness)
    held = _held()
    if loading is not None:
        # one that ends here ends its pool without a word; the task raises the same, and is answered
        with suppress(ThroughlineError):
            loading()
    _limit_memory(memory_limit + _held() - held if memory_limit is not None else None)


def _held() -> int:
    """Return the memory that this process asked for of its own so far, bytes; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    told = re.search(r"^VmData:\s+(\d+) kB", status, re.MULTILINE)
    return int(told[1]) * 1024 if told else 0


def _limit_memory(limit: int | None) -> None:
    if limit is None:
        return
    # Linux counts as data all memory that is the process's own, allocators' maps included, and leaves out the code of
    # libraries, of which hundreds of megabytes are mapped and few used; elsewhere maps count as address space only
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    resource.setrlimit(kind, (limit, limit))


def _is_own_limit(error: TimeoutError) -> bool:
    # the pool says so in these words; a function may raise a TimeoutError of its own
    return error.args[:1] == ("Task timeout",)


def _name(function: Callable[..., object]) -> str:
    return getattr(function, "__qualname__", repr(function))
