"""One trace over HTTP: every event with an id, over all services and files."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, Field

from dashboard import reads
from dashboard.api.rows import Moment
from dashboard.api.state import CurrentState
from dashboard.reads import traces
from dashboard.results import json_values

router = APIRouter(tags=["traces"])


class TraceEvent(BaseModel):
    """One event, also if it stands in several files of a service."""

    began_ts: Moment
    ts: Moment
    duration_ms: float | None
    level: str | None
    service: str | None
    sources: list[str] = Field(description="the log streams it stands in")
    copies: int = Field(description="the number of records of this event")
    message: str | None
    method: str | None
    path: str | None
    route: str | None
    status: int | None
    is_failed: bool = Field(description="an error, or a status of 500 or above")
    error_type: str | None
    error_message: str | None
    error_id: str | None
    stack_trace: str | None
    span_id: str | None
    parent_span_id: str | None
    trace_id: str | None
    request_id: str | None
    user_id: str | None
    host: str | None
    logger: str | None
    client_ip: str | None
    attributes: Any = Field(description="every other key of the record")
    file_id: int
    line_number: int
    byte_offset: int
    record_index: int


class Trace(BaseModel):
    """All that has one id."""

    id: str
    from_ts: Moment
    to_ts: Moment
    records: int = Field(description="lines in all files; an event may stand in several")
    events: list[TraceEvent]


@router.get("/traces/{id:path}")
def trace(
    state: CurrentState,
    identity: Annotated[str, Path(alias="id", description="A trace, request or span id, or a W3C traceparent.")],
    limit: Annotated[int, Query(ge=1, le=100_000, description="At most this many events.")] = traces.MOST_RECORDS,
) -> Trace:
    """Every event with a trace, request or span id, by when it began; 404 if no record has that id."""
    runtime = state.runtime
    seconds = runtime.settings.query_timeout_seconds
    found = traces.find_id(runtime.warehouse, identity, timeout_seconds=seconds)
    if found is None:
        raise HTTPException(status_code=404, detail="No record has this trace, request or span id.")
    frame = reads.run(runtime.warehouse, traces.records(found, limit), timeout_seconds=seconds)
    rows = frame.iter_rows(named=True)
    events = [TraceEvent(**(row | {"attributes": json_values.read(row["attributes"])})) for row in rows]
    return Trace(id=found.id, from_ts=found.from_ts, to_ts=found.to_ts, records=found.records, events=events)
