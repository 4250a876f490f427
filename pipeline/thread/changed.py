"""Figures that an article prints otherwise than its thread has them: the value before, the value now, the sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.nouns import DevelopmentKind, Evidence, Facts, Figure, Passage
from pipeline.thread.accounts import Account
from pipeline.thread.counted_things import counted_thing
from pipeline.thread.sentences import Line
from pipeline.thread.series import Printed, Series, group_figures, is_same_value, level

#: Relative distance up to which a rounded value is the same as the exact one.
_ROUNDED = 0.05
#: `more than 4,000` may be 4,200, and hardly 9,000.
_AT_MOST_FOLD = 1.3
#: Words by which a sentence says itself that a number is another than it was.
_MOVES = re.compile(
    r"\b(?:from|up|down|r(?:ise|ises|ose|isen)|f(?:all|alls|ell|allen)|cut|rais(?:e|es|ed)|revis(?:e|es|ed)|increas\w+|"
    r"decreas\w+|grown?|grew|shr(?:unk|ank|inks)|climb\w*|drop\w*|jump\w*|soar\w*|doubl\w+|now|instead of|not)\b",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:about |around |some |nearly |almost |more than |over )?"
    r"(?:[£$€] ?)?(\d[\d,.]*\d|\d)( ?(?:million|billion|m|bn|k)\b)?"
)
_FROM_TO = re.compile(rf"\bfrom {_NUMBER}(?: [\w’'-]+){{0,3}} to {_NUMBER}", re.IGNORECASE)
_TIMES = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "k": 1e3}
#: Units that measure the hour and the person rather than the story.
_PASSING = frozenset({"year of age", "hour", "minute", "second", "day", "week", "month", "year"})
#: Articles that a figure is compared with, the latest.
_MOST_ACCOUNTS = 40

_Kind = tuple[str | None, str, str | None]


class Counts:
    """What an article counts, ready to be compared; each figure is looked at closely when a like one turns up."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @cached_property
    def kinds(self) -> tuple[_Kind, ...]:
        """What each of its figures counts: unit, noun, state."""
        things = (counted_thing(figure, self.account.facts.names) for figure in self.account.facts.figures)
        return tuple((thing.unit, thing.head, thing.state) for thing in things)

    def only(self, kinds: Iterable[_Kind]) -> Account:
        """Return the account with those figures only that count one of these kinds."""
        wanted = set(kinds)
        figures = (fig for fig, kind in zip(self.account.facts.figures, self.kinds, strict=True) if kind in wanted)
        return replace(self.account, facts=Facts(figures=tuple(figures), names=self.account.facts.names))


def changed_figures(mine: Counts, known: Sequence[Counts], lines: Sequence[Line], *, within: int) -> list[Evidence]:
    """Return the figures at the top of an article that a thread had with another value.

    Args:
        mine: what the article counts.
        known: what the thread's earlier articles counted, in order of time.
        lines: the sentences of the article.
        within: how many sentences from the top are looked at.
    """
    top = [line for line in lines if line.place <= within]
    return list(_stated(top, known)) or _by_series(mine, known, top)


def every_change(mine: Counts, known: Sequence[Counts], lines: Sequence[Line]) -> list[Evidence]:
    """Return the figures anywhere in an article that a thread had with another value, arguments as before."""
    return [*_stated(lines, known), *_by_series(mine, known, lines)]


def _by_series(mine: Counts, known: Sequence[Counts], top: Sequence[Line]) -> list[Evidence]:
    """Return the values by which these sentences go on with what the thread counted before."""
    figures = [
        figure for figure in mine.account.facts.figures if _counts(figure) and any(_holds(line, figure) for line in top)
    ]
    if not figures or not known:
        return []
    own = replace(mine.account, facts=Facts(figures=tuple(figures), names=mine.account.facts.names))
    kinds = set(Counts(own).kinds)
    accounts = [counts.only(kinds) for counts in known[-_MOST_ACCOUNTS:]]
    series = group_figures([*(one for one in accounts if one.facts.figures), own])
    return [change for one in series for change in _changes(one, own.article_id, top)]


def _stated(top: Sequence[Line], known: Sequence[Counts]) -> Iterator[Evidence]:
    """Yield the changes that the article states itself, `from 4,186 to 3,870`, of a number that the thread has."""
    for line in top:
        for stated in _FROM_TO.finditer(line.passage.text):
            old, new = _value(stated[1], stated[2] or stated[4]), _value(stated[3], stated[4])
            printed = _last_print(old, known)
            if printed and old != new:
                yield Evidence(
                    kind=DevelopmentKind.FIGURE,
                    passage=line.passage,
                    against=passage_of(printed),
                    label=printed.figure.of or printed.figure.unit,
                    old_value=old,
                    new_value=new,
                )
                return


def _value(number: str, scale: str | None) -> float:
    return float(number.replace(",", "").rstrip(".")) * _TIMES.get((scale or "").strip().lower(), 1.0)


def _last_print(value: float, known: Sequence[Counts]) -> Printed | None:
    for counts in reversed(known[-_MOST_ACCOUNTS:]):
        account = counts.account
        for figure in account.facts.figures:
            if level(figure) == value and _counts(figure):
                return Printed(
                    article_id=account.article_id, outlet=account.outlet, told_at=account.told_at, figure=figure
                )
    return None


def _changes(series: Series, article_id: str, top: Sequence[Line]) -> Iterator[Evidence]:
    for before, after in series.changes:
        now, last = after.first, before.printed[-1]
        if now.article_id != article_id or any(_is_same(one.figure, now.figure) for one in _earlier(series, now)):
            continue
        line = next(line for line in top if _holds(line, now.figure))
        # two sums of money are seldom the same thing: the sentence must say that one became the other
        if series.of is None and not _MOVES.search(line.passage.text):
            continue
        yield Evidence(
            kind=DevelopmentKind.FIGURE,
            passage=line.passage,
            against=passage_of(last),
            label=series.of or series.unit,
            old_value=before.value,
            new_value=after.value,
        )


def _earlier(series: Series, now: Printed) -> list[Printed]:
    return [one for point in series.points for one in point.printed if one.article_id != now.article_id]


def _counts(figure: Figure) -> bool:
    """Tell whether a figure is a count that a thread could follow: `thousands of` is none, nor is `72 hours`."""
    return figure.unit not in _PASSING and any(letter.isdigit() for letter in figure.text)


def _holds(line: Line, figure: Figure) -> bool:
    start, end = line.passage.start, line.passage.end
    return start is not None and end is not None and start <= figure.start < end


def _is_same(old: Figure, new: Figure) -> bool:
    """Tell whether two values do not contradict each other: one may be rounded, or a bound of the other."""
    if is_same_value(old, new):
        return True
    a, b = level(old), level(new)
    for bounded, other in ((old, b), (new, a)):
        bound = level(bounded)
        if bounded.approximate in {"more than", "at least"} and bound <= other <= bound * _AT_MOST_FOLD:
            return True
        if bounded.approximate in {"less than", "up to"} and other <= bound:
            return True
    is_rounded = bool(old.approximate or new.approximate)
    return is_rounded and abs(a - b) <= _ROUNDED * max(abs(a), abs(b))


def passage_of(printed: Printed) -> Passage:
    """Return the sentence of a figure with its place in the article."""
    figure = printed.figure
    start = max(0, figure.start - max(0, figure.sentence.find(figure.text)))
    return Passage(article_id=printed.article_id, text=figure.sentence, start=start, end=start + len(figure.sentence))
