"""A query as SQL: the same tree for both databases, each spoken to in its own full-text language.

What reaches a database is letters and digits in quotes, our own operators, and bound parameters.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any

import sqlalchemy as sa

from pipeline.nouns import ProvenanceKind
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
from storage.tables import (
    ArticleRow,
    AssignmentRow,
    DevelopmentRow,
    FigureRow,
    ProvenanceRow,
    QuoteRow,
    SlugRow,
)

FTS = sa.table("articles_fts", sa.column("rowid", sa.Integer), sa.column("articles_fts", sa.Text))
TSVECTOR: sa.ColumnClause[Any] = sa.literal_column("articles.search")
CONFIG: sa.ColumnClause[Any] = sa.literal_column("'throughline'::regconfig")

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a tree needs to become SQL."""

    #: `sqlite` or `postgresql`.
    dialect: str
    #: What `since:7d` is counted back from.
    now: datetime
    #: Name of an outlet as typed -> slugs that it may mean.
    outlets: Mapping[str, Collection[str]] = field(default_factory=dict)
    #: Sentence -> hash of each text that means much the same -> cosine.
    near: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def condition(node: Node, known: Known) -> Condition:
    """Return the condition on articles that a tree says."""
    if known.dialect == "sqlite" and (sought := fts5(node)) is not None:
        return _in_fts5(sought)
    return _WRITERS[type(node)](node, known)


def fts5(node: Node) -> str | None:
    """Return a tree of words as one expression of FTS5; None: there is more in it, or nothing wanted."""
    if isinstance(node, Said):
        phrase = f'"{" ".join(node.words)}"'
        return f"(headline : {phrase})" if node.in_headline else phrase
    if isinstance(node, Either):
        parts = [fts5(one) for one in node.each]
        return None if None in parts else f"({' OR '.join(part for part in parts if part)})"
    if isinstance(node, All):
        wanted = [fts5(one) for one in node.each if not isinstance(one, Not)]
        unwanted = [fts5(one.one) for one in node.each if isinstance(one, Not)]
        if not wanted or None in wanted or None in unwanted:
            return None
        # FTS5 takes NOT between two expressions only, and from left to right
        return "(" + " NOT ".join([f"({' AND '.join(w for w in wanted if w)})", *(u for u in unwanted if u)]) + ")"
    return None


def words_sought(node: Node) -> list[Said]:
    """Return the words and phrases that are wanted, wherever they stand in the tree."""
    if isinstance(node, Said):
        return [node]
    if isinstance(node, All | Either):
        return [said for one in node.each for said in words_sought(one)]
    return []


def worded_part(node: Node) -> Node | None:
    """Return what of a tree every answer meets and is words alone: by it answers are ranked. None: nothing is."""
    if fts5(node) is not None:
        return node
    if not isinstance(node, All):
        return None
    worded = tuple(one for one in node.each if _is_worded(one))
    if not any(not isinstance(one, Not) for one in worded):
        return None
    return All(each=worded) if len(worded) > 1 else worded[0]


def _is_worded(node: Node) -> bool:
    return fts5(node.one if isinstance(node, Not) else node) is not None


def tsquery(said: Said) -> sa.ColumnElement[Any]:
    """Return a word or phrase for PostgreSQL."""
    return _phrase(said.words)


def _phrase(words: tuple[str, ...]) -> sa.ColumnElement[Any]:
    return sa.func.phraseto_tsquery(CONFIG, sa.func.throughline_folded(" ".join(words)))


def _in_fts5(sought: str) -> Condition:
    return ArticleRow.n.in_(sa.select(FTS.c.rowid).where(FTS.c.articles_fts.op("MATCH")(sought)))


def _all(node: All, known: Known) -> Condition:
    rest = node.each
    conditions: list[Condition] = []
    if known.dialect == "sqlite" and (worded := worded_part(node)) is not None:
        # one walk through the index for all words, then the other conditions on what it found
        conditions.append(condition(worded, known))
        rest = tuple(one for one in node.each if not _is_worded(one))
    return sa.and_(*conditions, *(condition(one, known) for one in rest))


def _said(node: Said, known: Known) -> Condition:
    if known.dialect == "sqlite":
        return _in_fts5(fts5(node) or "")
    found: Condition = TSVECTOR.op("@@", is_comparison=True)(tsquery(node))
    if node.in_headline:
        found = sa.and_(found, _has(sa.func.left(ArticleRow.headline, 5000), node.words, known))
    return found


def _has(text: Any, words: tuple[str, ...], known: Known) -> Condition:
    """Return the condition that a short text holds these words one after the other, endings and accents aside."""
    if known.dialect == "sqlite":
        return sa.func.throughline_has(text, " ".join(words), type_=sa.Boolean)
    vector = sa.func.to_tsvector(CONFIG, sa.func.throughline_folded(text))
    return vector.op("@@", is_comparison=True)(_phrase(words))


def _outlet(node: OutletIs, known: Known) -> Condition:
    return ArticleRow.outlet.in_(list(known.outlets.get(node.name, ())))


def _speaker(node: SpeakerIs, known: Known) -> Condition:
    return sa.exists().where(QuoteRow.article_id == ArticleRow.id, _has(QuoteRow.speaker, node.words, known))


def _figure(node: FigureIs, known: Known) -> Condition:
    conditions = [_within(bound) for bound in node.bounds]
    conditions += [_has(FigureRow.of, words, known) for words in node.of]
    return sa.exists().where(FigureRow.article_id == ArticleRow.id, *conditions)


def _within(bound: Bound) -> Condition:
    low, high = FigureRow.value, sa.func.coalesce(FigureRow.value_to, FigureRow.value)
    said: Mapping[str, Condition] = {
        ">": high > bound.value,
        ">=": high >= bound.value,
        "<": low < bound.value,
        "<=": low <= bound.value,
        "=": sa.and_(low <= bound.value, high >= bound.value),
    }
    return said[bound.sign] if bound.unit is None else sa.and_(said[bound.sign], FigureRow.unit == bound.unit)


def _is_of_kind(node: KindIs) -> Condition:
    # the further kinds are a list in JSON, which both databases know as text
    return sa.or_(
        DevelopmentRow.kind == node.kind, sa.cast(DevelopmentRow.also, sa.Text).contains(f'"{node.kind.value}"')
    )


def _kind(node: KindIs, _: Known) -> Condition:
    carried = sa.exists().where(
        AssignmentRow.article_id == ArticleRow.id,
        DevelopmentRow.id == AssignmentRow.development_id,
        _is_of_kind(node),
    )
    # a correction is opened by an article that lies in another development
    opened = sa.exists().where(DevelopmentRow.first_article_id == ArticleRow.id, _is_of_kind(node))
    return sa.or_(carried, opened)


def _thread(node: ThreadIs, _: Known) -> Condition:
    named = sa.select(SlugRow.thread_id).where(SlugRow.slug == node.name)
    inside = sa.or_(AssignmentRow.thread_id == node.name, AssignmentRow.thread_id.in_(named))
    return ArticleRow.id.in_(sa.select(AssignmentRow.article_id).where(inside))


def _told(node: Told, known: Known) -> Condition:
    start = known.now - node.back if node.back is not None else node.start
    conditions: list[Condition] = []
    if start is not None:
        conditions.append(ArticleRow.told_at >= start)
    if node.end is not None:
        conditions.append(ArticleRow.told_at < node.end)
    return sa.and_(sa.true(), *conditions)


def _copied(node: Copied, _: Known) -> Condition:
    copy = sa.exists().where(ProvenanceRow.article_id == ArticleRow.id, ProvenanceRow.kind == ProvenanceKind.COPY)
    return copy if node.is_copy else ~copy


def _similar(node: Similar, known: Known) -> Condition:
    return ArticleRow.text_hash.in_(list(known.near.get(node.sentence, ())))


_WRITERS: Mapping[type, Callable[[Any, Known], Condition]] = {
    Said: _said,
    OutletIs: _outlet,
    SpeakerIs: _speaker,
    FigureIs: _figure,
    KindIs: _kind,
    ThreadIs: _thread,
    LanguageIs: lambda node, _: ArticleRow.language == node.code,
    Told: _told,
    Copied: _copied,
    Similar: _similar,
    Not: lambda node, known: sa.not_(condition(node.one, known)),
    All: _all,
    Either: lambda node, known: reduce(sa.or_, (condition(one, known) for one in node.each)),
}
