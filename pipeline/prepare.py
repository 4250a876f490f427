"""Compiles the loops before they are needed: `python -m pipeline.prepare`, the last step of the set-up.

The machine code is kept beside the source (`pipeline.compiled`); without this the first round or ingest waits for it,
ten seconds of a processor.
"""

from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline.nouns import Article, Facts, Placed, Provenance, ProvenanceKind, Reading
from pipeline.read import rows
from pipeline.thread import lettering
from pipeline.thread.assign import AssignRules, StoryIndex

#: Articles of one thread: beyond a few they are counted by other loops.
_N_ARTICLES = 40
_WORDS = [
    "harbour",
    "council",
    "ferry",
    "bridge",
    "quay",
    "market",
    "mayor",
    "strike",
    "flood",
    "school",
    "hospital",
    "theatre",
    "tram",
    "library",
]


def compile_loops() -> None:
    """Thread some invented articles, and turn a row into steps, so that every loop is called once."""
    rules = AssignRules()
    index, draw = StoryIndex(rules), np.random.default_rng(1)
    for number in range(_N_ARTICLES):
        vector = draw.normal(size=rules.dimension).astype(np.float32)
        vector /= np.linalg.norm(vector)
        reading = Reading(article=_article(number), facts=Facts())
        decision = index.decide(reading, vector, Provenance(kind=ProvenanceKind.ORIGINAL))
        index.learn(
            Placed(
                article=reading.article,
                names=("Anna Berg",),
                vector=vector,
                signature=b"",
                thread_id=decision.thread_id or "the thread",
                development_id=f"development {number % 3}",
            )
        )
    lettering.spread(np.zeros(1, np.int64), np.zeros(1, np.int64))
    line = np.ones(2, np.float32)
    table, steps = np.ones((1, 2), np.float32), np.zeros((1, 2), np.uint8)
    rows.to_steps(table, line, line, steps)
    rows.add_norm(table, table, (line, line, 1e-12), (line, line), (table.copy(), steps))


def _article(number: int) -> Article:
    words = " ".join(_WORDS[(number * place) % len(_WORDS)] for place in range(1, 40))
    return Article(
        id=f"article {number}",
        canonical_url=None,
        outlet=None,
        outlet_name=None,
        headline=f"Anna Berg and the {words.split()[0]} of Port Alder",
        seen_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        text=f"Anna Berg, {30 + number % 2}, spoke of {number} boats in Port Alder. {words}",
        text_hash=f"text {number}",
    )


if __name__ == "__main__":
    compile_loops()
