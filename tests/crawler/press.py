"""A small press on loopback: pages by path, with whatever manners a test gives them."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the press says to one request."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Seconds of silence before it.
    silence: float = 0.0
    #: Body in pieces, without a length, in place of `body`.
    pieces: Iterator[bytes] | None = None


@dataclass(slots=True)
class Request:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    at: float
    method: str = "GET"
    body: bytes = b""


@dataclass(slots=True)
class Press:
    """What it publishes, and what it was asked."""

    port: int = 0
    answers: dict[str, Answer | Callable[[Request], Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: str | bytes = "", **kwargs: object) -> str:
        """Publish a body at a path, and return its address."""
        self.answers[path] = Answer(body=body.encode() if isinstance(body, str) else body, **kwargs)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        """Return the requests for a path."""
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Answer:
        """Return what is published at the path asked for; 404 where nothing is, and 304 where the validator fits."""
        self.requests.append(request)
        found = self.answers.get(request.path, Answer(status=404, body=b"nothing here"))
        said = found(request) if callable(found) else found
        etag = said.headers.get("ETag")
        return (
            Answer(status=304, headers=said.headers) if etag and request.headers.get("If-None-Match") == etag else said
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        """Keep quiet: a crawler that breaks off is what many tests want."""


@contextmanager
def opened() -> Iterator[Press]:
    """Open a press on a free port, and close it at the end."""
    press = Press()
    server = _Server(("127.0.0.1", 0), _handler(press))
    press.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield press
    finally:
        server.shutdown()
        server.server_close()


def _handler(press: Press) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = {"path": self.path, "headers": dict(self.headers), "method": self.command, "body": body}
            said = press.answer(Request(at=time.monotonic(), **asked))
            with suppress(ConnectionError, TimeoutError):
                self._say(said)

        do_POST = do_GET  # noqa: N815 - the server looks for this name

        def _say(self, said: Answer) -> None:
            time.sleep(said.silence)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            if said.pieces is None:
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)
                return
            self.send_header("Connection", "close")
            self.end_headers()
            for piece in said.pieces:
                self.wfile.write(piece)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    return Handler
