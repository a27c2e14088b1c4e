"""What Prometheus may ask: ingest, the warehouse, query times and the process, in a registry of their own.

Names follow the Prometheus conventions (base units, `_total` for counters). Ingest's counters are the ledger's sums,
read when they are asked for, so they agree with `longtail files` and go on where they stood after a restart.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil
from prometheus_client import CollectorRegistry, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from dashboard import VERSION
from dashboard.results.query_times import QUERY_SECONDS, timed
from dashboard.server.log_metrics import LogMetrics
from dashboard.server.sample_metrics import SampleMetrics
from dashboard.server.status.notify_metrics import NotifyMetrics
from dashboard.server.status.probe_metrics import ProbeMetrics
from dashboard.server.status.rule_metrics import RuleMetrics
from sql import catalog
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client import Metric

    from dashboard.server.runtime import Runtime

CONTENT_TYPE = exposition.CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """The metrics of one runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(QUERY_SECONDS)
        self.registry.register(_Ledger(runtime))
        self.registry.register(_Warehouse(runtime))
        self.registry.register(_Process())
        self.registry.register(LogMetrics(runtime.warehouse))
        self.registry.register(SampleMetrics(runtime.warehouse))
        self.registry.register(ProbeMetrics(runtime))
        self.registry.register(RuleMetrics(runtime))
        self.registry.register(NotifyMetrics(runtime))

    def text(self) -> bytes:
        """The text format, version 0.0.4."""
        return exposition.generate_latest(self.registry)


_LEDGER_COUNTERS = {
    "bytes_read": ("longtail_ingest_bytes", "Bytes of log that were read."),
    "lines": ("longtail_ingest_lines", "Lines that were read."),
    "rows": ("longtail_ingest_rows", "Records that were stored."),
    "rejected": ("longtail_ingest_rejected", "Invalid lines, kept as rejects."),
    "blank": ("longtail_ingest_blank", "Lines without a record of their own: blank, or parts of a longer record."),
}


class _Ledger(Collector):
    """Ingest according to the ledger, and how far it is behind."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        rows = self._by_state()
        files = GaugeMetricFamily("longtail_files", "Log streams in the ledger, by state.", labels=["state"])
        for row in rows:
            files.add_metric([str(row["state"])], float(row["files"]))
        yield files
        for column, (name, text) in _LEDGER_COUNTERS.items():
            yield CounterMetricFamily(name, text, value=float(sum(row[column] for row in rows)))
        yield from self._lag(sum(row["lag_bytes"] for row in rows))

    def _by_state(self) -> list[dict[str, int]]:
        with timed("api_metrics"), self._runtime.warehouse.reader() as cursor:
            rows = with_room(lambda: cursor.execute(catalog.query("api_metrics").body).fetchall())
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in rows]

    def _lag(self, ledger_lag: int) -> Iterator[Metric]:
        lag, seconds = float(ledger_lag), 0.0
        ingest = self._runtime.ingest
        if ingest is not None:
            status = ingest.status
            lag = float(status.lag_bytes)
            if lag and status.last_commit_at is not None:
                seconds = max(0.0, (datetime.now(UTC) - _aware(status.last_commit_at)).total_seconds())
            yield GaugeMetricFamily("longtail_ingest_running", "Whether ingest runs.", value=float(status.running))
            yield GaugeMetricFamily("longtail_ingest_problems", "Problems ingest has now.", value=len(status.problems))
        yield GaugeMetricFamily("longtail_ingest_lag_bytes", "Bytes that were written and not yet read.", value=lag)
        yield GaugeMetricFamily(
            "longtail_ingest_lag_seconds",
            "Seconds since the last commit while bytes wait to be read, else 0.",
            value=seconds,
        )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


class _Warehouse(Collector):
    """The warehouse on disk."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "longtail_warehouse_size_bytes",
            "Bytes of the warehouse on disk, its write-ahead log included.",
            value=float(size_on_disk(self._runtime)),
        )
        yield CounterMetricFamily(
            "longtail_warehouse_commits",
            "Transactions that were committed since the start.",
            value=float(self._runtime.warehouse.generation),
        )
        build = GaugeMetricFamily("longtail_build_info", "The version that runs.", labels=["version"])
        build.add_metric([VERSION], 1)
        yield build


def size_on_disk(runtime: Runtime) -> int:
    """Bytes of the warehouse's files."""
    path = runtime.warehouse.path
    files = (path, path.with_name(path.name + ".wal"))
    return sum(file.stat().st_size for file in files if file.exists())


class _Process(Collector):
    """The process, under the names that Prometheus client libraries use."""

    def __init__(self) -> None:
        self._process = psutil.Process()

    def collect(self) -> Iterable[Metric]:
        with self._process.oneshot():
            cpu = self._process.cpu_times()
            memory = self._process.memory_info()
            yield CounterMetricFamily(
                "process_cpu_seconds", "User and system CPU time spent.", value=cpu.user + cpu.system
            )
            yield GaugeMetricFamily("process_resident_memory_bytes", "Resident memory.", value=memory.rss)
            yield GaugeMetricFamily("process_virtual_memory_bytes", "Virtual memory.", value=memory.vms)
            yield GaugeMetricFamily(
                "process_start_time_seconds", "When it started, seconds since 1970.", value=self._process.create_time()
            )
            yield GaugeMetricFamily("process_threads", "Threads.", value=self._process.num_threads())
