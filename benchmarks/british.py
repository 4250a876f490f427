"""Quotations in British usage, in sentences of our own, and how many of them are read right.

They stand in `tests/pipeline/read/british/quotes.jsonl`: quotations in single marks (`single`), speakers named by a
pronoun, a role or a surname (`resolved`). Parts: `open`; `held`, kept aside while rules were written; `blind` and
`later`, written by somebody who had not read the rules, and before they were answered. A quotation is right when its
string overlaps ours by half of the longer of the two, and our speaker is, by head, one of the names given for it, with
no word that the name has not, or all of its words.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.facts_british import PARTS
from benchmarks.facts_scores import Score, is_same_speaker, is_same_string
from pipeline.nouns import Quote
from pipeline.read.quotes import find_quotes
from pipeline.read.sentences import Span

QUOTES = Path(__file__).parents[1] / "tests" / "pipeline" / "read" / "british" / "quotes.jsonl"
KINDS = ("single", "resolved")


def british_quotes(kind: str, part: str) -> Score:
    """Score the quotations of a kind and a part."""
    score = Score()
    for line in QUOTES.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == kind and row["part"] == part:
            left = list(find_quotes(row["text"], "en"))
            score.found += len(left)
            score.gold += len(row["quotes"])
            score.right += sum(_take(left, gold) for gold in row["quotes"])
    return score


def _take(left: list[Quote], gold: dict[str, Any]) -> bool:
    for ours in left:
        if is_same_string(Span(ours.start, ours.end), gold["start"], gold["end"]) and _is_speaker(ours, gold):
            left.remove(ours)
            return True
    return False


def _is_speaker(ours: Quote, gold: dict[str, Any]) -> bool:
    return ours.speaker is not None and any(_is_name(ours.speaker, name) for name in gold["speaker"])


def _is_name(ours: str, name: str) -> bool:
    mine, theirs = (set(re.findall(r"[\w’-]+", one.lower())) - {"the", "a", "an"} for one in (ours, name))
    return is_same_speaker(ours, name) and (mine <= theirs or theirs <= mine)


def lines() -> Iterator[str]:
    """Yield the scores as printed."""
    for part in PARTS:
        for kind in KINDS:
            yield british_quotes(kind, part).line(f"quotes, British, {kind}, {part}")
