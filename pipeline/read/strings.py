"""Strings in quotation marks, as printed: double and single, curly and straight, closed or running on."""

import re
from dataclasses import dataclass

from pipeline.read.sentences import Span

_PARAGRAPH = re.compile(r"[^\n]+")
_OPENING = re.compile(
    r"“|(?<![\w.,!?…”’\"=])\"(?=[^\s\"])|(?<![\w.,!?…”])(?:''|``)(?=\w)|(?<![\w.,!?…”])[‘'](?=[\w“\"£$€…\[(])|"
    r"(?<=[:,] )”(?=\w)"
)
_MARK = re.compile(r"[“\"‘'”`]")
_CONTRACTION = re.compile(r"[‘'](?:\d0s\b|(?:em|til|tis|twas|cause|n|bout|round)\b)", re.IGNORECASE)
#: By opening mark: what ends the string, or shows that it was never closed.
_CLOSING = {
    "“": re.compile(r"[“”]|\"(?!\w)"),
    "”": re.compile(r"[“”]"),
    '"': re.compile(r'["”]'),
    "‘": re.compile(r"‘(?=\w)|[’'](?!\w)"),
    "''": re.compile(r"''"),
    "``": re.compile(r"''|``"),
    "'": re.compile(r"(?<=\s)['‘](?=\w)|['’](?!\w)"),
}
_OPENS_AGAIN = {"“": "“", "”": "“", '"': '"', "‘": "‘", "'": "'", "''": "''", "``": "``"}
_LEAD_IN = re.compile(r"[:,] ?\Z")
_LONGEST_SINGLE = 2500
#: A mark further behind an apostrophe belongs to something else.
_SAME_CLAUSE = 120
#: `promised the earth’ before us.’`: marks within marks, of which each is closed.
_NESTED = re.compile(r"[^‘’\n]{1,120}’(?=[^‘\n]{1,400}[\w.,!?…]’(?!\w))")


@dataclass(frozen=True, slots=True)
class QuotedString:
    """A stretch of a paragraph between two marks."""

    #: The words without their marks.
    words: Span
    paragraph: Span
    #: It has no closing mark, and the next paragraph opens with another.
    runs_on: bool
    #: Where its opening mark begins.
    open: int
    #: Where its closing mark ends.
    close: int

    @property
    def opens_paragraph(self) -> bool:
        """Tell whether nothing stands before it in its paragraph."""
        return self.open <= self.paragraph.start


def find_strings(text: str) -> list[QuotedString]:
    """Return the strings in quotation marks, in order, none overlapping another."""
    strings: list[QuotedString] = []
    for line in _PARAGRAPH.finditer(text):
        printed = line.group().strip()
        if not printed:
            continue
        start = line.start() + line.group().index(printed[0])
        paragraph = Span(start, start + len(printed))
        at = paragraph.start
        while opening := _next_opening(text, at, paragraph.end):
            string = _string_at(text, opening, paragraph)
            at = opening.end() if string is None else max(string.close, opening.end())
            if string and any(letter.isalnum() for letter in text[string.words.start : string.words.end][:40]):
                strings.append(string)
    return strings


def _string_at(text: str, opening: re.Match[str], paragraph: Span) -> QuotedString | None:
    """Read the quoted string that opens here; None: it is never closed, or the mark is an apostrophe."""
    mark = opening.group()
    if _CONTRACTION.match(text, opening.start()):
        return None
    end = _closing(text, mark, opening.end(), paragraph.end)
    if end is not None:
        return QuotedString(
            _trim(text, opening.end(), end), paragraph, runs_on=False, open=opening.start(), close=end + len(mark)
        )
    is_start = opening.start() == paragraph.start or _LEAD_IN.search(
        text, max(paragraph.start, opening.start() - 3), opening.start()
    )
    is_ended = text[paragraph.end - 1] in ".!?…,:;—–-"
    if not is_ended or _CLOSING[mark].search(text, opening.end(), paragraph.end):
        return None
    runs_on = _next_opens(text, mark, paragraph.end)
    begins = is_start or (runs_on and text[max(opening.start() - 2, 0) : opening.start()] in {". ", "! ", "? "})
    if not begins or (not runs_on and mark in "‘'"):
        return None
    return QuotedString(
        _trim(text, opening.end(), paragraph.end), paragraph, runs_on=runs_on, open=opening.start(), close=paragraph.end
    )


def _next_opening(text: str, at: int, end: int) -> re.Match[str] | None:
    while mark := _MARK.search(text, at, end):
        opening = _OPENING.match(text, mark.start(), end)
        if opening:
            return opening
        at = mark.end()
    return None


def _closing(text: str, mark: str, start: int, end: int) -> int | None:
    """Return where the closing mark of a string that begins at `start` stands, or None: it is never closed."""
    closing = _CLOSING[mark]
    if mark in "‘'":
        end = min(end, start + _LONGEST_SINGLE)
    found = closing.search(text, start, end)
    while found and mark == "‘" == found.group() and (inner := _NESTED.match(text, found.end(), end)):
        found = closing.search(text, inner.end(), end)
    while found and _CONTRACTION.match(text, found.start()):
        found = closing.search(text, found.end(), end)
    while found and mark in "‘'" and _is_possessive(text, found.start(), end):
        later = closing.search(text, found.end(), end)
        if later is None or later.group() == "‘" or not _ends_there(text, found.start(), later.start(), end):
            break
        found = later
    if (
        found
        and found.group() == "“"
        and text[found.start() - 1] in ".,!?…"
        and text[found.end() : found.end() + 1] == " "
    ):
        return found.start()  # printed the wrong way round
    if found is None or found.group() in "“‘``" or (mark == "'" and text[found.start() - 1].isspace()):
        return None
    return found.start()


def _ends_there(text: str, apostrophe: int, mark: int, end: int) -> bool:
    """Tell whether a mark behind a possible apostrophe ends the words: behind a stop, or further on in the sentence."""
    if text[mark - 1] in ".,!?…":
        return True
    is_near = mark - apostrophe < _SAME_CLAUSE and ". " not in text[apostrophe:mark]
    return is_near and not text[mark - 1].isspace() and not _is_possessive(text, mark, end)


def _is_possessive(text: str, at: int, end: int) -> bool:
    """Tell whether the mark may be the apostrophe of `the officers’ union`."""
    return text[at - 1] in "sS" and at + 2 < end and text[at + 1] == " " and text[at + 2].islower()


def _next_opens(text: str, mark: str, at: int) -> bool:
    while at < len(text) and text[at].isspace():
        at += 1
    return text[at : at + 1] == _OPENS_AGAIN[mark]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def mask(text: str, strings: list[QuotedString]) -> str:
    """Return the text with quoted words blanked, so that nobody's words are read as the reporter's."""
    parts = []
    at = 0
    for string in strings:
        parts.append(text[at : string.words.start])
        parts.append("_" * (string.words.end - string.words.start))
        at = string.words.end
    parts.append(text[at:])
    return "".join(parts)
