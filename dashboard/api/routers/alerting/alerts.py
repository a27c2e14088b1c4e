"""Alerts over HTTP: how they stand, what became of one, taking note of one, and silences."""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from dashboard.api.json_bodies import JsonBody
from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from monitor import clock
from monitor.rules import finding
from monitor.telling import decisions, listing
from monitor.telling.decisions import LONGEST, Silence
from monitor.telling.matching import Match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.api.state import State
    from monitor.rules.rule import Rule

router = APIRouter(tags=["alerts"])
_MOST = 10_000
_MOST_OF_ONE = 200

AlertId = Annotated[str, Path(max_length=64, description="The id of an alert: the same for a rule and its labels.")]
SilenceId = Annotated[str, Path(max_length=64)]
Author = Annotated[str, Field(min_length=1, max_length=LONGEST, description="who decides")]


class Alert(BaseModel):
    """One firing of an alert, or one that is pending."""

    id: str
    rule: str
    title: str
    severity: str
    labels: dict[str, str]
    state: str = Field(description="pending, firing, no data or resolved")
    value: float | None
    threshold: float | None
    unit: str
    peak: float | None
    since: datetime | None = Field(description="when its condition began to hold")
    fired_at: datetime | None
    until: datetime | None = Field(description="when it was resolved")
    reason: str
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    note: str | None
    held_by: str | None = Field(description="why nobody is told: a silence, maintenance, hours, another alert")
    annotations: dict[str, str] = Field(description="what its sender says, of an alert that another program sent")
    source_url: str | None = Field(description="where its sender shows it")


class AlertChange(BaseModel):
    """A change of an alert's state."""

    ts: Moment
    recorded_at: Moment
    state_before: str
    state: str
    severity: str
    value: float | None
    threshold: float | None
    reason: str


class AlertTold(BaseModel):
    """What one channel was told of one firing."""

    channel: str
    fired_at: Moment
    state: str
    told_event: str | None
    told_at: Moment | None
    times: int
    due_at: Moment | None
    held_by: str | None


class AlertDetail(BaseModel):
    """One alert: how it stands or ended, its last firings and changes, and who was told."""

    alert: Alert
    firings: list[Alert] = Field(description="the newest first")
    history: list[AlertChange]
    told: list[AlertTold]


class AcknowledgeBody(BaseModel):
    """Who takes note."""

    model_config = ConfigDict(extra="forbid")

    author: Author
    note: Annotated[str, Field(max_length=LONGEST)] = ""


class SilenceBody(BaseModel):
    """A silence that is to be made."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    match: Match = Field(description="labels (also rule and severity) with their values, as in a route")
    until: datetime
    author: Author
    reason: Annotated[str, Field(max_length=LONGEST)] = ""
    from_ts: datetime | None = Field(default=None, alias="from", description="now where nothing is said")


class StoredSilence(BaseModel):
    """A silence."""

    id: str
    match: dict[str, list[str]]
    from_ts: Moment = Field(serialization_alias="from")
    until_ts: Moment = Field(serialization_alias="until")
    author: str
    reason: str
    created_at: Moment
    ended_at: Moment | None
    ended_by: str | None
    holds: bool = Field(description="whether it holds now")


class MadeSilence(BaseModel):
    """A silence that was made."""

    id: str
    covers: list[str] = Field(description="the ids of the alerts that fire now and that it is about")


def rules_of(state: State) -> Mapping[str, Rule]:
    """The rules that are known, as they are evaluated here."""
    watching = state.runtime.watching
    alerting = None if watching is None else watching.alerting
    if alerting is not None:
        return alerting.rules
    return {rule.name: rule for rule in finding.all_rules(state.runtime.settings)}


def _listed(state: State, shown: str, alert_id: str | None, limit: int) -> list[Alert]:
    values = {"state": shown, "alert_id": alert_id, "row_limit": limit}
    rules = rules_of(state)
    return [
        Alert.model_validate(listing.told(row, rules)) for row in fetch(state.runtime.warehouse, "api_alerts", values)
    ]


@router.get("/alerts")
@router.get("/observability/alerts")
@router.get("/monitoring/alerts")
def alerts(
    state: CurrentState,
    shown: Annotated[
        Literal["firing", "pending", "resolved", "all"],
        Query(alias="state", description="`firing` has those without data too"),
    ] = "firing",
    limit: Annotated[int, Query(ge=1, le=_MOST, description="At most so many.")] = 1000,
) -> list[Alert]:
    """Alerts: those that fire first, the worst above; then pending ones, then the last that were resolved."""
    return _listed(state, shown, None, limit)


@router.get("/alerts/{alert_id}")
def one(state: CurrentState, alert_id: AlertId) -> AlertDetail:
    """One alert."""
    firings = _listed(state, "all", alert_id, _MOST_OF_ONE)
    if not firings:
        raise HTTPException(
            HTTPStatus.NOT_FOUND, f"There is no alert {alert_id!r}: /api/v1/alerts?state=all lists them."
        )
    values = {"alert_id": alert_id, "row_limit": _MOST_OF_ONE}
    history = fetch(state.runtime.warehouse, "api_alert_history", values)
    told = fetch(state.runtime.warehouse, "api_alert_told", values)
    return AlertDetail.model_validate({"alert": firings[0], "firings": firings, "history": history, "told": told})


@router.post("/alerts/{alert_id}/acknowledge", dependencies=[JsonBody])
def acknowledge(state: CurrentState, alert_id: AlertId, body: AcknowledgeBody) -> Alert:
    """Take note of an alert that fires: it is not told again until it gets worse."""
    if not decisions.acknowledge(state.runtime.warehouse, alert_id, body.author, body.note):
        raise HTTPException(
            HTTPStatus.NOT_FOUND, f"There is no alert {alert_id!r} that fires: /api/v1/alerts lists them."
        )
    return _listed(state, "firing", alert_id, 1)[0]


@router.get("/silences")
def silences(
    state: CurrentState,
    is_all: Annotated[bool, Query(alias="all", description="Also those that are over.")] = False,  # noqa: FBT002 (a URL)
) -> list[StoredSilence]:
    """Silences that hold or are to come, the last to end first."""
    rows = fetch(state.runtime.warehouse, "api_silences", {"now": clock.now(), "is_all": is_all})
    return [StoredSilence.model_validate({**row, "match": json.loads(row["match"])}) for row in rows]


@router.post("/silences", dependencies=[JsonBody], status_code=201)
def silence(state: CurrentState, body: SilenceBody) -> MadeSilence:
    """Tell nobody of some alerts for a while; they are evaluated all the same."""
    warehouse = state.runtime.warehouse
    wanted = Silence(body.match, body.until, body.author, body.reason, body.from_ts)
    silence_id = decisions.silence(warehouse, wanted)
    return MadeSilence(id=silence_id, covers=decisions.covered(warehouse, body.match, rules_of(state)))


@router.delete("/silences/{silence_id}", dependencies=[JsonBody], status_code=204)
def end_silence(
    state: CurrentState,
    silence_id: SilenceId,
    author: Annotated[str, Query(min_length=1, max_length=LONGEST, description="who ends it")],
) -> None:
    """End a silence before its time: what still fires is told now."""
    if not decisions.end_silence(state.runtime.warehouse, silence_id, author):
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no silence {silence_id!r} that holds or is to come.")
