"""How English writes dates and times: one pattern of many forms, each read by the reader of its name."""

import re
from collections.abc import Iterator

from pipeline.read.lexicon import MONTHS, SHORT_MONTHS, WEEKDAYS, as_printed, words
from pipeline.read.sentences import Sentences

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?: (?:early |late )?(?:morning|afternoon|evening|night|lunchtime))"
_COUNT = (
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|\d{1,4}(?:\.\d)?|"
    r"half an?)"
)
_UNIT = r"(?:second|minute|hour|day|night|week|fortnight|month|year|decade|century|centurie)"
_SPAN = r"(?:day|week|weekend|month|quarter|year|decade|century|spring|summer|autumn|fall|winter)"
_YEAR = r"(?:1[5-9]|20)\d\d"
#: Of a year in words: `nineteen ninety-seven`.
_TENS = "forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
#: The words that these begin with.
_MONTHS = " ".join((*MONTHS, *SHORT_MONTHS))
_DAYS = " ".join(WEEKDAYS)
_NUMBERS = (
    "a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred half"
)
_FEASTS = (
    "christmas boxing easter thanksgiving halloween hallowe valentine bonfire guy remembrance armistice burns saint st "
    "ash palm maundy whit shrove mothering labor memorial veterans columbus presidents martin"
)
_NEARLY = "about around nearly almost more over just"
_ABOUT = r"(?:about|around|nearly|almost|more than|over|just|just over|some|at least)"

_ISO = r"(?P<i_day>\d{4}-\d\d-\d\d)(?:T[\d:.]+Z?)?"
_DAY_MONTH = (
    rf"(?:{_WEEKDAY},? )?(?:the )?(?P<dm_day>[0-3]?\d)(?:st|nd|rd|th)?(?:[-–][0-3]?\d(?:st|nd|rd|th)?)?(?: of)? "
    rf"(?P<dm_month>{_MONTH})"
    rf"(?:,? (?P<dm_year>{_YEAR})\b| (?P<dm_rel>(?:last|next|this) year))?"
)
_MONTH_DAY = (
    rf"(?:{_WEEKDAY},? )?(?:(?i:(?P<md_which>last|this|this coming|next)) )?"
    rf"(?P<md_month>{_MONTH}) (?P<md_day>[0-3]?\d)(?:st|nd|rd|th)?(?:[-–][0-3]?\d(?![\d,]))?(?!\d|:\d)"
    rf"(?:,? (?P<md_year>{_YEAR})\b| (?P<md_rel>(?:last|next|this) year))?"
)
#: A further day of a month that stands beside another: `April 24 and 25`, `24 and 25 April`.
_FURTHER_DAY = (
    rf"(?P<j_day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:/%]|[.,]\d)(?= (?:and|or|to) (?:the )?[0-3]?\d(?:st|nd|rd|th)?"
    rf"(?: of)? (?P<j_month>{_MONTH})|)"
)
_SLASHED = r"(?P<s_day>[0-3]?\d)/(?P<s_month>[01]?\d)/(?P<s_year>(?:19|20)\d\d)"
_BY_MONTH = (
    r"(?:(?P<m_edge>(?i:the end of|the start of|the beginning of|early|late|mid))[ -])?"
    rf"(?:(?P<m_which>(?i:last|next|this|this coming)) )?(?P<m_month>{_MONTH})"
    rf"(?:(?: of)?,? (?P<m_year>{_YEAR})\b| (?P<m_rel>(?:last|next|this) year)|"
    rf",? nineteen (?P<m_tens>{_TENS})(?:[- ](?P<m_ones>{_ONES}))?\b)?"
)
_QUARTER = (
    r"(?:(?P<q_rel2>this|last|next) year[’']s )?(?i:the )?(?i:(?:fiscal[- ])?(?P<q_nth>first|second|third|"
    r"fourth))[- ](?i:quarter)"
    r"(?: of (?:(?P<q_year>(?:19|20)\d\d)|(?P<q_rel>this|last|next) year))?|Q(?P<q_n>[1-4])(?: (?P<q_year2>20\d\d))?|"
    r"(?i:the )?(?P<q_year3>(?:19|20)\d\d) (?i:(?P<q_nth2>first|second|third|fourth))[- ](?i:quarter)|"
    rf"(?i:the )?(?:latest )?quarter(?= (?:ended|ending|to) (?:[0-3]?\d )?(?P<q_end>{_MONTH}))"
)
#: A quarter, or the same of another year, of which the text has spoken.
_SAME_QUARTER = (
    r"(?i:(?:the |its )?year-(?:ago|earlier) (?P<k_nth>first|second|third|fourth)[- ](?:quarter|period)\b|"
    r"(?:the |its )?(?P<k_how>latest|year-ago|year-earlier|same|corresponding|comparable|(?:19|20)\d\d) "
    r"(?:fiscal )?(?:quarter|period)\b|the quarter\b(?! of| (?:ended|ending|to)\b)|(?P<k_last>last|"
    r"this) year[’']s (?:quarter|period)\b|"
    r"(?P<k_alone>year-(?:ago|earlier))\b)"
    r"(?P<k_rel>(?:,? of)? last year|,? a year (?:ago|earlier|before)|(?: of)? the (?:previous|prior|preceding) year)?"
)
_BY_WEEKDAY = (
    r"(?:(?P<w_which>(?i:last|next|this|this coming|the previous|the following|the next)) )?"
    rf"(?P<w_day>{_WEEKDAY})(?P<w_part>{_PART})?(?: (?P<w_week>last week|next week|this week|week))?"
)
#: A day counted within a month, or within each: `the first Thursday of every month`.
_NTH_WEEKDAY = (
    rf"(?i:(?:the )?(?P<u_nth>first|second|third|fourth|last)) (?P<u_day>{_WEEKDAY}) (?:of|in) "
    r"(?:(?i:(?P<u_each>every|each|the) month|(?P<u_rel>last|this|next) month)|"
    rf"(?P<u_month>{_MONTH})(?:,? (?P<u_year>{_YEAR}))?)"
)
_NAMED_DAY = (
    r"(?i:(?P<n_word>the day before yesterday|the day after tomorrow|today week|tomorrow week|today|tonight|"
    r"yesterday|tomorrow|last night|"
    rf"overnight|this morning|this afternoon|this evening)(?P<n_part>{_PART})?)"
)
_EDGE = (
    r"(?i:(?:the )?(?P<e_edge>end|start|beginning|middle) of (?P<e_which>the|this|next|last) "
    rf"(?:calendar |financial )?(?P<e_span>{_SPAN})|(?P<e_year>year|month|week)(?:[- ]|[’']s )end\b)"
)
_NEW_YEAR = r"(?i:the new year)\b(?![’'-])"
_AGO = (
    rf"(?i:(?:{_ABOUT} )?(?P<a_count>{_COUNT})[ -](?P<a_unit>{_UNIT})s?(?: or so)? "
    r"(?P<a_later>ago|earlier|before|later|from now)\b)"
)
_AHEAD = (
    r"(?i:(?P<h_lead>in|within) (?:(?:the )?next |about |around |just |under |less than )?"
    rf"(?P<h_count>{_COUNT}) (?P<h_unit>{_UNIT})s?[’']?(?P<h_time> time)?\b)"
)
_RELATIVE = (
    r"(?:(?i:(?P<r_edge>early|late|later|earlier|sometime)) )?"
    r"(?i:(?P<r_which>this (?:past|coming)|this|last|next|the (?:same|previous|following|current|past|coming|last|"
    r"next))) "
    rf"(?:(?i:calendar|financial|fiscal|academic) )?(?i:(?P<r_span>{_SPAN}))\b(?!s)|(?P<r_plain>[Tt]he weekend)\b|"
    r"[Tt]he (?:full |whole |entire )?(?P<r_the>year|month|week)\b"
    r"(?!-|[’']| (?:of(?! [$£€])|to|before|after|when|that|in|two|beginning|commencing|starting|ending|\d))|"
    r"(?i:the (?P<r_after>week|month|year) (?P<r_two>before last|after next))\b|"
    r"(?i:(?:early|late|later|earlier) in the (?P<r_in>week|month|year|decade)\b)"
)
_EVERY = (
    rf"(?i:(?P<v_each>every|each) (?:(?:other|single) )?(?P<v_what>{_WEEKDAY}|day|week|weekend|month|quarter|year|"
    rf"hour|"
    r"minute|night|morning)\b(?!s)|(?P<v_often>daily|hourly|weekly|fortnightly|monthly|yearly)\b|"
    rf"\bper (?P<v_per>day|week|month|year|hour)\b|(?P<v_days>{_WEEKDAY}s)\b)"
)
_DURATION = (
    r"(?i:(?:(?:the )?(?:past|last|next|first|previous|coming|final) |(?:up to|more than|less than|at least|nearly|"
    rf"almost|about|around|over|under|just) )?(?P<d_count>{_COUNT})(?: to (?P<d_count2>{_COUNT}))?"
    r"(?P<d_half>(?: and a half)?)(?:[ -](?:long |more |full |straight |consecutive |trading )?)"
    rf"(?P<d_unit>{_UNIT})s?\b)"
    r"(?!-old| old| of age)"
)
_VAGUE = (
    r"(?i:(?:(?:the )?(?:past|last|next|first|previous|coming|final) )?(?P<g_much>a few|few|several|many|a couple of|"
    rf"couple of)[ -](?:more |other )?(?P<g_unit>{_UNIT})s?\b(?! (?:ago|later|earlier|of age)\b)|"
    r"(?:(?:the )?(?:coming|last|past) |recent )(?P<g_recent>minutes|hours|days|weeks|months)\b|"
    r"(?P<g_bare>hours|days|weeks|months|years|decades|centuries)\b(?! (?:ago|later|earlier|old|of age)\b|-)|"
    r"(?P<g_long>hour|day|week|month|year|decade|centurie)s-(?:long|old)\b|(?P<g_one>day|week|month|year)-long\b)"
)
_THAT = (
    r"(?i:(?:earlier |later )?(?P<o_which>that|the same|the following|the next|the previous) (?:very )?"
    r"(?P<o_span>day|night|morning|afternoon|evening|week|month|year)\b|the (?P<o_part>morning|afternoon|evening)\b)"
)
_HOLIDAY = (
    r"(?:(?i:(?P<l_which>last|this|next)) )?(?P<l_name>Christmas (?:Day|Eve)|Boxing Day|New Year[’']s (?:Day|Eve)|"
    r"Good Friday|Easter (?:Sunday|Monday|Saturday|weekend)|Thanksgiving(?: Day)?|Hallowe[’']?en|"
    r"(?:Saint |St\.? )?Valentine[’']s Day|Bonfire Night|Guy Fawkes Night|Remembrance Sunday|Armistice Day|"
    r"Burns Night|"
    r"(?:Saint |St\.? )Patrick[’']s Day|(?:Saint |St\.? )George[’']s Day|May Day|Ash Wednesday|Palm Sunday|"
    r"Maundy Thursday|Whit Monday|Shrove Tuesday|Mothering Sunday|Labor Day|Memorial Day|Veterans Day|Columbus Day|"
    r"Presidents[’']? Day|Martin Luther King(?:,? Jr\.?)? Day|(?i:(?:early )?May|spring|August) [Bb]ank [Hh]oliday|"
    r"(?<=[Ll]ast )(?:Christmas|Easter)|(?<=[Tt]his )(?:Christmas|Easter)|(?<=[Nn]ext )(?:Christmas|Easter)|"
    rf"(?:Christmas|Easter)(?=[.,;:]|\Z| (?:and|or|but|to|with|after|as|so|for|when|last|this|"
    rf"next)\b))(?:(?:,? in)? (?P<l_year>{_YEAR})| (?P<l_rel>last|this|next) year)?"
)
_DECADE = (
    r"(?i:(?:the )?(?P<c_edge>early |late |mid-?)?)(?:(?P<c_decade>(?:19|20)\d)0s|[’'](?P<c_short>[2-9])0s)|"
    r"(?i:(?:the )?(?P<c_nth>\d{1,2})(?:st|nd|rd|th)[- ]century)|"
    r"the (?P<c_word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
)
_SEASON = (
    r"(?:(?i:(?P<z_which>last|this|next)) )?(?i:(?P<z_name>spring|summer|autumn|fall|winter))(?: of)? "
    r"(?P<z_year>(?:19|20)\d\d)|(?i:the|early|late|mid)[ -](?P<z_bare>spring|summer|autumn|winter)\b"
)
_HALF = (
    r"(?i:(?:the )?(?P<f_nth>first|second|last) half of (?:(?P<f_year>(?:19|20)\d\d)|(?P<f_rel>the|this|last|"
    r"next) year)|"
    r"(?P<f_rel2>this|last|next) year[’']s (?P<f_nth2>first|second) half)"
)
_YEARS = r"(?P<y_from>(?:19|20)\d\d)[-–/](?P<y_to>(?:19|20)?\d\d)(?!\d)"
_CLOCK = (
    r"(?i:(?:about |around |just before |just after |at )?(?P<t_hour>[0-2]?\d)(?:[:.](?P<t_minute>[0-5]\d))? ?"
    r"(?P<t_half>[ap])(?:m\b|\.m\b\.?))|(?<!\d)(?P<t_hour2>[01]?\d|2[0-3]):(?P<t_minute2>[0-5]\d)(?!\d)|"
    r"(?i:(?:12 )?(?P<t_word>noon|midday|midnight)\b)"
)
_IN_YEAR = (
    r"(?i:(?P<x_edge>early|late|mid|the end of|the start of|the year)[ -])?"
    r"(?:(?P<x_year>1[6-9]\d\d|20[0-4]\d)(?![\d,]\d|-|%|\.\d|/)|"
    rf"nineteen (?P<x_tens>{_TENS})(?:[- ](?P<x_ones>{_ONES}))?\b|the year (?P<x_round>two thousand)\b)"
)
#: Tried in this order; the first that matches takes the words. By form: the pattern, and the words that may begin it.
_FORMS = {
    "iso": (_ISO, ""),
    "day_month": (_DAY_MONTH, f"{_DAYS} the"),
    "month_day": (_MONTH_DAY, f"{_DAYS} {_MONTHS} last this next"),
    "slashed": (_SLASHED, ""),
    "holiday": (_HOLIDAY, f"{_FEASTS} new good may early spring august last this next"),
    "month": (_BY_MONTH, f"{_MONTHS} the early late mid last next this"),
    "half": (_HALF, "the first second last this next"),
    "quarter": (_QUARTER, "the first second third fourth this last next q quarter"),
    "same_quarter": (
        _SAME_QUARTER,
        "the its latest year same corresponding comparable last this",
    ),
    "nth_weekday": (_NTH_WEEKDAY, "the first second third fourth last"),
    "weekday": (_BY_WEEKDAY, f"{_DAYS} the last next this"),
    "named_day": (_NAMED_DAY, "the today tonight yesterday tomorrow last overnight this"),
    "edge": (_EDGE, "the end start beginning middle year month week"),
    "new_year": (_NEW_YEAR, "the"),
    "ago": (_AGO, f"{_NUMBERS} {_NEARLY} some at"),
    "ahead": (_AHEAD, "in within"),
    "that": (_THAT, "the that earlier later"),
    "vague": (
        _VAGUE,
        """the a past last next first previous coming final few several many couple recent hour day week month year
        decade hours days weeks months years decades centuries""",
    ),
    "relative": (_RELATIVE, "the this last next early late later earlier sometime"),
    "every": (
        _EVERY,
        f"""every each daily hourly weekly fortnightly monthly yearly per {_DAYS} mondays tuesdays wednesdays thursdays
        fridays saturdays sundays""",
    ),
    "duration": (
        _DURATION,
        f"{_NUMBERS} {_NEARLY} the past last next first previous coming final up less at under",
    ),
    "decade": (_DECADE, "the early late mid"),
    "season": (_SEASON, "the early late mid last this next spring summer autumn fall winter"),
    "years": (_YEARS, ""),
    "clock": (_CLOCK, "about around just at noon midday midnight"),
    "year": (_IN_YEAR, "early late mid the nineteen"),
    "further_day": (_FURTHER_DAY, ""),
}
#: The forms that may begin with a number of so many digits.
_WITH_DIGITS = {
    1: ("day_month", "slashed", "ago", "duration", "decade", "clock", "further_day"),
    2: ("day_month", "slashed", "ago", "duration", "decade", "clock", "further_day"),
    3: ("ago", "duration"),
    4: ("iso", "quarter", "same_quarter", "ago", "duration", "decade", "years", "year"),
}
#: A form's name is its match's `lastgroup`.
_PATTERNS = {name: re.compile(rf"(?<![\w$£€.,/-])(?P<{name}>{form})(?!\w)") for name, (form, _) in _FORMS.items()}

_UNITS = words(
    """second minute hour day night week weekend fortnight month year decade century quarter spring summer autumn fall
    winter seconds minutes hours days nights weeks fortnights months years decades centuries"""
)
_COUNTS = words(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred half a an one"""
)
#: A date may begin with each of these, whatever follows.
_STRONG = (
    frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(f"{name}s" for name in WEEKDAYS)
    | SHORT_MONTHS
    | words(
        """today tonight yesterday tomorrow overnight daily hourly weekly fortnightly monthly yearly spring summer
    autumn fall winter q noon midday midnight hours days weeks months years decades centuries"""
    )
    | words(_FEASTS)
)
#: With each of these only before a word that can go on.
_WEAK = _COUNTS | words(
    """the in at this last next early late later earlier sometime mid about around nearly almost more over just some up
    less under within first second third fourth every each per past previous coming final end start beginning
    middle year month week day decade hour that several few many couple recent latest same corresponding comparable its
    good new nineteen"""
)
_GOES_ON = (
    _UNITS
    | _COUNTS
    | (_STRONG - {"q"})
    | words(
        """end start beginning middle first second third fourth previous following next past last current coming same
    morning afternoon evening least to than about around just under less over calendar financial fiscal academic
    this the of in and year other single before after more long full straight consecutive trading twenties thirties
    forties fifties sixties seventies eighties nineties early late mid that few several couple many ago
    latest corresponding comparable period s new long fiscal earlier full whole entire"""
    )
)


_WEAK_PRINTED = as_printed(_WEAK - _STRONG)
_GOES_ON_PRINTED = as_printed(_GOES_ON)
#: By word as printed: the patterns of the forms that may begin with it, in order.
_BEGINNING_WITH = {
    printed: tuple(_PATTERNS[name] for name, (_, begins) in _FORMS.items() if word in words(begins))
    for word in _STRONG | _WEAK
    for printed in as_printed(frozenset({word}))
}
_BEGINS = frozenset(_BEGINNING_WITH)
_WITH_SO_MANY_DIGITS = {n: tuple(_PATTERNS[name] for name in names) for n, names in _WITH_DIGITS.items()}


def starts(sentences: Sentences) -> Iterator[tuple[int, tuple[re.Pattern[str], ...]]]:
    """Yield each place at which an expression of time may begin, with the patterns that may match there, in order."""
    tokens, places = sentences.words
    for n in sentences.numbers_and(_BEGINS):
        word = tokens[n]
        if word in _WEAK_PRINTED:
            after = tokens[n + 1] if n + 1 < len(tokens) else ""
            if after not in _GOES_ON_PRINTED and not after.isdigit():
                continue
        patterns = _BEGINNING_WITH.get(word) or _WITH_SO_MANY_DIGITS.get(len(word))
        if patterns:
            yield places[n], patterns
