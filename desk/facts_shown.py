"""Facts as pages and letters show them: each in its sentence, with what is due, and where and when a figure holds."""

from collections.abc import Iterable
from dataclasses import replace

from desk.shown import FactShown, Told
from pipeline.nouns import DateMention, Facts, Figure, Quote
from pipeline.read.due import clause_due, held_at, held_on, place_in_sentence, stands_twice
from storage.store import Store


def facts_shown(
    facts: Facts, told: Told, text: str
) -> tuple[tuple[FactShown, ...], tuple[FactShown, ...], tuple[FactShown, ...]]:
    """Return the figures, quotes and dates of an article.

    Args:
        facts: those of the article.
        told: the line that names it.
        text: its text, by which words that stand twice in a sentence are told apart.
    """
    return (
        tuple(_figure_shown(fact, facts, told, text) for fact in facts.figures),
        tuple(_shown("quote", fact, fact.speaker, told, text) for fact in facts.quotes),
        tuple(date_shown(fact, told, text) for fact in facts.dates),
    )


def date_shown(mention: DateMention, told: Told, text: str | None) -> FactShown:
    """Return a date with the sentence it stands in, and the clause that says what is due then.

    Args:
        mention: the date.
        told: the line that names its article.
        text: that of the article, which `texts_of` fetches where it is needed; None: it is not.
    """
    return replace(
        _shown("date", mention, mention.value, told, text),
        is_follow_up=mention.is_follow_up,
        due=clause_due(mention, text),
    )


def texts_of(store: Store, facts: Iterable[tuple[str, Quote | Figure | DateMention]]) -> dict[str, str]:
    """Return the texts that are needed to tell words apart that stand twice in a sentence, by article: few are.

    Args:
        store: What is remembered.
        facts: Each with the id of its article.

    Raises:
        StorageError: the database refused.
    """
    needed = {article_id for article_id, fact in facts if stands_twice(fact)}
    return store.glances.texts(needed) if needed else {}


def _figure_shown(figure: Figure, facts: Facts, told: Told, text: str) -> FactShown:
    return replace(
        _shown("figure", figure, figure.of, told, text),
        place=held_at(figure, facts.names, text),
        time=held_on(figure, facts.dates, text),
    )


def _shown(kind: str, fact: Quote | Figure | DateMention, label: str | None, told: Told, text: str | None) -> FactShown:
    at = place_in_sentence(fact, text) if fact.text else -1
    first, last = (at, at + len(fact.text)) if at >= 0 else (len(fact.sentence), len(fact.sentence))
    return FactShown(
        kind=kind,
        text=fact.text,
        label=label,
        is_follow_up=False,
        before=fact.sentence[:first],
        marked=fact.sentence[first:last],
        after=fact.sentence[last:],
        told=told,
    )
