"""Where sentences begin and end, so that every fact can carry the one it stands in."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress, count

from pipeline.read.lexicon import words

#: A sentence longer than this many characters is cut at a space, so that a page without full stops cannot make each of
#: its thousand facts carry the whole page.
_LONGEST = 1200

_ABBREVIATIONS = words(
    """mr mrs ms mx dr prof rev revd hon rt st sr jr sgt insp supt det ch cmdr cdr capt col lt gen maj brig cpl pte adm
    gov sen rep pres sec messrs mme mlle fr bros co corp inc ltd plc llc dept univ assn ave blvd rd vs v etc eg
    ie cf al no nos vol pp p fig ed eds est approx ext tel jan feb mar apr jun jul aug sept sep oct nov dec mon
    tue tues wed thu thurs fri sat sun u.s u.k u.n e.u d.c e.g i.e a.m p.m ph.d m.p q.c k.c ft hq"""
)
#: Those that often end a sentence too: what follows decides.
_MAY_END = words("u.s u.k u.n e.u d.c a.m p.m etc co corp inc ltd plc llc jr sr no ft hq ph.d al m.p q.c k.c")

_STOP = re.compile(r"[.!?…](?<![.!?…].)[.!?…]{0,8}[\"'”’»)\]]{0,3}[ \t\xa0]+")
_WORD = re.compile(r"([A-Za-z]+|\d+)")
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«»()\[\]]{1,16}\Z")
_OPENERS = "\"'“‘«([–—- "
_STARTERS = re.compile(
    r"(?:The|A|An|He|She|It|They|We|I|You|This|That|These|Those|There|But|And|In|On|At|As|If|When|While|His|Her|Its|Our|"
    r"Their|My|For|After|Before|Mr|Mrs|Ms|However|Police|Officers|Yet|So|Then|Now|No|What|Who|How|Why|Where|To)\b"
)
#: `“Why now?” Smith asked.` is one sentence.
_CUE_AFTER = re.compile(
    r"[A-Z][\w’'-]*\.?(?: [A-Z][\w’'-]*){0,3} "
    r"(?:said|asked|added|told|says|asks|wrote|tweeted|replied|shouted|cried|warned|joked)\b"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class Sentences:
    """A text with its sentence bounds, good for asking many times."""

    text: str
    spans: tuple[Span, ...]
    starts: tuple[int, ...]

    @cached_property
    def words(self) -> tuple[list[str], list[int]]:
        """Every run of ASCII letters and every run of digits, and where each begins."""
        # split and accumulate run in C: a loop over matches takes four times as long
        parts = _WORD.split(self.text)
        places = list(accumulate(map(len, parts)))
        return parts[1::2], places[0::2]

    @cached_property
    def _numbers(self) -> list[int]:
        return list(compress(count(), map(str.isdigit, self.words[0])))

    def numbers_and(self, printed: frozenset[str]) -> list[int]:
        """Return which of the words are runs of digits, or one of these as printed, in order."""
        return sorted([*self._numbers, *compress(count(), map(printed.__contains__, self.words[0]))])

    def index_at(self, offset: int) -> int:
        """Return the number of the sentence that holds the character at this offset, or the one before it."""
        return (bisect_right(self.starts, offset) or 1) - 1

    def bounds(self, start: int, end: int) -> Span:
        """Return the stretch of whole sentences that holds `text[start:end]`."""
        if not self.spans:
            return Span(start, end)
        first = self.spans[self.index_at(start)]
        if first.start <= start and end <= first.end:
            return first
        last = self.spans[self.index_at(max(end - 1, start))]
        return Span(min(first.start, start), max(last.end, end))

    def around(self, start: int, end: int) -> str:
        """Return the sentence in which `text[start:end]` stands; for a longer stretch, all the sentences it touches."""
        span = self.bounds(start, end)
        return self.text[span.start : span.end]


def is_english(language: str | None) -> bool:
    """Tell whether the facts of a text in this language can be read; an unknown language is tried as English."""
    return language is None or language.lower().replace("_", "-").split("-")[0] in {"en", "eng"}


def read_sentences(text: str) -> Sentences:
    """Return the text with the bounds of its sentences."""
    spans = split_sentences(text)
    return Sentences(text, spans, tuple(span.start for span in spans))


def split_sentences(text: str) -> tuple[Span, ...]:
    """Return the bounds of each sentence, white space at the edges left out.

    A newline ends a sentence always, a full stop where it closes no abbreviation or initial. Marks that close a
    quotation stay with the sentence that they end. What is longer than 1,200 characters is cut at a space.

    Args:
        text: Paragraphs separated by newlines, of any length.

    Returns:
        Spans in order, never empty ones, none overlapping another.
    """
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        begin = start
        for stop in _STOP.finditer(text, start, end):
            if _ends(text, stop.start(), stop.end()):
                _add(spans, text, begin, stop.end())
                begin = stop.end()
        _add(spans, text, begin, end)
        start = end
    return tuple(spans)


def _ends(text: str, stop: int, after: int) -> bool:
    """Tell whether the mark at `stop` ends a sentence, given that the next word begins at `after`."""
    n = after
    while n < len(text) and n < after + 3 and text[n] in _OPENERS:
        n += 1
    following = text[n : n + 1]
    if following.islower() or not following or following in ",;:\n":
        return False
    marks = text[stop:after].rstrip()
    if text[stop] != ".":
        return marks[-1] in "!?…" or not _CUE_AFTER.match(text, n)
    if len(marks) > 1:
        return marks[-1] not in "\"'”’" or not _CUE_AFTER.match(text, n)
    before = _WORD_BEFORE.search(text, max(stop - 16, 0), stop)
    return before is None or not _is_abbreviation(before.group(), text, n)


def _is_abbreviation(word: str, text: str, following: int) -> bool:
    folded = word.lower()
    if len(word) == 1 and word.isupper() and word != "I":
        return True
    if folded == "no":
        return text[following].isdigit()
    if folded in _ABBREVIATIONS or (len(word) > 2 and word[1] == "." and word.replace(".", "").isalpha()):
        return folded not in _MAY_END or not _STARTERS.match(text, following)
    return False


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Add `text[start:end]` without the white space at its edges, cut where it is too long."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        spans.append(Span(start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append(Span(start, end))
