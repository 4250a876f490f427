"""Cursors: where a page ended, in a string that callers hand back as it is."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Query

from desk.api.models import Model, Page
from pipeline.errors import NotFoundError

N = TypeVar("N")
M = TypeVar("M", bound=Model)

#: How many on a page.
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.", examples=[50])]
#: Where to go on.
Cursor = Annotated[
    str | None,
    Query(max_length=400, pattern=r"^[A-Za-z0-9_-]+$", description="`next` of the page before."),
]


def packed(*place: object) -> str:
    """Return the cursor of a place."""
    told = [part.isoformat() if isinstance(part, datetime) else part for part in place]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def _unpacked(cursor: str) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error) as error:
        raise _lost() from error
    if not isinstance(found, list):
        raise _lost()
    return found


def _lost() -> NotFoundError:
    return NotFoundError("No page lies behind this cursor: hand back `next` as it came, or leave it out")


def place_of(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the instant and id at which a page ended; None: from the beginning.

    Raises:
        NotFoundError: the cursor is none of ours.
    """
    if cursor is None:
        return None
    try:
        at, key = _unpacked(cursor)
        instant = datetime.fromisoformat(at)
    except (ValueError, TypeError) as error:
        raise _lost() from error
    if instant.tzinfo is None or not isinstance(key, str):
        raise _lost()
    return instant, key


def number_of(cursor: str | None) -> int | None:
    """Return the number at which a page ended; None: from the beginning.

    Raises:
        NotFoundError: the cursor is none of ours.
    """
    return None if cursor is None else _only(cursor, int, lambda found: 0 <= found < 2**62)


def name_of(cursor: str | None) -> str | None:
    """Return the name at which a page ended; None: from the beginning.

    Raises:
        NotFoundError: the cursor is none of ours.
    """
    return None if cursor is None else _only(cursor, str, lambda _: True)


def _only(cursor: str, kind: type[N], fits: Callable[[N], bool]) -> N:
    found = _unpacked(cursor)
    if len(found) != 1 or type(found[0]) is not kind or not fits(found[0]):
        raise _lost()
    value: N = found[0]
    return value


def page_of(
    rows: Sequence[N], limit: int, shown: Callable[[N], M], place: Callable[[N], tuple[object, ...]]
) -> Page[M]:
    """Return a page of the first `limit` rows; one more than that tells that there is another."""
    few = rows[:limit]
    return Page(items=[shown(row) for row in few], next=packed(*place(few[-1])) if len(rows) > limit else None)
