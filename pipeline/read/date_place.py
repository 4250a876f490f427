"""An expression of time where it stands: does the sentence speak of what was, of what is to come, or of a deadline?"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.read.sentences import Span

_FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|due|scheduled|expected|set to|plans?|planned for|to be|going to|is to|are to|deadline|"
    r"upcoming|must|should|takes place|slated|’ll|'ll|would)\b"
)
_PAST_JUST_BEFORE = re.compile(
    r"\b(?:said|told|came|was|were|had|did|took|held|began|left|met|found|went|\w{3,20}ed)\b(?: \w+){0,3} ?\Z"
)
_FUTURE_AFTER = re.compile(
    r"[^.;\n]{0,70}?\b(?:will|shall|is due|are due|is expected|is set|are set|is scheduled|is to)\b"
)
_DEADLINE = re.compile(
    r"\b(?:by|before|until|till|no later than|ahead of|deadline of|deadline is|deadline for|from|starting|effective)"
    r"(?: the)? ?\Z",
    re.IGNORECASE,
)
#: So many characters before an expression are looked at.
_LOOK_BACK = 70


@dataclass(frozen=True)
class Place:
    """An expression with what stands around it, read only where a reader asks."""

    match: re.Match[str]
    told: date
    #: Its sentence.
    sentence: Span

    def __getitem__(self, group: str) -> str:
        """Return what a group of the grammar matched, in lower case; empty: nothing."""
        return (self.match[group] or "").lower()

    @cached_property
    def before(self) -> str:
        """What stands before it in its sentence, as far as it is looked at."""
        start = self.match.start()
        return self.match.string[max(self.sentence.start, start - _LOOK_BACK) : start]

    @cached_property
    def is_deadline(self) -> bool:
        """Does `by`, `until` or their like stand just before it?"""
        return bool(_DEADLINE.search(self.before[-24:]))

    @cached_property
    def is_ahead(self) -> bool:
        """Do the words beside it speak of what is to come?"""
        if self.is_deadline:
            return True
        if _PAST_JUST_BEFORE.search(self.before):
            return False
        if _FUTURE.search(self.before):
            return True
        is_first = len(self.before) < 12
        return is_first and bool(_FUTURE_AFTER.match(self.match.string, self.match.end(), self.sentence.end))
