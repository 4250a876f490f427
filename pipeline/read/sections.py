"""The section of an article by the path of links above it, where the page names none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from pipeline.read.said import listed, names

Thing = Mapping[str, Any]

_TRAIL = re.compile(r"bread[-_]?crumb", re.IGNORECASE)
#: What the first step of a path is called.
_HOME = re.compile(
    r"home(?: ?page)?|start(?:seite)?|accueil|inicio|portada|início|hem|hjem|forside|etusivu|strona główna|домой"
    r"|главная|головна|首页|首頁|ホーム|홈|الرئيسية|ana sayfa",
    re.IGNORECASE,
)
_LONGEST = 60
_UNSPLIT = "\n"


def section_on_path(things: Iterable[Thing], tree: HtmlElement, url: str) -> str | None:
    """Return the last step of the path of links to an article, its home page and the article itself left out.

    Args:
        things: of the page's JSON-LD.
        tree: the whole page.
        url: the article's address.
    """
    for steps in (*_told(things), *_printed(tree)):
        own = [name for name, address in steps if address is None or not _is_same(address, url)]
        named = [name for name in own if 0 < len(name) <= _LONGEST and not _HOME.fullmatch(name)]
        if named:
            return named[-1]
    return None


def _told(things: Iterable[Thing]) -> Iterator[list[tuple[str, str | None]]]:
    for thing in things:
        if "BreadcrumbList" in listed(thing.get("@type")):
            items = [item for item in listed(thing.get("itemListElement")) if isinstance(item, dict)]
            yield _without_article([_step(item) for item in sorted(items, key=_position)])


def _without_article(steps: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    # a last step without an address is the page itself
    return steps[:-1] if steps and steps[-1][1] is None else steps


def _step(item: Thing) -> tuple[str, str | None]:
    page = item.get("item")
    address = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    name = next(iter([*names(item), *names(page if isinstance(page, dict) else None)]), "")
    return name, address if isinstance(address, str) else None


def _position(item: Thing) -> int:
    position = str(item.get("position", ""))
    return int(position) if position.isascii() and position.isdigit() else 0


def _printed(tree: HtmlElement) -> Iterator[list[tuple[str, str | None]]]:
    for box in tree.iter("nav", "ol", "ul", "div"):
        if _TRAIL.search(f"{box.get('class', '')} {box.get('aria-label', '')} {box.get('id', '')}"):
            links = [link for link in box.iter("a") if link.get("href")]
            yield [(" ".join(" ".join(link.itertext()).split()), link.get("href")) for link in links]


def _is_same(address: str, url: str) -> bool:
    return url.rstrip("/").endswith(address.partition("?")[0].partition("#")[0].rstrip("/") or _UNSPLIT)
