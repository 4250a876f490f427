"""A thread's pages: its timeline, who carried what, its articles, and what was edited in them."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from desk.languages import languages_note
from desk.story.articles import articles_view, edits_view
from desk.story.coverage import coverage_view
from desk.story.facts import RULES, SeriesShown, figures_view, quotes_view
from desk.story.outline import Outline, outlines, version_of
from desk.story.shown import DevelopmentFolded, StoryHead
from desk.story.timeline import head_of, timeline_view
from desk.story.tolls import tolls_view
from desk.web.hand import said_of
from desk.web.pages import Desk, can_edit, desk_of, kept_whole, plain, skipped
from desk.wording import ago
from pipeline.nouns import ActionKind, Thread

router = APIRouter()
_READ = ["GET", "HEAD"]
#: Address and name of each page of a thread.
TABS = (
    ("", "Timeline"),
    ("figures", "Figures"),
    ("quotes", "Quotes"),
    ("coverage", "Coverage"),
    ("articles", "Articles"),
    ("edits", "Edits"),
)


def find_thread(desk: Desk, request: Request, key: str, tail: str = "") -> Thread | Response:
    """Return the thread that has this name, or the way to where it is now.

    Raises:
        NotFoundError: no thread is known under this name.
        StorageError: the database refused.
    """
    thread = desk.store.threads.find(plain(key, 200))
    if thread.slug == key:
        return thread
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/thread/{quote(thread.slug, safe='')}{tail}{query}", status_code=308)


def head(desk: Desk, thread: Thread) -> tuple[Outline, StoryHead]:
    """Return a thread's outline and what stands at the top of its pages."""
    known = outlines(desk.store, [thread], desk.kept)[thread.id]
    return known, desk.kept.get(("head", version_of(thread)), lambda: head_of(desk.store, thread, known))


def thread_page(desk: Desk, request: Request, tab: str, top: StoryHead, **shown: Any) -> Response:
    """Return one of a thread's pages."""
    name = f"thread_{tab}.html" if tab else "thread.html"
    pins = (ActionKind.PIN, ActionKind.UNPIN)
    done = (each for each in desk.store.actions.listing(top.thread.id) if each.kind in pins and not each.undone_by)
    is_pinned = next((each.kind is ActionKind.PIN for each in done), False)
    # a thread's pages listen for its own moves only
    return desk.page(
        request,
        name,
        head=top,
        tab=tab or "timeline",
        tabs=TABS,
        here="thread",
        live_event=top.thread.id,
        is_pinned=is_pinned,
        said=said_of(desk, request),
        **shown,
    )


@router.api_route("/thread/{key}", methods=_READ)
@kept_whole
def thread(request: Request, key: str, order: str = "", skip: str = "") -> Response:
    """Show one thread; its id and its former slugs lead to where it is now."""
    desk = desk_of(request)
    found = find_thread(desk, request, key)
    if isinstance(found, Response):
        return found
    shown = timeline_view(
        desk.store, found, desk.clock.now(), desk.kept, is_newest_first=order != "time", skip=skipped(skip)
    )
    may = can_edit(request)
    version = (version_of(found), shown.is_newest_first, shown.stretch.skip, may)
    listed = desk.part("development_list.html", version, shown=shown, can_edit=may, piece=_pieces(desk, found, may=may))
    return thread_page(
        desk,
        request,
        "",
        shown.head,
        shown=shown,
        listed=listed,
        figures=_figures_beside(desk, found),
        notes=desk.store.notes.of_thread(found.id),
        keeper=desk.store.notes.keepers([found.id]).get(found.id),
        people=desk.store.people.listing() if may else (),
    )


def _pieces(desk: Desk, thread: Thread, *, may: bool) -> Callable[[DevelopmentFolded, str], Markup]:
    """Return what fills a development's entry, under a day's name or none: as kept while nothing that it says changes.

    When a thread moves, one of its developments does. So of an entry only the day, the words of "3 h ago" and what is
    shown tell whether it is made anew, and no minute.
    """
    now = desk.clock.now()
    today = now.astimezone(desk.zone).date()
    macros = cache(lambda: desk.pieces("developments.html", now, can_edit=may))

    def piece(folded: DevelopmentFolded, day: str) -> Markup:
        key = ("entry", folded.shown.id, thread.slug, day, today, ago(folded.shown.first.told.at, now), may)
        found: tuple[DevelopmentFolded, Markup] | None = desk.kept.find(key)
        if found is not None and found[0] is folded:
            return found[1]
        filled = macros().development(folded, day, selectable=may, slug=thread.slug)
        made = Markup(filled)  # noqa: S704 - our own template, escaped
        desk.kept.put(key, (folded, made))
        return made

    return piece


def _figures_beside(desk: Desk, thread: Thread) -> tuple[SeriesShown, ...]:
    """Return the figures named beside the timeline, of the latest articles; all have a page of their own."""
    known = outlines(desk.store, [thread], desk.kept)[thread.id]
    found = figures_view(desk.store, known, desk.kept, RULES.most_beside_articles)
    return tuple([each for each in found.series if each.has_changed][: RULES.most_beside])


def _unread(desk: Desk, thread: Thread) -> str | None:
    """Return in words which of a thread's articles have no facts because of their language, or None: all may have."""
    return languages_note(desk.store.exports.languages(thread_id=thread.id))


@router.api_route("/thread/{key}/coverage", methods=_READ)
@kept_whole
def coverage(request: Request, key: str, skip: str = "") -> Response:
    """Show which outlet has carried which development."""
    desk = desk_of(request)
    found = find_thread(desk, request, key, "/coverage")
    if isinstance(found, Response):
        return found
    known, top = head(desk, found)
    return thread_page(
        desk, request, "coverage", top, shown=coverage_view(known, skip=skipped(skip), own=desk.own_outlet)
    )


@router.api_route("/thread/{key}/figures", methods=_READ)
@kept_whole
def figures(request: Request, key: str) -> Response:
    """Show a thread's figures over time, the outlets' numbers side by side."""
    desk = desk_of(request)
    found = find_thread(desk, request, key, "/figures")
    if isinstance(found, Response):
        return found
    known, top = head(desk, found)
    shown, tolls = figures_view(desk.store, known, desk.kept), tolls_view(desk.store, known, desk.kept)
    return thread_page(desk, request, "figures", top, shown=shown, tolls=tolls, unread=_unread(desk, found))


@router.api_route("/thread/{key}/quotes", methods=_READ)
@kept_whole
def quotes(request: Request, key: str) -> Response:
    """Show who said what in a thread."""
    desk = desk_of(request)
    found = find_thread(desk, request, key, "/quotes")
    if isinstance(found, Response):
        return found
    known, top = head(desk, found)
    shown = quotes_view(desk.store, known, desk.kept)
    return thread_page(desk, request, "quotes", top, shown=shown, unread=_unread(desk, found))


@router.api_route("/thread/{key}/articles", methods=_READ)
@kept_whole
def articles(request: Request, key: str, skip: str = "") -> Response:
    """Show a thread's articles, copies folded."""
    desk = desk_of(request)
    found = find_thread(desk, request, key, "/articles")
    if isinstance(found, Response):
        return found
    known, top = head(desk, found)
    return thread_page(desk, request, "articles", top, shown=articles_view(desk.store, known, skip=skipped(skip)))


@router.api_route("/thread/{key}/edits", methods=_READ)
@kept_whole
def edits(request: Request, key: str) -> Response:
    """Show what outlets changed in a thread's articles after they were published."""
    desk = desk_of(request)
    found = find_thread(desk, request, key, "/edits")
    if isinstance(found, Response):
        return found
    known, top = head(desk, found)
    return thread_page(desk, request, "edits", top, shown=edits_view(desk.store, known))
