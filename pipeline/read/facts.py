"""All the facts of one text at once: quotations, figures, dates and names, each with the sentence it stands in."""

from datetime import datetime

from pipeline.nouns import Facts
from pipeline.read.dates import find_dates
from pipeline.read.figures import find_figures
from pipeline.read.names import find_names
from pipeline.read.quotes import find_quotes
from pipeline.read.sentences import is_english, read_sentences
from pipeline.read.spacy_names import names_by


def find_facts(text: str, told_at: datetime, language: str | None, *, names_model: str = "") -> Facts:
    """Return the facts of one article.

    Every fact is a stretch of the text: `text[fact.start:fact.end]` are its words. Nothing is inferred that the text
    does not print. Takes time in proportion to the length of the text and no text makes it raise.

    Args:
        text: Paragraphs separated by newlines.
        told_at: When it was published, against which `yesterday` is read.
        language: ISO 639-1 code; None is tried as English. English is the only language known: others have no facts
            (`pipeline.read.unread` says so), but for the names of a model that knows them.
        names_model: spaCy model that finds names in the languages that it knows; empty: our own rules do.

    Returns:
        The facts, each kind in order of place.

    Raises:
        SettingsError: the model for names cannot be loaded.
    """
    named = names_by(names_model, text, language) if names_model else None
    if not is_english(language):
        return Facts(names=named or ())
    sentences = read_sentences(text)
    dates = find_dates(text, told_at, language, sentences=sentences)
    return Facts(
        quotes=find_quotes(text, language, sentences=sentences),
        figures=find_figures(text, language, sentences=sentences),
        dates=dates,
        names=find_names(text, language, sentences=sentences) if named is None else named,
    )
