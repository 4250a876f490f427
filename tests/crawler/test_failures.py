"""Why a fetch failed: one sentence for each way in which hosts fail."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.hosts import retry_at
from pipeline.nouns import PageDue

from .conftest import START, Crew


def failure_of(crew: Crew, url: str) -> str:
    """Fetch an address that fails, and return the sentence."""
    report = crew.go(pages=[PageDue(url=url, outlet=crew.outlet)])
    assert list(report.failures) == [url]
    return report.failures[url]


def test_a_name_that_is_not_known(crew: Crew):
    """A host that the DNS does not know is named."""
    url = "http://nowhere.invalid/news"
    assert failure_of(crew, url).startswith(f"{url} could not be fetched: there is no host nowhere.invalid")


def test_a_refused_connection(crew: Crew):
    """A port that nobody listens at is told as refused."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    assert "the host refused the connection" in failure_of(crew, url)


def test_a_connection_that_is_closed_without_an_answer(crew: Crew):
    """A host that hangs up is told as one that did."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=hang_up, args=(server,), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert "the host closed the connection without an answer" in failure_of(crew, url)


def hang_up(server: socket.socket) -> None:
    """Close the first connection that comes."""
    server.accept()[0].close()


@pytest.mark.parametrize("host", ["a..b", "a" * 70 + ".example", "a b", "%zz"])
def test_a_name_that_no_host_can_have(crew: Crew, host: str):
    """Such a name is refused before a resolver hangs over it, also where a redirect leads to it."""
    crew.press.put("/sly", status=302, headers={"Location": f"http://{host}/"})
    report = crew.go(pages=[crew.page("/sly"), PageDue(url=f"http://{host}/", outlet=crew.outlet)])
    assert len(report.failures) == 2
    assert "within" not in " ".join(report.failures.values())


def test_a_certificate_that_nobody_vouches_for(crew: Crew, self_signed: str):
    """A certificate that its host signed itself is not accepted."""
    assert "its TLS certificate or handshake is no good" in failure_of(crew, self_signed)


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[str]:
    """Open an HTTPS server with a certificate that nobody vouches for, and return its address."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path / "both.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"https://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def certificate(path: Path) -> Path:
    """Write a key and a certificate signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", START + timedelta(seconds=120)),
        (" 0 ", START),
        ("Mon, 02 Nov 2026 10:00:00 GMT", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("9" * 5000, START + timedelta(seconds=10**8)),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, expected: datetime | None):
    """Both forms of the standard are read; anything else is none."""
    assert retry_at(value, START) == expected
