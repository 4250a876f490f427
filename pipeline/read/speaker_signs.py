"""What is seen of a quoted string and of each who might have spoken it, as numbers, by which the speaker is chosen."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.read.attributions import Reading
from pipeline.read.mentions import KINDS, Mention, Scene
from pipeline.read.sentences import Sentences, Span
from pipeline.read.strings import QuotedString

_STRING = (
    "words", "opens_paragraph", "closes_paragraph", "runs_on", "ends_sentence", "ends_comma", "begins_upper",
    "capitals", "first_person", "lead_in", "word_before", "word_after", "space_after", "side", "is_again", "is_sure",
    "is_titled", "strings_before", "strings_after", "gap_before", "gap_after", "cue_before", "cue_before_kind",
    "cue_before_weight", "cue_after", "cue_after_kind", "cue_after_weight", "n_candidates", "n_strings", "quoted_again",
)  # fmt: skip
_MENTION = (
    "kind", "n_words", "is_titled_name", "verb_kind", "verb_weight", "verb_gap", "has_aside", "inverted",
    "before_weight", "after_weight", "is_possessor", "is_first", "n_like",
)  # fmt: skip
_PAIR = (
    "is_after", "gap", "between", "strings_between", "is_same_sentence", "sentences_apart", "is_same_paragraph",
    "is_ruled", "is_ruled_head", "is_last_head", "is_next_head", "cue_is_mine", "cues_between",
)  # fmt: skip
COLUMNS = (*_STRING, *_MENTION, *_PAIR)

_FIRST_PERSON = re.compile(r"\b(?:I|we|We|you|You|me|us|our|my)\b")
_WORD_BEFORE = re.compile(r"([A-Za-z’'-]+)[,:]?\s*\Z")
_WORD_AFTER = re.compile(r"[,.]?\s*([A-Za-z’'-]+|[^\w\s])")
#: What may stand outside the marks in one country and inside them in another.
_STOP_AFTER = frozenset(".,;!?")
_COURTS = frozenset({"court", "jury", "jurors", "inquest", "tribunal", "hearing", "inquiry", "magistrates"})
#: Characters to look back and ahead for who speaks, sentences aside.
_BACK, _AHEAD = 420, 260
#: Candidates of one string on each side, the nearest first.
_MOST_BEFORE, _MOST_AFTER = 6, 4
_FAR = 400
_AGAIN = KINDS.index("again")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have spoken a string."""

    #: None: who spoke the string before it.
    mention: Span | None
    #: What is seen of the string, and of this candidate for it.
    of_string: list[float]
    of_candidate: list[float]

    @property
    def signs(self) -> list[float]:
        """All that is seen, in the order of `COLUMNS`."""
        return self.of_string + self.of_candidate


@dataclass(frozen=True, slots=True)
class _Spot:
    """A string as each of those who may have spoken it is set against it."""

    string: QuotedString
    #: Where what follows it begins.
    close: int
    #: Number of the first mention behind its first word.
    middle: int
    #: Numbers of the sentences in which it begins and ends.
    begins_in: int
    ends_in: int
    #: Heads of whom the rules name for it, for the string before it and for the next; None: for none.
    heads: tuple[str | None, str | None, str | None]


#: How often a word at some place tells a speaker, learned; by place and word (`verb said`).
Weights = Mapping[str, float]


def candidates_of(
    text: str, masked: str, sentences: Sentences, readings: Sequence[Reading], weights: Weights
) -> list[list[Candidate]]:
    """Return for each string of a text those who may have spoken it, with what is seen of them."""
    windows = _windows(sentences, readings)
    watcher = _Watcher(text, Scene(masked, windows), sentences, readings, weights)
    return [watcher.candidates(n) for n in range(len(readings))]


def _windows(sentences: Sentences, readings: Sequence[Reading]) -> list[Span]:
    """Return the stretches in which speakers are looked for, none touching another."""
    windows: list[Span] = []
    for reading in readings:
        words = reading.string.words
        here = sentences.index_at(max(words.start - 1, 0))
        first = sentences.spans[max(here - 1, 0)].start
        last = sentences.spans[min(sentences.index_at(words.end) + 1, len(sentences.spans) - 1)].end
        start, end = max(first, words.start - _BACK, 0), min(last, words.end + _AHEAD)
        if windows and start <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, max(end, windows[-1].end))
        else:
            windows.append(Span(start, end))
    return windows


class _Watcher:
    """Looks at the strings of one text."""

    def __init__(
        self, text: str, scene: Scene, sentences: Sentences, readings: Sequence[Reading], weights: Weights
    ) -> None:
        self.text = text
        self.scene = scene
        self.sentences = sentences
        self.readings = readings
        self.weights = weights
        self.string_starts = [reading.string.words.start for reading in readings]
        self.seen = [self._of_mention(mention) for mention in scene.mentions]
        self.sentence_of = [sentences.index_at(mention.start) for mention in scene.mentions]
        self.heads = [self._head(reading.mention) for reading in readings]

    def _weight(self, place: str, word: str) -> float:
        return self.weights.get(f"{place} {word}", -1.0)

    def _head(self, span: Span | None) -> str:
        """Return the head of a mention."""
        if span is None:
            return ""
        mention = self._mention_at(span)
        if mention:
            return mention.head
        return self.text[span.start : span.end].lower().split(" for ")[0].rsplit(maxsplit=1)[-1]

    def _mention_at(self, span: Span) -> Mention | None:
        """Return the mention that a stretch named by the rules is."""
        n = bisect_right(self.scene.mention_starts, span.end - 1) - 1
        if n >= 0 and self.scene.mentions[n].end > span.start:
            return self.scene.mentions[n]
        return None

    def candidates(self, n: int) -> list[Candidate]:
        """Return those who may have spoken a string."""
        reading = self.readings[n]
        mentions = self._near(reading.string.words)
        own = self._of_string(n, len(mentions))
        spot = self._spot(n)
        ruled = self._mention_at(reading.found.mention) if reading.found and reading.found.mention else None
        found: list[Candidate] = []
        for mention, place in mentions:
            is_ruled = mention is ruled
            span = reading.found.mention if is_ruled and reading.found else Span(mention.start, mention.end)
            signs = self.seen[place] + self._of_pair(spot, mention, place, is_ruled=is_ruled)
            found.append(Candidate(span, own, signs))
        if reading.found and reading.found.mention and not (ruled and any(one is ruled for one, _ in mentions)):
            found.append(self._unseen(own, reading.found.mention))
        if n:
            found.append(self._again(n, own))
        return found

    def _near(self, words: Span) -> list[tuple[Mention, int]]:
        middle = bisect_left(self.scene.mention_starts, words.start)
        first, last = max(middle - _MOST_BEFORE, 0), middle + _MOST_AFTER
        return [
            (mention, first + place)
            for place, mention in enumerate(self.scene.mentions[first:last])
            if mention.end > words.start - _BACK
            and mention.start < words.end + _AHEAD
            and not (mention.is_accused or (mention.verb == "heard" and mention.head in _COURTS))
        ]

    def _of_string(self, n: int, n_candidates: int) -> list[float]:
        reading, text = self.readings[n], self.text
        words, paragraph, close = reading.string.words, reading.string.paragraph, reading.string.close
        said = text[words.start : min(words.end, words.start + 400)].split()
        before = text[max(reading.string.open - 40, paragraph.start) : reading.string.open]
        word_before = _WORD_BEFORE.search(before)
        word_after = _WORD_AFTER.match(text, close, min(close + 30, paragraph.end))
        lead_in = before.rstrip()[-1:]
        sentence = self.sentences.bounds(reading.string.open, max(close, words.start))
        here = bisect_left(self.string_starts, sentence.start), bisect_left(self.string_starts, sentence.end)
        place = bisect_left(self.scene.cue_places, words.start)
        gap_before = reading.string.open - self.readings[n - 1].string.close if n else _FAR
        gap_after = self.string_starts[n + 1] - close if n + 1 < len(self.string_starts) else _FAR
        end, edge = self._end(n)
        return [
            (words.end - words.start) / 6 if len(said) > 60 else len(said),
            reading.string.opens_paragraph,
            close >= paragraph.end,
            reading.string.runs_on,
            end in ".!?…",
            end == ",",
            text[words.start].isupper(),
            sum(word[0].isupper() for word in said) / max(len(said), 1),
            bool(_FIRST_PERSON.search(text, words.start, min(words.end, words.start + 300))),
            1 if lead_in == ":" else 2 if lead_in == "," else 3 if lead_in in {".", "!", "?", ""} else 0,
            self._weight("string", word_before.group(1).lower()) if word_before else -2,
            self._weight("after", word_after.group(1).lower()) if word_after else -2,
            text[edge : edge + 1] == " ",
            reading.side,
            reading.is_again,
            reading.is_sure,
            reading.is_titled,
            n - here[0],
            here[1] - n - 1,
            min(gap_before, _FAR),
            min(gap_after, _FAR),
            *self._cue(place - 1, words.start, sentence),
            *self._cue(place, edge, sentence),
            n_candidates,
            len(self.readings),
            bool(n) and self.readings[n - 1].is_said,
        ]

    def _end(self, n: int) -> tuple[str, int]:
        """Return the mark that ends a string, and where what follows begins, wherever that mark is printed."""
        string, text = self.readings[n].string, self.text
        last, following = text[string.words.end - 1], text[string.close : string.close + 1]
        if last not in ".,;!?…" and following in _STOP_AFTER:
            return following, string.close + 1
        return last, string.close

    def _cue(self, place: int, edge: int, sentence: Span) -> tuple[float, float, float]:
        """Return how far a cue of the sentence stands from the string, its kind and its weight."""
        scene = self.scene
        if not 0 <= place < len(scene.cue_places) or not sentence.start <= scene.cue_places[place] < sentence.end:
            return _FAR, 0, -2
        token = scene.cue_tokens[place]
        gap = abs(scene.starts[token] - edge)
        return min(gap, _FAR), scene.cues[token], self._weight("cue", scene.lowers[token])

    def _of_mention(self, mention: Mention) -> list[float]:
        return [
            mention.kind,
            mention.n_words,
            mention.is_titled,
            mention.verb_kind,
            self._weight("verb", mention.verb) if mention.verb else -2,
            mention.verb_at - mention.end if mention.verb else -1,
            mention.has_aside,
            self._weight("inverted", mention.inverted) if mention.inverted else -2,
            self._weight("before", mention.before),
            self._weight("next", mention.after),
            mention.is_possessor,
            mention.is_first,
            mention.n_like,
        ]

    def _spot(self, n: int) -> _Spot:
        string = self.readings[n].string
        words = string.words
        found = self.readings[n].found is not None
        return _Spot(
            string=string,
            close=self._end(n)[1],
            middle=bisect_left(self.scene.mention_starts, words.start),
            begins_in=self.sentences.index_at(max(words.start - 1, 0)),
            ends_in=self.sentences.index_at(words.end),
            heads=(
                self.heads[n] if found else None,
                self.heads[n - 1] if n else None,
                self.heads[n + 1] if n + 1 < len(self.heads) else None,
            ),
        )

    def _of_pair(self, spot: _Spot, mention: Mention, place: int, *, is_ruled: bool) -> list[float]:
        string, close = spot.string, spot.close
        words = string.words
        is_after = mention.start >= words.end
        gap = mention.start - close if is_after else words.start - mention.end
        first, last = (close, mention.start) if is_after else (mention.end, string.open)
        apart = self.sentence_of[place] - (spot.ends_in if is_after else spot.begins_in)
        between = bisect_left(self.string_starts, last) - bisect_left(self.string_starts, first)
        cues = bisect_left(self.scene.cue_places, last) - bisect_left(self.scene.cue_places, first)
        return [
            is_after,
            min(gap, _FAR),
            place - spot.middle if is_after else spot.middle - 1 - place,
            between,
            apart == 0,
            abs(apart),
            string.paragraph.start <= mention.start < string.paragraph.end,
            is_ruled,
            *(mention.head == head for head in spot.heads),
            self._cue_gap(mention, words, close, is_after=is_after),
            cues,
        ]

    def _cue_gap(self, mention: Mention, words: Span, close: int, *, is_after: bool) -> float:
        """Return how far the verb of a mention stands from the string; -1: it has none on that side."""
        if mention.verb_at < 0:
            return -1
        gap = mention.verb_at - close if is_after else words.start - mention.verb_at
        return min(gap, _FAR) if gap >= 0 else -1

    def _unseen(self, own: list[float], span: Span) -> Candidate:
        """Return a candidate that only the rules see."""
        signs = [-1.0] * (len(_MENTION) + len(_PAIR))
        signs[len(_MENTION) + _PAIR.index("is_ruled")] = 1
        return Candidate(span, own, signs)

    def _again(self, n: int, own: list[float]) -> Candidate:
        """Return the candidate that is whoever spoke the string before."""
        before, reading = self.readings[n - 1], self.readings[n]
        signs = [-1.0] * (len(_MENTION) + len(_PAIR))
        signs[0] = _AGAIN
        signs[1] = before.side
        signs[2] = before.is_said
        signs[3] = before.string.runs_on
        signs[4] = before.string.paragraph == reading.string.paragraph
        signs[5] = before.found is not None and before.found.mention is not None
        signs[6] = min(reading.string.words.start - before.string.close, _FAR)
        signs[7] = self.heads[n - 1] != "" and self.heads[n - 1] == self.heads[n]
        signs[8] = self._end(n - 1)[0] in ".!?…"
        return Candidate(None, own, signs)
