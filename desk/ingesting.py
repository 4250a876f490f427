"""Articles from files down the same path as a crawl's: in order of publication, each once, resumable.

Three stages run side by side: rows are read in worker processes, embedded by the model, settled in the database.
"""

import asyncio
import gzip
import tempfile
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from crawler import pages_of_warc
from desk.cycle import Cycle
from desk.files import page_of_file
from desk.lines import Line, object_of, read_lines
from desk.wiring import Desk
from desk.workers import WorkerPool
from pipeline.errors import InputError, WorkerKilledError
from pipeline.ingest import Embedded
from pipeline.nouns import Outcome, Reading, Rejected
from pipeline.read.row import time_of_row

#: Rows that travel together: one task of a worker, one call of the model. Many, because of each batch the last texts
#: that the model takes are padded; few at first, for which the model waits, and at last, for which all else waits.
_BATCH, _LEAST_BATCH = 256, 32
#: Towards the end a batch is one row in so many of those that are left.
_PART_OF_REST = 4
#: Batches that are read ahead: about what is read while the model loads; 8 KB a row.
_READ_AHEAD = 8
#: Articles after which the threads that moved are thought of again. Source: decision 0197.
_RETHINK_AFTER = 1000
#: Batches that wait for the database: enough to keep it and the model busy, little to hold in memory.
_AHEAD = 2


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files that can be ingested, folders walked through, in order of name.

    Raises:
        InputError: a path does not exist, or is of no kind that we read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.rglob("*") if file.is_file() and kind_of(file))
        elif not path.exists():
            raise InputError(f"{path}: no such file or folder")
        elif not kind_of(path):
            raise InputError(f"{path}: name a .jsonl, .jsonl.gz, .warc, .warc.gz or .html file, or a folder of them")
        else:
            found.append(path)
    return found


def kind_of(file: Path) -> str | None:
    """Return `rows`, `archive` or `page`; None: nothing that we read."""
    name = file.name.lower().removesuffix(".gz")
    for ending, kind in ((".jsonl", "rows"), (".warc", "archive"), (".html", "page"), (".htm", "page")):
        if name.endswith(ending):
            return kind
    return None


class Ingest:
    """Takes files down the path; who makes one holds the pen."""

    def __init__(self, desk: Desk, workers: WorkerPool, model: WorkerPool, moved: Callable[[int], None]) -> None:
        """Make one.

        Args:
            desk: the wiring.
            workers: where what strangers wrote is parsed.
            model: the process that keeps the embedding model.
            moved: told how many lines or pages were done.
        """
        self._desk = desk
        self._workers = workers
        self._moved = moved
        self._cycle = Cycle(desk, workers, model)

    async def run(self, files: Sequence[Path]) -> Counter[Outcome]:
        """Ingest files and return how many lines and pages ended in which outcome.

        Of the threads that moved it has second thoughts every now and then, and at the end: an archive is read once,
        and no daemon comes by later that saw them grow.

        Raises:
            InputError: a file cannot be read; what came before it is kept.
            SettingsError: stored articles have no vector of the model that the settings name.
        """
        await asyncio.to_thread(self._desk.demand_vectors)
        outcomes: Counter[Outcome] = Counter()
        rows = [file for file in files if kind_of(file) == "rows"]
        if rows:
            outcomes += await self._rows(rows)
        broken: list[InputError] = []
        for file in files:
            if kind_of(file) != "rows":
                try:
                    outcomes += await asyncio.to_thread(self._keep_pages, file)
                except InputError as error:
                    broken.append(error)
                outcomes += await self._cycle.read_and_thread()
                await self._rethink()
        if broken:
            raise broken[0]
        return outcomes

    def _keep_pages(self, file: Path) -> Counter[Outcome]:
        """Keep the pages of one file, and count what no page was made of.

        Raises:
            InputError: the file cannot be read to its end; what came before is kept.
        """
        size = self._desk.crawl_rules.max_page_bytes
        found = pages_of_warc(file, max_bytes=size) if kind_of(file) == "archive" else iter([page_of_file(file, None)])
        rejected: Counter[Outcome] = Counter()
        for one in found:
            if isinstance(one, Rejected):
                rejected[one.outcome] += 1
            elif not self._desk.store.pages.take(one, None):
                rejected[Outcome.UNCHANGED] += 1
            self._moved(1)
        return rejected

    async def _rows(self, files: Sequence[Path]) -> Counter[Outcome]:
        read: asyncio.Queue[list[Reading | Rejected] | None] = asyncio.Queue(_READ_AHEAD)
        embedded: asyncio.Queue[tuple[list[Embedded], list[Rejected]] | None] = asyncio.Queue(_AHEAD)
        outcomes: Counter[Outcome] = Counter()
        async with asyncio.TaskGroup() as stages:
            stages.create_task(self._cycle.warm())
            stages.create_task(self._read_rows(files, read))
            stages.create_task(self._embed_rows(read, embedded))
            stages.create_task(self._settle_rows(embedded, outcomes))
        return outcomes

    async def _read_rows(self, files: Sequence[Path], out: asyncio.Queue[list[Reading | Rejected] | None]) -> None:
        with tempfile.TemporaryFile() as spool:
            order = await asyncio.to_thread(_spool_in_order, files, spool)
            seen_at = self._desk.clock.now()
            waiting: asyncio.Queue[asyncio.Task[list[Reading | Rejected]]] = asyncio.Queue()
            for batch in _batches(order, spool):
                waiting.put_nowait(asyncio.create_task(self._read_batch(batch, seen_at)))
                if waiting.qsize() >= _AHEAD:
                    await out.put(await waiting.get_nowait())
            while not waiting.empty():
                await out.put(await waiting.get_nowait())
        await out.put(None)

    async def _read_batch(self, batch: list[Line], seen_at: datetime) -> list[Reading | Rejected]:
        try:
            return await self._workers.run(read_lines, batch, seen_at, self._desk.read_rules)
        except WorkerKilledError as error:
            if len(batch) == 1:
                return [Rejected(outcome=Outcome.KILLED, detail=str(error), url=batch[0].where)]
        # one line of the batch is a killer: the others must not suffer for it
        return [found for line in batch for found in await self._read_batch([line], seen_at)]

    async def _embed_rows(
        self,
        read: asyncio.Queue[list[Reading | Rejected] | None],
        out: asyncio.Queue[tuple[list[Embedded], list[Rejected]] | None],
    ) -> None:
        begun: asyncio.Task[tuple[list[Embedded], list[Rejected]]] | None = None
        while (batch := await read.get()) is not None:
            # one lies ready for the model while it computes the other
            following = asyncio.create_task(self._embed_batch(batch))
            if begun is not None:
                await out.put(await begun)
            begun = following
        if begun is not None:
            await out.put(await begun)
        await out.put(None)

    async def _embed_batch(self, batch: list[Reading | Rejected]) -> tuple[list[Embedded], list[Rejected]]:
        made = await self._cycle.embed((found, None) for found in batch if isinstance(found, Reading))
        return made, [found for found in batch if isinstance(found, Rejected)]

    async def _settle_rows(
        self,
        embedded: asyncio.Queue[tuple[list[Embedded], list[Rejected]] | None],
        outcomes: Counter[Outcome],
    ) -> None:
        n_since = 0
        while (batch := await embedded.get()) is not None:
            made, rejected = batch
            outcomes.update(await asyncio.to_thread(self._settle, made))
            outcomes.update(one.outcome for one in rejected)
            self._moved(len(made) + len(rejected))
            n_since += len(made)
            if n_since >= _RETHINK_AFTER:
                await self._rethink()
                n_since = 0
        await self._rethink()

    async def _rethink(self) -> None:
        await asyncio.to_thread(self._desk.pen.demand)
        await self._cycle.rethink()

    def _settle(self, made: Sequence[Embedded]) -> list[Outcome]:
        now = self._desk.clock.now()
        self._desk.pen.demand()
        return [settled.outcome for settled in self._cycle.path.settle(made, now)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Lines in order of publication: where each lies in the spool."""

    #: Instants (seconds since 1970) and offsets, side by side; sorted by instant, ties as they stood in the files.
    ranked: list[int]
    times: "array[float]"
    offsets: "array[int]"
    names: list[str]


def _spool_in_order(files: Sequence[Path], spool: IO[bytes]) -> _Order:
    """Copy all lines into one file on disk and say in which order to read them; memory holds 20 bytes a line."""
    times, offsets = array("d"), array("q")
    last: float | None = None
    for file in files:
        for line in _lines(file):
            row = object_of(line.decode("utf-8", "replace"))
            told_at = time_of_row(row) if row is not None else None
            last = told_at.timestamp() if told_at else last
            times.append(float("-inf") if last is None else last)
            offsets.append(spool.tell())
            spool.write(line.rstrip(b"\r\n") + b"\n")
    spool.flush()
    ranked = sorted(range(len(times)), key=times.__getitem__)
    return _Order(ranked=ranked, times=times, offsets=offsets, names=[file.name for file in files])


def _lines(file: Path) -> Iterator[bytes]:
    opener = gzip.open if file.name.lower().endswith(".gz") else open
    try:
        with opener(file, "rb") as opened:
            for line in opened:
                if line.strip():
                    yield line
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{file}: cannot be read to its end ({error}); fetch it again") from error


def _batches(order: _Order, spool: IO[bytes]) -> Iterator[list[Line]]:
    first = 0
    while (rest := len(order.ranked) - first) > 0:
        size = min(_BATCH, max(_LEAST_BATCH, min(first, rest // _PART_OF_REST)))
        yield [_line(number, order, spool) for number in order.ranked[first : first + size]]
        first += size


def _line(number: int, order: _Order, spool: IO[bytes]) -> Line:
    spool.seek(order.offsets[number])
    told = order.times[number]
    return Line(
        text=spool.readline().decode("utf-8", "replace"),
        where=f"line {number + 1} of {', '.join(order.names)}",
        fallback_time=None if told == float("-inf") else _instant(told),
    )


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
