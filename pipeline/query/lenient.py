"""Reads whatever was typed: strictly where that goes, and else for the bare words in it.

A search box answers every string; what it understood differently from what was typed, it says (`Query.problem`).
"""

import re

from pipeline.errors import QueryError
from pipeline.query.reading import QueryRules, read_query, seeks, straightened, together
from pipeline.query.tree import Either, Node, Not, Query, Said
from pipeline.query.words import words_of

_RULES = QueryRules()
#: Words and phrases that count in a text that is no query: more would only make the database slow.
_MOST_WORDS = 32
_TERM = re.compile(r'(?P<minus>-*)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


def read_leniently(typed: str) -> Query:
    """Read a query, or else the words, "phrases", -unwanted ones and OR in it; raises nothing."""
    try:
        return read_query(typed)
    except QueryError as error:
        return Query(typed=typed, root=_bare(typed), problem=str(error) if typed.strip() else None)


def _bare(typed: str) -> Node | None:
    """Return the alternatives that want something; None: nothing can be sought."""
    alternatives: list[Node] = []
    said: list[Node] = []
    found = list(_TERM.finditer(straightened(typed[: _RULES.longest])))[:_MOST_WORDS]
    for term in (*found, None):
        if term is None or term["word"] == "OR":
            joined = together(said)
            if joined is not None and seeks(joined):
                alternatives.append(joined)
            said = []
        elif words := tuple(words_of(term["phrase"] or term["word"] or "")):
            one = Said(words=words)
            said.append(Not(one=one) if term["minus"] else one)
    distinct = tuple(dict.fromkeys(alternatives))
    return Either(each=distinct) if len(distinct) > 1 else distinct[0] if distinct else None
