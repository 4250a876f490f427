"""Articles as last read, with what is known of each: revisions, provenance, facts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline import identity
from pipeline.errors import NotFoundError
from pipeline.nouns import Article, Facts, Placed, Provenance, Revision
from pipeline.thread.recall import Recalled
from storage import facts
from storage.database import Database
from storage.statements import is_after
from storage.tables import (
    ArticleRow,
    AssignmentRow,
    ProvenanceRow,
    RevisionRow,
    Shape,
    SignatureRow,
    VectorRow,
)

ARTICLE = Shape(Article, ArticleRow)
PROVENANCE = Shape(Provenance, ProvenanceRow)
REVISION = Shape(Revision, RevisionRow)
#: Articles fetched in one short transaction while streaming, so that no reader holds an old state open for long.
_CHUNK = 500

#: Articles fetched at once for the indexes, without their texts.
_MANY = 4096

_FIND = sa.select(*ARTICLE.columns).where(ArticleRow.id == sa.bindparam("article"))

_RECALL = (
    sa.select(
        ArticleRow.n,
        ArticleRow.id,
        ArticleRow.outlet,
        ArticleRow.told_at,
        ArticleRow.language,
        VectorRow.vector,
        SignatureRow.signature,
        AssignmentRow.thread_id,
        AssignmentRow.development_id,
    )
    .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
    .join(SignatureRow, SignatureRow.article_id == ArticleRow.id)
    .join(VectorRow, sa.and_(VectorRow.text_hash == ArticleRow.text_hash, VectorRow.model == sa.bindparam("model")))
    .where(ArticleRow.n > sa.bindparam("after"))
    .order_by(ArticleRow.n)
    .limit(_MANY)
)


class Articles:
    """Answers about articles; they are written through the ledger only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, article_id: str) -> Article:
        """Return the article.

        Raises:
            NotFoundError: there is none under this id.
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            article = find(connection, article_id)
        if article is None:
            raise NotFoundError(
                f"No article is known under {article_id!r}: `throughline search` finds articles by words"
            )
        return article

    def known_as(self, name: str) -> str | None:
        """Return the id of the article that has this id or address, or that came under this id; None: there is none.

        Raises:
            StorageError: the database refused.
        """
        ids = [name, identity.article_id(name, None), identity.article_id(None, name)]
        with self._database.reading() as connection:
            found = set(connection.scalars(sa.select(ArticleRow.id).where(ArticleRow.id.in_(ids))))
            if not found:
                return connection.scalar(sa.select(ArticleRow.id).where(ArticleRow.external_id == name).limit(1))
        return next(each for each in ids if each in found)

    def find_all(self, article_ids: Sequence[str]) -> list[Article]:
        """Return those of these articles that are known.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*ARTICLE.columns).where(ArticleRow.id.in_(article_ids))
        with self._database.reading() as connection:
            return [ARTICLE.build(row) for row in connection.execute(asked)]

    def text_hashes(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the hashes of the texts of those articles that are known, by id: what need not be read again.

        Raises:
            StorageError: the database refused.
        """
        known: dict[str, str] = {}
        with self._database.reading() as connection:
            for start in range(0, len(article_ids), _CHUNK):
                ids = article_ids[start : start + _CHUNK]
                asked = sa.select(ArticleRow.id, ArticleRow.text_hash).where(ArticleRow.id.in_(ids))
                known.update((article_id, text_hash) for article_id, text_hash in connection.execute(asked))
        return known

    def provenance(self, article_ids: Iterable[str]) -> dict[str, Provenance]:
        """Return where the texts of these articles come from, by id.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(ProvenanceRow.article_id, *PROVENANCE.columns)
        with self._database.reading() as connection:
            rows = connection.execute(asked.where(ProvenanceRow.article_id.in_(list(article_ids)))).all()
        return {row[0]: PROVENANCE.build(row, 1) for row in rows}

    def revisions(self, article_id: str) -> list[Revision]:
        """Return the versions of an article that were replaced, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(*REVISION.columns).where(RevisionRow.article_id == article_id)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(RevisionRow.seen_at, RevisionRow.id)).all()
        return [REVISION.build(row) for row in rows]

    def facts(self, article_ids: Sequence[str]) -> dict[str, Facts]:
        """Return the facts of each of these articles, in the order of the text.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return facts.find(connection, article_ids)

    def recalled(self, model_name: str) -> Iterator[list[Recalled]]:
        """Yield what the indexes in memory are rebuilt from, some thousand articles at once, in the order they came.

        The order is that in which a running index learned them, so that one that is rebuilt decides as it would.
        Articles without a vector of this model are left out; `without_vector` has them.

        Raises:
            StorageError: the database refused.
        """
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(_RECALL, {"model": model_name, "after": after}).all()
            if rows:
                yield [_recalled(row) for row in rows]
            if len(rows) < _MANY:
                return
            after = rows[-1].n

    def n_placed(self) -> int:
        """Return how many articles lie in threads.

        Raises:
            StorageError: the database refused.
        """
        with self._database.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(AssignmentRow)) or 0

    def placed(self, model_name: str, article_ids: Sequence[str] | None = None) -> Iterator[Placed]:
        """Yield threaded articles with their texts, in the order in which they were told.

        Articles without a vector of this model are left out; `without_vector` has them.

        Args:
            model_name: whose vectors.
            article_ids: which, some thousand at most; None: all.

        Raises:
            StorageError: the database refused.
        """
        asked = (
            sa.select(
                ArticleRow.told_at,
                *ARTICLE.columns,
                VectorRow.vector,
                SignatureRow.signature,
                AssignmentRow.thread_id,
                AssignmentRow.development_id,
            )
            .join(AssignmentRow, AssignmentRow.article_id == ArticleRow.id)
            .join(SignatureRow, SignatureRow.article_id == ArticleRow.id)
            .join(VectorRow, sa.and_(VectorRow.text_hash == ArticleRow.text_hash, VectorRow.model == model_name))
        )
        if article_ids is not None:
            asked = asked.where(ArticleRow.id.in_(article_ids))
        for rows, names in self._chunks(asked):
            for row in rows:
                article = ARTICLE.build(row, 1)
                vector, signature, thread_id, development_id = row[1 + len(ARTICLE) :]
                yield Placed(
                    article=article,
                    names=names.get(article.id, ()),
                    vector=vector,
                    signature=signature,
                    thread_id=thread_id,
                    development_id=development_id,
                )

    def without_vector(self, model_name: str) -> Iterator[Article]:
        """Yield the threaded articles whose text has no vector of this model yet.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(ArticleRow.told_at, *ARTICLE.columns).where(~_has_vector(model_name))
        for rows, _ in self._chunks(asked):
            for row in rows:
                yield ARTICLE.build(row, 1)

    def n_without_vector(self, model_name: str) -> int:
        """Return how many articles `without_vector` has.

        Raises:
            StorageError: the database refused.
        """
        asked = sa.select(sa.func.count()).select_from(ArticleRow).where(~_has_vector(model_name))
        with self._database.reading() as connection:
            return connection.scalar(asked) or 0

    def _chunks(self, asked: sa.Select[Any]) -> Iterator[tuple[Sequence[sa.Row[Any]], dict[str, tuple[str, ...]]]]:
        """Yield the rows in order of time, some hundred at once, with the names in their articles."""
        ordered = asked.order_by(ArticleRow.told_at, ArticleRow.id).limit(_CHUNK)
        after: tuple[datetime, str] | None = None
        while True:
            page = ordered
            if after:
                page = ordered.where(is_after((ArticleRow.told_at, ArticleRow.id), after))
            with self._database.reading() as connection:
                rows = connection.execute(page).all()
                names = facts.find_names(connection, [row.id for row in rows])
            yield rows, names
            if len(rows) < _CHUNK:
                return
            after = (rows[-1].told_at, rows[-1].id)


def _recalled(row: Sequence[Any]) -> Recalled:
    _, article_id, outlet, told_at, language, vector, traces, thread_id, development_id = row
    return Recalled(
        article_id=article_id,
        outlet=outlet,
        told=told_at.timestamp(),
        language=language,
        vector=vector,
        traces=traces,
        thread_id=thread_id,
        development_id=development_id,
    )


def find(connection: Connection, article_id: str) -> Article | None:
    """Return the article, or None."""
    row = connection.execute(_FIND, {"article": article_id}).first()
    return ARTICLE.build(row) if row else None


def find_texts(connection: Connection, article_ids: Sequence[str]) -> dict[str, str]:
    """Return the texts of these articles by id."""
    asked = sa.select(ArticleRow.id, ArticleRow.text).where(ArticleRow.id.in_(list(article_ids)))
    return {row.id: row.text for row in connection.execute(asked)}


def row_of(article: Article) -> dict[str, Any]:
    """Return the article's columns."""
    return {**ARTICLE.values(article), "told_at": article.told_at}


def _has_vector(model_name: str) -> sa.Exists:
    return sa.exists().where(VectorRow.text_hash == ArticleRow.text_hash, VectorRow.model == model_name)
