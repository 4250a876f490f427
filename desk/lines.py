"""Lines of a file of articles, read: what a worker process does with them, and all that it has to load for that.

Apart from `desk.ingesting`, which loads the crawler and the store: each worker would load them before its first line,
4.5 seconds of its processor.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.nouns import Outcome, Reading, Rejected
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file of articles, with the time of the last dated line before it."""

    #: As it stands in the file, without the line break.
    text: str
    #: Its file and number, for messages.
    where: str
    #: Time of the last dated line before it; None: there is none.
    fallback_time: datetime | None


def read_lines(batch: Sequence[Line], seen_at: datetime, rules: ReadRules) -> list[Reading | Rejected]:
    """Read lines of articles; it runs in a worker process."""
    return [_read_line(line, seen_at, rules) for line in batch]


def _read_line(line: Line, seen_at: datetime, rules: ReadRules) -> Reading | Rejected:
    row = object_of(line.text)
    if row is None:
        return Rejected(outcome=Outcome.NOT_TEXT, detail=f"{line.where} is no JSON object", url=line.where)
    return read_row(row, fallback_time=line.fallback_time, seen_at=seen_at, rules=rules)


def object_of(text: str) -> Mapping[str, Any] | None:
    """Return the JSON object that a line is; None: it is none."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None
