"""The people that a text names outside its quotations: where, by which surname, he or she, in which office."""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pipeline.read.lexicon import (
    BODY_WORDS,
    DEMONYMS,
    MONTHS,
    NAMES_EITHER,
    NO_NAMES,
    PLACE_WORDS,
    PLACES,
    ROLES,
    TITLES,
    WEEKDAYS,
    words,
)
from pipeline.read.speakers import TOKEN, gender_of, tail

_MAY_ADDRESS = re.compile(r"\w{4}ing\b")
#: Places that are kept of one surname and of one office.
_MOST_LIKE = 40
_RUN = re.compile(
    r"[A-Z](?!-[a-z])[\w’']*(?:-[A-Z]?[\w’']*)?"
    r"(?:\.? (?:de |van |von |der |la |le |al-|Mc|O’)?[A-Z](?!-[a-z])[\w’'-]*){0,6}"
)
_POSSESSION = re.compile(r"(?:’s|'s|’|')\Z")
_NO_PERSON = BODY_WORDS | PLACE_WORDS | PLACES | DEMONYMS | frozenset(MONTHS) | frozenset(WEEKDAYS)
_OFFICES = TITLES | ROLES
#: What else shows that a name is a person's: `, 34,`, `, who`.
_PERSON_AFTER = re.compile(r",? (?:\d\d?,|who\b|said\b|says\b|told\b)|, aged \d")
_ROLE_WORD = re.compile(r"[\w’'-]+")
#: Words before and after a name in which its office may stand.
_OFFICE_BEFORE = re.compile(r"[^.;:!?“”\"\n]{0,60}\Z")
_OFFICE_AFTER = re.compile(r",? (?:[^.;:!?“”\"\n]{0,70})")
#: By the word that stands for somebody: what may be printed beside the name instead.
_ALSO = {
    "judge": words("judge justice recorder sheriff"),
    "officer": words("officer pc constable sergeant inspector superintendent detective insp supt sgt det dc ds di dci"),
    "detective": words("detective det dc ds di dci"),
    "inspector": words("inspector insp di dci"),
    "superintendent": words("superintendent supt"),
    "sergeant": words("sergeant sgt ds"),
    "constable": words("constable pc dc"),
    "peer": words("lord lady baroness baron viscount earl peer"),
    "lawyer": words("lawyer barrister solicitor qc kc attorney counsel defending prosecuting"),
    "barrister": words("barrister qc kc counsel defending prosecuting"),
    "solicitor": words("solicitor"),
    "prosecutor": words("prosecutor prosecuting"),
    "councillor": words("councillor cllr"),
    "doctor": words("doctor dr gp"),
    "professor": words("professor prof"),
    "politician": words("mp senator councillor minister"),
    "minister": words("minister secretary"),
    "head": words("headteacher head"),
    "headteacher": words("headteacher head"),
    "bishop": words("bishop archbishop"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One place at which a text names somebody."""

    start: int
    end: int
    #: Words of the name itself, titles left out.
    names: tuple[str, ...]
    #: `he`, `she`, or None: the text does not tell.
    gender: str | None
    #: 0: may be a body or place, 1: looks like a person, 2: is one.
    grade: int
    #: A title or office is printed in it or just before it.
    is_titled: bool

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.names[-1]


class People:
    """All of them, in order."""

    def __init__(self, masked: str) -> None:
        self.masked = masked
        runs = [run for match in _RUN.finditer(masked) if (run := _read(masked, match))]
        self.genders: dict[str, str] = {}
        self.full: dict[str, list[Person]] = defaultdict(list)
        for person in runs:
            if person.gender:
                self.genders.setdefault(person.surname, person.gender)
            if len(person.names) > 1 and person.grade and len(self.full[person.surname]) < _MOST_LIKE:
                self.full[person.surname].append(person)
        self.all = [self._known(person) for person in runs]
        self.starts = [person.start for person in self.all]
        self._holders: dict[str, list[Person]] = {}

    def _known(self, person: Person) -> Person:
        """Return the person with what the rest of the text says of the surname."""
        full = self.full.get(person.surname)
        gender = person.gender or self.genders.get(person.surname)
        grade = max(person.grade, 2 if gender else 1 if full else 0)
        if gender == person.gender and grade == person.grade:
            return person
        return Person(person.start, person.end, person.names, gender, grade, person.is_titled)

    def between(self, start: int, end: int) -> list[Person]:
        """Return those named in a stretch of the text, in order."""
        return self.all[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def gender(self, name: str) -> str | None:
        """Return `he` or `she` where the text tells it of a speaker."""
        last = _POSSESSION.sub("", name.rsplit(maxsplit=1)[-1])
        return gender_of(name) or self.genders.get(last)

    def fullest(self, surname: str, gender: str | None, at: int) -> Person | None:
        """Return where the full name behind a surname is printed first; None: nowhere, or it may be two people's."""
        full = [person for person in self.full.get(surname, ()) if gender in {None, person.gender} or not person.gender]
        full = full if len({person.names[-2] for person in full}) < 2 else self._in_paragraph(full, at)
        if len({person.names[-2] for person in full}) != 1 or full[0].start == at:
            return None
        return full[0]

    def _in_paragraph(self, full: list[Person], at: int) -> list[Person]:
        """Return those of several namesakes that are named in the last paragraph before a place that names any."""
        before = [person for person in full if person.end <= at]
        if not before:
            return []
        begin = self.masked.rfind("\n", 0, before[-1].start) + 1
        return [person for person in before if person.start >= begin]

    def holder(self, role: str, modifiers: frozenset[str], at: int) -> Person | None:
        """Return whom a role names: the last before this place beside whose full name it is printed, or the first."""
        holders = self.holders(role)
        near = [one for one in holders if modifiers <= self.offices(one)] if modifiers else holders
        near = near or (holders if len({one.surname for one in holders}) == 1 else [])
        place = bisect_left([one.start for one in near], at)
        return near[place - 1] if place else near[0] if near else None

    def holders(self, role: str) -> list[Person]:
        """Return where a role, or another word for it, is printed beside a full name."""
        if role not in self._holders:
            also = _ALSO.get(role, frozenset({role}))
            full = (person for person in self.all if person.is_titled or (len(person.names) > 1 and person.grade))
            close = (person for person in full if any(word in self._around(person) for word in also))
            self._holders[role] = list(islice((person for person in close if also & self.offices(person)), _MOST_LIKE))
        return self._holders[role]

    def _around(self, person: Person) -> str:
        return self.masked[max(person.start - 80, 0) : person.end + 72].lower()

    def offices(self, person: Person) -> set[str]:
        """Return the words of a name's titles and of what is set beside it, lower: `Mr Justice`, `, chairman of`."""
        name = self.printed(person)
        start = person.end - len(name)
        before = _OFFICE_BEFORE.search(self.masked, max(start - 62, 0), max(start - 2, 0))
        after = _OFFICE_AFTER.match(self.masked, person.end, person.end + 72)
        is_beside = self.masked[max(start - 2, 0) : start] == ", " and before
        near = before.group().rpartition(", ")[2] if is_beside and before else ""
        behind = ",".join(after.group().split(",")[:2]) if after and after.group().startswith((",", " (")) else ""
        return set(_ROLE_WORD.findall(f"{near} {name} {behind}".lower()))

    def printed(self, person: Person) -> str:
        """Return the name as printed there, with the titles and roles before it."""
        begin = max(person.start - 80, self.masked.rfind("\n", max(person.start - 80, 0), person.start) + 1)
        joint = self.masked.rfind(" and ", begin, person.start)
        begin = joint + 5 if joint >= 0 else begin
        span = tail(list(TOKEN.finditer(self.masked, begin, person.end)))
        start = span.start if span and span.start < person.start else person.start
        return _POSSESSION.sub("", self.masked[start : person.end])


def _read(masked: str, match: re.Match[str]) -> Person | None:
    """Read one run of capitalised words; None: it names nobody."""
    run = match.group()
    cut = _begins_at(masked, match) if "ing" in run and _MAY_ADDRESS.search(run) else 0
    apart = _taken_apart(run[cut:])
    if apart is None:
        return None
    start, end = match.start() + cut + apart.first, match.start() + cut + apart.last
    is_titled = apart.is_titled or _is_office(masked, start)
    is_person = is_titled or apart.is_person or bool(_PERSON_AFTER.match(masked, end))
    grade = 2 if is_person else int(len(apart.names) in {2, 3})
    return Person(start, end, apart.names, apart.gender, grade, is_titled)


def _begins_at(masked: str, match: re.Match[str]) -> int:
    """Return where a run begins without words that open a sentence: `Addressing Hyde`."""
    run = _POSSESSION.sub("", match.group())
    parts = run.split()
    cut = 0
    while len(parts) > 1:
        plain = parts[0].replace(".", "")
        if plain.lower() not in NO_NAMES and not _is_participle(masked, match.start() + cut, plain):
            break
        cut += len(parts[0]) + 1
        parts = parts[1:]
    return cut


@dataclass(frozen=True, slots=True)
class _Apart:
    """What a run of capitalised words says by itself."""

    first: int
    last: int
    names: tuple[str, ...]
    gender: str | None
    is_titled: bool
    is_person: bool


@lru_cache(maxsize=1 << 14)
def _taken_apart(printed: str) -> _Apart | None:
    """Take a run of capitalised words apart; None: it names nobody, wherever it stands."""
    run = _POSSESSION.sub("", printed)
    parts = run.replace(".", "").split()
    first, last = 0, len(run)
    while parts and parts[0].lower() in NO_NAMES:
        first += len(run) - len(run[len(run.split()[0]) :].lstrip())
        run = printed[first:last]
        parts = parts[1:]
    names = [part for part in parts if part.lower() not in _OFFICES] if len(parts) > 1 else parts
    if not names or names[-1].lower() in NO_NAMES or parts[-1].lower() in _OFFICES:
        return None
    gender = gender_of(run)
    if names[-1].lower() in _NO_PERSON and not (gender and len(names) > 1):
        return None
    is_person = bool(gender) or names[0].lower() in NAMES_EITHER
    return _Apart(first, last, tuple(names), gender, len(names) < len(parts), is_person)


def _is_participle(masked: str, at: int, word: str) -> bool:
    """Tell whether a word is the first of `Addressing Hyde, she said`."""
    is_first = masked[max(at - 2, 0) : at].strip(" \n“‘") in {"", ".", "?", "!"}
    return is_first and word.endswith("ing") and len(word) > 6


def _is_office(masked: str, at: int) -> bool:
    before = masked[max(at - 24, 0) : at].rsplit(maxsplit=1)
    return bool(before) and before[-1].lower() in _OFFICES
