"""Sentences that say, in the outlet's own words, that something happened or was done.

Reads English verbs in the forms that reports and headlines have. It tells a happening from the talk around it: what was
asked for, feared and planned for weeks is news on the day on which it is done, in the same words.
"""

import re

from pipeline.nouns import DevelopmentKind, Evidence
from pipeline.read.lexicon import words
from pipeline.thread.novelty import Known, Novelty
from pipeline.thread.sentences import Line, stem
from pipeline.thread.terms import fold

#: What stands in one line is the same happening. Forms that are nouns as often (`charges`, `strikes`) are left out.
_TABLE = """
    arrested arrests detained
    charged indicted
    released freed
    resigned resigns quit quits stepped
    sacked sacks fired dismissed dismisses ousted
    appointed appoints named elected elects replaced replaces
    died dies dead killed kills drowned drowns
    injured injures hurt wounded
    rescued saved
    missing vanished disappeared
    found finds recovered recovers identified identifies discovered
    evacuated evacuates
    closed closes shut shuts suspended suspends halted halts stopped
    reopened reopens opened opens resumed resumes restored restores
    ordered banned bans
    cancelled canceled cancels postponed postpones
    approved approves passed voted carried agreed agrees backed signed
    rejected rejects fell fallen defeated defeats lost loses
    won beat scored
    collapsed collapses burst breached failed fails broke broken sank sunk
    crashed collided derailed
    flooded submerged
    struck hit erupted exploded
    seized seizes raided searched
    sentenced jailed convicted fined
    acquitted cleared
    sued sues
    launched deployed
    withdrew withdrawn withdraws
    apologised apologises apologized apologizes
    shot stabbed attacked
"""
_HAPPENINGS = {form: happening for happening, forms in enumerate(_TABLE.splitlines()) for form in forms.split()}
#: Words by which what somebody said stands for a happening: only where the sentence is new.
_ANNOUNCED = words(
    """announced announces confirmed confirms admitted admits denied denies declared declares warned warns published
    publishes leaked revealed reveals"""
)
#: The outlet speaks of itself, or to its readers.
_ADDRESSES = re.compile(r"\b(?:I|[Ww]e|us|[Oo]ur|[Mm]y|[Yy]ou|[Yy]our)\b|\?\s*$")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_WORD = re.compile(r"[^\W\d_]+")
#: Words under which a sentence is a cry, and tells nothing by itself.
_LEAST_WORDS = 5
#: Part of a sentence's rare words, 0..1, that another one of the same happening has, from which that was told.
_SAME = 0.25


def happened(judged: Novelty, known: Known, new: float) -> Evidence | None:
    """Return a sentence as evidence that something happened which was not told, or None.

    Args:
        judged: the sentence, held against what is known.
        known: the sentences that are known.
        new: score from which a sentence counts as new whatever it tells, 0..1.
    """
    line, nearest = judged.line, judged.nearest
    own = own_words(line.passage.text)
    happenings = {found for word in own if (found := happening_of(word)) is not None}
    is_done = bool(line.names or line.numbers) and any(not _is_told(happening, line, known) for happening in happenings)
    is_new = judged.score >= new and bool(happenings or _ANNOUNCED.intersection(own))
    if len(own) < _LEAST_WORDS or addresses(line.passage.text) or not (is_done or is_new):
        return None
    return Evidence(
        kind=DevelopmentKind.HAPPENED,
        passage=line.passage,
        against=nearest.passage if nearest else None,
        score=judged.score,
    )


def addresses(sentence: str) -> bool:
    """Tell whether an outlet speaks of itself in a sentence, or to its readers; words of others are left out."""
    return _ADDRESSES.search(_QUOTED.sub(" ", sentence)) is not None


def happening_of(word: str) -> int | None:
    """Return the number of the happening that a word in small letters tells, or None; words of one have one number."""
    return _HAPPENINGS.get(word)


def _is_told(happening: int, line: Line, known: Known) -> bool:
    """Tell whether a sentence that is known tells the same happening, of what this one speaks of."""
    stems = {stem(fold(form)) for form, number in _HAPPENINGS.items() if number == happening}
    return any(
        sum(line.words[word] for word in (line.words.keys() & each.words.keys()) - stems) >= _SAME * line.weight
        and any(_HAPPENINGS.get(word) == happening for word in own_words(each.passage.text))
        for one in stems
        for each in known.holding(one)
    )


def own_words(sentence: str) -> list[str]:
    """Return the words of a sentence that are the outlet's own, in small letters."""
    return _WORD.findall(_QUOTED.sub(" ", sentence).lower())
