"""The first toll that an article states, against the count in the registry of its incident."""

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.read.tolls import first_tolls


def measure(articles: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Measure how often the first toll stated is the registry's, of those articles that state one."""
    counts = {"killed": [0, 0, 0], "injured": [0, 0, 0]}
    for article in articles:
        for toll in first_tolls(article["title"], article["text"], "en"):
            off = abs(toll.value - article[toll.kind])
            so_far = counts[toll.kind]
            counts[toll.kind] = [n + more for n, more in zip(so_far, (1, off == 0, off <= 1), strict=True)]
    for kind, (n_answers, n_right, n_near) in counts.items():
        share = max(n_answers, 1)
        yield f"tolls: {kind:27} {n_right / share:.3f} equal, {n_near / share:.3f} within one   {n_answers} answers"
