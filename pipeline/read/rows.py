"""Sums, norms and steps of the rows of a matrix, in one pass each: what a model in integers does between its products.

PyTorch makes five passes of it, each over memory that was just written. Source: docs/decisions/0190.
"""

from math import sqrt

import numpy as np

from pipeline.compiled import Flags, Vectors, compiled

#: The highest step that 8 bits hold.
STEPS = 255


@compiled
def to_steps(rows: Vectors, factors: Vectors, offsets: Vectors, steps: Flags) -> None:
    """Write each value as a step: times the factor of its column, and the offset, cut to whole ones.

    Args:
        rows: float32, shape (n, width).
        factors: float32, shape (width,).
        offsets: float32, shape (width,).
        steps: uint8, shape (n, width): written.
    """
    for i in range(len(rows)):
        for j in range(rows.shape[1]):
            step = rows[i, j] * factors[j] + offsets[j]
            steps[i, j] = np.uint8(np.int32(min(max(step, np.float32(0)), np.float32(STEPS))))


@compiled
def add_norm(
    rows: Vectors,
    others: Vectors,
    norm: tuple[Vectors, Vectors, float],
    following: tuple[Vectors, Vectors],
    written: tuple[Vectors, Flags],
) -> None:
    """Add two matrices, bring each row to its norm, and write it and its steps.

    Args:
        rows: float32, shape (n, width).
        others: float32, shape (n, width).
        norm: weights and biases, float32, shape (width,) each, and what is added to the variance.
        following: factors and offsets of the steps, float32, shape (width,) each.
        written: the rows, float32, and their steps, uint8, shape (n, width) each.
    """
    out, steps = written
    weights, biases, epsilon = norm
    factors, offsets = following
    n, width = rows.shape
    for i in range(n):
        total = np.float32(0)
        for j in range(width):
            out[i, j] = rows[i, j] + others[i, j]
            total += out[i, j]
        mean = total / np.float32(width)
        squares = np.float32(0)
        for j in range(width):
            squares += (out[i, j] - mean) * (out[i, j] - mean)
        inverse = np.float32(1.0 / sqrt(squares / np.float32(width) + epsilon))
        for j in range(width):
            out[i, j] = (out[i, j] - mean) * inverse * weights[j] + biases[j]
            step = out[i, j] * factors[j] + offsets[j]
            steps[i, j] = np.uint8(np.int32(min(max(step, np.float32(0)), np.float32(STEPS))))
