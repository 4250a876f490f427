"""Full-text search over headline, standfirst and text, in each database's own index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

import sqlalchemy as sa

from pipeline.nouns import Article
from storage.articles import ARTICLE
from storage.database import Database
from storage.query import Alternative, parse_query
from storage.tables import ArticleRow, AssignmentRow

#: Marks around the words found, in what the databases return; articles hardly ever contain them.
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
#: How much more a word in headline or standfirst weighs than one in the text.
_HEADLINE_WEIGHT, _STANDFIRST_WEIGHT, _TEXT_WEIGHT = 8.0, 3.0, 1.0
#: About how many words a snippet has.
_SNIPPET_WORDS = 40

_FTS = sa.table("articles_fts", sa.column("rowid", sa.Integer), sa.column("articles_fts", sa.Text))
_WHOLE_FTS: sa.ColumnClause[Any] = sa.literal_column("articles_fts")
_TSVECTOR: sa.ColumnClause[Any] = sa.literal_column("articles.search")
_CONFIG: sa.ColumnClause[Any] = sa.literal_column("'throughline'::regconfig")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """An article that a search found."""

    article: Article
    #: Plain text around the best match, cut with `…`; not escaped for any page.
    snippet: str
    #: Where the words found stand in the snippet: start and end of each.
    marks: tuple[tuple[int, int], ...]
    #: None: not threaded yet.
    thread_id: str | None
    #: Higher is better; comparable within one search only.
    rank: float


class Search:
    """Finds articles by words; any string is a safe query."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: str, limit: int = 20, since: datetime | None = None, offset: int = 0) -> list[SearchHit]:
        """Return the articles that match, the best first.

        Args:
            query: Words, "phrases", -excluded words, OR between alternatives; see `storage.query`.
            limit: How many at most.
            since: Only articles told at this instant or later.
            offset: How many to leave out before.

        Raises:
            StorageError: the database refused.
        """
        alternatives = parse_query(query)
        if not alternatives:
            return []
        matching, rank, snippet = _in_dialect(self._database.dialect, alternatives)
        best = matching.add_columns(ArticleRow.n, rank.label("rank"))
        if since is not None:
            best = best.where(ArticleRow.told_at >= since)
        best = best.order_by(sa.desc("rank"), ArticleRow.told_at.desc(), ArticleRow.n).limit(limit).offset(offset)
        with self._database.reading() as connection:
            ranks = {row.n: row.rank for row in connection.execute(best)}
            # a snippet is costly: it is cut for those only that are shown
            shown = matching.add_columns(ArticleRow.n, snippet, AssignmentRow.thread_id, *ARTICLE.columns)
            shown = shown.outerjoin(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            rows = {row.n: row for row in connection.execute(shown.where(ArticleRow.n.in_(list(ranks))))}
        return [_hit(rows[n], rank) for n, rank in ranks.items()]


def matching_articles(dialect: str, query: str) -> sa.Select[Any] | None:
    """Return the query for the ids of all articles that match; None: nothing can be sought."""
    alternatives = parse_query(query)
    if not alternatives:
        return None
    matching, _, _ = _in_dialect(dialect, alternatives)
    return matching.add_columns(ArticleRow.id)


#: A SELECT of the matching articles without columns yet, the rank of each, and its snippet.
_Found = tuple[sa.Select[Any], sa.ColumnElement[float], sa.ColumnElement[str]]


def _in_dialect(dialect: str, alternatives: Sequence[Alternative]) -> _Found:
    return _in_sqlite(alternatives) if dialect == "sqlite" else _in_postgresql(alternatives)


def _in_sqlite(alternatives: Sequence[Alternative]) -> _Found:
    matching = (
        sa.select()
        .select_from(sa.join(_FTS, ArticleRow, _FTS.c.rowid == ArticleRow.n))
        .where(_FTS.c.articles_fts.op("MATCH")(_fts5(alternatives)))
    )
    rank = -sa.func.bm25(_WHOLE_FTS, _HEADLINE_WEIGHT, _STANDFIRST_WEIGHT, _TEXT_WEIGHT, type_=sa.Double)
    snippet = sa.func.snippet(_WHOLE_FTS, -1, _OPEN, _CLOSE, "…", _SNIPPET_WORDS, type_=sa.Text)
    return matching, rank, snippet


def _fts5(alternatives: Sequence[Alternative]) -> str:
    """Return the expression for FTS5, made of letters and digits in quotes and of our own operators only."""
    return " OR ".join(
        "(" + " NOT ".join([" AND ".join(f'"{t}"' for t in a.required), *(f'"{t}"' for t in a.excluded)]) + ")"
        for a in alternatives
    )


def _in_postgresql(alternatives: Sequence[Alternative]) -> _Found:
    sought = reduce(lambda one, other: one.op("||")(other), (_tsquery(a) for a in alternatives))
    matching = sa.select().select_from(ArticleRow).where(_TSVECTOR.op("@@")(sought))
    weights: sa.ColumnClause[Any] = sa.literal_column(
        f"'{{0, {_TEXT_WEIGHT / 10}, {_STANDFIRST_WEIGHT / 10}, {_HEADLINE_WEIGHT / 10}}}'::real[]"
    )
    rank = sa.func.ts_rank_cd(weights, _TSVECTOR, sought, 1, type_=sa.Double)
    told = sa.func.concat_ws("\n", ArticleRow.headline, ArticleRow.standfirst, sa.func.left(ArticleRow.text, 100_000))
    options = f"StartSel={_OPEN}, StopSel={_CLOSE}, MaxWords={_SNIPPET_WORDS}, MinWords={_SNIPPET_WORDS // 2}"
    return matching, rank, sa.func.ts_headline(_CONFIG, told, sought, options, type_=sa.Text)


def _tsquery(alternative: Alternative) -> sa.ColumnElement[Any]:
    def one(term: str) -> sa.ColumnElement[Any]:
        return sa.func.phraseto_tsquery(_CONFIG, sa.func.throughline_folded(term))

    terms = [one(term) for term in alternative.required]
    terms += [sa.func.tsquery_not(one(term)) for term in alternative.excluded]
    return reduce(sa.func.tsquery_and, terms)


def _hit(row: sa.Row[Any], rank: float) -> SearchHit:
    _, marked, thread_id = tuple(row)[:3]
    snippet, marks = _unmark(marked)
    return SearchHit(article=ARTICLE.build(row, 3), snippet=snippet, marks=marks, thread_id=thread_id, rank=rank)


def _unmark(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Take the marks out of a snippet and return where they stood."""
    plain: list[str] = []
    marks: list[tuple[int, int]] = []
    start, length, last = None, 0, 0
    for match in _MARKS.finditer(marked):
        piece = marked[last : match.start()]
        plain.append(piece)
        length += len(piece)
        last = match.end()
        if match[0] == _OPEN:
            start = length
        elif start is not None:
            marks.append((start, length))
            start = None
    plain.append(marked[last:])
    return "".join(plain), tuple(marks)
