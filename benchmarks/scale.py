"""What placing an article costs in a small archive and in one of a million.

Run `python -m benchmarks.scale [--articles N,N…] [--asked N] [--hnsw]` from the project's folder. The archive is made
by a seeded script: threads lie around topics, articles around their threads, two an average thread; the words of an
article are drawn by Zipf's law, and some from its thread's own. The index takes it in as it does at start, from stored
vectors and terms. Then further articles are decided and learned one by one, texts read for their terms, embedding not
counted. For each size it prints

- seconds in which the index was built, and the largest memory of the process;
- articles a second, and the median, 99th percentile and longest of their milliseconds, wall clock and processor;
- how many of the 24 truly nearest articles the search found.

`--hnsw` builds a graph of usearch over the same vectors, for comparison; it is skipped aloud where that is missing.
"""

import argparse
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pipeline import identity
from pipeline.nouns import Article, Facts, Placed, Provenance, ProvenanceKind, Reading
from pipeline.ports import Vector
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.near import Nearest
from pipeline.thread.recall import Recalled, packed
from pipeline.thread.terms import Terms, n_words_of, terms_of

_SEED = 11
_DIMENSION = 384
_CHUNK = 4096
_PER_THREAD = 2
#: Cosine between an article and its thread, and between a thread and its topic: as in news, about 0.75 and 0.5.
_TO_THREAD, _TO_TOPIC = 0.85, 0.65
_N_WORDS, _N_OWN, _N_COMMON = 110, 12, 200_000
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_ORIGINAL = Provenance(kind=ProvenanceKind.ORIGINAL)
_LETTERS = "bcdfghklmnprstvz"


class Archive:
    """Articles that are made up, the same ones each time."""

    def __init__(self, n_articles: int) -> None:
        self._random = np.random.default_rng(_SEED)
        self.n_threads = max(1, n_articles // _PER_THREAD)
        self._topics = _units(self._random.standard_normal((max(1, self.n_threads // 300), _DIMENSION), np.float32))
        self._away = _units(self._random.standard_normal((4096, _DIMENSION), np.float32))
        self._words = [_word(number) for number in range(_N_COMMON)]

    def threads(self, n: int) -> NDArray[np.int64]:
        """Draw the threads of further articles."""
        return self._random.integers(0, self.n_threads, n)

    def vectors(self, threads: NDArray[np.int64]) -> Vector:
        """Return a vector for an article in each of these threads."""
        # one of few directions, turned by another: as good as one a thread, without keeping them all
        first, second = threads % len(self._away), (threads // len(self._away)) % len(self._away)
        noise = self._away[first] + np.roll(self._away[second], 1, axis=1)
        middles = _near(self._topics[threads % len(self._topics)], noise, _TO_TOPIC)
        return _near(middles, self._random.standard_normal(middles.shape, np.float32), _TO_THREAD)

    def text(self, thread: int) -> str:
        """Return the text of an article in this thread: common words, and capitalised ones of the thread's own."""
        ranks = np.minimum(self._random.zipf(1.3, _N_WORDS), _N_COMMON) - 1
        own = self._random.choice(3 * _N_OWN, _N_OWN, replace=False)
        words = [self._words[rank] for rank in ranks.tolist()]
        words[: 2 * _N_OWN : 2] = [_word(_N_COMMON + 36 * thread + each).title() for each in own.tolist()]
        return f"Of {' '.join(words)}."

    def article(self, number: int, thread: int) -> Article:
        """Return an article, told an hour or so after the one before it."""
        text, told = self.text(thread), _BEGIN + timedelta(minutes=number)
        return Article(
            id=f"a-{number}",
            canonical_url=None,
            outlet=None,
            outlet_name=None,
            headline=" ".join(text.split()[1:9]),
            published_at=told,
            seen_at=told,
            text=text,
            text_hash="",
        )


def _units(vectors: Vector) -> Vector:
    units: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units


def _near(middles: Vector, noise: Vector, cosine: float) -> Vector:
    away = np.float32(np.sqrt(1 - cosine**2))
    return _units(np.float32(cosine) * middles + away * _units(noise))


def _word(number: int) -> str:
    letters = "".join("aeiou"[(number >> (4 * i)) % 5] + _LETTERS[(number >> (4 * i)) % 16] for i in range(6))
    return f"{letters}{number % 97}"


def stored(archive: Archive, n_articles: int) -> Iterator[list[Recalled]]:
    """Yield the archive as the store gives it, in chunks."""
    for start in range(0, n_articles, _CHUNK):
        threads = archive.threads(min(_CHUNK, n_articles - start))
        chunk = []
        for number, (thread, vector) in enumerate(zip(threads.tolist(), archive.vectors(threads), strict=True), start):
            article = archive.article(number, thread)
            place = {"thread_id": f"t-{thread}", "development_id": f"d-{number // 2}"}
            terms = packed(terms_of(article)) if number < 4 * _CHUNK else _packed_quickly(article)
            told = article.told_at.timestamp()
            chunk.append(
                Recalled(
                    article_id=article.id,
                    told=told,
                    vector=vector,
                    terms=terms,
                    n_words=n_words_of(article),
                    **place,
                )
            )
        yield chunk


def _packed_quickly(article: Article) -> bytes:
    """Return what the terms of a made up text come to, without reading it."""
    words = set(article.text[3:-1].lower().split())
    return packed(Terms(words=dict.fromkeys(words, 0), ages=frozenset(), days=frozenset()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What placing articles took."""

    #: Seconds of the wall clock and of the processor, for each article.
    wall: list[float]
    processor: list[float]

    def __str__(self) -> str:
        wall, processor = (1000 * np.array(each) for each in (self.wall, self.processor))
        return (
            f"{1000 / wall.mean():.0f}/s, median {np.median(wall):.1f} ms, p99 {np.percentile(wall, 99):.1f} ms, "
            f"longest {wall.max():.1f} ms; by processor time {1000 / processor.mean():.0f}/s, "
            f"p99 {np.percentile(processor, 99):.1f} ms"
        )


def place(index: StoryIndex, archive: Archive, n_asked: int) -> Timed:
    """Decide and learn further articles, one by one."""
    timed = Timed(wall=[], processor=[])
    threads = archive.threads(n_asked)
    for thread, vector in zip(threads.tolist(), archive.vectors(threads), strict=True):
        article = archive.article(len(index), thread)
        begun, worked = time.perf_counter(), time.process_time()
        decision = index.decide(Reading(article=article, facts=Facts()), vector, _ORIGINAL)
        index.learn(
            Placed(
                article=article,
                names=(),
                vector=vector,
                signature=b"",
                thread_id=decision.thread_id or identity.thread_id(article.id),
                development_id=decision.development_id or identity.development_id(article.id, ""),
            )
        )
        timed.wall.append(time.perf_counter() - begun)
        timed.processor.append(time.process_time() - worked)
    return timed


def found(nearest: Nearest, vectors: Vector, n: int = 24) -> float:
    """Return the part of the truly nearest that the search finds."""
    hits = 0
    for vector in vectors:
        truly = set(np.argpartition(-(nearest.rows @ vector), n - 1)[:n].tolist())
        hits += len(truly & set(nearest.nearest(vector, n).tolist()))
    return hits / (n * len(vectors))


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def measure(n_articles: int, n_asked: int) -> None:
    """Build an archive of one size and place articles in it."""
    archive, index, seconds, worked = Archive(n_articles), StoryIndex(AssignRules()), 0.0, 0.0
    for chunk in stored(archive, n_articles):
        begun, processor = time.perf_counter(), time.process_time()
        index.recall(chunk)
        seconds += time.perf_counter() - begun
        worked += time.process_time() - processor
    print(f"{n_articles} articles, {archive.n_threads} threads: built in {seconds:.1f} s ({worked:.1f} s of processor)")
    print(f"  placed {place(index, archive, n_asked)}; memory {_memory():.1f} GB", flush=True)
    print(f"  of the nearest 24 found {found(index.nearest, archive.vectors(archive.threads(50))):.3f}", flush=True)


def measure_graph(n_articles: int, n_asked: int) -> None:
    """Build a graph of usearch over the same vectors and search it."""
    try:
        from usearch.index import Index
    except ImportError:
        print("usearch is not installed: its graph is not measured")
        return
    archive, graph, seconds = Archive(n_articles), Index(ndim=_DIMENSION, metric="ip", dtype="f16"), 0.0
    kept: list[Vector] = []
    for start in range(0, n_articles, _CHUNK):
        kept.append(archive.vectors(archive.threads(min(_CHUNK, n_articles - start))))
        begun = time.process_time()
        graph.add(np.arange(start, start + len(kept[-1])), kept[-1], threads=1)
        seconds += time.process_time() - begun
    asked = archive.vectors(archive.threads(n_asked))
    begun = time.process_time()
    answers = [set(graph.search(vector, 24).keys.tolist()) for vector in asked]
    each = (time.process_time() - begun) / n_asked
    cosines = np.concatenate(kept) @ asked[:50].T
    truly = np.argpartition(-cosines, 23, axis=0)[:24].T
    hits = sum(len(answer & set(true.tolist())) for answer, true in zip(answers, truly, strict=False))
    print(
        f"usearch graph of {n_articles}: built in {seconds:.1f} s of processor, {1000 * each:.2f} ms a search, "
        f"of the nearest 24 found {hits / (24 * len(truly)):.3f}",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", default="20000,100000,1000000", help="sizes of the archive, with commas")
    parser.add_argument("--asked", type=int, default=500, help="articles that are placed in it")
    parser.add_argument("--hnsw", action="store_true", help="measure a graph of usearch as well")
    options = parser.parse_args(arguments)
    for size in map(int, options.articles.split(",")):
        measure(size, options.asked)
        if options.hnsw:
            measure_graph(size, options.asked)


if __name__ == "__main__":
    main()
