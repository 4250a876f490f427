"""Languages by name, and what the desk says of articles in those whose facts it does not read."""

from collections.abc import Mapping, Sequence

from pipeline.nouns import Facts
from pipeline.read.unread import unread_kinds

#: ISO 639-1 codes of the languages that are told apart, with their names.
_TABLE = (
    "af=Afrikaans ar=Arabic az=Azerbaijani be=Belarusian bg=Bulgarian bn=Bengali bs=Bosnian ca=Catalan cs=Czech "
    "cy=Welsh da=Danish de=German el=Greek en=English es=Spanish et=Estonian eu=Basque fa=Persian fi=Finnish fr=French "
    "ga=Irish gd=Gaelic gl=Galician gu=Gujarati he=Hebrew hi=Hindi hr=Croatian hu=Hungarian hy=Armenian id=Indonesian "
    "is=Icelandic it=Italian ja=Japanese ka=Georgian kk=Kazakh ko=Korean lb=Luxembourgish lt=Lithuanian lv=Latvian "
    "mk=Macedonian ml=Malayalam mr=Marathi ms=Malay mt=Maltese ne=Nepali nl=Dutch no=Norwegian pa=Punjabi pl=Polish "
    "ps=Pashto pt=Portuguese ro=Romanian ru=Russian si=Sinhala sk=Slovak sl=Slovene sq=Albanian sr=Serbian sv=Swedish "
    "sw=Swahili ta=Tamil te=Telugu th=Thai tl=Tagalog tr=Turkish uk=Ukrainian ur=Urdu vi=Vietnamese zh=Chinese zu=Zulu"
)
_NAMES = {code: name for code, _, name in (pair.partition("=") for pair in _TABLE.split())}
#: What is read in English whatever is set; names may be a model's.
_READ = "quotes, figures and dates"


def language_name(code: str) -> str:
    """Return a language by its English name; one that we have no name for by its ISO 639-1 code."""
    return _NAMES.get(code, f"the language {code}")


def facts_note(language: str | None, facts: Facts) -> str | None:
    """Return which facts were not looked for because of an article's language, as a sentence; None: all were.

    Args:
        language: ISO 639-1 code of the article; None was tried as English.
        facts: what was found in it.
    """
    kinds = unread_kinds(language, facts)
    if language is None or not kinds:
        return None
    return f"{joined(kinds).capitalize()} are read in English only; this article is in {language_name(language)}."


def language_note(language: str | None) -> str | None:
    """Return the same for an article of which only the language is known; None: its facts were looked for."""
    if language is None or not unread_kinds(language, Facts()):
        return None
    return f"{_READ.capitalize()} are read in English only; this article is in {language_name(language)}."


def languages_note(counts: Mapping[str | None, int]) -> str | None:
    """Return what is not read of many articles, as a sentence; None: all are.

    Args:
        counts: how many are in each language, by ISO 639-1 code.
    """
    unread = {code: n for code, n in counts.items() if code is not None and unread_kinds(code, Facts())}
    if not unread:
        return None
    names = [language_name(code) for code, _ in sorted(unread.items(), key=lambda item: (-item[1], item[0]))]
    n = sum(unread.values())
    these = f"{n:,} articles are" if n > 1 else "one article is"
    return f"{_READ.capitalize()} are read in English only; {these} in {joined(names, 'or')}."


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: `quotes, figures and dates`."""
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else end
