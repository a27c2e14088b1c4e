"""Rules and rows for the tests of rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.rules import rule as rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.rules.replay import Replay
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

START = datetime(2026, 3, 2, 10)  # noqa: DTZ001 (as the warehouse has times)
VALUES = "select labels['host'] as host, max(value) as value from samples where ts >= $from and ts < $to group by host"


def rule(*header: str, query: str = VALUES, name: str = "too_high") -> Rule:
    """A rule with these lines in its header; it fires above 5 and sees a window of 20 s every 10 s."""
    told = {"title": "Too high", "when": "value > $limit", "parameters": "limit = 5, window = 20s", "every": "10s"}
    told |= dict(line.split(": ", 1) for line in header)
    lines = [f"-- {key}: {value}" for key, value in told.items()]
    return rules.parse("\n".join([*lines, query]), name)


def moment(seconds: float) -> datetime:
    """So many seconds after the start of the tests' history."""
    return START + timedelta(seconds=seconds)


def write_samples(warehouse: Warehouse, rows: Sequence[tuple[float, str, float]]) -> None:
    """Samples of `load`: seconds after the start, host, value."""
    with warehouse.transaction() as cursor:
        known = dict(cursor.execute("select labels['host'], series_id from series").fetchall())
        for seconds, host, value in rows:
            if host not in known:
                known[host] = len(known)
                cursor.execute(
                    "insert into series values ($id, 'load', map {'host': $host}, 'gauge', $at)",
                    {"id": known[host], "host": host, "at": START},
                )
            cursor.execute(
                "insert into samples_raw by name select $id as series_id, $at as ts, $value as value",
                {"id": known[host], "at": moment(seconds), "value": value},
            )


def fired(found: Replay) -> list[tuple[dict[str, str], float, float | None]]:
    """Labels of what fired, with the seconds at which it fired and was resolved."""
    return [
        (
            dict(one.labels),
            (one.fired_at - START).total_seconds(),
            None if one.resolved_at is None else (one.resolved_at - START).total_seconds(),
        )
        for one in found.episodes
    ]
