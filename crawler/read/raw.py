"""A feed's bytes before they are parsed: what no parser needs is taken away; the encoding is told where it is known."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.read.found import Asked

_PROLOG = re.compile(rb"<(?:\?xml|rss|feed|rdf:RDF|!DOCTYPE)[\s>]", re.IGNORECASE)
#: Characters that XML forbids; ESC stays, as encodings of the Far East are written with it.
_FORBIDDEN = bytes({*range(0x20)} - set(b"\t\n\r\x1b"))
#: feedparser looks for mail addresses in these, in a time that grows with the square of their length (its issue 562).
_LONG_NAME = re.compile(
    rb"(<(?:\w+:)?(?:author|creator|managingEditor|webMaster|contributor|publisher|owner|name|email)\b[^<>]*>"
    rb"\s*(?:<!\[CDATA\[)?[^<\]]{1000})[^<\]]+",
    re.IGNORECASE,
)
#: Nobody writes so many; a lenient parser starts anew at each of them.
_FLOOD = re.compile(rb"([<&])\1{99,}")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_WIDE_NAMES = ("utf-16", "utf16", "utf-32", "utf32", "ucs", "iso-10646")
#: Of the bytes beyond ASCII so many in a hundred may be stray ones, for the rest to count as UTF-8.
_MAX_STRAY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What a parser is given."""

    body: bytes
    #: A content type for it, with the encoding where we know it.
    content_type: str
    #: What had to be done, a sentence each.
    problems: tuple[str, ...] = ()


def prepared(body: bytes, asked: Asked) -> Raw:
    """Return a body as a parser can take it."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    told = asked.content_type or "application/xml"
    if _is_wide(start):
        return Raw(body=start, content_type=told)
    problems: list[str] = []
    bare = _without_junk(start, problems)
    clean = bare.translate(None, _FORBIDDEN)
    if len(clean) < len(bare):
        problems.append(f"{len(bare) - len(clean)} control characters stand in it.")
    clean = _FLOOD.sub(rb"\1", _LONG_NAME.sub(rb"\1", clean))
    media_type = told.partition(";")[0]
    whole = _as_utf8(clean, told, problems)
    content_type = told if whole is None else f"{media_type}; charset=utf-8"
    return Raw(body=clean if whole is None else whole, content_type=content_type, problems=tuple(problems))


def _is_wide(start: bytes) -> bool:
    """Tell whether each letter takes two bytes or four."""
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in start[:4]


def _without_junk(start: bytes, problems: list[str]) -> bytes:
    """Cut what stands before the prolog; a strict parser stops there."""
    found = _PROLOG.search(start, 0, 4096)
    is_markup = start.startswith(b"<") and b"<?xml" not in start[1:4096]
    if found is None or found.start() == 0 or is_markup:
        return start
    problems.append(f"{found.start()} bytes of junk stand before its first element.")
    return start[found.start() :]


def _as_utf8(body: bytes, told: str, problems: list[str]) -> bytes | None:
    """Return a body that is UTF-8 beyond doubt, or was meant to be; None: its encoding is the parser's to find out."""
    declared = [name.lower() for name in _declared(body, told)]
    if body.isascii():
        # ASCII cannot be what it was declared as; other encodings there are that look like ASCII
        return body if any(name.startswith(_WIDE_NAMES) for name in declared) else None
    try:
        body.decode()
    except UnicodeDecodeError:
        return _mostly_utf8(body, problems) if all(name in {"utf-8", "utf8"} for name in declared) else None
    return body


def _declared(body: bytes, told: str) -> Iterator[str]:
    in_body, in_header = _DECLARED.search(body), re.search(r"charset=[\"']?([\w.:-]+)", told)
    if in_body:
        yield in_body[1].decode("ascii")
    if in_header:
        yield in_header[1]


def _mostly_utf8(body: bytes, problems: list[str]) -> bytes | None:
    """Return UTF-8 of which single bytes are not, those read as Windows-1252; None: it is not UTF-8 at all."""
    good, stray = body.decode("utf-8", "ignore"), body.decode("utf-8", "surrogateescape")
    n_stray = sum("\udc80" <= letter <= "\udcff" for letter in stray)
    n_beyond_ascii = sum(not letter.isascii() for letter in good)
    if 100 * n_stray > _MAX_STRAY * (n_stray + n_beyond_ascii):
        return None
    problems.append(f"{n_stray} bytes in it are no UTF-8; they were read as Windows-1252.")
    return re.sub("[\udc80-\udcff]", _windows_letter, stray).encode()


def _windows_letter(stray: re.Match[str]) -> str:
    return bytes((ord(stray[0]) - 0xDC00,)).decode("cp1252", "replace")
