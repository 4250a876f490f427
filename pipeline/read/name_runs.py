"""Capitalised words that stand together, cut into the words of one name each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.read.lexicon import BODY_WORDS, FIRST_NAMES, OFFICES, PLACE_WORDS, PLACES, ROLES, words

#: After a hyphen these make an adjective of a name: `Leeds-based`.
_TAILS = (
    "style|based|led|born|run|like|era|wide|made|only|free|held|area|class|old|year|bound|owned|type|turn|wing|backed|"
    "turned"
)
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_CAP_GOES_ON = rf"(?:[\w’']*[\w])?(?:-(?:{_UPPER}[\w’']*\w|(?!(?:{_TAILS})\b)[a-z]{{2,5}}\b))*"
_CAP = _UPPER + _CAP_GOES_ON
_INITIAL = r"(?:(?:[A-Z]\.){1,4}|(?:St|Mt|Ft)\.)"
#: What follows the first letter.
_INITIAL_GOES_ON = r"(?:(?<=[A-Z])\.(?:[A-Z]\.){0,3}|(?<=[SMF])t\.)"
_LINK = (
    r"(?: (?:of(?: the)?|for(?: the)?|on|and|de|da|di|du|del|della|la|le|van|von|der|den|dos|al|bin|ibn|el) | & |"
    r" (?:al|el|ad|ar|as|ash|an|at|az|ul)-| |-)"
)
#: Capitalised words with what may join them; at most twelve, so that a page of capitals is read in linear time.
#: Begins with a set of characters, which makes it quick; what stands before is looked at after the first.
RUN = re.compile(
    rf"{_UPPER}(?<![\w@#/.].)(?:{_INITIAL_GOES_ON}|{_CAP_GOES_ON})"
    rf"(?:{_LINK}(?:{_INITIAL}|{_CAP}|\d{{1,2}}(?!\w))){{0,11}}"
)
LINKS = words("of the for on and de da di du del della la le van von der den dos & bin ibn el")
_PART = re.compile(rf"{_INITIAL}|{_CAP}|&|[\w]+")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?\Z")
JOINS_OF = words(
    """university house houses bank ministry department church isle court board federation council institute republic
    kingdom states state association school college office bureau society royal academy museum commission
    district union league organisation organization cape bay gulf city port town county centre center chamber
    army bishop duke duchess earl prince princess"""
)
#: First parts of the names of bodies, after which `of`, `for`, `on` and then `and` go on with the name.
HEADS = words(
    """centre center institute institution foundation office department ministry agency society committee fund panel
    party commission conference association union board council network federation forum authority bureau programme
    program organisation organization chamber staff services service court tribunal secretariat directorate
    inspectorate faculty college school alliance coalition campaign group"""
)
_BODIES_OF_TWO = (HEADS | words("museum works ministry regulator")) - words("staff group campaign")
#: What they hold follows: `minister of finance and trade`.
HOLDERS = words(
    "minister secretary commissioner undersecretary director chairman chair chairperson member ambassador dean"
)
_JOINS_AND = words("marks trinidad bosnia antigua tyne health culture justice foreign food science education defence")
#: No person ends with these.
NO_HOLDERS = BODY_WORDS | PLACE_WORDS | OFFICES | ROLES
#: Possessives that stand within names: `King’s College`.
_WHOSE = frozenset({"people's", "women's", "men's", "children's", "king's", "queen's", "veterans'", "workers'"})
_OF_OFFICE = re.compile(
    r"(?:General|Attorney|Prosecutor|Magistrate|Coroner|Governor|Auditor|Ombudsman|Registrar|Mayor|Sheriff|Marshal|"
    r"Speaker|President|Premier|Commissioner|Controller)[’']s (?:Office|Court|Department|Inquest|Fund)\b"
)
#: `Culture and Sport Department`: what a body with two concerns is called by.
_CONCERN = re.compile(
    r".{3,}(?:tion|sion|ment|ity|ure|ing|ics|ogy|ance|ence|ism|hood)\Z|climate|food|health|trade|law|arts|sport"
)

#: Where each word of a run begins and ends.
_Words = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of one name in a run."""

    #: Where each begins and ends, counted from the beginning of the run.
    places: tuple[tuple[int, int], ...]
    printed: tuple[str, ...]
    #: In small letters, without the full stop of an initial.
    folded: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def cut_run(run: str, *, is_owned: bool) -> tuple[Cut, ...]:
    """Return the words of each name in a run of capitalised words.

    Args:
        run: what `RUN` matched.
        is_owned: whether `’s` follows.
    """
    cut = _cut(f"{run}’s" if is_owned else run, 0, len(run))
    return tuple(_cut_of(run, parts) for part in cut for parts in _at_office(run, part))


def _cut_of(run: str, parts: _Words) -> Cut:
    printed = tuple(run[start:end] for start, end in parts)
    return Cut(tuple(parts), printed, tuple(word.lower().rstrip(".") for word in printed))


def _at_office(text: str, parts: _Words) -> Iterator[_Words]:
    """Cut `Leeds Council Leader Ann Poe` into the body and the office with its holder, `London Ann Poe` into two."""
    folded = [text[slice(*part)].lower().rstrip(".") for part in parts]
    for n in range(len(parts) - 1, 0, -1):
        if folded[n] in OFFICES and n + 1 < len(parts) and folded[-1] not in NO_HOLDERS:
            if folded[n - 1] in BODY_WORDS or folded[n - 1] in PLACES:
                yield parts[:n]
            yield parts[n:]
            return
    if len(parts) > 2 and folded[0] in PLACES and folded[1] in FIRST_NAMES:
        yield parts[:1]
        parts = parts[1:]
    yield parts


def _cut(text: str, start: int, end: int) -> Iterator[_Words]:
    """Cut a run at possessives and at links that join no name, and give its words."""
    parts: list[tuple[int, int]] = []
    pending: list[tuple[int, int]] = []
    for match in _PART.finditer(text, start, end):
        word = match.group()
        if parts and (word.islower() or word == "&"):
            pending.append(match.span())
            continue
        if pending and not _joins(text, parts, pending, text[start:end].rsplit(maxsplit=1)[-1].lower()):
            yield parts
            parts = []
        else:
            parts.extend(pending)
        pending = []
        parts.append(match.span())
        is_within = word.lower().replace("’", "'") in _WHOSE or _OF_OFFICE.match(text, match.start())
        owned = None if is_within else _POSSESSIVE.search(word)
        after = text[match.end() : match.end() + 2]
        if owned or after in {"’s", "'s"}:
            parts[-1] = (match.start(), match.end() - len(owned.group()) if owned else match.end())
            yield parts
            parts = []
    if parts:
        yield parts


def _joins(text: str, parts: _Words, pending: _Words, last: str) -> bool:
    """Tell whether a link goes on with the name, given the last word of the whole run."""
    left = text[slice(*parts[-1])].lower()
    link = text[slice(*pending[0])]
    folded = [text[slice(*part)].lower() for part in parts]
    if folded[0] in HOLDERS or (folded[1:2] and folded[1] in HOLDERS and (folded[2:3] or [link])[0] in {"of", "for"}):
        return True  # taken whole, to be left out whole
    if link == "of":
        return left in JOINS_OF or left in HEADS or any(word in {"university", "bank", "church"} for word in folded)
    if link in {"for", "on"}:
        return left in HEADS or (link in folded and folded[0] in HEADS)
    if link == "and":
        is_within = any(word in {"of", "for", "on"} and folded[n - 1] in HEADS for n, word in enumerate(folded) if n)
        return left in _JOINS_AND or is_within or (last in _BODIES_OF_TWO and bool(_CONCERN.match(left)))
    return True
