"""The evidence of an alert: what stood in the logs, or what a probe said, while it came to be.

A rule's `evidence` names the sort; a rule that reads logs and names none has that of logs. The queries see the window
up to the moment at which the alert fired, and what the alert's labels name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import duckdb

from monitor.notify.notice import Line
from monitor.rules import relations
from monitor.telling import told
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from monitor.rules.lately import Lately
    from monitor.rules.rule import Rule
    from monitor.telling.told import Told
    from sql.warehouse import Warehouse

ERRORS, LOGS, SLOW, PROBE = "errors", "logs", "slow_requests", "probe"
_LINES: Mapping[str, str] = {
    ERRORS: "evidence_lines",
    LOGS: "evidence_lines",
    SLOW: "evidence_slow_requests",
    PROBE: "evidence_probe",
}
_WITH_ERRORS = {ERRORS, LOGS}
_LEAST_WINDOW = timedelta(minutes=5)
_WORDS = re.compile(r"[a-z_]+")
_STACK_LINES = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found."""

    lines: tuple[Line, ...] = ()
    error_group: str | None = None
    stack: str | None = None
    users: int | None = None
    requests: int | None = None
    lately: Lately | None = None
    """Its value over the last while."""


def sort_of(rule: Rule) -> str:
    """The sort of evidence that a rule has; empty where it has none."""
    if rule.evidence:
        return rule.evidence if rule.evidence in _LINES else ""
    return LOGS if relations.FROM_LOGS & set(_WORDS.findall(rule.body.lower())) else ""


def window_of(row: Told, rule: Rule | None) -> tuple[datetime, datetime]:
    """What the alert was found in: from before its condition held to when it last became another, or ended."""
    window = max(rule.window if rule else _LEAST_WINDOW, _LEAST_WINDOW)
    return (row.since or row.fired_at) - window, row.changed_at


def gather(warehouse: Warehouse, row: Told, rule: Rule) -> Evidence:
    """The evidence of a firing; none where it cannot be had, because the alert must be told all the same."""
    sort = sort_of(rule)
    if not sort:
        return Evidence()
    first, last = window_of(row, rule)
    values = {"from_ts": first, "to_ts": last, "labels": json.dumps(dict(row.labels))}
    try:
        with warehouse.reader() as cursor:
            return _found(cursor, sort, values)
    except (duckdb.Error, LongtailError):
        return Evidence()


def _found(cursor: DuckDBPyConnection, sort: str, values: Mapping[str, Any]) -> Evidence:
    lines = tuple(
        Line(row["ts"].replace(tzinfo=UTC), row["level"], row["service"], row["message"])
        for row in told.rows(cursor, _LINES[sort], **values)
    )
    if sort == PROBE:
        return Evidence(lines)
    (hit,) = told.rows(cursor, "evidence_hit", **values)
    is_hit = hit["requests"] > 0
    top = told.rows(cursor, "evidence_error", **values) if sort in _WITH_ERRORS else []
    error = top[0] if top else {"error_group": None, "stack": None}
    return Evidence(
        lines,
        error["error_group"],
        _head(error["stack"]),
        hit["users"] if is_hit else None,
        hit["requests"] if is_hit else None,
    )


def _head(stack: str | None) -> str | None:
    """The lines of a stack that say most: its first ones, and the last one, which in Python says what failed."""
    if stack is None:
        return None
    lines = stack[:100_000].splitlines()
    if len(lines) <= _STACK_LINES:
        return "\n".join(lines)
    return "\n".join([*lines[: _STACK_LINES - 2], "…", lines[-1]])
