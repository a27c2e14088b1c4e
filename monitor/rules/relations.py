"""What rules read, with the column that says when: so that a question over some windows reads only their rows.

A relation of `SUMMED` is a total. It is made for the windows that are asked for, as a temporary table that
hides the view of its name: DuckDB does not look into a sum for the time that is asked for, and joins windows with a
table of known size in one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import syntax_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sql.syntax_tree import Node

TIMES: Mapping[str, str] = {
    "alert_events": "ts",
    "endpoint_hours": "hour",
    "error_occurrences": "ts",
    "errors": "ts",
    "heartbeats": "ts",
    "hourly_stats": "hour",
    "logs": "ts",
    "notifications": "created_at",
    "probe_changes": "ts",
    "probe_results": "ts",
    "rejects": "rejected_at",
    "requests": "ts",
    "requests_by_minute": "minute",
    "samples": "ts",
    "samples_by_minute": "ts",
    "samples_by_hour": "ts",
    "slow_requests": "ts",
}
SUMMED: Mapping[str, str] = {
    "endpoint_hours": "main.endpoint_hours where hour >= $earliest and hour < $latest",
    "hourly_stats": "main.hourly_stats where hour >= $earliest and hour < $latest",
    "requests_by_minute": "requests_of_minutes($earliest, $latest)",
}
"""The view, and what makes it for a range."""
LOOKED_INTO = frozenset({"endpoint_hours"})
"""Totals into which DuckDB looks for the time that is asked for: it reads only these hours."""
_WHOLE: Mapping[str, str] = {
    "endpoint_hours": "1 hour",
    "hourly_stats": "1 hour",
    "requests_by_minute": "1 minute",
    "samples_by_hour": "1 hour 2 minutes",
    "samples_by_minute": "90 seconds",
}
"""Totals, and when one is whole, from its begin on: those of samples are made some seconds after their time."""
FROM_LOGS = frozenset(
    {
        "endpoint_hours",
        "error_occurrences",
        "errors",
        "hourly_stats",
        "logs",
        "rejects",
        "requests",
        "requests_by_minute",
        "slow_requests",
    }
)
"""What comes from log files: reading may be behind."""


def ends(name: str) -> str:
    """The condition that a row is over at `$to`."""
    return f"{TIMES[name]} <= $to - interval {_WHOLE[name]}" if name in _WHOLE else f"{TIMES[name]} < $to"


def names_in(tree: Node) -> frozenset[str]:
    """The tables and views that a query reads by name."""
    return frozenset(str(node["table_name"]).lower() for node in syntax_tree.nodes(tree) if "table_name" in node)
