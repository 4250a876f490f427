"""Matches a query in memory, against one article with what is known of it: what watches ask at each development."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from pipeline.nouns import Article, DevelopmentKind, Facts, Figure
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
    Query,
    Said,
    Similar,
    SpeakerIs,
    ThreadIs,
    Told,
)
from pipeline.query.words import Wording, has_phrase, stem, stems_of

_NO_SLUG = re.compile(r"[^a-z0-9]+")


class Subject:
    """An article with what is known of it; what a query asks of it is worked out once, for all queries."""

    def __init__(
        self,
        article: Article,
        *,
        facts: Facts | None = None,
        kinds: Iterable[DevelopmentKind] = (),
        threads: Iterable[str] = (),
        is_copy: bool = False,
    ) -> None:
        """Make one.

        Args:
            article: the article.
            facts: the facts in it.
            kinds: of the development that it carries: what it is, and what its evidence shows besides.
            threads: the id of its thread, and the slugs under which it is asked for.
            is_copy: is its text another outlet's?
        """
        self.article = article
        self.facts = facts or Facts()
        self.kinds = frozenset(kinds)
        self.threads = frozenset(threads)
        self.is_copy = is_copy

    @cached_property
    def headline(self) -> Wording:
        """Return the words of its headline."""
        return Wording(self.article.headline)

    @cached_property
    def wording(self) -> Wording:
        """Return the words of headline, standfirst and text."""
        return Wording(self.article.headline, self.article.standfirst or "", self.article.text)

    @cached_property
    def outlets(self) -> frozenset[str]:
        """Return the slugs under which its outlet may be meant."""
        article = self.article
        return frozenset(slug for slug in (article.outlet or "", slug_of(article.outlet_name or "")) if slug)

    @cached_property
    def speakers(self) -> tuple[tuple[str, ...], ...]:
        """Return the stems of each speaker's name."""
        return tuple(stems_of(name) for name in dict.fromkeys(quote.speaker for quote in self.facts.quotes) if name)


def slug_of(name: str) -> str:
    """Return an outlet's name as a slug is written: `The Meridian` is `the-meridian`."""
    return _NO_SLUG.sub("-", name.lower()).strip("-")


def matches(query: Query, subject: Subject, now: datetime) -> bool:
    """Tell whether an article is what a query asks for; `similar:` is met by none, since no vectors are at hand.

    Args:
        query: what is asked.
        subject: of what.
        now: what `since:7d` is counted back from.
    """
    return query.root is not None and _is_met(query.root, subject, now)


def _is_met(node: Node, subject: Subject, now: datetime) -> bool:
    return _TESTS[type(node)](node, subject, now)


def _said(node: Said, subject: Subject, _: datetime) -> bool:
    wording = subject.headline if node.in_headline else subject.wording
    return wording.has([stem(word) for word in node.words])


def _outlet(node: OutletIs, subject: Subject, _: datetime) -> bool:
    return bool({node.name.lower(), slug_of(node.name)} & subject.outlets)


def _speaker(node: SpeakerIs, subject: Subject, _: datetime) -> bool:
    sought = [stem(word) for word in node.words]
    return any(has_phrase(name, sought) for name in subject.speakers)


def _figure(node: FigureIs, subject: Subject, _: datetime) -> bool:
    return any(is_figure(node, figure) for figure in subject.facts.figures)


def is_figure(node: FigureIs, figure: Figure) -> bool:
    """Tell whether a figure meets all that is asked of one; a range meets what any number in it does."""
    if not all(_is_within(bound, figure) for bound in node.bounds):
        return False
    counted = stems_of(figure.of or "")
    return all(has_phrase(counted, [stem(word) for word in words]) for words in node.of)


def _is_within(bound: Bound, figure: Figure) -> bool:
    low, high = figure.value, figure.value if figure.value_to is None else figure.value_to
    if bound.unit is not None and bound.unit != figure.unit:
        return False
    match bound.sign:
        case ">":
            return high > bound.value
        case ">=":
            return high >= bound.value
        case "<":
            return low < bound.value
        case "<=":
            return low <= bound.value
        case _:
            return low <= bound.value <= high


def _told(node: Told, subject: Subject, now: datetime) -> bool:
    start = now - node.back if node.back is not None else node.start
    told_at = subject.article.told_at
    return (start is None or told_at >= start) and (node.end is None or told_at < node.end)


_TESTS: Mapping[type, Callable[[Any, Subject, datetime], bool]] = {
    Said: _said,
    OutletIs: _outlet,
    SpeakerIs: _speaker,
    FigureIs: _figure,
    KindIs: lambda node, subject, _: node.kind in subject.kinds,
    ThreadIs: lambda node, subject, _: node.name in subject.threads,
    LanguageIs: lambda node, subject, _: subject.article.language == node.code,
    Told: _told,
    Copied: lambda node, subject, _: subject.is_copy is node.is_copy,
    Similar: lambda *_: False,
    Not: lambda node, subject, now: not _is_met(node.one, subject, now),
    All: lambda node, subject, now: all(_is_met(one, subject, now) for one in node.each),
    Either: lambda node, subject, now: any(_is_met(one, subject, now) for one in node.each),
}
