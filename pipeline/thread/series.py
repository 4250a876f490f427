"""How a number of a thread changed: figures that count the same thing, in order of time, with who prints which.

`9,000 cases` and then `8,700 cases` are one series, and a change; `11,000 frontline officers` is another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from pipeline.nouns import Figure
from pipeline.thread.accounts import Account, in_order
from pipeline.thread.counted_things import CountedThing, counted_thing

#: Series of one kind in which a place is looked for, from the last; a thread with more prints lists.
_MOST_SERIES = 200
#: Unit, noun and state: only figures that share them are compared.
_Kind = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRules:
    """When two figures count the same thing."""

    #: Share of the telling words of both sentences that they have in common, 0..1, for another value of the same thing.
    least_context: float = 0.2
    #: The same for figures without a noun, and for stretches of time.
    least_context_bare: float = 0.3
    #: Numbers below this one stand for many things: the sentences must agree even for the same value.
    small: float = 20.0
    #: The larger of two values over the smaller, at most, for another value of the same thing.
    most_fold: float = 3.0
    #: The same for tolls, which grow fast.
    most_fold_of_tolls: float = 20.0
    #: The same, where the sentences have little in common.
    most_fold_unlike: float = 1.25
    #: Relative distance up to which a value that is printed as approximate is the same as another.
    about: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A figure as one article prints it."""

    article_id: str
    #: Slug of the outlet; None: not known.
    outlet: str | None
    told_at: datetime
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a series, with everyone who prints it."""

    value: float
    #: Upper end of a range; None: one value.
    value_to: float | None
    #: In order of time.
    printed: tuple[Printed, ...]

    @property
    def first(self) -> Printed:
        """Who had it first."""
        return self.printed[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one thing was counted as, over time."""

    #: What is counted, as most of the figures print it; None: nothing is printed.
    of: str | None
    #: `%`, a currency code, a unit of measure; None: a count.
    unit: str | None
    #: What became of those who are counted: `killed`, `injured`, `arrested`…; None: not said.
    state: str | None
    #: Each value once, in order of when it was first printed.
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The value that was printed last for the first time."""
        return self.points[-1]

    @property
    def changes(self) -> tuple[tuple[Point, Point], ...]:
        """Each value with the one that followed it."""
        return tuple(pairwise(self.points))


@dataclass(slots=True)
class _Open:
    """A series while it grows."""

    things: list[CountedThing]
    points: list[list[Printed]]
    of_article: dict[str, set[float]] = field(default_factory=dict)
    #: Places of all its things.
    places: set[str] = field(default_factory=set)
    #: Level of the first printing of each point, and the first printings that are approximate: almost every figure is
    #: told by them from a value that the series has, without a look at each of its points.
    levels: set[float] = field(default_factory=set)
    about: list[Figure] = field(default_factory=list)

    def add(self, thing: CountedThing, printed: Printed, rules: "SeriesRules") -> None:
        """Add a figure at the value that it prints, or as a further value."""
        self.things.append(thing)
        self.places |= thing.places
        self.of_article.setdefault(printed.article_id, set()).add(level(printed.figure))
        point = next((each for each in self.points if is_same_value(each[0].figure, printed.figure, rules)), None)
        if point is not None:
            point.append(printed)
            return
        self.points.append([printed])
        self.levels.add(level(printed.figure))
        if printed.figure.approximate is not None:
            self.about.append(printed.figure)

    def has(self, figure: Figure, rules: "SeriesRules") -> bool:
        """Tell whether the series has the value that a figure prints."""
        if level(figure) in self.levels:
            return True
        compared = self.about if figure.approximate is None else (point[0].figure for point in self.points)
        return any(is_same_value(each, figure, rules) for each in compared)


def group_figures(accounts: Iterable[Account], rules: SeriesRules = SeriesRules()) -> tuple[Series, ...]:
    """Put the figures of a thread that count the same thing together, in the order in which they were first printed.

    Two values that one article prints of like things are two series, unless it says that one became the other. Ages are
    left out. A figure that no other can be compared with is a series of one point.

    Args:
        accounts: the articles of one thread with their facts, in any order.
        rules: when two figures count the same thing.
    """
    grown: list[_Open] = []
    like: dict[_Kind, list[_Open]] = defaultdict(list)
    for account in in_order(accounts):
        for figure in account.facts.figures:
            if figure.unit != "year of age":
                thing = counted_thing(figure, account.facts.names)
                printed = Printed(
                    article_id=account.article_id, outlet=account.outlet, told_at=account.told_at, figure=figure
                )
                kind = (thing.unit, thing.head, thing.state)
                if opened := _place(like[kind][-_MOST_SERIES:], thing, printed, rules):
                    grown.append(opened)
                    like[kind].append(opened)
    return tuple(_series(one) for one in grown)


def _place(like: Sequence[_Open], thing: CountedThing, printed: Printed, rules: SeriesRules) -> _Open | None:
    """Add a figure to the series that it fits best, or return the one that it opens."""
    fits = [_fit(one, thing, printed, rules) for one in like]
    best = max(range(len(fits)), key=fits.__getitem__, default=None)
    if best is None or not fits[best]:
        opened = _Open(things=[], points=[])
        opened.add(thing, printed, rules)
        return opened
    like[best].add(thing, printed, rules)
    return None


def _fit(one: _Open, thing: CountedThing, printed: Printed, rules: SeriesRules) -> float:
    """Return how well a figure fits a series; 0: it counts something else."""
    is_known = one.has(printed.figure, rules)
    if not is_known and (_contradicts(one, printed) or not _may_follow(one, thing, printed, rules)):
        return 0.0
    likeness = max(_likeness(known, thing) for known in one.things[-8:])
    if likeness < 0:
        return 0.0
    if is_known:
        return _fit_of_same(thing, printed, likeness, rules)
    return _fit_of_other(one, thing, printed, likeness, rules)


def _contradicts(one: _Open, printed: Printed) -> bool:
    """Tell whether the same article prints another value of the same thing, and does not say that it changed."""
    values = one.of_article.get(printed.article_id, set())
    former = printed.figure.value if printed.figure.value_to is not None and printed.figure.change else None
    return bool(values - {former})


def _likeness(one: CountedThing, other: CountedThing) -> float:
    """Return what two things have in common: below 0, they are not the same; else the share of common words, 0..2."""
    if not one.modifiers and not other.modifiers:
        return _share(one.context, other.context)
    if one.modifiers and other.modifiers and one.modifiers.isdisjoint(other.modifiers):
        return -1.0
    return _share(one.context, other.context) + _share(one.modifiers, other.modifiers)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    n_common = len(one & other)
    return n_common / max(len(one) + len(other) - n_common, 1)


def _fit_of_same(thing: CountedThing, printed: Printed, likeness: float, rules: SeriesRules) -> float:
    """Return how well a value fits that the series has already."""
    is_bare = not thing.head or thing.is_span
    least = rules.least_context_bare if is_bare else 0.0
    if not is_bare and not thing.state and level(printed.figure) < rules.small:
        least = rules.least_context
    return 2 + likeness if likeness >= least else 0.0


def _may_follow(one: _Open, thing: CountedThing, printed: Printed, rules: SeriesRules) -> bool:
    """Tell whether a new value can fit a series however like the sentences are: sentences are costly to compare."""
    if thing.is_span or _is_elsewhere(one, thing):
        return False
    is_toll = thing.state and not thing.modifiers
    most = rules.most_fold_of_tolls if is_toll else max(rules.most_fold, rules.most_fold_unlike)
    return _fold(level(one.points[-1][0].figure), level(printed.figure)) <= most


def _fit_of_other(one: _Open, thing: CountedThing, printed: Printed, likeness: float, rules: SeriesRules) -> float:
    """Return how well a new value that may follow fits a series."""
    fold = _fold(level(one.points[-1][0].figure), level(printed.figure))
    if thing.state and not thing.modifiers:
        return 1 + likeness if fold <= rules.most_fold_of_tolls else 0.0
    least = rules.least_context if thing.head else rules.least_context_bare
    if likeness >= least and fold <= rules.most_fold:
        return 1 + likeness
    is_near = bool(thing.head) and fold <= rules.most_fold_unlike and level(printed.figure) >= rules.small
    return 0.5 + likeness if is_near else 0.0


def _is_elsewhere(one: _Open, thing: CountedThing) -> bool:
    """Tell whether a figure is of other places than all of a series."""
    return bool(one.places and thing.places) and not one.places & thing.places


def _fold(one: float, other: float) -> float:
    small, large = abs(one), abs(other)
    if small > large:
        small, large = large, small
    return large / small if small else float("inf")


def level(figure: Figure) -> float:
    """Return the value that a figure arrives at: 45 of `rose from 30 to 45`."""
    return figure.value_to if figure.change and figure.value_to is not None else figure.value


def is_same_value(one: Figure, other: Figure, rules: SeriesRules = SeriesRules()) -> bool:
    """Tell whether two figures are the same number: `about 9,000` and `9,012` are."""
    a, b = level(one), level(other)
    if a == b:
        return True
    is_about = one.approximate is not None or other.approximate is not None
    return is_about and abs(a - b) <= rules.about * max(abs(a), abs(b))


def _series(one: _Open) -> Series:
    points = tuple(
        Point(value=level(point[0].figure), value_to=_upper(point[0].figure), printed=tuple(point))
        for point in one.points
    )
    figures = [printed.figure for point in one.points for printed in point]
    named = [figure.of for figure in figures if figure.of]
    return Series(
        of=max(named, key=named.count) if named else None,
        unit=one.things[0].unit,
        state=one.things[0].state,
        points=points,
    )


def _upper(figure: Figure) -> float | None:
    return None if figure.change else figure.value_to


def prints_of(series: Series) -> dict[str, Point]:
    """Return which value each outlet, or article whose outlet is not known, printed last."""
    printed: Sequence[tuple[Printed, Point]] = [(one, point) for point in series.points for one in point.printed]
    by_time = sorted(printed, key=lambda pair: (pair[0].told_at, pair[0].article_id))
    return {one.outlet or one.article_id: point for one, point in by_time}
