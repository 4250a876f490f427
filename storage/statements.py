"""The INSERTs that both databases spell in dialects of their own, built once each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert(dialect: str, table: sa.Table) -> Any:
    """Return the dialect's INSERT, which knows ON CONFLICT; SQLAlchemy has no common type for the two."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def insert_or_keep(dialect: str, table: sa.Table) -> Any:
    """Return an INSERT that leaves a row that is already there as it is."""
    return insert(dialect, table).on_conflict_do_nothing(index_elements=list(table.primary_key.columns))


@cache
def insert_or_replace(dialect: str, table: sa.Table, *kept: str) -> Any:
    """Return an INSERT that replaces the columns of a row that is already there, but for the `kept` ones."""
    keys = list(table.primary_key.columns)
    inserted = insert(dialect, table)
    replaced = {c.name: inserted.excluded[c.name] for c in table.columns if c not in keys and c.name not in kept}
    return inserted.on_conflict_do_update(index_elements=keys, set_=replaced)


@cache
def insert_or_add(dialect: str, table: sa.Table, column: str) -> Any:
    """Return an INSERT that adds a number to that of a row that is already there."""
    inserted = insert(dialect, table)
    added = {column: table.c[column] + inserted.excluded[column]}
    return inserted.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=added)


def is_after(columns: Sequence[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a row sorts after these values: how streams go on where the last chunk ended."""
    return _tuple(columns) > sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(values, columns, strict=True)))


def is_before(columns: Sequence[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a row sorts before these values."""
    return _tuple(columns) < sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(values, columns, strict=True)))


def _tuple(columns: Sequence[Any]) -> sa.Tuple:
    return sa.tuple_(*columns)
