"""The demo's built-in incident, through real files and real ingest: what changed is what the simulator did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import reads
from dashboard.demo import shop
from dashboard.reads import Window, changes
from dashboard.reads.changes import Comparison
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.demo.incident import Incident
    from dashboard.reads.changes import Change

NOW = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def happened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Incident, Warehouse]]:
    """Half a day of the demo with its incident, read from its files."""
    folder = tmp_path_factory.mktemp("incident")
    record = shop.simulate(folder / "logs", now=NOW, seed=3, days=0.4, rate=0.8)
    path = folder / "longtail.duckdb"
    with Warehouse.open(path) as warehouse:
        IngestService(warehouse, Settings(warehouse=path), [str(folder / "logs")]).run_once()
        yield record, warehouse


def _window(incident: Incident) -> Window:
    return Window(incident.started_at.replace(tzinfo=None), incident.ended_at.replace(tzinfo=None))


def _found(warehouse: Warehouse, after: Window, before: Window) -> list[Change]:
    return changes.find(lambda question: reads.run(warehouse, question), Comparison.of(after, before))


@pytest.mark.parametrize("hours", [None, 3], ids=["as long before", "three hours before"])
def test_endpoint_and_exception_come_first(happened: tuple[Incident, Warehouse], hours: int | None) -> None:
    """Of everything that changed, the slowed endpoint and the new exception rank first."""
    incident, warehouse = happened
    after = _window(incident)
    before = after.before() if hours is None else Window(after.from_ts - timedelta(hours=hours), after.from_ts)
    first = {(one.kind, one.name, one.key["service"]) for one in _found(warehouse, after, before)[:2]}
    endpoint = ("endpoint", incident.endpoint, incident.service)
    assert {endpoint, ("error", incident.exception_type, incident.service)} == first


def test_numbers_are_those_of_the_simulator(happened: tuple[Incident, Warehouse]) -> None:
    """Requests and occurrences are what the simulator counted, the version is the bad one, and all of it is harm."""
    incident, warehouse = happened
    after = _window(incident)
    found = {(one.kind, one.name): one for one in _found(warehouse, after, after.before())}
    endpoint = found["endpoint", incident.endpoint]
    error = found["error", incident.exception_type]
    version = found["version", f"version {incident.version}"]
    assert (incident.requests, "worse", "p95") == (endpoint.n_after, endpoint.tone, endpoint.measure)
    assert (incident.failed_requests, True, "worse") == (error.n_after, error.is_new, error.tone)
    assert (True, incident.service) == (version.is_new, version.key["service"])
    assert found["version", f"version {incident.previous_version}"].is_gone


def test_a_quiet_time_ranks_nothing_high(happened: tuple[Incident, Warehouse]) -> None:
    """Of two windows like any others, before the incident, nothing changed more than a little."""
    incident, warehouse = happened
    after = _window(incident).shifted(timedelta(hours=2))
    loud = [one.sentence for one in _found(warehouse, after, after.before()) if abs(one.score) > 0.3]
    assert [] == loud
