"""An expression of time where it stands: does the sentence speak of what was, of what is to come, or of a deadline?"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.read.sentences import Span

#: What tells of things to come; of all that stand before an expression the nearest rules it.
_AHEAD = re.compile(
    r"\b(?:will|won[’']t|shall|should(?! have)|must(?! have)|(?:would|may)(?! not| have)|"
    r"(?:could|might)(?! not| have| be \w+ed)|(?:is|are|be|been|was|were) (?:now )?(?:due|set|expected|scheduled|"
    r"slated|"
    r"planned|listed|likely|to)|due(?! to (?:the|an?|its?|his|her|their|bad|poor|high|low|heavy)\b)|"
    r"(?<!than )(?<!as )(?<!previously )(?:scheduled|expected)|set to|plans?|planning|planned (?:for|to)|"
    r"(?:agreements?|deals?) to(?= [a-z])|to be|going to|"
    r"deadline|"
    r"upcoming|as (?:early|soon|late) as|(?:agree|vow|promis|pledg|threaten|hop|intend|prepar|invit|urg|order|aim|"
    r"expect|"
    r"vot|bid)(?:d|e|es|ed|s|ing)?(?: \w+){0,3} to (?!the|an?|his|her|their|its|this|that)[a-z]+|"
    r"(?:has|have|needs?|(?:is|are|being) [a-z]+ed) to (?=[a-z])|"
    r"(?<!to )(?<!the )(?<!a )(?<!his )(?<!her )(?<!its )(?<!of )(?<!-)(?:meets?|opens?|closes?|begins?|starts?|ends?|"
    r"steps? down|stands? down|expires?|runs?|goes|go|returns?|resumes?|takes? (?:place|effect|over)|comes? (?:into|"
    r"back)|retires?|debates?|"
    r"faces?|"
    r"stands?|launches|reopens?|rises?))\b|[’']ll\b"
)
#: What tells of things past, unless it is a part of what is to come (`will be charged`, `the disputed land`).
_BEHIND = re.compile(
    r"\b(?:said|told|came|was|were|had|did|took|held|began|left|met|found|went|saw|won|lost|fell|rose|sent|ran|gave|"
    r"made|got|led|set out|broke|spoke|wrote|became|kept|brought|bought|sold|paid|fought|caught|thought|knew|drew|"
    r"grew|"
    r"threw|flew|fled|heard|stood|struck|shot|hit|cut|stole|drove|rode|sank|swore|felt|dealt|built|spent|"
    r"[a-z]{2,20}ed|says|according to|as of|in an? (?:statement|interview|speech|report|letter|briefing|"
    r"tweet|post|phone call|telephone interview|news conference)|in (?:\w+ )?trading|at the close)\b"
)
_PART_OF_AHEAD = re.compile(
    r"\b(?:be|being|get|to|will|is|are|has|have|an?|the|its|his|her|their|still|not|proposed|planned) \Z"
)
#: `had been due to end on Friday` did not.
_GAVE_UP = re.compile(r"\bhad (?:been |initially |originally |previously |earlier )*\Z")
_WAS = re.compile(r"\b(?:was|were|had been) (?!to |due )[^,;]{0,24}\Z")
#: Put off, held or set `until`, `to`, `for` a day: that day lies ahead although the verb is past.
_FIXED = re.compile(
    r"\b(?:adjourn|remand|bail|postpone|delay|suspend|extend|defer|put (?:back|off)|mov|brought forward|clos|shut|"
    r"bann|"
    r"giv|schedul|list|fix|plann|arrang|slat|call|book|pencill|set|has|have|is|are|allow|grant)(?:ed|d|en|s)?\b"
    r"(?: [\w’'-]+,?){0,6} (?:for|to|until|till)(?: the| early| late)? ?\Z",
    re.IGNORECASE,
)
_FUTURE_AFTER = re.compile(
    r"[^.;\n]{0,70}?\b(?:will|shall|is due|are due|is expected|is set|are set|is scheduled|is to|are to)\b"
)
_AS_DEADLINE = re.compile(r" as (?:the|an?|its) (?:final |new )?deadline\b")
#: `Until Thursday, they had not called`: that day has passed.
_UNTIL_FIRST = re.compile(r"\A\W*(?:up )?until (?:the|late|early)? ?\Z", re.IGNORECASE)
_THEN_WAS = re.compile(r",? [^.;,\n]{0,40}?\b(?:had|was|were|did)\b")
#: `the slated visit in September`.
_OF_PLANS = re.compile(
    r"\b(?:slated|upcoming|forthcoming|planned|scheduled|proposed) (?:[a-z]+ )?(?:visit|trip|tour|talks|meeting|"
    r"summit|"
    r"vote|election|referendum|strike|walkout|hearing|trial|launch|opening|release|merger|sale|return|march|rally|"
    r"concert|match|fight|race|festival|conference)\b[^.;,]*\Z"
)
_WENT_ON = re.compile(
    r",? (?:[\w’'-]+ ){1,3}(?:was|were|had|did|came|took|held|began|left|met|won|lost|fell|rose|went|made|became|"
    r"shot|hit|"
    r"[a-z]{2,20}ed)\b"
)
_CALLED_OFF = re.compile(
    r"[^.;,\n]{0,40}? (?:was|were|(?:has|have|had) been) (?:cancell?ed|called off|postponed|scrapped|abandoned|"
    r"put off)\b"
)
#: `ahead of Friday’s vote`; without this a day’s own event has mostly been.
_BEFORE_EVENT = re.compile(r"\b(?:ahead of|before|until|for|run-up to|in time for|by|next|upcoming) \Z", re.IGNORECASE)
_DEADLINE = re.compile(
    r"\b(?:by|until|till|no later than|ahead of|deadline of|deadline is|deadline for|deadline for \w+ is)"
    r"(?: the| about| around| at least)? ?\Z",
    re.IGNORECASE,
)
_START = re.compile(r"\b(?:before|from|starting|effective|beginning)(?: the| on)? ?\Z", re.IGNORECASE)
#: A clock time between `until` and the day.
_CLOCK_BETWEEN = re.compile(
    r"(?:(?:\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?|\d{1,2}[.:]\d\d|noon|12 noon|midday|"
    r"midnight)(?: [A-Z]{3})?(?: on)?,? )\Z"
)
#: So many characters before an expression are looked at.
_LOOK_BACK = 180
_NEAR = 400
#: What begins a sentence has fewer characters before it.
_SHORT = 25
#: What rules an expression closely stands in so many characters before it.
_JUST = 40
#: A day ahead counts this many times as far as a day past when the year must be guessed: news tells mostly what was.
_AHEAD_WEIGHT = 2
#: Where the words look ahead, a day past counts as so many days ahead, and so many more for each day.
_PAST_START, _PAST_WEIGHT = 60, 3


@dataclass(frozen=True)
class Place:
    """An expression with what stands around it, read only where a reader asks."""

    match: re.Match[str]
    told: date
    #: Its sentence.
    sentence: Span
    #: The calendar period that the text named last and where; empty: none.
    last: str = ""
    last_at: int = 0
    #: The quarter of a year that the text named last; empty: none.
    quarter: str = ""

    def __getitem__(self, group: str) -> str:
        """Return what a group of the grammar matched, in lower case; empty: nothing."""
        return (self.match[group] or "").lower()

    @cached_property
    def before(self) -> str:
        """What stands before it in its sentence, as far as it is looked at, without a clock time just before."""
        start = self.match.start()
        text = self.match.string
        clock = _CLOCK_BETWEEN.search(text, max(self.sentence.start, start - 24), start)
        return text[max(self.sentence.start, start - _LOOK_BACK) : clock.start() if clock else start]

    @cached_property
    def near(self) -> str:
        """The period named last, where that was not far above; empty: none."""
        return self.last if self.match.start() - self.last_at < _NEAR else ""

    @cached_property
    def is_deadline(self) -> bool:
        """Does `by`, `until` or their like stand just before it, with nothing that says it has passed?"""
        if _FIXED.search(self.before):
            return True
        text, end = self.match.string, self.match.end()
        if _UNTIL_FIRST.match(self.before) and _THEN_WAS.match(text, end, self.sentence.end):
            return False
        if _DEADLINE.search(self.before[-28:]):
            return self._cue >= 0
        return bool(_START.search(self.before[-20:])) and self._cue > 0

    @cached_property
    def is_ahead(self) -> bool:
        """Do the words beside it speak of what is to come?"""
        text, end = self.match.string, self.match.end()
        if self.is_deadline:
            return True
        if text.startswith(("’s ", "'s "), end):
            return bool(_BEFORE_EVENT.search(self.before))
        if _OF_PLANS.search(self.before):
            return True
        if self._cue:
            return self._cue > 0 or bool(_AS_DEADLINE.match(text, end))
        after = _FUTURE_AFTER.match(text, end, self.sentence.end) if len(self.before) < _SHORT else None
        return after is not None and not _BEHIND.search(text, end, after.end())

    @cached_property
    def is_behind(self) -> bool:
        """Does a verb just before it tell of what was: `was seen on`?"""
        return self._cue < 0 and bool(_WAS.search(self.before))

    @property
    def is_past(self) -> bool:
        """Is the nearest word before it that tells of past or to come one of the past?"""
        return self._cue < 0

    @cached_property
    def is_just_told(self) -> bool:
        """Does the nearest word that tells of the past stand in the same few words: `met again in December`?"""
        return self._cue < 0 and any(_BEHIND.finditer(self.before, max(0, len(self.before) - _JUST)))

    @property
    def is_called_off(self) -> bool:
        """Is what was to be on it said to have been called off: on whichever side that lay?"""
        return bool(_CALLED_OFF.match(self.match.string, self.match.end(), self.sentence.end))

    def unlikelihood(self, days: int) -> int:
        """Return how unlikely it is that a date so many days ahead is meant, where the text gives no year."""
        if self.is_ahead:  # a day a year ahead is given with its year: one just past is likelier
            return days if days >= 0 else _PAST_START - _PAST_WEIGHT * days
        is_behind = self.is_behind or self._is_begun
        return days * (_AHEAD_WEIGHT * 5 if is_behind else _AHEAD_WEIGHT) if days > 0 else -days

    @cached_property
    def _is_begun(self) -> bool:
        """Does a sentence that begins with it go on with what was: `On May 4 it rose`?"""
        text, end = self.match.string, self.match.end()
        return len(self.before) < _SHORT and not self._cue and bool(_WENT_ON.match(text, end, self.sentence.end))

    @cached_property
    def _cue(self) -> int:
        """What the nearest cue before it says: 1 it is to come, -1 it is past, 0 there is none."""
        before = self.before
        if before.lower().endswith("since "):
            return -1
        ahead = -1
        for found in _AHEAD.finditer(before):
            if not _GAVE_UP.search(before, 0, found.start()):
                ahead = found.end()
        for found in reversed(list(_BEHIND.finditer(before))):
            if found.start() < ahead:
                break
            if not _PART_OF_AHEAD.search(before, 0, found.start()):
                return -1
        return 1 if ahead >= 0 else 0
