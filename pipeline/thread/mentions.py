"""What kind of mention names a speaker: a full name, a surname, an office, a body, or whoever speaks for it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pipeline.read.lexicon import BODY_WORDS, OFFICES, PLACES, ROLES, TITLES, words

_WORD = re.compile(r"[\w&][\w&.’'-]*")
_POSSESSIVE = re.compile(r"(?:’s|'s|(?<=s)[’'])\Z")
_ARTICLES = words("the a an one another some his her their its our this that two three several both many")
_VAGUE = words("a an one another some two three several both many other")
#: Who speaks for a body without being it.
_VOICES = words("spokesman spokeswoman spokesperson spokespeople representative statement")
_WRITTEN = words("statement")
#: Before a first name alone: `Sir Sadiq`.
_WITH_FIRST_NAMES = words("sir dame prince princess king queen sister brother father")
_NAME_PARTICLES = words("de da di du del la le van von der den al bin ibn el")
_OFFICE_WORDS = OFFICES | ROLES
#: Further offices and ranks that stand before a name: `Sheriff Larry Poe`.
_BEFORE_NAMES = words(
    "sheriff undersheriff pastor rabbi imam chaplain foreman councilman councilwoman congressman congresswoman "
    "assemblyman assemblywoman alderman trooper marshal lieutenant lt captain capt corporal cpl sergeant sgt det "
    "investigator coroner dispatcher"
)
#: Who act for somebody.
_ADVOCATES = words("lawyer lawyers attorney attorneys solicitor barrister counsel agent publicist")
#: Letters from which on a word with a full stop ends a sentence that was left before the mention, and shortens nothing.
_LEAST_ENDING = 5
#: Bodies that are written small.
_SMALL_BODIES = words(
    "police council government ministry force company court club union charity department prosecutors"
)


class MentionKind(StrEnum):
    """How a mention names somebody."""

    FULL_NAME = "full name"
    SURNAME = "surname"
    FIRST_NAME = "first name"
    OFFICE = "office"
    BODY = "body"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRead:
    """A mention taken apart. All words are folded: small letters without accents."""

    kind: MentionKind
    #: Words of the person's or body's own name.
    names: tuple[str, ...] = ()
    #: The office by which it names somebody; empty: by none.
    office: str = ""
    #: What is said beside the office: `london` of `London’s mayor`, `deputy`.
    modifiers: frozenset[str] = frozenset()
    #: It singles nobody out: `a resident`, `several officers`.
    is_vague: bool = False

    @property
    def is_nobody(self) -> bool:
        """Does it name what was written, and not who wrote it: `a statement`?"""
        return self.office in _WRITTEN and not self.names


def folded(word: str) -> str:
    """Return a word in small letters without accents, full stops and possessive ending."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).encode("ascii", "ignore").decode()
    return plain.lower().replace(".", "").strip("-'")


def read_mention(printed: str) -> MentionRead | None:
    """Take a mention apart as it is printed: `Metropolitan Police commissioner Sir Mark Rowley`.

    Args:
        printed: The mention; what stands behind a comma only describes.

    Returns:
        None where it has no word.
    """
    found = _WORD.findall(printed.partition(",")[0]) or _WORD.findall(printed)
    found = _without_sentence_before(found)
    if not found:
        return None
    is_vague = found[0].lower() in _VAGUE
    kept = found[1:] if found[0].lower() in _ARTICLES else found
    if not kept:
        return None
    last = max(
        (
            n
            for n, word in enumerate(kept)
            if is_office(word) and not _is_body_end(kept, n) and not _is_surname(kept, n)
        ),
        default=-1,
    )
    own = [] if _is_for_somebody(kept, last) else _own_names(kept[last + 1 :])
    if last >= 0 and not own:
        return _read_office(kept, last, is_vague=is_vague)
    return _read_name(own or kept, _title(kept, last), is_definite=len(kept) < len(found))


def is_office(word: str) -> bool:
    """Tell whether a word, or every part of it between hyphens, is an office, a role or a rank: `Detective-Sgt.`."""
    parts = folded(word).split("-")
    return all(part in _OFFICE_WORDS or part in _BEFORE_NAMES for part in parts)


def _is_surname(kept: list[str], n: int) -> bool:
    """Tell whether a word that is an office before names only ends a name itself: `Adam Marshal`."""
    is_last = 0 < n == len(kept) - 1
    return is_last and kept[n][0].isupper() and kept[n - 1][0].isupper() and folded(kept[n]) in _BEFORE_NAMES


def _without_sentence_before(found: list[str]) -> list[str]:
    """Return the words of a mention without the end of a sentence before it: `Poe` of `Saturday. Poe`."""
    ends = (
        n
        for n, word in enumerate(found[:-1])
        if word.endswith(".") and len(folded(word)) + word.isupper() >= _LEAST_ENDING and not is_office(word)
    )
    return found[max(ends, default=-1) + 1 :]


def _is_body_end(kept: list[str], n: int) -> bool:
    """Tell whether a word that could be an office ends the name of a body: `Metropolitan Police`, `Crown Court`."""
    is_body = folded(kept[n]) in BODY_WORDS | _SMALL_BODIES
    return (
        is_body and (n == len(kept) - 1 or folded(kept[n + 1]) not in {"of", "for"}) and folded(kept[n]) not in TITLES
    )


def _is_for_somebody(kept: list[str], last: int) -> bool:
    """Tell whether somebody acts for the person who is named: `the lawyer for Adam Poe` is not Adam Poe."""
    return last >= 0 and folded(kept[last]) in _ADVOCATES and kept[last + 1 : last + 2] == ["for"]


def _own_names(after: list[str]) -> list[str]:
    """Return the person's own name behind the last office: `Sadiq Khan` of `of London Sadiq Khan`."""
    if [word.lower() for word in after[:2]] == ["in", "charge"]:
        after = after[2:]
    if after and after[0].lower() in {"of", "for"}:
        after = after[1:]
        while after and (not after[0][0].isupper() or folded(after[0]) in PLACES):
            after = after[1:]
        after = after if len(after) > 1 and not any(folded(word) in BODY_WORDS for word in after) else []
    is_name = bool(after) and all(word[0].isupper() or folded(word) in _NAME_PARTICLES for word in after)
    return after if is_name else []


def _title(kept: list[str], last: int) -> str:
    return folded(kept[last]) if last >= 0 else ""


def _read_office(kept: list[str], last: int, *, is_vague: bool) -> MentionRead:
    office = folded(kept[last])
    others = [
        word for n, word in enumerate(kept) if n != last and folded(word) not in {"of", "for", "the", "and", "at", ""}
    ]
    rest = tuple(folded(word) for word in others)
    if office in _VOICES:
        return MentionRead(kind=MentionKind.VOICE, office=office, names=rest, is_vague=is_vague and not rest)
    is_many = office.endswith("s") and office[:-1] in _OFFICE_WORDS
    return MentionRead(kind=MentionKind.OFFICE, office=office, modifiers=frozenset(rest), is_vague=is_vague or is_many)


def _read_name(own: list[str], title: str, *, is_definite: bool) -> MentionRead:
    names = tuple(folded(word) for word in own if folded(word))
    is_acronym = len(own) == 1 and own[0].isupper() and 1 < len(own[0]) <= 6
    ends_body = not names or names[-1] in BODY_WORDS | _SMALL_BODIES | PLACES
    # `the Met`: people go without an article
    if not title and (is_acronym or ends_body or is_definite or own[0].islower()):
        return MentionRead(kind=MentionKind.BODY, names=names)
    if len(names) > 1:
        return MentionRead(kind=MentionKind.FULL_NAME, names=names)
    kind = MentionKind.FIRST_NAME if title in _WITH_FIRST_NAMES else MentionKind.SURNAME
    return MentionRead(kind=kind, names=names)
