"""Statements over HTTP: all rows of one, streamed, and the rows behind a page's download link.

A statement comes as JSON, which a web page of somebody else's cannot send to this server (the browser asks first, and
is told no); a link carries an id that nobody can guess.
"""

from __future__ import annotations

import time
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dashboard.accounts.audit import Entry
from dashboard.accounts.visitor import IN_SCOPE, Way
from dashboard.api.json_bodies import WholeText
from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState, State
from dashboard.api.streaming import respond
from dashboard.results import export
from dashboard.server import remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.accounts.visitor import Visitor

router = APIRouter(tags=["sql"])


class Form(StrEnum):
    """What rows can be written as."""

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.NDJSON: "application/x-ndjson",
    Form.CSV: "text/csv; charset=utf-8",
    Form.PARQUET: "application/vnd.apache.parquet",
}


class Statement(BaseModel):
    """One SELECT, and the format of its rows."""

    sql: str = Field(description="One SELECT or EXPLAIN, with $name where a parameter goes.")
    parameters: dict[str, Any] = Field(default={}, description="The values of its parameters.")
    format: Form = Form.JSON
    limit: int | None = Field(default=None, ge=0, description="At most so many rows; all where nothing is said.")
    spreadsheet: bool = Field(
        default=True, description="In CSV, set an apostrophe before what a spreadsheet would run; false is exact."
    )


class SavedQuery(BaseModel):
    """A saved query of the SQL page."""

    query_id: str
    name: str
    description: str
    text: str
    saved_at: Moment


@router.get("/saved-queries")
def saved_queries(state: CurrentState) -> list[SavedQuery]:
    """What people saved on the SQL page, by name."""
    return [SavedQuery(**row) for row in fetch(state.runtime.warehouse, "saved_query_list")]


@router.post("/sql", dependencies=[WholeText], response_class=Response)
async def sql(request: Request, state: CurrentState, body: Statement) -> Response:
    """All rows of one read-only statement, sent as they are computed."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A statement comes as application/json.")
    question = remote.Question(body.sql, body.parameters, body.limit, state.runtime.settings.download_timeout_seconds)
    return await _answered(request, state, question, body.format, spreadsheet=body.spreadsheet)


@router.get("/sql/{key}.{form}", response_class=Response)
async def download(request: Request, state: CurrentState, key: str, form: Form, *, exact: bool = False) -> Response:
    """All rows of a statement that the SQL page handed over; `exact` leaves formulas in CSV as they are."""
    handed = state.runtime.download_links.take(key)
    if handed is None:
        raise HTTPException(
            HTTPStatus.NOT_FOUND, "This link has expired: run the statement on the SQL page again and use its new link."
        )
    question = remote.Question(handed.text, handed.parameters, timeout=state.runtime.settings.download_timeout_seconds)
    return await _answered(request, state, question, form, spreadsheet=not exact)


async def _answered(
    request: Request, state: State, question: remote.Question, form: Form, *, spreadsheet: bool
) -> Response:
    client = request.client.host if request.client else ""

    by: Visitor | None = request.scope.get(IN_SCOPE)

    def pieces(is_gone: Callable[[], bool]) -> Iterator[bytes]:
        began, size, is_done = time.monotonic(), 0, False
        try:
            with remote.local(state.runtime.warehouse, question, stop=is_gone, client=client) as result:
                for piece in export.chunks(result, export.Format(form), spreadsheet=spreadsheet):
                    size += len(piece)
                    yield piece
            is_done = True
        finally:
            told = {"format": str(form), "bytes": size, "seconds": round(time.monotonic() - began, 3)}
            if by is not None:
                _note(state, by, Entry("statement", by.name, by.way, client, question.sql, is_done, told))

    name = f"longtail-{datetime.now():%Y%m%d-%H%M%S}.{form}"  # noqa: DTZ005 (a name for people, on the server's clock)
    return await respond(
        request,
        pieces,
        media_type=MEDIA_TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
        seconds=question.timeout,
    )


def _note(state: State, by: Visitor, entry: Entry) -> None:
    """Tell the audit log of a statement, where there are accounts."""
    accounts = state.runtime.accounts
    if accounts is not None and by.way is not Way.NONE:
        accounts.note(entry)
