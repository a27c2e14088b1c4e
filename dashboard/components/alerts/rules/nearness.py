"""How far each series of a rule is from firing, and what it waits for: why it fires, and why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.style import numbers
from monitor import kinds
from monitor.rules.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.rules.alerting import Standing
    from monitor.rules.question import Point
    from monitor.rules.rule import Rule
    from monitor.rules.states import Alert, Labels

_ALMOST = 0.99
"""The most of what does not meet its condition."""
_ORDER = {"firing": 0, "no data": 1, "pending": 2, "cooling down": 3, "well": 4, "no value": 5}


@dataclass(frozen=True, slots=True)
class Near:
    """One series: its state, its value and its bound, how near it is (1: it meets the condition), and why so."""

    labels: Labels
    state: str
    value: float | None
    threshold: float | None
    share: float | None
    why: str


def of(standing: Standing, now: datetime) -> list[Near]:
    """Every series of a rule, the nearest first; also what fires and is gone from its query."""
    alerts = {alert.labels: alert for alert in standing.alerts}
    points = {point.labels: point for point in standing.points}
    found = [_near(standing.rule, points.get(labels), alerts.get(labels), labels, now) for labels in alerts | points]
    return sorted(found, key=lambda one: (_ORDER[one.state], -(one.share or 0.0), one.labels))


def share(rule: Rule, value: float | None, threshold: float | None) -> float | None:
    """The value as a share of its bound, at most 1; None where that says nothing."""
    if value is None or threshold is None:
        return None
    small, large = (value, threshold) if rule.when.is_above else (threshold, value)
    if rule.when.operator in ("=", "<>") or large <= 0 or small < 0:
        return None
    return min(1.0, small / large)


def _near(rule: Rule, point: Point | None, alert: Alert | None, labels: Labels, now: datetime) -> Near:
    value = point.value if point is not None else None
    threshold = point.threshold if point is not None else alert.threshold if alert is not None else None
    meets = point is not None and bool(point.meets)
    state, why = _why(rule, point, alert, now)
    near = share(rule, value, threshold)
    near = 1.0 if meets else None if near is None else min(near, _ALMOST)
    return Near(labels, state, value, threshold, near, why)


def _why(rule: Rule, point: Point | None, alert: Alert | None, now: datetime) -> tuple[str, str]:
    if alert is None or alert.state is State.INACTIVE:
        return _why_not(rule, point, alert, now)
    if alert.state is State.PENDING:
        return "pending", f"for {_passed(alert.since, now)} of {kinds.told(rule.pending)}"
    since = f"for {_passed(alert.fired_at, now)}"
    if alert.state is State.NO_DATA or alert.recovers_since is None:
        return alert.state.value, since
    seconds = rule.recovers.seconds if rule.recovers else 0.0
    return "firing", f"{since}; well for {_passed(alert.recovers_since, now)} of {kinds.told(seconds)}"


def _why_not(rule: Rule, point: Point | None, alert: Alert | None, now: datetime) -> tuple[str, str]:
    resolved_at = None if alert is None else alert.resolved_at
    if resolved_at is not None and now - resolved_at < timedelta(seconds=rule.cooldown):
        return "cooling down", f"resolved {numbers.ago(resolved_at, now)}, rests for {kinds.told(rule.cooldown)}"
    if point is None or point.value is None:
        return "no value", "its value is null"
    return "well", "the condition does not hold"


def _passed(moment: datetime | None, now: datetime) -> str:
    return numbers.NOTHING if moment is None else numbers.span(max(now - moment, timedelta()))


def state_of(rule: Rule, standing: Standing | None) -> str:
    """A rule in a word or two."""
    if not rule.enabled:
        return "off"
    if standing is None:
        return "not evaluated here"
    if standing.problem:
        return "failed"
    firing = sum(alert.state in (State.FIRING, State.NO_DATA) for alert in standing.alerts)
    pending = sum(alert.state is State.PENDING for alert in standing.alerts)
    told = ", ".join(f"{count} {word}" for count, word in ((firing, "firing"), (pending, "pending")) if count)
    if standing.is_stale:
        return f"stale, {told}" if told else "stale"
    if told:
        return told
    return "well" if standing.evaluated_to is not None else "not evaluated yet"


def nearest(near: Sequence[Near]) -> Near | None:
    """The series that is the nearest to firing, or fires."""
    return max(near, key=lambda one: (one.share is not None, one.share or 0.0), default=None)
