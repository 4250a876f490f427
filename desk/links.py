"""Which addresses the desk links to."""

from functools import lru_cache
from urllib.parse import urlsplit

#: What no address holds that browsers read as it stands.
_UNFIT = frozenset(chr(code) for code in range(0x21)) | {"\\", "\x7f"}


@lru_cache(maxsize=50_000)
def is_web(url: str | None) -> bool:
    """Tell whether an address may be linked to: http or https, with a host, without blanks or controls."""
    if not url or not _UNFIT.isdisjoint(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
