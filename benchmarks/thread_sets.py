"""The sets with gold groups: read as `ingest` reads them, with provenance and vectors, in the order of their files.

They are not part of the project and are looked for in `THROUGHLINE_DATA`, or else in `../shared/data`. One set is our
own: `demo`, the script of `throughline demo`, which knows both levels and is always there.
"""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.material import data_folder
from desk.demo.expected import is_stored
from desk.demo.script import load_script
from pipeline.nouns import Article, Facts, Placed, Provenance, ProvenanceKind, Reading
from pipeline.ports import Vector
from pipeline.read.copies import CopyIndex
from pipeline.read.embed import Embedder, EmbedRules, embedding_text
from pipeline.read.provenance import CopyRules, provenance
from pipeline.read.row import read_row
from pipeline.read.rules import ReadRules

#: Where the sets lie.
DATA = data_folder()
#: Where vectors are kept between runs.
CACHE = Path(tempfile.gettempdir()) / "throughline-vectors"
#: Characters under which a headline is no headline but a date or a section.
_LEAST_HEADLINE = 20
#: Before any news that the sets hold: stands in for dates that they lack.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """A set and what its gold groups are in our words."""

    name: str
    folder: str
    #: Field that names the running story, or None: the set does not know it.
    thread: str | None
    #: Field that names what happened or was said, or None.
    development: str | None


#: Of timelines and current events each entry is a development of its own.
SETS = (
    GoldSet(name="incidents-en", folder="threads", thread="story", development=None),
    GoldSet(name="updates-en", folder="developments", thread="story", development="development"),
    GoldSet(name="timelines-en", folder="developments", thread="story", development="id"),
    GoldSet(name="current-events-en", folder="developments", thread="story", development="id"),
    GoldSet(name="lookalikes-en", folder="threads", thread=None, development="story"),
    GoldSet(name="events-en", folder="threads", thread=None, development="story"),
    GoldSet(name="headlines-en", folder="threads", thread=None, development="story"),
    GoldSet(name="demo", folder="", thread="thread", development="development"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article of a set, ready to be placed."""

    reading: Reading
    vector: Vector
    provenance: Provenance
    #: None: the set does not know it.
    thread: str | None
    development: str | None

    def placed(self, thread_id: str, development_id: str) -> Placed:
        """Return what the index learns when the article is put there."""
        return Placed(
            article=self.reading.article,
            names=tuple(name.text for name in self.reading.facts.names),
            vector=self.vector,
            signature=self.reading.signature,
            thread_id=thread_id,
            development_id=development_id,
        )


def find_set(name: str) -> GoldSet:
    """Return the set of this name; a name that is none stops with the names there are."""
    for gold in SETS:
        if gold.name == name:
            return gold
    raise SystemExit(f"No set is called {name}; there are {', '.join(gold.name for gold in SETS)}.")


def load(gold: GoldSet, cache: Path = CACHE) -> list[Row] | None:
    """Read a set; None where it is not there, which is said aloud."""
    lines = _demo_lines() if gold.name == "demo" else _lines(gold)
    if lines is None:
        return None
    readings = _read(lines)
    kept = [(reading, line) for reading, line in zip(readings, lines, strict=True) if reading]
    origins = _origins([reading.article for reading, _ in kept], [reading.signature for reading, _ in kept])
    vectors = _embed([embedding_text(reading.article) for reading, _ in kept], cache, gold.name)
    return [
        Row(
            reading=reading,
            vector=vector,
            provenance=origin,
            thread=line[gold.thread] if gold.thread else None,
            development=line[gold.development] if gold.development else None,
        )
        for (reading, line), origin, vector in zip(kept, origins, vectors, strict=True)
    ]


def bare(rows: Sequence[Row], name: str, cache: Path = CACHE) -> list[Row]:
    """Return articles as if nothing but their headlines had come, each headline once.

    Args:
        rows: the articles with their texts.
        name: under which the vectors are kept.
        cache: folder in which vectors are kept between runs.
    """
    kept = {row.reading.article.headline: row for row in rows if len(row.reading.article.headline) >= _LEAST_HEADLINE}
    readings = [
        Reading(article=replace(row.reading.article, text="", standfirst=None), facts=Facts()) for row in kept.values()
    ]
    vectors = _embed([embedding_text(reading.article) for reading in readings], cache, name)
    original = Provenance(kind=ProvenanceKind.ORIGINAL)
    return [
        replace(row, reading=reading, vector=vector, provenance=original)
        for row, reading, vector in zip(kept.values(), readings, vectors, strict=True)
    ]


def _lines(gold: GoldSet) -> list[dict[str, object]] | None:
    path = DATA / gold.folder / f"{gold.name}.jsonl.gz"
    if not path.is_file():
        print(f"{gold.name}: skipped, there is no {path}; set THROUGHLINE_DATA to the folder with the sets")
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _demo_lines() -> list[dict[str, object]]:
    """Return the demo's articles as first published, in order of time."""
    script = load_script()
    return [
        {
            "id": article.key,
            "title": article.headline,
            "text": "\n".join(
                part for part in (article.standfirst, *article.version_at(article.at).paragraphs) if part
            ),
            "published_at": article.at.isoformat(),
            "source": article.outlet,
            "lang": "en",
            "thread": article.thread,
            "development": article.development,
        }
        for article in script.articles
        if is_stored(article)
    ]


def _read(lines: list[dict[str, object]]) -> list[Reading | None]:
    last, readings = _LONG_AGO, []
    for line in lines:
        reading = read_row(line, fallback_time=last, seen_at=last, rules=ReadRules())
        if isinstance(reading, Reading):
            last = reading.article.told_at
        readings.append(reading if isinstance(reading, Reading) else None)
    return readings


def _origins(articles: list[Article], signatures: list[bytes]) -> list[Provenance]:
    index, by_id, origins = CopyIndex(), dict[str, Article](), list[Provenance]()
    for article, signature in zip(articles, signatures, strict=True):
        found = index.find(article)
        near = [by_id[article_id] for article_id in found.article_ids]
        origins.append(provenance(article, near, CopyRules(), found.standing))
        index.add(article, signature)
        by_id[article.id] = article
    return origins


def _embed(texts: list[str], cache: Path, name: str) -> Vector:
    rules = EmbedRules()
    digest = hashlib.sha256("\0".join([rules.model_name, *texts]).encode()).hexdigest()[:12]
    path = cache / f"{name}-{digest}.npy"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, Embedder(rules).embed(texts))
    vectors: Vector = np.load(path)
    return vectors
