"""The editor's hand in the browser: a page asks whether each action is meant, and the next offers to take it back."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from desk import hand
from desk.moved import thread_rows
from desk.web.forms import Form, form_of
from desk.web.pages import Desk, desk_of, plain, reader_of, skipped
from desk.wording import action_words
from pipeline.errors import InputError, NotFoundError
from pipeline.looks import Looks
from pipeline.nouns import Action, ActionKind, Development, Thread
from pipeline.thread.deeds import Deed

router = APIRouter()
_READ = ["GET", "HEAD"]
#: Actions on one page of the history, and threads that can be merged at once: counts.
_MOST_ACTIONS, _MOST_THREADS = 50, 20


class ActionRow(NamedTuple):
    """An action in the history."""

    action: Action
    words: str
    #: The thread to look at; None: none stands any more.
    slug: str | None
    can_undo: bool


def deed(desk: Desk, request: Request, form: Form) -> Deed:
    """Return who acts, when and why."""
    return Deed(author=reader_of(request), at=desk.clock.now(), reason=form.text("reason"))


def _known(desk: Desk, names: Sequence[str]) -> list[Thread]:
    """Return the threads of these ids, slugs or addresses, each once."""
    found = [desk.store.threads.find(name.rstrip("/").rpartition("/")[2]) for name in names if name]
    return list({thread.id: thread for thread in found}.values())


async def _acted(request: Request, act: Callable[[Form], tuple[Action, str]]) -> Response:
    action, way = await run_in_threadpool(act, await form_of(request))
    return RedirectResponse(f"{way}?done={quote(action.id)}", status_code=303)


def _way(desk: Desk, thread_id: str) -> str:
    return f"/thread/{quote(desk.store.threads.find(thread_id).slug, safe='')}"


@router.api_route("/merge", methods=_READ)
def ask_merge(request: Request) -> Response:
    """Ask whether threads are to become one, and which of them stands."""
    desk = desk_of(request)
    names = request.query_params.getlist("thread")[:_MOST_THREADS]
    threads = _known(desk, [plain(name, 200) for name in names])
    rows = thread_rows(desk.store, threads, desk.clock.now(), desk.kept, Looks())
    stands = max(threads, key=lambda thread: thread.n_articles, default=None)
    return desk.page(request, "merge.html", rows=rows, stands=stands)


@router.post("/merge")
async def merge(request: Request) -> Response:
    """Put threads into one."""
    desk = desk_of(request)

    def act(form: Form) -> tuple[Action, str]:
        threads = _known(desk, [*form.all("thread"), form.text("other", 200)])
        into = _known(desk, [form.text("into", 200)]) or threads[:1]
        others = [thread.id for thread in threads if into and thread.id != into[0].id]
        if not into or not others:
            raise InputError("Two threads are needed to make one: name another, by its address or short name.")
        action = hand.merge(desk.store, into[0].id, others, deed(desk, request, form))
        return action, _way(desk, into[0].id)

    return await _acted(request, act)


@router.api_route("/thread/{key}/split", methods=_READ)
def ask_split(request: Request, key: str) -> Response:
    """Ask whether developments are a story of their own."""
    desk = desk_of(request)
    thread = desk.store.threads.find(plain(key, 200))
    chosen = set(request.query_params.getlist("development"))
    all_of_it = desk.store.glances.developments([thread.id]).get(thread.id, [])
    return desk.page(
        request,
        "split.html",
        thread=thread,
        chosen=[each for each in all_of_it if each.id in chosen],
        others=[each for each in all_of_it if each.id not in chosen][::-1][:200],
    )


@router.post("/thread/{key}/split")
async def split(request: Request, key: str) -> Response:
    """Make developments a thread of their own, or move them into another."""
    desk = desk_of(request)

    def act(form: Form) -> tuple[Action, str]:
        thread = desk.store.threads.find(plain(key, 200))
        chosen = form.all("development")
        if not chosen:
            raise InputError("Nothing is chosen: choose the developments that are another story.")
        target = form.text("target", 200)
        if target:
            action = hand.move(
                desk.store, _articles(desk, thread, chosen), _known(desk, [target])[0].id, deed(desk, request, form)
            )
        else:
            action = hand.split(desk.store, thread.id, deed(desk, request, form), developments=chosen)
        return action, _way(desk, thread.id)

    return await _acted(request, act)


def _articles(desk: Desk, thread: Thread, developments: Sequence[str]) -> list[str]:
    lines = desk.store.stories.lines([thread.id]).get(thread.id, [])
    return [line.article_id for line in lines if line.development_id in developments]


@router.api_route("/thread/{key}/rename", methods=_READ)
def ask_rename(request: Request, key: str) -> Response:
    """Ask what a thread is to be called."""
    desk = desk_of(request)
    thread = desk.store.threads.find(plain(key, 200))
    return desk.page(request, "rename.html", thread=thread, headlines=_headlines(desk, thread))


def _headlines(desk: Desk, thread: Thread) -> list[Development]:
    """Return the developments whose headlines may head the thread, the newest first."""
    return desk.store.glances.developments([thread.id]).get(thread.id, [])[::-1][:50]


@router.post("/thread/{key}/rename")
async def rename(request: Request, key: str) -> Response:
    """Call a thread otherwise."""
    desk = desk_of(request)

    def act(form: Form) -> tuple[Action, str]:
        thread = desk.store.threads.find(plain(key, 200))
        action = hand.rename(
            desk.store,
            thread.id,
            deed(desk, request, form),
            slug=form.text("slug", 100) or None,
            headline_of=form.text("headline_of", 100),
            working_title=form.text("working_title", 200),
        )
        return action, _way(desk, thread.id)

    return await _acted(request, act)


@router.post("/thread/{key}/pin")
async def pin(request: Request, key: str) -> Response:
    """Keep the machine's second thoughts away from a thread, or let them come near it again."""
    desk = desk_of(request)

    def act(form: Form) -> tuple[Action, str]:
        thread = desk.store.threads.find(plain(key, 200))
        action = hand.pin(desk.store, [thread.id], deed(desk, request, form), is_off=bool(form.text("off")))
        return action, _way(desk, thread.id)

    return await _acted(request, act)


@router.post("/undo")
async def undo(request: Request) -> Response:
    """Take back what an action did."""
    desk = desk_of(request)

    def act(form: Form) -> tuple[Action, str]:
        action = hand.undo(desk.store, form.text("action", 100), deed(desk, request, form))
        return action, "/history"

    return await _acted(request, act)


@router.api_route("/history", methods=_READ)
def history(request: Request, skip: str = "", thread: str = "") -> Response:
    """Show what editors, and the machine's second thoughts, did to threads."""
    desk = desk_of(request)
    about = desk.store.threads.find(plain(thread, 200)) if thread else None
    passed = skipped(skip)
    actions = desk.store.actions.listing(about.id if about else None, limit=_MOST_ACTIONS, offset=passed)
    return desk.page(
        request,
        "history.html",
        rows=rows_of(desk, actions),
        about=about,
        older=passed + _MOST_ACTIONS if len(actions) == _MOST_ACTIONS else None,
        said=said_of(desk, request),
    )


def rows_of(desk: Desk, actions: Sequence[Action]) -> list[ActionRow]:
    """Return actions as the history shows them."""
    threads = desk.store.glances.threads({key for action in actions for key in action.threads})
    slugs = {key: found.slug for key, found in threads.items()}
    return [
        ActionRow(
            action=action,
            words=action_words(action, slugs),
            slug=next((slugs[key] for key in action.threads if key in slugs), None),
            can_undo=action.undone_by is None and action.kind is not ActionKind.UNDO,
        )
        for action in actions
    ]


def said_of(desk: Desk, request: Request) -> ActionRow | None:
    """Return the action that has just been done, for the page that follows it to say so."""
    done = plain(request.query_params.get("done", ""), 100)
    if not done:
        return None
    try:
        return rows_of(desk, [desk.store.actions.find(done)])[0]
    except NotFoundError:
        return None
