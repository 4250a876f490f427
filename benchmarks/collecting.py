"""Collecting, against everything that it must show: one table, one line a demand.

    python -m benchmarks.collecting [--only ssrf,hostile] [--seed 7] [--write]

Each part runs in a process of its own, so that one's memory is not another's. `--write` keeps the figures as a dated
file in `benchmarks/results`. The exit code is 1 when a demand is not met.
"""

import argparse
import importlib
import json
import multiprocessing
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.material import data_folder

Figures = Mapping[str, Any]

#: Part -> module and function that measures it.
PARTS: dict[str, tuple[str, str]] = {
    "feeds": ("collecting_feeds", "feeds"),
    "mutated": ("collecting_feeds", "mutated"),
    "sitemaps": ("collecting_cases", "sitemaps"),
    "robots": ("collecting_cases", "robots_cases"),
    "urls": ("collecting_cases", "url_cases"),
    "ssrf": ("collecting_hostile", "ssrf"),
    "hostile": ("collecting_hostile", "hostile"),
    "rounds": ("collecting_rounds", "rounds"),
    "nothing new": ("collecting_rounds", "nothing_new"),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """One line of the table."""

    part: str
    #: What is demanded.
    says: str
    #: What was measured, in words.
    shows: Callable[[Figures], str]
    #: Is the demand met?
    holds: Callable[[Figures], bool]


DEMANDS = (
    Demand(
        "feeds",
        "0 uncaught exceptions, none over 10 s",
        lambda f: f"{f['n_exceptions']} of {f['n_files']}, slowest {f['slowest_seconds']} s, {f['n_killed']} killed",
        lambda f: f["n_exceptions"] == 0 and f["slowest_seconds"] <= 10.5,
    ),
    Demand(
        "feeds",
        "plain expected values ≥ 97.5 %",
        lambda f: f"{f['share_met']:.2%} of {f['n_plain']}",
        lambda f: f["share_met"] >= 0.975,
    ),
    Demand(
        "mutated",
        "0 crashes, link recall ≥ 0.96",
        lambda f: f"{f['n_crashes']} of {f['n_mutants']}, recall {f['link_recall']}",
        lambda f: f["n_crashes"] == 0 and f["link_recall"] >= 0.96,
    ),
    Demand(
        "sitemaps",
        "all expected pages, 0 javascript: or file:",
        lambda f: f"{f['as_expected']} of {f['cases']}, {f['javascript_or_file']} of them",
        lambda f: f["as_expected"] == f["cases"] and f["javascript_or_file"] == 0,
    ),
    Demand(
        "robots",
        "≥ 96.5 %, none more permissive than protego",
        lambda f: f"{f['share']:.2%} of {f['cases']}, {f['freer_than_protego']} more permissive",
        lambda f: f["share"] >= 0.965 and f["freer_than_protego"] == 0,
    ),
    Demand(
        "urls",
        "Miniflux's 100 %, ClearURLs' ≥ 45 of 47",
        lambda f: (
            f"{len(f['miniflux_wrong'])} of {f['miniflux']} wrong, {f['clearurls_as_expected']} of {f['clearurls']}"
        ),
        lambda f: not f["miniflux_wrong"] and f["clearurls_as_expected"] >= f["clearurls"] * 45 / 47,
    ),
    Demand(
        "urls",
        "idempotent, 0 false merges",
        lambda f: f"{len(f['not_idempotent'])} of {f['urltestdata']} are not, {len(f['false_merges'])} merges",
        lambda f: not f["not_idempotent"] and not f["false_merges"],
    ),
    Demand(
        "ssrf",
        "0 connections to a non-public address, all controls pass",
        lambda f: f"{f['connections_to_no_public_address']} in {f['payloads']} payloads, {f['controls_passed']} pass",
        lambda f: bool(f["holds"]),
    ),
    Demand(
        "hostile",
        "decided within the time-out (3 s) + 2 s",
        lambda f: f"slowest {f['slowest_seconds']} s of {len(f['paths'])}, {len(f['undecided'])} undecided",
        lambda f: not f["late"] and not f["undecided"],
    ),
    Demand(
        "hostile",
        "memory ≤ 200 MB above base",
        lambda f: f"{f['most_mebibytes']} MiB",
        lambda f: not f["large"],
    ),
    Demand(
        "hostile",
        "0 unhandled exceptions, no request before Retry-After",
        lambda f: f"{len(f['unhandled'])} unhandled, {f['asked_before_retry_after']} requests",
        lambda f: not f["unhandled"] and f["asked_before_retry_after"] == 0,
    ),
    Demand(
        "rounds",
        "memory after round 200 flat (≤ 5 % or 20 MB)",
        lambda f: f"{f['mb_grown_since_round_200']:+} MB on {f['mb_after_round_200']} in {f['rounds']} rounds",
        lambda f: f["mb_grown_since_round_200"] <= max(20.0, f["mb_after_round_200"] * 0.05),
    ),
    Demand(
        "rounds",
        "descriptors +0",
        lambda f: f"{f['descriptors_after_round_200']}, at the end {f['descriptors_at_end']}",
        lambda f: f["descriptors_at_end"] <= f["descriptors_after_round_200"],
    ),
    Demand(
        "nothing new",
        "≥ 150 feeds a second on two cores",
        lambda f: f"{f['best_feeds_a_second']} of {f['feeds']}, {f['cpus']} cores",
        lambda f: f["best_feeds_a_second"] >= 150,
    ),
)


def measure(part: str, seed: int) -> Figures:
    """Measure one part, in a process of its own."""
    module, name = PARTS[part]
    function: Callable[..., Figures] = getattr(importlib.import_module(f"benchmarks.{module}"), name)
    asked = partial(function, seed) if part == "mutated" else function
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(asked).result()


def main() -> None:
    """Measure what is asked for, print the table, and keep it where that is wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.collecting")
    parser.add_argument("--only", help="parts, divided by commas: " + ", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=7, help="of the damage done to feeds")
    parser.add_argument("--write", action="store_true", help="keep the figures in benchmarks/results")
    chosen = parser.parse_args()
    parts = [part.strip() for part in chosen.only.split(",")] if chosen.only else list(PARTS)
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    if not data_folder().is_dir():
        print(f"skipped: {data_folder()} is not there")
        return
    figures = {part: measure(part, chosen.seed) for part in parts}
    met = show(figures)
    if chosen.write:
        keep(figures)
    sys.exit(not met)


def show(figures: Mapping[str, Figures]) -> bool:
    """Print a line for each demand, and tell whether all are met."""
    table = Table("part", "demand", "measured", "")
    asked = [demand for demand in DEMANDS if demand.part in figures]
    held = [demand.holds(figures[demand.part]) for demand in asked]
    for demand, holds in zip(asked, held, strict=True):
        table.add_row(demand.part, demand.says, demand.shows(figures[demand.part]), "met" if holds else "NOT MET")
    Console(width=140).print(table)
    return all(held)


def keep(figures: Mapping[str, Figures]) -> None:
    """Write all figures as a dated file."""
    now = datetime.now(tz=UTC)
    file = Path(__file__).parent / "results" / f"{now:%Y-%m-%d}-collecting.json"
    file.write_text(json.dumps(figures, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    print(f"kept: {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")


if __name__ == "__main__":
    main()
