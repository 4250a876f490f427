"""Dates and periods that the text names, read against the time at which it was published."""

import re
from datetime import datetime

from pipeline.nouns import DateMention
from pipeline.read.lexicon import MONTHS
from pipeline.read.sentences import Sentences, is_english, read_sentences

_MONTH_YEAR = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{4}})\b", re.IGNORECASE)


def find_dates(
    text: str, told_at: datetime, language: str | None, *, sentences: Sentences | None = None
) -> tuple[DateMention, ...]:
    """Return the dates of a text in order; `told_at` is when it was published."""
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    return tuple(
        DateMention(
            text=match.group(),
            value=f"{match.group(2)}-{MONTHS.index(match.group(1).lower()) + 1:02}",
            kind="date",
            is_follow_up=f"{match.group(2)}-{MONTHS.index(match.group(1).lower()) + 1:02}" > f"{told_at:%Y-%m}",
            sentence=sentences.around(match.start(), match.end()),
            start=match.start(),
            end=match.end(),
        )
        for match in _MONTH_YEAR.finditer(text)
    )
