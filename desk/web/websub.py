"""The address at which hubs reach us (WebSub): they ask whether we meant it, and push what is new."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from desk.websub import Hubs
from pipeline.ports import Workers

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What answers hubs."""

    hubs: Hubs
    #: Where what they push is read.
    workers: Workers
    #: Larger pushes are refused.
    max_bytes: int


def _callback(request: Request) -> Callback:
    found: Callback | None = getattr(request.app.state, "callback", None)
    if found is None:
        raise HTTPException(404)
    return found


@router.get("/websub/{token}")
async def confirm(request: Request, token: str) -> Response:
    """Answer a hub that asks whether a subscription is meant."""
    answer = await _callback(request).hubs.confirm(token, request.query_params)
    if answer is None:
        raise HTTPException(404)
    return PlainTextResponse(answer)


@router.post("/websub/{token}")
async def push(request: Request, token: str) -> Response:
    """Take what a hub pushes."""
    callback = _callback(request)
    body = await _body(request, callback.max_bytes)
    said = request.headers
    is_ours = await callback.hubs.take(
        token,
        body,
        content_type=said.get("content-type"),
        signature=said.get("x-hub-signature-256") or said.get("x-hub-signature"),
        workers=callback.workers,
    )
    return Response(status_code=202 if is_ours else 410)


async def _body(request: Request, max_bytes: int) -> bytes:
    taken = bytearray()
    async for piece in request.stream():
        taken += piece
        if len(taken) > max_bytes:
            raise HTTPException(413)
    return bytes(taken)
