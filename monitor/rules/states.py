"""The states of a rule's alerts, moment after moment, as live evaluation and replay have them.

`inactive → pending → firing → inactive`; the last step is told as resolved. Nothing here knows a clock or the
warehouse: the same moments with the same series give the same changes, however they are cut into calls.

A moment is event time, UTC without a zone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.rules.severity import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.rules.question import Point
    from monitor.rules.rule import Rule

Labels = tuple[tuple[str, str], ...]
NO_DATA_LABEL = ("no_data", "true")
"""The label of the alert that a rule has no series at all."""


class State(StrEnum):
    """Where an alert is."""

    INACTIVE = "inactive"
    PENDING = "pending"
    FIRING = "firing"
    NO_DATA = "no data"


_TOLD = (State.FIRING, State.NO_DATA)


@dataclass(frozen=True, slots=True)
class Alert:
    """One series as it stands. Times are moments; `since` is when the condition began to hold."""

    labels: Labels
    state: State = State.INACTIVE
    severity: str = ""
    since: datetime | None = None
    fired_at: datetime | None = None
    last_met_at: datetime | None = None
    recovers_since: datetime | None = None
    resolved_at: datetime | None = None
    value: float | None = None
    threshold: float | None = None
    peak: float | None = None
    """The worst value since it fired."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an alert at a moment: `before` and `alert` are how it was and is."""

    at: datetime
    before: Alert
    alert: Alert
    reason: str = ""

    @property
    def fires(self) -> bool:
        """Whether it begins to fire, or to have no data, or gets worse while it fires."""
        return self.alert.state in _TOLD

    @property
    def resolves(self) -> bool:
        """Whether it ends to fire."""
        return self.before.state in (State.FIRING, State.NO_DATA) and self.alert.state in (
            State.INACTIVE,
            State.PENDING,
        )


class States:
    """The alerts of one rule. `alerts` are those that are known; restored, they go on where they were."""

    def __init__(self, rule: Rule, alerts: Iterable[Alert] = ()) -> None:
        self._rule = rule
        self._alerts: dict[Labels, Alert] = {alert.labels: alert for alert in alerts}
        self._points: dict[Labels, Point] = {}

    @property
    def alerts(self) -> list[Alert]:
        """All series that are not inactive, and those of the last moment."""
        return list(self._alerts.values())

    @property
    def points(self) -> Mapping[Labels, Point]:
        """The series of the last moment."""
        return self._points

    def at(self, moment: datetime, points: Iterable[Point]) -> list[Change]:
        """Take the series of a moment; what changed by it, in the order of labels. Moments come in order."""
        self._points = {point.labels: point for point in points}
        if self._rule.no_data == "alert":
            self._mark_nothing()
        changes = []
        met = {labels for labels, point in self._points.items() if point.meets}
        for labels in sorted(met | self._alerts.keys()):  # what is well, and was, stays so
            before = self._alerts.get(labels) or Alert(labels)
            point = self._points.get(labels)
            alert, reason = self._next(before, point, moment)
            if alert.state is State.INACTIVE and not self._is_cooling(alert, moment):
                self._alerts.pop(labels, None)
            else:
                self._alerts[labels] = alert
            if alert.state is not before.state or (alert.severity != before.severity and alert.state is State.FIRING):
                changes.append(Change(moment, before, alert, reason))
        return changes

    def _mark_nothing(self) -> None:
        """A rule whose query gives no series at all is a series of its own, that has no data."""
        nothing = (NO_DATA_LABEL,)
        known = [
            alert for alert in self._alerts.values() if alert.labels != nothing and alert.state is not State.INACTIVE
        ]
        if self._points or known:
            return
        if nothing not in self._alerts:
            self._alerts[nothing] = Alert(nothing)

    def _next(self, alert: Alert, point: Point | None, moment: datetime) -> tuple[Alert, str]:
        if alert.labels == (NO_DATA_LABEL,):
            return self._without_series(alert, moment)
        if point is None or point.meets is None:
            return self._without_data(alert, moment)
        alert = replace(alert, value=point.value, threshold=point.threshold)
        if alert.state in (State.FIRING, State.NO_DATA):
            return self._firing(alert, point, moment)
        if point.meets and not self._is_cooling(alert, moment):
            return self._meeting(alert, point, moment)
        return replace(alert, state=State.INACTIVE, since=None, last_met_at=None), ""

    def _meeting(self, alert: Alert, point: Point, moment: datetime) -> tuple[Alert, str]:
        since = alert.since if alert.state is State.PENDING and alert.since else moment
        known = replace(alert, since=since, last_met_at=moment, severity=point.severity)
        if moment - since < timedelta(seconds=self._rule.pending):
            return replace(known, state=State.PENDING), ""
        fired = replace(
            known, state=State.FIRING, fired_at=moment, recovers_since=None, resolved_at=None, peak=point.value
        )
        return fired, ""

    def _firing(self, alert: Alert, point: Point, moment: datetime) -> tuple[Alert, str]:
        alert = replace(alert, state=State.FIRING, peak=self._worse(alert.peak, point.value))
        if alert.fired_at is None:
            alert = replace(alert, fired_at=moment)
        if point.meets:
            worse = max(alert.severity, point.severity, key=rank)
            return replace(alert, last_met_at=moment, recovers_since=None, severity=worse), ""
        if not point.recovers:
            return replace(alert, recovers_since=None), ""
        return self._recovering(alert, moment, "recovered")

    def _recovering(self, alert: Alert, moment: datetime, reason: str) -> tuple[Alert, str]:
        """It is well again: for long enough, and after it fired for as long as it has to."""
        since = alert.recovers_since or moment
        seconds = self._rule.recovers.seconds if self._rule.recovers else 0.0
        keeps = timedelta(seconds=self._rule.keep_firing)
        is_over = moment - since >= timedelta(seconds=seconds) and moment - (alert.last_met_at or since) >= keeps
        if not is_over:
            return replace(alert, recovers_since=since), ""
        return replace(alert, state=State.INACTIVE, since=None, recovers_since=None, resolved_at=moment), reason

    def _without_data(self, alert: Alert, moment: datetime) -> tuple[Alert, str]:
        """The series is not there, or its value is null."""
        alert = replace(alert, value=None)
        if self._rule.no_data == "keep" and alert.state is not State.INACTIVE:
            return alert, ""
        if alert.state is State.FIRING and self._rule.no_data == "alert":
            return replace(alert, state=State.NO_DATA, recovers_since=None), "no data"
        if alert.state is State.NO_DATA:
            return alert, ""
        if alert.state is State.FIRING:
            return self._recovering(alert, moment, "no data")
        return replace(alert, state=State.INACTIVE, since=None, last_met_at=None), ""

    def _without_series(self, alert: Alert, moment: datetime) -> tuple[Alert, str]:
        """The alert that there is no series at all."""
        if self._points:
            return replace(alert, state=State.INACTIVE, since=None, resolved_at=moment), "data came again"
        since = alert.since or moment
        if alert.state is State.NO_DATA or moment - since < timedelta(seconds=self._rule.pending):
            state = alert.state if alert.state is State.NO_DATA else State.PENDING
            return replace(alert, state=state, since=since), ""
        return replace(
            alert, state=State.NO_DATA, since=since, fired_at=moment, severity=self._rule.severity
        ), "no data"

    def _is_cooling(self, alert: Alert, moment: datetime) -> bool:
        """Whether it was resolved so short a time ago that it may not fire again."""
        return alert.resolved_at is not None and moment - alert.resolved_at < timedelta(seconds=self._rule.cooldown)

    def _worse(self, peak: float | None, value: float | None) -> float | None:
        if peak is None or value is None:
            return value if peak is None else peak
        return max(peak, value) if self._rule.when.is_above else min(peak, value)
