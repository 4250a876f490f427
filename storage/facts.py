"""The facts of articles: quotes, figures, dates and names, each with its sentence and offsets."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.nouns import DateMention, Facts, Figure, Name, Quote
from storage.tables import DateRow, FigureRow, NameRow, QuoteRow, Shape, table_of, writable

#: Field of `Facts` -> how its facts lie in their table.
_SHAPES: Mapping[str, Shape[Any]] = {
    "quotes": Shape(Quote, QuoteRow),
    "figures": Shape(Figure, FigureRow),
    "dates": Shape(DateMention, DateRow),
    "names": Shape(Name, NameRow),
}
_TABLES = {
    kind: table_of(model)
    for kind, model in (("quotes", QuoteRow), ("figures", FigureRow), ("dates", DateRow), ("names", NameRow))
}

#: Made once: making them anew for each page took longer than what they ask.
_FIND = {
    kind: sa.select(table.c.article_id, *_SHAPES[kind].columns)
    .where(table.c.article_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(table.c.article_id, table.c.position)
    for kind, table in _TABLES.items()
}


def add(connection: Connection, found: Mapping[str, Facts]) -> None:
    """Store the facts of articles, by id, that have none stored.

    An article has some forty facts, and no other rows come in such numbers. So they go to the driver as they are, past
    SQLAlchemy's work for each row, which took two thirds of the time.
    """
    for kind, shape in _SHAPES.items():
        rows = [
            (article_id, position, *(writable(v) if isinstance(v, str) else v for v in shape.values(fact).values()))
            for article_id, facts in found.items()
            for position, fact in enumerate(getattr(facts, kind))
        ]
        if rows:
            connection.exec_driver_sql(_insert(kind, connection.dialect.name), rows)


@cache
def _insert(kind: str, dialect: str) -> str:
    columns = ("article_id", "position", *(column.key for column in _SHAPES[kind].columns))
    mark = "?" if dialect == "sqlite" else "%s"
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {_TABLES[kind].name} ({names}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608 -- our own names


def remove(connection: Connection, article_id: str) -> None:
    """Remove the facts of an article."""
    for table in _TABLES.values():
        connection.execute(sa.delete(table).where(table.c.article_id == article_id))


def find(connection: Connection, article_ids: Sequence[str]) -> dict[str, Facts]:
    """Return the facts of each of these articles, in the order of the text."""
    found: dict[str, dict[str, list[Any]]] = {article_id: {kind: [] for kind in _SHAPES} for article_id in article_ids}
    for kind, shape in _SHAPES.items():
        for row in connection.execute(_FIND[kind], {"ids": list(article_ids)}):
            found[row[0]][kind].append(shape.build(row, 1))
    return {
        article_id: Facts(**{kind: tuple(facts) for kind, facts in kinds.items()})
        for article_id, kinds in found.items()
    }


def find_names(connection: Connection, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the distinct names in each of these articles that has any."""
    table = _TABLES["names"]
    asked = (
        sa.select(table.c.article_id, table.c.text)
        .where(table.c.article_id.in_(list(article_ids)))
        .order_by(table.c.article_id, table.c.position)
    )
    names: dict[str, dict[str, None]] = {}
    for article_id, name in connection.execute(asked):
        names.setdefault(article_id, {})[name] = None
    return {article_id: tuple(distinct) for article_id, distinct in names.items()}
