"""What a query says, as a tree of frozen nodes: read once, then matched in memory or written as SQL."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from pipeline.nouns import DevelopmentKind
from pipeline.ports import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words that stand one after the other in headline, standfirst or text."""

    #: As typed, in lower case and without accents; at least one.
    words: tuple[str, ...]
    #: Only in the headline?
    in_headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletIs:
    """Published by this outlet."""

    #: Slug, or name as its readers know it.
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerIs:
    """Quotes somebody whose name holds these words, one after the other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A condition on a number."""

    #: `>`, `>=`, `<`, `<=` or `=`.
    sign: str
    value: float
    #: `%`, a currency code, or None: any.
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureIs:
    """Prints one figure that meets all of these."""

    bounds: tuple[Bound, ...] = ()
    #: Phrases that stand in what is counted.
    of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindIs:
    """Carries a development of this kind."""

    kind: DevelopmentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadIs:
    """Lies in this thread."""

    #: Id, slug, or one that the thread had.
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageIs:
    """Is written in this language."""

    #: ISO 639-1 code.
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Was published at `start` or later, and before `end`; or within `back` from now."""

    start: datetime | None = None
    end: datetime | None = None
    back: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Is a copy of another outlet's text, or is none."""

    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Means much the same as this sentence."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Does not meet this."""

    one: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Meets all of these; at least two."""

    each: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """Meets one of these; at least two."""

    each: tuple["Node", ...]


Node: TypeAlias = (
    Said
    | OutletIs
    | SpeakerIs
    | FigureIs
    | KindIs
    | ThreadIs
    | LanguageIs
    | Told
    | Copied
    | Similar
    | Not
    | All
    | Either
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that was read."""

    #: As it was typed.
    typed: str
    #: None: nothing can be sought; only a lenient reading gives that.
    root: Node | None
    #: Why it was not read as typed but as its bare words, in a sentence; None: it was.
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query with what its answer depends on besides."""

    query: Query
    #: What `since:7d` is counted back from.
    now: datetime
    #: Unit vectors of the sentences in `similar:`, by sentence; one that is missing is like nothing.
    vectors: Mapping[str, Vector] = field(default_factory=dict)
    #: Name of the model that made them.
    model: str = ""


def nodes(root: Node | None) -> Iterator[Node]:
    """Yield a tree's nodes, each before those under it."""
    if root is None:
        return
    yield root
    if isinstance(root, Not):
        yield from nodes(root.one)
    elif isinstance(root, All | Either):
        for one in root.each:
            yield from nodes(one)


def sentences(query: Query) -> tuple[str, ...]:
    """Return the sentences that need a vector before the query can be answered."""
    return tuple(dict.fromkeys(node.sentence for node in nodes(query.root) if isinstance(node, Similar)))


def replaced(root: Node, change: Callable[[Node], Node]) -> Node:
    """Return a tree with each leaf as `change` has it."""
    if isinstance(root, Not):
        return Not(one=replaced(root.one, change))
    if isinstance(root, All | Either):
        return type(root)(each=tuple(replaced(one, change) for one in root.each))
    return change(root)
