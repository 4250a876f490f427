"""Which facts of an article nobody looked for, because of its language: none found is not none there."""

from pipeline.nouns import Facts
from pipeline.read.sentences import is_english

#: In the order in which they are told.
_KINDS = ("quotes", "figures", "dates", "names")


def unread_kinds(language: str | None, facts: Facts) -> tuple[str, ...]:
    """Return the kinds of facts that are not looked for in a language: none in English, all of them in others.

    A function of what is stored, so that articles read long ago say so too. Where a model for names knew the language,
    names were looked for: they are left out where there are any.

    Args:
        language: ISO 639-1 code; None was tried as English.
        facts: those of the article.
    """
    if is_english(language):
        return ()
    return tuple(kind for kind in _KINDS if not getattr(facts, kind))
