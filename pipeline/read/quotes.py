"""Words that the text gives as someone's: direct and partial quotations with their speakers."""

import re

from pipeline.nouns import Quote
from pipeline.read.sentences import Sentences, is_english, read_sentences

_CURLY = re.compile(r"“([^“”\n]{2,4000})”")
_SAID = re.compile(r"([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,5}) (?:said|told|added|says|warned|claimed)\b")


def find_quotes(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Quote, ...]:
    """Return the quotations of a text in order, each with its speaker where the text names one."""
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    quotes = []
    for match in _CURLY.finditer(text):
        sentence = sentences.around(match.start(), match.end())
        said = _SAID.search(sentence)
        quotes.append(
            Quote(
                speaker=said.group(1) if said else None,
                text=match.group(1),
                sentence=sentence,
                start=match.start(1),
                end=match.end(1),
            )
        )
    return tuple(quotes)
