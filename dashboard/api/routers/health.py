"""How everything is that is probed, under Longtail's own paths and those of programs that it replaces.

The status code is 200 whatever is found, because the answer is right; with `strict=true` it is 503 where that is
unhealthy, as load balancers want it.
"""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment
from dashboard.api.state import CurrentState
from monitor.health.probing import ProbeStatus, summary
from monitor.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.api.state import State

router = APIRouter(tags=["health"])
GROUPS = {
    "database": ("postgresql", "mysql", "warehouse"),
    "redis": ("redis",),
    "system": ("system", "disk", "process"),
}
"""Kinds of probes that are asked for together."""

Strict = Annotated[bool, Query(description="answer with status 503 where it is unhealthy")]


class ProbeHealth(BaseModel):
    """One probe."""

    name: str
    kind: str
    target: str = Field(description="what is asked, without passwords")
    status: Status
    since: Moment | None = Field(description="when it became so; null where it was not asked yet")
    critical: bool
    checked_at: Moment | None
    latency_ms: float | None
    reason: str | None
    details: dict[str, Any]


class Health(BaseModel):
    """Several probes, and their status together."""

    status: Status = Field(description="unhealthy where a critical one is, degraded where another is not healthy")
    checked_at: datetime
    probes: list[ProbeHealth]


_UNHEALTHY: dict[int | str, dict[str, Any]] = {503: {"description": "unhealthy, with `strict=true`"}}


@router.get("/health", responses=_UNHEALTHY, response_model=Health)
@router.get("/observability/health/full", responses=_UNHEALTHY, response_model=Health)
@router.get("/monitoring/health", responses=_UNHEALTHY, response_model=Health)
@router.get("/monitoring/health/detailed", responses=_UNHEALTHY, response_model=Health)
def health(state: CurrentState, strict: Strict = False) -> JSONResponse:  # noqa: FBT002 (a parameter of the URL)
    """All probes."""
    return _answer(_together(_statuses(state)), strict=strict)


@router.get("/health/database", responses=_UNHEALTHY, response_model=Health)
@router.get("/observability/health/database", responses=_UNHEALTHY, response_model=Health)
def database(state: CurrentState, strict: Strict = False) -> JSONResponse:  # noqa: FBT002 (as above)
    """The probes of databases."""
    return _group(state, "database", strict=strict)


@router.get("/health/redis", responses=_UNHEALTHY, response_model=Health)
@router.get("/observability/health/redis", responses=_UNHEALTHY, response_model=Health)
def redis(state: CurrentState, strict: Strict = False) -> JSONResponse:  # noqa: FBT002 (as above)
    """The probes of Redis."""
    return _group(state, "redis", strict=strict)


@router.get("/health/system", responses=_UNHEALTHY, response_model=Health)
@router.get("/observability/health/system", responses=_UNHEALTHY, response_model=Health)
def system(state: CurrentState, strict: Strict = False) -> JSONResponse:  # noqa: FBT002 (as above)
    """The probes of this machine."""
    return _group(state, "system", strict=strict)


@router.get("/health/{probe}", responses=_UNHEALTHY, response_model=ProbeHealth)
def one(state: CurrentState, probe: str, strict: Strict = False) -> JSONResponse:  # noqa: FBT002 (as above)
    """One probe, by its name."""
    known = {status.settings.name: status for status in _statuses(state)}
    if probe not in known:
        near = difflib.get_close_matches(probe, known, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}."
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no probe {probe[:100]!r}: {remedy}")
    return _answer(_told(known[probe]), strict=strict)


def _statuses(state: State) -> list[ProbeStatus]:
    watching = state.runtime.watching
    probing = None if watching is None else watching.probing
    return [] if probing is None else probing.statuses()


def _group(state: State, name: str, *, strict: bool) -> JSONResponse:
    found = [status for status in _statuses(state) if status.settings.kind in GROUPS[name]]
    return _answer(_together(found), strict=strict)


def _together(found: Sequence[ProbeStatus]) -> Health:
    return Health(status=summary(found), checked_at=datetime.now(UTC), probes=[_told(status) for status in found])


def _told(found: ProbeStatus) -> ProbeHealth:
    last = found.last
    return ProbeHealth(
        name=found.settings.name,
        kind=found.settings.kind,
        target=found.settings.target,
        status=found.status,
        since=found.since,
        critical=found.settings.critical,
        checked_at=None if last is None else last.ts,
        latency_ms=None if last is None else last.latency_ms,
        reason=None if last is None else last.reason,
        details={} if last is None else dict(last.details),
    )


def _answer(body: Health | ProbeHealth, *, strict: bool) -> JSONResponse:
    is_refused = strict and body.status is Status.UNHEALTHY
    code = HTTPStatus.SERVICE_UNAVAILABLE if is_refused else HTTPStatus.OK
    return JSONResponse(body.model_dump(mode="json"), code, {"Cache-Control": "no-store"})
