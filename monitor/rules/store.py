"""Writes how rules and their alerts stand, in the transaction of whoever stores, and reads it for a new start."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from monitor.rules.states import Alert, State
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from monitor.rules.states import Change, Labels
    from sql.warehouse import Warehouse

_TIMES = ("since", "fired_at", "last_met_at", "recovers_since", "resolved_at")
_NUMBERS = ("value", "threshold", "peak")
_TEXT, _TIME, _NUMBER = pa.string(), pa.timestamp("us"), pa.float64()
_ALERTS = pa.schema(
    {
        **dict.fromkeys(("alert_id", "rule", "labels", "state", "severity"), _TEXT),
        **dict.fromkeys(_NUMBERS, _NUMBER),
        **dict.fromkeys(_TIMES, _TIME),
    }
)
_EVENTS = pa.schema(
    {
        **dict.fromkeys(("ts", "recorded_at"), _TIME),
        **dict.fromkeys(("alert_id", "rule", "labels", "state_before", "state", "severity"), _TEXT),
        **dict.fromkeys(_NUMBERS, _NUMBER),
        **dict.fromkeys(("since", "fired_at"), _TIME),
        "reason": _TEXT,
    }
)


@dataclass(slots=True)
class Progress:
    """What waits to be stored of one rule: how far it is, how its alerts stand, and what became of them since."""

    rule: str
    digest: str
    evaluated_to: datetime
    problem: str | None
    alerts: list[Alert]
    changes: list[Change] = field(default_factory=list)
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """What a new start goes on from."""

    evaluated_to: dict[str, datetime]
    digests: dict[str, str]
    alerts: dict[str, list[Alert]]


def id_of(rule: str, labels: Labels) -> str:
    """The identity of an alert: 16 hex digits, the same for the same rule and labels."""
    told = json.dumps([rule, sorted(labels)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def write(cursor: DuckDBPyConnection, batch: Sequence[Progress], now: datetime) -> None:
    """Store what waits, in the transaction of `cursor`; `now` is UTC without a zone."""
    alerts, events = [], []
    for progress in batch:
        for statement in ("delete_alerts_of_rule", "delete_rule_state"):
            cursor.execute(catalog.statement(statement).body, {"rule": progress.rule})
        if not progress.is_removed:
            state = (progress.rule, progress.evaluated_to, progress.digest, progress.problem, now)
            names = ("rule", "evaluated_to", "digest", "problem", "recorded_at")
            cursor.execute(catalog.statement("store_rule_state").body, dict(zip(names, state, strict=True)))
        alerts += [_row(progress.rule, alert) for alert in progress.alerts]
        events += [_event(progress.rule, change, now) for change in progress.changes]
    _insert(cursor, "new_alerts", alerts, _ALERTS, "store_alerts")
    _insert(cursor, "new_alert_events", events, _EVENTS, "store_alert_events")


def write_received(
    cursor: DuckDBPyConnection,
    changes: Sequence[tuple[str, Change]],
    now: datetime,
) -> None:
    """Store what became of alerts that no rule of ours has, each with its rule's name, and how they stand then."""
    rows = [_row(rule, change.alert) for rule, change in changes]
    ids = [row["alert_id"] for row in rows]
    cursor.execute(catalog.statement("delete_alerts_by_id").body, {"alert_ids": ids})
    _insert(cursor, "new_alerts", [row for row in rows if row["state"] != State.INACTIVE], _ALERTS, "store_alerts")
    events = [_event(rule, change, now) for rule, change in changes]
    _insert(cursor, "new_alert_events", events, _EVENTS, "store_alert_events")


def _insert(
    cursor: DuckDBPyConnection, name: str, rows: list[dict[str, Any]], schema: pa.Schema, statement: str
) -> None:
    if not rows:
        return
    cursor.register(name, pa.Table.from_pylist(rows, schema))
    try:
        cursor.execute(catalog.statement(statement).body)
    finally:
        cursor.unregister(name)


def _row(rule: str, alert: Alert) -> dict[str, Any]:
    same = ("severity", *_NUMBERS, *_TIMES)
    return {
        "alert_id": id_of(rule, alert.labels),
        "rule": rule,
        "labels": json.dumps(dict(alert.labels)),
        "state": alert.state.value,
        **{name: getattr(alert, name) for name in same},
    }


def _event(rule: str, change: Change, now: datetime) -> dict[str, Any]:
    row = _row(rule, change.alert)
    before = change.before
    return {
        **{name: row[name] for name in _EVENTS.names if name in row},
        "ts": change.at,
        "recorded_at": now,
        "state_before": before.state.value,
        "severity": change.alert.severity or before.severity,
        "since": change.alert.since or before.since,
        "fired_at": change.alert.fired_at or before.fired_at,
        "reason": change.reason,
    }


def read(warehouse: Warehouse) -> Stored:
    """What was stored last."""
    with warehouse.reader() as cursor:
        states = cursor.execute(catalog.statement("stored_rule_states").body).fetchall()
        rows = cursor.execute(catalog.statement("stored_alerts").body).to_arrow_table().to_pylist()
    alerts: dict[str, list[Alert]] = {}
    for row in rows:
        labels = tuple(sorted(json.loads(row.pop("labels")).items()))
        alerts.setdefault(row.pop("rule"), []).append(Alert(labels, State(row.pop("state")), **row))
    return Stored(
        {rule: evaluated_to for rule, evaluated_to, _ in states}, {rule: digest for rule, _, digest in states}, alerts
    )
