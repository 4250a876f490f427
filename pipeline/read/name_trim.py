"""What of some capitalised words is a name: titles, offices and words that are capital by their place only cut."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.read.lexicon import (
    BODY_WORDS,
    CALENDAR,
    DEMONYMS,
    FIRST_NAMES,
    NO_NAMES,
    OFFICES,
    PLACE_WORDS,
    PLACES,
    ROLES,
    SHORT_MONTHS,
    TITLES,
    words,
)
from pipeline.read.name_runs import HEADS, HOLDERS, JOINS_OF, LINKS, NO_HOLDERS, RUN, Cut, cut_run

_TITLES_OF_PAPERS = words(
    "times post guardian telegraph express mail observer herald tribune parliament congress senate assembly cabinet"
)
_THINGS = words(
    """act bill law laws day award awards prize treaty cup championship championships games festival war covid code plan
    plans report reports agreement agreements convention project projects programme program scheme strategy framework
    protocol accord accords resolution index survey class series summit expo fair trophy medal album book song film app
    edition process initiative agenda vision declaration charter policy curriculum degree visa manual magazine bonds
    constitution era age crisis action peoples rights affairs change virus product syndrome disease season roadshow
    covenant pact deal theory revolution effect model"""
)
_TITLES = TITLES | words(
    """councilman councilwoman assemblyman assemblywoman magistrate counsel ayatollah grand mullah shri smt hon
    honourable highness majesty excellency president-elect vice-president secretary-general hh he pastor coach brig mk
    mla mlas vpm aunty auntie adv engr h.e elder comandante comrade cde alhaji chief-minister"""
)
_CAPITAL_BODIES = frozenset({"US", "WHO"})
_NOBLE = words("lord lady baroness baron sir dame king queen prince princess pope sheikh saint st duke duchess")
_BODY_OR_PLACE = BODY_WORDS | PLACE_WORDS
_CALENDAR = CALENDAR | SHORT_MONTHS
NO_NAMES_OR_DAYS = NO_NAMES | _CALENDAR
#: After the adjective of a nation these are its own: `British Museum`.
_OF_A_NATION = _BODY_OR_PLACE | JOINS_OF
_QUOTES_BEFORE = frozenset('“‘"')
_QUOTES_AFTER = re.compile(r"[,.]?[”’\"]")
#: By themselves these are no names, whoever wrote them with a capital: `Article 6`, `God`, `the North`.
_NO_SINGLES = words(
    """section article chapter annex appendix clause schedule paragraph figure table item phase god allah lord nation
    nations kingdom republic north south east west northern southern eastern western central world peace freedom
    battle holocaust olympic olympics paralympics voice prevention combating administration aboriginal indigenous
    persian peruvian creole zionist zionism maori māori hispanic bolivian chilean ecuadorian i'd i’d he'd he’d she'd
    she’d they'd they’d you'd you’d we'd we’d you'll you’ll we'll we’ll he'll he’ll she'll she’ll they'll they’ll isn't
    isn’t didn't didn’t doesn't doesn’t won't won’t wasn't wasn’t aren't aren’t couldn't couldn’t wouldn't wouldn’t"""
)
#: Letters that stand for a thing.
_LETTERS = words(
    """gdp ngo ngos ai ipo ipos pcr nft nfts fir sdg sdgs cop vat hq tv hd dvd cctv gps suv suvs cv mba phd bbq diy eta
    vip vips mou mous sme smes usd gbp eur inr cad aud chf rs tk rm usb url lgbt lgbtq iq pin atm ivf faqs q&a"""
)
#: `US$70`, `Rs 500`, `NT$12`.
_MONEY_AFTER = re.compile(r"(?<=[A-Z])[a-z]? ?[$£€]|(?<=[ (]Rs)\.? ?\d")
_OF_PEOPLE = re.compile(r"(\w{3,}?)(?:i?ans?|n?ese|ish|is?|ites?)")
_STEMS = frozenset(
    stem for place in PLACES if " " not in place for stem in {place, place[:-1], place[:-2]} if len(stem) > 3
)
#: A longer word in `-ly` that opens a sentence is an adverb: `Fortunately Ann Poe`.
_LY = 7
_DIGIT = re.compile(r"\d")
_OPENERS = frozenset("“‘\"'(:—–-•*…[>|")


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A name where it is printed."""

    start: int
    end: int
    printed: str
    #: It opens a sentence, a quotation or a bracket, where a capital says nothing.
    is_initial: bool
    #: A title or an office stands before it.
    is_titled: bool


def trimmed_runs(text: str, starts: frozenset[int], common: frozenset[str]) -> Iterator[Trimmed]:
    """Yield what may be a name, in order.

    Args:
        text: Paragraphs separated by newlines.
        starts: Where its sentences begin.
        common: Its words in small letters.
    """
    for match in RUN.finditer(text):
        at, end = match.span()
        cuts = _possible(match.group(), is_owned=text[end : end + 2] in {"’s", "'s"})
        if not cuts:
            continue
        is_first = _is_first(text, at, starts)
        for cut in cuts:
            trimmed = _trim(text, at, cut, is_first=is_first and cut.places[0][0] == 0, common=common)
            if trimmed:
                yield trimmed


@lru_cache(maxsize=1 << 14)
def _possible(run: str, *, is_owned: bool) -> tuple[Cut, ...]:
    """Return the words of each name in a run, without single words that are no name wherever they stand."""
    return tuple(cut for cut in cut_run(run, is_owned=is_owned) if len(cut.places) > 1 or _is_possible(cut))


def _is_possible(cut: Cut) -> bool:
    word, printed = cut.folded[0], cut.printed[0]
    is_dropped = word in _TITLES or word in OFFICES or _is_no_opener(word, printed) or _is_tail(printed)
    return not is_dropped and not _is_no_name(printed, titled=False)


def _is_no_opener(folded: str, printed: str) -> bool:
    """Tell whether a name never begins with this word, whatever follows."""
    return folded in _CALENDAR or (folded in NO_NAMES and printed not in _CAPITAL_BODIES)


def _is_first(text: str, start: int, starts: frozenset[int]) -> bool:
    """Tell whether the word opens a sentence, a quotation or a bracket, where a capital says nothing."""
    if start in starts or start == 0:
        return True
    before = text[start - 1]
    return before in _OPENERS or (before == " " and text[start - 2] in ":•—–")


def _trim(text: str, at: int, cut: Cut, *, is_first: bool, common: frozenset[str]) -> Trimmed | None:
    """Cut titles, offices and words that are capital by their place only; None: no name is left."""
    last = len(cut.places)
    first, titled = _where_it_begins(cut, is_first=is_first, common=common)
    while last > first and _is_tail(cut.printed[last - 1]):
        last -= 1
    if first >= last:
        return None
    start, end = at + cut.places[first][0], at + cut.places[last - 1][1]
    if _MONEY_AFTER.match(text, end) or (last - first > 1 and _is_title(text, start, end, common)):
        return None
    printed = text[start:end]
    if last - first == 1 and not titled and _is_common(printed.lower(), common):
        return None
    if _is_no_name(printed, titled=titled):
        return None
    return Trimmed(start, end, printed, is_first and first == 0, titled)


def _where_it_begins(cut: Cut, *, is_first: bool, common: frozenset[str]) -> tuple[int, bool]:
    """Return the number of the word with which the name begins, and whether a title stands before it."""
    folded = cut.folded
    first, last = 0, len(folded)
    holder = next((n for n in range(min(last - 2, 2)) if folded[n] in HOLDERS and folded[n + 1] in {"of", "for"}), None)
    titled = holder is not None
    if holder is not None:  # of `Minister of Trade and Industry Ann Poe` the holder, if it is named
        first = next((n for n in range(holder + 3, last) if folded[n] in FIRST_NAMES), last)
        if folded[holder + 2] == "state" and last > holder + 3 and folded[holder + 3] not in LINKS:
            first = holder + 3
    while first < last:
        word = folded[first]
        is_known = word in common or (len(word) > _LY and word.endswith("ly"))
        is_opener = is_first and first == 0 and last > 1 and is_known and word not in FIRST_NAMES
        is_of_people = last - first > 2 and (word in DEMONYMS or _is_people(word))
        if word in _TITLES or (word in OFFICES and _has_person_after(folded, first)):
            titled = True
            if last - first == 2 and word in _NOBLE:
                break  # `Baroness Poe` has no other name here
        elif not (
            is_opener or _is_no_opener(word, cut.printed[first]) or (is_of_people and not _is_of_nation(cut.printed))
        ):
            break
        first += 1
    return first, titled


def _is_title(text: str, start: int, end: int, common: frozenset[str]) -> bool:
    """Tell whether words are the title of a work, in quotation marks, or common ones in capitals: `Human Rights`."""
    if text[start - 1 : start] in _QUOTES_BEFORE and _QUOTES_AFTER.match(text, end):
        return True
    folded = text[start:end].lower().split()
    return folded[-1] not in _BODY_OR_PLACE and all(word in common for word in folded)


def _has_person_after(folded: tuple[str, ...], at: int) -> bool:
    """Tell whether what follows an office is its holder: `Commissioner Ann Poe`, not `Police Federation`."""
    return at + 1 == len(folded) or folded[-1] not in NO_HOLDERS


def _is_of_nation(printed: tuple[str, ...]) -> bool:
    """Tell whether an adjective of a nation belongs to the name: `British Museum`, not `Moroccan Hamza Poe`."""
    return any(word.lower() in _OF_A_NATION for word in printed)


def _is_tail(word: str) -> bool:
    return word.lower() in _CALENDAR or word in LINKS or len(word) == 1 or word.isdigit()


def _is_common(folded: str, common: frozenset[str]) -> bool:
    """Tell whether a single word is a common one that someone wrote with a capital: `the Council`."""
    if folded in PLACES or folded in FIRST_NAMES:
        return False
    return folded in common or (folded in _BODY_OR_PLACE and folded not in _TITLES_OF_PAPERS)


@lru_cache(maxsize=1 << 14)
def _is_no_name(printed: str, *, titled: bool) -> bool:
    folded = printed.lower()
    if (
        folded in _LETTERS
        or (folded in _NO_SINGLES and not titled)
        or _is_people(folded)
        or folded in DEMONYMS
        or (folded in NO_NAMES and printed not in _CAPITAL_BODIES)
        or (len(printed) < 2 and not titled)
    ):
        return True
    last = folded.rsplit(maxsplit=1)[-1]
    if printed.isupper() and printed.count(" ") > 1:
        return True  # a heading in capitals
    if last in DEMONYMS or _is_people(last) or (last in _THINGS and not _is_body(folded)) or _DIGIT.search(folded):
        return True
    return folded in ROLES or (last in OFFICES and " of " not in folded)


def _is_body(folded: str) -> bool:
    """Tell whether a name that ends like a thing is a body's: `Panel on Climate Change`, `UN Environment Programme`."""
    parts = folded.split()
    is_headed = any(word in HEADS and after in {"of", "for", "on"} for word, after in pairwise(parts))
    return is_headed or folded.startswith(("un ", "united nations "))


@lru_cache(maxsize=1 << 14)
def _is_people(folded: str) -> bool:
    """Tell whether a word is the adjective of a country that is known, or its people: `Canadian`, `Iraqis`."""
    stem = _OF_PEOPLE.fullmatch(folded)
    return stem is not None and folded not in PLACES and stem.group(1) in _STEMS
