"""Copies and rewrites are told from originals, and found again by signature."""

import random
from datetime import UTC, datetime, timedelta
from time import perf_counter

import numpy as np
import pytest

from pipeline.nouns import Article, ProvenanceKind
from pipeline.read.provenance import CopyIndex, CopyRules, provenance, signature

START = datetime(2026, 3, 1, tzinfo=UTC)
RULES = CopyRules()


def words(seed: int, n: int = 300) -> str:
    """Return invented words, the same for the same seed."""
    source = random.Random(seed)
    return " ".join("".join(source.choices("abcdefghijklmnop", k=5)) for _ in range(n))


def article(name: str, text: str, hours: float, outlet: str) -> Article:
    """Return an article told so many hours after the start."""
    return Article(
        id=name,
        canonical_url=None,
        outlet=outlet,
        outlet_name=None,
        headline=name,
        seen_at=START + timedelta(hours=hours),
        text=text,
        text_hash=name,
    )


AGENCY = article("agency", words(1), 0, "wire")


def test_the_same_text_in_another_outlet_is_a_copy() -> None:
    """A trimmed copy with a line of its own is still one."""
    trimmed = article("copy", "Own first line here. " + " ".join(words(1).split()[:250]), 2, "courier")
    found = provenance(trimmed, [AGENCY], RULES)
    assert (found.kind, found.of) == (ProvenanceKind.COPY, "agency")
    assert 0.9 < found.shared < 1


def test_a_text_that_is_half_anothers_is_a_rewrite() -> None:
    """The shared part is measured against the later text."""
    half = article("half", words(1, 160) + " " + words(2, 140), 2, "courier")
    found = provenance(half, [AGENCY], RULES)
    assert (found.kind, found.of) == (ProvenanceKind.REWRITE, "agency")
    assert found.shared == pytest.approx(0.53, abs=0.03)


def test_a_shared_quote_does_not_make_a_copy() -> None:
    """A paragraph in common leaves both original."""
    quoting = article("quoting", words(1, 40) + " " + words(3, 260), 2, "courier")
    found = provenance(quoting, [AGENCY], RULES)
    assert (found.kind, found.of) == (ProvenanceKind.ORIGINAL, None)
    assert 0 < found.shared < 0.2


def test_background_repeated_within_one_outlet_does_not_make_a_copy() -> None:
    """The same share that makes a rewrite of another outlet's text is an outlet's own background."""
    half = words(1, 160) + " " + words(2, 140)
    assert provenance(article("a", half, 2, "wire"), [AGENCY], RULES).kind is ProvenanceKind.ORIGINAL
    assert provenance(article("b", half, 2, "courier"), [AGENCY], RULES).kind is ProvenanceKind.REWRITE


def test_of_several_copies_the_earliest_is_the_origin_and_later_ones_never_are() -> None:
    """Order of time decides, not order of arrival."""
    first, second = article("first", words(1), 1, "herald"), article("second", words(1), 3, "courier")
    assert provenance(second, [first, AGENCY], RULES).of == "agency"
    assert provenance(first, [second], RULES).kind is ProvenanceKind.ORIGINAL
    assert provenance(AGENCY, [AGENCY], RULES).kind is ProvenanceKind.ORIGINAL


def test_texts_of_few_words_have_no_signature_and_are_original() -> None:
    """Headlines alone cannot be compared."""
    assert signature("Police reopen cases") == b""
    assert (
        provenance(article("short", "Police reopen cases", 2, "courier"), [AGENCY], RULES).kind
        is ProvenanceKind.ORIGINAL
    )


def test_a_signature_is_the_same_in_every_process_and_version() -> None:
    """Stored signatures are compared with new ones: this one must never change."""
    values = np.frombuffer(signature("the quick brown fox jumps over the lazy dog"), dtype="<u8")
    assert values.size == 64
    assert [int(value) for value in values[:2]] == [9541397311170666922, 839412999163280674]


def test_the_index_finds_copies_and_rewrites_among_many_others() -> None:
    """What shares two fifths of its text is found; strangers are not."""
    index = CopyIndex()
    for seed in range(100, 1400):
        index.add(str(seed), signature(words(seed, 120)))
    index.add("agency", signature(AGENCY.text))
    index.add("empty", b"")
    found = [index.find(signature(words(1, 200) + " " + words(seed, 140))) for seed in range(20)]
    assert sum("agency" in ids for ids in found) >= 18
    assert index.find(signature(words(1, 290)))[0] == "agency"
    assert index.find(signature(words(77))) == []
    assert index.find(b"") == []
    assert len(index) == 1301


def test_the_index_stays_quick_when_it_is_large() -> None:
    """Measured at 1 ms among 100,000 articles; the limit leaves room for a busy machine."""
    index = CopyIndex()
    random_values = np.random.default_rng(1).integers(0, 2**63, (50_000, 64), dtype=np.uint64)
    for place, values in enumerate(random_values):
        index.add(str(place), values.tobytes())
    asked = signature(AGENCY.text)
    started = perf_counter()
    for _ in range(50):
        index.find(asked)
    assert (perf_counter() - started) / 50 < 0.02
