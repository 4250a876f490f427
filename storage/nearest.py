"""Which stored texts mean much the same as a sentence: its vector against all, in memory.

A million vectors of 384 numbers are 1.5 GB and half a second; an index would save time only beyond that.
"""

import threading
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from pipeline.ports import Vector
from storage.database import Database
from storage.tables import ArticleRow, RevisionRow, VectorRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRules:
    """What counts as meaning much the same."""

    #: Least cosine. Lower, most of what is found in many small stories is of another one (docs/decisions/0182).
    least: float = 0.35
    #: Most texts that count.
    most: int = 500


class Nearest:
    """Keeps the vectors of one model in memory, and learns those that were added since when it is asked."""

    def __init__(self, database: Database, rules: NearRules | None = None) -> None:
        self._database = database
        self._rules = rules or NearRules()
        self._learning = threading.Lock()
        self._model = ""
        self._blocks: list[tuple[list[str], NDArray[np.float32]]] = []
        self._last_n = -1
        self._last_revision: datetime | None = None

    def find(self, vector: Vector, model: str) -> dict[str, float]:
        """Return the hashes of the texts nearest to a vector with their cosines, the nearest first.

        Args:
            vector: unit vector, float32.
            model: name of the model that made it.

        Raises:
            StorageError: the database refused.
        """
        with self._learning:
            self._learn(model)
            blocks = list(self._blocks)
        found: dict[str, float] = {}
        for hashes, vectors in blocks:
            if vectors.shape[1] != len(vector):
                continue
            cosines = vectors @ vector
            near = np.flatnonzero(cosines >= self._rules.least)
            found.update(
                (hashes[at], float(cosines[at])) for at in near[np.argsort(-cosines[near])][: self._rules.most]
            )
        nearest = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return dict(nearest[: self._rules.most])

    def _learn(self, model: str) -> None:
        if model != self._model:
            self._model, self._blocks, self._last_n, self._last_revision = model, [], -1, None
        asked = (
            sa.select(ArticleRow.n, VectorRow.text_hash, VectorRow.vector)
            .join(VectorRow, sa.and_(VectorRow.text_hash == ArticleRow.text_hash, VectorRow.model == model))
            .order_by(ArticleRow.n)
        )
        edited = sa.select(RevisionRow.article_id)
        if self._last_revision is not None:
            edited = edited.where(RevisionRow.seen_at >= self._last_revision)
        with self._database.reading() as connection:
            last_revision = connection.scalar(sa.select(sa.func.max(RevisionRow.seen_at)))
            rows = list(connection.execute(asked.where(ArticleRow.n > self._last_n)))
            if self._last_n >= 0 and last_revision is not None and last_revision != self._last_revision:
                rows += connection.execute(asked.where(ArticleRow.id.in_(edited)))
        if rows:
            self._blocks.append(([row.text_hash for row in rows], np.stack([row.vector for row in rows])))
            self._last_n = max(self._last_n, *(row.n for row in rows))
        self._last_revision = last_revision
        if len(self._blocks) > _MOST_BLOCKS:
            hashes = [text_hash for block, _ in self._blocks for text_hash in block]
            self._blocks = [(hashes, np.concatenate([vectors for _, vectors in self._blocks]))]


#: Blocks of vectors before they become one: each question may add one.
_MOST_BLOCKS = 64
