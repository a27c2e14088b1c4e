"""What Longtail measures, for Prometheus: the host, connections of databases, and which of its targets answer.

Only what Longtail measures itself: what it scrapes from elsewhere, a Prometheus scrapes there. `up` is Prometheus' own
word about Longtail, so Longtail's about its targets is `longtail_target_up`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from dashboard.results.query_times import timed
from sql import catalog
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Metric

    from sql.warehouse import Warehouse

MOST_SERIES: Final = 3000
_LOOKBACK: Final = timedelta(minutes=5)
HELP: Final = {
    "cpu_usage_percent": "Share of the processor's time, by core and mode; `used` is what is not idle.",
    "cpu_cores": "Cores of the processor.",
    "load_average": "Processes that want to run.",
    "memory_usage_bytes": "Memory by state.",
    "memory_usage_percent": "Memory that is not available.",
    "swap_usage_bytes": "Swap by state.",
    "swap_usage_percent": "Swap that is used.",
    "disk_usage_percent": "Used share of a file system.",
    "disk_used_bytes": "Used bytes of a file system.",
    "disk_free_bytes": "Free bytes of a file system.",
    "disk_total_bytes": "Bytes of a file system.",
    "disk_inodes_free": "Free inodes of a file system.",
    "disk_inodes_usage_percent": "Used share of the inodes of a file system.",
    "disk_io_bytes_total": "Bytes that a device read or wrote.",
    "disk_io_operations_total": "Operations of a device.",
    "disk_io_busy_seconds_total": "Seconds in which a device was busy.",
    "network_io_bytes_total": "Bytes through an interface.",
    "network_packets_total": "Packets through an interface.",
    "network_errors_total": "Packets with errors.",
    "network_drops_total": "Packets that were dropped.",
    "processes": "Processes by state.",
    "program_cpu_percent": "Processor time of the programs that take most, in percent of a core.",
    "program_memory_bytes": "Memory of the programs that take most.",
    "open_descriptors": "Open files of the host.",
    "open_descriptors_limit": "The most open files of the host.",
    "active_connections": "TCP connections of the host that are not closed.",
    "container_cpu_limit_cores": "Cores that the container may use.",
    "container_cpu_usage_seconds_total": "Processor time of the container.",
    "container_cpu_throttled_seconds_total": "Time in which the container had to wait for its share.",
    "container_memory_limit_bytes": "Memory that the container may use.",
    "container_memory_usage_bytes": "Memory of the container that cannot be given back at once.",
    "container_memory_usage_percent": "Its share of the limit.",
}
"""Names that are told under their own name, and what they mean."""
_RENAMED: Final = {
    "postgres_connections": "database_connections",
    "mysql_connections": "database_connections",
    "up": "longtail_target_up",
}
_MEANINGS: Final = {
    "database_connections": "Connections of a database by state.",
    "longtail_target_up": "Whether a target that Longtail asks answers.",
} | HELP


class SampleMetrics(Collector):
    """The newest sample of each series that Longtail measures."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def collect(self) -> Iterable[Metric]:
        """All of them. Raises `LongtailError` where the warehouse cannot be read."""
        given = {
            "names": list(HELP),
            "targets": list(_RENAMED),
            "from_ts": datetime.now(UTC).replace(tzinfo=None) - _LOOKBACK,
            "limit": MOST_SERIES,
        }
        with timed("api_current_samples"), self._warehouse.reader() as cursor:
            rows = with_room(lambda: cursor.execute(catalog.query("api_current_samples").body, given).fetchall())
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for name, kind, labels, value in rows:
            told = _RENAMED.get(name, name)
            family = families.get(told)
            if family is None:
                make = CounterMetricFamily if kind == "counter" else GaugeMetricFamily
                family = families[told] = make(told.removesuffix("_total"), _MEANINGS[told])
            family.add_sample(told, {pair["key"]: pair["value"] for pair in labels}, value)
        return families.values()
