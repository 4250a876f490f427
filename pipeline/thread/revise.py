"""What an edit opens in the article's thread: a correction, where it takes back something that was printed.

What an edit changed is told by `pipeline.read.revision`.
"""

from datetime import datetime

from pipeline import identity
from pipeline.nouns import Article, Assignment, Development, DevelopmentKind, Evidence, Passage
from pipeline.read.revision import Change


def correction(
    known: Article, article: Article, change: Change, assignment: Assignment, *, now: datetime
) -> Development | None:
    """Return the development that an edit opens in the article's thread, or None: it is style, or the article grew.

    Args:
        known: the article as last stored.
        article: its new version, whose headline heads the development.
        change: what differs between the two.
        assignment: where the article is.
        now: when this is decided.
    """
    if not (change and change.takes_back):
        return None
    changed_at = _changed_at(article, now)
    return Development(
        id=identity.correction_id(article.id, known.text_hash, article.text_hash, now),
        thread_id=assignment.thread_id,
        kind=DevelopmentKind.CORRECTION,
        headline=article.headline,
        first_article_id=article.id,
        first_outlet=article.outlet,
        first_at=changed_at,
        opened_at=now,
        last_seen_at=changed_at,
    )


def correction_evidence(article: Article, change: Change) -> tuple[Evidence, ...]:
    """Return the changed sentences of an edit as evidence: as they are now, against what was printed before.

    Args:
        article: the new version.
        change: what differs between the two.
    """
    found = []
    for sentence in change.sentences:
        printed = sentence.new or sentence.old or ""
        start = article.text.find(sentence.new) if sentence.new else -1
        at = (start, start + len(printed)) if start >= 0 else (None, None)
        before = Passage(article_id=article.id, text=sentence.old, start=None, end=None) if sentence.old else None
        found.append(
            Evidence(
                kind=DevelopmentKind.CORRECTION,
                passage=Passage(article_id=article.id, text=printed, start=at[0], end=at[1]),
                against=before,
            )
        )
    return tuple(found)


def _changed_at(article: Article, now: datetime) -> datetime:
    """Return when the outlet says it changed the article, or when we saw it, where it says nothing credible."""
    said = article.modified_at
    if said is None or said > now or (article.published_at and said <= article.published_at):
        return now
    return said
