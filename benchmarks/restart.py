"""What a start costs: both indexes are rebuilt from a database of made up articles, as the daemon rebuilds them.

Run `python -m benchmarks.restart [--articles N]` from the project's folder. The archive is that of `benchmarks.scale`,
each with a text of some 2,000 characters besides, written straight into a SQLite file in a temporary folder (6 GB for a
million). It prints the seconds that rebuilding took, wall clock and processor, and the largest memory of the process.
"""

import argparse
import hashlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from benchmarks.scale import Archive, real_vectors, stored
from desk.recalling import recall_all
from pipeline.read.copies import CopyIndex
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.recall import Recalled
from storage import open_care, open_store

_MODEL = "made up"
_TEXT = "The weir gate at Ashmere failed on Monday, and the council said that it knew of no cause. " * 22
_AT = "2026-01-01 00:00:00.000000"


def fill(file: Path, n_articles: int) -> None:
    """Write the archive, without what the indexes do not ask for."""
    open_care(f"sqlite:///{file}").upgrade()
    with sqlite3.connect(file) as connection:
        # no index of words is asked, and no row refers to one that is not there
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for chunk in stored(Archive(n_articles, real_vectors()), n_articles):
            for table, rows in _rows(chunk):
                names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
                statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
                connection.executemany(statement, [tuple(row.values()) for row in rows])
            connection.commit()


def _rows(chunk: Sequence[Recalled]) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield the rows of each table."""
    texts = [hashlib.sha256(each.article_id.encode()).hexdigest() for each in chunk]
    yield "articles", [_article(each, text) for each, text in zip(chunk, texts, strict=True)]
    yield (
        "vectors",
        [
            {"text_hash": text, "model": _MODEL, "vector": each.vector.astype("<f4").tobytes()}
            for each, text in zip(chunk, texts, strict=True)
        ],
    )
    yield "signatures", [{"article_id": each.article_id, "signature": each.traces} for each in chunk]
    yield "assignments", [_assignment(each) for each in chunk]


def _article(each: Recalled, text_hash: str) -> dict[str, object]:
    told = datetime.fromtimestamp(each.told, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return {
        "id": each.article_id,
        "outlet": f"outlet-{text_hash[-2:]}",
        "headline": "The weir gate failed",
        "byline": "[]",
        "seen_at": told,
        "told_at": told,
        "language": "en",
        "text": _TEXT,
        "text_hash": text_hash,
    }


def _assignment(each: Recalled) -> dict[str, object]:
    return {
        "article_id": each.article_id,
        "thread_id": each.thread_id,
        "development_id": each.development_id,
        "decided_by": "machine",
        "decided_at": _AT,
        "opens_thread": 0,
        "opens_development": 0,
        "score": 1.0,
        "shared": "[]",
    }


def rebuild(file: Path) -> None:
    """Rebuild both indexes and print what it took."""
    # as the daemon has it (`desk/wiring.py`)
    threadpool_limits(limits=1, user_api="blas")
    store, stories, copies = open_store(f"sqlite:///{file}"), StoryIndex(AssignRules()), CopyIndex()
    begun, worked = time.perf_counter(), time.process_time()
    recall_all(store, stories, copies, _MODEL)
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(stories)} articles: rebuilt in {seconds:.1f} s ({worked:.1f} s of processor), memory {memory:.1f} GB")


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill a database and rebuild from it, in a process that has done nothing else."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000, help="size of the archive")
    parser.add_argument("--database", type=Path, help="rebuild from this one, which was filled before")
    options = parser.parse_args(arguments)
    if options.database:
        rebuild(options.database)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.db"
        fill(file, options.articles)
        subprocess.run([sys.executable, "-m", "benchmarks.restart", "--database", file], check=True)


if __name__ == "__main__":
    main()
