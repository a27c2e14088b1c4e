"""Endpoints over HTTP: how fast and how well they answer, and how that changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dashboard import reads
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow
from dashboard.api.window import Window as Asked
from dashboard.reads import FINE_SPAN, Window, requests
from dashboard.reads.moments import later
from dashboard.reads.requests import Sort
from sql.warehouse import Warehouse

router = APIRouter(tags=["requests"])
_HOUR = timedelta(hours=1)


class EndpointStats(BaseModel):
    """One endpoint in the range; an event in several files counts once."""

    service: str | None
    method: str | None
    route: str | None
    requests: int
    rate: float = Field(description="requests per second")
    failed_requests: int = Field(description="requests with status 500 or above")
    error_rate: float = Field(description="failed requests by requests, 0 to 1")
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    p95_before_ms: float | None = Field(description="in the time of the same length right before the range")
    p95_change: float | None = Field(description="p95_ms by p95_before_ms, less one: 0.2 is a fifth slower")
    apdex: float | None
    slow_requests: int = Field(description="requests that took at least slow_ms")
    share_of_time: float | None = Field(description="its part of the time of all requests, 0 to 1")


@router.get("/endpoints")
def endpoints(
    state: CurrentState,
    window: CurrentWindow,
    sort: Annotated[Sort, Query(description="What comes first, as on the page Requests.")] = "time",
    slow_ms: Annotated[float | None, Query(gt=0, description="What counts as slow; the setting without it.")] = None,
) -> list[EndpointStats]:
    """Endpoints with rate, error rate, percentiles, Apdex, share of time, and the change of p95; 500 at most."""
    runtime = state.runtime
    asked = _window(runtime.warehouse, window)
    if asked is None:
        return []
    threshold = runtime.settings.slow_request_ms if slow_ms is None else slow_ms
    question = requests.endpoints(asked, asked.before(), reads.utc_now(), threshold, sort)
    frame = reads.run(runtime.warehouse, question, timeout_seconds=runtime.settings.query_timeout_seconds)
    return [EndpointStats(**row) for row in frame.head(window.limit).iter_rows(named=True)]


def _window(warehouse: Warehouse, asked: Asked) -> Window | None:
    """The range that was asked for, else that of the data; beyond 6 hours on whole hours, as the rollup has them."""
    data = reads.run(warehouse, reads.data_range()).row(0, named=True)
    if not data["records"]:
        return None
    start = asked.from_ts or data["first_ts"]
    end = asked.to_ts or later(max(start, data["last_ts"]), timedelta(microseconds=1))
    services = None if asked.service is None else (asked.service,)
    if end - start <= FINE_SPAN:
        return Window(start, end, services=services, from_records=True)
    floor = start.replace(minute=0, second=0, microsecond=0)
    ceiling = end.replace(minute=0, second=0, microsecond=0)
    return Window(floor, ceiling if ceiling == end else later(ceiling, _HOUR), services=services, from_records=False)
