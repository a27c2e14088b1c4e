"""What people are told: alerts with their evidence, and the JSON that webhooks and the outbox hold of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.rules.severity import Severity, rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION = 1
"""The version of the JSON; a key that is added does not change it."""

MOST_ALERTS = 200
"""Alerts of a group that its JSON has; `left_out` says how many there are more."""
_MOST_LINES = 20
_MOST_LABELS = 64
_MOST_VALUES = 240
_SHORT, _LONG = 1000, 8000
"""Letters of a text: what stands in logs has no bounds of its own."""


class Event(StrEnum):
    """Why somebody is told."""

    FIRING = "firing"
    RESOLVED = "resolved"
    REPEAT = "repeat"
    """It still fires, and nobody acknowledged it."""
    TEST = "test"
    NO_DATA = "no_data"
    ERROR = "error"
    """The rule itself failed."""
    DIGEST = "digest"
    """What began and ended since the last one, of what is only for information."""


@dataclass(frozen=True, slots=True)
class Line:
    """A log line of the evidence."""

    ts: datetime
    level: str
    service: str
    message: str


@dataclass(frozen=True, slots=True)
class Chart:
    """An alert's value from `start` on, `step` apart; None where there was none. For channels that take pictures."""

    start: datetime
    step: timedelta
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """One alert as it is told; times have their zone, `until` is None while it fires."""

    event: str
    rule: str
    severity: str
    labels: Mapping[str, str]
    value: float | None
    threshold: float | None
    since: datetime
    until: datetime | None = None
    summary: str = ""
    unit: str = ""
    runbook: str = ""
    evidence: Sequence[Line] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    peak: float | None = None
    title: str = ""
    error_group: str | None = None
    stack: str | None = None
    """The head of the top error group's stack."""
    users: int | None = None
    requests: int | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """What one channel is told at once: one alert, or those of a group. The key is the same each time it is sent."""

    key: str
    channel: str
    event: str
    alerts: tuple[AlertNotice, ...]
    at: datetime
    possible_repeat: bool = False
    """Whether it may have arrived before: the process died while it was sent, or no answer came."""

    @property
    def severity(self) -> str:
        """The worst of its alerts'."""
        return max((alert.severity for alert in self.alerts), key=rank, default=Severity.INFO.value)

    @property
    def rule(self) -> str:
        """The rule of its alerts; empty where they have several."""
        rules = {alert.rule for alert in self.alerts}
        return rules.pop() if len(rules) == 1 else ""


def payload(notification: Notification) -> dict[str, Any]:
    """The JSON of a webhook: that of its only alert, or `alerts` with that of each of a group, or of a digest."""
    head: dict[str, Any] = {
        "version": VERSION,
        "key": notification.key,
        "event": notification.event,
        "channel": notification.channel,
        "at": _written(notification.at),
    }
    if notification.possible_repeat:
        head["possible_repeat"] = True
    if len(notification.alerts) == 1 and notification.event != Event.DIGEST:
        return head | _alert(notification.alerts[0]) | {"event": notification.event}
    group = {"rule": notification.rule or None, "severity": notification.severity}
    left_out = {"left_out": len(notification.alerts) - MOST_ALERTS} if len(notification.alerts) > MOST_ALERTS else {}
    return head | group | {"alerts": [_alert(alert) for alert in notification.alerts[:MOST_ALERTS]]} | left_out


def notification_of(values: Mapping[str, Any]) -> Notification:
    """What `payload` was made of. Raises `KeyError`, `TypeError` or `ValueError` where it is none."""
    alerts = values.get("alerts", [values])
    return Notification(
        str(values["key"]),
        str(values["channel"]),
        str(values["event"]),
        tuple(_alert_of(alert) for alert in alerts),
        _read(values["at"]),
        bool(values.get("possible_repeat", False)),
    )


def _alert(alert: AlertNotice) -> dict[str, Any]:
    return {
        "event": alert.event,
        "rule": _text(alert.rule),
        "severity": alert.severity,
        "labels": _texts(alert.labels),
        "value": _finite(alert.value),
        "threshold": _finite(alert.threshold),
        "since": _written(alert.since),
        "until": None if alert.until is None else _written(alert.until),
        "summary": _text(alert.summary),
        "evidence": [_line(line) for line in alert.evidence[:_MOST_LINES]],
        "links": _texts(alert.links),
        "title": _text(alert.title),
        "unit": _text(alert.unit),
        "runbook": _text(alert.runbook),
        "peak": _finite(alert.peak),
        "error_group": None if alert.error_group is None else _text(alert.error_group),
        "stack": None if alert.stack is None else _text(alert.stack, _LONG),
        "users": alert.users,
        "requests": alert.requests,
        **({} if alert.chart is None else {"chart": _chart(alert.chart)}),
    }


def _chart(chart: Chart) -> dict[str, Any]:
    values = [_finite(value) for value in chart.values[:_MOST_VALUES]]
    return {"from": _written(chart.start), "step": chart.step.total_seconds(), "values": values}


def _chart_of(values: Mapping[str, Any] | None) -> Chart | None:
    if values is None:
        return None
    return Chart(_read(values["from"]), timedelta(seconds=values["step"]), tuple(values["values"]))


def _alert_of(values: Mapping[str, Any]) -> AlertNotice:
    return AlertNotice(
        event=values["event"],
        rule=values["rule"],
        severity=values["severity"],
        labels=dict(values["labels"]),
        value=values["value"],
        threshold=values["threshold"],
        since=_read(values["since"]),
        until=None if values["until"] is None else _read(values["until"]),
        summary=values["summary"],
        unit=values["unit"],
        runbook=values["runbook"],
        evidence=tuple(
            Line(_read(line["ts"]), line["level"], line["service"], line["message"]) for line in values["evidence"]
        ),
        links=dict(values["links"]),
        peak=values["peak"],
        title=values["title"],
        error_group=values["error_group"],
        stack=values["stack"],
        users=values["users"],
        requests=values["requests"],
        chart=_chart_of(values.get("chart")),
    )


def _line(line: Line) -> dict[str, str]:
    words = {"level": _text(line.level), "service": _text(line.service), "message": _text(line.message, _LONG)}
    return {"ts": _written(line.ts), **words}


def _texts(found: Mapping[str, str]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in list(found.items())[:_MOST_LABELS]}


def _text(value: str, most: int = _SHORT) -> str:
    """Cut where it is long; half of a pair of surrogates, which no encoding has, becomes a question mark."""
    short = value if len(value) <= most else f"{value[: most - 1]}…"
    return short.encode("utf-8", "replace").decode()


def _finite(value: float | None) -> float | None:
    """JSON has no infinity."""
    return value if value is not None and math.isfinite(value) else None


def _written(moment: datetime) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
