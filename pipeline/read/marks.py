"""What a page says of its article beside headline, people, times and text: section, tags, picture, wall, origin."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from pipeline.nouns import Picture
from pipeline.read.said import listed, names, plain
from pipeline.read.signed import is_beside

Metas = Mapping[str, Sequence[str]]
Thing = Mapping[str, Any]

_SECTIONS = ("article:section", "parsely-section", "articlesection", "section", "cxenseparse:recs:category")
_TAGS = ("article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags")
_PICTURES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "parsely-image-url")
_MOST_TAGS = 20
_LONGEST_TAG = 60
_LONGEST_CREDIT = 120
_LONGEST_CAPTION = 800
#: Pictures of the page that are looked at for the credit of the first one.
_MOST_FIGURES = 3
#: What sites say of an article that only payers read. Source: CXense and Facebook's `article:content_tier`.
_TIERS = {"free": True, "locked": False, "premium": False, "paid": False}
_CREDIT_NAMES = re.compile(
    r"credit|copyright|photographer|fotograf|(?:image|picture|photo)[-_]?source|bildquelle", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:^|[\s(\[|])(?:(?:photo(?:graph)?|image|picture|pic|foto|bild|imagen|photographie|crédits?|credits?|fotografía"
    r"|фото|写真|صورة|图|摄影|사진)\s*(?:credit|crédit|by|courtesy of)?\s*[:/／：]"
    r"|(?:photo(?:graph)?|image|picture)s? by|©)"
    r"\s*(?P<whose>[^()\[\]|]{2,100})[)\]]?\s*\.?$",
    re.IGNORECASE,
)


def section_of(article: Thing, metas: Metas) -> str | None:
    """Return the section in which an outlet puts its article, or None."""
    said = [*names(article.get("articleSection")), *(text for name in _SECTIONS for text in metas.get(name, ()))]
    return next((text for text in said if len(text) <= _LONGEST_TAG), None)


def tags_of(article: Thing, metas: Metas) -> tuple[str, ...]:
    """Return the subjects that an outlet gives its article, each once."""
    given = names(article.get("keywords")) or next((list(metas[name]) for name in _TAGS if metas.get(name)), [])
    # several in one string mostly have commas between them
    tags = (" ".join(tag.split()) for text in given for tag in re.split(r"[,;،、]", text))
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= _LONGEST_TAG))[:_MOST_TAGS]


def is_free(article: Thing, metas: Metas) -> bool | None:
    """Tell whether anyone may read an article; None: the page does not say."""
    said = _truth(article.get("isAccessibleForFree"))
    parts = article.get("hasPart")
    if said is None and any(_truth(part.get("isAccessibleForFree")) is False for part in _things(parts)):
        return False
    tier = next(iter(metas.get("article:content_tier", ())), "").lower()
    return _TIERS.get(tier) if said is None else said


def picture_of(article: Thing, metas: Metas, tree: HtmlElement, url: str) -> Picture | None:
    """Return an article's lead image with its credit, or None."""
    image = next(iter(_things(article.get("image"))), {})
    given = [text for name in _PICTURES for text in metas.get(name, ())]
    address = next(iter([*given, *_addresses(image), *_addresses(article.get("image"))]), None)
    whole = _joined(url, address) if address else None
    if whole is None:
        return None
    said = plain(image.get("creditText")) or next(iter(names(image.get("author")) or names(image.get("creator"))), None)
    return Picture(url=whole, credit=(said or _printed_credit(tree) or "")[:_LONGEST_CREDIT] or None)


def based_on(article: Thing, url: str) -> tuple[str, ...]:
    """Return the addresses or titles of works that an article says it is based on; its own address is none."""
    given = article.get("isBasedOn") or article.get("isBasedOnUrl")
    works = (one if isinstance(one, dict) else {"url": one} for one in listed(given))
    said = (plain(work.get("url") or work.get("@id") or work.get("name")) for work in works)
    return tuple(dict.fromkeys(text for text in said if text and text.rstrip("/") != url.rstrip("/")))


def _printed_credit(tree: HtmlElement) -> str | None:
    figures = (
        figure for figure in tree.iter("figure") if next(figure.iterdescendants("img", "picture"), None) is not None
    )
    for figure in islice((one for one in figures if not is_beside(one)), _MOST_FIGURES):
        for element in figure.iterdescendants("span", "small", "p", "div", "cite", "figcaption"):
            text = " ".join(" ".join(element.itertext()).split())
            if not 0 < len(text) <= _LONGEST_CAPTION:
                continue
            found = _CREDIT.search(text)
            if found:
                return found["whose"].strip(" .")
            if _CREDIT_NAMES.search(element.get("class") or "") and len(text) <= _LONGEST_CREDIT:
                return text.strip(" ()|")
    return None


def _has_image(figure: HtmlElement) -> bool:
    return next(figure.iterdescendants("img", "picture"), None) is not None


def _truth(value: object) -> bool | None:
    word = str(value).rpartition("/")[2].lower()
    return {"true": True, "false": False}.get(word)


def _things(value: object) -> Iterator[Thing]:
    return (one for one in listed(value) if isinstance(one, dict))


def _addresses(value: object) -> list[str]:
    if isinstance(value, list):
        return [address for part in value for address in _addresses(part)]
    if isinstance(value, Mapping):
        value = value.get("url") or value.get("contentUrl")
        return _addresses(value)
    text = plain(value)
    return [text] if text else []


def _joined(url: str, address: str) -> str | None:
    try:
        whole = urljoin(url, address)
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://")) else None
