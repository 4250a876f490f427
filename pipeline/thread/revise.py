"""What an edit opens in the article's thread: a correction, where it takes back something that was printed.

What an edit changed is told by `pipeline.read.revision`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline import identity
from pipeline.nouns import (
    Article,
    Assignment,
    ChangedSentence,
    Development,
    DevelopmentKind,
    Evidence,
    Facts,
    Figure,
    Passage,
)
from pipeline.read.revision import Change
from pipeline.thread.series import level


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
    at = changed_at(article, now)
    return Development(
        id=identity.correction_id(article.id, known.text_hash, article.text_hash, now),
        thread_id=assignment.thread_id,
        kind=DevelopmentKind.CORRECTION,
        headline=article.headline,
        first_article_id=article.id,
        first_outlet=article.outlet,
        first_at=at,
        opened_at=now,
        last_seen_at=at,
    )


def correction_evidence(article: Article, change: Change, before: Facts, after: Facts) -> tuple[Evidence, ...]:
    """Return the changed sentences of an edit as evidence: as they are now, against what was printed before.

    Args:
        article: the new version.
        change: what differs between the two.
        before: the facts of the old version.
        after: those of the new one.
    """
    found = []
    for sentence in change.sentences:
        printed = sentence.new or sentence.old or ""
        start = article.text.find(sentence.new) if sentence.new else -1
        at = (start, start + len(printed)) if start >= 0 else (None, None)
        old = Passage(article_id=article.id, text=sentence.old, start=None, end=None) if sentence.old else None
        counted = _changed_figure(sentence, before.figures, after.figures)
        found.append(
            Evidence(
                kind=DevelopmentKind.CORRECTION,
                passage=Passage(article_id=article.id, text=printed, start=at[0], end=at[1]),
                against=old,
                label=counted.label,
                old_value=counted.old,
                new_value=counted.new,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """What a changed sentence counts, where the edit changed the value; all None: none, or several."""

    label: str | None = None
    old: float | None = None
    new: float | None = None


def _changed_figure(sentence: ChangedSentence, before: Iterable[Figure], after: Iterable[Figure]) -> _Counted:
    """Return the one figure of a sentence to which an edit gave another value; of several, none can be told."""
    if not sentence.old or not sentence.new:
        return _Counted()
    gone, come = _figures_in(sentence.old, before), _figures_in(sentence.new, after)
    values = {(one.of, one.unit): one for one in gone}
    changed = [
        (values[one.of, one.unit], one)
        for one in come
        if (one.of, one.unit) in values and level(one) not in {level(each) for each in gone}
    ]
    if len(changed) != 1:
        return _Counted()
    old, new = changed[0]
    return _Counted(label=new.of or new.unit, old=level(old), new=level(new))


def _figures_in(sentence: str, figures: Iterable[Figure]) -> list[Figure]:
    return [one for one in figures if one.sentence in sentence or sentence in one.sentence]


def changed_at(article: Article, now: datetime) -> datetime:
    """Return when the outlet says it changed the article, or when we saw it, where it says nothing credible."""
    said = article.modified_at
    if said is None or said > now or (article.published_at and said <= article.published_at):
        return now
    return said
