"""What the logs count up, for Prometheus: requests, how long they took, records and errors.

The counters are sums over hours in the table `log_counters`. An hour is counted anew when it got more records, also
late ones; a value never falls, so Prometheus sees no restart where there was none. They are counted when somebody
asks: nobody who does not scrape pays for it.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from dashboard.results.query_times import timed
from sql import catalog
from sql.steps.room import with_room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from prometheus_client import Metric

    from sql.warehouse import Warehouse

MOST_ENDPOINTS: Final = 200
"""Endpoints that are counted by name; each has about 16 series."""
MOST_SERVICES: Final = 100
MOST_ERRORS: Final = 200
_LEAST_SECONDS: Final = 4.0
"""Between two counts; two Prometheis need not pay twice."""
_SHARE: Final = 20
"""Counting takes at most this fraction (1/n) of the time."""
_RECENT: Final = timedelta(hours=48)
_HOUR: Final = timedelta(hours=1)
_ALL_EVERY: Final = 300.0
"""Seconds between two looks for late records in all hours; in the recent ones they are looked for each time."""
_EARLIEST: Final = datetime(1, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without saying so)
_LATEST: Final = datetime.max  # noqa: DTZ901 (as above)
_Row = tuple[str, str, str, str, str, float]


class LogMetrics(Collector):
    """Counters and histograms of one warehouse's records, by service."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._lock = threading.Lock()
        self._next = self._next_all = 0.0
        self._generation = -1
        self._rows: list[_Row] = []

    def collect(self) -> Iterable[Metric]:
        """All of them. Raises `LongtailError` where the warehouse cannot be read or written."""
        with self._lock:
            if time.monotonic() >= self._next and self._warehouse.generation != self._generation:
                started, generation = time.monotonic(), self._warehouse.generation
                self._count(started)
                self._rows = self._stored()
                self._generation = generation
                took = time.monotonic() - started
                self._next = started + max(_LEAST_SECONDS, took * _SHARE)
            rows = self._rows
        yield from _families(rows)

    def _count(self, now: float) -> None:
        """Count the hours that changed."""
        is_all = now >= self._next_all
        since = _EARLIEST if is_all else datetime.now(UTC).replace(tzinfo=None) - _RECENT
        with timed("api_log_counters"), self._warehouse.reader() as cursor:
            text = catalog.statement("changed_hours").body
            found = with_room(lambda: cursor.execute(text, {"since": since}).fetchall())
        hours = [hour for (hour,) in found]
        if hours:
            self._raise(hours)
        if is_all:
            self._next_all = now + _ALL_EVERY

    def _raise(self, hours: Sequence[datetime]) -> None:
        given = {
            "from_ts": hours[0],
            "to_ts": min(hours[-1], _LATEST - _HOUR) + _HOUR,
            "hours": hours,
            "most_endpoints": MOST_ENDPOINTS,
            "most_services": MOST_SERVICES,
            "most_errors": MOST_ERRORS,
        }
        with self._warehouse.preparation() as cursor:
            with_room(lambda: cursor.execute(catalog.statement("count_hours").body, given))
            with self._warehouse.transaction(cursor) as writer:
                for name in ("raise_counters", "add_counters"):
                    writer.execute(catalog.statement(name).body)

    def _stored(self) -> list[_Row]:
        with timed("api_log_counters"), self._warehouse.reader() as cursor:
            return with_room(lambda: cursor.execute(catalog.query("api_log_counters").body).fetchall())


def _families(rows: Sequence[_Row]) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "http_requests", "HTTP requests in the logs.", labels=["service", "method", "route", "status"]
    )
    records = CounterMetricFamily("log_records", "Records of the logs.", labels=["service", "level"])
    errors = CounterMetricFamily("error_occurrences", "Exceptions in the logs.", labels=["service", "error_type"])
    for kind, service, a, b, c, value in rows:
        if kind == "requests":
            requests.add_metric([service, a, b, c], value)
        elif kind == "records":
            records.add_metric([service, a], value)
        elif kind == "errors":
            errors.add_metric([service, a], value)
    yield requests
    yield _durations(rows)
    yield records
    yield errors


def _durations(rows: Sequence[_Row]) -> HistogramMetricFamily:
    histogram = HistogramMetricFamily(
        "http_request_duration_seconds", "How long HTTP requests took.", labels=["service", "method", "route"]
    )
    buckets: defaultdict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for kind, service, a, b, c, value in rows:
        if kind == "durations":
            buckets[service, a, b][c] = value
    for endpoint, told in buckets.items():
        total = told.pop("sum", 0.0)
        ordered = sorted(told.items(), key=lambda one: float(one[0]))
        histogram.add_metric(list(endpoint), buckets=ordered, sum_value=total)
    return histogram
