"""The language of a text, told offline by its letters."""

from functools import cache
from typing import Any

#: What news is told apart in, ISO 639-1. Fewer than the library knows: rare ones only draw short texts to themselves.
_LANGUAGES = (
    "af ar az be bg bn ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk ko lt lv mk "
    "ml mr ms mt nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur vi zh zu"
)
#: Letters below which a guess is worth nothing. Source: the shortest headlines that py3langid names rightly.
_LEAST_LETTERS = 24
#: One ideogram says as much as several letters.
_LETTERS_PER_IDEOGRAM = 4
#: Characters that are looked at: a lead says enough.
_LOOKED_AT = 600
#: Probability below which the language counts as not told.
_LEAST_PROBABILITY = 0.5
#: Codes under which one written language is given.
_SAME = {"nb": "no", "nn": "no"}


def find_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a text; None: too short, or not plain."""
    lead = text[:_LOOKED_AT]
    if _letters(lead) < _LEAST_LETTERS:
        return None
    code, probability = _identifier().classify(lead)
    return _SAME.get(code, code) if probability >= _LEAST_PROBABILITY else None


def language_code(tag: str | None) -> str | None:
    """Return the ISO 639-1 code in a language tag (`en-GB`, `en_GB`); None where there is none."""
    code = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    return _SAME.get(code, code) if len(code) == 2 and code.isascii() and code.isalpha() else None


def _letters(text: str) -> int:
    return sum(_LETTERS_PER_IDEOGRAM if "\u2e80" <= char <= "\ud7ff" else 1 for char in text if char.isalpha())


@cache
def _identifier() -> Any:
    # imported late: the model takes a third of a second to load, and rows that name their language need none
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.nb_classes)
    identifier.set_languages([code for code in _LANGUAGES.split() if code in known])
    return identifier
