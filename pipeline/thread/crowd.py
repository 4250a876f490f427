"""How near everything seen so far is to an article: what is unlike in one field of news is alike in another."""

import math
from dataclasses import dataclass

import numpy as np

from pipeline.ports import Vector
from pipeline.thread.shelf import Growing

#: Cosines between articles that are unlike, of which some are mixed in while little has been seen.
#: Source: mean and deviation over pairs from different stories, and enough to hold against a first day's news.
_USUAL_N, _USUAL_MEAN, _USUAL_DEVIATION = 100, 0.1, 0.12
#: Vectors that wait to be added together, which costs a fraction of adding each.
_WAITING = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Mean and standard deviation of the cosines between an article and all others."""

    mean: float
    deviation: float


class Moments:
    """The first two moments of all vectors: from them follow those of the cosines to any vector, exactly.

    The mean of v.x over all x is v.mean(x), and that of its square v.mean(xx').v: nothing is compared with everything.
    """

    def __init__(self, dimension: int) -> None:
        self._clear(dimension)

    def _clear(self, dimension: int) -> None:
        self._n = 0
        self._sum = np.zeros(dimension)
        self._products = np.zeros((dimension, dimension))
        self._waiting = Growing((dimension,), np.float32, capacity=_WAITING)

    def add(self, vectors: Vector) -> None:
        """Count vectors in, shape (n, dimension); the very first set the dimension."""
        if not self._n and vectors.shape[1] != len(self._sum):
            self._clear(vectors.shape[1])
        self._n += len(vectors)
        self._waiting.extend(vectors)
        if len(self._waiting) >= _WAITING:
            self._sum += self._waiting.rows.sum(axis=0, dtype=np.float64)
            self._products += self._waiting.rows.T @ self._waiting.rows
            self._waiting.clear()

    def remove(self, vector: Vector) -> None:
        """Take a vector out again."""
        self._n -= 1
        self._sum -= vector
        self._products -= np.outer(vector, vector)

    def crowd(self, vector: Vector) -> Crowd:
        """Measure the cosines to all, mixed with some that are usual between articles that are unlike."""
        waiting = (self._waiting.rows @ vector).astype(np.float64)
        total = float(self._sum @ vector + waiting.sum())
        squares = float(vector @ (self._products @ vector) + waiting @ waiting)
        n = self._n + _USUAL_N
        mean = (total + _USUAL_N * _USUAL_MEAN) / n
        around = squares - 2 * mean * total + self._n * mean * mean
        return Crowd(mean=mean, deviation=math.sqrt((around + _USUAL_N * _USUAL_DEVIATION**2) / n))
