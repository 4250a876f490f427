"""The first toll that an article states, against the count in the registry of its incident."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.nouns import Figure
from pipeline.read.figures import find_figures

_BOUND = r"(?:at least |about |more than |as many as |up to |some |around |nearly |another |a total of )?"
_WHO = (
    r"(?:[ -](?!(?:in|on|at|after|when|who|and|killed|dead|died|injured|wounded|hurt|were|was|are|is|have|has|had|of|from|by|"
    r"to|for|with|as|that|year|years|miles)\b)[\w’'-]+){0,4}"
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


def first_toll(text: str, figures: Sequence[Figure], kind: str) -> int | None:
    """Return the first number of people killed or injured that the text states; None: none."""
    for figure in figures:
        if figure.unit is None and figure.value == int(figure.value):
            before = text[max(figure.start - 40, 0) : figure.start]
            if _BEFORE[kind].search(before) or _AFTER[kind].match(text, figure.start):
                return int(figure.value)
    return None


def measure(articles: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Measure how often the first toll stated is the registry's, of those articles that state one."""
    n_articles = n_answers = n_right = n_near = 0
    for article in articles:
        n_articles += 1
        text = f"{article['title']}.\n{article['text']}"
        figures = find_figures(text, "en")
        for kind in ("killed", "injured"):
            toll = first_toll(text, figures, kind)
            if toll is not None:
                n_answers += 1
                n_right += toll == article[kind]
                n_near += abs(toll - article[kind]) <= 1
    share = max(n_answers, 1)
    yield f"tolls: {n_right / share:.4f} equal, {n_near / share:.4f} within one, {n_answers} answers of {n_articles} articles"
