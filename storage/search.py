"""Search: what a query finds, ranked by each database's own full-text index or by meaning, with snippets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Article
from pipeline.query import Question, read_leniently
from pipeline.query.matching import slug_of
from pipeline.query.tree import All, Either, Node, OutletIs, Said, Similar, nodes
from storage.articles import ARTICLE
from storage.database import Database
from storage.nearest import Nearest
from storage.query import CONFIG, FTS, TSVECTOR, Known, condition, fts5, tsquery, worded_part, words_sought
from storage.tables import ArticleRow, AssignmentRow, OutletRow

#: Marks around the words found, in what the databases return; articles hardly ever contain them.
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
#: How much more a word in headline or standfirst weighs than one in the text.
_HEADLINE_WEIGHT, _STANDFIRST_WEIGHT, _TEXT_WEIGHT = 8.0, 3.0, 1.0
#: About how many words a snippet has.
_SNIPPET_WORDS = 40
_WHOLE_FTS: sa.ColumnClause[Any] = sa.literal_column("articles_fts")


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
    #: Higher is better; comparable within one search only. 0: found by conditions alone, and the newest come first.
    rank: float


class Queries:
    """Makes SQL of questions: it looks up what a tree names."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._nearest = Nearest(database)

    def known(self, question: Question) -> Known:
        """Return what the tree of a question needs to become SQL.

        Raises:
            StorageError: the database refused.
        """
        named = {node.name for node in nodes(question.query.root) if isinstance(node, OutletIs)}
        asked = [node.sentence for node in nodes(question.query.root) if isinstance(node, Similar)]
        return Known(
            dialect=self._database.dialect,
            now=question.now,
            outlets=self._slugs(named) if named else {},
            near={
                sentence: self._nearest.find(question.vectors[sentence], question.model)
                for sentence in asked
                if sentence in question.vectors
            },
        )

    def article_ids(self, asked: str | Question) -> sa.Select[Any] | None:
        """Return the query for the ids of all articles that match; None: nothing can be sought.

        Raises:
            StorageError: the database refused.
        """
        question = asked_as(asked)
        if question.query.root is None:
            return None
        return sa.select(ArticleRow.id).where(condition(question.query.root, self.known(question)))

    def _slugs(self, named: set[str]) -> dict[str, set[str]]:
        with self._database.reading() as connection:
            outlets = connection.execute(sa.select(OutletRow.slug, OutletRow.name)).all()
        return {
            name: {name.lower(), slug_of(name), *(row.slug for row in outlets if slug_of(row.name) == slug_of(name))}
            for name in named
        }


def asked_as(asked: str | Question) -> Question:
    """Return the question; a bare string is read leniently, as of this instant."""
    if isinstance(asked, Question):
        return asked
    return Question(query=read_leniently(asked), now=datetime.now(tz=UTC))


class Search:
    """Finds articles; any string is a safe query."""

    def __init__(self, database: Database, queries: Queries | None = None) -> None:
        self._database = database
        self._queries = queries or Queries(database)

    def find(
        self, query: str | Question, limit: int = 20, since: datetime | None = None, offset: int = 0
    ) -> list[SearchHit]:
        """Return the articles that match, the best first: by words, by meaning, or else the newest.

        Args:
            query: What is asked; a bare string is read leniently.
            limit: How many at most.
            since: Only articles told at this instant or later.
            offset: How many to leave out before.

        Raises:
            StorageError: the database refused.
        """
        question = asked_as(query)
        root = question.query.root
        if root is None:
            return []
        known = self._queries.known(question)
        with self._database.reading() as connection:
            if near := _nearness(root, known):
                # by meaning: those that count are some hundred at most, and sorted here
                rows = connection.execute(_best(root, known, since).limit(_MOST_BY_MEANING)).all()
                ordered = sorted(((near.get(row.text_hash, 0.0), row.n) for row in rows), key=lambda r: (-r[0], r[1]))
                ranks = {n: rank for rank, n in ordered[offset : offset + limit]}
            else:
                ranks = _ranks(connection, _Sought(root=root, known=known, since=since), limit, offset)
            # a snippet is costly: it is cut for those only that are shown
            shown = {row.n: row for row in connection.execute(*_shown(root, known.dialect, list(ranks)))}
            if missing := [n for n in ranks if n not in shown]:
                shown.update((row.n, row) for row in connection.execute(_PLAIN, {"numbers": missing}))
        return [_hit(shown[n], rank) for n, rank in ranks.items() if n in shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What is sought in one search."""

    root: Node
    known: Known
    #: Only articles told at this instant or later; None: all.
    since: datetime | None


#: Articles that are weighed against each other, the newest of those that match: a count. Each costs some microseconds
#: (see docs/decisions/0145): of words that more articles hold than this, the older ones follow by time.
_MOST_RANKED = 1000
#: Articles among which those nearest in meaning are chosen, at most.
_MOST_BY_MEANING = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """How the articles of one search are asked for."""

    #: Numbers of those that match, the newest first.
    matching: sa.Select[Any]
    #: Numbers and ranks of those that match, the best first.
    best: sa.Select[Any]
    #: The number where the database can skip by it: in its index of words, or in the table.
    number: Any
    #: What the statements leave open.
    words: Mapping[str, str]


def _ranks(connection: Connection, sought: _Sought, limit: int, offset: int) -> dict[int, float]:
    """Return the numbers of the articles of one page with their ranks: the newest by rank, then the older by time."""
    ways = _ways(sought)
    if worded_part(sought.root) is None:
        return {row.n: 0.0 for row in connection.execute(ways.best.limit(limit).offset(offset), ways.words)}
    oldest = connection.scalar(ways.matching.limit(1).offset(_MOST_RANKED - 1), ways.words) or 0
    ranks: dict[int, float] = {}
    if offset < _MOST_RANKED or not oldest:
        most = min(limit, _MOST_RANKED - offset) if oldest else limit
        newest = ways.best.where(ways.number >= oldest).limit(most).offset(offset)
        ranks = {row.n: float(row.rank) for row in connection.execute(newest, ways.words)}
    if oldest and len(ranks) < limit:
        passed = max(0, offset - _MOST_RANKED)
        older = ways.matching.where(ways.number < oldest).limit(limit - len(ranks)).offset(passed)
        ranks |= dict.fromkeys(connection.scalars(older, ways.words), 0.0)
    return ranks


def _ways(sought: _Sought) -> _Ways:
    if sought.known.dialect == "sqlite" and sought.since is None and (words := fts5(sought.root)) is not None:
        # words alone are answered by their index alone; the statements are made once
        return _Ways(matching=_WORDED, best=_WORDED_BEST, number=FTS.c.rowid, words={"words": words})
    number = FTS.c.rowid if sought.known.dialect == "sqlite" else ArticleRow.n
    best = _best(sought.root, sought.known, sought.since)
    if worded_part(sought.root) is None:
        return _Ways(matching=best, best=best, number=number, words={})
    joined, rest = _joined([number], sought.root, sought.known)
    conditions = [condition(rest, sought.known)] if rest is not None else []
    if sought.since is not None:
        conditions.append(ArticleRow.told_at >= sought.since)
    return _Ways(matching=joined.where(*conditions).order_by(number.desc()), best=best, number=number, words={})


def _matches(sought: str | sa.BindParameter[str]) -> sa.ColumnElement[bool]:
    return FTS.c.articles_fts.op("MATCH", is_comparison=True)(sought)


_FTS_RANK = -sa.func.bm25(_WHOLE_FTS, _HEADLINE_WEIGHT, _STANDFIRST_WEIGHT, _TEXT_WEIGHT, type_=sa.Double)
_WORDED = sa.select(FTS.c.rowid).where(_matches(sa.bindparam("words"))).order_by(FTS.c.rowid.desc())
_WORDED_BEST = (
    sa.select(FTS.c.rowid.label("n"), _FTS_RANK.label("rank"))
    .where(_matches(sa.bindparam("words")))
    .order_by(sa.desc("rank"), FTS.c.rowid.desc())
)


def _joined(columns: Sequence[Any], root: Node, known: Known) -> tuple[sa.Select[Any], Node | None]:
    """Return a query with the words of a tree sought in their index, and what the tree asks besides."""
    worded = worded_part(root)
    asked = sa.select(*columns).select_from(ArticleRow)
    if worded is None or known.dialect != "sqlite":
        return asked, root
    joined = asked.join(FTS, FTS.c.rowid == ArticleRow.n).where(_matches(fts5(worded) or ""))
    return joined, _without(root, worded)


def _best(root: Node, known: Known, since: datetime | None) -> sa.Select[Any]:
    """Return the numbers and ranks of the matching articles, the best first."""
    worded = worded_part(root)
    rank: sa.ColumnElement[float] = sa.literal(0.0, sa.Double)
    best, rest = _joined([ArticleRow.n, ArticleRow.text_hash], root, known)
    if worded is not None and known.dialect == "sqlite":
        rank = _FTS_RANK
    elif worded is not None and (sought := _tsquery(worded)) is not None:
        rank = sa.func.ts_rank_cd(_WEIGHTS, TSVECTOR, sought, 1, type_=sa.Double)
    if rest is not None:
        best = best.where(condition(rest, known))
    if since is not None:
        best = best.where(ArticleRow.told_at >= since)
    order: tuple[sa.ColumnElement[Any], ...] = (sa.desc("rank"),) if worded is not None else ()
    return best.add_columns(rank.label("rank")).order_by(*order, ArticleRow.told_at.desc(), ArticleRow.n)


_WEIGHTS: sa.ColumnClause[Any] = sa.literal_column(
    f"'{{0, {_TEXT_WEIGHT / 10}, {_STANDFIRST_WEIGHT / 10}, {_HEADLINE_WEIGHT / 10}}}'::real[]"
)


def _without(root: Node, worded: Node) -> Node | None:
    """Return what a tree asks besides its words; None: nothing."""
    if root == worded or not isinstance(root, All):
        return None
    apart = worded.each if isinstance(worded, All) else (worded,)
    rest = tuple(one for one in root.each if one not in apart)
    return All(each=rest) if len(rest) > 1 else rest[0] if rest else None


def _tsquery(node: Node) -> sa.ColumnElement[Any] | None:
    """Return the wanted words of a tree for PostgreSQL to rank by."""
    if isinstance(node, Said):
        return tsquery(node)
    if not isinstance(node, All | Either):
        return None
    parts = [part for one in node.each if (part := _tsquery(one)) is not None]
    joined = sa.func.tsquery_and if isinstance(node, All) else sa.func.tsquery_or
    return reduce(joined, parts) if parts else None


def _nearness(root: Node, known: Known) -> dict[str, float]:
    """Return how near in meaning each text is that is; empty: meaning is not asked for."""
    wanted = [one for one in (root.each if isinstance(root, All) else (root,)) if isinstance(one, Similar)]
    near: dict[str, float] = {}
    for one in wanted:
        for text_hash, cosine in known.near.get(one.sentence, {}).items():
            near[text_hash] = max(near.get(text_hash, 0.0), cosine)
    return near


def _shown(root: Node, dialect: str, numbers: Sequence[int]) -> tuple[sa.Select[Any], dict[str, Any]]:
    """Return the query for these articles with their snippets, and what it leaves open; without words to mark: none."""
    sought = words_sought(root)
    if not sought or not numbers:
        return _PLAIN, {"numbers": []}
    if dialect == "sqlite":
        asked = {"numbers": numbers, "words": " OR ".join(fts5(said) or "" for said in sought)}
        if fts5(root) is None:
            return _FTS_SHOWN, asked
        # of words alone, those shown stand close together
        return _FTS_WALKED, asked | {"first": min(numbers), "last": max(numbers)}
    told = sa.func.concat_ws("\n", ArticleRow.headline, ArticleRow.standfirst, sa.func.left(ArticleRow.text, 100_000))
    options = f"StartSel={_OPEN}, StopSel={_CLOSE}, MaxWords={_SNIPPET_WORDS}, MinWords={_SNIPPET_WORDS // 2}"
    either_of = reduce(sa.func.tsquery_or, [tsquery(said) for said in sought])
    found = _threaded(sa.func.ts_headline(CONFIG, told, either_of, options, type_=sa.Text))
    return found.where(ArticleRow.n.in_(_NUMBERS)), {"numbers": numbers}


def _threaded(snippet: sa.ColumnElement[str]) -> sa.Select[Any]:
    shown = sa.select(ArticleRow.n, snippet.label("snippet"), AssignmentRow.thread_id, *ARTICLE.columns)
    return shown.select_from(ArticleRow).outerjoin(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)


_NUMBERS: sa.BindParameter[int] = sa.bindparam("numbers", expanding=True)
#: Articles with the beginning of their texts.
_PLAIN = _threaded(sa.func.substr(ArticleRow.text, 1, 8 * _SNIPPET_WORDS)).where(ArticleRow.n.in_(_NUMBERS))
_FTS_SNIPPETS = (
    _threaded(sa.func.snippet(_WHOLE_FTS, -1, _OPEN, _CLOSE, "…", _SNIPPET_WORDS, type_=sa.Text))
    .join(FTS, FTS.c.rowid == ArticleRow.n)
    .where(_matches(sa.bindparam("words")))
)
#: Each sought by itself, wherever it stands in the index: a search for each.
_FTS_SHOWN = _FTS_SNIPPETS.where(FTS.c.rowid.in_(_NUMBERS))
#: One walk along the index from the first of them to the last.
_FTS_WALKED = _FTS_SNIPPETS.where(
    FTS.c.rowid.between(sa.bindparam("first"), sa.bindparam("last")), (FTS.c.rowid + 0).in_(_NUMBERS)
)


def _hit(row: sa.Row[Any], rank: float) -> SearchHit:
    _, marked, thread_id = tuple(row)[:3]
    snippet, marks = _unmark(marked)
    article = ARTICLE.build(row, 3)
    if not marks and len(snippet) < len(article.text) and article.text.startswith(snippet):
        snippet = snippet.rpartition(" ")[0] + "…"
    return SearchHit(article=article, snippet=snippet, marks=marks, thread_id=thread_id, rank=rank)


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
