"""Names of people, bodies and places, one per distinct string."""

import re

from pipeline.nouns import Name
from pipeline.read.sentences import Sentences, is_english, read_sentences

_RUN = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,5}")


def find_names(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Name, ...]:
    """Return the names of a text, each distinct string once, at its first place."""
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    starts = frozenset(sentences.starts)
    found: dict[str, Name] = {}
    for match in _RUN.finditer(text):
        if match.start() in starts and " " not in match.group():
            continue
        found.setdefault(match.group(), Name(text=match.group(), kind=None, start=match.start(), end=match.end()))
    return tuple(found.values())
