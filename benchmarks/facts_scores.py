"""How answers are counted, and when a quotation and its speaker are those that were marked."""

import re
from dataclasses import dataclass

from pipeline.read.sentences import Span


@dataclass(slots=True)
class Score:
    """Counts of one measure."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def line(self, name: str) -> str:
        """Return precision, recall and F1 as one printed line."""
        precision = self.right / max(self.found, 1)
        recall = self.right / max(self.gold, 1)
        both = 2 * self.right / max(self.found + self.gold, 1)
        return f"{name:34} {precision:.3f}  {recall:.3f}  {both:.4f}   {self.gold} gold"


def head_of(mention: str) -> str:
    """Return the last word of a mention before what only describes it."""
    words = re.findall(r"[\w’'-]+", re.split(r",| (?:who|of|for|from|at|in|on) ", mention.lower())[0])
    return re.sub(r"[’']s?\Z", "", words[-1]) if words else ""


def is_same_speaker(ours: str, gold: str) -> bool:
    """Tell whether two mentions name the same speaker, by their heads."""
    words = [{re.sub(r"[’']s\Z", "", word) for word in re.findall(r"[\w’'-]+", one.lower())} for one in (ours, gold)]
    return bool(ours) and (head_of(ours) in words[1] or head_of(gold) in words[0])


def is_same_string(ours: Span, start: int, end: int) -> bool:
    """Tell whether a string of ours overlaps a marked one by half of the longer of the two."""
    shared = min(end, ours.end) - max(start, ours.start)
    return shared >= max(end - start, ours.end - ours.start) / 2
