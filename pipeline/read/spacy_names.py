"""Names by a spaCy model that the settings name, in place of our own rules; spaCy is named only here, imported late."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError
from pipeline.nouns import Name

#: Labels of OntoNotes and of WikiNER -> our kinds; what nations and parties call themselves is no plain kind. Other
#: labels (days, sums, works, laws) are no names here.
_KINDS: dict[str, str | None] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": None,
}
#: What a model of many languages calls its own.
_ANY_LANGUAGE = "xx"
#: Characters that a model is given at once: it takes memory with the length.
_MOST_AT_ONCE = 10_000
_MARKS = " \t\r\u00a0.,;:!?“”‘’\"'()[]–—-"
_INSTALL = "install Throughline with it (`pip install 'throughline[spacy]'`) or leave read.names_model empty"
_NAME_ONE = "name a model that is installed, such as en_core_web_sm, or a model's folder"


def check_names_model(model: str) -> None:
    """Look, without loading it, whether a model can be had: a fraction of what a broken one would cost each worker.

    Args:
        model: name of an installed spaCy model, or its folder; empty: none is wanted.

    Raises:
        SettingsError: spaCy is not installed, or no such model is there.
    """
    if not model:
        return
    if find_spec("spacy") is None:
        raise SettingsError(f"read.names_model is {model!r} and spaCy is not installed: {_INSTALL}")
    if not (Path(model) / "meta.json").is_file() and not _is_installed(model):
        raise SettingsError(f"read.names_model is {model!r} and no such spaCy model is there: {_NAME_ONE}")


def _is_installed(model: str) -> bool:
    return model.isidentifier() and find_spec(model) is not None


@cache
def load_names_model(model: str) -> Any:
    """Load a model, once a process.

    Args:
        model: name of an installed spaCy model, or its folder.

    Returns:
        The pipeline, without its parser: names need none, and it takes most of the time.

    Raises:
        SettingsError: spaCy is not installed, or the model cannot be loaded.
    """
    check_names_model(model)
    try:
        import spacy

        loaded = spacy.load(model, exclude=["parser"])
    except (OSError, ImportError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = " ".join(str(error).split())[:200]
        raise SettingsError(f"read.names_model is {model!r} and cannot be loaded ({why}): {_NAME_ONE}") from error
    if not loaded.pipe_names:
        raise SettingsError(f"read.names_model is {model!r}, which has no part that finds names: {_NAME_ONE}")
    return loaded


def names_by(model: str, text: str, language: str | None) -> tuple[Name, ...] | None:
    """Return the names of a text as a model finds them, each distinct string once, at its first place.

    A leading `the`, possessives and marks at the ends are cut, so that the strings are like those of our own rules. The
    kind is the one that the model gives a string most often.

    Args:
        model: name of an installed spaCy model, or its folder.
        text: Paragraphs separated by newlines, of any length.
        language: ISO 639-1 code; None is tried as English.

    Returns:
        The names; None: the model does not know the language.

    Raises:
        SettingsError: spaCy is not installed, or the model cannot be loaded.
    """
    loaded = load_names_model(model)
    if loaded.lang not in {_ANY_LANGUAGE, language or "en"}:
        return None
    kinds: dict[str, Counter[str | None]] = {}
    first: dict[str, tuple[int, int]] = {}
    for printed_from, printed_to, kind in _found(loaded, text):
        start, end = _trimmed(text, printed_from, printed_to)
        if any(char.isalpha() for char in text[start:end]):
            kinds.setdefault(text[start:end], Counter())[kind] += 1
            first.setdefault(text[start:end], (start, end))
    return tuple(
        Name(text=string, kind=kinds[string].most_common(1)[0][0], start=start, end=end)
        for string, (start, end) in first.items()
    )


def _found(loaded: Any, text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield where each name of a kind that we know begins and ends, and that kind."""
    # the library refuses lone surrogates; what stands for them is as long as they are
    plain = text.encode("utf-8", "replace").decode("utf-8")
    parts = ((plain[start:end], start) for start, end in _parts(plain))
    for read, start in loaded.pipe(parts, as_tuples=True, batch_size=8):
        for one in read.ents:
            if one.label_ in _KINDS:
                yield start + one.start_char, start + one.end_char, _KINDS[one.label_]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the paragraphs; one that has no end is cut between words, or where it must be."""
    start = 0
    while start < len(text):
        end = text.find("\n", start, start + _MOST_AT_ONCE)
        if end < 0:
            end = min(start + _MOST_AT_ONCE, len(text))
            space = text.rfind(" ", start + 1, end) if end < len(text) else -1
            end = space if space > 0 else end
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a name without a leading article, a possessive and marks at its ends."""
    if text[start:end].lower().startswith("the "):
        start += 4
    if text[start:end].endswith(("’s", "'s")):
        end -= 2
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    return start, end
