"""What rules found, for Prometheus: when each was last evaluated and whether it fails, and how many alerts fire."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from monitor.rules.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Metric

    from dashboard.server.runtime import Runtime

MOST_RULES: Final = 1000
"""Rules that are told, the first ones by name."""


class RuleMetrics(Collector):
    """The rules of one runtime; families without a sample where none is evaluated."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        """`longtail_rule_evaluated_timestamp_seconds` is event time: how far behind it is says who watches nothing."""
        evaluated = GaugeMetricFamily(
            "longtail_rule_evaluated_timestamp_seconds",
            "The last moment that the rule was evaluated for.",
            labels=["rule"],
        )
        failing = GaugeMetricFamily("longtail_rule_failing", "1 where the rule itself fails.", labels=["rule"])
        alerts = GaugeMetricFamily("longtail_alerts_firing", "Alerts that fire.", labels=["rule", "severity"])
        watching = self._runtime.watching
        alerting = None if watching is None else watching.alerting
        for found in [] if alerting is None else alerting.standings()[:MOST_RULES]:
            name = found.rule.name
            failing.add_metric([name], float(found.problem is not None))
            if found.evaluated_to is not None:
                evaluated.add_metric([name], found.evaluated_to.replace(tzinfo=UTC).timestamp())
            firing = Counter(
                alert.severity or found.rule.severity
                for alert in found.alerts
                if alert.state in (State.FIRING, State.NO_DATA)
            )
            for severity in sorted({*firing, found.rule.severity}):
                alerts.add_metric([name, severity], float(firing[severity]))
        return [evaluated, failing, alerts]
