"""What the rules say of each quoted string: who stands beside the verb, and whether it goes on with the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.sentences import Sentences, Span
from pipeline.read.speakers import Attribution, attribution_after, attribution_before
from pipeline.read.strings import QuotedString

_LEAD_IN = re.compile(r"[:,] ?\Z")
_ENDS = re.compile(r"[.!?…,][\"'”’]?\Z")
_NOT_SAID = re.compile(
    r"\b(?:so[- ]called|known as|nicknamed|titled|entitled|headlined|(?:the )?(?:word|words|term|film|movie|book|novel|"
    r"song|single|album|series|show|play|documentary|programme|magazine|section|named|name|called)),? \Z",
    re.IGNORECASE,
)
#: A string of this many words is somebody's words even where the text names nobody.
_SURELY_SAID = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules say of one string."""

    string: QuotedString
    #: Who speaks, where a cue says so.
    found: Attribution | None
    #: Where that stands: 0 nowhere, 1 before the string, 2 after it, 3 before its paragraph or sentence.
    side: int
    #: It goes on with what was said before it.
    is_again: bool
    #: It is somebody's words even where nobody is named.
    is_sure: bool
    #: It is the name of something.
    is_titled: bool
    #: By the rules alone it is a quotation.
    is_said: bool
    #: By the rules alone these name its speaker.
    mention: Span | None


def read_strings(text: str, masked: str, sentences: Sentences, strings: Sequence[QuotedString]) -> list[Reading]:
    """Return what the rules say of each string of a text, in order."""
    reader = _Reader(text, masked, sentences)
    following = [*strings[1:], None][: len(strings)]
    return [reader.read(string, after) for string, after in zip(strings, following, strict=True)]


class _Reader:
    """Goes over the strings of one text in order and remembers who spoke last."""

    def __init__(self, text: str, masked: str, sentences: Sentences) -> None:
        self.text = text
        self.masked = masked
        self.sentences = sentences
        self.last: QuotedString | None = None
        self.last_mention: Span | None = None

    def read(self, string: QuotedString, after: QuotedString | None) -> Reading:
        """Read one string, given the one that follows it."""
        found, side = self._attribution(string, after)
        is_again = self.last is not None and self._is_continued(string, self.last)
        is_sure = self._is_surely_said(string)
        is_titled = self._is_titled(string)
        is_said = (found is None and is_again) or ((found is not None or is_sure) and not is_titled)
        mention = found.mention if found else self.last_mention if is_again else None
        if is_said:
            self.last, self.last_mention = string, mention
        return Reading(string, found, side, is_again, is_sure, is_titled, is_said, mention)

    def _is_titled(self, string: QuotedString) -> bool:
        if _ENDS.search(self.text, max(string.words.end - 2, 0), string.words.end):
            return False
        return bool(_NOT_SAID.search(self.masked, max(string.open - 30, 0), string.open))

    def _attribution(self, string: QuotedString, after: QuotedString | None) -> tuple[Attribution | None, int]:
        words = string.words
        sentence = self.sentences.bounds(string.open, words.start)
        start = max(sentence.start, string.paragraph.start)
        begun = attribution_before(self.masked, start, string.open)
        is_lead_in = _LEAD_IN.search(self.masked, max(start, string.open - 3), string.open)
        if begun and begun.mention and (is_lead_in or not self._is_closed(string)):
            return begun, 1
        if string.runs_on:
            return self._first(begun, None, string)
        close = string.close
        end = self.sentences.bounds(words.end, max(close, words.end + 1)).end
        if self.masked[close : close + 3].strip(" \xa0")[:1] in {"—", "–", "―"}:
            end = string.paragraph.end  # a name behind a dash stands outside the sentence
        if after is not None and after.open > close:
            end = min(end, after.open)
        ended = attribution_after(self.masked, close, min(end, string.paragraph.end))
        return self._first(begun, ended, string)

    def _first(
        self, begun: Attribution | None, ended: Attribution | None, string: QuotedString
    ) -> tuple[Attribution | None, int]:
        if ended or begun:
            return ended or begun, 2 if ended else 1
        lead_in = self._lead_in_before(string)
        return lead_in, 3 if lead_in else 0

    def _is_closed(self, string: QuotedString) -> bool:
        """Tell whether the words end where a clause does, so that who says them may follow."""
        end = string.words.end
        return bool(_ENDS.search(self.text, max(end - 2, 0), end)) or self.text[string.close : string.close + 1] in set(
            ",—–"
        )

    def _lead_in_before(self, string: QuotedString) -> Attribution | None:
        """Read `She told the court:` at the end of what stands before the paragraph or sentence."""
        at = string.open
        while at > 0 and self.masked[at - 1].isspace():
            at -= 1
        if at == 0 or self.masked[at - 1] != ":" or at <= max(string.open - 3, 0):
            return None
        sentence = self.sentences.bounds(at - 1, at)
        found = attribution_before(self.masked, sentence.start, at)
        if found:
            return found
        speaker = self.masked[sentence.start : at - 1]
        is_script = 0 < len(speaker) < 60 and speaker[0].isupper() and len(speaker.split()) <= 6
        return Attribution(Span(sentence.start, at - 1), Span(at - 1, at)) if is_script else None

    def _is_continued(self, string: QuotedString, last: QuotedString) -> bool:
        """Tell whether a string without a cue of its own goes on with what was said before it."""
        if string.paragraph == last.paragraph:
            gap = self.masked[last.close : string.open]
            return len(gap) < 200 or self._is_surely_said(string)
        if last.runs_on:
            return string.opens_paragraph
        gap = self.masked[last.paragraph.end : string.paragraph.start]
        return string.opens_paragraph and self._is_surely_said(string) and not gap.strip()

    def _is_surely_said(self, string: QuotedString) -> bool:
        words = self.text[string.words.start : string.words.end].split()
        is_whole = (
            string.opens_paragraph
            and len(words) > 2
            and bool(_ENDS.search(self.text, string.words.end - 1, string.words.end))
        )
        return is_whole or (len(words) >= _SURELY_SAID and not _is_title(words))


def _is_title(words: Sequence[str]) -> bool:
    return sum(word[:1].isupper() for word in words) > 0.6 * len(words)
