"""Which addresses the desk links to."""

from urllib.parse import urlsplit


def is_web(url: str | None) -> bool:
    """Tell whether an address may be linked to: http or https, with a host, without blanks or controls."""
    if not url or any(mark <= " " or mark in "\\\x7f" for mark in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
