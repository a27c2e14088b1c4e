"""The rows of `received_alerts`: what others said last of their alerts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from monitor.rules.condition import Condition
from monitor.rules.rule import Rule
from monitor.rules.states import Alert, State
from monitor.rules.store import id_of
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

_TEXT, _TIME = pa.string(), pa.timestamp("us")
_SCHEMA = pa.schema(
    {
        **dict.fromkeys(("alert_id", "rule", "labels", "annotations", "generator_url", "severity"), _TEXT),
        **dict.fromkeys(("starts_at", "fired_at", "ends_at", "updated_at", "resolved_at"), _TIME),
    }
)
_LOOKED_AT = timedelta(minutes=5)
"""The window of its evidence: how far before its begin it is looked for."""
_NEVER = Condition(">", "0", frozenset())


@dataclass(frozen=True, slots=True)
class Received:
    """One row. Moments are UTC without a zone."""

    alert_id: str
    rule: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    generator_url: str
    severity: str
    starts_at: datetime
    fired_at: datetime
    ends_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None

    @property
    def alert(self) -> Alert:
        """As the alerts of rules are."""
        is_over = self.resolved_at is not None
        return Alert(
            labels=tuple(sorted(self.labels.items())),
            state=State.INACTIVE if is_over else State.FIRING,
            severity=self.severity,
            since=None if is_over else self.starts_at,
            fired_at=self.fired_at,
            last_met_at=self.updated_at,
            resolved_at=self.resolved_at,
        )

    @property
    def as_rule(self) -> Rule:
        """A rule that says what its sender says of it: its name, summary and runbook.

        Its evidence are the logs of its service, where it names one.
        """
        told = [self.annotations.get(name, "").strip() for name in ("summary", "description", "message")]
        return Rule(
            name=self.rule,
            title=self.rule,
            severity=self.severity,
            when=_NEVER,
            body="",
            parameters={"window": _LOOKED_AT},
            summary=" · ".join(dict.fromkeys(text for text in told if text)),
            evidence="errors" if "service" in self.labels else "",
            runbook=self.annotations.get("runbook_url") or self.annotations.get("runbook", ""),
        )


def identity(rule: str, labels: Mapping[str, str]) -> str:
    """The id of an alert."""
    return id_of(rule, tuple(sorted(labels.items())))


def known(cursor: DuckDBPyConnection, alert_ids: Sequence[str]) -> dict[str, Received]:
    """What is known of these alerts, by id; nothing of those of rules."""
    return {row.alert_id: row for row in read(cursor, "known_received", alert_ids=list(alert_ids))}


def read(cursor: DuckDBPyConnection, statement: str, **values: Any) -> list[Received]:
    """The rows that a statement gives."""
    cursor.execute(catalog.statement(statement).body, values)
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    maps = ("labels", "annotations")
    return [Received(**{**row, **{name: json.loads(row[name]) for name in maps}}) for row in found]


def write(cursor: DuckDBPyConnection, rows: Sequence[Received]) -> None:
    """Store rows in the place of those that they were."""
    if not rows:
        return
    maps = ("labels", "annotations")
    values = [{**asdict(row), **{name: json.dumps(dict(getattr(row, name))) for name in maps}} for row in rows]
    cursor.register("new_received", pa.Table.from_pylist(values, _SCHEMA))
    try:
        for statement in ("delete_received", "store_received"):
            cursor.execute(catalog.statement(statement).body)
    finally:
        cursor.unregister("new_received")
