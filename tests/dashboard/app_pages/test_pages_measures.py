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
        gauge("cpu_count", 4, **of),
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
