"""The words that set a thread apart: names and words of headlines, frequent in it and rare in all other articles.

Pure: the counts are handed in. Every word is given as some article prints it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log

from pipeline.thread.terms import telling_words

#: Characters beyond which a name or word is none that sets a thread apart; it is not counted.
MAX_LENGTH = 64
#: Stands in every article: by it all are counted.
EVERYWHERE = ("", False)
#: Words of headlines, folded, that tell when or in which form something is told, and not of what.
_FORMS = frozenset(
    re.findall(
        r"\w+",
        """
        january february march april may june july august september october november december
        analysis breaking comment editorial exclusive explainer gallery latest letter live news opinion photo picture
        podcast profile quiz report review timeline update video watch
        """,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRules:
    """How many words are taken, and what it takes."""

    most: int = 8
    #: Articles of the thread that have a word, at the least: a count.
    least: int = 2
    #: What a word of headlines weighs beside a name. Source: `benchmarks/labels.py`.
    word_weight: float = 0.5
    #: How unlikely by chance its part in the thread must be, as a log-likelihood ratio.
    #: Source: the chi-squared distribution at 0.05, one degree of freedom.
    least_surprise: float = 3.84
    #: Articles that count as told elsewhere beside those that were: where little was read, all of it is one thread.
    n_unread: int = 100
    #: A name stands in its fuller form where this part of the articles that have it has that form, 0..1.
    fuller: float = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A name, or a word of headlines, and how many articles have it."""

    #: As it is printed.
    text: str
    is_name: bool
    #: Articles of the thread that have it; may be reckoned from a part of them.
    n_within: float
    #: Articles of all threads.
    n_all: int


def counted(headline: str, names: Iterable[str]) -> set[tuple[str, bool]]:
    """Return what is counted of an article: each name as printed, and each word of its headline folded.

    Args:
        headline: as last read.
        names: those of its text.
    """
    found = {(name, True) for name in names}
    found.update((word, False) for word in telling_words(headline))
    return {each for each in found if len(each[0]) <= MAX_LENGTH} | {EVERYWHERE}


def keywords(
    mentioned: Iterable[Mentioned],
    n_within: int,
    n_all: int,
    outlets: Collection[str] = (),
    rules: KeywordRules | None = None,
) -> tuple[str, ...]:
    """Return the words that set a thread apart, names first, each kind by how much it does.

    Args:
        mentioned: the names and words of its articles.
        n_within: articles of the thread.
        n_all: articles of all threads.
        outlets: names of those who publish: they tell nothing of a story.
        rules: how many, and what it takes.
    """
    rules = rules or KeywordRules()
    press = {frozenset(telling_words(outlet)) for outlet in outlets}
    known = [(each, frozenset(telling_words(each.text))) for each in mentioned if each.n_within >= rules.least]
    told = [(each, parts) for each, parts in known if _tells(each, parts, press)]
    names = [one for one in told if one[0].is_name]
    weights = {one: _surprise(one[0], n_within, n_all, rules) for one in told}
    sure = [one for one in told if weights[one] >= rules.least_surprise]
    by_weight = sorted(sure, key=lambda one: (-weights[one] * (one[0].is_name or rules.word_weight), one[0].text))
    taken: list[tuple[Mentioned, frozenset[str]]] = []
    for one in by_weight:
        chosen, parts = _fullest(one, names, rules)
        if not any(parts <= others or others <= parts for _, others in taken):
            taken.append((chosen, parts))
        if len(taken) == rules.most:
            break
    return tuple(each.text for each, _ in sorted(taken, key=lambda one: not one[0].is_name))


def _tells(each: Mentioned, parts: frozenset[str], press: AbstractSet[frozenset[str]]) -> bool:
    """Tell whether a name or word may say what a story is about."""
    if not parts or parts in press:
        return False
    return each.is_name or not (parts <= _FORMS or each.text[0].isdigit())


def _fullest(
    one: tuple[Mentioned, frozenset[str]], names: Sequence[tuple[Mentioned, frozenset[str]]], rules: KeywordRules
) -> tuple[Mentioned, frozenset[str]]:
    """Return a name in its fuller form, `John Smith` for `Smith`, where enough articles have that; a word likewise."""
    each, parts = one
    fuller = [other for other in names if parts < other[1] and other[0].n_within >= rules.fuller * each.n_within]
    return max(fuller, key=lambda other: (other[0].n_within, other[0].text), default=one)


def _surprise(each: Mentioned, n_within: int, n_all: int, rules: KeywordRules) -> float:
    """Return the log-likelihood ratio of a word's part in the thread against that elsewhere; 0: it is no larger.

    Source: Dunning 1993, Accurate Methods for the Statistics of Surprise and Coincidence.
    """
    within, everywhere = each.n_within, max(float(each.n_all), each.n_within)
    expected = n_within * everywhere / (max(n_all, n_within) + rules.n_unread)
    if not 0 < expected < within:
        return 0.0
    elsewhere = everywhere - within
    ratio = elsewhere * log(elsewhere / (everywhere - expected)) if elsewhere else 0.0
    return 2 * (ratio + within * log(within / expected))
