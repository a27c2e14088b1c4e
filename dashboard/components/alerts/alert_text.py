"""What is said of an alert: its title, its labels, its value against its bound, since when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.style import numbers
from monitor.notify import summary
from monitor.rules import finding, states
from monitor.rules.units import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.rules.rule import Rule

Row = dict[str, Any]
"""A row of the query alert_rows or alert_history, its labels taken out of their JSON."""

_OPERATORS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "<>": "≠"}
NO_DATA = "no data"


def rows(told: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of a query with their labels as a dict, in the order of names."""
    return [{**row, "labels": dict(sorted(json.loads(row["labels"] or "{}").items()))} for row in told]


def title(row: Row, rule: Rule | None) -> str:
    """What people call it."""
    return str(row["rule"]) if rule is None else rule.title


def labels_of(row: Row, rule: Rule | None) -> dict[str, str]:
    """Its own labels, and those that its rule gives; the mark that a rule has no series at all is none."""
    own = {name: value for name, value in row["labels"].items() if (name, value) != states.NO_DATA_LABEL}
    return own | (dict(rule.labels) if rule is not None else {})


def said(row: Row, rule: Rule | None) -> str:
    """Its summary; where it has none, what is to be said of every alert."""
    if row.get("state") == NO_DATA:
        return "There is no data: whether it is well cannot be told."
    if is_received(row):
        return str(row["said"])
    if rule is None:
        return "Its rule is not there any more."
    numbers_of = {name: row[name] for name in ("value", "threshold", "peak")}
    return summary.filled(rule.summary, rule, {**rule.labels, **row["labels"]}, numbers_of)


def is_received(row: Row) -> bool:
    """Whether another program sent it, and not a rule of ours."""
    return row.get("source_url") is not None


def value(found: float | None, rule: Rule | None) -> str:
    """A value with its unit."""
    return numbers.NOTHING if found is None else number(found, rule.unit if rule else "")


def bound(threshold: float | None, rule: Rule | None) -> str:
    """What the value is compared with: `> 5 %`."""
    if threshold is None or rule is None:
        return ""
    return f"{_OPERATORS.get(rule.when.operator, rule.when.operator)} {number(threshold, rule.unit)}"


def fires_when(rule: Rule) -> str:
    """Its conditions with their numbers and the unit: `> 5 % (warning), > 10 % (critical)`."""
    told = []
    for severity, condition in ((rule.severity, rule.when), *rule.worse):
        side = finding.filled_condition(condition, rule).removeprefix(f"value {condition.operator} ")
        told.append(f"{_OPERATORS.get(condition.operator, condition.operator)} {side} ({severity})")
    return ", ".join(told)


def since(row: Row, now: datetime) -> str:
    """For how long it fires or is pending."""
    moment = row["since"] if row["state"] == "pending" else row["fired_at"] or row["since"]
    return numbers.NOTHING if moment is None else numbers.span(max(now - moment, now - now))
