"""What an article can be recognised by besides its vector: its words, names, ages, and the days it speaks of.

Works on capitals, digits and English function words only; it needs no model and knows no list of places.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pipeline.nouns import Article

#: Words taken from the text; what a report is about stands on top of it.
MAX_WORDS = 260
#: A term that the headline holds.
IN_HEADLINE = 1
#: A term that is, or is part of, a name.
IS_NAME = 2
#: A term of the first sentences, where a report says what happened, where, and to whom.
IN_LEAD = 4
#: A term that begins with a digit and is no year: a result, a magnitude, a toll.
IS_FIGURE = 8
#: Words in which the lead ends.
LEAD_WORDS = 60
#: Characters of the text in which ages are looked for.
_AGES_WITHIN = 1500

#: Words under which an article counts as short, and wholly so under a quarter of it.
SHORT_WORDS = 80
_WORD = re.compile(r"([^\W_]+(?:['’.&-][^\W_]+)*)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SENTENCE_END = re.compile(r"[.!?\n:;\"“”]")
_AGE = re.compile(r"\b(\d{1,3})[- ]years?[- ]old\b|,\s(\d{1,2}),|\baged? (?:of )?(\d{1,3})\b", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    rf"\b({'|'.join(_WEEKDAYS)})\b"
    rf"|\b({'|'.join(_MONTHS)})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? ((?:19|20)\d\d)\b)?"
    rf"|\b(\d{{1,2}}) ({'|'.join(_MONTHS)})[a-z]*\b(?:,? ((?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
#: Words that tell nothing of what an article is about.
STOP = frozenset(
    re.findall(
        r"\w+",
        """
        a about above after again against all also am an and any are as at be became because been before
        being below between both but by came can come could day days did do does doing down during each even
        few first for four from further get go got had has have having he her here hers him his how i if in
        into is it its just last later like made make many may me might monday more most much must my near
        new no nor not now of off on once one only or other our out over own people per put said same
        saturday say says see she should since so some still such sunday take than that the their them then
        there these they third this those three through thursday time to today told too tuesday two under
        until up upon us very was wednesday we week well went were what when where which while who whom why
        will with within would year years yet you your friday second mr mrs ms five six seven eight nine ten
        according around among another back next old way
        """,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one article can be recognised by."""

    #: Term -> sum of `IN_HEADLINE`, `IS_NAME`, `IN_LEAD`.
    words: dict[str, int]
    #: Ages in years that the text gives people.
    ages: frozenset[int]
    #: Days that the lead speaks of, as proleptic ordinals.
    days: frozenset[int]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return the form under which a word is compared: lower case, without possessive and plural ending."""
    plain = word.lower().replace("’", "'")
    plain = plain.removesuffix("'s").removesuffix("'").replace(".", "")
    if plain in STOP:
        return plain
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss"):
        return plain[:-1]
    return plain


def terms_of(article: Article, names: Iterable[str] = ()) -> Terms:
    """Read the terms of an article.

    Args:
        article: its headline and the top of its text are looked at.
        names: names found in it by other means; they join those that show by their capitals.
    """
    words: dict[str, int] = {}
    end_of_lead = _add(words, article.text, lead_words=LEAD_WORDS)
    # a headline may be capitalised throughout: its capitals tell names only where there is no text
    _add(words, article.headline, IN_HEADLINE, lead_words=MAX_WORDS, capitals_tell=not article.text)
    for name in names:
        for part in _WORD.findall(name):
            if (term := fold(part)) in words:
                words[term] |= IS_NAME
    lead = article.text[:end_of_lead]
    return Terms(
        words=words,
        ages=_ages(article.text[:_AGES_WITHIN] or article.headline),
        days=_days(f"{article.headline}\n{lead}", article.published_at and article.published_at.date()),
    )


def telling_words(headline: str) -> dict[str, str]:
    """Return the words of a headline that tell something, folded, each as it is printed there first."""
    found: dict[str, str] = {}
    for word in _WORD.findall(headline):
        if (telling := _telling(word)) is not None:
            found.setdefault(telling[0], word)
    return found


def n_words_of(article: Article) -> int:
    """Return how many words an article has, headline and text; of long ones only that they are long."""
    return len(article.headline.split()) + len(article.text.split(maxsplit=SHORT_WORDS))


def shortness(n_words: int) -> float:
    """Return how short an article of so many words is, 0..1."""
    return min(1.0, max(0.0, (SHORT_WORDS - n_words) / (0.75 * SHORT_WORDS)))


def _add(words: dict[str, int], text: str, flag: int = 0, *, lead_words: int, capitals_tell: bool = True) -> int:
    """Add the words at the top of a text, and each two names in a row; return the offset at which the lead ends."""
    before, parts = "", _WORD.split(text, MAX_WORDS)
    for i, (gap, word) in enumerate(zip(parts[::2], parts[1::2], strict=False)):
        telling = _telling(word)
        if telling is None:
            before = ""
            continue
        term, is_figure, is_capital = telling
        flags = flag | (IN_LEAD if i < lead_words else 0) | is_figure
        if not (capitals_tell and is_capital):
            before = ""
        else:
            if before and gap == " ":
                pair = f"{before} {term}"
                words[pair] = words.get(pair, 0) | flags | IS_NAME
            before = term
            if (i or gap) and not _SENTENCE_END.search(gap):
                flags |= IS_NAME
        words[term] = words.get(term, 0) | flags
    is_longer = len(parts) > 2 * lead_words + 1
    return sum(map(len, parts[: 2 * lead_words + 1])) if is_longer else len(text)


@lru_cache(maxsize=1 << 16)
def _telling(word: str) -> tuple[str, int, bool] | None:
    """Return a word's term, `IS_FIGURE` or 0, and whether it has a capital; None: it tells nothing."""
    term = fold(word)
    if len(term) < 2 or term in STOP:
        return None
    is_figure = term[0].isdigit() and not _YEAR.fullmatch(term)
    return term, IS_FIGURE if is_figure else 0, word[0].isupper()


def _ages(text: str) -> frozenset[int]:
    return frozenset(int(next(filter(None, groups))) for groups in _AGE.findall(text))


def _days(text: str, told: date | None) -> frozenset[int]:
    """Resolve the days that a text names against the day on which it was published; None: only those with a year."""
    found = set()
    for weekday, month, day, year, day_before, month_after, year_after in _DAY.findall(text):
        if weekday:
            resolved = told and told - timedelta(days=(told.weekday() - _WEEKDAYS.index(weekday.lower())) % 7)
        else:
            resolved = _resolved(month or month_after, int(day or day_before), year or year_after, told)
        if resolved:
            found.add(resolved.toordinal())
    return frozenset(found)


def _resolved(month: str, day: int, year: str, told: date | None) -> date | None:
    """Return the day of a month in the year that is given, or else in the one that brings it nearest."""
    number = _MONTHS.index(month[:3].lower()) + 1
    if year:
        return date(int(year), number, day) if _exists(int(year), number, day) else None
    if told is None:
        return None
    years = (told.year - 1, told.year, told.year + 1)
    known = [date(each, number, day) for each in years if _exists(each, number, day)]
    return min(known, key=lambda each: abs(each - told), default=None)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
