"""The API as an application of its own under the desk's: its errors are problem+json, its answers have ETags."""

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib import metadata
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.api import articles, hand, newsroom, people, threads
from desk.api.models import Problem
from pipeline.errors import ModelError, NotFoundError, QueryError, StorageError, ThroughlineError

_ABOUT = """Everything that the desk's pages can, as JSON.

Lists come in pages: hand `next` back as `cursor`. Each answer has an `ETag`; with `If-None-Match` an unchanged one
is 304. Errors are `application/problem+json` (RFC 9457). Where the desk asks who it is, send
`Authorization: Bearer tl_…` (`throughline people token add`); `read` looks, `write` changes, `admin` sees people
and the audit. `q` is written in the query language of the search page.
"""
#: What any operation may answer besides.
_PROBLEMS: Mapping[int | str, dict[str, Any]] = {
    status: {
        "description": says,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, says in {
        400: "The query cannot be read, or the request cannot be done.",
        401: "Nobody whom we know asks.",
        403: "Whoever asks may not do this.",
        404: "Nothing is known under that name.",
        405: "That cannot be done here.",
        422: "Something in the request is not what this takes.",
        503: "The news store or the model does not answer.",
    }.items()
}


def create_api(desk: object) -> FastAPI:
    """Return the API over what the pages are made of."""
    api = FastAPI(
        title="Throughline",
        version=metadata.version("throughline"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=dict(_PROBLEMS),
        separate_input_output_schemas=False,
    )
    api.state.desk = desk
    for part in (threads, articles, hand, newsroom, people):
        api.include_router(part.router)
    api.add_middleware(_Tagged)
    _add_problems(api)
    _describe(api)
    return api


def _describe(api: FastAPI) -> None:
    """Name the schema of problems, and how callers say who they are, in the OpenAPI document."""
    made = api.openapi

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            document = made()
            parts = document.setdefault("components", {})
            parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            document["security"] = [{"token": []}]
            document["servers"] = [{"url": "/api/v1"}]
            for unused in ("HTTPValidationError", "ValidationError"):
                parts["schemas"].pop(unused, None)
        return api.openapi_schema or {}

    # as FastAPI's manual has it
    api.openapi = described  # type: ignore[method-assign]


class _Tagged:
    """Gives each answer to a GET an ETag, and answers 304 where the caller has it already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        known = Request(scope).headers.get("if-none-match", "")
        start: Message = {}
        body = bytearray()

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await _answer(start, bytes(body), known, send)

        await self._app(scope, receive, kept)


async def _answer(start: Message, body: bytes, known: str, send: Send) -> None:
    if start["status"] == HTTPStatus.OK:
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = [*start["headers"], (b"etag", tag.encode())]
        if known.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in known.split(",")}:
            kept = [pair for pair in headers if pair[0] not in {b"content-length", b"content-type"}]
            start, body = {**start, "status": 304, "headers": kept}, b""
        else:
            start = {**start, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _add_problems(api: FastAPI) -> None:
    def problem(status: int, title: str) -> Callable[[Request, Exception], Response]:
        def answer(_: Request, error: Exception) -> Response:
            return _problem(status, title, str(error))

        return answer

    def by_status(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail), error.headers)

    def unread(_: Request, error: Exception) -> Response:
        assert isinstance(error, QueryError)
        more = None if error.at is None else {"at": error.at, "expected": list(error.expected)}
        return _problem(400, "The query cannot be read", str(error), more=more)

    api.add_exception_handler(HTTPException, by_status)
    api.add_exception_handler(RequestValidationError, _unfit)
    api.add_exception_handler(QueryError, unread)
    api.add_exception_handler(NotFoundError, problem(404, "Nothing is known under that name"))
    api.add_exception_handler(StorageError, problem(503, "The news store does not answer"))
    api.add_exception_handler(ModelError, problem(503, "The model does not answer"))
    api.add_exception_handler(ThroughlineError, problem(400, "That cannot be done"))
    api.add_exception_handler(Exception, _mistake)


def _mistake(_: Request, __: Exception) -> Response:
    return _problem(500, "The desk made a mistake", "The log says what happened. The news itself is safe.")


def _unfit(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _problem(422, "Something in the request is not what this takes", f"{where}: {first['msg']}")


def _problem(
    status: int,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **(more or {})}
    # what cannot be written as UTF-8 came from the request, and is named without it
    clean = {
        key: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for key, value in told.items()
    }
    return JSONResponse(clean, status, headers, media_type="application/problem+json")
