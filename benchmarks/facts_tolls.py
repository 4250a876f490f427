"""The first toll that an article states, against the count in the registry of its incident."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.nouns import Figure
from pipeline.read.figures import find_figures

_BOUND = r"(?:at least |about |more than |as many as |up to |some |around |nearly |another |a total of )?"
_WHO = (
    r"(?:[ -](?!(?:in|on|at|after|when|who|and|killed|dead|died|injured|wounded|hurt|were|was|are|is|have|has|had|of|"
    r"from|by|to|for|with|as|that|year|years|miles)\b)[\w’'-]+){0,4}"
)
_BE = r"(?: (?:were|was|are|is|have|had|been|remain|also|all|both|being|who|found|left))*"
_HOW = r"(?: (?:shot and|shot|fatally|reported|confirmed|pronounced|stabbed|seriously|critically))*"
_AFTER = {
    kind: re.compile(rf"{_BOUND}[\w,-]+{_WHO}{_BE}{_HOW} (?:{ends})\b", re.IGNORECASE)
    for kind, ends in {
        "killed": r"killed|dead|died|dies|slain|murdered|fatally (?:shot|wounded)|deaths?|fatalities",
        "injured": r"injured|wounded|hurt|injuries",
    }.items()
}
_BEFORE = {
    "killed": re.compile(
        r"\b(?:kill(?:ed|ing|s)?|claim(?:ed|ing|s)(?: the lives of)?|death toll (?:\w+ ){0,4}(?:to|at|of|is)|"
        r"murder(?:ed|ing)|gunned down) \Z",
        re.IGNORECASE,
    ),
    "injured": re.compile(r"\b(?:injur(?:ed|ing|es)|wound(?:ed|ing|s)?|hurt(?:ing|s)?) \Z", re.IGNORECASE),
}


#: `a woman was killed` states one.
_ONE = {
    kind: re.compile(
        r"\b(?:[Aa]n?|[Oo]ne|[Aa]nother) (?:[\w-]+ ){0,3}(?:man|woman|boy|girl|person|teen|teenager|child|toddler|"
        r"student|"
        rf"officer|deputy|suspect|victim|mother|father|driver|resident|clerk|"
        rf"guard)(?: \w+){{0,3}}?{_BE}{_HOW} (?:{ends})\b"
        r"(?! (?:an?|his|her|himself|herself|the|two|three|four|five|six|seven|\d+)\b)"
    )
    for kind, ends in {
        "killed": r"killed|dead|dies|died|slain|murdered|fatally (?:shot|wounded)|to death",
        "injured": r"injured|wounded|hurt",
    }.items()
}
#: A figure of a year or of other cases is no toll of this one.
_OF_MANY = re.compile(
    r"\b(?:so far this|this year|last year|past (?:\w+ )?(?:weeks|months|years?)|since \d{4}|in \d{4}|annually|"
    r"every year|"
    r"other shootings|in separate|homicides)\b",
    re.IGNORECASE,
)
_AND_MORE = re.compile(
    r"(?:,| and|, and) (?:an?|one|two|three|four|five|six|\d+) (?:other )?(?:[\w-]+ )?(?:wom[ae]n|m[ae]n|boys?|girls?|"
    r"teens?|child(?:ren)?|people|adults?|others?|officers?|deput(?:y|ies)|bystanders?)"
)
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def first_toll(text: str, figures: Sequence[Figure], kind: str) -> int | None:
    """Return the first number of people killed or injured that the text states; None: none."""
    one = _ONE[kind].search(text)
    for figure in figures:
        if one and one.start() < figure.start:
            break
        if figure.unit is None and figure.value == int(figure.value) and not _OF_MANY.search(figure.sentence):
            toll = _toll(text, figure, kind)
            if toll is not None:
                return toll
    return 1 if one else None


def _toll(text: str, figure: Figure, kind: str) -> int | None:
    """Return the toll of which a figure is the first number; None: it counts something else."""
    end, total = figure.end, int(figure.value)
    before = _BEFORE[kind].search(text[max(figure.start - 40, 0) : figure.start])
    if not before and _AFTER[kind].match(text, figure.start):
        return total
    while more := _AND_MORE.match(text, end):
        word = re.findall(r"\w+", more.group())
        number = next(each for each in word if each in _SMALL or each.isdigit())
        total, end = total + (_SMALL.get(number) or int(number)), more.end()
    ends = _AFTER[kind].match(text, text.rfind(" ", 0, end) + 1) if end > figure.end else None
    return total if before or ends else None


def measure(articles: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Measure how often the first toll stated is the registry's, of those articles that state one."""
    counts = {"killed": [0, 0, 0], "injured": [0, 0, 0]}
    for article in articles:
        text = f"{article['title']}.\n{article['text']}"
        figures = find_figures(text, "en")
        for kind, so_far in counts.items():
            toll = first_toll(text, figures, kind)
            if toll is not None:
                off = abs(toll - article[kind])
                counts[kind] = [n + more for n, more in zip(so_far, (1, off == 0, off <= 1), strict=True)]
    for kind, (n_answers, n_right, n_near) in counts.items():
        share = max(n_answers, 1)
        yield f"tolls: {kind:27} {n_right / share:.3f} equal, {n_near / share:.3f} within one   {n_answers} answers"
