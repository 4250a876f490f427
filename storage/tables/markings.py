"""What a page says of its article, as JSON and back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pipeline.nouns import Amendment, AmendmentKind, ClaimPlace, Markings, Picture, TextBlock, TextBlockKind, TimeClaim

_NOTHING_SAID = Markings()


def written(markings: Markings, writable: Callable[[str], str]) -> dict[str, Any]:
    """Return markings as JSON has them, without what is not said.

    Args:
        markings: as read.
        writable: replaces what no database may hold.
    """
    said = {name: _plain(value, writable) for name, value in asdict(markings).items()}
    if not markings.is_live:
        del said["is_live"]
    return {name: value for name, value in said.items() if value is not None and value != []}


def markings_of(said: Mapping[str, Any]) -> Markings:
    """Return the markings that were written."""
    if not said:
        return _NOTHING_SAID
    return Markings(
        published=_claim(said.get("published")),
        modified=_claim(said.get("modified")),
        disputed=tuple(filter(None, map(_claim, said.get("disputed", ())))),
        section=said.get("section"),
        tags=tuple(said.get("tags", ())),
        picture=Picture(**said["picture"]) if "picture" in said else None,
        is_free=said.get("is_free"),
        based_on=tuple(said.get("based_on", ())),
        amendments=tuple(
            Amendment(kind=AmendmentKind(each["kind"]), text=each["text"]) for each in said.get("amendments", ())
        ),
        is_live=said.get("is_live", False),
        text_blocks=tuple(map(_text_block, said.get("text_blocks", ()))),
    )


def _text_block(said: Mapping[str, Any]) -> TextBlock:
    at = datetime.fromisoformat(said["at"]) if said["at"] else None
    return TextBlock(kind=TextBlockKind(said["kind"]), start=said["start"], end=said["end"], at=at)


def _claim(said: Mapping[str, Any] | None) -> TimeClaim | None:
    if said is None:
        return None
    return TimeClaim(at=datetime.fromisoformat(said["at"]), zone=said["zone"], place=ClaimPlace(said["place"]))


def _plain(value: object, writable: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part, writable) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, writable) for part in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return writable(str(value)) if isinstance(value, str) else value
