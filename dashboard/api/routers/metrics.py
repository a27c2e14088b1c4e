"""A summary of a range in one answer: requests, hosts, business events, reading. Prometheus asks `/metrics` instead."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dashboard import reads
from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from dashboard.api.window import CurrentWindow
from dashboard.reads import FINE_SPAN, Window, requests, samples, utc_now
from dashboard.reads.business import Business
from dashboard.reads.moments import earlier

if TYPE_CHECKING:
    from dashboard.api.state import State

router = APIRouter(tags=["statistics"])
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
"""Up to six hours are counted to the record, longer ranges by whole hours of UTC."""
_NAMES = ("cpu_usage_percent", "memory_usage_percent", "disk_usage_percent", "load_average")


class ApiMetrics(BaseModel):
    """Requests of the range."""

    requests: int
    requests_per_second: float
    failed_requests: int = Field(description="with status 500 or above")
    error_rate: float | None = Field(description="failed requests by requests, 0 to 1")
    slow_requests: int
    avg_ms: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class HostMetrics(BaseModel):
    """One host now, in percent; null where it is not measured."""

    host: str
    cpu_percent: float | None = None
    memory_percent: float | None = None
    disk_percent: float | None = Field(default=None, description="of its fullest disk")
    load_1m: float | None = None


class BusinessMetrics(BaseModel):
    """Business events of the range."""

    events: int
    succeeded: int
    failed: int
    success_rate: float | None


class IngestMetrics(BaseModel):
    """What is in the ledger."""

    files: int
    lines: int
    rows: int
    rejected: int
    lag_bytes: int


class Metrics(BaseModel):
    """All of it."""

    from_ts: Moment
    to_ts: Moment
    api: ApiMetrics
    system: list[HostMetrics]
    business: BusinessMetrics
    ingest: IngestMetrics


@router.get("/metrics")
@router.get("/observability/metrics", response_model=Metrics)
@router.get("/monitoring/metrics", response_model=Metrics)
def metrics(state: CurrentState, window: CurrentWindow) -> Metrics:
    """Requests and business events of the range (the last hour by default), hosts as they are, and the ledger."""
    to_ts = window.to_ts or utc_now()
    services = None if window.service is None else (window.service,)
    from_ts = window.from_ts or earlier(to_ts, _HOUR)
    to_ts = max(to_ts, from_ts)
    bucket = _MINUTE if to_ts - from_ts <= FINE_SPAN else _HOUR
    asked = Window(from_ts, to_ts, services=services, bucket=bucket)
    return Metrics(
        from_ts=asked.from_ts,
        to_ts=asked.to_ts,
        api=_api(state, asked),
        system=_system(state),
        business=_business(state, asked),
        ingest=_ingest(state),
    )


def _api(state: State, window: Window) -> ApiMetrics:
    settings = state.runtime.settings
    found = reads.run(state.runtime.warehouse, requests.headline(window, settings.slow_request_ms)).row(0, named=True)
    told = {name: found[name] for name in ApiMetrics.model_fields if name in found}
    seconds = window.span.total_seconds()
    return ApiMetrics(**told, requests_per_second=found["requests"] / seconds if seconds else 0.0)


def _system(state: State) -> list[HostMetrics]:
    frame = reads.run(state.runtime.warehouse, samples.present(_NAMES, utc_now()))
    hosts: dict[str, HostMetrics] = {}
    for name, text, value in frame.select("name", "labels", "value").iter_rows():
        labels: dict[str, str] = json.loads(text)
        host = hosts.setdefault(labels.get("host", ""), HostMetrics(host=labels.get("host", "")))
        if name == "memory_usage_percent":
            host.memory_percent = value
        elif name == "disk_usage_percent":
            host.disk_percent = max(value, host.disk_percent or 0.0)
        elif (labels.get("cpu"), labels.get("mode")) == ("all", "used"):
            host.cpu_percent = value
        elif labels.get("period") == "1m":
            host.load_1m = value
    return sorted(hosts.values(), key=lambda host: host.host)


def _business(state: State, window: Window) -> BusinessMetrics:
    business = Business.of(state.runtime.settings, reads.utc_now())
    found = reads.run(state.runtime.warehouse, business.headline(window)).row(0, named=True)
    return BusinessMetrics(**{name: found[name] for name in BusinessMetrics.model_fields})


def _ingest(state: State) -> IngestMetrics:
    rows = fetch(state.runtime.warehouse, "api_metrics")
    return IngestMetrics(**{name: sum(row[name] for row in rows) for name in IngestMetrics.model_fields})
