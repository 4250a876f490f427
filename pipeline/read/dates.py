"""Dates and periods that the text names, read against the time at which it was published."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipeline.nouns import DateMention
from pipeline.read import periods
from pipeline.read.amounts import worth
from pipeline.read.lexicon import MONTHS, WEEKDAYS
from pipeline.read.sentences import Sentences, Span, is_english, read_sentences

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?: (?:early |late )?(?:morning|afternoon|evening|night|lunchtime))"
_COUNT = (
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|\d{1,4}(?:\.\d)?|half an?)"
)
_UNIT = r"(?:second|minute|hour|day|night|week|fortnight|month|year|decade|century|centurie)"
_LATER = r"(?:ago|earlier|before|later|from now|on)"
_SPAN = r"(?:day|week|weekend|month|quarter|year|decade|century|spring|summer|autumn|fall|winter)"

#: Tried in this order at each word; the first that matches takes the words.
_PATTERNS = (
    ("iso", r"(?P<i_day>\d{4}-\d\d-\d\d)(?:T[\d:.]+Z?)?"),
    (
        "day_month",
        rf"(?:{_WEEKDAY},? )?(?:the )?(?P<dm_day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<dm_month>{_MONTH})"
        r"(?:,? (?P<dm_year>(?:1[5-9]|20)\d\d)\b)?",
    ),
    (
        "month_day",
        rf"(?:{_WEEKDAY},? )?(?P<md_month>{_MONTH}) (?P<md_day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:])"
        r"(?:,? (?P<md_year>(?:1[5-9]|20)\d\d)\b)?",
    ),
    ("slashed", r"(?P<s_day>[0-3]?\d)/(?P<s_month>[01]?\d)/(?P<s_year>(?:19|20)\d\d)"),
    (
        "month",
        rf"(?:(?P<m_edge>(?i:the end of|the start of|the beginning of|early|late|mid))[ -])?"
        rf"(?:(?P<m_which>(?i:last|next|this|this coming)) )?(?P<m_month>{_MONTH})"
        r"(?:(?: of)?,? (?P<m_year>(?:1[5-9]|20)\d\d)\b| (?P<m_rel>(?:last|next|this) year))?",
    ),
    (
        "quarter",
        r"(?:(?P<q_rel2>this|last|next) year[’']s )?(?i:the )?(?i:(?P<q_nth>first|second|third|fourth))[- ](?i:quarter)"
        r"(?: of (?:(?P<q_year>(?:19|20)\d\d)|(?P<q_rel>this|last|next) year))?|Q(?P<q_n>[1-4])(?: (?P<q_year2>20\d\d))?",
    ),
    (
        "weekday",
        rf"(?:(?P<w_which>(?i:last|next|this|this coming|the previous|the following|the next)) )?(?P<w_day>{_WEEKDAY})"
        rf"(?P<w_part>{_PART})?(?: (?P<w_week>last week|next week|this week|week))?",
    ),
    (
        "named_day",
        rf"(?i:(?P<n_word>the day before yesterday|the day after tomorrow|today|tonight|yesterday|tomorrow|last night|"
        rf"overnight|this morning|this afternoon|this evening)(?P<n_part>{_PART})?)",
    ),
    (
        "edge",
        rf"(?i:(?:the )?(?P<e_edge>end|start|beginning|middle) of (?P<e_which>the|this|next|last) (?:calendar |financial )?"
        rf"(?P<e_span>{_SPAN})|(?P<e_year>year|month|week)[- ]end\b)",
    ),
    (
        "ago",
        rf"(?i:(?:(?:about|around|nearly|almost|more than|over|just|just over|some|at least) )?(?P<a_count>{_COUNT})[ -]"
        rf"(?P<a_unit>{_UNIT})s? (?P<a_later>{_LATER})\b)",
    ),
    (
        "ahead",
        rf"(?i:(?P<h_lead>in|within) (?:(?:the )?next |about |around |just |under |less than )?(?P<h_count>{_COUNT}) "
        rf"(?P<h_unit>{_UNIT})s?[’']?(?P<h_time> time)?\b)",
    ),
    (
        "relative",
        rf"(?i:(?P<r_edge>early|late|later|earlier|sometime) )?(?i:(?P<r_which>this|last|next|the same|the previous|"
        rf"the following|the current|the past|the coming)) (?:(?i:calendar|financial|fiscal|academic) )?(?i:(?P<r_span>{_SPAN}))\b(?!s)|(?P<r_plain>[Tt]he weekend)\b",
    ),
    (
        "every",
        rf"(?i:(?P<v_each>every|each) (?:(?:other|single) )?(?P<v_what>{_WEEKDAY}|day|week|weekend|month|quarter|year|hour|"
        rf"minute|night|morning)\b(?!s)|(?P<v_often>daily|hourly|weekly|fortnightly|monthly|quarterly|yearly|annually|annual)\b|"
        rf"\bper (?P<v_per>day|week|month|year|hour)\b|(?P<v_days>{_WEEKDAY}s)\b)",
    ),
    (
        "duration",
        rf"(?i:(?:(?:the )?(?:past|last|next|first|previous|coming|final) |(?:up to|more than|less than|at least|nearly|almost|"
        rf"about|around|over|under|just) )?(?P<d_count>{_COUNT})(?: to (?P<d_count2>{_COUNT}))?"
        rf"(?P<d_half>(?: and a half)?)(?:[ -](?:long |more |full |straight |consecutive |trading )?)(?P<d_unit>{_UNIT})s?\b)"
        r"(?!-old| old| of age)",
    ),
    (
        "decade",
        r"(?i:(?:the )?(?P<c_edge>early |late |mid-?)?)(?P<c_decade>(?:19|20)\d)0s|the (?P<c_word>twenties|thirties|forties|"
        r"fifties|sixties|seventies|eighties|nineties)\b",
    ),
    (
        "season",
        r"(?i:(?P<z_which>last|this|next) )?(?i:(?P<z_name>spring|summer|autumn|fall|winter))(?: of)? (?P<z_year>(?:19|20)\d\d)",
    ),
    ("years", r"(?P<y_from>(?:19|20)\d\d)[-–/](?P<y_to>(?:19|20)?\d\d)(?!\d)"),
    (
        "clock",
        r"(?i:(?:about |around |just before |just after |at )?(?P<t_hour>[0-2]?\d)(?:[:.](?P<t_minute>[0-5]\d))? ?"
        r"(?P<t_half>[ap])(?:m\b|\.m\b\.?))|(?<!\d)(?P<t_hour2>[01]?\d|2[0-3]):(?P<t_minute2>[0-5]\d)(?!\d)",
    ),
    (
        "year",
        r"(?i:(?P<x_edge>early|late|mid|the end of|the start of|the year)[ -])?(?P<x_year>1[6-9]\d\d|20[0-4]\d)(?![\d,]\d|-|%|\.\d|/)",
    ),
)
_DATE = re.compile(r"(?<![\w$£€.,/-])(?:" + "|".join(f"(?P<{name}>{body})" for name, body in _PATTERNS) + r")(?!\w)")
#: A sentence without any of these has no date in it.
_HINT = re.compile(
    r"\d|day|week|month|year|hour|minute|night|morrow|ago\b|ly\b|annual|decade|centur|second|quarter|summer|winter|spring|"
    r"autumn|fall\b|this |Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|ties\b"
)
_YEAR_COUNTS = re.compile(
    r" (?:people|men|women|children|homes|jobs|times|miles|feet|metres|pounds|dollars|votes|deaths|cases)\b"
)
_BARE_MONTH_BEFORE = re.compile(
    r"\b(?:in|since|by|of|last|next|this|until|till|from|early|late|mid|during|for|to|and|between|before|after|through|"
    r"every|each|or|on)[ -]\Z",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|due|scheduled|expected|set to|plans?|planned for|to be|going to|is to|are to|deadline|upcoming|"
    r"must|should|takes place|slated|’ll|'ll|would|plans to)\b"
)
_PAST_JUST_BEFORE = re.compile(
    r"\b(?:said|told|announced|revealed|came|was|were|had|did|took|held|began|left|met|found|went|\w{3,}ed)\b(?: \w+){0,3} ?\Z"
)
_FUTURE_AFTER = re.compile(
    r"[^.;\n]{0,70}?\b(?:will|shall|is due|are due|is expected|is set|are set|is scheduled|is to)\b"
)
_DEADLINE = re.compile(
    r"\b(?:by|before|until|till|no later than|ahead of|deadline of|deadline is|deadline for|from|starting|effective)"
    r"(?: the)? ?\Z",
    re.IGNORECASE,
)
_JOINS_TIME = re.compile(r"(?: [A-Z]{3,4})?(?: on|,)? ")
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_LETTERS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "night": "D",
    "week": "W",
    "fortnight": "W",
    "month": "M",
    "year": "Y",
    "decade": "Y",
    "century": "Y",
    "centurie": "Y",
}
_TIMES = {"fortnight": 2, "decade": 10, "century": 100, "centurie": 100}
_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "lunchtime": "MI"}
_OFTEN = {
    "daily": "P1D",
    "hourly": "PT1H",
    "weekly": "P1W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "quarterly": "P3M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "annual": "P1Y",
}
_WORD_DECADES = {
    name: f"19{n}"
    for n, name in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), 2
    )
}
#: A day ahead counts this many times as far as a day past when the year must be guessed: news tells mostly what was.
_AHEAD_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression with what is known around it."""

    match: re.Match[str]
    told: date
    #: What stands before it in its sentence, at most 70 characters.
    before: str
    #: Does the sentence speak of what is to come?
    is_ahead: bool

    def __getitem__(self, group: str) -> str:
        return (self.match[group] or "").lower()


_Read = tuple[str | None, str]  # value and kind


def find_dates(
    text: str, told_at: datetime, language: str | None, *, sentences: Sentences | None = None
) -> tuple[DateMention, ...]:
    """Return the dates, times, durations and sets of a text in order, read against when it was published.

    `now`, `recently` and their like, which name no period, are left out. A weekday or month without a year is the last
    one, unless its sentence speaks of what is to come.

    Args:
        text: Paragraphs separated by newlines.
        told_at: When it was published, in the zone of its outlet where that is known.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
        sentences: The text's sentences, where they have been read before.
    """
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    told = told_at.date()
    found: list[DateMention] = []
    for span in sentences.spans:
        if _HINT.search(text, span.start, span.end):
            found.extend(_find_in(text, span, told))
    return tuple(found)


def _find_in(text: str, span: Span, told: date) -> list[DateMention]:
    found: list[DateMention] = []
    last_day: str | None = None
    for match in _DATE.finditer(text, span.start, span.end):
        before = text[max(span.start, match.start() - 70) : match.start()]
        place = _Place(match, told, before, _is_ahead(text, span, match, before))
        read = _READERS[match.lastgroup or "year"](place)
        if read is None:
            continue
        value, kind = read
        if kind == "time" and value and value.startswith("T") and last_day:
            value = last_day + value
        is_follow_up = _is_follow_up(value, kind, place)
        if kind == "date" and value and len(value) == 10:
            last_day = value
            _date_the_time(found, text, match.start(), value, is_follow_up=is_follow_up)
        found.append(
            DateMention(
                text=match.group(),
                value=value,
                kind=kind,
                is_follow_up=is_follow_up,
                sentence=text[span.start : span.end],
                start=match.start(),
                end=match.end(),
            )
        )
    return found


def _date_the_time(found: list[DateMention], text: str, start: int, day: str, *, is_follow_up: bool) -> None:
    """Give the clock time in `9am on Tuesday` the day that follows it."""
    last = found[-1] if found else None
    if last and last.kind == "time" and (last.value or "").startswith("T"):
        if _JOINS_TIME.fullmatch(text, last.end, start):
            found[-1] = replace(last, value=f"{day}{last.value}", is_follow_up=is_follow_up)


def _is_ahead(text: str, span: Span, match: re.Match[str], before: str) -> bool:
    """Tell whether the words beside an expression speak of what is to come."""
    if _PAST_JUST_BEFORE.search(before):
        return bool(_DEADLINE.search(before))
    if _FUTURE.search(before) or _DEADLINE.search(before):
        return True
    is_first = len(before) < 12
    return is_first and bool(_FUTURE_AFTER.match(text, match.end(), span.end))


def _is_follow_up(value: str | None, kind: str, place: _Place) -> bool:
    if kind not in {"date", "time"}:
        return False
    days = periods.bounds(value)
    if days is None:
        return False
    first, last = days
    if first > place.told:
        return True
    is_open = last > place.told or (first == last == place.told)
    words = place.match.group().lower()
    is_late = words.startswith(("later", "the end", "end")) or bool(_DEADLINE.search(place.before))
    return is_open and place.is_ahead and (is_late or last != first)


def _iso(place: _Place) -> _Read | None:
    year, month, day = place["i_day"].split("-")
    return (place["i_day"], "date") if periods.valid_day(int(year), int(month), int(day)) else None


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.rstrip(".")[:3]))


def _dated(place: _Place, month: str, day: str, year: str) -> _Read | None:
    number = _month_number(month)
    if year:
        one = periods.valid_day(int(year), number, int(day))
        return (one.isoformat(), "date") if one else None
    years = (place.told.year - 1, place.told.year, place.told.year + 1)
    days = [one for one in (periods.valid_day(at, number, int(day)) for at in years) if one]
    if not days:
        return None
    return min(days, key=lambda one: _distance((one - place.told).days, is_ahead=place.is_ahead)).isoformat(), "date"


def _distance(days: int, *, is_ahead: bool) -> int:
    """Return how unlikely it is that a date so many days ahead is meant."""
    if is_ahead:
        return days if days >= 0 else 400 - days
    return days * _AHEAD_WEIGHT if days > 0 else -days


def _day_month(place: _Place) -> _Read | None:
    return _dated(place, place["dm_month"], place["dm_day"], place["dm_year"])


def _month_day(place: _Place) -> _Read | None:
    return _dated(place, place["md_month"], place["md_day"], place["md_year"])


def _slashed(place: _Place) -> _Read | None:
    """Read `31/12/2025`; where day and month could be either way round nothing is said."""
    first, second, year = int(place["s_day"]), int(place["s_month"]), int(place["s_year"])
    if first <= 12 and second <= 12 and first != second:
        return None, "date"
    one = periods.valid_day(year, second, first) or periods.valid_day(year, first, second)
    return (one.isoformat(), "date") if one else None


def _month(place: _Place) -> _Read | None:
    number = _month_number(place["m_month"])
    if place["m_year"]:
        return f"{place['m_year']}-{number:02}", "date"
    is_plain = not (place["m_which"] or place["m_edge"] or place["m_rel"])
    if is_plain and place["m_month"] in {"may", "march", "mar", "jan", "jun", "dec", "sep"}:
        if not _BARE_MONTH_BEFORE.search(place.before):
            return None
    if is_plain and place["m_month"] in {"april", "june", "august"} and place.before[-1:].isalpha():
        return None
    year = place.told.year
    if place["m_rel"] or place["m_which"]:
        year += _which_year(place, number)
        return f"{year}-{number:02}", "date"
    ahead = (number - place.told.month) % 12
    past = ahead - 12 if ahead else 0
    months = ahead if place.is_ahead or (place["m_edge"] and ahead <= 2) else past
    return periods.month(place.told, months), "date"


def _which_year(place: _Place, number: int) -> int:
    which = (place["m_rel"] or place["m_which"]).split()[0]
    if place["m_rel"] or which == "this":
        return {"last": -1, "next": 1}.get(which, 0)
    if which == "last":
        return -1 if number >= place.told.month else 0
    return 1 if number <= place.told.month else 0


def _quarter(place: _Place) -> _Read | None:
    names = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    number = names.get(place["q_nth"]) or int(place["q_n"] or 1)
    year = place["q_year"] or place["q_year2"]
    if year:
        return f"{year}-Q{number}", "date"
    which = place["q_rel"] or place["q_rel2"]
    if which:
        return f"{place.told.year + {'last': -1, 'next': 1}.get(which, 0)}-Q{number}", "date"
    now = (place.told.month - 1) // 3 + 1
    is_last_year = number > now and not place.is_ahead
    return f"{place.told.year - is_last_year}-Q{number}", "date"


def _weekday(place: _Place) -> _Read | None:
    number = WEEKDAYS.index(place["w_day"])
    monday = periods.shifted(place.told, -place.told.weekday())
    which, week = place["w_which"], place["w_week"]
    if week and week != "week" and monday:
        weeks = {"last": -1, "next": 1}.get(week.split()[0], 0)
        one = periods.shifted(monday, 7 * weeks + number)
    else:
        back = (place.told.weekday() - number) % 7
        forth = (number - place.told.weekday()) % 7
        if which in {"last", "the previous"}:
            days = -(back or 7)
        elif which in {"next", "the following", "the next"}:
            days = forth or 7
        else:
            is_ahead = place.is_ahead or which in {"this", "this coming"}
            days = forth if is_ahead else -back
        one = periods.shifted(place.told, days + (7 if week == "week" else 0))
    return _with_part(one, place["w_part"])


def _with_part(one: date | None, part: str) -> _Read | None:
    if one is None:
        return None
    if not part:
        return one.isoformat(), "date"
    return f"{one.isoformat()}T{_PARTS[part.split()[-1]]}", "time"


def _named_day(place: _Place) -> _Read | None:
    word = place["n_word"]
    days = {
        "yesterday": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
        "last night": -1,
        "overnight": -1,
    }
    part = place["n_part"] or (word.split()[-1] if word.startswith("this ") else "")
    part = "night" if word in {"tonight", "last night", "overnight"} else part
    return _with_part(periods.shifted(place.told, days.get(word, 0)), part)


def _edge(place: _Place) -> _Read | None:
    span = place["e_span"] or place["e_year"]
    which = {"last": "last", "next": "next"}.get(place["e_which"], "this")
    return _period(place.told, which, span)


def _relative(place: _Place) -> _Read | None:
    if place["r_plain"]:
        return _period(place.told, "this" if place.is_ahead or place.told.weekday() == 6 else "last", "weekend")
    which = place["r_which"].removeprefix("the ")
    span = place["r_span"]
    if which in {"past", "coming"}:
        return None if span == "weekend" else (f"P{_TIMES.get(span, 1)}{_LETTERS.get(span, 'Y')}", "duration")
    if span == "day":
        return None
    return _period(place.told, {"previous": "last", "following": "next"}.get(which, which), span)


def _period(told: date, which: str, span: str) -> _Read | None:
    step = {"last": -1, "next": 1}.get(which, 0)
    if span in {"week", "weekend"}:
        at = periods.shifted(told, 7 * step)
        if at and span == "weekend" and step == -1 and told.weekday() >= 5:
            at = periods.shifted(told, -7)
        return (periods.week(at) + ("-WE" if span == "weekend" else ""), "date") if at else None
    if span == "month":
        return periods.month(told, step), "date"
    if span == "quarter":
        return periods.quarter(told, step), "date"
    if span in _SEASONS:
        return f"{told.year + step}-{_SEASONS[span]}", "date"
    if span == "day":
        return None
    if span == "decade":
        return f"{told.year // 10 + step}", "date"
    return (f"{told.year + step:04}", "date") if span == "year" else (f"{told.year // 100 + step}", "date")


def _ago(place: _Place) -> _Read | None:
    later = place["a_later"]
    if later == "on":
        return None
    if later in {"later", "before", "earlier"}:
        return None, "date"  # counted from something that the sentence tells, not from today
    return _counted(place, place["a_count"], place["a_unit"], 1 if later == "from now" else -1)


def _ahead(place: _Place) -> _Read | None:
    """Read `in two weeks’ time`; `in two weeks` of what was done is how long it took."""
    if place["h_time"] or (place.is_ahead and place["h_lead"] == "in"):
        return _counted(place, place["h_count"], place["h_unit"], 1)
    return _duration_of(place["h_count"], place["h_unit"])


def _amount(count: str) -> float | None:
    if count in {"a", "an", "one"}:
        return 1.0
    return 0.5 if count.startswith("half") else worth(count, None)


def _counted(place: _Place, count: str, unit: str, step: int) -> _Read | None:
    """Return the day, week, month or year that lies so many units away, as exact as the unit is."""
    amount = _amount(count)
    if amount is None or amount != int(amount) or amount > 3000:
        return None, "date"
    n = int(amount) * step * _TIMES.get(unit, 1)
    letter = _LETTERS[unit]
    if unit in {"second", "minute", "hour"}:
        return None, "time"
    if letter == "Y":
        year = place.told.year + n
        return (f"{year:04}", "date") if 1 <= year <= 9998 else (None, "date")
    if letter == "M":
        return periods.month(place.told, n), "date"
    one = periods.shifted(place.told, n * (7 if letter == "W" else 1))
    if one is None:
        return None, "date"
    return (periods.week(one) if letter == "W" else one.isoformat()), "date"


def _duration(place: _Place) -> _Read | None:
    if place["d_count"] in {"a", "an"} and re.search(r"(?:\d|once|twice|times|[a-z]s?) \Z", place.before[-8:]):
        if re.search(r"(?:\d[\d,.]*|once|twice|times|million|billion|thousand|hours|days|pounds) \Z", place.before):
            return _duration_of("1", place["d_unit"], kind="set")
    return _duration_of(place["d_count2"] or place["d_count"], place["d_unit"], half=bool(place["d_half"]))


def _duration_of(count: str, unit: str, *, half: bool = False, kind: str = "duration") -> _Read | None:
    amount = _amount(count)
    if amount is None:
        return None
    number = (amount + 0.5 * half) * _TIMES.get(unit, 1)
    written = f"{number:g}" if number < 1e6 else str(int(number))
    is_clock = unit in {"second", "minute", "hour"}
    return f"P{'T' * is_clock}{written}{_LETTERS[unit]}", kind


def _every(place: _Place) -> _Read | None:
    if place["v_often"]:
        return _OFTEN[place["v_often"]], "set"
    what = place["v_what"] or place["v_per"] or place["v_days"].removesuffix("s")
    if what in WEEKDAYS:
        return f"XXXX-WXX-{WEEKDAYS.index(what) + 1}", "set"
    if what in {"weekend", "morning", "quarter"}:
        return {"weekend": "XXXX-WXX-WE", "morning": "XXXX-XX-XXTMO", "quarter": "P3M"}[what], "set"
    return _duration_of("1", what, kind="set")


def _decade(place: _Place) -> _Read | None:
    return place["c_decade"] or _WORD_DECADES[place["c_word"]][:3], "date"


def _season(place: _Place) -> _Read | None:
    return f"{place['z_year']}-{_SEASONS[place['z_name']]}", "date"


def _years(place: _Place) -> _Read | None:
    start, end = place["y_from"], place["y_to"]
    end = start[: 4 - len(end)] + end
    return (f"{start}/{end}", "date") if int(end) > int(start) else None


def _clock(place: _Place) -> _Read | None:
    hour = int(place["t_hour"] or place["t_hour2"])
    minute = place["t_minute"] or place["t_minute2"] or "00"
    if place["t_half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if place["t_half"] == "p" else 0)
    return f"T{hour:02}:{minute}", "time"


def _year(place: _Place) -> _Read | None:
    if _YEAR_COUNTS.match(place.match.string, place.match.end()) or place.before.endswith(("$", "£", "€", "No ")):
        return None
    return place["x_year"], "date"


_READERS: dict[str, Callable[[_Place], _Read | None]] = {
    "iso": _iso,
    "day_month": _day_month,
    "month_day": _month_day,
    "slashed": _slashed,
    "month": _month,
    "quarter": _quarter,
    "weekday": _weekday,
    "named_day": _named_day,
    "edge": _edge,
    "ago": _ago,
    "ahead": _ahead,
    "relative": _relative,
    "every": _every,
    "duration": _duration,
    "decade": _decade,
    "season": _season,
    "years": _years,
    "clock": _clock,
    "year": _year,
}
