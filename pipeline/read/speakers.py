"""Whose words a quotation gives: the speaker as the text names them beside a verb of saying."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.read.cues import FINITE, Cue, cues_in
from pipeline.read.lexicon import CALENDAR, NAMES_HE, NAMES_SHE, ROLES, TITLES, TITLES_HE, TITLES_SHE, words
from pipeline.read.name_runs import HEADS
from pipeline.read.sentences import Span

_ACCORDING = re.compile(r"\b[Aa]ccording to |\bin the words of |\bIn the words of ")
#: `” — Ann Poe` at the end of a paragraph.
_DASH_NAME = re.compile(r"[\s\xa0]{0,3}[―—–][\s\xa0]?((?:[A-Z][\w’.-]+ ?){1,5})[\s.]*\Z")
TOKEN = re.compile(r"[A-Za-z](?:\.[A-Za-z])+\.?|\w[\w’'&/-]*(?:\.(?=\w))?|[^\w\s]")

_AUXILIARY = words(
    """has have had also later then now once again just never even still already repeatedly would will could can did
    does do might may must should previously reportedly today yesterday further not didn’t didn't hasn’t hasn't
    is was are were be been being who which that earlier recently first famously both all often always simply
    has_since since to"""
)
_PASSIVE = words("was were been be is are being")
_PRONOUNS = words("he she they i we it you his her their its")
_SUBJECTS = words("he she they i we it you there")
_NOT_SPEAKERS = words(
    "it that this which there what these those so as who how when where why if not here nothing everything and but or"
)
_STOPS = words(
    """but and or while as when that because if although though after before since until than whether so yet which who
    whom whose where why how however during said is was are were has have had be been in on by to into onto with
    from about against amid via per despite according speaking following asked told"""
)
_STOPS_AFTER = _STOPS - {"and", "or"} | words(
    "last yesterday today tonight tomorrow this earlier later recently adding at for then there via not just also"
)
_LINKS = words("of for from at in with behind representing")
NAME_LINKS = words("of de da di du del la le van von der den al bin ibn el & ’s 's")
_DETERMINERS = words(
    """the a an one his her their its our my your another some many several two three four five other most both no
    every each any these those"""
)
_NAME_JOINTS = NAME_LINKS | {"and", "the"}
_ROLES_AND_TITLES = ROLES | TITLES
NO_SUBJECT = _STOPS | _DETERMINERS | CALENDAR
_STOPS_AND_DOT = _STOPS | {"."}
_TRAILING = _LINKS | {"and", "or", ".", "the"}
_BEFORE_ROLES = words("shadow home deputy former party chief senior foreign prime health education")
_OPENS_ASIDE = words("of from at who whose which formerly now then")
_LONGEST = 14  # tokens: a longer subject is a misreading


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where the text says who speaks."""

    #: The mention: a name, a role, or a pronoun; None: it says that someone speaks, but not who.
    mention: Span | None
    cue: Span


@lru_cache(maxsize=1 << 14)
def gender_of(name: str) -> str | None:
    """Return `he` or `she` where a title or first name in a mention tells, else None."""
    for word in name.replace(".", "").lower().split():
        if word in TITLES_HE or word in NAMES_HE:
            return "he"
        if word in TITLES_SHE or word in NAMES_SHE:
            return "she"
        if word.endswith(("woman", "mother", "wife", "daughter", "sister")):
            return "she"
        if word.endswith(("man", "father", "husband", "brother")) and word != "woman":
            return "he"
    return None


def is_pronoun(mention: str) -> bool:
    """Tell whether a mention names nobody by itself."""
    return mention.lower() in _PRONOUNS


def attribution_after(text: str, start: int, end: int) -> Attribution | None:
    """Read `said Ann Poe` or `Ann Poe, of Leeds, said` at the very beginning of `text[start:end]`."""
    end = min(end, start + 220)
    according = _ACCORDING.search(text, start, min(end, start + 40))
    if according and not text[start : according.start()].strip(" ,—–-"):
        return Attribution(_noun_phrase(text, according.end(), end), Span(according.start(), according.end()))
    dash = _DASH_NAME.match(text, start, end)
    if dash:
        return Attribution(Span(dash.start(1), dash.end(1)), Span(start, dash.start(1)))
    for cue in cues_in(text, start, end):
        if not cue.is_finite:
            continue
        if not text[start : cue.start].strip(" ,—–-"):
            mention = _noun_phrase(text, cue.end, end)
        elif text[max(cue.start - 2, start) : cue.start] == ", " and text[cue.end + 1 : cue.end + 2].isupper():
            mention = _noun_phrase(text, cue.end, end)  # `for the union, said Ann Poe`
        else:
            mention = _subject(text, start, cue.start, is_whole=True)
        if mention:
            return Attribution(mention, Span(cue.start, cue.end))
    return None


def attribution_before(text: str, start: int, end: int) -> Attribution | None:
    """Read the last cue in `text[start:end]`, which stands before a quotation, and whose it is."""
    start = max(start, end - 420)
    cues = sorted(cues_in(text, start, end), key=lambda cue: (not cue.is_noun, cue.start), reverse=True)
    for cue in cues:
        found, mention = _mention_before(text, start, cue)
        if found and not (
            mention and is_pronoun(text[mention.start : mention.end]) and _is_reported(text, mention.start)
        ):
            return Attribution(mention, Span(cue.start, cue.end))
    according = _ACCORDING.search(text, start, end)
    if according:
        return Attribution(_noun_phrase(text, according.end(), end), Span(according.start(), according.end()))
    return None


def _is_reported(text: str, at: int) -> bool:
    """Tell whether `she` at this place is the `she` of `Ann Poe said she`."""
    before = text[max(at - 30, 0) : at].lower().split()
    if before and before[-1] == "that":
        before.pop()
    return bool(before) and before[-1] in FINITE


def _mention_before(text: str, start: int, cue: Cue) -> tuple[bool, Span | None]:
    """Return whether the word is a cue here, and whose."""
    if cue.is_finite:
        if _is_passive(text, start, cue.start) or text[cue.start : cue.end] == "heard":
            return True, None  # `the court heard`: who spoke is not said
        subject = _subject(text, start, cue.start)
        return subject is not None, subject
    subject = _possessor(text, start, cue.start) if cue.is_noun else None
    return True, subject or _first_subject(text, start, cue.start)


def _is_passive(text: str, start: int, cue_start: int) -> bool:
    before = text[max(start, cue_start - 24) : cue_start].lower().split()
    return any(word in _PASSIVE for word in before[-2:]) and not text[cue_start : cue_start + 6].endswith("ing")


def _possessor(text: str, start: int, end: int) -> Span | None:
    """Read `Ann Poe’s` or `his` before a noun that announces words."""
    tokens = list(TOKEN.finditer(text, max(start, end - 60), end))
    while tokens and tokens[-1].group().islower() and not tokens[-1].group().endswith(("’s", "'s")):
        token = tokens.pop()
        if token.group() in {"his", "her", "their"}:
            return Span(token.start(), token.end())
    if not tokens or not tokens[-1].group().endswith(("’s", "'s", "s’")):
        return None
    span = _tail(tokens, len(tokens) - 1)
    return span and Span(span.start, span.end - (1 if text[span.end - 1] in "’'" else 2))


def _first_subject(text: str, start: int, end: int) -> Span | None:
    """Return the subject of the sentence: what stands before its first finite cue, or else its first name."""
    for cue in cues_in(text, start, end):
        subject = _subject(text, start, cue.start) if cue.is_finite else None
        if subject:
            return subject
    tokens = list(TOKEN.finditer(text, start, min(end, start + 160)))
    for n, token in enumerate(tokens):
        if token.group().lower() in {"he", "she", "they"}:
            return Span(token.start(), token.end())
        is_name = token.group()[:1].isupper() and token.group().lower() not in NO_SUBJECT
        if is_name and token.group().lower() not in {"in", "at", "on", "speaking", "after", "for"}:
            last = n
            while last + 1 < len(tokens) and tokens[last + 1].group()[:1].isupper():
                last += 1
            return _tail(tokens, last)
    return None


def _subject(text: str, start: int, end: int, *, is_whole: bool = False) -> Span | None:
    """Return the noun phrase that ends `text[start:end]`, helping verbs, adverbs and asides left out.

    With `is_whole` nothing but the phrase and its asides may stand there.
    """
    tokens = list(TOKEN.finditer(text, max(start, end - 200), end))
    last = len(tokens) - 1
    while last >= 0 and is_passing(tokens[last].group()):
        last -= 1
    if last >= 0 and tokens[last].group() in {",", ")", "—", "–"}:
        last = _before_aside(tokens, last)
    if last < 0:
        return None
    word = tokens[last].group().lower()
    if word in _PRONOUNS:
        return Span(tokens[last].start(), tokens[last].end()) if word != "it" else None
    span = _tail(tokens, last)
    if span and is_whole and text[start : span.start].strip(" ,—–-"):
        # `Senate minority leader Ann Poe`: all of it is the phrase if nothing in it can end one
        between = text[start : span.start].strip(" ,—–-")
        if len(between) > 60 or not between.replace(" ", "").isalpha() or set(between.lower().split()) & _STOPS:
            return None
        return Span(text.index(between, start), span.end)
    return span


@lru_cache(maxsize=1 << 14)
def is_passing(word: str) -> bool:
    """Tell whether a word may stand between a subject and its verb."""
    lower = word.lower()
    return lower in _AUXILIARY or lower in CALENDAR or (lower.endswith("ly") and word.islower() and len(word) > 4)


def _before_aside(tokens: list[re.Match[str]], last: int) -> int:
    """Step over `, 45, of Leeds,` and `, who chairs the board,` to the end of the name that they follow."""
    if tokens[last].group() == ")":
        while last >= 0 and tokens[last].group() != "(":
            last -= 1
        return last - 1
    commas = [n for n in range(last, -1, -1) if tokens[n].group() in {",", "—", "–"}][:6]
    if len(commas) == 1:
        return last - 1  # `Ann Poe, said`
    # from the right, each stretch between two commas; the aside itself is the first
    for right, left in zip(commas[1:], [*commas[2:], -1], strict=True):
        first, end = tokens[left + 1].group(), tokens[right - 1].group()
        if first.lower() in _OPENS_ASIDE or first[0].isdigit():
            continue
        if is_capital(end) or end in ROLES or end[0].isdigit():
            return right - 1
    return commas[1] - 1


def tail(tokens: list[re.Match[str]]) -> Span | None:
    """Return the noun phrase that ends with the last of these tokens."""
    return _tail(tokens, len(tokens) - 1)


def _tail(tokens: list[re.Match[str]], last: int) -> Span | None:
    """Return the noun phrase that ends with token `last`."""
    first = _name_start(tokens, last)
    if first is None:
        first = _common_start(tokens, last)
    if first is None:
        return None
    first = _absorb_link(tokens, first)
    return _checked(tokens, first, last)


def _name_start(tokens: list[re.Match[str]], last: int) -> int | None:
    """Return where a run of capitalised words that ends at `last` starts, its roles and article included."""
    if not is_capital(tokens[last].group()):
        return None
    first = last
    while first > 0 and (step := _name_step(tokens, first)):
        first -= step
    while first > 0 and tokens[first - 1].group() in _ROLES_AND_TITLES:
        first -= 1
        if first > 0 and tokens[first - 1].group() in _BEFORE_ROLES:
            first -= 1
    while first > 0 and is_capital(tokens[first - 1].group()) and tokens[first - 1].group().lower() not in _STOPS:
        first -= 1
    if first > 0 and tokens[first - 1].group() in {"the", "a", "an"}:
        first -= 1
    return first


def _name_step(tokens: list[re.Match[str]], first: int) -> int:
    """Return how many more tokens to the left of `first` belong to the name."""
    word = tokens[first - 1].group()
    if word in {".", "-"}:
        return 1
    if is_capital(word):
        return int(word.lower() not in _STOPS)
    before = tokens[first - 2].group() if first > 1 else ""
    if word.lower() in _NAME_JOINTS and is_capital(before):
        return int(before.lower() not in _STOPS)
    if word in {"for", "on"} and before.lower() in HEADS:  # `the Independent Office for Police Conduct`
        return int(is_capital(before))
    is_of_the = word == "the" and before == "of" and first > 2 and is_capital(tokens[first - 3].group())
    return 2 if is_of_the else 0


def _common_start(tokens: list[re.Match[str]], last: int) -> int | None:
    """Return where a phrase of common words that ends at `last` starts: `the victim’s mother`, `police`."""
    if not tokens[last].group()[:1].isalpha():
        return None
    first = last
    while first > 0 and last - first < _LONGEST:
        word = tokens[first].group().lower()
        before = tokens[first - 1].group()
        if word in _DETERMINERS or before.lower() in _STOPS or not before[:1].isalnum():
            break
        first -= 1
    word = tokens[first].group().lower()
    has_role = any(is_role(tokens[n].group().lower()) for n in range(first, last + 1))
    return first if word in _DETERMINERS or has_role else None


def is_role(lower: str) -> bool:
    """Tell whether a word in small letters is a role, or several who have it: `boss`, `bosses`."""
    return lower in ROLES or (lower[-1:] == "s" and (lower[:-1] in ROLES or lower[:-2] in ROLES))


def _absorb_link(tokens: list[re.Match[str]], first: int) -> int:
    """Take in `a spokesman for` before `the force`."""
    for _ in range(3):
        link = first - 1
        if link < 1 or tokens[link].group() not in _LINKS:
            return first
        if tokens[link - 1].group().lower() not in ROLES:
            return first
        start = _common_start(tokens, link - 1)
        if start is None:
            return first
        first = start
    return first


def _checked(tokens: list[re.Match[str]], first: int, last: int) -> Span | None:
    while first < last and tokens[first].group().lower() in _STOPS_AND_DOT:
        first += 1
    while last > first and tokens[last].group() in {".", "’", "'"}:
        last -= 1
    word = tokens[last].group().lower()
    if word in _NOT_SPEAKERS or word in CALENDAR or not word[0].isalpha() or last - first > _LONGEST:
        return None
    return Span(tokens[first].start(), tokens[last].end())


def is_capital(word: str) -> bool:
    """Tell whether a word may be part of a name."""
    return word[:1].isupper() and not (word[1:2] == "-" and word[2:3].islower())  # `U-turned`


def _noun_phrase(text: str, start: int, end: int) -> Span | None:
    """Return the noun phrase at the beginning of `text[start:end]`: `Ann Poe`, `a spokesman for the force`."""
    tokens: list[re.Match[str]] = []
    for token in TOKEN.finditer(text, start, min(end, start + 160)):
        word = token.group()
        if not (word[0].isalnum() or word in {"&", "."}) or len(tokens) >= _LONGEST:
            break
        if word == "." and not (tokens and len(tokens[-1].group()) <= 3 and is_capital(tokens[-1].group())):
            break
        lower = word.lower()
        if lower in _LINKS and tokens and (lower == "of" or tokens[-1].group().lower() in ROLES):
            tokens.append(token)
            continue
        is_past = (lower in _STOPS_AFTER or lower in CALENDAR) and not (is_capital(word) and tokens)
        if is_past or (tokens and lower in _SUBJECTS):  # `according to the coroner it was`
            break
        tokens.append(token)
    while tokens and (tokens[-1].group().lower() in _TRAILING or is_passing(tokens[-1].group())):
        tokens.pop()
    if not tokens or tokens[0].group().lower() in _NOT_SPEAKERS:
        return None
    is_named = any(is_capital(token.group()) for token in tokens)
    first = tokens[0].group().lower()
    if first in _PRONOUNS:
        return Span(tokens[0].start(), tokens[0].end())
    if not is_named and first not in _DETERMINERS and not any(token.group() in ROLES for token in tokens):
        return None
    return Span(tokens[0].start(), tokens[-1].end())
