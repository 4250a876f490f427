"""Vectors by text and model: the same text is never embedded twice."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.ports import Vector
from storage.database import Database
from storage.statements import insert_or_keep
from storage.tables import VectorRow, table_of

_VECTORS = table_of(VectorRow)
_CHUNK = 500


class Vectors:
    """Remembers vectors; makes none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, text_hashes: Sequence[str], model_name: str) -> dict[str, Vector]:
        """Return the vectors that are known of these texts, by hash.

        Raises:
            StorageError: the database refused.
        """
        found: dict[str, Vector] = {}
        with self._database.reading() as connection:
            for start in range(0, len(text_hashes), _CHUNK):
                asked = sa.select(VectorRow.text_hash, VectorRow.vector).where(
                    VectorRow.text_hash.in_(text_hashes[start : start + _CHUNK]), VectorRow.model == model_name
                )
                found.update((text_hash, vector) for text_hash, vector in connection.execute(asked))
        return found

    def add(self, vectors: Mapping[str, Vector], model_name: str) -> None:
        """Remember vectors by the hash of their texts; one that is known stays as it is.

        Raises:
            StorageError: the database refused.
        """
        if vectors:
            with self._database.writing() as connection:
                add(connection, vectors, model_name)

    def drop_others(self, model_name: str) -> int:
        """Forget the vectors of all models but one, and return how many they were.

        Raises:
            StorageError: the database refused.
        """
        with self._database.writing() as connection:
            return connection.execute(sa.delete(_VECTORS).where(_VECTORS.c.model != model_name)).rowcount


def add(connection: Connection, vectors: Mapping[str, Vector], model_name: str) -> None:
    """Remember vectors within a transaction."""
    rows = [{"text_hash": key, "model": model_name, "vector": vector} for key, vector in sorted(vectors.items())]
    connection.execute(insert_or_keep(connection.dialect.name, _VECTORS), rows)
