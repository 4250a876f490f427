"""Which vectors lie nearest."""

import numpy as np

from pipeline.thread.near import Nearest, NearRules

_FEW = NearRules(exact_up_to=200, n_directions=24, cell_size=100, n_cells=8)


def _units(n: int, seed: int) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((n, 32)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def test_in_cells_it_finds_itself_and_most_of_the_truly_nearest() -> None:
    """Two thousand vectors in more than twenty cells."""
    vectors, nearest = _units(2000, 1), Nearest(32, _FEW)
    for start in range(0, 2000, 150):
        nearest.add(vectors[start : start + 150])
    hits = 0
    for row in range(0, 2000, 40):
        found = set(nearest.nearest(vectors[row], 10).tolist())
        assert row in found
        hits += len(found & set(np.argsort(-(vectors @ vectors[row]))[:10].tolist()))
    assert hits > 0.6 * 500


def test_a_replaced_vector_is_found_at_its_new_place_only() -> None:
    """The old one leads nowhere."""
    vectors, nearest = _units(600, 2), Nearest(32, _FEW)
    nearest.add(vectors[:500])
    nearest.replace(7, vectors[550])
    assert 7 in nearest.nearest(vectors[550], 3)
    assert 7 not in nearest.nearest(vectors[7], 3)
