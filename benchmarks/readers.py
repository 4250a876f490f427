"""Other readers of pages, each as a function from a page's bytes to its text; those not installed are left out.

`pip install --group bench` brings them; Trafilatura is always there.
"""

import importlib.util
from collections.abc import Callable
from typing import TypeAlias

from lxml.html import fromstring
from trafilatura import bare_extraction

Reader: TypeAlias = Callable[[bytes], str]


def others() -> dict[str, Reader]:
    """Return those that are installed, by the name that the figures give them."""
    optional: dict[str, tuple[str, Reader]] = {
        "newspaper4k": ("newspaper", _newspaper),
        "news-please": ("newsplease", _news_please),
        "readability": ("readability", _readability),
    }
    found = {name: read for name, (module, read) in optional.items() if importlib.util.find_spec(module)}
    return {
        "Trafilatura": _trafilatura,
        "Trafilatura, precision": _precise,
        **{name: _or_nothing(read) for name, read in found.items()},
    }


def _or_nothing(read: Reader) -> Reader:
    def reading(body: bytes) -> str:
        try:
            return read(body)
        except Exception:  # noqa: BLE001 - a reader that breaks on a page has read nothing of it
            return ""

    return reading


def _trafilatura(body: bytes, *, is_precise: bool = False) -> str:
    document = bare_extraction(body, include_comments=False, favor_precision=is_precise)
    return document.text or "" if document is not None and not isinstance(document, dict) else ""


def _precise(body: bytes) -> str:
    return _trafilatura(body, is_precise=True)


def _newspaper(body: bytes) -> str:
    from newspaper import Article

    article = Article("https://www.outlet.example/", fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return article.text


def _news_please(body: bytes) -> str:
    from newsplease import NewsPlease

    found = NewsPlease.from_html(body.decode("utf-8", "replace"), url="https://www.outlet.example/", fetch_images=False)
    return found.maintext or ""


def _readability(body: bytes) -> str:
    from readability import Document

    summary = Document(body.decode("utf-8", "replace")).summary()
    return fromstring(summary).text_content() if summary else ""
