"""What an outlet's articles are addressed like, learned from the pages that turned out to be articles or none.

A shape is an address with what changes from article to article taken out: `/news/2026/03/05/pier-closed-by-storm`
becomes `news/Y/9/9/slug`. Each address has two: the nearer one keeps its first folder, the wider one does not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from pipeline.nouns import AddressShapes

_YEAR = re.compile(r"(?:19|20)\d\d")
_KEY = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{6,}")
_NUMBER = re.compile(r"[a-z]{0,2}\d{5,}")
_ENDING = re.compile(r"\.(s?html?|php|aspx?|ece)$")
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeRules:
    """How much of the past says something of the next address."""

    #: Pages of one shape that were read, before it says that the next is an article or that it is none: counts.
    least_articles: int = 3
    least_others: int = 5
    #: Share of articles from which on a shape is that of articles, and up to which it is not.
    article_share: float = 0.5
    other_share: float = 0.1


def shapes_of(url: str) -> tuple[str, str]:
    """Return the nearer and the wider shape of an address."""
    parts = urlsplit(url.lower())
    segments = [segment for segment in parts.path.split("/") if segment]
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    asked = f"?{'&'.join(names)}" if names else ""
    if not segments:
        return f"/{asked}", f"/{asked}"
    folders = [_folder(segment) for segment in segments[:-1]]
    last = _last(segments[-1])
    wider = "/".join((*folders, last)) + asked
    nearest = segments[0] if folders and folders[0] == "d" else None
    return ("/".join((nearest, *folders[1:], last)) + asked if nearest else wider), wider


def _folder(segment: str) -> str:
    if _YEAR.fullmatch(segment):
        return "Y"
    if segment in _MONTHS:
        return "M"
    if segment.isdigit():
        return "9"
    if segment.count("-") >= 3:
        return "slug"
    return "key" if _KEY.fullmatch(segment) else "d"


def _last(segment: str) -> str:
    """Return what kind of name ends an address: how many words, a number or key in it, an ending."""
    ending = _ENDING.search(segment)
    bare = segment[: ending.start()] if ending else segment
    return "".join(_kinds(re.split(r"[-_.~]", bare))) + (ending[0] if ending else "")


def _kinds(tokens: list[str]) -> Iterator[str]:
    words = [token for token in tokens if token.isalpha()]
    if words:
        yield "word" if len(words) == 1 else "words" if len(words) < 4 else "slug"
    if any(_NUMBER.fullmatch(token) for token in tokens):
        yield "+id"
    elif any(_KEY.fullmatch(token) for token in tokens):
        yield "+key"
    elif not words:
        yield "9"


def learn_shapes(settled: Iterable[tuple[str, bool]], rules: ShapeRules | None = None) -> AddressShapes:
    """Return the shapes of articles, and those of what is none.

    Args:
        settled: Addresses of pages that were read, each with whether it turned out to be an article.
        rules: None: the defaults.
    """
    rules = rules or ShapeRules()
    n_pages: Counter[str] = Counter()
    n_articles: Counter[str] = Counter()
    nearer_of: dict[str, set[str]] = {}
    for url, is_article in settled:
        nearer, wider = shapes_of(url)
        nearer_of.setdefault(wider, set()).add(nearer)
        for shape in {nearer, wider}:
            n_pages[shape] += 1
            n_articles[shape] += is_article
    # what is known of one folder only says nothing of others
    narrow = {wider for wider, nearer in nearer_of.items() if len(nearer) == 1 and wider not in nearer}
    shares = {shape: n_articles[shape] / n for shape, n in n_pages.items() if shape not in narrow}
    return AddressShapes(
        articles=frozenset(
            shape
            for shape, share in shares.items()
            if share >= rules.article_share and n_articles[shape] >= rules.least_articles
        ),
        others=frozenset(
            shape
            for shape, share in shares.items()
            if share <= rules.other_share and n_pages[shape] >= rules.least_others
        ),
    )


def is_known_article(url: str, shapes: AddressShapes) -> bool | None:
    """Tell whether an address has the shape of the outlet's articles; None: nothing is known of its shape.

    The nearer shape goes before the wider one: `/video/…` may be none where `/news/…` are.
    """
    for shape in shapes_of(url):
        if shape in shapes.articles:
            return True
        if shape in shapes.others:
            return False
    return None
