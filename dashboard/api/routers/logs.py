"""Searching the logs over HTTP: the rows of the Logs page, newest first, one page at a time."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow
from dashboard.reads import Window, searching
from dashboard.reads.moments import EARLIEST, LATEST
from dashboard.reads.search import Cursor, Search
from dashboard.reads.searching import Wanted
from dashboard.results import json_values
from sql import search as search_language
from sql.errors import LongtailError

router = APIRouter(tags=["logs"])
_MOST_ROWS = 10_000


class Lines(StrEnum):
    """Which lines of an event are given: each event once, or every line."""

    ONCE = "once"
    ALL = "all"


class LogRecord(BaseModel):
    """One record; missing fields are null."""

    ts: Moment
    level: str | None
    service: str | None
    source: str | None
    message: str | None = Field(description="the message, else what else the record says in one line")
    host: str | None
    logger: str | None
    method: str | None
    path: str | None
    route: str | None
    status: int | None
    duration_ms: float | None
    user_id: str | None
    trace_id: str | None
    span_id: str | None
    request_id: str | None
    client_ip: str | None
    error_type: str | None
    error_message: str | None
    error_id: str | None
    attributes: Any = Field(description="every other key of the record")
    file_id: int
    line_number: int
    byte_offset: int
    record_index: int


class LogPage(BaseModel):
    """Records newest first, and the cursor of the next page (null where this is the last)."""

    records: list[LogRecord]
    next: str | None


@router.get("/logs")
async def logs(
    state: CurrentState,
    window: CurrentWindow,
    q: Annotated[str, Query(description="What to look for, in the search language of the Logs page.")] = "",
    cursor: Annotated[str, Query(description="`next` of the page before.", max_length=200)] = "",
    lines: Annotated[Lines, Query(description="An event in several files once, or every line of it.")] = Lines.ONCE,
) -> LogPage:
    """The newest records of a range that a search finds."""
    search_language.condition(q)
    after = Cursor.parse(cursor) if cursor else None
    if cursor and after is None:
        sentence = "The cursor is invalid: pass `next` of the page before unchanged."
        raise LongtailError(sentence)
    services = None if window.service is None else (window.service,)
    span = Window(window.from_ts or EARLIEST, window.to_ts or LATEST, services=services)
    wanted = Wanted(Search(span, q, every_line=lines is Lines.ALL), min(window.limit, _MOST_ROWS), after)
    runtime = state.runtime
    found = await asyncio.to_thread(
        searching.find, runtime.warehouse, wanted, seconds=runtime.settings.query_timeout_seconds
    )
    rows = [] if found.rows is None else found.rows.to_dicts()
    records = [LogRecord(**(row | {"attributes": json_values.read(row["attributes"])})) for row in rows]
    return LogPage(records=records, next=None if found.next is None else str(found.next))
