"""Articles and threads as IPTC ninjs 3.0, for editorial systems.

Source: https://iptc.org/standards/ninjs/, ninjs-schema_3.0.json. Only what was published goes into it, and where.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from desk.links import is_web
from pipeline.nouns import Article, Facts, Thread

_STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
#: What stands in a uri as it is. Source: RFC 3986, 2.2 and 2.3.
_OF_URIS = "%:/?#[]@!$&'()*+,;=-._~"
_LISTS = {"person": "people", "organisation": "organisations", "place": "places"}


def article_ninjs(article: Article, facts: Facts | None = None) -> dict[str, Any]:
    """Return an article as a ninjs item of type text."""
    item: dict[str, Any] = {
        # an address may hold letters that a uri has to spell otherwise (RFC 3986, 2.1)
        "uri": quote(uri_of(article), safe=_OF_URIS),
        "standard": _STANDARD,
        "type": "text",
        "pubStatus": "canceled" if article.withdrawn_at else "usable",
        "firstCreated": article.told_at.isoformat(),
        "versionCreated": (article.modified_at or article.told_at).isoformat(),
        "language": article.language,
        "title": article.headline,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.headline}],
        "by": ", ".join(article.byline) or None,
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": article.standfirst}]
        if article.standfirst
        else None,
        "bodies": [{"role": "main", "contentType": "text/plain", "value": article.text}] if article.text else None,
        "infoSources": _sources(article) or None,
        "altIds": [{"role": "throughline", "value": article.id}],
        **(_named(facts) if facts else {}),
    }
    return {key: value for key, value in item.items() if value is not None}


def thread_ninjs(thread: Thread, articles: Sequence[Article], address: str) -> dict[str, Any]:
    """Return a thread as a ninjs item of type composite, its articles associated.

    Args:
        thread: The thread.
        articles: Its articles, in order of time.
        address: Where the desk shows it.
    """
    return {
        "uri": address,
        "standard": _STANDARD,
        "type": "composite",
        "pubStatus": "usable",
        "firstCreated": thread.opened_at.isoformat(),
        "versionCreated": thread.last_seen_at.isoformat(),
        "title": thread.headline,
        "slugline": thread.slug,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": thread.headline}],
        "altIds": [{"role": "throughline", "value": thread.id}],
        "associations": [{"name": article.headline, **article_ninjs(article)} for article in articles],
    }


def uri_of(article: Article) -> str:
    """Return where an article was published; else a name of ours."""
    url = article.canonical_url
    return url if url is not None and is_web(url) else f"urn:throughline:article:{article.id}"


def _sources(article: Article) -> list[dict[str, str]]:
    named = article.outlet_name or article.outlet
    sources = [{"name": named, "role": "publisher"}] if named else []
    return [*sources, *([{"name": article.agency, "role": "agency"}] if article.agency else [])]


def _named(facts: Facts) -> dict[str, Any]:
    found: dict[str, list[dict[str, str]]] = {}
    for name in facts.names:
        if name.kind in _LISTS:
            found.setdefault(_LISTS[name.kind], []).append({"name": name.text, "rel": "mentions"})
    return dict(found)
