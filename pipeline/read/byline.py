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

#: How bylines begin, in some languages.
LEAD_IN = re.compile(
    r"^(?:(?:story|words|report|reported|reporting|written|posted|analysis|exclusive|text|texte?|interview|review|opinion"
    r"|escrito|geschrieben|rédigé|scritto)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|przez|от)\b[:\s|]+"
    r"|^(?:author|reporter|autore?|autorin|auteur|автор|текст|tekst|text|texte|texto|testo|szerző|yazan|penulis)s?\s*[:|]\s*"
    r"|^(?:本报|本報)?(?:记者|記者)\s+|^(?:文|撰文|作者|記者|记者|本报记者|取材・文|執筆)\s*[:：/／|]\s*|^(?:بقلم|كتبت?|إعداد)\s*[:|]?\s+",
    re.IGNORECASE,
)
#: Small words join people where a whole name follows: `Ortega y Gasset` is one.
_BETWEEN = re.compile(
    r"\s*(?:[;|•·\n、，،]|\s-\s|\s[–—]\s|\s/\s|,|&|\b(?:and|und|et|with|och|og|та|и|і)\b"
    r"|\s(?:y|e|en|i|ve|dan|و)\s(?=\S+\s\S))\s*",
    re.IGNORECASE,
)
_AND = r"(?:\b(?:and|und|et|with|och|og|en|y|e|та|и|і)\b|&)"
#: The first word of a byline with a label before it.
_INNER_LEAD_IN = re.compile(r"\|\s*(?:By|BY|Von|Par|Por|Di|Door|Av|Af)\s*\|")
#: Who edited, produced or took pictures did not write.
_OTHER_CREDIT = re.compile(
    r"(?:redaktion|edited by|editing|editor|photos?(?: by)?|fotos?|bild(?:er)?|sendung)\s*:", re.IGNORECASE
)
#: Posts that are written on to a name without a comma, and how many more there are.
_JOINED_POST = re.compile(
    r"^(?:本报|本報)?(?:记者|記者)\s+|\s*(?:외\s*\d+명|기자|특파원|선임기자|记者|記者|報導|报道|編集委員|通信员)\s*$"
)
_POST = re.compile(
    r"\b(?:correspondent|editor|reporter|journalist|writer|staff|newsroom|desk|team|agency|agencies|news|press|media|"
    r"association|online|today|times|tribune|herald|gazette|guardian|post|telegraph|service|contributors?|contributing|"
    r"columnist|columnists|producer|presenter|analyst|chief|head of|photographer|photos?|pictures?|images?|bureau|"
    r"redaktion|redacci[oó]n|r[eé]daction|admin|administrator|webmaster|guest|editorial|board|wires?|reuters|afp|"
    r"dpa|bbc|cnn|sky|fox|nbc|cbs|abc|mailonline|author|published|updated|read|min|democracy|view|profile|"
    r"political|politics|crime|health|education|science|sports?|business|economics|environment|home affairs|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"telegram|courier|chronicle|journal|report|reports|zeitung|nachrichten|anzeiger|kurier|rundschau|presse|ajansı|haber|"
    r"университет|редакция|редакція|stringer|intern|"
    r"\w*redakteur(?:in)?|\w*korrespondent(?:in)?|reporterin|autorin|journalistin|journaliste|periodista|giornalista|ceo|cto|"
    r"link copied|text size|watch live|full bio|"
    r"university|professor of|ltd|inc|gmbh|company|group|magazine|newspaper|digital|www|com)\b",
    re.IGNORECASE,
)
#: The short name of an outlet that goes by its letters.
_LETTERS = re.compile(r"[A-Z]{2,6}\d*")
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
    parts = (part for text in raw for part in _BETWEEN.split(LEAD_IN.sub("", _signed(" ".join(text.split())))))
    people = (_without_marks(part) for part in parts)
    known = dict.fromkeys(name for name in people if _is_person(name) and not _is_of(name, outlet_name))
    return tuple(known)


def _signed(text: str) -> str:
    """Return what stands after the byline's own first word, where a label stands before; of other credits nothing."""
    if _OTHER_CREDIT.match(text):
        return ""
    return _INNER_LEAD_IN.split(text, maxsplit=1)[-1]


def are_joined(text: str, one: str, other: str) -> bool:
    """Tell whether a byline joins two people by a word (`Ann Example and Ben Sample`)."""
    return bool(re.search(rf"{re.escape(one)}[\s|,]*{_AND}[\s|]*{re.escape(other)}", text))


def find_agency(raw_bylines: Iterable[str], text: str) -> str | None:
    """Return the agency that a byline or the text's first or last words name, or None."""
    for byline in raw_bylines:
        for part in _BETWEEN.split(LEAD_IN.sub("", " ".join(byline.split()))):
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
    return _JOINED_POST.sub("", LEAD_IN.sub("", part.strip(" \t.,:*·•–—-()[]\"'“”"))).strip()


def _is_person(name: str) -> bool:
    if not 3 <= len(name) <= 60 or _NO_NAME.search(name) or _POST.search(name) or re.fullmatch(_SHORT, name):
        return False
    words = name.split()
    if not any(char.islower() or char.isupper() for char in name):
        # of the scripts without capitals, those without spaces write a name in one word
        return (1 if "\u2e80" <= name[0] <= "\ud7ff" else 2) <= len(words) <= 4
    n_capitals = sum(_is_capital(word) for word in words)
    is_plain = all(_is_capital(word) or word.lower() in _PARTICLES for word in words)
    return len(words) <= 6 and is_plain and 2 <= n_capitals <= 4


def _is_capital(word: str) -> bool:
    # d’Aubert as well as Aubert
    return re.sub(r"^\w{1,2}['’]", "", word)[:1].isupper()


def _is_of(name: str, outlet_name: str | None) -> bool:
    """Tell whether a name is the outlet's, or holds the letters by which it is known (`CBC Arts`)."""
    if outlet_name is None:
        return False
    letters = {word for word in re.findall(r"\w+", outlet_name) if _LETTERS.fullmatch(word)}
    return name.casefold() == outlet_name.casefold() or bool(letters & set(name.split()))
