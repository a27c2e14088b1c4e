"""The pages about what is measured, in Streamlit's own test runner: what they draw, and what their links say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.server import runtime
from ingest.settings import Settings
from monitor.sample import Sample, counter, gauge
from monitor.samples.rollups import Rollups
from monitor.samples.store import SampleStore
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    from streamlit.testing.v1 import AppTest

_G = 2**30


def _host(host: str, step: int) -> list[Sample]:
    of: dict[str, Any] = {"host": host}
    disk = of | {"mount": "/data", "device": "sda"}
    used = 40 * _G + step * 2**24
    return [
        *(gauge("cpu_usage_percent", 12.5, cpu="all", mode=mode, **of) for mode in ("user", "system", "used")),
        *(gauge("memory_usage_bytes", _G, state=state, **of) for state in ("used", "cached", "free", "buffers")),
        gauge("memory_usage_percent", 50.0, **of),
        *(gauge("load_average", 1.5, period=period, **of) for period in ("1m", "5m", "15m")),
        gauge("cpu_cores", 4, **of),
        gauge("disk_usage_percent", 91.0, **disk),
        gauge("disk_used_bytes", used, **disk),
        gauge("disk_free_bytes", 100 * _G - used, **disk),
        gauge("processes", 7, state="running", **of),
        counter("network_io_bytes_total", 600.0 * step, direction="receive", interface="eth0", **of),
        counter("disk_io_bytes_total", 600.0 * step, direction="read", device="sda", **of),
        gauge("program_cpu_percent", 80.0, program="py*th*on", **of),
        gauge("program_memory_bytes", 2.0 * _G, program="py*th*on", **of),
    ]


@pytest.fixture
def measured() -> Iterator[SampleStore]:
    """A warehouse with a day of two hosts and no logs, as the one that pages show."""
    with warehouses.in_memory() as warehouse:
        store, now = SampleStore(warehouse), datetime.now(UTC).replace(tzinfo=None)
        for step in range(144):
            for host in ("web", "db"):
                store.add(host, now - timedelta(minutes=10 * (143 - step)), _host(host, step))
        batch = store.take()
        assert batch is not None
        with warehouse.transaction() as cursor:
            batch.store(cursor)
        rollups = Rollups(warehouse)
        while rollups.advance(now):
            pass
        runtime.install(runtime.Runtime(Settings(), warehouse))
        yield store
        runtime.install(None)


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _values(app: AppTest) -> list[str]:
    return re.findall(r'class="lt-value"[^>]*>([^<]*)<', _html(app))


def _table(app: AppTest, column: str) -> pl.DataFrame:
    found: pl.DataFrame = next(table.value for table in app.dataframe if column in table.value.columns)
    return found


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("chosen", ["15m", "30d"])
@pytest.mark.parametrize("machine", ["", "db"])
def test_system_draws_at_every_range(chosen: str, machine: str) -> None:
    """All hosts and one of them, without a single log."""
    assert [] == complaints(open_page("system", {"range": [chosen], "machine": [machine]}))


@pytest.mark.usefixtures("measured")
def test_all_hosts_are_a_row_each() -> None:
    """The numbers are those of the tightest, sums where they add up; each host has its own."""
    app = open_page("system")
    assert ["12.5 %", "50 %", "91 %", "1.5", "2 B/s", "14"] == _values(app)
    hosts = _table(app, "cores")
    assert ([("db"), ("web")], [4.0, 4.0]) == (list(hosts["host"]), list(hosts["cores"]))


@pytest.mark.usefixtures("measured")
def test_one_host_has_its_disks_and_programs() -> None:
    """Per mount the day when it is full; programs by name, as text."""
    app = open_page("system", {"machine": ["db"]})
    assert "7" == _values(app)[-1]
    disk = _table(app, "mount")
    assert re.fullmatch(r"\d\d \w{3} \d{4}, in 2\d d", str(disk["full"][0]))
    assert re.fullmatch(r"\+2\.\d+ GiB/d", str(disk["growth"][0]))
    assert "py*th*on" == _table(app, "program")["program"][0]


@pytest.mark.usefixtures("measured")
def test_a_filter_of_hosts_chooses_the_host() -> None:
    """Where it names one that is measured; an unknown machine in the link is all."""
    assert "7" == _values(open_page("system", {"host": ["web"]}))[-1]
    assert "14" == _values(open_page("system", {"machine": ["nobody"]}))[-1]


_TARGETS = {
    "pg": ("postgres_max_connections", "postgres_connections", "postgres_cache_hit_ratio"),
    "my": ("mysql_max_connections", "mysql_connections", "mysql_queries_per_second"),
    "cache": ("redis_connected_clients", "redis_hit_ratio", "redis_memory_usage_bytes"),
    "broker": ("rabbitmq_queue_messages", "rabbitmq_connections", "rabbitmq_queue_consumers"),
}


@pytest.mark.parametrize("target", _TARGETS)
def test_databases_draw_each_kind(measured: SampleStore, target: str) -> None:
    """One row each, and the charts of the one that the link says."""
    now = datetime.now(UTC).replace(tzinfo=None)
    for job, names in _TARGETS.items():
        measured.add(job, now, [gauge(name, 0.5, job=job, queue="q") for name in (*names, "up")])
    batch = measured.take()
    assert batch is not None
    with runtime.current().warehouse.transaction() as cursor:
        batch.store(cursor)
    app = open_page("databases", {"target": [target], "range": ["1h"]})
    assert ([], 4) == (complaints(app), len(_table(app, "job")))
    assert f"#### {target}" in " ".join(element.value for element in app.markdown)


@pytest.mark.parametrize("is_counted", [True, False], ids=["counters", "logs"])
def test_celery_draws(measured: SampleStore, *, is_counted: bool) -> None:
    """From counters where there are some, else from what workers log."""
    now = datetime.now(UTC).replace(tzinfo=None)
    target = runtime.current().warehouse
    if is_counted:
        for step in range(3):
            ts = now - timedelta(minutes=30 - 10 * step)
            told = [
                counter(f"celery_task_{state}_total", 5.0 * step, name="shop.charge")
                for state in ("succeeded", "failed")
            ]
            measured.add("celery", ts, [*told, gauge("celery_queue_length", 3, queue_name="celery")])
        batch = measured.take()
        assert batch is not None
        with target.transaction() as cursor:
            batch.store(cursor)
        Rollups(target).advance(now, batch.earliest)
    text = "Task shop.charge[9f86d081-884c-4c65-9a2f-eaa0c55ad015] raised unexpected: PayError('no')"
    fields = {"message": text, "error_type": "PayError", "error_id": "e1", "level": "ERROR"}
    write(target, [record((now - timedelta(minutes=5)).isoformat(" "), "worker", **fields)])
    app = open_page("celery", {"range": ["1h"]})
    assert [] == complaints(app)
    tasks = _table(app, "ended")
    assert ("shop.charge", 10 if is_counted else 1) == (tasks["task"][0], tasks["failed"][0])
    assert "PayError" == _table(app, "error_type")["error_type"][0]
