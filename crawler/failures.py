"""Why a fetch failed, in one sentence that names the address."""

from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.bounds import RefusedAnswerError
from crawler.guard import RefusedError
from crawler.rules import MEBIBYTE, CrawlRules

_PLAIN: dict[type[BaseException], str] = {
    DownloadConnectionRefusedError: "the host refused the connection",
    ResponseDataLossError: "the answer broke off before its end",
    NotSupported: "only http and https addresses are",
    UnsupportedURLSchemeError: "only http and https addresses are",
}


def why_failed(error: BaseException | None, url: str, rules: CrawlRules, max_bytes: int | None = None) -> str:
    """Return why no usable answer came, as a sentence.

    Args:
        error: What Scrapy, Twisted or we raised.
        url: The address that was asked for.
        rules: The limits that it may have broken.
        max_bytes: The limit of size, where it is not that of pages.
    """
    return f"{url} could not be fetched: {reason(error, url, rules, max_bytes)}."


def reason(error: BaseException | None, url: str, rules: CrawlRules, max_bytes: int | None = None) -> str:
    """Return why no usable answer came, as the second half of a sentence."""
    match error:
        case RefusedError() | RefusedAnswerError() | StopDownload():
            said = str(error)
        case CannotResolveHostError():
            said = f"there is no host {urlsplit(url).hostname}"
        case DownloadTimeoutError():
            said = f"no whole answer came within {rules.timeout.total_seconds():g} seconds"
        case DownloadCancelledError() | IgnoreRequest():
            said = _cut_off(error, rules, max_bytes or rules.max_page_bytes)
        case DownloadConnectionRefusedError() | ResponseDataLossError() | NotSupported() | UnsupportedURLSchemeError():
            said = _PLAIN[type(error)]
        case ConnectError() | ConnectionClosed():
            said = f"no connection was to be had ({_words(error)})"
        case _:
            said = _deepest(error)
    return said


def why_status(url: str, status: int) -> str:
    """Return what an HTTP status other than 2xx means, as a sentence."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return f"{url} answered {phrase}."


def _cut_off(error: BaseException, rules: CrawlRules, max_bytes: int) -> str:
    words = str(error)
    if "redirect" in words:
        return f"it redirects more than {rules.max_redirects} times"
    if "stopped" in words:
        return "the round was stopped"
    return f"it is larger than {max_bytes / MEBIBYTE:g} MiB"


def _deepest(error: BaseException | None) -> str:
    """Name the reason inside Twisted's wrappers: a TLS error lies three deep."""
    reasons = getattr((error and error.__cause__) or error, "reasons", None)
    inner = reasons[0].value if isinstance(error, DownloadFailedError) and reasons else error
    if isinstance(inner, RefusedAnswerError):
        return str(inner)
    if isinstance(inner, ConnectionClosed):
        return "the host closed the connection without an answer"
    module = type(inner).__module__
    if module.startswith(("OpenSSL", "service_identity")):
        return f"its TLS certificate or handshake is no good ({_words(inner)})"
    return _words(inner)


def _words(error: BaseException | None) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(".: ")
