"""Names of people, bodies and places, one per distinct string."""

import re
from collections import Counter

from pipeline.nouns import Name
from pipeline.read.lexicon import BODY_WORDS, FIRST_NAMES, PLACE_WORDS, PLACES
from pipeline.read.name_trim import NO_NAMES_OR_DAYS, Trimmed, trimmed_runs
from pipeline.read.sentences import Sentences, is_english, read_sentences

_PLACE_CUE = re.compile(r"\b(?:[Ii]n|[Nn]ear|[Aa]cross|[Oo]utside|around|into|[Tt]hroughout|to|from) \Z")
_SAID = re.compile(
    r",? (?:said|says|told|added|insisted|warned|wrote|tweeted|who)\b|, \d\d,|[’']s (?:wife|husband|mother|father)\b"
)
_CAPITAL_BEFORE = re.compile(r"\b([A-Z][\w’'-]+) \Z")
_CAPITAL_AFTER = re.compile(r" [A-Z]")
#: What names of people and places are followed by, when they open a sentence.
_DOES = re.compile(
    r"(?:[’']s)? (?:said|says|told|was|is|has|had|will|made|also|added|saw|went|won|lost|came|took|began|became|did|"
    r"does|"
    r"wrote|praised|spoke|believes|wants|plans|recorded)\b|, (?:who|whose|an?|\d\d)\b| ?[/(–—](?!\d)|- "
)
#: Ends of common words, which open sentences with a capital as well.
_WORD_END = re.compile(
    r"(?:ing|ed|ly|[ts]ion|ment|ous|ness|ity|ful|less|[ai]ble|ism|ists?|ers|ors|ies|ive|ions|ments|ents|ages|als|"
    r"[ae]nce|"
    r"ics|wards?|wise|wide|hood|ships?|ants|ees|ures?)\Z"
)
_SHORTEST = 3
_SMALL = re.compile(r"[a-z](?<![\w’'-].)[a-z]+")  # begins with a set of characters: quick


def find_names(text: str, language: str | None, *, sentences: Sentences | None = None) -> tuple[Name, ...]:
    """Return the names of a text, each distinct string once, at its first place.

    A leading `the`, titles and offices are cut (`Sir Mark Poe` is `Mark Poe`), possessives too. A surname used alone is
    a string of its own and is a person when a full name with it stands in the text. Days, months and adjectives of
    nations are no names. The kind is said only where a word beside or in the name tells it.

    Args:
        text: Paragraphs separated by newlines.
        language: ISO 639-1 code; None is tried as English. Of other languages nothing is known.
        sentences: The text's sentences, where they have been read before.
    """
    if not is_english(language):
        return ()
    sentences = sentences or read_sentences(text)
    common = frozenset(_SMALL.findall(text))
    runs = list(trimmed_runs(text, frozenset(sentences.starts), common))
    sure = {run.printed for run in runs if not run.is_initial}
    counts = Counter(run.printed for run in runs)
    persons: set[str] = set()
    found: dict[str, Name] = {}
    for run in runs:
        printed = run.printed
        is_in_doubt = run.is_initial and not _is_plain_name(printed, sure, persons, common)
        if printed in found or (is_in_doubt and not _stands_as_name(text, run, common)):
            continue
        if counts[printed] == 1 and _is_thing(text, run):
            continue
        kind = "person" if run.is_titled else _kind(text, run)
        if kind == "person":
            persons.add(printed.split()[-1])
        found[printed] = Name(text=printed, kind=kind, start=run.start, end=run.end)
    return tuple(_with_person(name) if name.kind is None and name.text in persons else name for name in found.values())


def _with_person(name: Name) -> Name:
    return Name(text=name.text, kind="person", start=name.start, end=name.end)


def _is_thing(text: str, run: Trimmed) -> bool:
    """Tell whether a single word that stands once is what is left of a longer run: `Labour` of `Child Labour Act`."""
    if " " in run.printed or run.is_titled or run.printed.lower() in PLACES:
        return False
    before = _CAPITAL_BEFORE.search(text, max(run.start - 24, 0), run.start)
    is_second = before is not None and before.group(1).lower() not in NO_NAMES_OR_DAYS
    return is_second or bool(_CAPITAL_AFTER.match(text, run.end))


def _is_plain_name(printed: str, sure: set[str], persons: set[str], common: frozenset[str]) -> bool:
    """Tell whether what opens a sentence is a name: it stands elsewhere too, or is no common word."""
    if printed in sure or printed in persons:
        return True
    parts = printed.split()
    if len(parts) > 1:
        return True
    folded = printed.lower()
    if folded in PLACES or (printed.isupper() and 2 < len(printed) < 7):
        return True
    return folded not in common and folded in FIRST_NAMES


def _stands_as_name(text: str, run: Trimmed, common: frozenset[str]) -> bool:
    """Tell whether a single word that opens a sentence does what a name does: `Redfern said`, `(Motagua)`."""
    printed = run.printed
    folded = printed.lower()
    if " " in printed or folded in common or len(printed) < _SHORTEST or not printed.isascii():
        return False
    if text[run.start - 1 : run.start] == "(" and text[run.end : run.end + 1] == ")":
        return True
    return bool(_DOES.match(text, run.end)) and not _WORD_END.search(folded)


def _kind(text: str, run: Trimmed) -> str | None:
    printed = run.printed
    parts = printed.replace("-", " ").split()
    first, last = parts[0].lower(), parts[-1].lower().rstrip(".")
    if last in BODY_WORDS or (len(parts) > 2 and parts[1] == "of" and first in BODY_WORDS):
        return "organisation"
    if printed.lower() in PLACES or (last in PLACE_WORDS and len(parts) > 1):
        return "place"
    if len(parts) > 1 and (first in FIRST_NAMES or (len(parts) < 4 and _SAID.match(text, run.end))):
        return "person"
    if printed.isupper() and 2 <= len(printed) <= 6:
        return "organisation"
    if len(parts) == 1 and _PLACE_CUE.search(text, max(run.start - 12, 0), run.start) and last not in FIRST_NAMES:
        return "place"
    return None
