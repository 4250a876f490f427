"""Many who write at once, and one transaction for all of them: what waits while one is under way goes into the next."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")

#: In one transaction, at most: others who write are kept waiting for milliseconds only.
_MOST = 64


class Batches(Generic[A, R]):
    """Collects what is given to it, and hands it on in batches, in the order in which it came."""

    def __init__(self, write: Callable[[Sequence[A]], Sequence[R]]) -> None:
        """Take what writes a batch; it runs in a thread, and never twice at once.

        Args:
            write: Takes a batch and returns something for each of it, in its order.
        """
        self._write = write
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, one: A) -> R:
        """Wait until it is written, and return what came of it.

        Raises:
            Exception: the batch that it was in could not be written.
        """
        written: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, written))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await written

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await self._hand_on(batch)
        finally:
            self._running = None

    async def _hand_on(self, batch: Sequence[tuple[A, asyncio.Future[R]]]) -> None:
        try:
            results = await asyncio.to_thread(self._write, [one for one, _ in batch])
        except Exception as error:  # noqa: BLE001 - each of those who wait raises it
            for _, written in batch:
                if not written.done():
                    written.set_exception(error)
            return
        for (_, written), result in zip(batch, results, strict=True):
            if not written.done():
                written.set_result(result)
