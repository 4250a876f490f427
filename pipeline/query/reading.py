"""Reads what an editor types, strictly: a tree, or an error that points at the character and says what was expected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, UnexpectedToken, VisitError

from pipeline.errors import QueryError
from pipeline.query.terms import OPERATORS, read_term
from pipeline.query.tree import All, Either, FigureIs, Node, Not, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRules:
    """How much a query may hold, so that none costs a database much; people type a tenth of it."""

    #: Characters.
    longest: int = 1000
    #: Words, phrases and operators.
    most_terms: int = 64
    #: Brackets within one another.
    deepest: int = 12


_RULES = QueryRules()

#: A word that ends where white space, a bracket or a quotation mark stands: `OR` is one, `ORB` is none.
_GRAMMAR = rf"""
start: either
either: together (_OR together)*
together: piece (_AND? piece)*
piece: _NO piece -> refuse
     | "(" either ")" -> bracket
     | FIELD -> term
     | STRANGE -> term
     | PHRASE -> term
     | WORD -> term

_OR.9: /OR(?![^\s()"])/
_AND.9: /AND(?![^\s()"])/
_NO.9: /NOT(?![^\s()"])|-+(?=[^\s)])/
FIELD.8: /(?:{"|".join(OPERATORS)}):(?:\s*"[^"]*"?|[^\s()"]+)?/i
STRANGE.7: /[a-z]{{2,}}:(?!\/\/)(?:"|[^\s()":])/i
PHRASE.6: /"[^"]*"?/
WORD.5: /[^\s()"]+/
%ignore /\s+/
"""

_EXPECTED = {
    "$END": "the end",
    "RPAR": "“)”",
    "LPAR": "“(”",
    "WORD": "a word",
    "PHRASE": "a “phrase”",
    "FIELD": "an operator such as outlet:",
    "_OR": "OR",
}


@lru_cache(maxsize=4096)
def read_query(typed: str) -> Query:
    """Read a query.

    Raises:
        QueryError: it cannot be read; where, and what was expected there.
    """
    plain = straightened(typed)
    _demand_size(plain)
    if not plain.strip():
        raise _wordless(typed)
    try:
        root: Node | None = _parser().parse(plain)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _unexpected(error, plain) from error
    except VisitError as error:
        raise error.orig_exc from error
    if root is None:
        raise _wordless(typed)
    if not seeks(root):
        raise QueryError(
            f"the query {typed!r} holds no word to look for: beside what is unwanted, write what is wanted"
        )
    return Query(typed=typed, root=root)


def _wordless(typed: str) -> QueryError:
    return QueryError(f'the query {typed!r} holds no word to look for: write words, "phrases" or -unwanted ones')


def straightened(typed: str) -> str:
    """Return what was typed with straight quotation marks, character by character."""
    return re.sub("[“”„]", '"', typed)


def seeks(node: Node) -> bool:
    """Tell whether something is wanted: what only excludes would be nearly everything."""
    if isinstance(node, Not):
        return False
    if isinstance(node, All):
        return any(seeks(one) for one in node.each)
    return not isinstance(node, Either) or all(seeks(one) for one in node.each)


def _demand_size(plain: str) -> None:
    if len(plain) > _RULES.longest:
        raise QueryError.pointing(_RULES.longest, "the query goes on", (f"{_RULES.longest:,} characters at most",))
    depth = 0
    for at, mark in enumerate(re.sub(r'"[^"]*"?', lambda found: "." * len(found[0]), plain)):
        depth += (mark == "(") - (mark == ")")
        if depth > _RULES.deepest:
            raise QueryError.pointing(at, "here opens one bracket more", (f"{_RULES.deepest} at most",))


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder())


def _unexpected(error: UnexpectedInput, plain: str) -> QueryError:
    at = error.pos_in_stream or 0
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        at = len(plain.rstrip())
        found = "the query ends here"
    else:
        found = f"here stands “{plain[at : at + 20].split(maxsplit=1)[0]}”"
    names = error.accepts or error.expected if isinstance(error, UnexpectedToken) else ()
    said = tuple(said for name, said in _EXPECTED.items() if name in (names or ()))
    return QueryError.pointing(at, found, said or ("a word",))


class _Builder(Transformer[Token, Any]):
    """Builds the tree while the query is parsed; what says nothing is None, and left out."""

    def start(self, found: list[Any]) -> Node | None:
        """Return the root."""
        root: Node | None = found[0]
        return root

    def either(self, found: list[Node | None]) -> Node | None:
        """Join alternatives."""
        said = [one for one in found if one is not None]
        return _joined(Either, [part for one in said for part in (one.each if isinstance(one, Either) else (one,))])

    def together(self, found: list[Node | None]) -> Node | None:
        """Join what must all be met."""
        said = [one for one in found if one is not None]
        return together([part for one in said for part in (one.each if isinstance(one, All) else (one,))])

    def refuse(self, found: list[Node | None]) -> Node | None:
        """Turn one into its opposite."""
        (one,) = found
        return one.one if isinstance(one, Not) else Not(one=one) if one is not None else None

    def bracket(self, found: list[Node | None]) -> Node | None:
        """Return what stands between brackets."""
        return found[0]

    def term(self, found: list[Token]) -> Node | None:
        """Read a word, a phrase or an operator with its value."""
        (token,) = found
        at = token.start_pos or 0
        if token.type == "STRANGE":
            name = str(token).partition(":")[0]
            raise QueryError.pointing(at, f"there is no operator “{name}:”", tuple(f"{one}:" for one in OPERATORS))
        if token.type != "FIELD":
            return read_term("", str(token), at)
        name, _, value = str(token).partition(":")
        return read_term(name.lower(), value.strip().strip('"'), at + len(name) + 1)


def together(said: list[Node]) -> Node | None:
    """Join what must all be met; conditions on figures that stand side by side are on one and the same figure."""
    figures = [one for one in said if isinstance(one, FigureIs)]
    if len(figures) > 1:
        joined = FigureIs(
            bounds=tuple(bound for one in figures for bound in one.bounds),
            of=tuple(of for one in figures for of in one.of),
        )
        said = [joined if one is figures[0] else one for one in said if one is figures[0] or one not in figures]
    if sum(1 for _ in _leaves(said)) > _RULES.most_terms:
        raise QueryError(f"the query holds more than {_RULES.most_terms} words and operators: leave some out")
    return _joined(All, said)


def _joined(kind: type[All | Either], said: list[Node]) -> Node | None:
    distinct = tuple(dict.fromkeys(said))
    return kind(each=distinct) if len(distinct) > 1 else distinct[0] if distinct else None


def _leaves(said: list[Node] | tuple[Node, ...]) -> Iterator[Node]:
    for one in said:
        if isinstance(one, All | Either):
            yield from _leaves(one.each)
        else:
            yield one
