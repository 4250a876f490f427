"""One SQLite file with plain tables, for Datasette and for anybody who knows SQL."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import StorageError
from storage.exports import Exports

#: Each table with its columns.
_TABLES: Mapping[str, str] = {
    "threads": (
        "id TEXT PRIMARY KEY, slug TEXT, headline TEXT, opened_at TEXT, last_seen_at TEXT, n_articles INTEGER, "
        "n_developments INTEGER"
    ),
    "articles": (
        "id TEXT PRIMARY KEY, url TEXT, outlet TEXT, headline TEXT, standfirst TEXT, byline TEXT, published_at TEXT, "
        "seen_at TEXT, language TEXT, text TEXT, thread TEXT REFERENCES threads(id), development TEXT, "
        "decided_by TEXT, similarity REAL"
    ),
    "developments": (
        "id TEXT PRIMARY KEY, thread TEXT REFERENCES threads(id), kind TEXT, headline TEXT, "
        "first_article TEXT REFERENCES articles(id), first_outlet TEXT, first_at TEXT, n_articles INTEGER"
    ),
    "quotes": "article TEXT REFERENCES articles(id), speaker TEXT, text TEXT, sentence TEXT",
    "figures": (
        "article TEXT REFERENCES articles(id), text TEXT, value REAL, value_to REAL, counted TEXT, unit TEXT, "
        "approximate TEXT, change TEXT, sentence TEXT"
    ),
    "dates": (
        "article TEXT REFERENCES articles(id), text TEXT, value TEXT, kind TEXT, is_follow_up INTEGER, sentence TEXT"
    ),
    "names": "article TEXT REFERENCES articles(id), text TEXT, kind TEXT",
}
_INDEXES = (
    "CREATE INDEX articles_published ON articles(published_at)",
    "CREATE INDEX articles_thread ON articles(thread)",
    "CREATE INDEX developments_thread ON developments(thread)",
    "CREATE INDEX quotes_speaker ON quotes(speaker)",
    "CREATE INDEX figures_counted ON figures(counted)",
    (
        "CREATE VIRTUAL TABLE articles_fts USING fts5(headline, standfirst, text, content='articles', "
        "tokenize='porter unicode61 remove_diacritics 2')"
    ),
    "INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')",
)
_FACTS = {
    "quotes": ("speaker", "text", "sentence"),
    "figures": ("text", "value", "value_to", "of", "unit", "approximate", "change", "sentence"),
    "dates": ("text", "value", "kind", "is_follow_up", "sentence"),
    "names": ("text", "kind"),
}


def write_datasette(exports: Exports, path: Path, since: datetime | None = None, thread_id: str | None = None) -> int:
    """Write everything into a new SQLite file, full-text index included; return how many articles.

    The file appears under its name when it is whole.

    Raises:
        StorageError: the file is there already or cannot be written, or our own database refused.
    """
    if path.exists():
        raise StorageError(f"{path} is there already: name another file")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as file, file:
            n_articles = _fill(file, exports, since, thread_id)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written: {error}; check the folder and the space on it") from error
    return n_articles


def _fill(file: sqlite3.Connection, exports: Exports, since: datetime | None, thread_id: str | None) -> int:
    for table, columns in _TABLES.items():
        file.execute(f"CREATE TABLE {table} ({columns})")
    placed = {one.assignment.article_id: one.assignment for one in exports.assignments(since, thread_id)}
    _insert(
        file,
        "threads",
        (
            _row(one, "id", "slug", "headline", "opened_at", "last_seen_at", "n_articles", "n_developments")
            for one in exports.threads(since, thread_id)
        ),
    )
    n_articles = 0
    for article in exports.articles(since, thread_id):
        place = placed.get(article.id)
        where = (
            (place.thread_id, place.development_id, str(place.decided_by), place.grounds.similarity)
            if place
            else (None,) * 4
        )
        own = _row(
            article,
            "id",
            "canonical_url",
            "outlet",
            "headline",
            "standfirst",
            "byline",
            "published_at",
            "seen_at",
            "language",
            "text",
        )
        _insert(file, "articles", [(*own, *where)])
        n_articles += 1
    _insert(
        file,
        "developments",
        (
            _row(
                one, "id", "thread_id", "kind", "headline", "first_article_id", "first_outlet", "first_at", "n_articles"
            )
            for one in exports.developments(since, thread_id)
        ),
    )
    for out in exports.facts(since, thread_id):
        facts = asdict(out.facts)
        for kind, fields in _FACTS.items():
            _insert(file, kind, ((out.article.id, *(fact[name] for name in fields)) for fact in facts[kind]))
    for statement in _INDEXES:
        file.execute(statement)
    return n_articles


def _insert(file: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    n_columns = len(_TABLES[table].split(", "))
    file.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * n_columns)})", rows)  # noqa: S608 -- our own names


def _row(noun: object, *names: str) -> tuple[Any, ...]:
    return tuple(_plain(getattr(noun, name)) for name in names)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return str(value) if isinstance(value, str) else value
