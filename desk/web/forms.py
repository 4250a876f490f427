"""What a form sends, read without a library: short fields, no files."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from fastapi import Request
from starlette.exceptions import HTTPException

#: Largest form that is read: bytes; and fields in it: a count.
_MOST_BYTES, _MOST_FIELDS = 65_536, 1_000


class Form:
    """The fields of a form, each with what was typed, control characters taken out."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._fields = fields

    def text(self, name: str, longest: int = 500) -> str:
        """Return a field; empty: it is not there."""
        return _plain((self._fields.get(name) or [""])[0], longest)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, in order, each once."""
        return tuple(dict.fromkeys(_plain(each, 200) for each in self._fields.get(name, ())))


async def form_of(request: Request) -> Form:
    """Return the form that a request sends.

    Raises:
        HTTPException: it is no form, or too large.
    """
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        return Form(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise HTTPException(400) from error


def _plain(text: str, longest: int) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text[:longest]).strip()
