"""Pages from files, as if they had just been fetched."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipeline.errors import InputError
from pipeline.nouns import Page


def is_web(target: str) -> bool:
    """Tell an address from a file."""
    return target.startswith(("http://", "https://"))


def page_of_file(file: Path, url: str | None) -> Page:
    """Return a file as if it had just been fetched.

    Raises:
        InputError: it cannot be read.
    """
    try:
        body = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); name a file or an address") from error
    address = url or file.absolute().as_uri()
    return Page(
        url=address,
        requested_url=address,
        outlet="",
        fetched_at=datetime.now(tz=UTC),
        status=200,
        headers={},
        body=body,
        content_hash=sha256(body).hexdigest(),
    )
