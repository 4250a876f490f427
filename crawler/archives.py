"""Archives: WARC files, as CC-NEWS publishes them, read as pages; and pages written as WARC.

Source: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.rules import MEBIBYTE
from crawler.urls import canonical_url, host_of, is_fetchable
from pipeline.errors import InputError
from pipeline.nouns import FeedEntry, Outcome, Page, Rejected

#: Headers that are kept of an answer.
_KEPT = ("content-type", "last-modified", "etag", "x-robots-tag", "content-language")
#: `WARC-Truncated` with this reason: the beginning is whole, which is where an article stands.
_LONG = "length"
_READABLE = re.compile(r"text/|application/(?:xhtml\+|xml)")
_SLUG = re.compile(r"[a-z0-9-]{0,100}")
_FETCHED = frozenset({"response", "resource", "revisit"})
#: Pages that were ingested from files have such addresses.
_FILE = "file:"
_GZIP = b"\x1f\x8b"
_DATES = frozenset({"published_at", "updated_at"})


def pages_of_warc(file: Path, *, max_bytes: int) -> Iterator[Page | Rejected]:
    """Return the answers that an archive holds, in its order; each ends as a page or with the reason why not.

    Requests, notes and what was not fetched by HTTP are passed over. What our own export notes of a page is taken
    back.

    Args:
        file: `.warc` or `.warc.gz`, packed by record or as a whole.
        max_bytes: larger bodies are rejected.

    Raises:
        InputError: the file cannot be read to its end, or is no WARC file; what came before it was returned.
    """
    held: _Held | None = None
    try:
        with _unpacked(file) as opened:
            for record in ArchiveIterator(opened):
                kind, headers = record.rec_type, record.rec_headers
                if kind == "metadata" and held and headers.get_header("WARC-Refers-To") == held.key:
                    held.note(record.content_stream().read(MEBIBYTE))
                elif kind in _FETCHED and (found := _found(record, max_bytes)) is not None:
                    yield from held.whole() if held else ()
                    held = _Held(key=headers.get_header("WARC-Record-ID") or "", found=found)
    except (OSError, EOFError, zlib.error, ArchiveLoadFailed) as error:
        yield from held.whole() if held else ()
        raise InputError(_complaint(file, error)) from error
    yield from held.whole() if held else ()


@dataclass(slots=True)
class _Held:
    """What a record held, until it is plain whether a note of ours follows."""

    key: str
    found: Page | Rejected
    is_noted: bool = False

    def note(self, written: bytes) -> None:
        """Add what a note says, if it is ours."""
        told = _told(written)
        if told and isinstance(self.found, Page):
            self.found, self.is_noted = _with_note(self.found, told), True

    def whole(self) -> Iterator[Page | Rejected]:
        """Return it; a page from a file only where we wrote the archive ourselves."""
        if self.is_noted or not self.found.url.startswith(_FILE):
            yield self.found


def _complaint(file: Path, error: Exception) -> str:
    if isinstance(error, ArchiveLoadFailed):
        return f"{file}: is no WARC file, or damaged ({' '.join(str(error).split())[:120]}); fetch it again"
    return f"{file}: cannot be read to its end ({error}); fetch it again"


@contextmanager
def _unpacked(file: Path) -> Iterator["_Stream"]:
    with file.open("rb") as opened:
        is_packed = opened.read(2) == _GZIP
        opened.seek(0)
        stream = _Stream(gzip.GzipFile(fileobj=opened) if is_packed else opened)
        yield stream
        if stream.damage is not None:
            raise stream.damage


class _Stream:
    """A file that ends where it is damaged: what came before is read to its last byte."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._n_read = 0
        #: What is wrong with it; None: nothing as yet.
        self.damage: Exception | None = None

    def read(self, n_bytes: int = -1) -> bytes:
        """Return the next bytes."""
        if self.damage is not None:
            return b""
        try:
            # piece by piece: a longer read would lose what lies before the damage
            piece: bytes = self._inner.read1(n_bytes)
        except (OSError, EOFError, zlib.error) as error:
            self.damage = error
            return b""
        self._n_read += len(piece)
        return piece

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._n_read


def _found(record: ArcWarcRecord, max_bytes: int) -> Page | Rejected | None:
    """Return what one record holds; None: nothing that was fetched by HTTP."""
    headers = record.rec_headers
    target = (headers.get_header("WARC-Target-URI") or "").strip("<>")
    url = target if target.startswith(_FILE) else canonical_url(target)
    if url is None:
        return None
    if record.rec_type == "revisit":
        detail = "The archive says that it had not changed since it was last fetched."
        return Rejected(outcome=Outcome.UNCHANGED, detail=detail, url=url)
    cut_off = headers.get_header("WARC-Truncated")
    if cut_off is not None and cut_off != _LONG:
        return Rejected(outcome=Outcome.BROKEN, detail=f"The archive has it only in part ({cut_off}).", url=url)
    try:
        return _page(record, url, max_bytes)
    except ValueError as error:
        return Rejected(outcome=Outcome.BROKEN, detail=f"The archive's record is damaged: {error}.", url=url)


def _page(record: ArcWarcRecord, url: str, max_bytes: int) -> Page | Rejected:
    """Read an answer.

    Raises:
        ValueError: the record has no date or status that can be read, or is shorter than it says.
    """
    body = _body(record, max_bytes)
    if body is None:
        detail = f"It is larger than {max_bytes / MEBIBYTE:g} MiB."
        return Rejected(outcome=Outcome.TOO_LARGE, detail=detail, url=url)
    http = record.http_headers
    status = 200 if http is None else int(http.get_statuscode() or "none")
    return Page(
        url=url,
        requested_url=url,
        outlet=host_of(url).removeprefix("www."),
        fetched_at=_date(record.rec_headers.get_header("WARC-Date")),
        status=status,
        headers=_headers(record),
        body=body,
        content_hash=sha256(body).hexdigest(),
    )


def _date(written: str | None) -> datetime:
    found = datetime.fromisoformat(written or "none")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _headers(record: ArcWarcRecord) -> dict[str, str]:
    """Return the headers that are kept; what the archive saw in the body goes before what the server called it."""
    http = record.http_headers
    kept = {name: value for name in _KEPT if http is not None and (value := http.get_header(name))}
    if http is None and (declared := record.rec_headers.get_header("Content-Type")):
        kept["content-type"] = declared
    seen = record.rec_headers.get_header("WARC-Identified-Payload-Type")
    if seen and (not _READABLE.match(seen.lower()) or "content-type" not in kept):
        kept["content-type"] = seen
    return kept


def _body(record: ArcWarcRecord, max_bytes: int) -> bytes | None:
    """Return the body as a reader would have seen it; None: it is too large.

    Raises:
        ValueError: the file ends before it.
    """
    raw = _read(record.raw_stream, max_bytes)
    if raw is None:
        return None
    if getattr(record.raw_stream, "limit", 0):
        raise ValueError("it is shorter than it says")
    http = record.http_headers
    encoding = ((http and http.get_header("content-encoding")) or "").strip().lower()
    packing = encoding if encoding in BufferedReader.get_supported_decompressors() else None
    is_chunked = ((http and http.get_header("transfer-encoding")) or "").strip().lower() == "chunked"
    if not is_chunked and packing is None:
        return raw
    reader = ChunkedDataReader if is_chunked else BufferedReader
    try:
        return _read(reader(io.BytesIO(raw), decomp_type=packing), max_bytes)
    except Exception:  # noqa: BLE001 - each packing fails in its own way; many archives unpack and keep the header
        return raw


def _read(stream: Any, max_bytes: int) -> bytes | None:
    """Read to the end; None: there is more than so many bytes."""
    pieces, n_bytes = [], 0
    while piece := stream.read(min(MEBIBYTE, max_bytes + 1 - n_bytes)):
        pieces.append(piece)
        n_bytes += len(piece)
        if n_bytes > max_bytes:
            return None
    return b"".join(pieces)


# ---------------------------------------------------------------------------------------------------------- writing


def write_warc(pages: Iterable[Page], out: IO[bytes], *, packed: bool) -> int:
    """Write pages as WARC 1.1 and return how many: a response each, and a note of what only we know of it.

    Args:
        pages: In the order in which they are to stand.
        out: Where to.
        packed: By gzip, record by record, as archives are.
    """
    writer = WARCWriter(filebuf=out, gzip=packed, warc_version="1.1")
    about = {
        "software": f"Throughline/{version('throughline')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    writer.write_record(writer.create_warcinfo_record(None, about))
    n_pages = 0
    for page in pages:
        for record in _records(writer, page):
            writer.write_record(record)
        n_pages += 1
    return n_pages


def _records(writer: WARCWriter, page: Page) -> Iterator[ArcWarcRecord]:
    date = page.fetched_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    phrase = HTTPStatus(page.status).phrase if page.status in HTTPStatus.__members__.values() else ""
    headers = [(name.title(), _on_one_line(value)) for name, value in page.headers.items()]
    response = writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        http_headers=StatusAndHeaders(
            f"{page.status} {phrase}".strip(), [*headers, ("Content-Length", str(len(page.body)))], protocol="HTTP/1.1"
        ),
        warc_headers_dict={"WARC-Date": date},
    )
    yield response
    yield writer.create_warc_record(
        page.url,
        "metadata",
        payload=io.BytesIO(_note(page)),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Refers-To": response.rec_headers.get_header("WARC-Record-ID"),
        },
    )


def _on_one_line(value: str) -> str:
    return " ".join(value.split()).encode("latin-1", "replace").decode("latin-1")


def _note(page: Page) -> bytes:
    """Return what the answer itself does not tell: who published it, what was asked, what a feed said of it."""
    told = {"throughline-url": page.url, "throughline-requested-url": page.requested_url}
    told["throughline-outlet"] = page.outlet
    if page.entry is not None:
        told["throughline-entry"] = json.dumps(_plain(page.entry))
    return "".join(f"{name}: {value}\r\n" for name, value in told.items()).encode()


def _plain(entry: FeedEntry) -> dict[str, Any]:
    told = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items() if value}


def _told(note: bytes) -> dict[str, str]:
    lines = (line.partition(": ") for line in note.decode("utf-8", "replace").splitlines())
    return {name: value for name, _, value in lines if name.startswith("throughline-")}


def _with_note(page: Page, told: Mapping[str, str]) -> Page:
    outlet = told.get("throughline-outlet")
    return replace(
        page,
        url=_address(told.get("throughline-url"), page.url),
        requested_url=_address(told.get("throughline-requested-url"), page.requested_url),
        outlet=outlet if outlet is not None and _SLUG.fullmatch(outlet) else page.outlet,
        entry=_entry(told.get("throughline-entry")),
    )


def _address(noted: str | None, otherwise: str) -> str:
    return noted if noted and is_fetchable(noted) else otherwise


def _entry(written: str | None) -> FeedEntry | None:
    try:
        told: Mapping[str, Any] = json.loads(written or "null") or {}
        return FeedEntry(
            **{name: datetime.fromisoformat(value) if name in _DATES else value for name, value in told.items()}
            | {"byline": tuple(told.get("byline", ()))}
        )
    except (ValueError, TypeError, AttributeError):
        return None
