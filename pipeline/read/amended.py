"""What an outlet printed to put its own article right: corrections and clarifications, in its own words."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pipeline.nouns import Amendment, AmendmentKind
from pipeline.read.said import listed, plain

_LONGEST = 800
_MOST = 5
#: Words of the shortest one; with fewer it is a heading, or a link to all corrections.
_LEAST_WORDS = 4
_ELEMENTS = (
    "p",
    "div",
    "em",
    "i",
    "strong",
    "b",
    "span",
    "small",
    "li",
    "aside",
    "footer",
    "section",
    "h3",
    "h4",
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"^[\s\W]*(?:{'|'.join(patterns)})", re.IGNORECASE)


_ARTICLE = r"(?:article|story|piece|report|post|page|headline|column|version)"
_CORRECTION = _any_of(
    rf"(?:(?:editor[’']s|editors[’']) note\W+|update\W+)?this {_ARTICLE} (?:was|has been) "
    r"(?:(?:amended|corrected|edited|revised|changed)\b|updated\b[^.]{0,60}? to (?:correct|reflect|remove|fix|amend))",
    rf"(?:an|a) (?:earlier|previous|prior) version of (?:this|the) {_ARTICLE}",
    r"(?:corrections?(?: notice)?|erratum|errata|amended)\s*(?:,? [\w ,.]{3,30}?|\([^)]{2,40}\))?\s*[:：—–]",
    r"(?:korrektur(?:hinweis)?|richtigstellung|berichtigung)\s*(?:\([^)]{2,40}\)|vom [\w. ]{4,30})?\s*[:—–]",
    r"(?:anm(?:erkung|\.) der redaktion\W+)?in einer (?:früheren|vorherigen) (?:version|fassung)",
    r"une (?:première |précédente )?version (?:précédente |antérieure )?de cet article",
    r"cet article a été (?:modifié|corrigé)",
    r"rectificatif\b|fe de (?:errores|erratas)|(?:correcci[oó]n|correção|correzione|rättelse|correctie)\s*:",
    r"(?:una|en una) versi[oó]n anterior de (?:este|esta)|este art[ií]culo ha sido (?:corregido|modificado)",
    r"виправлення\s*[:.—–]|исправление\s*[:.—–]|у попередній версії|в предыдущей версии|sprostowanie\s*:",
    r"تصحيح\s*[:؛]|تم (?:تعديل|تصحيح) هذ[ها]|訂正\s*[:：】]|【訂正|更正\s*[:：]|本文已(?:更正|修正)|\[?정정\]?\s*[:：]",
)
_CLARIFICATION = _any_of(
    r"clarifications?\s*(?:,? [\w ,.]{3,30}?|\([^)]{2,40}\))?\s*[:：—–]",
    rf"this {_ARTICLE} (?:was|has been) (?:clarified\b|updated\b[^.]{{0,60}}? to clarify)",
    r"klarstellung\s*[:—–]|(?:précision|mise au point|aclaraci[oó]n|توضيح)\s*:|уточнен(?:ня|ие)\s*[:.—–]",
)
#: First words of any notice, to pass over all other elements at little cost.
_FIRST_WORD = re.compile(
    r"correct|clarif|amend|errat|rectif|an? (?:earl|prev|prior)|this |update|editor|korrektur|richtig|bericht|klarst"
    r"|anm|in einer|une |cet |précis|mise au|fe de|una |en una|este |aclara|corre|rättelse|виправ|уточн|исправ|у поп"
    r"|в пред|sprost|تص|تم|توضيح|訂正|更正|本文|정정",
    re.IGNORECASE,
)


def amendments_of(article: Mapping[str, Any], tree: HtmlElement) -> tuple[Amendment, ...]:
    """Return the corrections and clarifications that a page prints or that its JSON-LD has."""
    given = listed(article.get("correction"))
    said = [plain(one.get("text")) if isinstance(one, dict) else plain(one) for one in given]
    found = [Amendment(kind=AmendmentKind.CORRECTION, text=text) for text in said if text]
    for amendment in islice(_printed(tree), _MOST):
        # a box and the paragraph in it say the same
        if not any(amendment.text in other.text or other.text in amendment.text for other in found):
            found.append(amendment)
    return tuple(found)


def _printed(tree: HtmlElement) -> Iterator[Amendment]:
    for element in tree.iter(*_ELEMENTS):
        start = (element.text or "").lstrip(" \t\r\n([*_•–—")
        if not start or not _FIRST_WORD.match(start) or next(element.iterancestors("nav"), None) is not None:
            continue
        for whole in (element, element.getparent()):
            text = _text(whole)
            # a bold first word has the rest of its amendment beside it
            if len(text) <= _LONGEST and _n_words(text) >= _LEAST_WORDS and (kind := _kind(text)):
                follows = _text(whole.getnext()) if text.endswith((":", "：")) else ""
                yield Amendment(kind=kind, text=f"{text} {follows[:_LONGEST]}".strip())
                break


def _text(element: HtmlElement | None) -> str:
    return " ".join(" ".join(element.itertext()).split()) if element is not None else ""


def _kind(text: str) -> AmendmentKind | None:
    if _CLARIFICATION.match(text):
        return AmendmentKind.CLARIFICATION
    return AmendmentKind.CORRECTION if _CORRECTION.match(text) else None


def _n_words(text: str) -> int:
    # scripts that put no space between words: two characters make about one
    return max(len(text.split()), sum("\u2e80" <= char <= "\ud7ff" for char in text) // 2)
