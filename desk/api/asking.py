"""What every operation needs: the desk, who asks, and what they ask for."""

from datetime import MINYEAR, UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from desk.links import is_web
from desk.people import Caller
from desk.web.pages import Desk
from pipeline.query import Question


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


AskedDesk = Annotated[Desk, Depends(_desk)]
AskingCaller = Annotated[Caller, Depends(_caller)]
#: A query, where none is needed.
OptionalQuery = Annotated[
    str | None, Query(max_length=1000, description="A query, as on the search page.", examples=["weir -ferry since:7d"])
]
Since = Annotated[datetime | None, Query(description="Only from this instant on.", examples=["2026-03-02T00:00:00Z"])]


def question_of(desk: Desk, typed: str | None) -> Question | None:
    """Return the question that a query asks; None: nothing is asked.

    Raises:
        QueryError: it cannot be read.
        ModelError: it asks for what is similar, and the model cannot be used.
    """
    return desk.questions.strict(typed, desk.clock.now()) if typed is not None and typed.strip() else None


def aware(since: datetime | None) -> datetime | None:
    """Return an instant in UTC, in which one without a zone is meant; None: from the first."""
    if since is None:
        return None
    try:
        return since.astimezone(UTC) if since.tzinfo else since.replace(tzinfo=UTC)
    except OverflowError:
        # a zone brought it beyond the first or last year that there is
        return None if since.year == MINYEAR else datetime.max.replace(tzinfo=UTC)


def web(url: str | None) -> str | None:
    """Return an address that may be linked to, or None."""
    return url if is_web(url) else None
