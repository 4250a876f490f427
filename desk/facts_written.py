"""Facts as rows for export and for scripts, with what their sentences say beside them."""

from dataclasses import asdict
from typing import Any

from pipeline.nouns import Facts
from pipeline.read.due import clause_due, held_at, held_on


def fact_rows(facts: Facts, text: str) -> dict[str, list[dict[str, Any]]]:
    """Return the facts of an article by kind, each as a row.

    Beside the fields of the noun, a date has the clause that says what is `due` then, and a figure the `place` and the
    `time` for which it holds, where its sentence says them.

    Args:
        facts: those of one article.
        text: its text.
    """
    rows = {kind: list(found) for kind, found in asdict(facts).items()}
    for row, mention in zip(rows["dates"], facts.dates, strict=True):
        row["due"] = clause_due(mention, text)
    for row, figure in zip(rows["figures"], facts.figures, strict=True):
        row["place"], row["time"] = held_at(figure, facts.names, text), held_on(figure, facts.dates, text)
    return rows
