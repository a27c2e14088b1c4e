"""What other commands of this machine's user ask while this server owns the warehouse.

They prove themselves with the token from `<warehouse>.server.json`, so a web page that makes a browser call this port
gets nothing. A wrong token looks like a wrong address.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from dashboard.api.routers.alerting.alerts import rules_of
from dashboard.api.state import CurrentState
from dashboard.api.streaming import respond
from dashboard.reports import report_builder
from dashboard.reports.renderers import MEDIA_TYPES
from dashboard.results import query_result
from dashboard.server import remote
from ingest.store.removal import stream_drop
from monitor import once
from monitor.notify import outbox, trying
from monitor.rules import replaying
from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

router = APIRouter(prefix="/local", include_in_schema=False)
MEDIA_TYPE = "application/vnd.apache.arrow.stream"


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
async def query(request: Request, state: CurrentState, body: QuestionBody) -> Response:
    """One read-only statement; its rows are streamed (see `query_result`) until the client is gone."""
    question = remote.Question(body.sql, body.parameters, body.limit, body.timeout)

    def pieces(is_gone: Callable[[], bool]) -> Iterator[bytes]:
        with remote.local(state.runtime.warehouse, question, stop=is_gone, client="local") as found:
            yield from query_result.encode(found)

    return await respond(request, pieces, media_type=MEDIA_TYPE)


class ProbesBody(BaseModel):
    """The probes that are run once."""

    names: list[str]


@router.post("/probes", dependencies=[Known])
def probes(state: CurrentState, body: ProbesBody) -> Response:
    """What these find now; of those that this server has in its settings."""
    watching = state.runtime.watching
    known = [] if watching is None or watching.probing is None else watching.probing.probes
    chosen = [probe for probe in known if probe.name in body.names]
    missing = set(body.names) - {probe.name for probe in chosen}
    if missing:
        sentence = (
            f"The server that owns the warehouse has no probe {min(missing)!r}: start it again with these settings."
        )
        raise QueryError(sentence)
    return JSONResponse(once.run(chosen, state.runtime.warehouse))


class NotifyBody(BaseModel):
    """The channel of the pages."""

    channel: str = Field(max_length=64)


@router.post("/notify", dependencies=[Known])
def notify(state: CurrentState, body: NotifyBody) -> Response:
    """Put a test on the pages."""
    with state.runtime.warehouse.transaction() as cursor:
        outbox.add(cursor, [trying.test_of(body.channel)])
    return Response()


class ReplayBody(BaseModel):
    """What is replayed (monitor/rules/replaying.py)."""

    rule: str
    text: str | None = None
    values: list[str] = []
    start: str = Field(alias="from")
    to: str


@router.post("/rules/replay", dependencies=[Known])
def replay(state: CurrentState, body: ReplayBody) -> Response:
    """A rule over history, as `longtail rules replay` asks for it."""
    known = rules_of(state).values()
    made = replaying.answer(known, body.model_dump(by_alias=True), state.runtime.warehouse)
    return Response(made, media_type="application/json")


class DropBody(BaseModel):
    """A `stream_drop.DropOrder` as it travels."""

    file_id: int
    author: str = Field(max_length=200)
    same_as: int | None = None


@router.post("/drop", dependencies=[Known])
def drop(state: CurrentState, body: DropBody) -> dict[str, Any]:
    """Take a stream out of the warehouse, as `longtail files drop` asks for it."""
    order = stream_drop.DropOrder(**body.model_dump())
    ingest, warehouse = state.runtime.ingest, state.runtime.warehouse
    return asdict(stream_drop.drop(warehouse, order) if ingest is None else ingest.drop(order))


@router.post("/report", dependencies=[Known])
def report(state: CurrentState, body: report_builder.Order) -> Response:
    """A report as a file, as `longtail report` asks for it."""
    made = report_builder.make(state.runtime.warehouse, state.runtime.settings, body)
    return Response(made, media_type=MEDIA_TYPES[body.form])
