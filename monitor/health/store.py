"""Writes what probes found: results, hours, changes and calls, all in the transaction of whoever stores.

Hours are appended as partial rows and merged when they are over. Single results stay for `probe_result_days`, the
rest for `rollup_days`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.outcome import ProbeSettings
    from sql.warehouse import Warehouse

_LATE = timedelta(minutes=10)
"""How long after midnight the last results of a day are stored for certain."""

_RESULTS = pa.schema(
    {
        "ts": pa.timestamp("us"),
        "probe": pa.string(),
        "kind": pa.string(),
        "target": pa.string(),
        "status": pa.string(),
        "state": pa.string(),
        "latency_ms": pa.float64(),
        "reason": pa.string(),
        "details": pa.string(),
    }
)
_CHANGES = pa.schema(
    {
        "ts": pa.timestamp("us"),
        "probe": pa.string(),
        "kind": pa.string(),
        "target": pa.string(),
        "status_before": pa.string(),
        "status": pa.string(),
        "reason": pa.string(),
    }
)
_PROBES = pa.schema(
    {
        "probe": pa.string(),
        "kind": pa.string(),
        "target": pa.string(),
        "every_seconds": pa.float64(),
        "critical": pa.bool_(),
        "service": pa.string(),
        "latency_limit_ms": pa.float64(),
        "place": pa.int32(),
    }
)


@dataclass(frozen=True, slots=True)
class Result:
    """One run: a row of probe_results. Times are UTC without a zone."""

    ts: datetime
    probe: str
    kind: str
    target: str
    status: str
    state: str
    latency_ms: float | None
    reason: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of probe_changes."""

    ts: datetime
    probe: str
    kind: str
    target: str
    status_before: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """What a job said: a row of heartbeats."""

    ts: datetime
    probe: str
    event: str
    exit_status: int | None
    body: str | None


@dataclass(slots=True)
class Batch:
    """What waits to be stored."""

    results: list[Result] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.results or self.changes or self.calls)


def write(cursor: DuckDBPyConnection, batch: Batch) -> None:
    """Store a batch, in the transaction of `cursor`."""
    if batch.results:
        columns = {name: [getattr(result, name) for result in batch.results] for name in _RESULTS.names}
        columns["details"] = [json.dumps(dict(details), default=str) for details in columns["details"]]
        results = pa.Table.from_pydict(columns, _RESULTS)
        _insert(cursor, "new_results", results, "store_probe_results", "store_probe_hours")
    if batch.changes:
        changes = pa.Table.from_pylist(list(map(asdict, batch.changes)), _CHANGES)
        _insert(cursor, "new_changes", changes, "store_probe_changes")
    for call in batch.calls:
        cursor.execute(catalog.statement("store_heartbeat").body, asdict(call))


def write_probes(cursor: DuckDBPyConnection, probes: Sequence[ProbeSettings]) -> None:
    """Store what is probed, in place of what was, in the transaction of `cursor`."""
    rows = [
        {
            "probe": probe.name,
            "kind": probe.kind,
            "target": probe.target,
            "every_seconds": probe.every,
            "critical": probe.critical,
            "service": probe.service,
            "latency_limit_ms": probe.latency_ms,
            "place": place,
        }
        for place, probe in enumerate(probes)
    ]
    cursor.execute("delete from probes")
    _insert(cursor, "configured_probes", pa.Table.from_pylist(rows, _PROBES), "store_probes")


def _insert(cursor: DuckDBPyConnection, name: str, table: pa.Table, *statements: str) -> None:
    cursor.register(name, table)
    try:
        for statement in statements:
            cursor.execute(catalog.statement(statement).body)
    finally:
        cursor.unregister(name)


def tidy(warehouse: Warehouse, settings: Settings, now: datetime | None = None) -> None:
    """Merge the hours that are over, sum up the days, and drop what is old."""
    moment = (now or datetime.now(UTC)).replace(tzinfo=None)
    hour = moment.replace(minute=0, second=0, microsecond=0)
    with warehouse.transaction() as cursor:
        cursor.execute(catalog.statement("probe_hours_due").body, {"before": hour})
        for name in ("merge_probe_hours", "delete_probe_hours_due", "insert_probe_hours_merged"):
            cursor.execute(catalog.statement(name).body)
        cursor.execute(catalog.statement("sum_up_probe_days").body, {"before": moment - _LATE})
        days = {"drop_probe_results": settings.probe_result_days}
        days |= dict.fromkeys(
            ("drop_probe_hours", "drop_probe_days", "drop_probe_changes", "drop_heartbeats"), settings.rollup_days
        )
        for name, kept in days.items():
            if kept:
                cursor.execute(catalog.statement(name).body, {"before": hour - timedelta(days=kept)})
