"""Rows that wait within a transaction to be written together: a statement costs as much as many rows that it brings."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import Facts
from storage import facts
from storage.statements import insert_or_add, insert_or_keep, insert_or_replace
from storage.tables import (
    AlertRow,
    ArticleRow,
    AssignmentRow,
    DevelopmentRow,
    EvidenceRow,
    PrintsRow,
    ProvenanceRow,
    SignatureRow,
    SlugRow,
    ThreadRow,
    VectorRow,
    WordCountRow,
    table_of,
)

_COUNTS = table_of(WordCountRow)


@cache
def _insert(_dialect: str, table: sa.Table) -> Any:
    return sa.insert(table)


#: Tables in an order in which each row finds there what it points to, and how rows come into them.
_WAYS: Mapping[str, tuple[sa.Table, Callable[[str, sa.Table], Any]]] = {
    "articles": (table_of(ArticleRow), _insert),
    "provenance": (table_of(ProvenanceRow), _insert),
    "signatures": (table_of(SignatureRow), insert_or_replace),
    "prints": (table_of(PrintsRow), insert_or_replace),
    "vectors": (table_of(VectorRow), insert_or_keep),
    "threads": (table_of(ThreadRow), insert_or_replace),
    "slugs": (table_of(SlugRow), insert_or_keep),
    "developments": (table_of(DevelopmentRow), insert_or_replace),
    "assignments": (table_of(AssignmentRow), insert_or_replace),
    "evidence": (table_of(EvidenceRow), _insert),
    "alerts": (table_of(AlertRow), insert_or_keep),
}


class Waiting:
    """Keeps rows by table and key until they are written; of two with one key that counts which would in the table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[str, dict[Hashable, dict[str, Any]]] = {name: {} for name in _WAYS}
        self._facts: dict[str, Facts] = {}
        self._counts: Counter[tuple[str, bool]] = Counter()

    def add(self, table: str, key: Hashable, row: dict[str, Any]) -> None:
        """Let a row wait.

        Args:
            table: one of those above.
            key: the value of its primary key.
            row: its columns by name.
        """
        if _WAYS[table][1] is insert_or_keep:
            self._rows[table].setdefault(key, row)
        else:
            self._rows[table][key] = row

    def add_facts(self, article_id: str, found: Facts) -> None:
        """Let the facts of an article that has none stored wait."""
        self._facts[article_id] = found

    def count(self, words: Iterable[tuple[str, bool]], by: int) -> None:
        """Let the counts of names and words wait that one article more, or one less, has.

        Args:
            words: each, and whether it is a name.
            by: 1 or -1.
        """
        for word in words:
            self._counts[word] += by

    def has(self, table: str, key: Hashable) -> bool:
        """Tell whether a row with this key waits."""
        return key in self._rows[table]

    def write(self) -> None:
        """Write all that waits."""
        for name, rows in self._rows.items():
            if rows:
                table, way = _WAYS[name]
                self._connection.execute(way(self._connection.dialect.name, table), list(rows.values()))
                rows.clear()
        if self._facts:
            facts.add(self._connection, self._facts)
            self._facts.clear()
        counts = [
            {"word": word, "is_name": is_name, "n_articles": n}
            for (word, is_name), n in sorted(self._counts.items())
            if n
        ]
        if counts:
            self._connection.execute(insert_or_add(self._connection.dialect.name, _COUNTS, "n_articles"), counts)
        self._counts.clear()
