"""What an edit means: whether a new version of an article changed something that matters, and what that opens.

Style, spelling, white space and time stamps do not matter; figures, names, quotes, dates and the numbers of a headline
do. It says what was changed, never why.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline import identity
from pipeline.nouns import Article, Assignment, Development, DevelopmentKind, Facts, Reading
from pipeline.thread.terms import STOP

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Times and dates that outlets print to say when they last touched a page.
_STAMP = re.compile(
    r"(?im)^\W*(?:(?:last|first)\s+)?(?:updated|published|modified|posted)\b[^\n]{0,80}$"
    r"|\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?|gmt|bst|utc|cet|e[sd]t)?\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseRules:
    """What counts as a change of substance."""

    #: Likeness of two quotes, 0..1, from which they are the same words edited for style.
    #: Source: a typing error in ten words changes less than a twentieth of the letters.
    same_quote: float = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What of substance differs between two versions of an article."""

    #: Figures as printed that are gone, and that are new.
    figures_gone: tuple[str, ...] = ()
    figures_new: tuple[str, ...] = ()
    names_gone: tuple[str, ...] = ()
    names_new: tuple[str, ...] = ()
    quotes_gone: tuple[str, ...] = ()
    quotes_new: tuple[str, ...] = ()
    dates_gone: tuple[str, ...] = ()
    dates_new: tuple[str, ...] = ()
    #: Did the headline's numbers or telling words change?
    headline: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything of substance differs."""
        return self != Change()

    @property
    def takes_back(self) -> bool:
        """Tell whether something printed before is gone; an article that only grew took nothing back."""
        return bool(self.figures_gone or self.names_gone or self.quotes_gone or self.dates_gone or self.headline)


def is_substantial(old: Article, old_facts: Facts, new: Reading, rules: ReviseRules | None = None) -> Change:
    """Return what of substance a new version changed; false where it changed nothing that matters.

    Args:
        old: the article as last stored.
        old_facts: the facts found in it.
        new: its new version with its facts.
        rules: what counts; the defaults where none are given.
    """
    rules = rules or ReviseRules()
    if _bare(f"{old.headline}\n{old.text}") == _bare(f"{new.article.headline}\n{new.article.text}"):
        return Change()
    before, after = _bare(old.text), _bare(new.article.text)
    figures = _differ(_figures(old_facts), _figures(new.facts), before, after)
    names = _differ(_names(old_facts), _names(new.facts), before, after)
    quotes = _quotes_that_differ(old_facts, new.facts, before, after, rules)
    dates = _differ(_dates(old_facts), _dates(new.facts), before, after)
    return Change(
        figures_gone=figures[0],
        figures_new=figures[1],
        names_gone=names[0],
        names_new=names[1],
        quotes_gone=quotes[0],
        quotes_new=quotes[1],
        dates_gone=dates[0],
        dates_new=dates[1],
        headline=_is_headline_changed(old.headline, new.article.headline),
    )


def correction(
    known: Article, known_facts: Facts, new: Reading, assignment: Assignment, *, now: datetime
) -> Development | None:
    """Return the development that an edit opens in the article's thread, or None: it is style, or the article grew.

    Args:
        known: the article as last stored.
        known_facts: the facts found in it.
        new: its new version; its headline heads the development.
        assignment: where the article is.
        now: when this is decided.
    """
    if not is_substantial(known, known_facts, new).takes_back:
        return None
    article = new.article
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


def _changed_at(article: Article, now: datetime) -> datetime:
    """Return when the outlet says it changed the article, or when we saw it, where it says nothing credible."""
    said = article.modified_at
    if said is None or said > now or (article.published_at and said <= article.published_at):
        return now
    return said


def _bare(text: str) -> str:
    """Return a text without stamps, white space, case and typographic taste."""
    plain = _STAMP.sub(" ", text).translate(str.maketrans("’‘“”–—\u00a0", "''\"\"-- "))
    return " ".join(plain.lower().split())


def _differ(
    old: dict[str, str], new: dict[str, str], before: str, after: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what only the one and what only the other has; what its text still prints elsewhere is not gone."""
    gone = [printed for key, printed in old.items() if key not in new and _bare(printed) not in after]
    fresh = [printed for key, printed in new.items() if key not in old and _bare(printed) not in before]
    return tuple(gone), tuple(fresh)


def _figures(facts: Facts) -> dict[str, str]:
    return {f"{each.value:g}/{each.value_to}/{each.unit}/{each.of}": each.text for each in facts.figures}


def _names(facts: Facts) -> dict[str, str]:
    return {_bare(each.text): each.text for each in facts.names}


def _dates(facts: Facts) -> dict[str, str]:
    return {each.value: each.text for each in facts.dates if each.value}


def _quotes_that_differ(
    old: Facts, new: Facts, before: str, after: str, rules: ReviseRules
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gone, fresh = _differ(_quotes(old), _quotes(new), before, after)
    return (
        tuple(each for each in gone if not _has_like(each, fresh, rules.same_quote)),
        tuple(each for each in fresh if not _has_like(each, gone, rules.same_quote)),
    )


def _quotes(facts: Facts) -> dict[str, str]:
    return {_bare(each.text): each.text for each in facts.quotes}


def _has_like(quote: str, others: Iterable[str], at_least: float) -> bool:
    return any(difflib.SequenceMatcher(None, _bare(quote), _bare(each)).ratio() >= at_least for each in others)


def _is_headline_changed(old: str, new: str) -> bool:
    """Tell whether the numbers of a headline changed, or all but a few of its telling words."""
    before, after = _bare(old), _bare(new)
    if sorted(_NUMBER.findall(before)) != sorted(_NUMBER.findall(after)):
        return True
    mine, theirs = _telling(before), _telling(after)
    return bool(mine or theirs) and len(mine & theirs) < len(mine | theirs) / 3


def _telling(headline: str) -> set[str]:
    return {word for word in _WORD.findall(headline) if word not in STOP}
