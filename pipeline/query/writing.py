"""Writes a tree as a query again: reading it gives the same tree."""

from collections.abc import Callable, Mapping
from typing import Any

from pipeline.query.tree import (
    All,
    Bound,
    Copied,
    Either,
    FigureIs,
    KindIs,
    LanguageIs,
    Node,
    Not,
    OutletIs,
    Said,
    Similar,
    SpeakerIs,
    ThreadIs,
    Told,
)

_MONEY = {"GBP": "£", "USD": "$", "EUR": "€"}


def written(node: Node) -> str:
    """Return the query that says this."""
    if isinstance(node, Either):
        return " OR ".join(written(one) for one in node.each)
    if isinstance(node, All):
        return " ".join(_within(one) for one in node.each)
    if isinstance(node, Not):
        return f"-{_refused(node.one)}"
    return _LEAVES[type(node)](node)


def _within(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, Either) else written(node)


def _refused(node: Node) -> str:
    said = written(node)
    return f"({said})" if isinstance(node, Either | All | FigureIs | Told) and " " in said else said


def _bound(bound: Bound) -> str:
    share = "%" if bound.unit == "%" else ""
    number = f"{bound.value:.15f}".rstrip("0").rstrip(".")
    return f"figure:{bound.sign}{_MONEY.get(bound.unit or '', '')}{number}{share}"


def _told(told: Told) -> str:
    if told.back is not None:
        return f"since:{int(told.back.total_seconds() // 60)}m"
    said = []
    if told.start is not None:
        said.append(f"since:{told.start:%Y-%m-%d}")
    if told.end is not None:
        said.append(f"before:{told.end:%Y-%m-%d}")
    return " ".join(said)


_LEAVES: Mapping[type, Callable[[Any], str]] = {
    Said: lambda node: f'{"headline:" if node.in_headline else ""}"{" ".join(node.words)}"',
    OutletIs: lambda node: f'outlet:"{node.name}"',
    SpeakerIs: lambda node: f'speaker:"{" ".join(node.words)}"',
    FigureIs: lambda node: " ".join([*map(_bound, node.bounds), *(f'of:"{" ".join(words)}"' for words in node.of)]),
    KindIs: lambda node: f"kind:{node.kind.value}",
    ThreadIs: lambda node: f'thread:"{node.name}"',
    LanguageIs: lambda node: f"lang:{node.code}",
    Copied: lambda node: f"copied:{'yes' if node.is_copy else 'no'}",
    Similar: lambda node: f'similar:"{node.sentence}"',
    Told: _told,
}
