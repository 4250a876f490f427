"""WARC files: read whatever was published as one, written so that others can read them."""

import gzip
import io
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import pages_of_warc, write_warc
from pipeline.errors import InputError
from pipeline.nouns import FeedEntry, Outcome, Page, Rejected

URL = "https://post.example/weir"
HTML = "<html><body><p>Café on the weir</p></body></html>"
LIMIT = 1024 * 1024


class Archive:
    """An archive that is written record by record."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._out = file.open("wb")
        self._writer = WARCWriter(filebuf=self._out, gzip=file.name.endswith(".gz"))

    def add(
        self,
        body: bytes = HTML.encode(),
        *,
        kind: str = "response",
        url: str = URL,
        status: str = "200 OK",
        **more: object,
    ) -> None:
        """Add a record; `http` are header fields of the answer, `warc` those of the record."""
        http = StatusAndHeaders(status, list(more.get("http", [("Content-Type", "text/html")])), protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict=dict(more.get("warc", {}))
        )
        self._writer.write_record(record)

    def read(self) -> list[Page | Rejected]:
        """Close it and read it."""
        self._out.close()
        return list(pages_of_warc(self.file, max_bytes=LIMIT))


@pytest.fixture
def archive(tmp_path: Path) -> Callable[[str], Archive]:
    """Return a function that begins an archive."""
    return lambda name="a.warc.gz": Archive(tmp_path / name)


def chunked(body: bytes) -> bytes:
    """Return a body in chunks."""
    half = len(body) // 2
    pieces = (body[:half], body[half:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (HTML.encode(), []),
        (gzip.compress(HTML.encode()), [("Content-Encoding", "gzip")]),
        (chunked(HTML.encode()), [("Transfer-Encoding", "chunked")]),
        (chunked(gzip.compress(HTML.encode())), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "GZIP")]),
        (HTML.encode(), [("Content-Encoding", "gzip")]),
        (HTML.encode(), [("Transfer-Encoding", "chunked")]),
        (HTML.encode(), [("Content-Encoding", "br")]),
    ],
    ids=["plain", "gzip", "chunked", "both", "unpacked already", "joined already", "unknown packing"],
)
def test_a_body_is_read_however_it_was_sent(archive, name: str, body: bytes, fields: list):
    """Packed, in chunks, or only said to be."""
    written = archive(name)
    written.add(body, http=[("Content-Type", "text/html; charset=utf-8"), *fields])
    (page,) = written.read()
    assert page.body == HTML.encode()
    assert (page.url, page.outlet, page.status) == (URL, "post.example", 200)
    assert page.headers == {"content-type": "text/html; charset=utf-8"}


def test_a_long_body_is_read_whole(archive):
    """Readers give less than they are asked for; all of it is read all the same."""
    body = bytes(range(256)) * 3000
    written = archive()
    written.add(chunked(body), http=[("Transfer-Encoding", "chunked")])
    assert written.read()[0].body == body


def test_what_is_no_answer_of_the_web_is_passed_over(archive):
    """Requests, notes of other programs, names that were looked up."""
    written = archive()
    written.add(kind="request")
    written.add(url="dns:post.example")
    written.add(kind="metadata")
    written.add(url="javascript:alert(1)")
    written.add(url="file:///etc/passwd")
    written.add()
    assert [page.url for page in written.read()] == [URL]


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"kind": "revisit"}, Outcome.UNCHANGED),
        ({"body": b"x" * (LIMIT + 1)}, Outcome.TOO_LARGE),
        ({"body": gzip.compress(b"x" * 50 * LIMIT), "http": [("Content-Encoding", "gzip")]}, Outcome.TOO_LARGE),
        ({"warc": {"WARC-Truncated": "disconnect"}}, Outcome.BROKEN),
        ({"warc": {"WARC-Date": "last week"}}, Outcome.BROKEN),
        ({"status": "OK"}, Outcome.BROKEN),
    ],
    ids=["revisit", "large", "bomb", "cut off", "no date", "no status"],
)
def test_what_cannot_be_taken_ends_with_its_reason_and_stops_nothing(archive, more: dict, outcome: Outcome):
    """Each record ends in one outcome; those behind it are read."""
    written = archive()
    written.add(**more)
    written.add(url="https://post.example/next")
    refused, page = written.read()
    assert isinstance(refused, Rejected)
    assert (refused.outcome, refused.url) == (outcome, URL)
    assert page.url == "https://post.example/next"


def test_a_long_page_that_was_cut_is_kept(archive):
    """Archives cut pages at a megabyte; the article stands at the beginning."""
    written = archive()
    written.add(warc={"WARC-Truncated": "length"})
    assert written.read()[0].body == HTML.encode()


@pytest.mark.parametrize(
    ("declared", "seen", "expected"),
    [
        ("text/html; charset=latin-1", "text/html", "text/html; charset=latin-1"),
        ("text/html", "application/xhtml+xml", "text/html"),
        ("text/html", "application/pdf", "application/pdf"),
        ("text/html", "image/jpeg", "image/jpeg"),
        (None, "text/html", "text/html"),
    ],
)
def test_what_the_archive_saw_in_a_body_counts(archive, declared: str | None, seen: str, expected: str):
    """A picture that a server calls HTML is a picture; the character set is the server's to say."""
    written = archive()
    http = [("Content-Type", declared)] if declared else []
    written.add(http=http, warc={"WARC-Identified-Payload-Type": seen})
    assert written.read()[0].headers["content-type"] == expected


def test_an_archive_packed_as_a_whole_is_read(archive, tmp_path: Path):
    """Some pack the file and not its records."""
    plain = archive("a.warc")
    plain.add()
    plain.add(url="https://post.example/next")
    plain.read()
    packed = tmp_path / "whole.warc.gz"
    packed.write_bytes(gzip.compress(plain.file.read_bytes()))
    assert len(list(pages_of_warc(packed, max_bytes=LIMIT))) == 2


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_file_that_ends_too_early_gives_what_it_has(archive, name: str):
    """The records before the end are read, the last is not taken for whole, and the file is named."""
    written = archive(name)
    for n in range(3):
        written.add(url=f"https://post.example/{n}", body=bytes(range(256)) * 40)
    written.read()
    cut = written.file.with_name(f"cut-{name}")
    cut.write_bytes(written.file.read_bytes()[:-60])
    found: list[Page | Rejected] = []
    with pytest.raises(InputError, match="cut-") if name.endswith("gz") else nullcontext():
        # one by one: what came before the damage was handed over
        found.extend(pages_of_warc(cut, max_bytes=LIMIT))
    assert [page.url[-1] for page in found if isinstance(page, Page)] == ["0", "1"]


def test_what_is_no_archive_is_said_in_a_sentence(tmp_path: Path):
    """No traceback for a file of another kind."""
    file = tmp_path / "a.warc"
    file.write_text("hello\n")
    with pytest.raises(InputError, match="is no WARC file"):
        list(pages_of_warc(file, max_bytes=LIMIT))


def page(n: int, **more: object) -> Page:
    """Return a page as fetched."""
    body = f"<p>Weir {n} – café</p>".encode()
    fields = {
        "url": f"{URL}?page={n}",
        "requested_url": f"{URL}?page={n}&old=1",
        "outlet": "storrow-post",
        "fetched_at": datetime(2026, 3, 1, 7, 0, n, 123456, tzinfo=UTC),
        "status": 200,
        "headers": {"content-type": "text/html; charset=utf-8", "etag": '"1"'},
        "body": body,
        "content_hash": sha256(body).hexdigest(),
        **more,
    }
    return Page(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [True, False])
def test_pages_that_are_written_come_back_as_they_were(tmp_path: Path, packed: bool):
    """Address, outlet, time to the microsecond, headers, bytes, and what the feed said."""
    entry = FeedEntry(
        id="g-1",
        url=URL,
        headline="Weir gate “fails”\r\nWARC-Type: forged",
        published_at=datetime(2026, 3, 1, 6, 0, tzinfo=UTC),
        byline=("Tamsin Ockley",),
    )
    pages = [page(1), page(2, entry=entry), page(3, status=404, headers={"x-robots-tag": "a\r\nb: c"}, outlet="")]
    file = tmp_path / "out.warc.gz"
    with file.open("wb") as out:
        assert write_warc(pages, out, packed=packed) == 3
    back = list(pages_of_warc(file, max_bytes=LIMIT))
    assert back[:2] == pages[:2]
    assert back[2].headers == {"x-robots-tag": "a b: c"}


def test_what_is_written_is_warc_1_1_with_digests_that_hold(tmp_path: Path):
    """Others' readers find a description of the file, answers and notes, and no damage."""
    file = tmp_path / "out.warc.gz"
    with file.open("wb") as out:
        write_warc([page(1)], out, packed=True)
    with file.open("rb") as opened:
        records = ArchiveIterator(opened, check_digests="raise")
        seen = [(record.rec_type, record.content_stream().read(), record.rec_headers) for record in records]
    assert [kind for kind, _, _ in seen] == ["warcinfo", "response", "metadata"]
    assert all(headers.protocol == "WARC/1.1" for _, _, headers in seen)
    assert seen[1][2].get_header("WARC-Payload-Digest").startswith("sha1:")
    assert seen[1][2].get_header("WARC-Date") == "2026-03-01T07:00:01.123456Z"
