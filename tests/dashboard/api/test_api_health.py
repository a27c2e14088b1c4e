"""Health over HTTP: under both spellings, the status code for load balancers, the calls of jobs, and `/readyz`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from starlette.applications import Starlette

from dashboard.api import create_api
from dashboard.server import watch_routes
from dashboard.server.metrics import Metrics
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from monitor.health.probing import Probing
from monitor.outcome import Outcome, Status
from monitor.service import Watching
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

_PASSWORD = "pw-0f-tests"  # noqa: S105 (a test's own)
_ID = "an-id-that-nobody-guesses"
_PROBES = (
    {"name": "orders", "kind": "postgresql", "url": f"postgresql://u:{_PASSWORD}@db/orders", "critical": True},
    {"name": "cache", "kind": "redis", "url": f"redis://:{_PASSWORD}@cache/0"},
    {"name": "disk", "kind": "disk"},
    {"name": "backup", "kind": "heartbeat", "schedule": "1h", "id": _ID},
)
_AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def runtime() -> Iterator[Runtime]:
    """A server's parts, whose probes do not run by themselves."""
    with warehouses.in_memory() as warehouse:
        settings = Settings(warehouse=MEMORY, probe=_PROBES)
        yield Runtime(settings, warehouse, None, Watching(warehouse, settings, print, [Probing(warehouse, settings)]))


def _find(runtime: Runtime, name: str, status: Status) -> None:
    """Let a probe find this twice."""
    assert runtime.watching is not None
    probing = cast("Probing", runtime.watching.probing)
    probe = next(probe for probe in probing.probes if probe.name == name)
    for _ in range(2):
        probing.add(probe, Outcome(status, f"It is {status}.", {"a": 1}, 12.5), _AT)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("health", ["orders", "cache", "disk", "backup"]),
        ("observability/health/full", ["orders", "cache", "disk", "backup"]),
        ("monitoring/health", ["orders", "cache", "disk", "backup"]),
        ("monitoring/health/detailed", ["orders", "cache", "disk", "backup"]),
        ("health/database", ["orders"]),
        ("observability/health/database", ["orders"]),
        ("health/redis", ["cache"]),
        ("observability/health/redis", ["cache"]),
        ("health/system", ["disk"]),
        ("observability/health/system", ["disk"]),
    ],
)
def test_paths(runtime: Runtime, path: str, names: list[str]) -> None:
    """Every path, also as other programs spell it; 503 only where it is asked for, and never a password."""
    client = Client(create_api(runtime, "token"))
    before = client.get(f"/v1/{path}?strict=true")
    for name in names:
        _find(runtime, name, Status.UNHEALTHY)
    plain, strict = client.get(f"/v1/{path}"), client.get(f"/v1/{path}?strict=true")
    status = "unhealthy" if "orders" in names else "degraded"
    codes = (before.status_code, plain.status_code, strict.status_code)
    assert ("unknown", (200, 200, 503 if status == "unhealthy" else 200), status) == (
        before.json()["status"],
        codes,
        plain.json()["status"],
    )
    assert (names, False) == ([probe["name"] for probe in plain.json()["probes"]], _PASSWORD in plain.text)


def test_one_probe(runtime: Runtime) -> None:
    """All that is known of it."""
    _find(runtime, "orders", Status.UNHEALTHY)
    client = Client(create_api(runtime, "token"))
    moment = "2026-05-01T12:00:00Z"
    expected = {
        "name": "orders",
        "kind": "postgresql",
        "target": "db:5432/orders",
        "status": "unhealthy",
        "since": moment,
        "critical": True,
        "checked_at": moment,
        "latency_ms": 12.5,
        "reason": "It is unhealthy.",
        "details": {"a": 1},
    }
    strict = client.get("/v1/health/orders?strict=true")
    assert (expected, 503) == (client.get("/v1/health/orders").json(), strict.status_code)


def test_no_such_probe(runtime: Runtime) -> None:
    """The nearest name is told."""
    reply = Client(create_api(runtime, "token")).get("/v1/health/order")
    assert (404, "There is no probe 'order': did you mean orders?") == (reply.status_code, reply.json()["detail"])


@pytest.mark.parametrize(
    ("method", "path", "status", "event"),
    [
        ("GET", "", None, "success"),
        ("POST", "/start", None, "start"),
        ("HEAD", "/fail", None, "fail"),
        ("POST", "/0", 0, "success"),
        ("POST", "/143", 143, "fail"),
    ],
)
def test_calls(runtime: Runtime, method: str, path: str, status: int | None, event: str) -> None:
    """A job calls by any method; its call and what it sent are stored when it is answered, and looked at soon after."""
    assert runtime.watching is not None
    client = Client(cast("FastAPI", Starlette(routes=watch_routes.routes(runtime))))
    sent = "the end" if method == "POST" else None
    reply = client.request(method, f"/ping/{_ID}{path}", content=sent)
    with runtime.warehouse.reader() as cursor:
        rows = cursor.execute("select probe, event, exit_status, body from heartbeats").fetchall()
    assert (200, [("backup", event, status, sent)]) == (reply.status_code, rows)


def test_a_call_is_looked_at_soon(runtime: Runtime) -> None:
    """The status follows at once, not at the probe's next turn."""
    watching = cast("Watching", runtime.watching)
    client = Client(cast("FastAPI", Starlette(routes=watch_routes.routes(runtime))))
    watching.start()
    try:
        client.post(f"/ping/{_ID}/3")
        wait_for(lambda: cast("Probing", watching.probing).statuses()[3].status == "unhealthy", "it failed")
        client.post(f"/ping/{_ID}/0")
        wait_for(lambda: cast("Probing", watching.probing).statuses()[3].status == "healthy", "it works")
    finally:
        watching.stop()


@pytest.mark.parametrize("path", ["/ping/another-id-that-is-none", f"/ping/{_ID}/256", f"/ping/{_ID}/stop"])
def test_what_is_no_call(runtime: Runtime, path: str) -> None:
    """An id that nobody has and a word that means nothing look alike."""
    client = Client(cast("FastAPI", Starlette(routes=watch_routes.routes(runtime))))
    assert 404 == client.post(path).status_code


def test_metrics(runtime: Runtime) -> None:
    """Each probe's status as a set of states, its latency and its last run; no target and no password."""
    _find(runtime, "orders", Status.UNHEALTHY)
    text = Metrics(runtime).text().decode()
    labels = 'kind="postgresql",probe="orders"'
    assert [True, True, True, True, False] == [
        f'probe_status{{{labels},status="unhealthy"}} 1.0' in text,
        f'probe_status{{{labels},status="healthy"}} 0.0' in text,
        f"probe_latency_seconds{{{labels}}} 0.0125" in text,
        'probe_status{kind="redis",probe="cache",status="unknown"} 1.0' in text,
        _PASSWORD in text,
    ]


def test_readyz(runtime: Runtime) -> None:
    """It is ready while warehouse, reading and scheduler work."""
    watching = cast("Watching", runtime.watching)
    client = Client(cast("FastAPI", Starlette(routes=watch_routes.routes(runtime))))
    before = client.get("/readyz")
    watching.start()
    ready = client.get("/readyz")
    watching.stop()
    failed = {"status": "failed", "warehouse": "ok", "reading": "ok", "scheduler": "failed"}
    assert (503, failed) == (before.status_code, before.json())
    assert (200, "ok") == (ready.status_code, ready.json()["status"])
