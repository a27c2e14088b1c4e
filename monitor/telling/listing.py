"""Alerts as the API and `longtail alerts` tell them: rows of the query `api_alerts` with the labels of their rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.rules.rule import Rule

STATES = ("firing", "pending", "resolved", "all")


def told(row: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """One alert in JSON's types; times are UTC, with their zone."""
    rule = rules.get(row["rule"])
    labels = {**(rule.labels if rule else {}), **json.loads(row["labels"])}
    return {
        "id": row["id"],
        "rule": row["rule"],
        "severity": row["severity"],
        "labels": labels,
        "state": row["state"],
        "value": row["value"],
        "threshold": row["threshold"],
        "since": _written(row["since"]),
        "until": _written(row["until_ts"]),
        "acknowledged_by": row["acknowledged_by"],
        "acknowledged_at": _written(row["acknowledged_at"]),
        "note": row["note"],
        "fired_at": _written(row["fired_at"]),
        "peak": row["peak"],
        "reason": row["reason"],
        "held_by": row["held_by"],
        "title": rule.title if rule else row["rule"],
        "unit": rule.unit if rule else "",
        "annotations": json.loads(row["annotations"] or "{}"),
        "source_url": row["source_url"],
    }


def _written(moment: Any) -> str | None:
    """A moment as text, whether it came from the warehouse or from a server's answer."""
    if moment is None:
        return None
    found: datetime = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
