"""Articles, readings and vectors of our own for the tests of threading."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline import identity
from pipeline.nouns import Article, Facts, Placed, Provenance, ProvenanceKind, Reading
from pipeline.ports import Vector
from pipeline.thread.assign import AssignRules, Decision, StoryIndex
from pipeline.thread.terms import STOP, fold

DIMENSION = 384
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ORIGINAL = Provenance(kind=ProvenanceKind.ORIGINAL)


def article(key: str, headline: str, text: str = "", *, hours: float = 0.0, outlet: str = "courier") -> Article:
    """Make an article that was published some hours after the start."""
    told = START + timedelta(hours=hours)
    return Article(
        id=identity.article_id(None, key),
        canonical_url=None,
        outlet=outlet,
        outlet_name=outlet.title(),
        headline=headline,
        published_at=told,
        seen_at=told,
        language="en",
        text=text,
        text_hash=identity.text_hash(headline, text),
        external_id=key,
    )


def reading(one: Article, facts: Facts | None = None) -> Reading:
    """Make the reading of an article."""
    return Reading(article=one, facts=facts or Facts())


def vector(one: Article) -> Vector:
    """Stand in for the model: the sum of one fixed direction per word, so that likeness of words is likeness of vectors."""
    total = np.zeros(DIMENSION)
    for word in f"{one.headline} {one.headline} {one.text}".split():
        term = fold(word.strip(".,:;'\"“”"))
        if term not in STOP:
            seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(DIMENSION)
    return (total / (np.linalg.norm(total) + 1e-9)).astype(np.float32)


def placed(one: Article, decision: Decision) -> Placed:
    """Make what the index learns of an article and the decision about it."""
    return Placed(
        article=one,
        names=(),
        vector=vector(one),
        signature=b"",
        thread_id=decision.thread_id or identity.thread_id(one.id),
        development_id=decision.development_id or identity.development_id(one.id, one.text_hash),
    )


def thread_all(articles: Iterable[Article], rules: AssignRules | None = None) -> tuple[StoryIndex, list[Placed]]:
    """Place articles one after the other, as the path does."""
    index, rows = StoryIndex(rules or AssignRules()), []
    for one in articles:
        row = placed(one, index.decide(reading(one), vector(one), ORIGINAL))
        index.learn(row)
        rows.append(row)
    return index, rows
