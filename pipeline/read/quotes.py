"""Words that the text gives as someone's: direct and partial quotations with their speakers."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from pipeline.nouns import Quote
from pipeline.read.sentences import Sentences, Span, is_english, read_sentences
from pipeline.read.speakers import Attribution, attribution_after, attribution_before, gender_of, is_pronoun

_PARAGRAPH = re.compile(r"[^\n]+")
_OPENING = re.compile(
    r"“|(?<![\w.,!?…”’\"])\"(?=[^\s\"])|(?<![\w.,!?…”])(?:''|``)(?=\w)|(?<![\w.,!?…”])[‘'](?=[\w“\"£$€…\[(])|"
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
_ENDS = re.compile(r"[.!?…,][\"'”’]?\Z")
_NOT_SAID = re.compile(
    r"\b(?:so[- ]called|known as|nicknamed|titled|entitled|headlined|(?:the )?(?:word|words|term|film|movie|book|novel|"
    r"song|single|album|series|show|play|documentary|programme|magazine|section|named|name|called)),? \Z",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:[A-Z][\w’-]*\.? ){1,5}[A-Z][\w’-]+")
_NAME = re.compile(r"[A-Z][\w’]+(?:-[A-Z][\w’]*)?(?:\.? [A-Z](?!-[a-z])[\w’-]*){0,5}")
_POSSESSIVES = {"his": "he", "him": "he", "her": "she", "i": "i", "their": "they", "its": "it"}
#: A string of this many words is somebody's words even where the text names nobody.
_SURELY_SAID = 6
_LONGEST_SINGLE = 2500


@dataclass(frozen=True, slots=True)
class Utterance:
    """One quoted string, with where the text says whose it is."""

    #: The words without their marks.
    words: Span
    #: The speaker's fullest mention that could be found; None: it cannot be told.
    speaker: str | None
    #: The mention that stands beside the cue, which may be a pronoun; None: not told.
    mention: Span | None


@dataclass(frozen=True, slots=True)
class _String:
    words: Span
    paragraph: Span
    #: It has no closing mark, and the next paragraph opens with another.
    runs_on: bool
    #: Where its closing mark ends.
    close: int

    @property
    def opens_paragraph(self) -> bool:
        return self.words.start - 1 <= self.paragraph.start


def find_quotes(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Quote, ...]:
    """Return the quotations of a text in order, each with its speaker where the text names one.

    A quotation that runs over paragraphs, or is broken by `she said`, is given string by string, each as printed. Words
    in marks that nobody is said to have spoken (titles, `so-called`) are left out. The speaker is the mention as
    printed, titles and roles with it; a pronoun is replaced by the mention that it stands for.

    Args:
        text: Paragraphs separated by newlines.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
        sentences: The text's sentences, where they have been read before.
    """
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    return tuple(
        Quote(
            speaker=said.speaker,
            text=text[said.words.start : said.words.end],
            sentence=sentences.around(said.words.start - 1, min(said.words.end + 1, len(text))),
            start=said.words.start,
            end=said.words.end,
        )
        for said in find_utterances(text, sentences)
    )


def find_utterances(text: str, sentences: Sentences) -> tuple[Utterance, ...]:
    """Return the quoted strings that are somebody's words, in order."""
    strings = _find_strings(text)
    if not strings:
        return ()
    masked = _mask(text, strings)
    reader = _Reader(text, masked, sentences)
    for n, string in enumerate(strings):
        reader.read(string, strings[n + 1] if n + 1 < len(strings) else None)
    return tuple(_join_partial(text, reader.said))


def _find_strings(text: str) -> list[_String]:
    strings: list[_String] = []
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


def _string_at(text: str, opening: re.Match[str], paragraph: Span) -> _String | None:
    """Read the quoted string that opens here; None: it is never closed, or the mark is an apostrophe."""
    mark = opening.group()
    if _CONTRACTION.match(text, opening.start()):
        return None
    end = _closing(text, mark, opening.end(), paragraph.end)
    if end is not None:
        return _String(_trim(text, opening.end(), end), paragraph, runs_on=False, close=end + len(mark))
    is_start = opening.start() == paragraph.start or _LEAD_IN.search(
        text, max(paragraph.start, opening.start() - 3), opening.start()
    )
    is_ended = text[paragraph.end - 1] in ".!?…,:;—–-"
    if not is_start or not is_ended or _CLOSING[mark].search(text, opening.end(), paragraph.end):
        return None
    runs_on = _next_opens(text, mark, paragraph.end)
    if not runs_on and mark in "‘'":
        return None
    return _String(_trim(text, opening.end(), paragraph.end), paragraph, runs_on=runs_on, close=paragraph.end)


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
    while found and _CONTRACTION.match(text, found.start()):
        found = closing.search(text, found.end(), end)
    while found and mark in "‘'" and _is_possessive(text, found.start(), end):
        later = closing.search(text, found.end(), end)
        if later is None or later.group() == "‘" or text[later.start() - 1] not in ".,!?…":
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


def _mask(text: str, strings: list[_String]) -> str:
    """Return the text with quoted words blanked, so that nobody's words are read as the reporter's."""
    parts = []
    at = 0
    for string in strings:
        parts.append(text[at : string.words.start])
        parts.append("_" * (string.words.end - string.words.start))
        at = string.words.end
    parts.append(text[at:])
    return "".join(parts)


class _Reader:
    """Goes over the strings of one text in order and remembers who spoke last."""

    def __init__(self, text: str, masked: str, sentences: Sentences) -> None:
        self.text = text
        self.masked = masked
        self.sentences = sentences
        self.said: list[Utterance] = []
        self.last: _String | None = None

    @cached_property
    def people(self) -> "_People":
        """The people named, which are looked for only where a pronoun stands for one."""
        return _People(self.masked)

    def read(self, string: _String, after: _String | None) -> None:
        """Add the string to what was said, if anybody is said to have said it."""
        words = string.words
        found = self._attribution(string, after)
        is_again = self.last is not None and self._is_continued(string, self.last)
        if found is None and is_again and self.said:
            self._add(string, self.said[-1].speaker, self.said[-1].mention)
            return
        if found is None and not self._is_surely_said(string):
            return
        if _NOT_SAID.search(self.masked, max(words.start - 30, 0), words.start - 1) and not _ENDS.search(
            self.text, max(words.end - 2, 0), words.end
        ):
            return
        mention = found.mention if found else None
        self._add(string, self._name(mention), mention)

    def _add(self, string: _String, speaker: str | None, mention: Span | None) -> None:
        self.said.append(Utterance(string.words, speaker, mention))
        self.last = string

    def _attribution(self, string: _String, after: _String | None) -> Attribution | None:
        words = string.words
        sentence = self.sentences.bounds(words.start - 1, words.start)
        start = max(sentence.start, string.paragraph.start)
        begun = attribution_before(self.masked, start, words.start - 1)
        is_lead_in = _LEAD_IN.search(self.masked, max(start, words.start - 4), words.start - 1)
        if begun and begun.mention and (is_lead_in or not self._is_closed(string)):
            return begun
        if string.runs_on:
            return begun or self._lead_in_before(string)
        close = string.close
        end = self.sentences.bounds(words.end, max(close, words.end + 1)).end
        if self.masked[close : close + 3].strip(" \xa0")[:1] in {"—", "–", "―"}:
            end = string.paragraph.end  # a name behind a dash stands outside the sentence
        if after is not None and after.words.start - 1 > close:
            end = min(end, after.words.start - 1)
        ended = attribution_after(self.masked, close, min(end, string.paragraph.end))
        return ended or begun or self._lead_in_before(string)

    def _is_closed(self, string: _String) -> bool:
        """Tell whether the words end where a clause does, so that who says them may follow."""
        end = string.words.end
        return bool(_ENDS.search(self.text, max(end - 2, 0), end)) or self.text[string.close : string.close + 1] in set(
            ",—–"
        )

    def _lead_in_before(self, string: _String) -> Attribution | None:
        """Read `She told the court:` at the end of what stands before the paragraph or sentence."""
        words = string.words
        at = words.start - 1
        while at > 0 and self.masked[at - 1].isspace():
            at -= 1
        if at == 0 or self.masked[at - 1] != ":" or at <= max(words.start - 4, 0):
            return None
        sentence = self.sentences.bounds(at - 1, at)
        found = attribution_before(self.masked, sentence.start, at)
        if found:
            return found
        speaker = self.masked[sentence.start : at - 1]
        is_script = 0 < len(speaker) < 60 and speaker[0].isupper() and len(speaker.split()) <= 6
        return Attribution(Span(sentence.start, at - 1), Span(at - 1, at)) if is_script else None

    def _is_continued(self, string: _String, last: _String) -> bool:
        """Tell whether a string without a cue of its own goes on with what was said before it."""
        if string.paragraph == last.paragraph:
            gap = self.masked[last.words.end + 1 : string.words.start - 1]
            return len(gap) < 200 or self._is_surely_said(string)
        if last.runs_on:
            return string.opens_paragraph
        gap = self.masked[last.paragraph.end : string.paragraph.start]
        return string.opens_paragraph and self._is_surely_said(string) and not gap.strip()

    def _is_surely_said(self, string: _String) -> bool:
        words = self.text[string.words.start : string.words.end].split()
        is_whole = (
            string.opens_paragraph
            and len(words) > 2
            and bool(_ENDS.search(self.text, string.words.end - 1, string.words.end))
        )
        is_title = sum(word[:1].isupper() for word in words) > 0.6 * len(words)
        return is_whole or (len(words) >= _SURELY_SAID and not is_title)

    def _name(self, mention: Span | None) -> str | None:
        """Return the mention as printed, or for a pronoun the mention that it stands for."""
        if mention is None:
            return None
        printed = self.text[mention.start : mention.end]
        if not is_pronoun(printed):
            return printed
        return self._antecedent(printed.lower(), mention.start)

    def _antecedent(self, pronoun: str, at: int) -> str | None:
        """Return the person named before in the sentence, or first in the one before it, or who spoke last."""
        pronoun = _POSSESSIVES.get(pronoun, pronoun)
        n = bisect_left(self.people.starts, at)
        here = self.sentences.index_at(at)
        begin = self.sentences.spans[here].start
        m = n
        while m > 0 and self.people.starts[m - 1] >= begin:
            m -= 1
            if self.people.genders[m] == pronoun:
                return self.people.name(m)
            if pronoun == "it" and self.people.genders[m] is None and m + 1 == n:
                return self.people.name(m)
        before = self.sentences.spans[here - 1] if here else None
        if before and "\n" not in self.text[before.end : begin]:
            for m in range(bisect_left(self.people.starts, before.start), n):
                if self.people.genders[m] == pronoun:
                    return self.people.name(m)
        for said in reversed(self.said[-6:]):
            if said.speaker and self.people.gender(said.speaker) in {pronoun, None}:
                return said.speaker
        return None


class _People:
    """The people that a text names outside its quotations, in order, by full name and by surname."""

    def __init__(self, masked: str) -> None:
        self.surnames: dict[str, str | None] = {}
        for person in _PERSON.finditer(masked):
            gender = gender_of(person.group())
            if gender:
                self.surnames.setdefault(person.group().split()[-1].removesuffix("’s"), gender)
        self.spans = list(_NAME.finditer(masked))
        self.starts = [one.start() for one in self.spans]
        self.genders = [self.gender(one.group()) for one in self.spans]

    def gender(self, name: str) -> str | None:
        return gender_of(name) or self.surnames.get(name.rsplit(maxsplit=1)[-1])

    def name(self, n: int) -> str:
        return re.sub(r"(?:’s|'s|’)\Z", "", self.spans[n].group())


def _join_partial(text: str, said: list[Utterance]) -> list[Utterance]:
    """Give a string without a speaker the speaker of a fuller quotation in which the same words stand."""
    known = [(text[one.words.start : one.words.end].lower(), one.speaker) for one in said if one.speaker]
    joined = []
    for one in said:
        words = text[one.words.start : one.words.end].lower()
        if one.speaker is None and len(words) < 200 and len(known) < 300 and " " in words:
            speaker = next((name for fuller, name in known if words in fuller), None)
            joined.append(Utterance(one.words, speaker, one.mention))
        else:
            joined.append(one)
    return joined
