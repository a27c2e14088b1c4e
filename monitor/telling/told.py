"""The rows of `told_alerts`: what one channel is told of one firing of an alert, and what is still to be told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from monitor.notify.notice import Event
from monitor.rules.severity import rank
from monitor.telling import matching
from monitor.telling.routing import DIGEST_GROUP, STEP
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from monitor.telling.matching import Subject

FIRING, NO_DATA, ERROR, RESOLVED = "firing", "no data", "error", "resolved"
_EVENTS = {FIRING: Event.FIRING, NO_DATA: Event.NO_DATA, ERROR: Event.ERROR, RESOLVED: Event.RESOLVED}
_TEXT, _TIME, _NUMBER = pa.string(), pa.timestamp("us"), pa.float64()
_SCHEMA = pa.schema(
    {
        "alert_id": _TEXT,
        "fired_at": _TIME,
        **dict.fromkeys(("channel", "rule", "labels", "route", "group_key", "state", "severity"), _TEXT),
        **dict.fromkeys(("value", "threshold", "peak"), _NUMBER),
        **dict.fromkeys(("since", "changed_at", "resolved_at"), _TIME),
        **dict.fromkeys(("reason", "told_event", "told_severity"), _TEXT),
        "told_at": _TIME,
        "times": pa.int32(),
        "due_at": _TIME,
        "held_by": _TEXT,
        "is_flapping": pa.bool_(),
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row. Moments are UTC without a zone; labels have the rule's own among them."""

    alert_id: str
    fired_at: datetime
    channel: str
    rule: str
    labels: Mapping[str, str]
    route: str
    group_key: str
    state: str
    severity: str
    changed_at: datetime
    value: float | None = None
    threshold: float | None = None
    peak: float | None = None
    since: datetime | None = None
    resolved_at: datetime | None = None
    reason: str = ""
    told_event: str | None = None
    told_severity: str | None = None
    told_at: datetime | None = None
    times: int = 0
    due_at: datetime | None = None
    held_by: str | None = None
    is_flapping: bool = False

    @property
    def place(self) -> tuple[str, datetime, str]:
        """What tells it from other rows."""
        return self.alert_id, self.fired_at, self.channel

    @property
    def is_step(self) -> bool:
        """Whether it is told only because nobody acknowledged it."""
        return STEP in self.route

    @property
    def is_digest(self) -> bool:
        """Whether it is told together with all else that is only for information."""
        return self.group_key.endswith(DIGEST_GROUP)

    @property
    def is_waiting_step(self) -> bool:
        """Whether it is told only if nobody acknowledges it, and was not told yet."""
        return self.is_step and self.told_event is None

    @property
    def is_over(self) -> bool:
        """Whether it fires no more."""
        return self.state == RESOLVED

    def event(self) -> Event | None:
        """What is to be told of it now; `repeat` where nothing is new, None where its end was told."""
        event = _EVENTS[self.state]
        if self.told_event != event:
            return event
        if self.is_over:
            return None
        is_worse = rank(self.severity) > rank(self.told_severity or "")
        return event if is_worse else Event.REPEAT

    def key(self, event: Event) -> str:
        """The key of what is told: the same again for the same change, whenever and by whatever process."""
        times = self.times if event is Event.REPEAT else 0
        severity = "" if event is Event.RESOLVED else self.severity
        said = [self.alert_id, self.fired_at.isoformat(), event, severity, self.changed_at.isoformat(), times]
        return _hash(json.dumps(said))

    def subject(self, also: Iterable[str] = ()) -> Subject:
        """As routes and silences see it."""
        return matching.subject(self.rule, self.severity, self.labels, also)


def key_of(keys: Sequence[str]) -> str:
    """The key of what is told together."""
    return keys[0] if len(keys) == 1 else _hash(" ".join(sorted(keys)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def rows(cursor: DuckDBPyConnection, statement: str, **values: Any) -> list[dict[str, Any]]:
    """What a statement gives, by column."""
    cursor.execute(catalog.statement(statement).body, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read(cursor: DuckDBPyConnection, statement: str, **values: Any) -> list[Told]:
    """The rows that a statement gives."""
    return [of(row) for row in rows(cursor, statement, **values)]


def of(row: Mapping[str, Any]) -> Told:
    """A row of the table, with its labels as JSON."""
    return Told(**{**{name: row[name] for name in _SCHEMA.names}, "labels": json.loads(row["labels"])})


def write(cursor: DuckDBPyConnection, changed: Sequence[Told]) -> None:
    """Store rows in the place of those that they were."""
    if not changed:
        return
    values = [{**asdict(row), "labels": json.dumps(dict(row.labels))} for row in changed]
    cursor.register("new_told_alerts", pa.Table.from_pylist(values, _SCHEMA))
    try:
        for statement in ("delete_told_alerts", "store_told_alerts"):
            cursor.execute(catalog.statement(statement).body)
    finally:
        cursor.unregister("new_told_alerts")


@dataclass(slots=True)
class Groups:
    """When groups of alerts are told: what is new waits `group_wait`, and what comes after that `group_interval`."""

    told_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    due_at: dict[tuple[str, str], datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: DuckDBPyConnection, now: datetime) -> Groups:
        """As they stand."""
        groups = cls()
        for row in rows(cursor, "told_groups", after=now - timedelta(days=2)):
            key = (row["group_key"], row["channel"])
            groups.told_at |= {key: row["told_at"]} if row["told_at"] else {}
            groups.due_at |= {key: row["due_at"]} if row["due_at"] else {}
        return groups

    def due(self, key: tuple[str, str], now: datetime, wait: float, interval: float) -> datetime:
        """When something that is new in a group is told: with what waits already, or after its wait."""
        due = now + timedelta(seconds=wait)
        if key in self.told_at:
            due = max(due, self.told_at[key] + timedelta(seconds=interval))
        if key in self.due_at:
            due = min(due, self.due_at[key])
        self.due_at[key] = due
        return due
