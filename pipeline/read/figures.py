"""Numbers that count something, with what they count."""

import re

from pipeline.nouns import Figure
from pipeline.read.sentences import Sentences, is_english, read_sentences

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,9})(?:(?=[ .,;])) ?([a-z]{3,20})?")


def find_figures(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Figure, ...]:
    """Return the figures of a text in order."""
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    return tuple(
        Figure(
            text=match.group(1),
            value=float(match.group(1).replace(",", "")),
            of=match.group(2),
            sentence=sentences.around(match.start(1), match.end(1)),
            start=match.start(1),
            end=match.end(1),
        )
        for match in _NUMBER.finditer(text)
        if match.group(2)
    )
