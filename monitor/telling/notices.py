"""From a row of what is to be told to what people read: the summary with its values, links, and on its end how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from monitor import kinds
from monitor.notify import summary
from monitor.notify.notice import AlertNotice, Chart, Event, Notification
from monitor.rules import units
from monitor.telling import evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ingest.settings import Settings
    from monitor.received.store import Received
    from monitor.rules.lately import Lately
    from monitor.rules.rule import Rule
    from monitor.telling.evidence import Evidence
    from monitor.telling.planning import Planned
    from monitor.telling.told import Told

_FILTERS = ("service", "host", "route")
"""Labels that the pages can filter by."""
_FLAPS = "It changes often: more than 6 times within an hour. What follows is told together, once an hour."


@dataclass(frozen=True, slots=True)
class Origins:
    """Where alerts come from: rules by name, and what others sent by the alert's id."""

    rules: Mapping[str, Rule]
    received: Mapping[str, Received]

    def rule(self, row: Told) -> Rule | None:
        """What says what is told of it; None where its rule is gone."""
        sent = self.received.get(row.alert_id)
        return self.rules.get(row.rule) if sent is None else sent.as_rule

    def links(self, row: Told) -> dict[str, str]:
        """Where its sender shows it."""
        sent = self.received.get(row.alert_id)
        return {"source": sent.generator_url} if sent is not None and sent.generator_url else {}


def notification(
    planned: Planned,
    settings: Settings,
    origins: Origins,
    found: Callable[[Told], Evidence],
    now: datetime,
) -> Notification:
    """What one channel is told at once."""
    alerts = tuple(notice(row, event, settings, origins, found(row)) for row, event in planned.told)
    return Notification(planned.key, planned.channel, planned.event.value, alerts, now.replace(tzinfo=UTC))


def _chart(found: Lately | None) -> Chart | None:
    return None if found is None else Chart(found.start.replace(tzinfo=UTC), found.step, found.values)


def notice(row: Told, event: Event, settings: Settings, origins: Origins, found: Evidence) -> AlertNotice:
    """One alert as it is told."""
    rule = origins.rule(row)
    return AlertNotice(
        event=event.value,
        rule=row.rule,
        severity=row.severity,
        labels=row.labels,
        value=row.value,
        threshold=row.threshold,
        since=(row.since or row.fired_at).replace(tzinfo=UTC),
        until=None if row.resolved_at is None else row.resolved_at.replace(tzinfo=UTC),
        summary=_summary(row, event, rule),
        unit=rule.unit if rule else "",
        runbook=rule.runbook if rule else "",
        evidence=found.lines,
        links=links(settings, row, rule) | origins.links(row),
        peak=row.peak,
        title=rule.title if rule else row.rule,
        error_group=found.error_group,
        stack=found.stack,
        users=found.users,
        requests=found.requests,
        chart=_chart(found.lately),
    )


def _summary(row: Told, event: Event, rule: Rule | None) -> str:
    if event is Event.ERROR or row.reason.startswith("The rule"):
        return row.reason
    worst = replace(row, value=row.peak) if event is Event.RESOLVED else row
    numbers = {"value": worst.value, "threshold": row.threshold, "peak": row.peak}
    said = summary.filled(rule.summary or rule.title, rule, row.labels, numbers) if rule else row.rule
    parts = [said]
    if event is Event.RESOLVED and row.resolved_at is not None:
        lasted = kinds.told((row.resolved_at - row.fired_at).total_seconds())
        peak = "" if row.peak is None else f", its peak was {units.number(row.peak, rule.unit if rule else '')}"
        why = "" if row.reason in ("", "recovered") else f" ({row.reason})"
        parts = [f"Over after {lasted}{why}{peak}.", said]
    if event is Event.NO_DATA:
        parts = ["There is no data.", said]
    if row.is_step and not row.is_over:
        parts = [row.reason, *parts]
    return " ".join([*parts, _FLAPS] if row.is_flapping else parts)


def links(settings: Settings, row: Told, rule: Rule | None) -> dict[str, str]:
    """Where the pages show the window and the alert; none where nobody knows how this server is called."""
    base = settings.public_url or (f"http://127.0.0.1:{settings.port}" if settings.port else None)
    if base is None:
        return {}
    first, last = evidence.window_of(row, rule)
    span = {"from": f"{first.isoformat(timespec='seconds')}Z", "to": f"{last.isoformat(timespec='seconds')}Z"}
    chosen = {name: row.labels[name] for name in _FILTERS if row.labels.get(name)}
    return {
        "window": f"{base}/logs?{urlencode({**span, **chosen})}",
        "rule": f"{base}/alerts?{urlencode({'alert': row.alert_id})}",
    }


def failure(rule: Rule, problem: str) -> str:
    """What is told of a rule that fails."""
    return f"The rule {rule.name} cannot be evaluated: {problem} Its alerts keep their states meanwhile."


def recovery(rule: str) -> str:
    """What is told when it works again."""
    return f"The rule {rule} works again."
