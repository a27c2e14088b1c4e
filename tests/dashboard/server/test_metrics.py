"""What Prometheus reads: names, types and numbers that agree with the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from dashboard.results.query_times import timed
from dashboard.server import metrics
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from ingest.status import Status
from sql.warehouse import Warehouse
from tests.dashboard.support import make_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.service import IngestService


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse with one file in its ledger."""
    with Warehouse.open(make_warehouse(tmp_path / "w.duckdb")) as opened:
        yield opened


def _samples(warehouse: Warehouse, status: Status | None = None) -> dict[str, float]:
    """Every sample by its name and labels."""
    ingest = None if status is None else cast("IngestService", SimpleNamespace(status=status))
    text = metrics.Metrics(Runtime(Settings(), warehouse, ingest)).text().decode()
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counters_are_the_ledgers_sums(warehouse: Warehouse) -> None:
    """What was read is what the ledger says."""
    samples = _samples(warehouse)
    names = ("bytes", "lines", "rows", "rejected", "blank")
    assert [samples[f"longtail_ingest_{name}_total"] for name in names] == [90, 4, 2, 1, 1]


def test_files_by_state(warehouse: Warehouse) -> None:
    """Streams are counted by the state they are in."""
    assert _samples(warehouse)["longtail_files{live}"] == 1


def test_lag_without_ingest_is_the_ledgers(warehouse: Warehouse) -> None:
    """Where nothing is read, what waits is what the ledger knew last."""
    samples = _samples(warehouse)
    assert (samples["longtail_ingest_lag_bytes"], samples["longtail_ingest_lag_seconds"]) == (10, 0)


def test_lag_of_a_running_ingest(warehouse: Warehouse) -> None:
    """While bytes wait, the lag in seconds is the time since the last commit."""
    earlier = (datetime.now(UTC) - timedelta(seconds=100)).replace(tzinfo=None)
    samples = _samples(warehouse, Status(lag_bytes=7, last_commit_at=earlier, running=True, problems=("one",)))
    told = [samples[f"longtail_ingest_{name}"] for name in ("lag_bytes", "running", "problems")]
    assert (told, 100 <= samples["longtail_ingest_lag_seconds"] < 200) == ([7, 1, 1], True)


def test_nothing_waits_is_no_lag(warehouse: Warehouse) -> None:
    """A quiet night is not a lag, however long ago the last commit was."""
    earlier = (datetime.now(UTC) - timedelta(days=1)).replace(tzinfo=None)
    assert _samples(warehouse, Status(lag_bytes=0, last_commit_at=earlier))["longtail_ingest_lag_seconds"] == 0


def test_size_of_the_warehouse(warehouse: Warehouse) -> None:
    """The size is that of its files on disk."""
    files = warehouse.path.parent.glob("w.duckdb*")
    assert _samples(warehouse)["longtail_warehouse_size_bytes"] == sum(file.stat().st_size for file in files)


def test_query_times(warehouse: Warehouse) -> None:
    """A timed query is counted under its name."""
    before = _samples(warehouse).get("longtail_query_duration_seconds_count{a_test}", 0.0)
    with timed("a_test"):
        pass
    assert _samples(warehouse)["longtail_query_duration_seconds_count{a_test}"] == before + 1


def test_process_memory(warehouse: Warehouse) -> None:
    """The process tells its own memory."""
    told = _samples(warehouse)["process_resident_memory_bytes"]
    assert 0.5 < told / psutil.Process().memory_info().rss < 2


def test_an_empty_warehouse_has_all_counters(tmp_path: Path) -> None:
    """Counters begin at nought, so that a rate can be computed from the first line on."""
    with Warehouse.open(tmp_path / "empty.duckdb") as empty:
        samples = _samples(empty)
    names = ("bytes", "lines", "rows", "rejected", "blank")
    assert [samples[f"longtail_ingest_{name}_total"] for name in names] == [0] * 5
