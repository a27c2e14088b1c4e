"""What happened, by hour, by error and by slow request: the views of the design over HTTP."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow

router = APIRouter(tags=["statistics"])


class HourlyStats(BaseModel):
    """One hour of one service; an event in several files counts once."""

    hour: Moment
    service: str | None
    records: int
    errors: int = Field(description="records of level ERROR or CRITICAL")
    warnings: int
    requests: int
    failed_requests: int = Field(description="requests with status 500 or above")
    error_rate: float | None = Field(description="failed requests by requests, 0 to 1")
    avg_ms: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class TopError(BaseModel):
    """One error group in the range; its status is the current one, all other fields are about the range."""

    error_id: str
    service: str | None
    error_type: str | None
    error_message: str | None
    occurrences: int
    users: int
    first_seen: Moment
    last_seen: Moment
    status: str = Field(description="open, resolved, ignored or regressed")
    routes: list[str]


class SlowRequest(BaseModel):
    """One request that took at least the slow request threshold."""

    ts: Moment
    service: str | None
    source: str
    method: str | None
    path: str | None
    route: str | None
    status: int | None
    duration_ms: float
    trace_id: str | None
    request_id: str | None
    user_id: str | None
    message: str | None
    file_id: int
    line_number: int
    byte_offset: int


class Order(StrEnum):
    """Which slow requests come first."""

    DURATION = "duration"
    TIME = "time"


@router.get("/hourly-stats")
def hourly_stats(state: CurrentState, window: CurrentWindow) -> list[HourlyStats]:
    """Records, errors, requests and latency by hour and service, the newest hours, oldest first."""
    return [HourlyStats(**row) for row in fetch(state.runtime.warehouse, "api_hourly_stats", window.parameters)]


@router.get("/top-errors")
def top_errors(state: CurrentState, window: CurrentWindow) -> list[TopError]:
    """Error groups by the number of their occurrences in the range."""
    return [TopError(**row) for row in fetch(state.runtime.warehouse, "api_top_errors", window.parameters)]


@router.get("/slow-requests")
def slow_requests(
    state: CurrentState,
    window: CurrentWindow,
    order: Annotated[Order, Query(description="Longest first, or newest first.")] = Order.DURATION,
) -> list[SlowRequest]:
    """Requests that took at least the slow request threshold."""
    parameters = window.parameters | {"by_time": order is Order.TIME}
    return [SlowRequest(**row) for row in fetch(state.runtime.warehouse, "api_slow_requests", parameters)]
