"""`/api/v1/metrics`: requests, hosts, business events and the ledger in one answer, under each of its paths."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from monitor.sample import gauge
from monitor.samples.store import SampleStore
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

_GET = {"method": "GET", "path": "/a", "route": "/a", "duration_ms": 100.0}
_SHORT = "from=2026-11-20T10:30:00Z&to=2026-11-20T11:30:00Z"
_LONG = "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """The API over a few requests, a mail that was sent, and a host."""
    with warehouses.in_memory() as warehouse:
        write(
            warehouse,
            [
                record("10:10:00", "access", **_GET, status=200, line=1),
                record("10:40:00", "access", **_GET, status=200, line=2),
                record("11:20:00", "access", "other", **_GET, status=503, line=3),
                record("10:45:00", "business", attributes='{"event":"mail","status":"sent"}', file_id=2),
            ],
        )
        store = SampleStore(warehouse)
        now = datetime.now(UTC).replace(tzinfo=None)
        disks = [
            gauge("disk_usage_percent", used, host="h1", mount=mount) for mount, used in (("/", 20), ("/data", 91))
        ]
        cpu = [
            gauge("cpu_usage_percent", used, cpu="all", mode=mode, host="h1")
            for mode, used in (("used", 12), ("idle", 88))
        ]
        store.add("host", now, [*disks, *cpu, gauge("load_average", 1.5, host="h1", period="1m")])
        batch = store.take()
        assert batch is not None
        with warehouse.transaction() as cursor:
            batch.store(cursor)
        yield Client(create_api(Runtime(Settings(warehouse=MEMORY), warehouse, None), "token"))


@pytest.mark.parametrize("path", ["metrics", "observability/metrics", "monitoring/metrics"])
def test_summary(client: Client, path: str) -> None:
    """An hour is counted to the record; the host is as it is now."""
    found = client.get(f"/v1/{path}?{_SHORT}").json()
    api = {name: found["api"][name] for name in ("requests", "failed_requests", "error_rate", "requests_per_second")}
    assert {"requests": 2, "failed_requests": 1, "error_rate": 0.5, "requests_per_second": 2 / 3600} == api
    assert [{"host": "h1", "cpu_percent": 12.0, "memory_percent": None, "disk_percent": 91.0, "load_1m": 1.5}] == found[
        "system"
    ]
    assert (1, 1, 0) == tuple(found["business"][name] for name in ("events", "succeeded", "failed"))
    assert {"files": 0, "lines": 0, "rows": 0, "rejected": 0, "lag_bytes": 0} == found["ingest"]


def test_a_long_range_and_a_service(client: Client) -> None:
    """A day, and what one service did in it."""
    assert 3 == client.get(f"/v1/metrics?{_LONG}").json()["api"]["requests"]
    assert 1 == client.get(f"/v1/metrics?{_LONG}&service=other").json()["api"]["requests"]


def test_nothing_has_no_rates(client: Client) -> None:
    """Null where there is nothing to divide."""
    found = client.get("/v1/metrics?from=2020-01-01T00:00:00Z&to=2020-01-01T01:00:00Z").json()
    assert (0, None, None) == (found["api"]["requests"], found["api"]["error_rate"], found["business"]["success_rate"])
