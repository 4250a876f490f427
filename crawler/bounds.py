"""What an answer may cost: the size of its headers, how far it unpacks, and whether its kind is worth a download."""

from collections.abc import Callable
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from crawler.rules import MEBIBYTE

#: Bytes of status line and headers (nginx and Apache send at most 8 KiB a line; browsers give up at 256 KiB).
_MAX_HEADER_BYTES = 128 * 1024
#: Times its packed size that an answer may unpack to; HTML and XML stay under 40, bombs begin at 1,000.
_MAX_RATIO = 100
#: Below this size the ratio says nothing: an empty page of spaces is no attack.
_RATIO_COUNTS_FROM = MEBIBYTE
#: Encodings laid over one another; nobody sends more than one in earnest.
_MAX_LAYERS = 2

#: First halves of content types that hold no text.
_MEDIA = frozenset({"image", "audio", "video", "font", "model"})
#: Whole content types that hold no text of an article or feed. `application/octet-stream` and gzip are none of them:
#: sitemaps come under those names.
_FILES = frozenset(
    {
        "application/pdf",
        "application/zip",
        "application/x-zip-compressed",
        "application/x-7z-compressed",
        "application/x-rar-compressed",
        "application/vnd.rar",
        "application/x-tar",
        "application/msword",
        "application/epub+zip",
        "application/java-archive",
        "application/wasm",
        "application/x-shockwave-flash",
        "application/x-msdownload",
        "application/vnd.android.package-archive",
        "application/x-bittorrent",
        "application/ogg",
        "application/mp4",
        "application/vnd.apple.mpegurl",
    }
)
_FILE_FAMILIES = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.ms-",
    "application/vnd.oasis.opendocument.",
    "application/x-font",
    "application/font",
)


class RefusedAnswerError(IgnoreRequest):
    """An answer that is not taken; its message says why, as the second half of a sentence."""


class BrokenOffError(StopDownload):
    """An answer that was broken off after its headers; its message says why, as the second half of a sentence."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(fail=True)
        self.why = why

    def __str__(self) -> str:
        return self.why


def is_text(content_type: str) -> bool:
    """Tell whether a content type may hold an article, a feed or a robots.txt; one that is not named may."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.partition("/")[0] not in _MEDIA and kind not in _FILES and not kind.startswith(_FILE_FAMILIES)


def demand_text(headers: Headers) -> None:
    """Break an answer off whose headers say that it holds no text.

    Raises:
        BrokenOffError: it holds pictures, sound, film or a file of some program.
    """
    kind = (headers.get("Content-Type") or b"").decode("latin-1")
    if not is_text(kind):
        raise BrokenOffError(f"it is no text but {kind.partition(';')[0].strip().lower()}")


def bound_headers(factory: Callable[..., Any]) -> Callable[..., Any]:
    """Return a factory of connections that are closed when the headers of an answer do not end.

    Twisted bounds the length of each line and not their number.

    Args:
        factory: Makes the protocols of a pool of connections.
    """

    def bounded(*args: Any) -> Any:
        made = factory(*args)
        build = made.buildProtocol

        def build_bounded(address: Any) -> Any:
            protocol = build(address)
            protocol.dataReceived = _HeaderCount(protocol).take
            return protocol

        made.buildProtocol = build_bounded
        return made

    return bounded


class _HeaderCount:
    """Counts what one connection receives before the body of an answer begins."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._pass_on = protocol.dataReceived
        self._n_bytes = 0

    def take(self, data: bytes) -> None:
        self._pass_on(data)
        parser = self._protocol._parser  # noqa: SLF001 - Twisted has no other name for it
        if parser is None or parser.state not in {"STATUS", "HEADER"}:
            self._n_bytes = 0
            return
        self._n_bytes += len(data)
        if self._n_bytes > _MAX_HEADER_BYTES:
            why = f"its headers are larger than {_MAX_HEADER_BYTES // 1024} KiB"
            failure: Any = Failure
            self._protocol._giveUp(failure(RefusedAnswerError(why)))  # noqa: SLF001


class Unpacking(HttpCompressionMiddleware):
    """Unpacks answers, and refuses those that are packed to be large."""

    def process_response(self, request: Request, response: Response, *args: Any) -> Request | Response:
        """Unpack one answer.

        Raises:
            RefusedAnswerError: it unpacks too far, or is packed too often.
            IgnoreRequest: it is too large.
        """
        layers = [name for line in response.headers.getlist("Content-Encoding") for name in line.split(b",")]
        if len(layers) > _MAX_LAYERS:
            raise RefusedAnswerError(f"it is packed {len(layers)} times over")
        unpacked = super().process_response(request, response, *args)
        size = len(unpacked.body)
        if size > max(_RATIO_COUNTS_FROM, _MAX_RATIO * len(response.body)):
            raise RefusedAnswerError(f"it unpacks to more than {_MAX_RATIO} times its size")
        return unpacked
