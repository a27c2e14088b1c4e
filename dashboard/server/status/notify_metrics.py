"""Whether people are told, for Prometheus: the channels that fail, and what became of notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from monitor.notify import outbox
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Metric

    from dashboard.server.runtime import Runtime


class NotifyMetrics(Collector):
    """The channels of one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        """`longtail_channel_failures` is 0 for a channel that works."""
        failures = GaugeMetricFamily(
            "longtail_channel_failures", "Failures in a row of a channel.", labels=["channel", "kind"]
        )
        watching = self._runtime.watching
        sender = None if watching is None else watching.sender
        if sender is not None:
            failing = {one.channel: one.failures for one in sender.failing_channels()}
            for channel in sender.channels:
                failures.add_metric([channel.name, channel.kind], float(failing.get(channel.name, 0)))
        counts = GaugeMetricFamily(
            "longtail_notifications", "Notifications in the outbox, by state.", labels=["channel", "state"]
        )
        with self._runtime.warehouse.reader() as cursor:
            for channel_name, state, count in with_room(lambda: list(outbox.counts(cursor))):
                counts.add_metric([channel_name, state], float(count))
        return [failures, counts]
