"""A thread's figures over time and its quotes by speaker, joined across outlets; a copy's facts are its original's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk.developments import told_of
from desk.facts_shown import texts_of
from desk.shown import Told
from desk.story.kept import Kept
from desk.story.outline import Outline, facts_of, version_of
from pipeline.nouns import Facts, ProvenanceKind
from pipeline.read.due import held_at, held_on
from pipeline.thread.accounts import Account
from pipeline.thread.quotations import Printing, Quotation, join_quotations
from pipeline.thread.series import Point, Printed, Series, group_figures, level
from pipeline.thread.speakers import join_speakers
from storage.glance import Card
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRules:
    """How many of a thread's facts are joined and shown."""

    #: Articles whose facts are joined, those told last: a count. Joining takes about a millisecond an article.
    most_articles: int = 300
    most_series: int = 24
    #: Series named beside the timeline, and the latest articles in which they are looked for: counts.
    most_beside: int = 4
    most_beside_articles: int = 40
    most_speakers: int = 40
    #: Quotations shown of one speaker: a count.
    most_quotations: int = 12


RULES = FactRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedShown:
    """A figure as one outlet prints it."""

    told: Told
    text: str
    value: float
    #: `about`, `more than` …; None: exact as printed.
    approximate: str | None
    sentence: str
    #: The place, as printed, and the time, ISO 8601, for which it holds; None: its clause names none.
    place: str | None
    time: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueShown:
    """One value of a figure, with who printed it first."""

    text: str
    value: float
    first: PrintedShown
    n_outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShown:
    """What one thing was counted as, over time, with the outlets' numbers side by side."""

    #: What is counted, in the outlets' words.
    name: str
    #: `%`, a currency code, a unit of measure, or empty: a count.
    unit: str
    #: In order of when they were first printed.
    values: tuple[ValueShown, ...]
    #: Every printing, in order of time.
    printed: tuple[PrintedShown, ...]
    n_outlets: int

    @property
    def has_changed(self) -> bool:
        """Tell whether more than one value was printed."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresShown:
    """The figures of a thread."""

    series: tuple[SeriesShown, ...]
    #: Figures that were printed once only, or that have no place here.
    n_single: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingShown:
    """Words as one outlet cut them."""

    told: Told
    text: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationShown:
    """Words that somebody said once, however outlets cut them."""

    fullest: PrintingShown
    first: PrintingShown
    #: Cut differently, in order of time.
    others: tuple[PrintingShown, ...]
    n_outlets: int
    #: Whom other outlets give them to.
    also_given_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerShown:
    """Somebody who speaks in a thread."""

    name: str
    #: As outlets call them besides, those that are shown.
    also_called: tuple[str, ...]
    #: Every mention as printed.
    all_names: tuple[str, ...]
    #: The latest first.
    quotations: tuple[QuotationShown, ...]
    n_quotations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What the figures that are shown name, fetched beforehand; by article."""

    cards: Mapping[str, Card]
    #: Outlets' names by slug.
    names: Mapping[str, str]
    facts: Mapping[str, Facts]
    #: Texts of those in which words stand twice in a sentence.
    texts: Mapping[str, str]


def accounts_of(store: Store, known: Outline, kept: Kept, most: int = RULES.most_articles) -> list[Account]:
    """Return what a thread's latest articles in words of their own state.

    Raises:
        StorageError: the database refused.
    """
    own = [line for line in known.lines if line.provenance is not ProvenanceKind.COPY][-most:]
    facts = facts_of(store, known, kept, [line.article_id for line in own])
    return [
        Account(article_id=line.article_id, outlet=line.outlet, told_at=line.told_at, facts=facts[line.article_id])
        for line in own
    ]


def figures_view(store: Store, known: Outline, kept: Kept, most: int = RULES.most_articles) -> FiguresShown:
    """Return the figures of a thread's latest articles: those that changed or that most outlets print first.

    Raises:
        StorageError: the database refused.
    """
    return kept.get(
        ("figures", version_of(known.thread), most),
        lambda: _figures(store, accounts_of(store, known, kept, most), known.names),
    )


def _figures(store: Store, accounts: Sequence[Account], names: Mapping[str, str]) -> FiguresShown:
    grouped = group_figures(accounts)
    worth = sorted((each for each in grouped if _is_worth_showing(each)), key=_weight, reverse=True)
    chosen = worth[: RULES.most_series]
    printed = [one for each in chosen for point in each.points for one in point.printed]
    press = _Press(
        cards=_cards(store, (one.article_id for one in printed)),
        names=names,
        facts={each.article_id: each.facts for each in accounts},
        texts=texts_of(store, ((one.article_id, one.figure) for one in printed)),
    )
    return FiguresShown(series=tuple(_series(each, press) for each in chosen), n_single=len(grouped) - len(chosen))


def _is_worth_showing(series: Series) -> bool:
    return bool(series.of or series.unit) and (len(series.points) > 1 or _n_outlets(series) > 1)


def _n_outlets(series: Series) -> int:
    return len({one.outlet or one.article_id for point in series.points for one in point.printed})


def _weight(series: Series) -> tuple[int, int, float]:
    return (len(series.points) * _n_outlets(series), _n_outlets(series), series.latest.value)


def _cards(store: Store, article_ids: Iterable[str]) -> dict[str, Card]:
    return store.glances.cards(article_ids)


def _series(series: Series, press: _Press) -> SeriesShown:
    printed = [
        _printed(one, press) for point in series.points for one in point.printed if one.article_id in press.cards
    ]
    return SeriesShown(
        name=" ".join(word for word in (series.of, series.state) if word) or series.unit or "",
        unit=series.unit or "",
        values=tuple(_value(point, press) for point in series.points),
        printed=tuple(sorted(printed, key=lambda one: one.told.at)),
        n_outlets=_n_outlets(series),
    )


def _value(point: Point, press: _Press) -> ValueShown:
    # `about 4,200` and `4,186` are one value: the exact one names it
    exact = next((one for one in point.printed if one.figure.approximate is None), point.first)
    return ValueShown(
        text=number_words(level(exact.figure), point.first.figure.unit),
        value=level(exact.figure),
        first=_printed(point.first, press),
        n_outlets=len({one.outlet or one.article_id for one in point.printed}),
    )


def _printed(one: Printed, press: _Press) -> PrintedShown:
    facts, text = press.facts[one.article_id], press.texts.get(one.article_id)
    return PrintedShown(
        told=told_of(press.cards[one.article_id], press.names),
        text=one.figure.text,
        value=level(one.figure),
        approximate=one.figure.approximate,
        sentence=one.figure.sentence,
        place=held_at(one.figure, facts.names, text),
        time=held_on(one.figure, facts.dates, text),
    )


def number_words(value: float, unit: str | None) -> str:
    """Return a value as a chart or a line names it: `4,186`, `3.4 GBP bn`, `12.5 %`."""
    for size, word in ((1e9, " bn"), (1e6, " m")):
        if abs(value) >= size:
            return f"{value / size:,.4g}{word}{f' {unit}' if unit else ''}"
    plain = f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
    return f"{plain} {unit}" if unit else plain


def quotes_view(store: Store, known: Outline, kept: Kept) -> tuple[SpeakerShown, ...]:
    """Return who speaks in a thread and what they said, those who spoke last first.

    Raises:
        StorageError: the database refused.
    """
    return kept.get(("quotes", version_of(known.thread)), lambda: _quotes(store, known, kept))


def _quotes(store: Store, known: Outline, kept: Kept) -> tuple[SpeakerShown, ...]:
    accounts = accounts_of(store, known, kept)
    speakers = join_speakers(accounts)
    by_speaker: dict[str, list[Quotation]] = {}
    for quotation in join_quotations(accounts, speakers):
        if quotation.speaker:
            by_speaker.setdefault(quotation.speaker, []).append(quotation)
    ranked = sorted(by_speaker, key=lambda name: by_speaker[name][-1].first.told_at, reverse=True)
    chosen = ranked[: RULES.most_speakers]
    shown = {name: by_speaker[name][::-1][: RULES.most_quotations] for name in chosen}
    cards = _cards(store, (one.article_id for said in shown.values() for each in said for one in each.printings))
    called = {each.name: tuple(dict.fromkeys(one.printed for one in each.mentions)) for each in speakers.all}
    return tuple(
        SpeakerShown(
            name=name,
            also_called=tuple(each for each in called.get(name, ()) if each != name)[:4],
            all_names=called.get(name, ()),
            quotations=tuple(quotation_shown(each, cards, known.names) for each in shown[name]),
            n_quotations=len(by_speaker[name]),
        )
        for name in chosen
    )


def quotation_shown(quotation: Quotation, cards: Mapping[str, Card], names: Mapping[str, str]) -> QuotationShown:
    """Return words with every way in which they were cut."""

    def shown(one: Printing) -> PrintingShown:
        told = told_of(cards[one.article_id], names)
        return PrintingShown(told=told, text=one.quote.text, sentence=one.quote.sentence)

    others = [one for one in quotation.printings if one is not quotation.fullest]
    return QuotationShown(
        fullest=shown(quotation.fullest),
        first=shown(quotation.first),
        others=tuple(shown(one) for one in others),
        n_outlets=quotation.n_outlets,
        also_given_to=quotation.also_given_to,
    )
