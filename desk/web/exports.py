"""What leaves the desk as files and feeds: a search as Atom and CSV, an article and a thread as ninjs."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from feedgen.feed import FeedGenerator
from starlette.responses import JSONResponse, Response

from desk.links import is_web
from desk.ninjs import article_ninjs, thread_ninjs, uri_of
from desk.web.pages import Desk
from pipeline.query import Question
from storage.search import SearchHit

router = APIRouter()
_READ = ["GET", "HEAD"]
#: Articles in a feed or file of a search: a count.
_MOST = 100
#: What a spreadsheet takes for the beginning of a formula. Source: OWASP, CSV Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("published_at", "headline", "outlet", "url", "snippet", "thread", "article")


def _asked(request: Request, q: str) -> tuple[Desk, Question, list[SearchHit]]:
    desk: Desk = request.app.state.desk
    question = desk.questions.lenient(q[:1000], desk.clock.now())
    return desk, question, desk.store.search.find(question, limit=_MOST)


@router.api_route("/search.csv", methods=_READ)
def search_as_csv(request: Request, q: str = "") -> Response:
    """Give what a query finds as a table."""
    _, _, hits = _asked(request, q)
    text = csv_of(_COLUMNS, ([_row(hit)[name] for name in _COLUMNS] for hit in hits))
    return Response(text, media_type="text/csv; charset=utf-8", headers=_attached("search.csv"))


def _row(hit: SearchHit) -> dict[str, object]:
    article = hit.article
    return {
        "published_at": article.told_at.isoformat(),
        "headline": article.headline,
        "outlet": article.outlet,
        "url": article.canonical_url if is_web(article.canonical_url) else None,
        "snippet": hit.snippet,
        "thread": hit.thread_id,
        "article": article.id,
    }


def csv_of(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV (RFC 4180); what a spreadsheet would run as a formula is marked as text."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8", "replace").decode("utf-8")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


@router.api_route("/search.atom", methods=_READ)
def search_as_atom(request: Request, q: str = "") -> Response:
    """Give what a query finds as an Atom feed, the newest first."""
    desk, question, hits = _asked(request, q)
    here = f"{request.base_url}search?q={quote(question.query.typed, safe='', errors='replace')}"
    feed = FeedGenerator()
    feed.id(here)
    feed.title(f"Throughline: {_plain(question.query.typed)}")
    feed.link(href=here, rel="alternate")
    feed.updated(max((hit.article.told_at for hit in hits), default=desk.clock.now()))
    for hit in sorted(hits, key=lambda hit: (hit.article.told_at, hit.article.id), reverse=True):
        _add_entry(feed, hit)
    return Response(feed.atom_str(), media_type="application/atom+xml")


def _add_entry(feed: FeedGenerator, hit: SearchHit) -> None:
    article = hit.article
    entry = feed.add_entry(order="append")
    entry.id(_plain(uri_of(article)))
    entry.title(_plain(article.headline) or "–")
    entry.updated(article.modified_at or article.told_at)
    entry.published(article.told_at)
    entry.author(name=_plain(article.outlet_name or article.outlet or "–"))
    if article.canonical_url is not None and is_web(article.canonical_url):
        entry.link(href=_plain(article.canonical_url))
        entry.summary(_plain(hit.snippet), type="text")
    else:
        # RFC 4287 wants the one or the other
        entry.content(_plain(hit.snippet), type="text")


def _plain(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(mark if mark.isprintable() or mark in "\n\t" else " " for mark in text)


@router.api_route("/article/{article_id}.ninjs", methods=_READ)
def article_as_ninjs(request: Request, article_id: str) -> Response:
    """Give an article as IPTC ninjs 3.0."""
    store = request.app.state.desk.store
    article = store.articles.find(article_id)
    return _ninjs(article_ninjs(article, store.articles.facts([article_id]).get(article_id)))


@router.api_route("/thread/{key}.ninjs", methods=_READ)
def thread_as_ninjs(request: Request, key: str) -> Response:
    """Give a thread as IPTC ninjs 3.0, its articles associated."""
    store = request.app.state.desk.store
    thread = store.threads.find(key)
    address = f"{request.base_url}thread/{quote(thread.slug, safe='')}"
    return _ninjs(thread_ninjs(thread, list(store.exports.articles(thread_id=thread.id)), address))


def _ninjs(item: dict[str, Any]) -> Response:
    return JSONResponse(item, media_type="application/json", headers=_attached("item.ninjs.json"))


def _attached(name: str) -> dict[str, str]:
    # a browser keeps it as a file, whatever stands in it
    return {"content-disposition": f'attachment; filename="{name}"'}
