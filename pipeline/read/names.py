"""Names of people, bodies and places, one per distinct string."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
_INITIAL = r"(?:(?:[A-Z]\.){1,4}|(?:St|Mt|Ft)\.)"
_LINK = (
    r"(?: (?:of(?: the)?|for(?: the)?|on|and|de|da|di|du|del|della|la|le|van|von|der|den|dos|al|bin|ibn|el) | & | |-)"
)
#: Capitalised words with what may join them; at most twelve, so that a page of capitals is read in linear time.
_RUN = re.compile(rf"(?<![\w@#/.])(?:{_INITIAL}|{_CAP})(?:{_LINK}(?:{_INITIAL}|{_CAP}|\d{{1,2}}(?!\w))){{0,11}}")
_LINKS = words("of the for on and de da di du del della la le van von der den dos & bin ibn el")
_PART = re.compile(rf"{_INITIAL}|{_CAP}|&|[\w]+")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?\Z")
_JOINS_OF = words(
    """university house houses bank ministry department church isle court board federation council institute republic
    kingdom states state association school college office bureau society royal academy museum commission
    district union league organisation organization cape bay gulf city port town county centre center chamber
    army bishop duke duchess earl prince princess"""
)
#: First parts of the names of bodies, after which `of`, `for`, `on` and then `and` go on with the name.
_HEADS = words(
    """centre center institute institution foundation office department ministry agency society committee fund panel
    party commission conference association union board council network federation forum authority bureau programme
    program organisation organization chamber staff services service court tribunal secretariat directorate
    inspectorate faculty college school alliance coalition campaign group"""
)
_BODIES_OF_TWO = (_HEADS | words("museum works ministry regulator")) - words("staff group campaign")
#: What they hold follows: `minister of finance and trade`.
_HOLDERS = words(
    "minister secretary commissioner undersecretary director chairman chair chairperson member ambassador dean"
)
_JOINS_AND = words("marks trinidad bosnia antigua tyne health culture justice foreign food science education defence")
_TITLES_OF_PAPERS = words(
    "times post guardian telegraph express mail observer herald tribune parliament congress senate"
)
_THINGS = words(
    """act bill law laws day award awards prize treaty cup championship championships games festival war covid code plan
    plans report reports agreement agreements convention project projects programme program scheme strategy framework
    protocol accord accords resolution index survey class series summit expo fair trophy medal album book song film app
    edition process initiative agenda vision declaration charter policy curriculum degree visa manual magazine bonds
    constitution era age crisis action peoples rights affairs change virus product syndrome disease season roadshow
    covenant pact deal theory revolution effect model"""
)
#: Bodies and places that would be common words in small letters.
_TITLES = TITLES | words(
    """councilman councilwoman assemblyman assemblywoman magistrate counsel ayatollah grand mullah shri smt hon
    honourable highness majesty excellency president-elect vice-president secretary-general hh he pastor coach"""
)
_CAPITAL_BODIES = frozenset({"US", "WHO"})
_NOBLE = words("lord lady baroness baron sir dame king queen prince princess pope sheikh saint st duke duchess")
_BODY_OR_PLACE = BODY_WORDS | PLACE_WORDS
#: No person ends with these.
_NO_HOLDERS = _BODY_OR_PLACE | OFFICES | ROLES
_FIRST_NAMES = NAMES_HE | NAMES_SHE | NAMES_EITHER
_CALENDAR = frozenset(WEEKDAYS) | frozenset(MONTHS) | words("jan feb mar apr jun jul aug sep sept oct nov dec")
#: Possessives that stand within names: `King’s College`.
_WHOSE = frozenset({"people's", "women's", "men's", "children's", "king's", "queen's", "veterans'", "workers'"})
#: `Culture and Sport Department`: what a body with two concerns is called by.
_CONCERN = re.compile(
    r".{3,}(?:tion|sion|ment|ity|ure|ing|ics|ogy|ance|ence|ism|hood)\Z|climate|food|health|trade|law|arts|sport"
)
_QUOTES_BEFORE = frozenset('“‘"')
_QUOTES_AFTER = re.compile(r"[,.]?[”’\"]")
_PLACE_CUE = re.compile(r"\b(?:in|near|across|outside|around|into|throughout|to|from) \Z")
_SAID = re.compile(
    r",? (?:said|says|told|added|insisted|warned|wrote|tweeted|who)\b|, \d\d,|[’']s (?:wife|husband|mother|father)\b"
)
#: Letters that stand for a thing.
_LETTERS = words(
    """gdp ngo ngos ai ipo ipos pcr nft nfts fir sdg sdgs cop vat hq tv hd dvd cctv gps suv suvs cv mba phd bbq diy eta
    vip vips mou mous sme smes usd gbp eur inr cad aud chf rs tk rm usb url lgbt lgbtq iq pin atm ivf faqs q&a"""
)
_CAPITAL_BEFORE = re.compile(r"\b([A-Z][\w’'-]+) \Z")
_CAPITAL_AFTER = re.compile(r" [A-Z]")
#: `US$70`, `Rs 500`, `NT$12`.
_MONEY_AFTER = re.compile(r"(?<=[A-Z])[a-z]? ?[$£€]|(?<=[ (]Rs)\.? ?\d")
_OF_PEOPLE = re.compile(r"(\w{3,}?)(?:i?ans?|n?ese|ish|is?|ites?)")
_STEMS = frozenset(
    stem for place in PLACES if " " not in place for stem in {place, place[:-1], place[:-2]} if len(stem) > 3
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
    counts = Counter(text[run.start : run.end] for run in runs)
    persons: set[str] = set()
    found: dict[str, Name] = {}
    for run in runs:
        printed = text[run.start : run.end]
        if printed in found or (run.is_initial and not _is_plain_name(printed, sure, persons, common)):
            continue
        if counts[printed] == 1 and _is_thing(text, run, printed):
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
        at, end = match.span()
        is_first = _is_first(text, at, starts)
        for cut in _cut_run(match.group(), is_owned=text[end : end + 2] in {"’s", "'s"}):
            parts = [(at + start, at + stop) for start, stop in cut]
            trimmed = _trim(text, parts, is_first=is_first and cut[0][0] == 0, common=common)
            if trimmed:
                yield trimmed


@lru_cache(maxsize=1 << 14)
def _cut_run(run: str, *, is_owned: bool) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the words of each name in a run of capitalised words, counted from its beginning."""
    cut = _cut(f"{run}’s" if is_owned else run, 0, len(run))
    return tuple(tuple(parts) for part in cut for parts in _at_office(run, part))


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
        if pending and not _joins(text, parts, pending, text[start:end].rsplit(maxsplit=1)[-1].lower()):
            yield parts
            parts = []
        else:
            parts.extend(pending)
        pending = []
        parts.append(match.span())
        owned = None if word.lower().replace("’", "'") in _WHOSE else _POSSESSIVE.search(word)
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
    if folded[0] in _HOLDERS:
        return True  # taken whole, to be left out whole
    if link == "of":
        return left in _JOINS_OF or left in _HEADS or any(word in {"university", "bank", "church"} for word in folded)
    if link in {"for", "on"}:
        return left in _HEADS or (link in folded and folded[0] in _HEADS)
    if link == "and":
        is_within = any(word in {"of", "for", "on"} and folded[n - 1] in _HEADS for n, word in enumerate(folded) if n)
        return left in _JOINS_AND or is_within or (last in _BODIES_OF_TWO and bool(_CONCERN.match(left)))
    return True


def _trim(text: str, parts: _Words, *, is_first: bool, common: frozenset[str]) -> _Run | None:
    """Cut titles, offices and words that are capital by their place only; None: no name is left."""
    last = len(parts)
    first, titled = _where_it_begins(text, parts, is_first=is_first, common=common)
    while last > first and _is_tail(text[slice(*parts[last - 1])]):
        last -= 1
    if first >= last:
        return None
    start, end = parts[first][0], parts[last - 1][1]
    if _MONEY_AFTER.match(text, end) or (last - first > 1 and _is_title(text, start, end, common)):
        return None
    if last - first == 1 and not titled and _is_common(text[start:end].lower(), common):
        return None
    return None if _is_no_name(text[start:end], titled=titled) else _Run(start, end, is_first and first == 0, titled)


def _where_it_begins(text: str, parts: _Words, *, is_first: bool, common: frozenset[str]) -> tuple[int, bool]:
    """Return the number of the word with which the name begins, and whether a title stands before it."""
    first, last = 0, len(parts)
    folded = [text[slice(*part)].lower().rstrip(".") for part in parts]
    titled = last > 2 and folded[0] in _HOLDERS and folded[1] in {"of", "for"}
    if titled:  # of `Minister of Trade and Industry Ann Poe` the holder, if it is named
        first = next((n for n in range(3, last) if folded[n] in _FIRST_NAMES), last)
    while first < last:
        word = folded[first]
        is_opener = is_first and first == 0 and last > 1 and word in common and word not in _FIRST_NAMES
        is_no_name = word in _CALENDAR or (word in NO_NAMES and text[slice(*parts[first])] not in _CAPITAL_BODIES)
        is_of_people = last - first > 2 and (word in DEMONYMS or _is_people(word))
        if word in _TITLES or (word in OFFICES and _has_person_after(text, parts, first)):
            titled = True
            if last - first == 2 and word in _NOBLE:
                break  # `Baroness Poe` has no other name here
        elif not (is_opener or is_no_name or (is_of_people and not _is_of_nation(text, parts))):
            break
        first += 1
    return first, titled


def _is_title(text: str, start: int, end: int, common: frozenset[str]) -> bool:
    """Tell whether words are the title of a work, in quotation marks, or common ones in capitals: `Human Rights`."""
    if text[start - 1 : start] in _QUOTES_BEFORE and _QUOTES_AFTER.match(text, end):
        return True
    folded = text[start:end].lower().split()
    return folded[-1] not in _BODY_OR_PLACE and all(word in common for word in folded)


def _has_person_after(text: str, parts: _Words, at: int) -> bool:
    """Tell whether what follows an office is its holder: `Commissioner Ann Poe`, not `Police Federation`."""
    rest = [text[slice(*part)].lower().rstrip(".") for part in parts[at + 1 :]]
    return not rest or rest[-1] not in _NO_HOLDERS


def _is_of_nation(text: str, parts: _Words) -> bool:
    """Tell whether an adjective of a nation belongs to the name: `British Museum`, not `Moroccan Hamza Poe`."""
    return any(text[slice(*part)].lower() in _BODY_OR_PLACE | _JOINS_OF for part in parts)


def _is_tail(word: str) -> bool:
    return word.lower() in _CALENDAR or word in _LINKS or len(word) == 1 or word.isdigit()


def _is_common(folded: str, common: frozenset[str]) -> bool:
    """Tell whether a single word is a common one that someone wrote with a capital: `the Council`."""
    if folded in PLACES or folded in _FIRST_NAMES:
        return False
    return folded in common or (folded in _BODY_OR_PLACE and folded not in _TITLES_OF_PAPERS)


@lru_cache(maxsize=1 << 14)
def _is_no_name(printed: str, *, titled: bool) -> bool:
    folded = printed.lower()
    if (
        folded in _LETTERS
        or _is_people(folded)
        or folded in DEMONYMS
        or (folded in NO_NAMES and printed not in _CAPITAL_BODIES)
        or (len(printed) < 2 and not titled)
    ):
        return True
    last = folded.rsplit(maxsplit=1)[-1]
    if printed.isupper() and printed.count(" ") > 1:
        return True  # a heading in capitals
    if last in DEMONYMS or _is_people(last) or last in _THINGS or _DIGIT.search(folded):
        return True
    return folded in ROLES or (last in OFFICES and " of " not in folded)


@lru_cache(maxsize=1 << 14)
def _is_people(folded: str) -> bool:
    """Tell whether a word is the adjective of a country that is known, or its people: `Canadian`, `Iraqis`."""
    stem = _OF_PEOPLE.fullmatch(folded)
    return stem is not None and folded not in PLACES and stem.group(1) in _STEMS


def _is_thing(text: str, run: _Run, printed: str) -> bool:
    """Tell whether a single word that stands once is what is left of a longer run: `Labour` of `Child Labour Act`."""
    if " " in printed or run.titled or printed.lower() in PLACES:
        return False
    before = _CAPITAL_BEFORE.search(text, max(run.start - 24, 0), run.start)
    is_second = before is not None and before.group(1).lower() not in NO_NAMES | _CALENDAR
    return is_second or bool(_CAPITAL_AFTER.match(text, run.end))


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
