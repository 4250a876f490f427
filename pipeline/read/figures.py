"""Numbers that count something, with what they count."""

import re

from pipeline.nouns import Figure
from pipeline.read.ages import age_at
from pipeline.read.amounts import FIRST_WORDS, FRACTION, MANY, PLAIN, fraction, many, worth
from pipeline.read.counted import (
    NEXT_WORDS,
    STOP,
    TIMES,
    UNITS,
    Counted,
    counted,
    currency_named,
    is_plural,
    is_plural_next,
    unit_named,
)
from pipeline.read.ellipsis import shared_nouns
from pipeline.read.lexicon import MONTHS, SHORT_MONTHS, as_printed, words
from pipeline.read.sentences import Sentences, is_english, read_sentences

_SCALED = (
    r"(?:[ -]?(?:hundred |thousand )?(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen)\b|"
    r"(?:bn|tn|mn|mln|k|m(?!\.p\.h)|b)(?![\w/]))"
)
_MONEY = r"\$US ?|(?-i:US|A|C|HK|NZ) ?\$|[$£€¥₹]|\b(?-i:AUD|USD|GBP|EUR|INR|CAD|NZD|CHF|RM|Rs\.?)"
#: Written without a space.
_PERCENT = r" ?%|[- ]?per ?cent(?:age points?)?\b|[- ]percentage points?"
_GLUED = (
    r"[GMk]hz\b|mph|m\.p\.h\.?|kph|km/h|kmh|"
    r"km|kg|mg|ml|cm|mm|ft|lbs?|sqm|GB|MB|TB|kW|MW|GW|g(?![\w-])|°[CF]?|p(?!\w|\.m)|pc\b"
)
_AMOUNT = re.compile(
    rf"(?<![\w$£€])(?<!\s\.)(?<![\w][.,:/’'–-])(?:(?P<many>{MANY})|(?P<fraction>{FRACTION})|"
    rf"(?P<minus>minus[ -]|(?<=[ (])[-−])?(?P<money>(?:{_MONEY}) ?)?(?P<first>{PLAIN})(?P<scale>{_SCALED})?"
    rf"(?:(?P<unit1>{_PERCENT})?(?P<joint> ?[-–—] ?| to | and | or )(?P<money2>{_MONEY})?(?P<second>{PLAIN})"
    rf"(?P<scale2>{_SCALED})?)?)(?P<unit>{_PERCENT}|{_GLUED})?(?!\w)(?![.,:/]\d)",
    re.IGNORECASE,
)
#: What an amount begins with that is no digit and no word. Begins with a set of characters, which makes it quick.
_SIGN = re.compile(r"[$£€¥₹½¼¾−-](?:(?<!-)|(?=\d))")
#: `a` where it means one.
_A = re.compile(
    r"\b[Aa](?= (?:half|hundred|thousand|million|billion|trillion|dozen|third|quarter|fifth|sixth|seventh|eighth|"
    r"tenth)\b)"
)
_FIRST_WORDS = as_printed(FIRST_WORDS | words("us c hk nz aud usd gbp eur inr cad nzd chf rm rs minus"))
#: The same without a second number, for where the two make no range.
_SINGLE = re.compile(
    rf"(?P<many>(?!))?(?P<fraction>(?!))?(?P<minus>minus[ -]|[-−])?(?P<money>(?:{_MONEY}) ?)?(?P<first>{PLAIN})"
    rf"(?P<scale>{_SCALED})?(?P<joint>(?!))?(?P<money2>(?!))?(?P<second>(?!))?(?P<scale2>(?!))?"
    rf"(?P<unit>{_PERCENT}|{_GLUED})?(?!\w)(?![.,:/]\d)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:(?P<about>about|around|approximately|approx\.?|roughly|some|circa|nearly|almost|close to|an? estimated|"
    r"estimated(?: at)?|an average of|averag(?:ed|ing|es?))|(?P<more>more than|over|above|exceed(?:ing|ed|s)|"
    r"upwards of|in excess of|greater than|better than|north of|well over|just over)|(?P<less>less than|fewer than|"
    r"under|below|just under|just short of)|(?P<least>at least|no fewer than|no less than|not less than|a minimum of)|"
    r"(?P<up>up to|as many as|as much as|at most|no more than|not more than|a maximum of|maximum of))"
    r"(?: the| another| an additional| an extra)? ?\Z",
    re.IGNORECASE,
)
_BOUND_NAMES = {"about": "about", "more": "more than", "less": "less than", "least": "at least", "up": "up to"}
_BOUND_AFTER = re.compile(r" ?(?:\+|or (?:more|above|over|older)\b|plus\b|and (?:over|above)\b)|,? (?:or so)\b")
_RISE = (
    "rose|risen|rises|rising|increased?|increasing|up|grew|grown|grows|climbed|jumped|surged|soared|gained|raised|"
    "went up"
)
_FALL = (
    "fell|fallen|falls|falling|dropp?(?:ed|ing|s)?|down|declined?|declining|decreased?|slumped|plunged|slashed|lost|"
    "cut|reduced|sank|slid"
)
_BOUND_TAIL = (
    r"(?: (?:about|around|nearly|almost|more than|over|at least|up to|some|an? (?:estimated|average)|roughly))?"
)
_CHANGE_BEFORE = re.compile(
    rf"\b(?:(?P<rise>{_RISE}|(?:increase|rise|gain|jump|surge|growth) of)|(?P<fall>{_FALL}|(?:decrease|fall|drop|"
    rf"decline|reduction|cut) of))(?: by| from)?{_BOUND_TAIL} ?\Z",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"(?:[- ](?:times|points?|people|cases|\w{3,12}s))? ?(?:(?P<rise>(?:more|higher|increase|rise|jump|surge|extra|"
    r"additional|bigger|larger|greater|growth)\b|up (?:on|from)\b)|(?P<fall>(?:less|fewer|lower|decrease|fall|drop|"
    r"decline|reduction|smaller|cut|down (?:on|from))\b))|[^.;\n]{0,40}?(?:,|\() ?(?:(?P<rise2>(?:up|rising) "
    r"(?:on|from))|(?P<fall2>(?:down|falling) (?:on|from)))\b",
)

_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|by|from|until|till|before|after|during|of|the|between|and|to|late|early|mid|year|summer|spring|"
    rf"autumn|winter|fall|a\.d\.?|season|{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"\d{1,2}(?:st|nd|rd|th)?)[.,]? \(?\Z|[\[(/–-]\Z",
    re.IGNORECASE,
)
_GENERATION = re.compile(r"[2-6]G\b")
_MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
_MONTH_NAMES = frozenset(MONTHS) | SHORT_MONTHS
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)? (?:of )?{_MONTH}", re.IGNORECASE)
_CLOCK_AFTER = re.compile(r" ?(?:[ap]\.?m\b|o[’']clock|[.:]\d\d|hours\b GMT| GMT\b| BST\b)", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:\+\d{1,3}|0\d{2,5}|\(0\d{2,5}\))(?:[ -]?\(?\d{2,8}\)?){1,4}(?!\d)|(?:101|111|911|999)(?=[ .,;)]|\Z)"
)
#: So many characters before a number are looked at.
_LOOK_BACK = 48
_QUALIFIERS = words(
    """about around approximately approx approx. roughly some circa nearly almost to estimated at of averaged averaging
    average averages than over above exceeding exceeded exceeds under below least most many much the another
    additional extra by from rose risen rises rising increase increased increasing up grew grown grows climbed
    jumped surged soared gained raised fell fallen falls falling drop dropped drops dropping down decline
    declined declining decreased decrease slumped plunged slashed lost cut reduced sank slid"""
)
#: A number after one of these is its number.
_NUMBERED = words(
    """no no. number chapter page channel room version section category phase stage level step grade type unit ward day
    article route flight model windows iphone"""
)
_FUNCTION = words(
    """about after all almost and another around as at because before but by despite during even every fewer for from
    had has he her his how i if in it its just last least less more most nearly no not now of on once only or
    our over police she since so some that the their there they this those to under up us was we were what when
    where which while who with these an a mr total aged says said"""
)
_SCORE = re.compile(
    r"\b(?:won|win|beat|lost|lose|lead|led|draw|drew|victory|defeat|score|vote[ds]?|ahead|trailing|loss|tie)\b"
)


def find_figures(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Figure, ...]:
    """Return the figures of a text in order, each with what it counts where the text says so.

    Dates, years, clock times, telephone numbers, scores, ordinals and numbers that are part of a name are no figures.
    An age is one whose unit is `year of age`; `dozens` is the span 12 to 120, other plural scales likewise; `rose from
    30 to 45` is 30 to 45 with a change. What is counted is read from the words beside the number only.

    Args:
        text: Paragraphs separated by newlines.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
        sentences: The text's sentences, where they have been read before.
    """
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    figures = []
    at = 0
    for start in _starts(sentences):
        phone = _PHONE.match(text, start - text.startswith("+", start - 1)) if start >= at else None
        if phone:
            at = phone.end()
        match = _AMOUNT.match(text, start) if start >= at else None
        if match is None or _AGO.match(text, match.end()):
            continue
        at = match.end()
        if match["second"] and _is_score(text, match):
            continue
        if match["second"] and not _is_range(text, match):
            match = _SINGLE.match(text, match.start()) or match
            at = match.end()
        figure = _read(text, match, sentences)
        if figure:
            figures.append(figure)
    return shared_nouns(text, figures)


#: `two years ago` is a date.
_AGO = re.compile(
    r"[ -](?:years?|months?|weeks?|days?|hours?|minutes?|decades?|centuries) (?:ago|earlier|previously)\b"
)


def _starts(sentences: Sentences) -> list[int]:
    """Return where an amount may begin: at a digit or sign, or at a word that amounts begin with."""
    text = sentences.text
    tokens, places = sentences.words
    found = [
        places[n]
        for n in sentences.numbers_and(_FIRST_WORDS)
        if tokens[n] not in {"a", "A"} or _A.match(text, places[n])
    ]
    found += [sign.start() for sign in _SIGN.finditer(text)]
    return sorted(found)


def _is_score(text: str, match: re.Match[str]) -> bool:
    """Tell whether `3-1` is how a match or a vote ended: nothing is counted after it."""
    if match["joint"].strip() not in {"-", "–"} or match["unit"] or match["money"] or match["scale2"]:
        return False
    if not (match["first"].isdigit() and match["second"].isdigit()):
        return False
    before = text[max(match.start() - 40, 0) : match.start()]
    return not is_plural_next(text, match.end()) or bool(_SCORE.search(before))


def _is_range(text: str, match: re.Match[str]) -> bool:
    low, high = _value(match)
    if low is None or high is None or low >= high:
        return False
    joint = match["joint"].strip()
    is_like = match["unit1"] in {None, match["unit"]} and bool(match["money2"]) <= bool(match["money"])
    before = text[max(match.start() - 14, 0) : match.start()].lower().rstrip()
    is_named = before.endswith(("between", "ranging from", "ranges from", "range from", "ranged from"))
    if not is_like or (high > 1000 * max(low, 1) and not is_named):
        return False
    if joint == "and":
        return before.endswith("between")
    if joint == "to":
        return not before.endswith((" to", " by"))
    return joint != "or" or high - low <= 2


def _read(text: str, match: re.Match[str], sentences: Sentences) -> Figure | None:
    before = text[max(match.start() - _LOOK_BACK, 0) : match.start()].rpartition("\n")[2]
    value, value_to = _value(match)
    if value is None or (match["first"] and _is_no_figure(text, match, before, value)):
        return None
    end = match.end()
    of = age_at(text, match, before) or _counted(text, match)
    last_words = before.lower().rsplit(maxsplit=1)
    is_qualified = bool(last_words) and last_words[-1] in _QUALIFIERS
    bound = _BOUND.search(before) if is_qualified else None
    if bound and bound["more"] and bound["more"].lower() == "over" and of.unit in TIMES:
        bound = None  # `over 15 years` is how long, not how many at least
    after = None if bound else _BOUND_AFTER.match(text, end)
    start = match.start() - (len(before) - bound.start() if bound else 0)
    stop = max(of.end, after.end() if after else end)
    return Figure(
        text=text[start:stop],
        value=-value if match["minus"] else value,
        value_to=value_to,
        of=of.of,
        unit=of.unit,
        approximate=_bound_name(bound, after),
        change=_change(text, before if is_qualified else "", end),
        sentence=sentences.around(start, stop),
        start=start,
        end=stop,
    )


def _bound_name(before: re.Match[str] | None, after: re.Match[str] | None) -> str | None:
    if before:
        return _BOUND_NAMES[before.lastgroup or "about"]
    if after:
        return "about" if after.group().endswith("so") else "at least"
    return None


def _value(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Return the value and the upper end of a range."""
    if match["many"]:
        return many(match["many"])
    if match["fraction"]:
        return fraction(match["fraction"]), None
    low = worth(match["first"], _scale(match, "scale"))
    if match["second"] is None:
        return low, None
    high = worth(match["second"], _scale(match, "scale2"))
    if low is not None and high is not None and match["scale2"] and not match["scale"]:
        shared = worth(match["first"], match["scale2"])
        low = shared if shared is not None and shared < high else low
    return low, high


#: `35m of its devices` are no metres.
_OF_THESE = re.compile(r" of (?:its|the|their|these|those|our|his|her|all)\b")


def _scale(match: re.Match[str], group: str) -> str | None:
    """Return the scale; `m` is a million in money and before what is counted, or else a metre."""
    scale = match[group]
    if scale == "m" and not match["money"] and not _OF_THESE.match(match.string, match.end()):
        noun = NEXT_WORDS.match(match.string, match.end())
        return scale if noun and is_plural(noun.group(1).lower()) else None
    return scale


def _is_no_figure(text: str, match: re.Match[str], before: str, value: float) -> bool:
    """Tell whether the number is a date, time, telephone number, score, or part of a name."""
    first = match["first"]
    end = match.end()
    if _GENERATION.match(text, match.start()):
        return True
    if match["money"] or match["scale"] or match["unit"]:
        return False
    if first[0].isdigit():
        is_padded = first[0] == "0" and len(first) > 1 and first[1] != "."
        if is_padded or (first.isdigit() and _is_date_part(text, before, first, end)):
            return True
    elif first.lower() == "one" and not _is_counting_one(text, before, end):
        return True
    if _CLOCK_AFTER.match(text, end) and value <= 24:
        return True
    return not text.startswith(" of the", end) and _is_in_name(text, before, end)


def _is_date_part(text: str, before: str, digits: str, end: int) -> bool:
    """Tell whether the digits are a year or the day of a month."""
    if len(digits) == 4 and "1200" <= digits <= "2100":
        return not _is_counting(text, before, end)
    if len(digits) > 2:
        return False
    parts = before.removesuffix("the ").rsplit(maxsplit=1)
    is_after_month = bool(parts) and parts[-1].lower().rstrip(".") in _MONTH_NAMES
    return is_after_month or bool(_MONTH_AFTER.match(text, end))


def _is_in_name(text: str, before: str, end: int) -> bool:
    """Tell whether a number after these words is part of a name or address: `Flight 370`, `section 20`."""
    parts = before[:-1].rsplit(maxsplit=1)
    if not parts or before[-1] not in " -":
        return False
    word = parts[-1].lstrip("(“‘\"'")
    folded = word.lower()
    if folded in _NUMBERED or word == "#":
        return True
    if word == folded or folded in _FUNCTION or word[-1] in ',;:!?)”"':
        return False
    return not _starts_sentence(before, len(before) - 1 - len(parts[-1])) and not is_plural_next(text, end)


def _starts_sentence(before: str, at: int) -> bool:
    earlier = before[:at].rstrip()
    return earlier[-1] in ".!?:" if earlier else len(before) < _LOOK_BACK


def _is_counting(text: str, before: str, end: int) -> bool:
    """Tell whether a four-digit number that could be a year counts something."""
    if _BOUND.search(before) and not before.endswith("around "):
        return True
    return not _YEAR_BEFORE.search(before) and is_plural_next(text, end) and not _IS_YEAR.match(text, end - 4)


_IS_YEAR = re.compile(r"(?:19\d\d|20[0-3]\d) (?!people|men|women|children|jobs|miles|kilometres|tonnes)")
_ONE_BEFORE = re.compile(
    r"\b(?:no|any|every|some|each|this|that|the|which|same|another|day|first|last|only|good|big|new|not) \Z|[’']s \Z",
    re.IGNORECASE,
)
_ONE_AFTER = re.compile(
    r" of (?:the|those|these|his|her|its|their|our|my|your|them|several|many|two|three|four|"
    r"(?-i:[A-Z])[\w-]*[’']s)\b|"
    r" (?:in|out of) (?:every )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b| (?!day\b)[a-z]{3,}"
)
_STOP_AFTER_ONE = STOP | {"another", "can", "must"}


def _is_counting_one(text: str, before: str, end: int) -> bool:
    if _ONE_BEFORE.search(before):
        return False
    after = _ONE_AFTER.match(text, end)
    return after is not None and (
        after.group().startswith((" of ", " in ", " out ")) or after.group().strip() not in _STOP_AFTER_ONE
    )


#: `half a tonne`, `half an hour`.
_HALF_A = re.compile(r" an? ([a-z]+)\b")
_OF_MONEY = re.compile(r" of (pounds|dollars|euros|yen|rupees|yuan)\b")


def _counted(text: str, match: re.Match[str]) -> Counted:
    """Read what the number counts."""
    end = match.end()
    sign = match["money"] or match["money2"]
    if sign:
        return counted(text, end, unit=currency_named(sign.strip()))
    pounds = _OF_MONEY.match(text, end) if match["many"] else None
    if pounds:
        return Counted(pounds.end(), None, UNITS[pounds.group(1)])
    if match["unit"]:
        return counted(text, end, unit=unit_named(match["unit"]))
    half = _HALF_A.match(text, end) if match["fraction"] else None
    if half and half.group(1) in UNITS:
        return counted(text, half.end(), unit=UNITS[half.group(1)])
    is_metre = any(match[group] == "m" and _scale(match, group) is None for group in ("scale", "scale2"))
    return counted(text, end, unit="metre" if is_metre else None, is_fraction=bool(match["fraction"]))


def _change(text: str, before: str, end: int) -> str | None:
    found = _CHANGE_BEFORE.search(before)
    if found:
        return "rise" if found["rise"] else "fall"
    found = _CHANGE_AFTER.match(text, end)
    if found:
        return "rise" if found["rise"] or found["rise2"] else "fall"
    return None
