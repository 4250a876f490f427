"""What placing an article costs in a small archive and in one of a million.

Run `python -m benchmarks.scale [--articles N,N…] [--asked N] [--even]` from the project's folder. The archive is made
by a seeded script: two articles an average thread; the words of an article are drawn by Zipf's law, and some from its
thread's own. Vectors are mixed of those of the sets of `thread_sets`, so that they lie as those of news do: a thread
between two articles, an article off its thread in the direction from one article to another. With `--even`, or where
no set is there, they are drawn without any cells: threads around topics in all directions alike, the worst case for any
search. The index takes the archive in as it does at start, from stored vectors and terms. Then further articles are
decided and learned one by one, texts read for their terms, embedding not counted. For each size it prints

- seconds in which the index was built, and the largest memory of the process;
- articles a second, and the median, 99th percentile and longest of their milliseconds, wall clock and processor;
- how many of the 24 truly nearest articles the search found.
"""

import argparse
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.thread_sets import SETS, load
from pipeline import identity
from pipeline.nouns import Article, Facts, Placed, Provenance, ProvenanceKind, Reading
from pipeline.ports import Vector
from pipeline.read.shingles import signature
from pipeline.thread.assign import AssignRules, StoryIndex
from pipeline.thread.near import Nearest
from pipeline.thread.recall import Recalled, traces_of
from pipeline.thread.terms import Terms, n_words_of, terms_of

_SEED = 11
_DIMENSION = 384
_CHUNK = 4096
_PER_THREAD = 2
#: Cosine between an article and its thread, and between a thread and its topic: as in news, about 0.75 and 0.5.
_TO_THREAD, _TO_TOPIC = 0.85, 0.65
#: What of a second article is mixed into a thread, and how far articles lie off it: the nearest of 15,000 made so has
#: a cosine of 0.81 and the 24th of 0.45, of as many real ones 0.80 and 0.57 (medians).
_MIXED_IN, _OFF = 0.6, 0.5
_N_WORDS, _N_OWN, _N_COMMON = 110, 12, 200_000
_N_FINGERPRINTS, _SIGNED = 60, "a text of five words or more"
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_ORIGINAL = Provenance(kind=ProvenanceKind.ORIGINAL)
_LETTERS = "bcdfghklmnprstvz"


class Archive:
    """Articles that are made up, the same ones each time."""

    def __init__(self, n_articles: int, real: Vector | None) -> None:
        """Make an archive.

        Args:
            n_articles: how many it will have.
            real: vectors of news that those of the archive are mixed of; None: they lie evenly.
        """
        self._real = real
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
        return self._even(threads) if self._real is None else self._mixed(self._real, threads)

    def _mixed(self, real: Vector, threads: NDArray[np.int64]) -> Vector:
        one, other, to, fro = (
            threads * 7919 % len(real),
            threads * 104_729 // 97 % len(real),
            *self._random.integers(0, len(real), (2, len(threads))),
        )
        middles = _units(real[one] + np.float32(_MIXED_IN) * real[other])
        return _units(middles + np.float32(_OFF) * _units(real[to] - real[fro]))

    def _even(self, threads: NDArray[np.int64]) -> Vector:
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

    def signature(self) -> bytes:
        """Return the fingerprints of a text of 300 words that shares none with another."""
        drawn = self._random.integers(0, 2**32, _N_FINGERPRINTS, dtype=np.uint32).astype("<u4")
        return signature(_SIGNED)[:2] + drawn.tobytes()

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
    # two that are one have no direction between them
    units: Vector = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-6))
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
            terms = terms_of(article) if number < 4 * _CHUNK else _terms_quickly(article)
            chunk.append(
                Recalled(
                    article_id=article.id,
                    outlet=None,
                    told=article.told_at.timestamp(),
                    language=None,
                    vector=vector,
                    traces=traces_of(archive.signature(), terms, n_words_of(article), is_aside=False),
                    **place,
                )
            )
        yield chunk


def _terms_quickly(article: Article) -> Terms:
    """Return what the terms of a made up text come to, without reading it."""
    words = set(article.text[3:-1].lower().split())
    return Terms(words=dict.fromkeys(words, 0), ages=frozenset(), days=frozenset())


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


def real_vectors() -> Vector | None:
    """Return the vectors of all sets that are there; None: there is none but the demo."""
    read = [rows for gold in SETS if gold.name != "demo" and (rows := load(gold))]
    return np.array([row.vector for rows in read for row in rows]) if read else None


def measure(n_articles: int, n_asked: int, real: Vector | None) -> None:
    """Build an archive of one size and place articles in it."""
    archive, index, seconds, worked = Archive(n_articles, real), StoryIndex(AssignRules()), 0.0, 0.0
    for chunk in chain(stored(archive, n_articles), [None]):
        begun, processor = time.perf_counter(), time.process_time()
        if chunk is not None:
            index.recall(chunk)
        else:
            index.nearest.sort()
        seconds += time.perf_counter() - begun
        worked += time.process_time() - processor
    print(f"{n_articles} articles, {archive.n_threads} threads: built in {seconds:.1f} s ({worked:.1f} s of processor)")
    print(f"  placed {place(index, archive, n_asked)}; memory {_memory():.1f} GB", flush=True)
    print(f"  of the nearest 24 found {found(index.nearest, archive.vectors(archive.threads(50))):.3f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", default="20000,100000,1000000", help="sizes of the archive, with commas")
    parser.add_argument("--asked", type=int, default=500, help="articles that are placed in it")
    parser.add_argument("--even", action="store_true", help="draw vectors that lie evenly in all directions")
    options = parser.parse_args(arguments)
    # as the daemon has it (`desk/wiring.py`)
    threadpool_limits(limits=1, user_api="blas")
    real = None if options.even else real_vectors()
    for size in map(int, options.articles.split(",")):
        measure(size, options.asked, real)


if __name__ == "__main__":
    main()
