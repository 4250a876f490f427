"""Who might be speaking: every name, role and pronoun that stands near a quotation, with what stands round it."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.read.cues import FINITE, NOUN, PARTICIPLE, follows_determiner
from pipeline.read.lexicon import CALENDAR, NO_NAMES, ROLES, TITLES, words
from pipeline.read.sentences import Span
from pipeline.read.speakers import NAME_LINKS, NO_SUBJECT, TOKEN, is_capital, is_passing, tail

#: What a mention is, in the order of the numbers by which the ranker knows it.
KINDS = ("he", "they", "name", "role", "who", "its", "again")
_PRONOUNS = {"he": 0, "she": 0, "they": 1, "we": 1, "i": 1, "who": 4}
_POSSESSIVES = words("his her their its my")
_NO_NAME = NO_SUBJECT | NO_NAMES - words("officers officials police people residents")
_TITLES = TITLES | ROLES
_PASSIVE = words("was were been being is are")
_ACCUSED = words(
    "accused blamed branded condemned criticised criticized denounced described dubbed labelled praised told"
)
_CUES = dict.fromkeys(NOUN, 3) | dict.fromkeys(PARTICIPLE, 2) | dict.fromkeys(FINITE, 1)
#: Tokens to look ahead for the verb whose subject a mention is.
_REACH = 14


@dataclass(slots=True)
class Mention:
    """A stretch of the text that names or stands for somebody."""

    start: int
    end: int
    #: Number of one of `KINDS`.
    kind: int
    #: Last word, lower.
    head: str
    n_words: int
    is_titled: bool
    #: The word after which it is a subject (`Poe, 45, said`), lower; empty: none was seen.
    verb: str = ""
    verb_at: int = -1
    #: 0: no cue, 1 finite, 2 participle, 3 noun.
    verb_kind: int = 0
    has_aside: bool = False
    #: `Poe was accused of`: whose words follow is another.
    is_accused: bool = False
    #: `said Poe`: the finite cue just before it.
    inverted: str = ""
    before: str = ""
    after: str = ""
    is_possessor: bool = False
    is_first: bool = False
    #: How many mentions of the text have the same head.
    n_like: int = 1


class Scene:
    """The words near the quotations of a text, and the mentions among them."""

    def __init__(self, masked: str, windows: Iterable[Span]) -> None:
        self.masked = masked
        self.tokens: list[re.Match[str]] = []
        for window in windows:
            self.tokens.extend(TOKEN.finditer(masked, window.start, window.end))
        self.starts = [token.start() for token in self.tokens]
        self.ends = [token.end() for token in self.tokens]
        self.words = [token.group() for token in self.tokens]
        self.lowers = [word.lower() for word in self.words]
        self.cues = self._cues()
        self.finite_after = _next_places(self.cues, 1)
        #: Places of the finite cues, participles and nouns.
        self.cue_places = [start for start, cue in zip(self.starts, self.cues, strict=True) if cue]
        self.cue_tokens = [n for n, cue in enumerate(self.cues) if cue]
        self.mentions = self._mentions()
        likes = Counter(mention.head for mention in self.mentions)
        for mention in self.mentions:
            mention.n_like = likes[mention.head]
        self.mention_starts = [mention.start for mention in self.mentions]

    def _cues(self) -> list[int]:
        """Return for each token which kind of cue it is: 0 none, 1 finite, 2 participle, 3 noun."""
        cues = [_CUES.get(lower, 0) for lower in self.lowers]
        for n, cue in enumerate(cues):
            if cue and n and self.lowers[n] in FINITE and follows_determiner(self.lowers[n - 1]):
                cues[n] = 2 if self.lowers[n] in PARTICIPLE else 3 if self.lowers[n] in NOUN else 0
        return cues

    def _mentions(self) -> list[Mention]:
        found: list[Mention] = []
        aside_ends = -1
        done = 0
        sorts = list(map(_sort_of, self.words))
        for n in [n for n, sort in enumerate(sorts) if sort]:
            last = self._last_of_mention(n, sorts[n]) if n >= done else None
            mention = self._mention(n, last) if last is not None else None
            if mention and found and found[-1].start == mention.start and not found[-1].is_possessor:
                found.pop()  # `a spokesman` of `a spokesman for the force`
            if mention and not (found and found[-1].end >= mention.end):
                if mention.verb_at == aside_ends and mention.after == ",":
                    mention.verb, mention.verb_at, mention.verb_kind = "", -1, 0  # `Leeds` of `Poe, 45, of Leeds, said`
                elif mention.has_aside and mention.verb_kind == 1:
                    aside_ends = mention.verb_at
                found.append(mention)
            done = done if last is None else last + 1
        return found

    def _last_of_mention(self, n: int, sort: str) -> int | None:
        """Return the last token of the mention whose name or head is at token `n`; None: there is none."""
        if sort == "capital":
            return None if self.cues[n] and self._is_at_start(n) else self._end_of_name(n)
        if sort == "possessive":
            is_head = 3 in self.cues[n + 1 : n + 4]
        elif sort == "age":
            is_head = n > 0 and self.lowers[n - 1] == "the"
        elif sort == "title":
            is_head = self.cues[n] != 1 and not self._is_capital(n + 1)
        else:
            is_head = sort == "pronoun" or self._is_subject(n)
        return n if is_head else None

    def _is_subject(self, n: int) -> bool:
        return self.cues[n] != 1 and self.finite_after[n] <= _REACH and self._verb_after(n)[2] == 1

    def _end_of_name(self, n: int) -> int:
        last = n
        while last + 1 < len(self.words) and last - n < 9 and not self.words[last].endswith(("’s", "'s")):
            word = self.words[last + 1]
            if is_capital(word) and self.starts[last + 1] - self.ends[last] <= 1:
                if self.lowers[last + 1] in NO_SUBJECT or self.lowers[last + 1] in CALENDAR:
                    break
                last += 1
            elif self._is_joint(last) and self._is_capital(last + 2):
                last += 2
            else:
                break
        return last

    def _is_joint(self, last: int) -> bool:
        """Tell whether the token after this one may join two words of a name: `St. Ives`, `Chris van Poe`."""
        word = self.words[last + 1]
        return (word == "." and len(self.words[last]) <= 4) or word in NAME_LINKS or word == "-"

    def _is_capital(self, n: int) -> bool:
        return n < len(self.words) and is_capital(self.words[n]) and self.lowers[n] not in NO_SUBJECT

    def _is_at_start(self, n: int) -> bool:
        return n == 0 or self.words[n - 1] in {".", "!", "?", ":", "“", '"'}

    def _mention(self, n: int, last: int) -> Mention | None:
        lower = self.lowers[last]
        kind = _PRONOUNS.get(lower, 5 if lower in _POSSESSIVES else 2 if self.words[last][0].isupper() else 3)
        is_plain = lower in _PRONOUNS or lower in _POSSESSIVES
        if lower.endswith("-old"):
            span: Span | None = Span(self.starts[n - 1], self.ends[n])
        else:
            span = Span(self.starts[n], self.ends[n]) if is_plain else tail(self.tokens[self._line(n) : last + 1])
        if span is None:
            return None
        first = bisect_left(self.starts, span.start)
        word = self.words[last]
        is_possessor = kind == 5 or word.endswith(("’s", "'s", "s’")) or self._next(last) in {"’", "'"}
        end = span.end - 2 if word.endswith(("’s", "'s")) and span.end - span.start > 2 else span.end
        mention = Mention(
            start=span.start,
            end=end,
            kind=kind,
            head=self._head(first, last),
            n_words=last - first + 1,
            is_titled=any(token in _TITLES for token in self.lowers[first:last]),
            before=self._before(first),
            after=self._next(last),
            is_possessor=is_possessor,
            is_first=self._is_at_start(first),
        )
        if first and self.cues[first - 1] == 1:
            mention.inverted = self.lowers[first - 1]
        verb, mention.has_aside, mention.verb_kind = self._verb_after(last)
        if verb >= 0:
            mention.verb, mention.verb_at = self.lowers[verb], self.starts[verb]
            mention.is_accused = mention.verb in _ACCUSED and not _PASSIVE.isdisjoint(self.lowers[verb - 2 : verb])
        return mention

    def _line(self, n: int) -> int:
        """Return the first of the sixteen tokens before token `n` that stands in its line."""
        first = max(n - 16, 0)
        if "\n" not in self.masked[self.starts[first] : self.starts[n]]:
            return first
        while n > first and "\n" not in self.masked[self.ends[n - 1] : self.starts[n]]:
            n -= 1
        return n

    def _before(self, first: int) -> str:
        """Return the word before token `first`, lower, or `according to`."""
        before = self.lowers[max(first - 2, 0) : first]
        return "according to" if before == ["according", "to"] else before[-1] if before else ""

    def _head(self, first: int, last: int) -> str:
        for n in range(first + 1, last):
            if self.words[n] in {"for", "of", "from", "at", "in"}:
                last = n - 1
                break
        return self.lowers[last].removesuffix("’s").removesuffix("'s")

    def _next(self, n: int) -> str:
        return self.lowers[n + 1] if n + 1 < len(self.lowers) else ""

    def _verb_after(self, last: int) -> tuple[int, bool, int]:
        """Return the token of the verb whose subject ends with token `last`, past an aside, and what cue it is.

        A word that is no cue counts when it follows at once and looks like a verb: `surmised`, `sounds`.
        """
        n, stop = last + 1, min(last + _REACH, len(self.words))
        has_aside = False
        while n < stop:
            word = self.words[n]
            if self.cues[n] == 1 or (self.cues[n] == 2 and not has_aside):
                return n, has_aside, self.cues[n]
            if word in {",", "(", "—", "–"} and not has_aside and n == last + 1:
                has_aside = True
                n = self._aside_end(n + 1, stop)
                continue
            if self.cues[n] == 3 and n <= last + 4 and self.words[last].endswith(("’s", "'s", "s’", "his", "her")):
                return n, has_aside, 3
            if is_passing(word):
                n += 1
                continue
            is_verb = word.islower() and word.endswith(("ed", "es", "s")) and len(word) > 3
            return (n, has_aside, 0) if is_verb else (-1, has_aside, 0)
        return -1, has_aside, 0

    def _aside_end(self, n: int, stop: int) -> int:
        """Return the token after the last comma or bracket within reach before a finite cue."""
        end = n
        for m in range(n, stop):
            if self.cues[m] == 1 and (m == end or self.words[m - 1] in {",", ")", "—", "–"}):
                break
            if self.words[m] in {",", ")", "—", "–"}:
                end = m + 1
            elif self.words[m] in {".", ";", ":"}:
                break
        return end


@lru_cache(maxsize=1 << 14)
def _sort_of(word: str) -> str:
    """Return as what a word may be the head of a mention, or its name's first word; empty: it is none."""
    lower = word.lower()
    if lower in _PRONOUNS:
        return "pronoun"
    if lower in _POSSESSIVES:
        return "possessive"
    if is_capital(word):
        return "" if lower in _NO_NAME else "capital"
    if not word[0].isalpha():
        return "age" if lower.endswith("-old") else ""
    if lower in _TITLES:
        return "title"
    return "" if lower in NO_SUBJECT or is_passing(word) else "common"


def _next_places(cues: list[int], kind: int) -> list[int]:
    """Return for each token how many tokens further the next cue of a kind stands; a large number: nowhere."""
    gap, gaps = len(cues) + _REACH, [0] * len(cues)
    for n in range(len(cues) - 1, -1, -1):
        gaps[n] = gap = gap + 1
        if cues[n] == kind:
            gap = 0
    return gaps
