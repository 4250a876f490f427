"""What a figure counts, so that figures of several articles can be compared: noun, unit, and what became of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nouns import Figure, Name
from pipeline.read.counted import TIMES
from pipeline.thread.terms import STOP, fold

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
#: By what became of those who are counted: the words that say so.
_STATE_WORDS = {
    "killed": "killed|dead|died|die|dies|deaths?|fatalit(?:y|ies)|murdered|slain|drowned|lives lost|lost their lives",
    "injured": "injured|wounded|hurt|injur(?:y|ies)|casualt(?:y|ies)",
    "missing": "missing|unaccounted for",
    "arrested": "arrested|arrests?|detained|in custody",
    "charged": "charged",
    "rescued": "rescued|saved",
    "homeless": "homeless|displaced|evacuated|evacuees",
}
_SO = (
    r"(?: (?:were|was|are|is|be|been|being|have|has|had|also|now|still|left|feared|confirmed|believed|reported|"
    r"known to have|who|all|both|remain|listed as|[a-z]+ly|or|more|others?))*"
)
_AFTER = re.compile(
    rf"(?: [\w’'-]+){{0,3}}?{_SO} (?:{'|'.join(f'(?P<{state}>{said})' for state, said in _STATE_WORDS.items())})\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(?P<killed>kill(?:ed|ing|s)|claim(?:ed|ing|s)(?: the lives of)?|"
    r"death toll (?:[\w’'-]+ ){0,5}(?:to|at|is|of)|"
    r"dead (?:rose|rises|risen) to)|(?P<injured>injur(?:ed|ing|es)|wound(?:ed|ing|s)|hurt(?:ing|s)?)|"
    r"(?P<arrested>arrest(?:ed|ing|s)|detain(?:ed|ing|s))|(?P<charged>charg(?:ed|ing|es))|"
    r"(?P<rescued>rescu(?:ed|ing|es))|(?P<homeless>evacuat(?:ed|ing|es)|displac(?:ed|ing|es))) \Z",
    re.IGNORECASE,
)
_STATE_OF = {state: re.compile(rf"(?:{said})\Z", re.IGNORECASE) for state, said in _STATE_WORDS.items()}
#: Those of whom no more is said than that they are people.
_ANYBODY = frozenset({"people", "person", "victim", "other", "individual", "soul", "life", "live", ""})
_NO_MODIFIERS = STOP | frozenset(
    {"many", "several", "total", "further", "additional", "estimated", "extra", "different"}
)
#: What makes a number a step from another, not a level: `134 more suspects`, `rose by 300`.
_STEP = re.compile(r"\b(?:more|fewer|less|extra|additional|further)\b", re.IGNORECASE)
_STEP_BEFORE = re.compile(
    r"\b(?:by|increase of|rise of|fall of|drop of|decrease of|another)(?: [a-z]+)? ?\Z", re.IGNORECASE
)
#: Some of those who are counted: `one of the nine people`, `Three of the men`.
_PART = re.compile(
    r"[\w-]+ of (?:the|those|these|them|his|her|its|their|\d+|two|three|four|five|six|seven|eight|nine|ten)\b(?! age)"
)
_TIMES_MORE = re.compile(r"\b(?:times|[a-z]*fold)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedThing:
    """What one figure counts. All words are folded to small letters and the singular."""

    #: The noun: `case`; empty: none is printed.
    head: str
    #: Words that narrow it: `frontline` officers.
    modifiers: frozenset[str]
    #: `%`, a currency, a unit of measure; `more` for a step, `times` for a multiple, `part` for some of those
    #: counted; None: counts.
    unit: str | None
    #: What became of those who are counted: `killed`; None: not said.
    state: str | None
    #: Places that its sentence names.
    places: frozenset[str]
    #: Telling words of its sentence.
    context: frozenset[str]

    @property
    def is_span(self) -> bool:
        """Is it a stretch of time or an age?"""
        return self.unit in TIMES or self.unit == "year of age"


def counted_thing(figure: Figure, names: Sequence[Name]) -> CountedThing:
    """Return what a figure counts.

    Args:
        figure: the figure.
        names: the names in its article.
    """
    at = max(figure.sentence.find(figure.text), 0)
    state = _state(figure, at)
    head, modifiers = _noun(figure.of)
    if state:
        is_anybody = head in _ANYBODY or any(said.match(head) for said in _STATE_OF.values())
        head, modifiers = "people", modifiers if is_anybody else modifiers | {head}
    return CountedThing(
        head=head,
        modifiers=modifiers,
        unit=_unit(figure, at),
        state=state,
        places=_places(figure, at, names),
        context=_telling(figure.sentence) - modifiers - {head},
    )


def _noun(of: str | None) -> tuple[str, frozenset[str]]:
    """Return the noun and what narrows it: `reports` and `crime` of `reports of crime`."""
    printed = re.split(r" (?=(?:of|for|in|with|from|at|on|to)\b)", of or "", maxsplit=1)
    words = [fold(word) for word in _WORD.findall(printed[0])]
    if not words:
        return "", frozenset()
    behind = {fold(word) for part in printed[1:] for word in _WORD.findall(part)}
    return words[-1], frozenset({*words[:-1], *behind} - _NO_MODIFIERS)


def _state(figure: Figure, at: int) -> str | None:
    if figure.unit is not None:
        return None
    head = (figure.of or "").rsplit(maxsplit=1)[-1:]
    for state, said in _STATE_OF.items():
        if head and said.match(head[0]):
            return state
    number_end = at + len(figure.text) - len(figure.of or "")
    after = _AFTER.match(figure.sentence, max(number_end - 1, 0)) or _AFTER.match(
        figure.sentence, at + len(figure.text)
    )
    before = _BEFORE.search(figure.sentence, max(at - 60, 0), at)
    found = before or after
    return found.lastgroup if found else None


def _unit(figure: Figure, at: int) -> str | None:
    if _TIMES_MORE.search(figure.text):
        return "times"
    if figure.unit is None and _PART.match(figure.sentence, at):
        return "part"
    if figure.change and figure.value_to is None:
        is_step = _STEP.search(figure.text) or _STEP_BEFORE.search(figure.sentence, max(at - 30, 0), at)
        return f"more {figure.unit or ''}".strip() if is_step else figure.unit
    return figure.unit


def _places(figure: Figure, at: int, names: Sequence[Name]) -> frozenset[str]:
    start = figure.start - at
    end = start + len(figure.sentence)
    inside = {name.text.lower() for name in names if name.kind == "place" and start <= name.start < end}
    # a name is listed at its first place only
    known = {name.text.lower() for name in names if name.kind == "place" and name.text in figure.sentence}
    return frozenset(inside | known)


def _telling(sentence: str) -> frozenset[str]:
    return frozenset({fold(word) for word in _WORD.findall(sentence[:600])} - STOP)
