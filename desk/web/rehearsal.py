"""A page of each kind, composed before anybody asks: its statements are compiled then, and no reader waits for that."""

import structlog
from fastapi import FastAPI
from starlette.requests import Request

from desk.heap import let_rest
from desk.people import ANYBODY
from desk.web import pages, stories
from pipeline.errors import ThroughlineError

_LOG = structlog.get_logger(__name__)


def rehearse(app: FastAPI) -> None:
    """Compose *Now*, a search, and every page of the thread that moved last; nothing is shown or written.

    What cannot be composed is logged: whoever asks for it is told why. What all of it was made with stays, and is taken
    out of the garbage collector's sight.
    """
    desk: pages.Desk = app.state.desk
    try:
        pages.now(_asked(app, "/"))
        pages.search(_asked(app, "/search"), q="news")
        for thread in desk.store.threads.listing(limit=1):
            stories.thread(_asked(app, f"/thread/{thread.slug}"), thread.slug)
            for page in (stories.coverage, stories.figures, stories.quotes, stories.articles, stories.edits):
                page(_asked(app, f"/thread/{thread.slug}/{page.__name__}"), thread.slug)
    except ThroughlineError as error:
        _LOG.warning("rehearsal_failed", why=str(error))
    let_rest()


def _asked(app: FastAPI, path: str) -> Request:
    scope = {"type": "http", "app": app, "method": "GET", "path": path, "scheme": "http", "server": ("localhost", 80)}
    return Request({**scope, "query_string": b"", "headers": [], "state": {"caller": ANYBODY}})
