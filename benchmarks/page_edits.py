"""Edits that an editor would want to hear of, and some that only change wording, made on stored pages by script.

Called by `benchmarks.revisions`. Each changes words of the text as it was read, wherever the page prints them in its
paragraphs, and tells whether it found anything to change. Everything is drawn from the random numbers given.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random

from lxml.html import HtmlElement, fragment_fromstring

from pipeline.nouns import Reading

#: Changes the page; false: it has nothing of the kind.
Edit = Callable[[HtmlElement, Reading, Random], bool]

_FIRST = ("Tamsin", "Hugh", "Odette", "Ilse", "Piers", "Marguerite")
_LAST = ("Ockley", "Laverick", "Kelm", "Maran", "Thackray", "Winterbourne")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SAID = (
    "We were told in May and did nothing about it",
    "There is no money left to pay for any of this",
    "I have changed my mind since the report came out",
)
_SYNONYMS = {
    "about": "around", "also": "too", "began": "started", "but": "yet", "help": "assist", "big": "large",
    "many": "numerous",
    "almost": "nearly", "often": "frequently", "show": "reveal", "shows": "reveals", "while": "whilst", "use": "employ",
    "later": "afterwards", "because": "since", "need": "require", "needs": "requires", "get": "obtain",
    "however": "though",
    "important": "significant", "such as": "like", "people": "individuals", "buy": "purchase", "kept": "retained",
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:,\d{3})*(?![\w/:-]|[.,]\d)")
_QUOTED = re.compile(r"[“\"]([A-Z][^“”\"\n]{30,300})[”\"]")
_AFFIRMED = re.compile(r"\b(is|was|were|are|will|has|had|have|can|could|would|should)(?= [a-z]{4,})(?! not\b)")
_DENIED = re.compile(r"\b(is|was|were|are|will|has|had|have|can|could|would|should|did|does|do) not (?=[a-z])")
_DAY = re.compile(
    rf"\b(?:{'|'.join(_WEEKDAYS)})\b|\b(?:{'|'.join(_MONTHS)})\b(?= \d)|(?<=\d )(?:{'|'.join(_MONTHS)})\b"
)


def _lines(tree: HtmlElement, reading: Reading) -> list[HtmlElement]:
    """Return the paragraphs that are lines of the text, as it was read."""
    lines = set(reading.article.text.split("\n"))
    return [one for one in tree.iter("p") if " ".join(one.text_content().split()) in lines]


def _strings(one: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in one.iter():
        if element.text:
            yield element, "text"
        if element.tail and element is not one:
            yield element, "tail"


def _change_one(
    tree: HtmlElement, reading: Reading, rng: Random, what: re.Pattern[str], into: Callable[[str], str]
) -> bool:
    """Change one match of a pattern, at random."""
    places = [
        (element, where, found)
        for one in _lines(tree, reading)
        for element, where in _strings(one)
        for found in what.finditer(getattr(element, where))
    ]
    if not places:
        return False
    element, where, found = rng.choice(places)
    text: str = getattr(element, where)
    setattr(element, where, text[: found.start()] + into(found.group()) + text[found.end() :])
    return True


def figure(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Another number."""

    def other(printed: str) -> str:
        value = int(printed.replace(",", ""))
        changed = max(1, round(value * rng.choice((0.5, 0.9, 1.3, 2, 3)))) + rng.randrange(1, 3)
        return f"{changed:,}" if "," in printed else str(changed)

    return _change_one(tree, reading, rng, _NUMBER, other)


def name(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Another person or place, wherever the text names it."""
    names = [one.text for one in reading.facts.names if len(one.text) > 3]
    rng.shuffle(names)
    for printed in names:
        new = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}" if " " in printed else rng.choice(_LAST)
        pattern = re.compile(rf"\b{re.escape(printed)}\b")
        n_changed = 0
        for one in _lines(tree, reading):
            for element, where in _strings(one):
                text, n = pattern.subn(new, getattr(element, where))
                setattr(element, where, text)
                n_changed += n
        if n_changed:
            return True
    return False


def quote(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Other words of a speaker: all of them, or the second half."""

    def other(printed: str) -> str:
        words = printed[1:-1].split()
        kept = words[: len(words) // 2] if rng.random() < 0.5 else []
        said = rng.choice(_SAID)
        return printed[0] + (" ".join([*kept, said[0].lower() + said[1:]]) if kept else said) + "." + printed[-1]

    return _change_one(tree, reading, rng, _QUOTED, other)


def negation_added(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """A `not` that was not there."""
    return _change_one(tree, reading, rng, _AFFIRMED, lambda verb: f"{verb} not")


def negation_removed(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """A `not` that is gone."""
    return _change_one(tree, reading, rng, _DENIED, lambda verb: verb.replace(" not", ""))


def date(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Another weekday or month."""

    def other(printed: str) -> str:
        days = _WEEKDAYS if printed in _WEEKDAYS else _MONTHS
        return rng.choice([day for day in days if day != printed])

    return _change_one(tree, reading, rng, _DAY, other)


def headline(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Another headline wherever the page prints it: new words throughout, or another end."""
    old = reading.article.headline
    words = old.split()
    kept = words[: len(words) // 2] if rng.random() < 0.5 else []
    new = " ".join(
        [*kept, *rng.choice(("minister admits delay to report", "families demand answers after ruling")).split()]
    )
    n_changed = 0
    for element in tree.iter():
        if isinstance(element.tag, str):
            for key, value in element.items():
                if old in value:
                    element.set(key, value.replace(old, new))
        if element.text and element.tag != "script" and old in " ".join(element.text.split()):
            element.text = " ".join(element.text.split()).replace(old, new)
            n_changed += element.tag in {"h1", "title"}
        elif element.tag == "script" and element.text and old in element.text:
            element.text = element.text.replace(old, new)
    return n_changed > 0


def paragraph(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """A paragraph more, with a name, a figure and words of a speaker."""
    lines = _lines(tree, reading)
    if len(lines) < 3:
        return False
    person = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    told = rng.choice(
        (
            f"{person}, who leads the inquiry, said that {rng.randrange(12, 900)} people had come forward.",
            f"“{rng.choice(_SAID)},” {person} told the committee, which reports on {rng.randrange(2, 28)} September.",
            f"The repairs are expected to cost £{rng.randrange(2, 90)} million, according to {person} of Corriby Grid.",
        )
    )
    beside = rng.choice(lines[1:-1])
    new = fragment_fromstring("<p></p>")
    new.attrib.update(beside.attrib)
    new.text, new.tail, beside.tail = told, beside.tail, None
    beside.addnext(new)
    return True


def paragraph_removed(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """A paragraph less, of those with a figure or words of a speaker."""
    lines = [one for one in _lines(tree, reading)[1:-1] if re.search(r"\d|“[^”]{20}", one.text_content())]
    if not lines:
        return False
    rng.choice(lines).drop_tree()
    return True


def synonym(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Another word for the same, outside of quotations."""
    pattern = re.compile(rf"\b(?:{'|'.join(_SYNONYMS)})\b(?=[^“”\"]*(?:“|$))")
    return _change_one(tree, reading, rng, pattern, lambda word: _SYNONYMS[word])


def spelling(tree: HtmlElement, reading: Reading, rng: Random) -> bool:
    """Two letters of a word that changed their places, outside of quotations."""

    def other(word: str) -> str:
        at = rng.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _change_one(tree, reading, rng, re.compile(r"(?<= )[a-z]{6,12}(?= [^“”\"]*(?:“|$))"), other)


SUBSTANCE: dict[str, Edit] = {
    "figure": figure,
    "name": name,
    "quote": quote,
    "negation added": negation_added,
    "negation removed": negation_removed,
    "date": date,
    "headline": headline,
    "paragraph added": paragraph,
    "paragraph removed": paragraph_removed,
}
STYLE: dict[str, Edit] = {"synonym": synonym, "spelling": spelling}


def edited(tree: HtmlElement, reading: Reading, edit: Edit, rng: Random) -> HtmlElement | None:
    """Return the page with an edit made in it; None: it has nothing of the kind."""
    copied = deepcopy(tree)
    return copied if edit(copied, reading, rng) else None
