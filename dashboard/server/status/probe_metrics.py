"""What the probes found, for Prometheus: the status of each as a state set, its latency, and when it last ran."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from monitor.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Metric

    from dashboard.server.runtime import Runtime

MOST_PROBES: Final = 500
"""Probes that are told, the first ones of the settings."""


class ProbeMetrics(Collector):
    """The probes of one runtime; families without a sample where nothing is probed."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        """`probe_status` is 1 for the status that a probe has, 0 for the others."""
        labels = ["probe", "kind"]
        status = GaugeMetricFamily("probe_status", "1 for the status that the probe has.", labels=[*labels, "status"])
        latency = GaugeMetricFamily("probe_latency_seconds", "How long the last run took.", labels=labels)
        last = GaugeMetricFamily("probe_last_run_timestamp_seconds", "When the probe last ran.", labels=labels)
        watching = self._runtime.watching
        probing = None if watching is None else watching.probing
        for found in [] if probing is None else probing.statuses()[:MOST_PROBES]:
            names = [found.settings.name, found.settings.kind]
            for one in Status:
                status.add_metric([*names, one.value], float(found.status is one))
            if found.last is not None:
                last.add_metric(names, found.last.ts.replace(tzinfo=UTC).timestamp())
                if found.last.latency_ms is not None:
                    latency.add_metric(names, found.last.latency_ms / 1000)
        return [status, latency, last]
