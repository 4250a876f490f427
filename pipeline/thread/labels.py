"""The short working name of a thread, made once from a published headline."""

import re
import unicodedata
from collections.abc import Callable

from pipeline.thread.terms import STOP

#: Words of the headline that a slug takes at most.
MAX_WORDS = 5
#: Characters of a slug at most, a number at its end not counted.
MAX_LENGTH = 48


def slug_for(headline: str, fallback: str, is_taken: Callable[[str], bool]) -> str:
    """Return a short, readable slug that no thread has or ever had.

    Args:
        headline: the published headline that the thread opens with; its telling words are taken in their order.
        fallback: what to call a thread whose headline has no letter that a slug can hold.
        is_taken: whether a thread has, or ever had, this slug.
    """
    slug = _telling(headline) or fallback
    if not is_taken(slug):
        return slug
    number = 2
    while is_taken(f"{slug}-{number}"):
        number += 1
    return f"{slug}-{number}"


def _telling(headline: str) -> str:
    joined = re.sub(r"['’]s?\b|(?<=\d),(?=\d{3})", "", headline)
    plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    telling = [word for word in words if word not in STOP and len(word) > 1] or words
    slug = "-".join(telling[:MAX_WORDS])
    if len(slug) <= MAX_LENGTH:
        return slug
    return slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
