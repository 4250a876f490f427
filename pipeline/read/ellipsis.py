"""Figures whose noun stands with another figure of the sentence: `30 of the 140 beds`, `cases rose from 640 to 717`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.nouns import Figure

#: `30 of the 140 promised beds`, `one in five patients`.
_PART_OF = re.compile(
    r" (?:of|in|out of)(?: all)?(?: the| its| their| his| her| our| these| those| every)?(?: about| some)? \Z"
)
#: `three of them`, `12 of whom`.
_OF_THEM = re.compile(r",? of (?:them|whom|those|these|which)\b")
#: `48,000 patients, of whom 3,000 had waited`.
_OF_WHOM = re.compile(
    r",? of (?:whom|which)(?: about| around| some| nearly| almost| only| just| more than| at least)? \Z"
)
#: `and six more will follow`.
_MORE = re.compile(r" more(?= (?:were|was|are|is|will|have|had|has|would|could|face|remain|[a-z]+ed)\b|[.,;])")
#: `up from 60,000`, `compared with 52`, `promised 40 beds but only 12 were built`, `by 291 votes to 204`.
_LINK_BEFORE = re.compile(
    r"\b(?:up from|down from|compared (?:with|to)|than|against|another|further|(?:but|and|although) (?:only|just)|"
    r"votes to) \Z"
)
#: `1 to 1.5 degrees` where the two are no range.
_TO = re.compile(r" ?(?:to|or|[-–]) ?")
_FROM = re.compile(r"\b[Ff]rom(?: about| around| just| nearly| almost)? \Z")
#: Nothing that could be counted follows.
_ENDS = re.compile(
    r"[.,;:)]|\Z|\n| (?:and|in|on|at|by|to|from|last|this|next|a|an|the|who|that|which|were|was|are|is|had|have|has|"
    r"per|for|when|as|but|over|during|since|today|yesterday|more|fewer)\b"
)
#: So far apart two figures may share a noun, in characters.
_NEAR = 160
#: So far apart they may be where one became the other.
_FROM_TO = 40


def shared_nouns(text: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the figures with the nouns that they share with another of their sentence.

    Only a figure that has neither noun nor unit takes one, and only where words beside it say that it counts the same.

    Args:
        text: What they stand in.
        figures: In order of place.
    """
    shared: list[Figure] = []
    for n, figure in enumerate(figures):
        following = figures[n + 1] if n + 1 < len(figures) else None
        if not (figure.of or figure.unit) and text.startswith((" who ", ", who "), figure.end):
            shared.append(replace(figure, of="people"))
            continue
        earlier = shared[-1] if shared else None
        if earlier and earlier.of and _is_of_whom(text, earlier, figure):
            shared.append(replace(figure, of=earlier.of))
            continue
        source = _counted_with(text, figure, following, earlier)
        shared.append(
            replace(figure, of=source.of, unit=source.unit if source.of is None else None) if source else figure
        )
    return tuple(shared)


def _is_of_whom(text: str, earlier: Figure, figure: Figure) -> bool:
    """Tell whether a figure is a part of the one before: `of whom 3,000 had waited`."""
    if figure.unit or figure.sentence != earlier.sentence:
        return False
    return bool(_OF_WHOM.search(text, max(figure.start - 24, earlier.end), figure.start))


def _counted_with(text: str, figure: Figure, following: Figure | None, earlier: Figure | None) -> Figure | None:
    if figure.of or figure.unit:
        return None
    if following and following.of and not following.unit and _PART_OF.fullmatch(text, figure.end, following.start):
        return following
    if following and (following.of or following.unit) and _TO.fullmatch(text, figure.end, following.start):
        return following
    is_near = earlier is not None and figure.start - earlier.end < _NEAR and earlier.sentence == figure.sentence
    if earlier is None or not is_near or not (earlier.of or earlier.unit) or earlier.unit == "year of age":
        return None
    if _OF_THEM.match(text, figure.end) or _MORE.match(text, figure.end):
        return earlier
    is_linked = _LINK_BEFORE.search(text, max(figure.start - 16, 0), figure.start) or _is_from_to(text, earlier, figure)
    return earlier if is_linked and _ENDS.match(text, figure.end) else None


def _is_from_to(text: str, earlier: Figure, figure: Figure) -> bool:
    """Tell whether two figures are `from 21 mpg combined to 23`."""
    if not _FROM.search(text, max(earlier.start - 14, 0), earlier.start):
        return False
    return text.endswith(" to ", earlier.end, figure.start) and figure.start - earlier.end < _FROM_TO
