"""What pages that are made to hurt cost their reader: each through real worker processes, beside what is promised.

    python -m benchmarks.hostile_pages [--write]

Reads the pages that `hostile/make_html.py` of the benchmarks' material makes, and the more of our own in `ours()`, each
in a fresh worker under the limits that the settings ship with. Memory is the most that the worker ever had in use
(VmHWM, what it shares with others included). After each page that was killed an honest one is read by the same pool.
Exit code 1 if a page takes longer or more than promised, or if the pool does not go on.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from benchmarks.material import data_folder
from config.settings import read_settings
from desk.workers import WorkerPool, WorkerRules
from pipeline.errors import WorkerKilledError
from pipeline.nouns import Page, Reading
from pipeline.read.page import read_page

MEBIBYTE = 1024 * 1024
#: What each page is promised to stay within: seconds, and MiB.
MOST_SECONDS, MOST_MIB = 10.0, 500.0
_SENTENCE = "The council voted on Tuesday to approve the new budget after a long debate about roads and schools. "
_ARTICLE = f"<h1>Council approves budget</h1>{f'<p>{_SENTENCE}</p>' * 8}"
_HONEST = f"<html><head><title>Council approves budget</title></head><body><article>{_ARTICLE}</article></body></html>"
#: Seconds between two looks at a worker's memory.
_PAUSE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one page cost."""

    page: str
    n_bytes: int
    seconds: float
    #: Most memory that its worker had in use.
    mebibytes: float
    outcome: str
    #: Could the pool read an honest page right after?
    goes_on: bool

    @property
    def is_kept(self) -> bool:
        """Tell whether it stayed within what is promised."""
        return self.seconds <= MOST_SECONDS and self.mebibytes <= MOST_MIB and self.goes_on


def page_of(body: bytes) -> Page:
    """Return the page as it would have been fetched."""
    url = "https://press.example/news/council-budget"
    return Page(
        url=url,
        requested_url=url,
        outlet="press",
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
        status=200,
        headers={"content-type": "text/html"},
        body=body,
        content_hash="",
    )


def ours() -> dict[str, bytes]:
    """Return hostile pages of our own, by name: floods where a reader looks for one thing in every letter."""
    rows = "".join(f"<tr>{'<td>1</td>' * 20}</tr>" for _ in range(400))
    pages = {
        "unclosed paragraphs": _within("<p>x" * 20_000),
        "closed paragraphs": _within(f"<p>{_SENTENCE}</p>" * 9_000),
        "nested boxes": _within(f"{'<div>' * 900}{_ARTICLE}{'</div>' * 900}"),
        "inline tags": _within(f"<p>{'<b><i>' * 1_900}{_SENTENCE}</p>"),
        "attributes": _within(f"<div {' '.join(f'a{n}=1' for n in range(60_000))}></div>"),
        "long attribute": _within(f'<img alt="{"x" * 9_000_000}">'),
        "long class": _within(f'<div class="{"share " * 500_000}">{_SENTENCE}</div>'),
        "many classes": _within("".join(f'<p class="{"ab-" * 300}{n}">x</p>' for n in range(9_000))),
        "one long word": _within(f"<p>{'a' * 3_000_000}</p>"),
        "digits": _within(f"<p>{'1' * 2_000_000}</p>"),
        "commas": _within(f"<p>{'1,' * 140_000}</p>"),
        "quotation marks": _within(f"<p>{'“a ' * 90_000}</p>"),
        "straight marks": _within(f"<p>{' &quot;a' * 90_000}</p>"),
        "capitals": _within(f"<p>{'Aa Bb ' * 48_000}</p>"),
        "stops": _within(f"<p>{'A. ' * 95_000}</p>"),
        "dates": _within(f"<p>{'on 3 May 2026 ' * 20_000}</p>"),
        "lines": _within("by A B<br><br>" * 9_000),
        "marks on letters": _within(f"<p>{'Z' + chr(0x300) * 250_000}</p>"),
        "ampersands": _within(f"<p>{'&' * 1_000_000}</p>"),
        "table": _within(f"<table>{rows}</table>"),
        "links": _within("".join(f'<a href="/a/{n}">Link {n}</a> ' for n in range(14_000))),
        "comment": _within(f"<!--{'-' * 5_000_000}-->"),
        "script": _within(f"<script>{'a<b;' * 7_000}</script>"),
        "JSON of brackets": _within(_json("[" * 400_000 + "]" * 400_000)),
        "JSON of a long text": _within(_json('{"@type":"NewsArticle","articleBody":"' + "x " * 4_000_000 + '"}')),
        "JSON of many things": _within(_json("[" + ",".join(['{"@type":"NewsArticle"}'] * 200_000) + "]")),
        "long title": f"<title>{'x ' * 4_000_000}</title>{_ARTICLE}",
        "many heads": _within('<meta property="og:title" content="x">' * 14_000),
        "nulls": _within("<p>a\0b</p>" * 9_000),
    }
    return {name: page.encode() for name, page in pages.items()}


def _within(added: str) -> str:
    return _HONEST.replace("</article>", f"</article>{added}")


def _json(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def theirs() -> Iterator[tuple[str, bytes]]:
    """Yield the pages that the material's script makes, in order of name; none where the material is not at hand."""
    script = data_folder() / "hostile" / "make_html.py"
    if not script.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(script)], cwd=folder, check=True)
        for file in sorted((Path(folder) / "pages").iterdir()):
            yield file.name, file.read_bytes()


def shipped_limits() -> WorkerRules:
    """Return the limits of the settings as they ship, with a fresh worker for each page."""
    read = read_settings().read
    limits = timedelta(seconds=read.time_limit), read.memory_limit * MEBIBYTE
    return WorkerRules(n_workers=1, n_tasks=2, time_limit=limits[0], memory_limit=limits[1])


async def measure(pool: WorkerPool, name: str, body: bytes) -> Cost:
    """Read one page in a worker and return what it cost.

    Args:
        pool: of one worker.
        name: what the page is called.
        body: its bytes.
    """
    with _Watch(await pool.run(os.getpid)) as watch:
        began = time.perf_counter()
        try:
            found = await pool.run(read_page, page_of(body))
            outcome = "article" if isinstance(found, Reading) else found.outcome.value
        except WorkerKilledError as killed:
            outcome = f"killed: {killed}"
        seconds = time.perf_counter() - began
    return Cost(
        page=name,
        n_bytes=len(body),
        seconds=round(seconds, 2),
        mebibytes=round(watch.most),
        outcome=outcome,
        goes_on=not outcome.startswith("killed") or await _reads_on(pool),
    )


async def _reads_on(pool: WorkerPool) -> bool:
    # two tasks, like every page: the next one finds a fresh worker again
    await pool.run(os.getpid)
    return isinstance(await pool.run(read_page, page_of(_HONEST.encode())), Reading)


class _Watch(threading.Thread):
    """Looks at a process's memory all the time, and keeps the most that it ever had."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._status = Path(f"/proc/{process}/status")
        self._ended = threading.Event()
        self.most = 0.0

    def run(self) -> None:
        while not self._ended.wait(_PAUSE):
            self._look()

    def _look(self) -> None:
        try:
            lines = self._status.read_text("ascii").splitlines()
        except OSError:
            return
        most = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
        self.most = max(self.most, most)

    def __enter__(self) -> Self:
        self._look()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._look()
        self._ended.set()
        self.join()


async def measure_all() -> list[Cost]:
    """Read every page, one after another, and say what each cost."""
    costs = []
    with WorkerPool(shipped_limits()) as pool:
        for name, body in (*theirs(), *ours().items()):
            cost = await measure(pool, name, body)
            costs.append(cost)
            mark = " " if cost.is_kept else "!"
            print(f"{mark} {cost.page:28} {cost.seconds:6.2f} s {cost.mebibytes:5.0f} MiB  {cost.outcome}", flush=True)
    return costs


def main() -> None:
    """Measure, and fail where a promise is broken."""
    costs = asyncio.run(measure_all())
    n_kept = sum(cost.is_kept for cost in costs)
    longest, largest = max(cost.seconds for cost in costs), max(cost.mebibytes for cost in costs)
    n_killed = sum(cost.outcome.startswith("killed") for cost in costs)
    print(f"{n_kept} of {len(costs)} within {MOST_SECONDS:g} s and {MOST_MIB:g} MiB; {n_killed} killed;", end=" ")
    print(f"longest {longest:.1f} s, largest {largest:.0f} MiB")
    if "--write" in sys.argv:
        file = Path(__file__).parent / "results" / f"{datetime.now(UTC):%Y-%m-%d}-hostile-pages.json"
        file.write_text(json.dumps([asdict(cost) for cost in costs], indent=1) + "\n", encoding="utf-8")
    sys.exit(n_kept < len(costs))


if __name__ == "__main__":
    main()
