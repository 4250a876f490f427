"""Figures and dates to come in sentences of our own in the manner of British reporting, most of them held aside.

They lie in `tests/pipeline/read/british/`: rules were written while looking at those that are `open`; those `held` were
written beside the rules, `blind` and `later` ones before they were answered, at two times, by somebody who had not read
these; what they showed was mended since. A figure is right when its value is, to 0.1 %, and the head of what it counts,
or its unit, is the one marked. A date to come is right when its words overlap, it is marked as due, and its value is
equal; found are all that are marked as due.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.nouns import DateMention, Figure
from pipeline.read.dates import find_dates
from pipeline.read.figures import find_figures

PARTS = ("open", "held", "blind", "later")
SENTENCES = Path(__file__).parent.parent / "tests" / "pipeline" / "read" / "british"


def sentences(kind: str, part: str) -> list[dict[str, Any]]:
    """Return the marked sentences of one part."""
    lines = (SENTENCES / f"{kind}.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["part"] == part]


def figures(part: str) -> tuple[int, int, int]:
    """Return how many figures with what they count were right, found and marked."""
    counts = [0, 0, 0]
    for row in sentences("figures", part):
        left = list(find_figures(row["text"], "en"))
        counts[1] += len(left)
        counts[2] += len(row["figures"])
        for marked in row["figures"]:
            hit = next((one for one in left if _is_same_figure(one, marked)), None)
            if hit:
                left.remove(hit)
                counts[0] += 1
    return counts[0], counts[1], counts[2]


def _is_same_figure(ours: Figure, marked: dict[str, Any]) -> bool:
    if abs(ours.value - marked["value"]) > 1e-3 * marked["value"]:
        return False
    heads = {_head(ours.of), _head(ours.unit)}
    return ours.unit is None if marked["of"] is None else _head(marked["of"]) in heads


def _head(noun: str | None) -> str:
    words = re.findall(r"[a-z%/]+", (noun or "").lower())
    return words[-1].rstrip("s") if words else ""


def dates(part: str) -> tuple[int, int, int]:
    """Return how many dates to come were right, found and marked."""
    counts = [0, 0, 0]
    for row in sentences("dates", part):
        told = datetime.fromisoformat(row["told_at"]).replace(tzinfo=UTC)
        left = [one for one in find_dates(row["text"], told, "en") if one.is_follow_up]
        counts[1] += len(left)
        counts[2] += len(row["to_come"])
        for marked in row["to_come"]:
            hit = next((one for one in left if _is_same_date(one, marked, row["text"])), None)
            if hit:
                left.remove(hit)
                counts[0] += 1
    return counts[0], counts[1], counts[2]


def _is_same_date(ours: DateMention, marked: dict[str, Any], text: str) -> bool:
    start = text.index(marked["text"])
    return ours.value in marked["values"] and ours.start < start + len(marked["text"]) and ours.end > start


def f1(right: int, found: int, marked: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / max(found + marked, 1)


def measure() -> Iterator[str]:
    """Measure both kinds on each part."""
    for name, count in (("figures with noun", figures), ("dates to come", dates)):
        for part in PARTS:
            right, found, marked = count(part)
            line = f"british: {name}, {part}"
            yield f"{line:34} {right / found:.3f}  {right / marked:.3f}  {f1(right, found, marked):.4f}   {marked} gold"
