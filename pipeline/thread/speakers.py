"""Who speaks in a thread: the mentions of its articles, joined where the thread itself prints why.

`Sir Sadiq Khan`, `Khan` and `London’s mayor` are one speaker if the articles of the thread show it: a surname is joined
to the one full name that has it, an office to the name beside which it is printed. Mentions that could be two people's
stay apart, and so do those that single nobody out (`a resident`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.thread.accounts import Account, Groups, in_order
from pipeline.thread.mentions import MentionKind, MentionRead, read_mention
from pipeline.thread.offices import Evidence, Offices


class JoinedBy(StrEnum):
    """Why a mention is taken to name a speaker."""

    #: It prints the name in full.
    NAME = "name"
    #: Nobody else in the thread has this surname.
    SURNAME = "surname"
    #: A title goes with the first name: `Sir Sadiq`.
    FIRST_NAME = "first name"
    #: The thread prints the office beside the name.
    OFFICE = "office"
    #: A short form of the name: `IOPC`, `Met Police`.
    SHORT = "short form"
    #: Somebody speaks for the body.
    VOICE = "voice"
    #: The same words again, with nothing that says more.
    WORDS = "same words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """How one article names a speaker."""

    article_id: str
    #: Slug of the outlet; None: not known.
    outlet: str | None
    told_at: datetime
    #: As printed: `London’s mayor`.
    printed: str
    joined_by: JoinedBy
    #: Where the thread shows it; None: the mention shows it itself.
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody, or a body, that speaks in a thread."""

    #: The fullest mention that an article prints.
    name: str
    #: One for each article and wording, in order of time.
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """All who speak in a thread, in the order in which they first do."""

    all: tuple[Speaker, ...]
    #: Number in `all`, by article and mention as printed.
    numbers: Mapping[tuple[str, str], int]

    def of(self, article_id: str, printed: str | None) -> Speaker | None:
        """Return whom an article's mention names; None: nobody that is known."""
        number = self.numbers.get((article_id, printed or ""))
        return None if number is None else self.all[number]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A mention, taken apart, in its article."""

    account: Account
    printed: str
    read: MentionRead
    sentence: str


#: Short first names that are no beginnings of the long one.
_NICKNAMES = {
    "andy": "andrew",
    "bill": "william",
    "billy": "william",
    "bob": "robert",
    "bobby": "robert",
    "chuck": "charles",
    "dick": "richard",
    "harry": "henry",
    "hank": "henry",
    "jack": "john",
    "jim": "james",
    "jimmy": "james",
    "johnny": "john",
    "kate": "katherine",
    "larry": "lawrence",
    "liz": "elizabeth",
    "mick": "michael",
    "mike": "michael",
    "peggy": "margaret",
    "rick": "richard",
    "ted": "edward",
    "tony": "anthony",
}
#: What stands for a speaker while mentions are joined: words that two mentions of one speaker share.
_Key = tuple[str, ...]


def join_speakers(accounts: Iterable[Account]) -> Speakers:
    """Join the speakers that the articles of a thread quote.

    Nothing is joined that no article of the thread shows. Two people of one surname are told apart by what each article
    calls them; where it calls them by the surname alone and prints neither in full, the mention stays by itself.

    Args:
        accounts: the articles of one thread with their facts, in any order.
    """
    ordered = in_order(accounts)
    seen = [one for account in ordered for one in _seen_in(account)]
    joiner = _Joiner(seen, Offices(ordered))
    found: dict[_Key, list[Mention]] = {}
    for one in seen:
        key, joined_by, evidence = joiner.whose(one)
        found.setdefault(key, []).append(_mention(one, joined_by, evidence))
    speakers = tuple(Speaker(name=_fullest(group), mentions=tuple(group)) for group in found.values())
    numbers = {
        (mention.article_id, mention.printed): number
        for number, speaker in enumerate(speakers)
        for mention in speaker.mentions
    }
    return Speakers(all=speakers, numbers=numbers)


def _seen_in(account: Account) -> list[_Seen]:
    """Return each distinct mention of an article, at its first quotation."""
    first: dict[str, _Seen] = {}
    for quote in account.facts.quotes:
        read = read_mention(quote.speaker) if quote.speaker and quote.speaker not in first else None
        if quote.speaker and read and not read.is_nobody:
            first[quote.speaker] = _Seen(account, quote.speaker, read, quote.sentence)
    return list(first.values())


def _mention(one: _Seen, joined_by: JoinedBy, evidence: Evidence | None) -> Mention:
    return Mention(
        article_id=one.account.article_id,
        outlet=one.account.outlet,
        told_at=one.account.told_at,
        printed=one.printed,
        joined_by=joined_by,
        evidence=evidence,
    )


def _fullest(mentions: Sequence[Mention]) -> str:
    """Return the longest mention of those that print the name itself; of all, where none does."""
    full = [one for one in mentions if one.joined_by is JoinedBy.NAME] or list(mentions)
    return max(full, key=lambda one: len(one.printed)).printed


class _Joiner:
    """What a thread knows of its people and bodies."""

    def __init__(self, seen: Sequence[_Seen], offices: Offices) -> None:
        self.offices = offices
        self.people = _People(seen, offices)
        self.bodies = _Bodies(seen)

    def whose(self, one: _Seen) -> tuple[_Key, JoinedBy, Evidence | None]:
        """Return what stands for the speaker of a mention, and why."""
        kind, apart = one.read.kind, (one.account.article_id, one.printed)
        if one.read.is_vague:
            return apart, JoinedBy.WORDS, None
        if kind is MentionKind.FULL_NAME:
            return self.people.key(one.read.names), JoinedBy.NAME, None
        if kind in {MentionKind.SURNAME, MentionKind.FIRST_NAME} or self._is_person_here(one):
            return self._by_one_name(one, apart)
        if kind is MentionKind.OFFICE:
            return self._by_office(one, apart)
        key, is_short = self.bodies.key(one.read.names)
        if kind is MentionKind.VOICE:
            return (key, JoinedBy.VOICE, None) if one.read.names else (apart, JoinedBy.WORDS, None)
        return key, JoinedBy.SHORT if is_short else JoinedBy.NAME, None

    def _is_person_here(self, one: _Seen) -> bool:
        """Tell whether a word that could name a body or a place is the surname of somebody in the article: `Jordan`."""
        is_word = (
            one.read.kind is MentionKind.BODY
            and len(one.read.names) == 1
            and " " not in one.printed
            and one.printed[0].isupper()
        )
        return is_word and self.people.is_named_in(one.read.names[0], one.account.article_id)

    def _by_one_name(self, one: _Seen, apart: _Key) -> tuple[_Key, JoinedBy, Evidence | None]:
        is_first = one.read.kind is MentionKind.FIRST_NAME
        fitting = self.people.with_name(one.read.names[-1], is_first=is_first, article_id=one.account.article_id)
        if len(fitting) == 1:
            evidence = self.people.evidence[fitting[0]]
            return fitting[0], JoinedBy.FIRST_NAME if is_first else JoinedBy.SURNAME, evidence
        if fitting:
            return apart, JoinedBy.WORDS, None
        key, is_short = self.bodies.key(one.read.names)
        return key, JoinedBy.SHORT if is_short else JoinedBy.WORDS, None

    def _by_office(self, one: _Seen, apart: _Key) -> tuple[_Key, JoinedBy, Evidence | None]:
        held = self.offices.holder(one.read.office, one.read.modifiers)
        if held:
            return self.people.key(held.names), JoinedBy.OFFICE, held.evidence
        if not one.read.modifiers:
            return apart, JoinedBy.WORDS, None  # `the judge` of two articles may be two judges
        return ("office", one.read.office, *sorted(one.read.modifiers)), JoinedBy.WORDS, None


class _People:
    """The people whom a thread names in full."""

    def __init__(self, seen: Sequence[_Seen], offices: Offices) -> None:
        self.evidence: dict[_Key, Evidence] = {}
        self._by_last: dict[str, list[_Key]] = defaultdict(list)
        self._by_first: dict[str, list[_Key]] = defaultdict(list)
        self._articles: dict[_Key, set[str]] = defaultdict(set)
        self._same: dict[_Key, _Key] = {}
        for one in seen:
            if one.read.kind is MentionKind.FULL_NAME:
                self._add(one.read.names, Evidence(article_id=one.account.article_id, sentence=one.sentence))
        for named in offices.people:
            self._add(named.names, named.evidence)

    def _add(self, names: tuple[str, ...], evidence: Evidence) -> None:
        key = self.key(names)
        self._articles[key].add(evidence.article_id)
        if key not in self.evidence:
            self.evidence[key] = evidence
            self._by_last[key[-1]].append(key)
            self._by_first[key[0]].append(key)

    def key(self, names: tuple[str, ...]) -> _Key:
        """Return what stands for a full name: first and last word, a short first name as the long one."""
        key = (names[0], names[-1])
        if key not in self._same:
            like = [known for known in self._by_last.get(key[-1], ()) if is_short_form(known[0], key[0])]
            self._same[key] = like[0] if len(like) == 1 else key
        return self._same[key]

    def is_named_in(self, surname: str, article_id: str) -> bool:
        """Tell whether an article names somebody of this surname in full."""
        return any(article_id in self._articles[key] for key in self._by_last.get(surname, ()))

    def with_name(self, name: str, *, is_first: bool, article_id: str) -> list[_Key]:
        """Return who has this surname, or first name: of several the one whom the article itself names in full."""
        known = (self._by_first if is_first else self._by_last).get(name, [])
        here = [key for key in known if article_id in self._articles[key]]
        return here if len(known) > 1 and here else list(known)


class _Bodies:
    """The bodies that a thread names, short forms joined to long ones."""

    def __init__(self, seen: Sequence[_Seen]) -> None:
        kinds = {MentionKind.BODY, MentionKind.VOICE}
        names = {one.read.names: None for one in seen if one.read.kind in kinds and one.read.names}
        self._names = list(names)
        groups = Groups(len(self._names))
        for n, short in enumerate(self._names):
            longer = [m for m, name in enumerate(self._names) if _is_short_body(short, name)]
            if len({groups.root(m) for m in longer}) == 1:
                groups.join(n, longer[0])
        self._longest = {
            self._names[n]: max((self._names[m] for m in group), key=lambda name: sum(map(len, name)))
            for group in groups.all()
            for n in group
        }

    def key(self, names: tuple[str, ...]) -> tuple[_Key, bool]:
        """Return what stands for a body, and whether it is named by a short form."""
        longest = self._longest.get(names, names)
        return ("body", *longest), longest != names


def is_short_form(one: str, other: str) -> bool:
    """Tell whether of two first names one may be short for the other: `Chris`, `Christopher`; `J`, `Jane`; `Bob`."""
    short, long = sorted((one, other), key=len)
    if _NICKNAMES.get(short) == long or _NICKNAMES.get(long) == short:
        return True
    return short != long and long.startswith(short) and (len(short) == 1 or len(short) >= 3)


def _is_short_body(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether a body's name is short for another: `IOPC`, `Met Police`, `the Met`."""
    if sum(map(len, short)) >= sum(map(len, long)):
        return False
    telling = [word for word in long if word not in {"of", "for", "the", "and", "on"}]
    if len(short) == 1 and len(telling) > 1:
        initials = "".join(word[0] for word in telling)
        return short[0] in {initials, "".join(word[0] for word in long)} or _begins(short[0], long[0])
    return len(short) == len(long) and all(_begins(one, other) for one, other in zip(short, long, strict=True))


def _begins(short: str, long: str) -> bool:
    return short == long or (len(short) >= 3 and long.startswith(short))
