"""Archives: WARC files, as CC-NEWS publishes them, read back as pages."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.urls import canonical_url, host_of
from pipeline.errors import InputError
from pipeline.nouns import Page

#: Headers that are kept of an answer.
_KEPT = ("content-type", "last-modified", "etag", "x-robots-tag", "content-language")


def pages_of_warc(file: Path, *, max_bytes: int) -> Iterator[Page]:
    """Return the answers that an archive holds, in its order; other records are passed over.

    Args:
        file: `.warc` or `.warc.gz`.
        max_bytes: larger bodies are passed over.

    Raises:
        InputError: the file cannot be read, or is no WARC file.
    """
    try:
        with file.open("rb") as opened:
            for record in ArchiveIterator(opened):
                page = _page(record, max_bytes) if record.rec_type == "response" else None
                if page is not None:
                    yield page
    except (OSError, EOFError) as error:
        raise InputError(f"{file}: cannot be read to its end ({error}); fetch it again") from error
    except ArchiveLoadFailed as error:
        raise InputError(f"{file}: is no WARC file ({error})") from error


def _page(record: ArcWarcRecord, max_bytes: int) -> Page | None:
    asked = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = canonical_url(asked)
    if url is None or record.http_headers is None:
        return None
    body = record.content_stream().read(max_bytes + 1)
    if len(body) > max_bytes:
        return None
    headers = {name: value for name in _KEPT if (value := record.http_headers.get_header(name))}
    return Page(
        url=url,
        requested_url=url,
        outlet=host_of(url).removeprefix("www."),
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        status=int(record.http_headers.get_statuscode() or 0),
        headers=headers,
        body=body,
        content_hash=sha256(body).hexdigest(),
    )
