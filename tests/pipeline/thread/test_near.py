"""Which vectors lie nearest."""

import numpy as np

from pipeline.thread.near import Nearest, NearRules

_FEW = NearRules(exact_up_to=200, cell_size=20, n_cells=16)


def _units(n: int, seed: int) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((n, 32)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def test_in_cells_it_finds_itself_and_most_of_the_truly_nearest() -> None:
    """Two thousand vectors in forty cells, of which sixteen are looked through."""
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


def test_what_is_found_does_not_depend_on_when_vectors_were_sorted() -> None:
    """An index that grew, was asked all the while and had vectors replaced finds what one built at once finds."""
    vectors, grown, at_once = _units(2000, 3), Nearest(32, _FEW), Nearest(32, _FEW)
    asked = _units(40, 4)
    for start in range(0, 2000, 7):
        grown.add(vectors[start : start + 7])
        grown.nearest(asked[start % 40], 5)
    grown.replace(1990, asked[0])
    vectors[1990] = asked[0]
    at_once.add(vectors)
    for one in asked:
        assert sorted(grown.nearest(one, 10).tolist()) == sorted(at_once.nearest(one, 10).tolist())


def test_few_vectors_are_all_compared() -> None:
    """No cell is laid out for them, and what is found is what lies nearest."""
    vectors, nearest = _units(200, 5), Nearest(32, _FEW)
    nearest.add(vectors)
    for one in _units(20, 6):
        assert set(nearest.nearest(one, 10).tolist()) == set(np.argsort(-(vectors @ one))[:10].tolist())


def test_vectors_that_are_expected_are_sorted_while_they_come() -> None:
    """At a start another thread sorts what came so far; what is found is what an index built at once finds."""
    vectors, coming, at_once = _units(2000, 7), Nearest(32, _FEW), Nearest(32, _FEW)
    coming.expect(2000, 32)
    for start in range(0, 2000, 250):
        coming.add(vectors[start : start + 250])
        coming.sort(coming.rows)
    at_once.add(vectors)
    for one in _units(40, 8):
        assert sorted(coming.nearest(one, 10).tolist()) == sorted(at_once.nearest(one, 10).tolist())


def test_fewer_vectors_than_were_expected_are_found_all_the_same() -> None:
    """Articles without a vector are counted before it is known that they lack one."""
    vectors, short, at_once = _units(700, 9), Nearest(32, _FEW), Nearest(32, _FEW)
    short.expect(5000, 32)
    short.add(vectors)
    short.sort(short.rows)
    short.sort()
    at_once.add(vectors)
    for one in _units(40, 10):
        assert sorted(short.nearest(one, 10).tolist()) == sorted(at_once.nearest(one, 10).tolist())
