"""Processor time of a command and of all that it starts: what a benchmark can say on a machine with other work.

Linux only: read from /proc while the command runs. A process that lives for less than a look is missed, and so is what
one does between the last look and its end; both are small beside a run of a minute.
"""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
#: Seconds between two looks, and looks between two at the memory: the system walks through all pages for one, and every
#: half a second that took a tenth of a core from what was measured.
_EVERY = 1.0
_LOOKS_AT_MEMORY = 4
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A command that ended well."""

    stdout: str
    #: Processor seconds of the process itself, of the one that holds the model, and of all others.
    core_seconds: Mapping[str, float]
    #: Most memory that one process, and that all of them together, held at a look, megabytes; in the first all pages of
    #: the process count, in the second what several share counts once.
    largest_mb: float
    together_mb: float


def run_watched(command: Sequence[str], environ: Mapping[str, str]) -> Ran:
    """Run a command to its end and add up the processor time of its processes.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    with subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, text=True) as running:
        used: dict[int, float] = {}
        kinds: dict[int, str] = {running.pid: "main"}
        held = [0.0, 0.0]
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(running.pid, used, kinds, held, ended), daemon=True)
        watcher.start()
        stdout, _ = running.communicate()
        ended.set()
        watcher.join()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command, stdout)
    totals = dict.fromkeys(("main", "model", "readers"), 0.0)
    for pid, seconds in used.items():
        totals[kinds.get(pid, "readers")] += seconds
    return Ran(
        stdout=stdout,
        core_seconds={name: round(seconds, 2) for name, seconds in totals.items()},
        largest_mb=held[0],
        together_mb=held[1],
    )


def _watch(root: int, used: dict[int, float], kinds: dict[int, str], held: list[float], ended: threading.Event) -> None:
    looks = 0
    while not ended.wait(_EVERY):
        family = _family(root)
        used.update(family)
        looks += 1
        if looks % _LOOKS_AT_MEMORY:
            continue
        sizes = [_held_and_share(pid) for pid in family]
        held[:] = (
            max(held[0], max((whole for whole, _ in sizes), default=0.0)),
            max(held[1], sum(share for _, share in sizes)),
        )
        kinds.update({pid: "model" for pid in family if pid not in kinds and _holds_model(pid)})


def _family(root: int) -> dict[int, float]:
    """Return the processor seconds of a process and of all that descend from it, by number."""
    seen = {int(entry.name): found for entry in _PROC.glob("[0-9]*") if (found := _looked_at(entry)) is not None}
    family, grown = {root}, True
    while grown:
        children = {pid for pid, (parent, _) in seen.items() if parent in family} - family
        family |= children
        grown = bool(children)
    return {pid: seen[pid][1] for pid in family if pid in seen}


def _looked_at(entry: Path) -> tuple[int, float] | None:
    """Return a process's parent and its processor seconds; None: it is gone."""
    try:
        fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / _TICKS


def _held_and_share(pid: int) -> tuple[float, float]:
    """Return the memory that a process holds, and its share of it, each page over those that hold it; 0: it is gone."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return kilobytes.get("Rss", 0) / 1024, kilobytes.get("Pss", 0) / 1024


def _holds_model(pid: int) -> bool:
    try:
        return "libtorch_cpu" in (_PROC / str(pid) / "maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
