"""What other commands of this machine's user ask while this server owns the warehouse.

They prove themselves with the token from `<warehouse>.server.json`, so a web page that makes a browser call this port
gets nothing. A wrong token looks like a wrong address.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from dashboard import answer, remote
from dashboard.api.state import CurrentState, State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

router = APIRouter(prefix="/local", include_in_schema=False)
MEDIA_TYPE = "application/vnd.apache.arrow.stream"
_LOOK_SECONDS = 0.25
"""How often to look whether the one who asked is still there."""


class QuestionBody(BaseModel):
    """A `remote.Question` as it travels."""

    sql: str
    parameters: dict[str, Any] | None = None
    limit: int | None = Field(default=None, ge=0)
    timeout: float | None = Field(default=None, gt=0)


def _known(state: CurrentState, authorization: Annotated[str, Header()] = "") -> None:
    if not secrets.compare_digest(authorization.encode(), f"Bearer {state.token}".encode()):
        raise HTTPException(status_code=401, detail="This address is for commands on the server's own machine.")


Known = Depends(_known)


@router.get("/ping", dependencies=[Known])
def ping() -> Response:
    """Whether the token is this server's."""
    return Response("pong", media_type="text/plain")


@router.post("/query", dependencies=[Known])
async def query(request: Request, state: CurrentState, body: QuestionBody) -> StreamingResponse:
    """One read-only statement; the answer streams as `dashboard.answer` says, and stops when nobody listens."""
    gone = threading.Event()
    question = remote.Question(body.sql, body.parameters, body.limit, body.timeout)
    chunks = _chunks(state, question, gone)
    beginning = asyncio.create_task(asyncio.to_thread(next, chunks))
    while not (await asyncio.wait({beginning}, timeout=_LOOK_SECONDS))[0]:
        if await request.is_disconnected():
            gone.set()
    return StreamingResponse(_sent(beginning.result(), chunks, gone), media_type=MEDIA_TYPE)


def _chunks(state: State, question: remote.Question, gone: threading.Event) -> Iterator[bytes]:
    with remote.local(state.runtime.warehouse, question, stop=gone.is_set) as found:
        yield from answer.encode(found)


async def _sent(first: bytes, rest: Iterator[bytes], gone: threading.Event) -> AsyncIterator[bytes]:
    try:
        chunk: bytes | None = first
        while chunk is not None:
            yield chunk
            chunk = await asyncio.to_thread(next, rest, None)
    finally:
        gone.set()
