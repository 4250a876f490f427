"""People in a byline, without their posts, and the agency whose text it is."""

import re
from collections.abc import Iterable

#: Agencies whose texts other outlets print, under the name that an editor says: full names first.
_AGENCIES = {
    "PA": r"Press Association|PA Media|PA News Agency|PA Wire",
    "Reuters": r"Thomson Reuters|Reuters",
    "AP": r"Associated Press",
    "AFP": r"Agence France-Presse|AFP",
    "dpa": r"Deutsche Presse-Agentur|dpa",
    "EFE": r"Agencia EFE|EFE",
    "ANSA": r"ANSA",
    "Bloomberg": r"Bloomberg News",
    "Xinhua": r"Xinhua",
    "TASS": r"TASS",
    "Kyodo": r"Kyodo News|Kyodo",
    "Anadolu": r"Anadolu Agency",
    "UPI": r"United Press International|UPI",
    "LDRS": r"Local Democracy Reporting Service",
}
#: Where a short name alone means the agency: a whole byline entry, a dateline, or the last words.
_SHORT = r"PA|AP|AFP|Reuters|dpa|EFE|ANSA|UPI|TASS|Xinhua|Kyodo"
_DATELINE = re.compile(rf"\A[^\n]{{0,60}}?\(({_SHORT})\)\s*[-–—]")
_SIGNED_OFF = re.compile(rf"(?:\(({_SHORT})\)|[-–—/]\s?({_SHORT}))\s*\Z")
_FULL = {agency: re.compile(rf"\b(?:{names})\b") for agency, names in _AGENCIES.items()}
#: Agencies are named at the top or the very end of a text; further in they are its subject.
_TOP = 200

_LEAD_IN = re.compile(
    r"^(?:(?:story|words|report|reported|reporting|written|posted|analysis|exclusive|text|interview|review)\s+)?"
    r"(?:by|von|par|por|di|door|av|af)\b[:\s]+|^(?:author|reporter|autor|auteur)s?\s*:\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[;|•·\n]|\s-\s|\s[–—]\s|\s/\s|,|&|\band\b|\bund\b|\bet\b|\bwith\b)\s*", re.IGNORECASE)
_POST = re.compile(
    r"\b(?:correspondent|editor|reporter|journalist|writer|staff|newsroom|desk|team|agency|agencies|news|press|media|"
    r"association|online|today|times|tribune|herald|gazette|guardian|post|telegraph|service|contributors?|contributing|"
    r"columnist|columnists|producer|presenter|analyst|chief|head of|photographer|photos?|pictures?|images?|bureau|"
    r"redaktion|redacci[oó]n|r[eé]daction|admin|administrator|webmaster|guest|editorial|board|wires?|reuters|afp|"
    r"dpa|bbc|cnn|sky|fox|nbc|cbs|abc|mailonline|author|published|updated|read|min|democracy|view|profile|"
    r"political|politics|crime|health|education|science|sports?|business|economics|environment|home affairs|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"university|professor of|ltd|inc|gmbh|company|group|magazine|newspaper|digital|www|com)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"^(?i:the) |[@\d:!?<>{}=#]|https?|\.com\b|\.co\.")
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "du",
        "des",
        "del",
        "der",
        "den",
        "van",
        "von",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "abu",
        "y",
        "e",
        "dos",
        "das",
        "ter",
        "ten",
        "af",
        "av",
        "zu",
        "zur",
    ]
)


def find_people(raw: Iterable[str], outlet_name: str | None = None) -> tuple[str, ...]:
    """Return the people that byline strings name, each once, in order; posts, outlets and agencies fall away.

    Args:
        raw: strings as printed or as the page's metadata has them (`By Ann Example, Crime Correspondent`).
        outlet_name: the site's own name, which is no person.
    """
    parts = (part for text in raw for part in _BETWEEN.split(_LEAD_IN.sub("", " ".join(text.split()))))
    people = (_without_marks(part) for part in parts)
    known = dict.fromkeys(name for name in people if _is_person(name) and not _same(name, outlet_name))
    return tuple(known)


def find_agency(raw_bylines: Iterable[str], text: str) -> str | None:
    """Return the agency that a byline or the text's first or last words name, or None."""
    for byline in raw_bylines:
        for part in _BETWEEN.split(_LEAD_IN.sub("", " ".join(byline.split()))):
            if agency := _agency_named(part.strip()):
                return agency
    for pattern in (_DATELINE, _SIGNED_OFF):
        if match := pattern.search(text):
            return next(group for group in match.groups() if group)
    return None


def _agency_named(part: str) -> str | None:
    if re.fullmatch(_SHORT, part):
        return part
    return next((agency for agency, pattern in _FULL.items() if pattern.search(part)), None)


def _without_marks(part: str) -> str:
    return _LEAD_IN.sub("", part.strip(" \t.,:*·•–—-()[]\"'“”")).strip()


def _is_person(name: str) -> bool:
    if not 3 <= len(name) <= 60 or _NO_NAME.search(name) or _POST.search(name) or re.fullmatch(_SHORT, name):
        return False
    words = name.split()
    if not any(char.islower() or char.isupper() for char in name):
        # scripts without capitals write a name in one word
        return len(words) <= 4
    n_capitals = sum(_is_capital(word) for word in words)
    is_plain = all(_is_capital(word) or word.lower() in _PARTICLES for word in words)
    return 2 <= len(words) <= 6 and is_plain and n_capitals >= 2


def _is_capital(word: str) -> bool:
    # d’Aubert as well as Aubert
    return re.sub(r"^\w{1,2}['’]", "", word)[:1].isupper()


def _same(name: str, other: str | None) -> bool:
    return other is not None and name.casefold() == other.casefold()
