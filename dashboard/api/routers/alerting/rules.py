"""Alert rules over HTTP: which there are, how each of their series stands and why, and replay over history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dashboard.api.routers.alerting.alerts import rules_of
from dashboard.api.rows import Moment
from dashboard.api.state import CurrentState
from dashboard.reads.moments import naive_utc
from ingest.errors import SettingsError
from monitor import clock
from monitor.rules import finding, replaying
from monitor.rules.states import State as AlertState
from monitor.rules.store import id_of
from monitor.telling.matching import subject
from monitor.telling.mutes import Mutes
from monitor.telling.routing import Routing
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.api.state import State
    from monitor.rules.alerting import Standing
    from monitor.rules.rule import Rule

router = APIRouter(prefix="/rules", tags=["alerts"])
_MOST_SERIES = 1000
_DAYS = 7
RuleName = Annotated[str, Path(max_length=100, description="A rule, by any of its names.")]
_FIRING = (AlertState.FIRING, AlertState.NO_DATA)


class RuleStatus(BaseModel):
    """A rule and how it stands."""

    name: str
    title: str
    severity: str
    labels: dict[str, str]
    also: list[str] = Field(description="other names of it")
    when: str = Field(description="its conditions with their numbers")
    origin: str | None = Field(serialization_alias="from", description="`Longtail`, or the path of its file")
    state: str = Field(
        description="firing, pending, error (it fails), stale, ok, off, or unknown where nothing is evaluated"
    )
    firing: int
    pending: int
    evaluated_to: Moment | None = Field(description="the last moment (event time) that it was evaluated for")
    problem: str | None


class SeriesStatus(BaseModel):
    """One series of a rule now: why it fires, or not."""

    id: str
    labels: dict[str, str]
    state: str
    value: float | None
    threshold: float | None
    meets: bool | None = Field(description="whether its condition holds; null without a value")
    severity: str
    since: Moment | None
    held_by: str | None = Field(description="what keeps it quiet: a silence, maintenance, another alert")


class RuleDetail(BaseModel):
    """A rule in full."""

    status: RuleStatus
    rule: dict[str, Any] = Field(description="its header and its query; durations are seconds")
    series: list[SeriesStatus]


def _standings(state: State) -> dict[str, Standing]:
    watching = state.runtime.watching
    alerting = None if watching is None else watching.alerting
    return {} if alerting is None else {one.rule.name: one for one in alerting.standings()}


def _status(rule: Rule, found: Standing | None) -> RuleStatus:
    states = [alert.state for alert in found.alerts] if found else []
    firing, pending = sum(one in _FIRING for one in states), states.count(AlertState.PENDING)
    return RuleStatus(
        name=rule.name,
        title=rule.title,
        severity=rule.severity,
        labels=dict(rule.labels),
        also=list(rule.also),
        when=finding.condition_told(rule),
        origin=finding.told(rule)["from"],
        state=_state(rule, found, firing, pending),
        firing=firing,
        pending=pending,
        evaluated_to=found.evaluated_to if found else None,
        problem=found.problem if found else None,
    )


def _state(rule: Rule, found: Standing | None, firing: int, pending: int) -> str:
    if not rule.enabled:
        return "off"
    if found is None:
        return "unknown"
    said = (("error", found.problem is not None), ("stale", found.is_stale), ("firing", firing), ("pending", pending))
    return next((name for name, holds in said if holds), "ok")


@router.get("")
def rules(state: CurrentState) -> list[RuleStatus]:
    """All alert rules, by name."""
    standings = _standings(state)
    return [
        _status(rule, standings.get(rule.name)) for rule in sorted(rules_of(state).values(), key=lambda one: one.name)
    ]


def named(state: State, name: str) -> Rule:
    """The rule that is called so. Raises what is answered with 404."""
    try:
        return finding.named(rules_of(state).values(), name)
    except SettingsError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from None


@router.get("/{name}")
def one(state: CurrentState, name: RuleName) -> RuleDetail:
    """One rule: its text, and each of its series with value, threshold and what keeps it quiet."""
    return detail_of(state, named(state, name))


def detail_of(state: State, rule: Rule) -> RuleDetail:
    """A rule in full."""
    found = _standings(state).get(rule.name)
    series = [] if found is None else _series(state, rule, found)
    return RuleDetail(status=_status(rule, found), rule=finding.told(rule), series=series[:_MOST_SERIES])


def _series(state: State, rule: Rule, found: Standing) -> list[SeriesStatus]:
    watching = state.runtime.watching
    telling = None if watching is None else watching.telling
    routing = Routing(state.runtime.settings) if telling is None else telling.routing
    with state.runtime.warehouse.reader() as cursor:
        mutes = Mutes.read(cursor, routing, rules_of(state), clock.now())
    points, known = {point.labels: point for point in found.points}, {alert.labels: alert for alert in found.alerts}
    series = []
    for labels in sorted(points.keys() | known.keys()):
        point, alert = points.get(labels), known.get(labels)
        severity = (alert.severity if alert else "") or (point.severity if point else rule.severity)
        whole, alert_id = {**rule.labels, **dict(labels)}, id_of(rule.name, labels)
        mute = mutes.of_everywhere(alert_id, subject(rule.name, severity, whole, rule.also))
        series.append(
            SeriesStatus(
                id=alert_id,
                labels=whole,
                state=(alert.state if alert else AlertState.INACTIVE).value,
                value=point.value if point else None,
                threshold=point.threshold if point else None,
                meets=point.meets if point else None,
                severity=severity,
                since=alert.since if alert else None,
                held_by=mute.reason if mute else None,
            )
        )
    return sorted(series, key=lambda one: (one.state == AlertState.INACTIVE, one.meets is not True))


@router.get("/{name}/replay", responses={200: {"content": {"application/json": {}}}}, response_class=Response)
def replay(
    state: CurrentState,
    name: RuleName,
    from_: Annotated[datetime | None, Query(alias="from", description=f"{_DAYS} days before `to` without it.")] = None,
    to: Annotated[datetime | None, Query(description="Now where nothing is said.")] = None,
    values: Annotated[
        list[str] | None, Query(alias="set", description="Another value, such as threshold=0.2; may be repeated.")
    ] = None,
) -> Response:
    """When a rule would have fired, for how long and on what; changes nothing."""
    rule = named(state, name)
    end = naive_utc(to) if to else datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    start = naive_utc(from_) if from_ else end - timedelta(days=_DAYS)
    if start >= end:
        sentence = "The range is empty: from must lie before to."
        raise LongtailError(sentence)
    order = {"rule": rule.name, "values": _texts(values), "from": start.isoformat(), "to": end.isoformat()}
    made = replaying.answer(rules_of(state).values(), order, state.runtime.warehouse)
    return Response(made, media_type="application/json")


def _texts(values: Sequence[str] | None) -> list[str]:
    return list(values or ())
