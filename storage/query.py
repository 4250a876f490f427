"""What an editor types into a search box, understood by ourselves: no database's query language is ever spoken to.

Words that stand side by side are all required; `"a phrase"` keeps its order; `-word` and `-"a phrase"` exclude; `OR` in
capitals separates alternatives. Every string is a query: what makes no sense is left out.
"""

import re
from dataclasses import dataclass

#: What is read of a query, in characters; the rest says nothing that 500 characters did not.
_LONGEST = 500
#: Words and phrases that count; more would only make the database slow.
_MOST_TERMS = 32
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Terms that an article has, and terms that it has not; each one is a word, or the words of a phrase."""

    required: tuple[str, ...]
    excluded: tuple[str, ...] = ()


def parse_query(typed: str) -> tuple[Alternative, ...]:
    """Return the alternatives, one of which an article must meet; none: nothing can be sought.

    An alternative that only excludes would be nearly everything, and is left out.
    """
    alternatives: list[Alternative] = []
    required: list[str] = []
    excluded: list[str] = []
    matches = list(_TERM.finditer(typed[:_LONGEST].replace("“", '"').replace("”", '"')))[:_MOST_TERMS]
    for match in (*matches, None):
        if match is None or match["word"] == "OR":
            if required:
                alternatives.append(Alternative(required=tuple(required), excluded=tuple(excluded)))
            required, excluded = [], []
            continue
        term = " ".join(_WORD.findall(match["phrase"] or match["word"] or ""))
        if term:
            (excluded if match["minus"] else required).append(term)
    return tuple(alternatives)
