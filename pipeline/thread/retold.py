"""Whether a report leads with what an entry of a live blog told already, in whatever words.

How new its sentences are does not say so: `Second man arrested` is told in the words of the first arrest. So a report
retells an entry only where its headline and first sentence name a happening of the entry, of the same thing, and
nothing beside it: no other happening, number, name or person, and nothing that happens once more. An alert that is
owed twice is a nuisance, and one that is never owed a loss: in doubt a report tells something new.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from pipeline.nouns import Article, Development, Passage
from pipeline.read.lexicon import CALENDAR, words
from pipeline.thread.happenings import happening_of, own_words
from pipeline.thread.memory import Report
from pipeline.thread.novelty import Known, NoveltyRules
from pipeline.thread.posted import entry_of
from pipeline.thread.sentences import Line, Rarity, line_of, stem, stems_of
from pipeline.thread.terms import STOP, fold

#: What is told aside, and is no news: `, who was arrested on Monday,`, `hours after it had reopened`.
_ASIDE = re.compile(
    r"\b(?:who|whom|whose|which|after|since|when|while|where|because|before|following|amid)\b[^,;:–—]*|,\s+as\b[^,;:–—]*",
    re.IGNORECASE,
)
#: Who says so, at the end.
_SAYS = re.compile(r",\s[^,]*\b(?:says?|said|confirms?|confirmed|announced|reports?|told)\b[^,]*$", re.IGNORECASE)
#: What parts a sentence into such as have subjects of their own.
_PART = re.compile(r"[:;–—]")
#: Words by which something happens once more, or to others as well.
_FURTHER = words("second third fourth fifth another more further again also too fresh new other others additional")
#: Who it happened to, where no name says so.
_PERSONS = words(
    """man woman men women boy girl boys girls teenager teenagers couple brother brothers sister sisters son daughter
    wife husband mother father deputy driver pilot owner chief boss mayor minister councillor engineer officer"""
)
#: Whose work it is: that they did it to somebody tells no happening from another.
_AGENTS = words(
    """police officers detectives prosecutors firefighters rescuers crews divers officials authorities councillors
    council county city government"""
)
#: Happenings that share a line of their table, and are not the same.
_OF_ITS_OWN = words(
    """collapsed burst breached failed fails broke broken sank sunk fell fallen lost loses defeated defeats struck hit
    erupted exploded seized seizes raided searched missing identified identifies"""
)
_SPELLED = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
#: Days and months have a capital, and are nobody's names.
_CALENDAR = frozenset(stem(each) for each in CALENDAR)
#: Between a happening and what it befell, or what it was for: `arrested a man`, `closed to all traffic`.
_BEFORE_OBJECT = words("a an the its his her their our all any to with of some")
_AGENT_STEMS = frozenset(stem(fold(each)) for each in _AGENTS)
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
#: Words on either side of a happening among which stands what it befell.
_AROUND = 6


@dataclass(frozen=True, slots=True)
class _Happening:
    """What a sentence says that happened."""

    #: What the words for it have in common.
    key: tuple[int, str]
    #: Numbers of the sentence, and stems of the telling words around it.
    around: frozenset[str]
    #: Stems of the words that say who did it or whom it befell: those that begin its part, and the one behind it.
    parties: frozenset[str]


def told_in(article: Article, development: Development, rarity: Rarity) -> tuple[Line, ...]:
    """Return the sentences in which a live blog told a development; of an entry that left its page, what headed it.

    Args:
        article: the live blog.
        development: opened by an entry of it.
        rarity: how rare a folded word is.
    """
    posted = entry_of(article, development)
    told = (development.headline, *(posted.text.split("\n") if posted else ()))
    passages = (Passage(article_id=article.id, text=one, start=None, end=None) for one in dict.fromkeys(told))
    return tuple(line for one in passages if (line := line_of(one, rarity)).words)


def leads_with(report: Report) -> bool:
    """Tell whether a report leads with a happening at all: most do not, and need be held against no entry."""
    return any(True for line in _lead(report) for _ in _happenings(line))


def retells(report: Report, entry: Sequence[Line], about: str) -> bool:
    """Tell whether a report leads with what an entry told, and with nothing else.

    Args:
        report: the report.
        entry: the sentences of the entry.
        about: what the live blog is called: words of that tell no happening from another.
    """
    lead, told, rules = _lead(report), Known(), NoveltyRules()
    told.add(entry)
    if any(each.score >= rules.new for each in told.judge(lead)):
        return False
    called = stems_of(about)
    return _is_same(lead, entry, called) and not any(_goes_further(line, entry, called) for line in lead)


def _lead(report: Report) -> list[Line]:
    return [*(line for line in report.lines[:1] if not line.place), *report.top(1)]


def _is_same(lead: Sequence[Line], entry: Sequence[Line], about: AbstractSet[str]) -> bool:
    """Tell whether a lead tells a happening of an entry, of the same thing, and no other one."""
    told = stems_of(" ".join(_bare(line) for line in entry)) | about | _CALENDAR
    theirs: dict[tuple[int, str], set[str]] = {}
    for line in entry:
        for one in _happenings(line):
            theirs.setdefault(one.key, set()).update(one.around - about)
    mine = [one for line in lead for one in _happenings(line)]
    return bool(mine) and all(theirs.get(one.key, set()) & one.around and one.parties <= told for one in mine)


def _happenings(line: Line) -> Iterator[_Happening]:
    """Yield what a sentence says that happened, but for asides."""
    for part in _PART.split(_bare(line)):
        printed = own_words(part)
        # a happening that begins a headline is what somebody is: `Arrested man kept the weir`
        for place in range(line.place == 0, len(printed)):
            number = happening_of(printed[place])
            if number is not None:
                near = (*_telling(printed[:place])[-_AROUND:], *_telling(printed[place + 1 :])[:_AROUND])
                yield _Happening(
                    key=(number, stem(fold(printed[place])) if printed[place] in _OF_ITS_OWN else ""),
                    around=frozenset(near) | _numbers(line.passage.text),
                    parties=_parties(printed, place),
                )


def _bare(line: Line) -> str:
    return _SAYS.sub("", _ASIDE.sub(" ", line.passage.text))


def _parties(printed: Sequence[str], place: int) -> frozenset[str]:
    subject, object_ = frozenset(_subject(printed[:place])), frozenset(_object(printed[place + 1 :]))
    return (subject - _AGENT_STEMS if object_ else subject) | object_


def _telling(printed: Sequence[str]) -> list[str]:
    return [stem(fold(word)) for word in printed if fold(word) not in STOP]


def _subject(before: Sequence[str]) -> list[str]:
    """Return the words with which a part begins, up to one that binds: `union leader Greta Maas`."""
    begins = dropwhile(lambda word: fold(word) in STOP, before)
    return _telling(list(takewhile(lambda word: not (fold(word) in STOP or word.endswith("ing")), begins)))


def _object(behind: Sequence[str]) -> list[str]:
    """Return the word right behind a happening, but for an article and the like; any other that binds: none."""
    return _telling(list(dropwhile(_BEFORE_OBJECT.__contains__, behind))[:1])


def _goes_further(line: Line, entry: Sequence[Line], about: AbstractSet[str]) -> bool:
    """Tell whether a sentence counts or names what an entry does not, or tells it once more or of others."""
    text, told = line.passage.text, " ".join(each.passage.text for each in entry)
    mine, theirs = set(own_words(text)), set(own_words(told))
    named = {name for each in entry for name in each.names} | stems_of(told)
    # in a headline of capitals every word looks like a name
    others = line.names - named - about - _CALENDAR if line.place else frozenset()
    persons = (mine & _PERSONS) - theirs if not line.names & named - about else frozenset()
    return bool(others or persons or _numbers(text) - _numbers(told) or (mine & _FURTHER) - theirs)


def _numbers(text: str) -> set[str]:
    spelled = (_SPELLED[word] for word in own_words(text) if word in _SPELLED)
    return {*(found.group().replace(",", "") for found in _NUMBER.finditer(text)), *spelled}
