"""What is due on a date to come, and where and when a figure holds: read from the sentence that each stands in."""

import re
from collections.abc import Sequence

from pipeline.nouns import DateMention, Figure, Name, Quote

_SUBJECT = r"(?:the|an?|he|she|it|they|we|his|her|their|its|this|that|[A-Z][\w’'-]+)"
#: What parts two clauses of a sentence.
_PARTS = re.compile(
    rf"(?:;|:| [–—] |,? (?:but|while|whereas|although|though)\b|, (?:and|or|with)(?= {_SUBJECT} )|"
    rf"(?<=[a-z]) and(?= {_SUBJECT} (?:[a-z]+ )?(?:will|is|are|must|has|have|was|were|can|may)\b)) ?"
)
_SAY = r"(?:said|says|told|added|heard|announced|confirmed|warned|wrote|understands?)"
#: Who says so, behind the clause and before it.
_SAID_AFTER = re.compile(rf", (?:[^,]{{0,60}} {_SAY}\b|according to\b|{_SAY} )[^;]*\Z")
_SAID_BEFORE = re.compile(rf"\A[^,;]{{0,60}}?\b{_SAY}(?: on \w+)?(?: that|,)? ", re.IGNORECASE)
#: So many characters on either side a clause may go on.
_LONGEST = 400
_PLACE_BEFORE = r"\b(?i:in|across|throughout|around|at|near|of) (?:the )?"


def stands_twice(fact: Quote | Figure | DateMention) -> bool:
    """Tell whether a fact's words stand in its sentence more than once, so that only the text tells which they are."""
    first = fact.sentence.find(fact.text)
    return first >= 0 and fact.sentence.find(fact.text, first + 1) >= 0


def place_in_sentence(fact: Quote | Figure | DateMention, text: str | None) -> int:
    """Return where in its sentence a fact's words begin, a count of characters; -1: the sentence does not hold them.

    Args:
        fact: with its sentence.
        text: that of its article, by which words that stand twice in the sentence are told apart; None: the first are
            taken.
    """
    first = fact.sentence.find(fact.text)
    if text is None or not stands_twice(fact):
        return first
    reach = len(fact.sentence)
    begins = text.find(fact.sentence, max(fact.end - reach, 0), fact.start + reach)
    at = fact.start - begins
    return at if begins >= 0 and fact.sentence.startswith(fact.text, max(at, 0)) else first


def clause_due(mention: DateMention, text: str | None = None) -> str | None:
    """Return the clause that says what is due on a date, as printed; None: nothing is said to be due then.

    A stretch of the date's sentence that holds the date: what stands behind `but`, `while` or a semicolon, and who says
    so, are left out where they do not hold it.

    Args:
        mention: the date with its sentence.
        text: that of its article (`place_in_sentence`).
    """
    if not mention.is_follow_up:
        return None
    at = place_in_sentence(mention, text)
    if at < 0:
        return mention.sentence.strip()
    start, end = _clause(mention.sentence, at, at + len(mention.text))
    return mention.sentence[start:end].strip(" ,;:–—.") or None


def _clause(sentence: str, first: int, last: int) -> tuple[int, int]:
    """Return where the clause round a stretch of a sentence begins and ends."""
    start, end = max(first - _LONGEST, 0), min(last + _LONGEST, len(sentence))
    for mark in _PARTS.finditer(sentence, start, end):
        if mark.end() <= first:
            start = mark.end()
        elif mark.start() >= last:
            end = mark.start()
            break
    after = _SAID_AFTER.search(sentence, last, end)
    end = after.start() if after else end
    before = _SAID_BEFORE.match(sentence[start:first])
    return start + (before.end() if before else 0), end


def held_at(figure: Figure, names: Sequence[Name], text: str | None = None) -> str | None:
    """Return the place for which a figure holds, as printed, where its clause names one; None: it names none.

    Args:
        figure: with its sentence.
        names: those of its article; places among them are looked for.
        text: that of its article (`place_in_sentence`).
    """
    at = max(place_in_sentence(figure, text), 0)
    start, end = _around(figure, at)
    clause = figure.sentence[start:end]
    places = [one.text for one in names if one.kind == "place"]
    found = [
        match
        for name in places
        if name in clause
        for match in re.finditer(rf"{_PLACE_BEFORE}{re.escape(name)}(?!\w)", clause)
    ]
    nearest = min(found, key=lambda match: abs(match.start() + start - at), default=None)
    return next((name for name in places if nearest and nearest.group().endswith(name)), None)


def held_on(figure: Figure, dates: Sequence[DateMention], text: str | None = None) -> str | None:
    """Return the value of the date or period for which a figure holds, where its clause names one; None: it does not.

    Args:
        figure: with its sentence.
        dates: those of its article.
        text: that of its article (`place_in_sentence`).
    """
    at = max(place_in_sentence(figure, text), 0)
    start, end = (bound + figure.start - at for bound in _around(figure, at))
    near = [one for one in dates if one.kind == "date" and one.value and start <= one.start and one.end <= end]
    return min(near, key=lambda one: abs(one.start - figure.start)).value if near else None


def _around(figure: Figure, at: int) -> tuple[int, int]:
    return _clause(figure.sentence, at, at + len(figure.text))
