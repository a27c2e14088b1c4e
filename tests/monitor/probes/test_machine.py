"""What is asked of this machine and of the warehouse: disks, processes, files, streams, requests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil
import pytest

from ingest.errors import SettingsError
from tests.monitor.probes.asked import ask, settings, told
from tests.patience import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from sql.warehouse import Warehouse


class _Usage(NamedTuple):
    percent: float
    free: int


@pytest.mark.parametrize(
    ("percent", "status"), [(89.9, "healthy"), (90.0, "degraded"), (98.9, "degraded"), (99.0, "unhealthy")]
)
def test_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, percent: float, status: str) -> None:
    """It is degraded from 90 % on and unhealthy when nothing is left; how long asking took says nothing."""
    monkeypatch.setattr(psutil, "disk_usage", lambda _path: _Usage(percent, 1))
    found = ask(kind="disk", path=str(tmp_path), percent=90)
    assert (status, f"{percent:.0f}% of its bytes are used.", None) == (*told(found), found.latency_ms)


def test_disk_that_is_not_there(tmp_path: Path) -> None:
    """It could not be asked."""
    assert "unknown" == ask(kind="disk", path=str(tmp_path / "none")).status


@pytest.mark.parametrize(
    ("cpu", "memory", "expected"),
    [
        (10.0, 20.0, ("healthy", "Processors 10%, Memory 20% used.")),
        (80.0, 20.0, ("degraded", "Processors 80% used.")),
        (10.0, 85.0, ("degraded", "Memory 85% used.")),
        (99.0, 99.0, ("degraded", "Processors 99%, Memory 99% used.")),
    ],
)
def test_system(monkeypatch: pytest.MonkeyPatch, cpu: float, memory: float, expected: tuple[str, str]) -> None:
    """Processors from 80 %, memory from 85 %."""
    monkeypatch.setattr(psutil, "cpu_percent", lambda _seconds: cpu)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: _Usage(memory, 1))
    assert expected == told(ask(kind="system"))


def test_process(tmp_path: Path) -> None:
    """Known by its name, its command line or its number; killed it is unhealthy."""
    mark = f"longtail-test-{tmp_path.name}"
    sleeper = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep(600)  # {mark}"])
    number = tmp_path / "pid"
    number.write_text(f"{sleeper.pid}\n", encoding="ascii")
    tables: list[dict[str, Any]] = [{"command": mark}, {"pid_file": str(number)}]
    wait_for(lambda: mark in " ".join(psutil.Process(sleeper.pid).cmdline()), "it runs")
    up = [ask(kind="process", **table).status.value for table in tables]
    few = told(ask(kind="process", command=mark, at_least=2))
    large = ask(kind="process", command=mark, memory_bytes=1).status.value
    sleeper.kill()
    sleeper.wait()
    down = [told(ask(kind="process", **table)) for table in tables]
    no = ("unhealthy", "No such process runs.")
    assert (["healthy"] * 2, ("unhealthy", "1 of 2 such processes run."), "degraded", [no, no]) == (
        up,
        few,
        large,
        down,
    )


@pytest.mark.parametrize("table", [{}, {"command": "("}])
def test_process_without_a_mark(table: dict[str, str]) -> None:
    """It must be known by something, and by an expression that is one."""
    with pytest.raises(SettingsError):
        settings(kind="process", **table)


def test_file_age(tmp_path: Path) -> None:
    """The newest of the files that match counts."""
    table = {"kind": "file-age", "path": str(tmp_path / "*.bak"), "older": "1h"}
    none = told(ask(**table))
    for name, hours in (("a", 5), ("b", 0.5)):
        file = tmp_path / f"{name}.bak"
        file.write_bytes(b"12")
        os.utime(file, (time.time() - 3600 * hours,) * 2)
    young = told(ask(**table))
    old = told(ask(**table | {"path": str(tmp_path / "a.bak")}))
    small = told(ask(**table, least_bytes=3))
    assert [
        ("unhealthy", "There is no such file."),
        ("healthy", "It was written 30 min ago."),
        ("unhealthy", "It was written 5 h ago."),
        ("unhealthy", "It has 2 bytes; it needs 3."),
    ] == [none, young, old, small]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def test_source_that_fell_silent(warehouse: Warehouse) -> None:
    """One that never spoke is unknown."""
    with warehouse.transaction() as cursor:
        for source, minutes in (("app", 1), ("audit", 60)):
            values = ["shop", source, 1, _now(), _now() - timedelta(minutes=minutes), 0, 0]
            cursor.execute("insert into sources values ($1, $2, $3, $4, $5, $6, $7)", values)
    table = {"kind": "source", "service": "shop"}
    found = [told(ask(warehouse, **table, source=source)) for source in ("app", "audit", "none")]
    assert [
        ("healthy", "The last record is 60 s old."),
        ("unhealthy", "The last record is 60 min old."),
        ("unknown", "shop none has no record yet."),
    ] == [(status, sentence.replace("1 min", "60 s")) for status, sentence in found]


def test_warehouse(warehouse: Warehouse) -> None:
    """It answers; where it is not open here, it could not be asked."""
    closed = ask(kind="warehouse").status.value
    found = ask(warehouse, kind="warehouse", latency_ms=50_000)
    assert ("unknown", "healthy", "It answers, and all files are read.") == (closed, *told(found))


@pytest.mark.parametrize(
    ("failed", "duration", "expected"),
    [
        (0, 100.0, ("healthy", "Of 40 requests in 5 min: 0.0% failed.")),
        (4, 100.0, ("degraded", "Of 40 requests in 5 min: 10.0% failed.")),
        (30, 100.0, ("unhealthy", "Of 40 requests in 5 min: 75.0% failed.")),
        (0, 1500.0, ("degraded", "Of 40 requests in 5 min: p95 is 1500 ms.")),
        (0, 2500.0, ("degraded", "Of 40 requests in 5 min: the mean is 2500 ms, p95 is 2500 ms.")),
    ],
)
def test_requests(warehouse: Warehouse, failed: int, duration: float, expected: tuple[str, str]) -> None:
    """From logs: 5 % of requests failed, the mean from 2 s, p95 from 1 s."""
    with warehouse.transaction() as cursor:
        cursor.execute("insert into sources values ('shop', 'access', 40, $1, $1, 40, 0)", [_now()])
        cursor.execute(
            "insert into logs by name select $ts::timestamp as ts, 'access' as source, 'shop' as service, "
            "'GET' as method, '/' as path, case when i < $failed then 500 else 200 end::smallint as status, "
            "$ms::double as duration_ms, 1 as file_id, i as line_number, i as byte_offset, 0 as record_index "
            "from range(40) as t(i)",
            {"ts": _now() - timedelta(seconds=10), "failed": failed, "ms": duration},
        )
    few = told(ask(warehouse, kind="requests", service="shop", at_least=50))
    assert (("healthy", "40 requests in 5 min are too few to tell."), expected) == (
        few,
        told(ask(warehouse, kind="requests", service="shop")),
    )
