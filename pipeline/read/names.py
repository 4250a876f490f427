"""Names of people, bodies and places, one per distinct string."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.nouns import Name
from pipeline.read.lexicon import (
    BODY_WORDS,
    DEMONYMS,
    MONTHS,
    NAMES_EITHER,
    NAMES_HE,
    NAMES_SHE,
    NO_NAMES,
    OFFICES,
    PLACE_WORDS,
    PLACES,
    ROLES,
    TITLES,
    WEEKDAYS,
    words,
)
from pipeline.read.sentences import Sentences, is_english, read_sentences

#: After a hyphen these make an adjective of a name: `Leeds-based`.
_TAILS = (
    "style|based|led|born|run|like|era|wide|made|only|free|held|area|class|old|year|bound|owned|type|turn|wing|backed|"
    "turned"
)
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_CAP = rf"{_UPPER}(?:[\w’']*[\w])?(?:-(?:{_UPPER}[\w’']*\w|(?!(?:{_TAILS})\b)[a-z]{{2,5}}\b))*"
_INITIAL = r"(?:[A-Z]\.){1,4}"
_LINK = r"(?: (?:of(?: the)?|for|and|de|da|di|du|del|della|la|le|van|von|der|den|dos|al|bin|ibn|el) | & | |-)"
#: Capitalised words with what may join them; at most twelve, so that a page of capitals is read in linear time.
_RUN = re.compile(rf"(?<![\w@#/.])(?:{_INITIAL}|{_CAP})(?:{_LINK}(?:{_INITIAL}|{_CAP}|\d{{1,2}}(?!\w))){{0,11}}")
_PART = re.compile(rf"{_INITIAL}|{_CAP}|&|[\w]+")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?\Z")
_JOINS_OF = words(
    """university house houses bank ministry department church isle court board federation council institute republic
    kingdom states state association school college office bureau society royal academy museum commission
    district union league organisation organization cape bay gulf city port town county centre center chamber
    army bishop duke duchess earl prince princess"""
)
_JOINS_FOR = words(
    "centre center institute campaign foundation office department ministry agency society committee fund"
)
_JOINS_AND = words("marks trinidad bosnia antigua tyne health culture justice foreign food science education defence")
_TITLES_OF_PAPERS = words(
    "times post guardian telegraph express mail observer herald tribune parliament congress senate"
)
_THINGS = words(
    "act bill law laws day award awards prize treaty cup championship championships games festival war covid code"
)
#: Bodies and places that would be common words in small letters.
_CAPITAL_BODIES = frozenset({"US", "WHO"})
_NOBLE = words("lord lady baroness baron sir dame king queen prince princess pope sheikh saint st duke duchess")
_BODY_OR_PLACE = BODY_WORDS | PLACE_WORDS
#: No person ends with these.
_NO_HOLDERS = _BODY_OR_PLACE | OFFICES | ROLES
_FIRST_NAMES = NAMES_HE | NAMES_SHE | NAMES_EITHER
_CALENDAR = frozenset(WEEKDAYS) | frozenset(MONTHS) | words("jan feb mar apr jun jul aug sep sept oct nov dec")
_PLACE_CUE = re.compile(r"\b(?:in|near|across|outside|around|into|throughout|to|from) \Z")
_SAID = re.compile(
    r",? (?:said|says|told|added|insisted|warned|wrote|tweeted|who)\b|, \d\d,|[’']s (?:wife|husband|mother|father)\b"
)
_DIGIT = re.compile(r"\d")
_SMALL = re.compile(r"(?<![\w’'-])[a-z]{2,}")
_OPENERS = frozenset("“‘\"'(:—–-•*…[>|")


#: Where each word of a run begins and ends.
_Words = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words that stand together."""

    start: int
    end: int
    is_initial: bool
    titled: bool


def find_names(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Name, ...]:
    """Return the names of a text, each distinct string once, at its first place.

    A leading `the`, titles and offices are cut (`Sir Mark Poe` is `Mark Poe`), possessives too. A surname used alone is
    a string of its own and is a person when a full name with it stands in the text. Days, months and adjectives of
    nations are no names. The kind is said only where a word beside or in the name tells it.

    Args:
        text: Paragraphs separated by newlines.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
        sentences: The text's sentences, where they have been read before.
    """
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    common = frozenset(_SMALL.findall(text))
    runs = list(_runs(text, frozenset(sentences.starts), common))
    sure = {text[run.start : run.end] for run in runs if not run.is_initial}
    persons: set[str] = set()
    found: dict[str, Name] = {}
    for run in runs:
        printed = text[run.start : run.end]
        if printed in found or (run.is_initial and not _is_plain_name(printed, sure, persons, common)):
            continue
        kind = "person" if run.titled else _kind(text, run, printed)
        if kind == "person":
            persons.add(printed.split()[-1])
        found[printed] = Name(text=printed, kind=kind, start=run.start, end=run.end)
    return tuple(_with_person(name) if name.kind is None and name.text in persons else name for name in found.values())


def _with_person(name: Name) -> Name:
    return Name(text=name.text, kind="person", start=name.start, end=name.end)


def _runs(text: str, starts: frozenset[int], common: frozenset[str]) -> Iterator[_Run]:
    for match in _RUN.finditer(text):
        is_first = _is_first(text, match.start(), starts)
        for part in _cut(text, match.start(), match.end()):
            for parts in _at_office(text, part):
                trimmed = _trim(text, parts, is_first=is_first and parts[0][0] == match.start(), common=common)
                if trimmed:
                    yield trimmed


def _at_office(text: str, parts: _Words) -> Iterator[_Words]:
    """Cut `Leeds Council Leader Ann Poe` into the body and the office with its holder, `London Ann Poe` into two."""
    folded = [text[slice(*part)].lower().rstrip(".") for part in parts]
    for n in range(len(parts) - 1, 0, -1):
        if folded[n] in OFFICES and n + 1 < len(parts) and folded[-1] not in _NO_HOLDERS:
            if folded[n - 1] in BODY_WORDS or folded[n - 1] in PLACES:
                yield parts[:n]
            yield parts[n:]
            return
    if len(parts) > 2 and folded[0] in PLACES and folded[1] in _FIRST_NAMES:
        yield parts[:1]
        parts = parts[1:]
    yield parts


def _is_first(text: str, start: int, starts: frozenset[int]) -> bool:
    """Tell whether the word opens a sentence, a quotation or a bracket, where a capital says nothing."""
    if start in starts or start == 0:
        return True
    before = text[start - 1]
    return before in _OPENERS or (before == " " and text[start - 2] in ":•—–")


def _cut(text: str, start: int, end: int) -> Iterator[_Words]:
    """Cut a run at possessives and at links that join no name, and give its words."""
    parts: _Words = []
    pending: _Words = []
    for match in _PART.finditer(text, start, end):
        word = match.group()
        if parts and (word.islower() or word == "&"):
            pending.append(match.span())
            continue
        if pending and not _joins(text, parts, pending):
            yield parts
            parts = []
        else:
            parts.extend(pending)
        pending = []
        parts.append(match.span())
        owned = _POSSESSIVE.search(word)
        after = text[match.end() : match.end() + 2]
        if owned or after in {"’s", "'s"}:
            parts[-1] = (match.start(), match.end() - len(owned.group()) if owned else match.end())
            yield parts
            parts = []
    if parts:
        yield parts


def _joins(text: str, parts: _Words, pending: _Words) -> bool:
    left = text[slice(*parts[-1])].lower()
    link = text[slice(*pending[0])]
    if link == "of":
        return left in _JOINS_OF or any(
            text[slice(*part)].lower() in {"university", "bank", "church"} for part in parts
        )
    if link == "for":
        return left in _JOINS_FOR
    if link == "and":
        is_body = text[slice(*parts[0])].lower() in _JOINS_OF and len(parts) > 2
        return left in _JOINS_AND or is_body
    return True


def _trim(text: str, parts: _Words, *, is_first: bool, common: frozenset[str]) -> _Run | None:
    """Cut titles, offices and words that are capital by their place only; None: no name is left."""
    first, last = 0, len(parts)
    titled = False
    while first < last:
        word = text[slice(*parts[first])]
        folded = word.lower().rstrip(".")
        is_opener = is_first and first == 0 and last > 1 and folded in common and folded not in _FIRST_NAMES
        if folded in TITLES or (folded in OFFICES and _has_person_after(text, parts, first)):
            titled = True
            if last - first == 2 and folded in _NOBLE:
                break  # `Baroness Poe` has no other name here
        elif not (is_opener or folded in _CALENDAR or (folded in NO_NAMES and word not in _CAPITAL_BODIES)):
            break
        first += 1
    while last > first and _is_tail(text[slice(*parts[last - 1])]):
        last -= 1
    if first >= last:
        return None
    start, end = parts[first][0], parts[last - 1][1]
    if last - first == 1 and not titled and _is_common(text[start:end].lower(), common):
        return None
    return None if _is_no_name(text[start:end], titled=titled) else _Run(start, end, is_first and first == 0, titled)


def _has_person_after(text: str, parts: _Words, at: int) -> bool:
    """Tell whether what follows an office is its holder: `Commissioner Ann Poe`, not `Police Federation`."""
    rest = [text[slice(*part)].lower().rstrip(".") for part in parts[at + 1 :]]
    return not rest or rest[-1] not in _NO_HOLDERS


def _is_tail(word: str) -> bool:
    return word.lower() in _CALENDAR or word == "&" or len(word) == 1 or word.isdigit()


def _is_common(folded: str, common: frozenset[str]) -> bool:
    """Tell whether a single word is a common one that someone wrote with a capital: `the Council`."""
    if folded in PLACES or folded in _FIRST_NAMES:
        return False
    return folded in common or (folded in _BODY_OR_PLACE and folded not in _TITLES_OF_PAPERS)


def _is_no_name(printed: str, *, titled: bool) -> bool:
    folded = printed.lower()
    if (
        folded in DEMONYMS
        or (folded in NO_NAMES and printed not in _CAPITAL_BODIES)
        or (len(printed) < 2 and not titled)
    ):
        return True
    last = folded.rsplit(maxsplit=1)[-1]
    if printed.isupper() and printed.count(" ") > 1:
        return True  # a heading in capitals
    if last in DEMONYMS or last in _THINGS or _DIGIT.search(folded):
        return True
    return folded in ROLES or (last in OFFICES and " of " not in folded)


def _is_plain_name(printed: str, sure: set[str], persons: set[str], common: frozenset[str]) -> bool:
    """Tell whether what opens a sentence is a name: it stands elsewhere too, or is no common word."""
    if printed in sure or printed in persons:
        return True
    parts = printed.split()
    if len(parts) > 1:
        return True
    folded = printed.lower()
    if folded in PLACES or (printed.isupper() and 2 < len(printed) < 7):
        return True
    return folded not in common and folded in _FIRST_NAMES


def _kind(text: str, run: _Run, printed: str) -> str | None:
    parts = printed.replace("-", " ").split()
    first, last = parts[0].lower(), parts[-1].lower().rstrip(".")
    if last in BODY_WORDS or (len(parts) > 2 and parts[1] == "of" and first in BODY_WORDS):
        return "organisation"
    if printed.lower() in PLACES or (last in PLACE_WORDS and len(parts) > 1):
        return "place"
    if len(parts) > 1 and (first in _FIRST_NAMES or (len(parts) < 4 and _SAID.match(text, run.end))):
        return "person"
    if printed.isupper() and 2 <= len(printed) <= 6:
        return "organisation"
    if len(parts) == 1 and _PLACE_CUE.search(text, max(run.start - 12, 0), run.start) and last not in _FIRST_NAMES:
        return "place"
    return None
