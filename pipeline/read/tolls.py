"""The first toll that an article states: how many people were killed, or injured, in what it tells of.

It is looked for in the headline and the lead, where news says what happened: of the numbers further down half are those
of part of it, or of other incidents. Whoever died counts, the killer too, and as injured whoever was hit and lived. So
of people who were shot those who died are no injured, and `killed three people and himself` states four. A figure of
several incidents, of another year, or of what might have happened is no toll of this incident.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nouns import Figure
from pipeline.read.figures import find_figures
from pipeline.read.sentences import Sentences, is_english, read_sentences

KINDS = ("killed", "injured")
_BOUND = r"(?:at least |about |more than |as many as |up to |some |around |nearly |another |a total of )?"
_NUMBER = r"[\w-]+(?:,\d{3})*"
_WHO = (
    r"(?:[ -](?!(?:in|on|at|after|when|who|and|killed|dead|died|injured|wounded|hurt|shot|were|was|are|is|have|has|"
    r"had|"
    r"of|from|by|to|for|with|as|that|a|an|the|year|years|miles|times|shots|rounds|bullets)\b)[\w’'-]+){0,4}"
)
_BE = r"(?: (?:were|was|are|is|have|had|been|remain|also|all|both|being|who|found|left))*"
_HOW = r"(?: (?:shot and|shot|fatally|reported|confirmed|pronounced|stabbed|seriously|critically))*"
_ENDS = {
    "killed": r"killed|dead|died|dies|slain|murdered|fatally (?:shot|wounded)|deaths?|fatalities",
    "injured": r"injured|wounded|hurt|injuries|hospitali[sz]ed|"
    r"(?:suffer|sustain|receiv|treated for|with )(?:ed|ing)? ?(?:[a-z-]+ ){0,3}(?:injuries|wounds)",
}
_AFTER = {
    kind: re.compile(rf"{_BOUND}{_NUMBER}{_WHO}{_BE}{_HOW} (?<!fatally )(?:{ends})\b", re.IGNORECASE)
    for kind, ends in _ENDS.items()
}
_AFTER["shot"] = re.compile(
    rf"{_BOUND}{_NUMBER}{_WHO}{_BE} shot\b(?! (?:and (?:killed|fatally)|dead|to death|fatally|himself|herself))",
    re.IGNORECASE,
)
_BEFORE = {
    "killed": re.compile(
        r"\b(?:kill(?:ed|ing|s)?|claim(?:ed|ing|s)(?: the lives of)?|death toll (?:\w+ ){0,4}(?:to|at|of|is)|"
        r"murder(?:ed|ing)|gunned down) \Z",
        re.IGNORECASE,
    ),
    "injured": re.compile(r"\b(?:injur(?:ed|ing|es)|wound(?:ed|ing|s)?|hurt(?:ing|s)?) \Z", re.IGNORECASE),
    "shot": re.compile(r"(?<!fatally )\b(?:shot|shoots) \Z", re.IGNORECASE),
}
#: `an eighth teenager was hurt` counts those before as well.
_NTH = r"(?:\d+(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
#: `a woman was killed` states one.
_ONE = {
    kind: re.compile(
        rf"(?:\b(?:[Aa]n?|[Oo]ne|[Aa]nother) (?!(?:[\w-]+ )?{_NTH}\b)(?:[\w-]+ ){{0,3}}|(?:\A|"
        rf"(?<=[.;:\n] ))(?:[\w-]+ )?)"
        r"(?i:man|woman|boy|girl|person|teen|teenager|child|toddler|"
        r"student|officer|deputy|suspect|victim|mother|father|driver|resident|clerk|guard)"
        rf"(?: (?!wounded|injured|dead|killed|shot|left|and)\w+){{0,3}}?{_BE}{_HOW} (?<!fatally )(?:{ends})\b"
        r"(?! (?:an?|his|her|himself|herself|the|two|three|four|five|six|seven|\d+)\b)"
    )
    for kind, ends in {
        "killed": r"killed|dead|dies|died|slain|murdered|fatally (?:shot|wounded)|to death",
        "injured": r"injured|wounded|hurt",
    }.items()
}
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Aug|Sept|Oct|"
    r"Nov|Dec)\.?"
)
#: A figure of a year, of several cases, or of what was not is no toll of this one.
_OF_OTHERS = re.compile(
    r"\b(?:so far this|this year|last year|past (?:\w+ )?(?:weeks|months|years?)|since \d{4}|in \d{4}|annually|"
    r"every year|in separate|homicides|(?:\d+|two|three|four|five|six|seven|separate|weekend|overnight|citywide|"
    r"different|several|other|mass|city|unrelated|rash of|string of|series of|spate of) (?:[A-Za-z-]+ ){0,2}shootings|"
    r"shootings (?:over|across|around|in|on|at|since|during)|violent (?:night|weekend)|incidents|"
    rf"could (?:easily )?have|would have|incorrect|in {_MONTHS} (?:of )?\d{{4}})\b",
    re.IGNORECASE,
)
#: Headline or lead that tells of several incidents: no number in it is the toll of one.
_SEVERAL = re.compile(
    r"\b(?:(?:two|three|four|five|six|seven|eight|nine|ten|\d+|multiple|several|separate|different|unrelated|weekend|"
    r"(?:series|string|spate|rash) of) (?:[A-Za-z-]+ ){0,2}(?:shootings|incidents|attacks|crime scenes)|"
    r"in (?:[\w.’-]+ ){0,4}shootings|shootings (?:across|citywide|around)|"
    r"(?:violent|bloody) (?:night|weekend) (?:in|across))\b",
    re.IGNORECASE,
)
_AND_MORE = re.compile(
    r"(?:,| and|, and) (?:an?|one|two|three|four|five|six|\d+) (?:other )?(?:[\w-]+ )?(?:wom[ae]n|m[ae]n|boys?|girls?|"
    r"teens?|child(?:ren)?|people|adults?|others?|officers?|deput(?:y|ies)|bystanders?)\b",
    re.IGNORECASE,
)
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
#: The killer died as well, and is not among those counted.
_AND_SELF = re.compile(
    r"[^.;\n]{0,60}?\b(?:and (?:then )?(?:himself|herself|(?:fatally )?shot (?:himself|herself)|(?:killed|kills) "
    r"(?:himself|herself))|(?:before|then) (?:fatally )?(?:killing|killed|kills|shooting|shot|shoots|"
    r"turning (?:a|the|his) (?:gun|weapon) on|turned the gun on|taking) (?:himself|herself|(?:his|her) own life))\b"
)
#: `A girl and four others were hurt`: one more.
_ONE_AND = re.compile(
    r"(?:\b[Aa]n? (?:(?!was|were|is|killed|dead|died|dies|shot|slain|left|fatally|injured|wounded|hurt)[\w-]+ ){1,4}|"
    r"-year-old (?:[a-z]+ )?)and (?:at least |about )?\Z"
)
#: `Ann Poe -- 20 was shot`: an age.
_IS_AGE = re.compile(r",? (?:was|is|has)\b")
#: An age, some of all, or those told of before: no number of all.
_NO_COUNT = re.compile(
    r"\b(?:younger than|older than|under|ages?|aged|ages? \d+ and|of the|"
    r"(?:the|both|his|her|their)(?: other)?) \Z",
    re.IGNORECASE,
)


#: Characters of headline and lead. Source: of the tolls that articles on shootings state within so many, four in five
#: are the registry's; of those first stated further down, half (decision 0160).
LEAD = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """How many people were killed or injured, as an article states it first."""

    #: `killed` or `injured`.
    kind: str
    #: People.
    value: int
    #: As printed: `four people`, `a woman`.
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Stated:
    """A toll where it is stated."""

    value: int
    start: int
    end: int


def first_tolls(headline: str, text: str, language: str | None) -> tuple[Toll, ...]:
    """Return how many people were killed and how many injured, as far as headline or lead state it.

    Args:
        headline: The article's.
        text: Its paragraphs, separated by newlines.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
    """
    if not is_english(language):
        return ()
    sentences = read_sentences(f"{headline}\n{text}"[: 2 * LEAD])
    figures = [one for one in find_figures(sentences.text, language, sentences=sentences) if one.end <= LEAD]
    stated = {kind: _first(sentences.text[:LEAD], figures, kind) for kind in KINDS}
    return tuple(_toll_in(sentences, kind, one) for kind, one in stated.items() if one)


def _toll_in(sentences: Sentences, kind: str, stated: _Stated) -> Toll:
    return Toll(
        kind=kind,
        value=stated.value,
        text=sentences.text[stated.start : stated.end],
        sentence=sentences.around(stated.start, stated.end),
    )


def _first(lead: str, figures: Sequence[Figure], kind: str) -> _Stated | None:
    """Return the first number of people killed, or injured, that a lead states; None: it states none, or several."""
    if _SEVERAL.search(lead):
        return None
    one = next((one for one in _ONE[kind].finditer(lead) if not _OF_OTHERS.search(_line(lead, one.start()))), None)
    for figure in figures:
        if one and one.start() < figure.start:
            break
        value = _value(lead, figure, kind, figures)
        if value:
            return _Stated(value, figure.start, figure.end)
    return _Stated(1, one.start(), one.end()) if one else None


def _line(text: str, at: int) -> str:
    """Return, roughly, the sentence at a place."""
    start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return text[start : min(ends, default=len(text))]


def _value(text: str, figure: Figure, kind: str, figures: Sequence[Figure]) -> int | None:
    """Return the toll of which a figure is the first number; None: it counts something else."""
    if figure.unit is not None or figure.value != int(figure.value) or _OF_OTHERS.search(figure.sentence):
        return None
    if _NO_COUNT.search(text, max(figure.start - 20, 0), figure.start):
        return None
    value = _counted(text, figure, kind)
    if value is not None and kind == "killed" and _AND_SELF.match(text, figure.end):
        return value + 1
    if value is None and kind == "injured":
        return _survivors(text, figure, figures)
    return value


def _survivors(text: str, figure: Figure, figures: Sequence[Figure]) -> int | None:
    """Return how many of those who were shot are not said to have died."""
    n_shot = _counted(text, figure, "shot")
    if n_shot is None or not _IS_PEOPLE.search(f"{figure.of or 'people'} {n_shot}"):
        return None
    within = figure.sentence
    dead = _first(within, find_figures(within, "en"), "killed")
    n_dead = dead.value if dead else int(bool(_ONE_FATALLY.search(within)))
    if not n_dead:
        dead = _first(text, figures, "killed")
        n_dead = dead.value if dead else int(bool(_IS_FATAL.search(text.partition("\n")[0])))
    is_apart = "other" in text[figure.start : figure.end + 12]
    left = n_shot if is_apart else n_shot - n_dead
    return left if left > 0 else None


#: Not `one shot`, `two shots`, `three times`, `four vehicles`.
_IS_PEOPLE = re.compile(
    r"\b(?:people|persons?|wom[ae]n|m[ae]n|boys?|girls?|teens?|teenagers?|child(?:ren)?|adults?|others?|officers?|"
    r"deput(?:y|ies)|victims?|bystanders?|students?|customers?|males?|females?|guests?|youths?|relatives?|shot)\b"
    r"(?!.* [01]\Z)|\b(?:person|man|woman|boy|girl|officer|child)\b",
    re.IGNORECASE,
)
#: In a headline: somebody died, though no number is told.
_IS_FATAL = re.compile(
    r"(?<!attempted )\b(?:fatal(?:ly)?|deadly|murders?|murdered|homicides?|slayings?|slain|killings?|killed|kills|"
    r"dies|"
    r"died|dead)\b",
    re.IGNORECASE,
)
_ONE_FATALLY = re.compile(
    r"\b(?:one|1),? (?:of them |person |man |woman |victim )?(?:fatally|dead|dies|died|killed)\b", re.IGNORECASE
)


def _counted(text: str, figure: Figure, kind: str) -> int | None:
    """Return the number of those killed, injured or shot that begins with a figure."""
    end, total = figure.end, int(figure.value)
    if (total > 1 and _IS_AGE.match(text, figure.end)) or (kind == "shot" and text.startswith(" to death", figure.end)):
        return None
    before = _BEFORE[kind].search(text[max(figure.start - 40, 0) : figure.start])
    if not before and _AFTER[kind].match(text, figure.start):
        return total + bool(_ONE_AND.search(text, max(figure.start - 50, 0), figure.start))
    while more := _AND_MORE.match(text, end):
        word = re.findall(r"\w+", more.group().lower())
        number = next(each for each in word if each in _SMALL or each.isdigit())
        total, end = total + (_SMALL.get(number) or int(number)), more.end()
    ends = _AFTER[kind].match(text, text.rfind(" ", 0, end) + 1) if end > figure.end else None
    return total if before or ends else None
