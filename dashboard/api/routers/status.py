"""How this server is: its version, its warehouse, its ingest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dashboard import VERSION
from dashboard.api.rows import Moment
from dashboard.api.state import CurrentState
from dashboard.server.metrics import size_on_disk
from ingest.files.identity import paths

if TYPE_CHECKING:
    from dashboard.server.runtime import Runtime

router = APIRouter(tags=["status"])


class IngestStatus(BaseModel):
    """What ingest does now; counters are since the start of the server."""

    running: bool
    bytes_total: int
    bytes_read: int
    lines: int
    rows: int
    rejected: int
    blank: int
    lines_per_second: float
    lag_bytes: int
    files_watched: int
    last_scan_at: Moment | None
    last_commit_at: Moment | None
    problems: list[str]


class ServerStatus(BaseModel):
    """This server."""

    version: str
    uptime_seconds: float
    warehouse: str
    warehouse_bytes: int
    generation: int = Field(description="rises with every commit: what was read at one generation holds until the next")
    slow_request_ms: float
    apdex_ms: float
    ingest: IngestStatus | None = Field(description="null where logs are only looked at")


@router.get("/status")
def status(state: CurrentState) -> ServerStatus:
    """Version, warehouse and ingest of the server that answers."""
    runtime = state.runtime
    return ServerStatus(
        version=VERSION,
        uptime_seconds=round(time.time() - state.started_at, 3),
        warehouse=paths.told(str(runtime.warehouse.path)),
        warehouse_bytes=size_on_disk(runtime),
        generation=runtime.warehouse.generation,
        slow_request_ms=runtime.settings.slow_request_ms,
        apdex_ms=runtime.settings.apdex_ms,
        ingest=_ingest(runtime),
    )


def _ingest(runtime: Runtime) -> IngestStatus | None:
    if runtime.ingest is None:
        return None
    now = runtime.ingest.status
    return IngestStatus(**{name: getattr(now, name) for name in IngestStatus.model_fields})
