"""Words that may contradict earlier ones: a denial and what it denied, in either order, shown as a pair of sentences.

A pair is a possibility and no more: it rests on shared words around a denial, not on what is meant.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.nouns import Article, Quote
from pipeline.read.lexicon import words
from pipeline.thread.sentences import Line, stem
from pipeline.thread.terms import STOP, fold

_DENIAL = re.compile(
    r"\b(?:no(?! doubt\b| more than\b| less\b| one\b| matter\b)|not(?! only\b| just\b| least\b| until\b)|never|none|"
    r"nothing|cannot|\w+n['’]t|den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing) out|refus(?:e|es|ed|ing)|"
    r"reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|call(?:s|ed)? off|scrap(?:s|ped)?|cancel(?:s|led)?)\b",
    re.IGNORECASE,
)
_SCOPE_ENDS = re.compile(r"[,;:.!?()–—]|\b(?:but|although|though|because|until|unless|despite|while)\b")
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
#: Words in the scope of a denial that are looked at.
_MOST_IN_SCOPE = 8
#: `no plans to reopen` denies the reopening, not the plans.
_LIGHT = frozenset(
    stem(word)
    for word in words(
        """plan intention evidence indication sign suggestion question reason decision comment need case idea way
        thing anything something done seen see seek want believe think know find found made make take taken give given
        allow allowed say said come go going able ever yet any all"""
    )
)
#: Words by which an article says itself that something turned.
_TURN = re.compile(
    r"\bu-turns?\b|\bclimb-?down|\brevers(?:al|es?|ed|ing)\b|\badmi(?:ts?|tted|ssion)\b|\bconced(?:es?|ed)\b|"
    r"\bretreat|\bback(?:s|ed)? down\b|\bbacktrack|\b(?:was|were) wrong\b|\bcontradict|\bchang(?:ed|es) (?:his|her|"
    r"its|their) mind\b|\bafter (?:all\b|it denied|denying|telling|saying|insisting|ruling out|promising|"
    r"refusing|vowing)|"
    r"\bdespite (?:earlier|saying|having|insisting|promising)|\bearlier (?:answer|denial|statement|promise)|"
    r"\bnow says\b|"
    r"\bhad (?:said|insisted|denied|promised|vowed|ruled out)\b|\bno longer\b|\bapologis|\bapologiz",
    re.IGNORECASE,
)
#: Words by which somebody takes back what he said.
_TAKES_BACK = re.compile(
    r"\b(?:it|that|this) (?:was|is)(?: not|n['’]t)\b|\bwrong\b|\bapologi[sz]|\bmistak|\buntrue\b|\bnot true\b|"
    r"\bmisled\b|\bcorrect the record\b|\bmissed it\b",
    re.IGNORECASE,
)
#: Words by which an earlier saying is told.
_SAID_BEFORE = re.compile(
    r"\b(?:said|told|insisted|claimed|assured|denied|stated|maintained|promised|vowed)\b", re.IGNORECASE
)
#: Characters behind a sentence in which it may be taken back.
_THEN = 120
_FIRST_PERSON = re.compile(r"\bI\b")
#: Words that announce: an announcement may be taken back.
_ANNOUNCES = re.compile(
    r"\b(?:will|shall|would|plans?|promis\w+|pledg\w+|vow\w*|intends?|going to|is to|are to|to go ahead|due to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalRules:
    """What rules the search for pairs."""

    #: Sentences from the top of an article that are looked at: what turned stands there.
    within: int = 6
    #: Least rarity of the word that was denied, 0..1.
    rare: float = 0.45
    #: Words of the denial besides it that must return.
    n_more: int = 1
    #: Least time between the two: those who write at once answer the same question.
    apart: timedelta = timedelta(hours=2)
    #: Denials and announcements of a thread that are remembered.
    most_stances: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A sentence with what it denies."""

    line: Line
    told_at: datetime
    #: Who says it, word by word: the speaker of its quotation and the names in it.
    parties: frozenset[str]
    #: The speaker as named; None: it quotes nobody.
    speaker: str | None
    #: Does it say `I`, and no quotation says who that is?
    is_first_person: bool = False
    #: For each denial in it the stems denied, the telling one first.
    denied: tuple[tuple[str, ...], ...]
    #: The text that follows it.
    then: str = ""

    @property
    def affirmed(self) -> frozenset[str]:
        """Return the stems that it does not deny."""
        return frozenset(self.line.words).difference(*self.denied)

    @property
    def announces(self) -> bool:
        """Tell whether it says of something that it is to be."""
        return _ANNOUNCES.search(self.line.passage.text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """Two sentences that may contradict one another."""

    old: Stance
    new: Stance
    #: The stem that one denies and the other does not.
    about: str

    @property
    def who(self) -> str | None:
        """Return who said both, as named; None: the sentences share no name."""
        shared = self.old.parties & self.new.parties
        for one in (self.new.speaker, self.old.speaker):
            if one and shared.intersection(_name_stems(one)):
                return one
        return None


def stances_of(lines: Sequence[Line], article: Article, quotes: Sequence[Quote]) -> list[Stance]:
    """Return the sentences of an article with what each denies and who says it.

    Words in the first person that no quotation claims are taken for those of whom the article named last.

    Args:
        lines: the sentences of the article.
        article: the article.
        quotes: its quotations.
    """
    found: list[Stance] = []
    named: frozenset[str] = frozenset()
    for line in lines:
        speaker = _speaker(line, quotes)
        parties = line.names | (_name_stems(speaker) if speaker else frozenset())
        text = line.passage.text
        is_first_person = speaker is None and _FIRST_PERSON.search(text) is not None
        found.append(
            Stance(
                line=line,
                told_at=article.told_at,
                parties=parties | named if is_first_person else parties,
                speaker=speaker,
                is_first_person=is_first_person,
                denied=_denied(text),
                then=article.text[line.passage.end or 0 :][:_THEN],
            )
        )
        if line.names and line.place and not is_first_person:
            named = parties
    return found


def _speaker(line: Line, quotes: Sequence[Quote]) -> str | None:
    start, end = line.passage.start, line.passage.end
    if start is None or end is None:
        return None
    return next((quote.speaker for quote in quotes if quote.speaker and start < quote.end and quote.start < end), None)


class Stances:
    """What was denied or announced in a thread."""

    def __init__(self, rules: ReversalRules | None = None) -> None:
        self._rules = rules or ReversalRules()
        self._told: list[Stance] = []

    def add(self, stances: Iterable[Stance]) -> None:
        """Take in sentences that were told; those that neither deny nor announce are left."""
        self._told += [each for each in stances if each.denied or each.announces]
        del self._told[: -self._rules.most_stances]

    def find(self, fresh: Sequence[Stance]) -> Reversal | None:
        """Return the first new sentence that may contradict an earlier one, with that one; None: there is none.

        Args:
            fresh: the sentences of an article in order. How new their words are says nothing here: the words of a
                denial come back.
        """
        return self._contradicted(fresh) or self._taken_back(fresh)

    def _contradicted(self, fresh: Sequence[Stance]) -> Reversal | None:
        rules = self._rules
        says_so = any(_TURN.search(stance.line.passage.text) for stance in fresh[: rules.within])
        for stance in fresh:
            if stance.line.place > rules.within:
                continue
            for old in reversed(self._told):
                about = _about(old, stance, rules, says_so=says_so)
                if about:
                    return Reversal(old=old, new=stance, about=about)
        return None

    def _taken_back(self, fresh: Sequence[Stance]) -> Reversal | None:
        """Return a sentence that tells again what its speaker denied, close before words that take it back."""
        for stance in fresh:
            text = stance.line.passage.text
            if not (_SAID_BEFORE.search(text) and _TAKES_BACK.search(text + stance.then)):
                continue
            for old in reversed(self._told):
                if about := _told_again(old, stance, self._rules):
                    return Reversal(old=old, new=stance, about=about)
        return None


def _told_again(old: Stance, new: Stance, rules: ReversalRules) -> str | None:
    """Return what the same speaker denied in both, long enough apart."""
    if new.told_at - old.told_at < rules.apart or not (old.speaker and old.parties & new.parties):
        return None
    if not (new.speaker or new.is_first_person):
        return None
    before = {head for head, *_ in old.denied}
    return next((head for head, *_ in new.denied if head in before), None)


def _about(old: Stance, new: Stance, rules: ReversalRules, *, says_so: bool) -> str | None:
    if new.told_at - old.told_at < rules.apart:
        return None
    shared = old.parties & new.parties
    # a name may be that of the town in which all of it happens: then the article must say itself that something turned
    if not (says_so or (old.speaker and new.speaker and shared)):
        return None
    turned = _turned(old.denied, new.affirmed, new, rules)
    if turned is None and old.announces:
        turned = _turned(new.denied, old.affirmed, new, rules)
    return turned


def _turned(
    denied: tuple[tuple[str, ...], ...], affirmed: frozenset[str], new: Stance, rules: ReversalRules
) -> str | None:
    for scope in denied:
        head, *others = scope
        is_rare = new.line.words.get(head, 0.0) >= rules.rare
        n_more = sum(word in affirmed and word not in new.parties for word in others)
        if head in affirmed and is_rare and n_more >= rules.n_more:
            return head
    return None


def _denied(text: str) -> tuple[tuple[str, ...], ...]:
    found = []
    for denial in _DENIAL.finditer(text):
        end = _SCOPE_ENDS.search(text, denial.end())
        words = _WORD.findall(text[denial.end() : end.start() if end else len(text)])[: 2 * _MOST_IN_SCOPE]
        folded = [fold(word) for word in words]
        stems = list(dict.fromkeys(stem(word) for word in folded if len(word) > 1 and word not in STOP))
        telling = [one for one in stems if one not in _LIGHT][:1]
        if telling:
            found.append((*telling, *(one for one in stems[:_MOST_IN_SCOPE] if one != telling[0])))
    return tuple(found)


def _name_stems(name: str) -> frozenset[str]:
    return frozenset(stem(fold(word)) for word in _WORD.findall(name) if word[:1].isupper() and fold(word) not in STOP)
