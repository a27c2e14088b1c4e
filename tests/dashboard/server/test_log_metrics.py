"""What /metrics says of the logs: right numbers that never fall, in bounds, as a real Prometheus computes with them."""

from __future__ import annotations

import random
import subprocess
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from dashboard.server import log_metrics, metrics
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from monitor.sample import counter, gauge
from monitor.samples.store import SampleStore
from tests import patience
from tests.generated import rounds
from tests.monitor.collectors.endpoints import said, serving
from tests.monitor.samples import prometheus
from tests.sql.given import read, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sql.warehouse import Warehouse

_Key = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouse() as opened:
        yield opened


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count whenever somebody asks."""
    monkeypatch.setattr(log_metrics, "_LEAST_SECONDS", 0.0)
    monkeypatch.setattr(log_metrics, "_SHARE", 0)
    monkeypatch.setattr(log_metrics, "_ALL_EVERY", 0.0)


def _metrics(target: Warehouse) -> metrics.Metrics:
    return metrics.Metrics(Runtime(Settings(), target, None))


def _samples(told: metrics.Metrics) -> dict[_Key, float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told.text().decode())
        for sample in family.samples
        if family.name.startswith(("http_", "log_", "error_"))
    }


def _request(time_: str, line: int, **more: Any) -> dict[str, Any]:
    fields = {"method": "GET", "route": "/a", "path": "/a", "status": 200, "duration_ms": 40.0, "level": "INFO"}
    return record(time_, "access", **(fields | more), line=line)


def test_requests_records_and_errors_are_counted(target: Warehouse) -> None:
    """By what dashboards ask for; durations in seconds, cumulative by bucket; a copy counts once."""
    bug = {"level": "ERROR", "error_type": "PayError", "error_message": "declined", "trace_id": "t1"}
    write(
        target,
        [
            _request("10:00:01", 1),
            _request("10:00:02", 2, duration_ms=3000.0),
            _request("11:30:00", 3, status=503, duration_ms=None),
            record("10:00:03", "app", **bug, file_id=2),
            record("10:00:03", "error", **bug, file_id=3),
        ],
    )
    told = _samples(_metrics(target))
    of = (("method", "GET"), ("route", "/a"), ("service", "shop"))
    bucket = "http_request_duration_seconds_bucket"
    assert (2, 1) == (
        told["http_requests_total", (*of, ("status", "200"))],
        told["http_requests_total", (*of, ("status", "503"))],
    )
    below = [told[bucket, (("le", bound), *of)] for bound in ("0.025", "0.05", "2.5", "5", "+Inf")]
    assert [0, 1, 1, 2, 2] == below
    assert (3.04, 2) == tuple(told[f"http_request_duration_seconds_{name}", of] for name in ("sum", "count"))
    assert 3 == told["log_records_total", (("level", "INFO"), ("service", "shop"))]
    assert 1 == told["log_records_total", (("level", "ERROR"), ("service", "shop"))]
    assert 1 == told["error_occurrences_total", (("error_type", "PayError"), ("service", "shop"))]


def test_times_at_the_ends_of_the_calendar(target: Warehouse) -> None:
    """A record of the last hour that there is counts as one of the first."""
    ends = [datetime(1, 1, 1, 0, 30), datetime(9999, 12, 31, 23, 59, 59)]  # noqa: DTZ001 (UTC, as in the warehouse)
    write(target, [_request("10:00:00", line) | {"ts": ts} for line, ts in enumerate(ends, 1)])
    told = _samples(_metrics(target))
    assert [2] == [value for (name, _), value in told.items() if name == "http_requests_total"]


@pytest.mark.parametrize("seed", range(rounds(2, 12)))
def test_no_counter_ever_falls(target: Warehouse, seed: int) -> None:
    """Late lines, copies found later, records that are removed, restarts, in any order; at the end all is counted."""
    rng = random.Random(seed)
    told, before, line, was_removed = _metrics(target), dict[_Key, float](), 0, False
    for _ in range(8):
        rows = []
        for _ in range(rng.randrange(1, 6)):
            line += 1
            hour = rng.choice(["08", "09", "10", "10", "10"])
            row = _request(f"{hour}:{line // 60:02d}:{line % 60:02d}", line, status=rng.choice([200, 200, 404, 500]))
            rows.append(row)
            if rng.random() < 0.3:
                rows.append(row | {"source": "slow_requests", "file_id": 2})
        rng.shuffle(rows)
        write(target, *([rows] if rng.random() < 0.5 else [[row] for row in rows]))
        if rng.random() < 0.1:
            was_removed = True
            with target.transaction() as cursor:
                cursor.execute("delete from logs where ts < timestamp '2026-11-20 09:00'")
        if rng.random() < 0.2:
            told = _metrics(target)
        if rng.random() < 0.7:
            now = _samples(told)
            assert {} == {key: (value, now.get(key)) for key, value in before.items() if now.get(key, -1) < value}
            before = now
    now = _samples(_metrics(target))
    counted = sum(value for (name, _), value in now.items() if name == "http_requests_total")
    least = sum(value for (name, _), value in before.items() if name == "http_requests_total")
    assert counted >= line if not was_removed else counted >= least


def test_copies_are_not_counted_twice(target: Warehouse) -> None:
    """What is known to be a copy when it is counted counts once, whatever came first."""
    told = _metrics(target)
    row = _request("10:00:00", 1, trace_id="t1")
    write(target, [row | {"source": "slow_requests", "file_id": 2}], [row])
    counted = [value for (name, _), value in _samples(told).items() if name == "http_requests_total"]
    assert [1] == counted


def test_series_are_bounded(target: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the limit endpoints, services and error types are one; what was counted by its name goes on under it."""
    monkeypatch.setattr(log_metrics, "MOST_ENDPOINTS", 3)
    monkeypatch.setattr(log_metrics, "MOST_ERRORS", 2)
    told = _metrics(target)
    write(target, [_request("10:00:00", line, route=f"/r{line % 2}") for line in range(1, 5)])
    first = _samples(told)
    write(target, [_request("10:05:00", line, route=f"/n{line % 30}") for line in range(5, 300)])
    write(
        target,
        [
            record(
                "10:06:00", "app", level="ERROR", error_type=f"E{line % 9}", message=f"m {line}", file_id=2, line=line
            )
            for line in range(1, 40)
        ],
    )
    second = _samples(told)
    routes = {dict(labels)["route"] for name, labels in second if name == "http_requests_total"}
    assert ({"/r0", "/r1", "(other)"}, 4) == (routes & {"/r0", "/r1", "(other)"}, len(routes))
    assert 3 == len({labels for name, labels in second if name == "error_occurrences_total"})
    assert all(second[key] >= value for key, value in first.items())
    assert 299 == sum(value for (name, _), value in second.items() if name == "http_requests_total")


def test_promtool_finds_nothing_wrong(target: Warehouse) -> None:
    """All of /metrics, with logs and samples in it; what was scraped from another Longtail is not told again."""
    write(target, [_request("10:00:00", 1)])
    now = datetime.now(UTC).replace(tzinfo=None)
    store = SampleStore(target)
    store.add(
        "host",
        now,
        [
            gauge("disk_usage_percent", 12.5, host="h", mount='/a "b"'),
            gauge("cpu_cores", 2, host="h"),
            gauge("up", 1, job="db"),
        ],
    )
    store.add("net", now, [counter("network_io_bytes_total", 7, host="h"), gauge("postgres_connections", 3, job="db")])
    store.add("own", now, [gauge("load_average", 9, job="own", instance="h:1")])
    batch = store.take()
    assert batch is not None
    with target.transaction() as cursor:
        batch.store(cursor)
    text = _metrics(target).text()
    checked = subprocess.run(
        [prometheus.program("promtool"), "check", "metrics"], input=text, capture_output=True, check=False
    )
    assert (0, b"") == (checked.returncode, checked.stderr + checked.stdout)
    assert b'database_connections{job="db"} 3.0' in text
    assert b'longtail_target_up{job="db"} 1.0' in text
    assert b"load_average" not in text
    assert b'disk_usage_percent{host="h",mount="/a \\"b\\""} 12.5' in text


_CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: longtail
    static_configs: [{{targets: ['127.0.0.1:{port}']}}]
"""


def _value(url: str, query: str) -> dict[str, float]:
    """The answer now, by route."""
    told = prometheus.answer(url, query, time.time())
    return {dict(labels).get("route", ""): value for labels, value in told.items()}


def test_a_real_prometheus_computes_what_happened(target: Warehouse, tmp_path: Path) -> None:
    """It scrapes while requests come and Longtail starts again; means, shares and quantiles are those of the logs."""
    current = {"told": _metrics(target)}
    line = 0

    def requests(count: int, **fields: Any) -> None:
        nonlocal line
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = []
        for _ in range(count):
            line += 1
            rows.append(_request((now - timedelta(seconds=1)).isoformat(" "), line, **fields))
        write(target, rows)

    def round_of_requests() -> None:
        requests(3, duration_ms=40.0)
        requests(1, duration_ms=4000.0)
        requests(1, route="/pay", status=500, duration_ms=200.0)
        requests(1, route="/pay", duration_ms=200.0)

    round_of_requests()
    with (
        serving(lambda link, _: link.sendall(said(current["told"].text()))) as port,
        prometheus.running(tmp_path, _CONFIG.format(port=port)) as url,
    ):
        deadline = time.monotonic() + patience.seconds(60)
        for number in range(6):
            seen = float(line)
            while sum(_value(url, "sum(http_requests_total)").values()) < seen:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            if number == 3:
                current["told"] = _metrics(target)
            if number < 5:
                round_of_requests()
        assert {"": 1.0} == _value(url, 'up{job="longtail"}')
        raw = 'sum by (route) (http_requests_total{job="longtail"})'
        assert {"/a": 24.0, "/pay": 12.0} == _value(url, raw)
        assert {"": 0.0} == _value(url, "sum(resets(http_requests_total[5m]))")
        rates = prometheus.answer(url, "rate(http_requests_total[5m])", time.time())
        slow, failed = (
            next(value for labels, value in rates.items() if wanted.items() <= dict(labels).items())
            for wanted in ({"route": "/a"}, {"route": "/pay", "status": "500"})
        )
        assert 4 == pytest.approx(slow / failed, rel=0.05)
        mean = "rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m])"
        assert {"/a": 1.03, "/pay": 0.2} == pytest.approx(_value(url, mean))
        each = 'rate(http_requests_total{status=~"5.."}[5m]) / rate(http_requests_total[5m])'
        assert {"/pay": 1.0} == _value(url, each)
        share = 'sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))'
        assert {"": 1 / 6} == pytest.approx(_value(url, share), rel=0.05)
        quantile = "histogram_quantile(0.95, rate(http_request_duration_seconds_bucket[5m]))"
        answered = _value(url, quantile)
        assert 2.5 < answered["/a"] <= 5
        assert 0.1 < answered["/pay"] <= 0.25
    assert [(24,), (12,)] == read(target, "select count(*) from requests group by route order by route")
