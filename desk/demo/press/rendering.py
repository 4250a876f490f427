"""Turns what is shown into bytes: pages, feeds, sitemaps."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.demo.outlets import Announces, DemoOutlet
from desk.demo.press.edition import ArticleView, Teaser, View

_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_RSS = "application/rss+xml; charset=utf-8"
#: Template and content type of each form of announcement that is made from a template.
_FEEDS = {
    Announces.RSS: ("feeds/rss.xml", _RSS),
    Announces.RSS_TEASER: ("feeds/rss_teaser.xml", _RSS),
    Announces.RSS_DAMAGED: ("feeds/rss_damaged.xml", "text/xml"),
    Announces.RSS_DEAD: ("feeds/dead.html", _HTML),
    Announces.RDF: ("feeds/rdf.xml", "application/rdf+xml; charset=utf-8"),
    Announces.ATOM: ("feeds/atom.xml", "application/atom+xml; charset=utf-8"),
    Announces.NEWS_SITEMAP: ("feeds/news_sitemap.xml", _XML),
}


class Renderer:
    """Holds the templates."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(iso=_iso, rfc822=_rfc822, zulu=_zulu, json_ld=json_ld)

    def page(self, view: View) -> tuple[bytes, str]:
        """Return an outlet's page and its content type."""
        return self._fill(f"{view.outlet.slug}.html", page=view, article=view.article), _HTML

    def feed(self, outlet: DemoOutlet, root: str, teasers: Sequence[Teaser]) -> tuple[bytes, str]:
        """Return what stands at an outlet's feed address, and its content type."""
        if outlet.announces is Announces.JSON_FEED:
            return _json_feed(outlet, root, teasers), "application/feed+json; charset=utf-8"
        template, content_type = _FEEDS[outlet.announces]
        tracking = f"?{outlet.tracking}" if outlet.tracking else ""
        return self._fill(template, outlet=outlet, root=root, entries=teasers, tracking=tracking), content_type

    def plain(self, template: str, **values: object) -> tuple[bytes, str]:
        """Return a page that belongs to no outlet's template."""
        return self._fill(template, **values), _HTML

    def _fill(self, template: str, **values: object) -> bytes:
        return self._templates.get_template(template).render(**values).encode()


def json_ld(article: ArticleView, outlet: DemoOutlet, kind: str = "NewsArticle") -> dict[str, Any]:
    """Return an article as schema.org words it.

    Source: https://schema.org/NewsArticle and https://schema.org/LiveBlogPosting.
    """
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if article.is_live else kind,
        "mainEntityOfPage": {"@type": "WebPage", "@id": article.url},
        "headline": article.headline,
        "description": article.summary,
        "datePublished": _iso(article.published_at),
        "dateModified": _iso(article.modified_at),
        "author": [{"@type": "Person", "name": name} for name in article.byline]
        or [{"@type": "Organization", "name": outlet.name}],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "articleSection": article.section,
        "isAccessibleForFree": not article.is_walled,
    }
    if article.is_live:
        linked["coverageStartTime"] = _iso(article.published_at)
        linked["liveBlogUpdate"] = [
            {"@type": "BlogPosting", "datePublished": _iso(entry.at), "articleBody": entry.text}
            for entry in article.live
        ]
    return linked


def _json_feed(outlet: DemoOutlet, root: str, teasers: Sequence[Teaser]) -> bytes:
    """Source: https://www.jsonfeed.org/version/1.1/."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{root}/",
        "feed_url": f"{root}/{outlet.feed_path}",
        "language": "en-GB",
        "items": [
            {
                "id": teaser.url,
                "url": teaser.url,
                "title": teaser.headline,
                "summary": teaser.summary,
                "content_text": teaser.summary,
                "date_published": _zulu(teaser.published_at),
                "date_modified": _zulu(teaser.updated_at),
                "authors": [{"name": name} for name in teaser.byline],
                "tags": [teaser.section],
            }
            for teaser in teasers
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _zulu(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _rfc822(instant: datetime) -> str:
    return format_datetime(instant, usegmt=True)
