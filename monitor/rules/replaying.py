"""Answers what a replay is asked for, in JSON's own types: the command, the API and the page ask the same."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.rules import finding
from monitor.rules.replay import replay
from monitor.rules.rule import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.rules.replay import Episode, Replay
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

MOST_MOMENTS = 500_000
"""What one replay looks at; longer ranges are looked at in longer steps."""


def answer(known: Iterable[Rule], order: Mapping[str, Any], warehouse: Warehouse) -> bytes:
    """JSON of what `order` asks for: `rule` (a name), `text` (of one that is not known), `values` and `from`, `to`.

    Raises `SettingsError` where the rule is wrong, `QueryError` where its query fails.
    """
    rule = rule_of(known, order)
    start, end = datetime.fromisoformat(order["from"]), datetime.fromisoformat(order["to"])
    found = replay(warehouse, rule, start, end, every=_step(rule, start, end))
    return json.dumps(told(found)).encode()


def rule_of(known: Iterable[Rule], order: Mapping[str, Any]) -> Rule:
    """The rule that is meant, with its values."""
    text, name = order.get("text"), order["rule"]
    rule = finding.named(known, name) if text is None else parse(text, name)
    return finding.with_texts(rule, order.get("values") or [])


def _step(rule: Rule, start: datetime, end: datetime) -> float:
    """Seconds between two moments: the rule's own, more where there would be too many."""
    return rule.every * -(-((end - start).total_seconds() / rule.every) // MOST_MOMENTS) if end > start else rule.every


def told(found: Replay) -> dict[str, Any]:
    """A replay in JSON's types."""
    return {
        "moments": found.moments,
        "series": found.series,
        "episodes": [_episode(one) for one in found.episodes],
    }


def _episode(one: Episode) -> dict[str, Any]:
    return {
        "labels": dict(one.labels),
        "severity": one.severity,
        "since": one.since.isoformat(),
        "from": one.fired_at.isoformat(),
        "to": one.resolved_at.isoformat() if one.resolved_at else None,
        "seconds": one.seconds,
        "peak": one.peak,
        "threshold": one.threshold,
        "reason": one.reason,
    }
