"""Words that the text gives as someone's: direct and partial quotations with their speakers."""

from dataclasses import dataclass

from pipeline.nouns import Quote
from pipeline.read.antecedents import Antecedents
from pipeline.read.attributions import Reading, read_strings
from pipeline.read.cues import Cue, cues_in
from pipeline.read.sentences import Sentences, Span, is_english, read_sentences
from pipeline.read.speaker_ranker import Ranker, ranker
from pipeline.read.speaker_signs import Candidate
from pipeline.read.strings import QuotedString, find_strings, mask

#: Cues behind which somebody spoke whom the text need not name: `the court heard that`, `jurors were told`.
_UNNAMED = frozenset({"heard", "told", "said"})
#: A string of so many words that stands in a fuller quotation as well is the same words again.
_SURELY_SAME = 3
#: Characters behind a mention in which its verb is looked for: `Poe, 45, of Leeds, said`.
_CUE_BEHIND = 60
#: Characters before it: `Poe tells Ockley he is “ready”`.
_CUE_BEFORE = 60
#: Characters from which on a string is no part of another.
_LONGEST_PART = 200


@dataclass(frozen=True, slots=True)
class Utterance:
    """One quoted string, with where the text says whose it is."""

    #: The words without their marks.
    words: Span
    #: The speaker's fullest mention that could be found; None: it cannot be told.
    speaker: str | None
    #: The mention that stands beside the cue, which may be a pronoun; None: not told.
    mention: Span | None
    #: The words that announce it; None: nothing does.
    cue: Span | None = None


def find_quotes(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Quote, ...]:
    """Return the quotations of a text in order, each with its speaker where the text names one.

    A quotation that runs over paragraphs, or is broken by `she said`, is given string by string, each as printed. Words
    in marks that nobody is said to have spoken (titles, `so-called`) are left out. The speaker is the mention as
    printed, titles and roles with it; a pronoun, a role or a bare surname is replaced by the fuller mention that it
    stands for.

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
            mention=text[said.mention.start : said.mention.end] if said.mention else None,
            cue=text[said.cue.start : said.cue.end].strip() if said.cue else None,
            text=text[said.words.start : said.words.end],
            sentence=sentences.around(said.words.start - 1, min(said.words.end + 1, len(text))),
            start=said.words.start,
            end=said.words.end,
        )
        for said in find_utterances(text, sentences)
    )


def find_utterances(text: str, sentences: Sentences, chooser: Ranker | None = None) -> tuple[Utterance, ...]:
    """Return the quoted strings that are somebody's words, in order.

    Args:
        text: Paragraphs separated by newlines.
        sentences: Its sentences.
        chooser: Who tells whose words they are; None: the one that the project learned.
    """
    strings = find_strings(text)
    if not strings:
        return ()
    masked = mask(text, strings)
    readings = read_strings(text, masked, sentences, strings)
    chosen = (chooser or ranker()).choose(text, masked, sentences, readings)
    antecedents = Antecedents(text, masked, sentences)
    said: list[Utterance] = []
    doubted: list[Utterance] = []
    for reading, candidate in zip(readings, chosen, strict=True):
        mention, speaker = _mention(candidate, said)
        cue = _cue(masked, reading, candidate, said)
        if mention and speaker is None:
            speaker = antecedents.fullest(mention, [one.speaker for one in said[-6:] if one.speaker])
        is_said = candidate is not None or _is_said_by_somebody(text, reading)
        (said if is_said else doubted).append(Utterance(reading.string.words, speaker, mention, cue))
    return tuple(_join_partial(text, said, doubted))


def _is_said_by_somebody(text: str, reading: Reading) -> bool:
    """Tell whether the rules say that somebody spoke, but not who: `the court heard that`."""
    if not reading.is_said or reading.found is None or reading.found.mention or reading.is_titled:
        return False
    return reading.is_sure or text[reading.found.cue.start : reading.found.cue.end] in _UNNAMED


def _mention(candidate: Candidate | None, said: list[Utterance]) -> tuple[Span | None, str | None]:
    """Return the mention of the speaker, and who it is where that is known already."""
    if candidate is None:
        return None, None
    if candidate.mention:
        return candidate.mention, None
    return (said[-1].mention, said[-1].speaker) if said else (None, None)


def _cue(masked: str, reading: Reading, candidate: Candidate | None, said: list[Utterance]) -> Span | None:
    """Return the words that announce a string: of the rules where they name the same speaker, or else the nearest."""
    found, string = reading.found, reading.string
    if candidate is not None and candidate.mention is None:
        return found.cue if found else said[-1].cue if said else None
    mention = candidate.mention if candidate else None
    if found and (mention is None or (found.mention and _touch(found.mention, mention))):
        return found.cue
    cue = _cue_beside(masked, mention, string) if mention else None
    return Span(cue.start, cue.end) if cue else found.cue if found else None


def _cue_beside(masked: str, mention: Span, string: QuotedString) -> Cue | None:
    """Return the word that announces a string next to whom it names, or else the nearest before both."""
    if mention.end <= string.open:
        cues = cues_in(masked, mention.end, string.open)
        earlier = cues_in(masked, max(string.paragraph.start, mention.start - _CUE_BEFORE), mention.start)
        ranked = [*_finite(cues), *reversed(cues), *reversed(_finite(earlier))]
    else:
        cues = cues_in(masked, string.close, min(mention.end + _CUE_BEHIND, string.paragraph.end))
        ranked = [*_finite(cues), *cues]
    return ranked[0] if ranked else None


def _finite(cues: list[Cue]) -> list[Cue]:
    return [cue for cue in cues if cue.is_finite]


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _join_partial(text: str, said: list[Utterance], doubted: list[Utterance]) -> list[Utterance]:
    """Give a string without a speaker the speaker of a fuller quotation in which the same words stand.

    A string of some words that nobody is said to have spoken is a quotation only if it stands in a fuller one.
    """
    known = [(text[one.words.start : one.words.end].lower(), one.speaker) for one in said if one.speaker][:300]
    joined = [one if one.speaker else _joined(text, one, known, 2) or one for one in said]
    joined += [again for one in doubted if (again := _joined(text, one, known, _SURELY_SAME))]
    return sorted(joined, key=lambda one: one.words.start)


def _joined(text: str, one: Utterance, known: list[tuple[str, str]], least: int) -> Utterance | None:
    words = text[one.words.start : one.words.end].lower()
    if len(words) >= _LONGEST_PART or words.count(" ") < least - 1:
        return None
    words = words.rstrip(",.")
    speaker = next((name for fuller, name in known if words in fuller and words != fuller.rstrip(",.")), None)
    return Utterance(one.words, speaker, one.mention, one.cue) if speaker else None
