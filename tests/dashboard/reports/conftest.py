"""The demo's incident through real files and real ingest, and its report, made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.demo import shop
from dashboard.reads import Window
from dashboard.reports import evidence, report, suggest
from ingest.decisions.incidents import Entry, Incident
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.demo.incident import Incident as Record
    from dashboard.reports.model import Report
    from dashboard.reports.suggest import Suggestion

NOW = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
MADE = datetime(2026, 11, 20, 8)  # noqa: DTZ001 (UTC without saying so)
NOTES = "We **rolled back** at <b>21:00</b>. ![x](https://example.com/x.png) 用户无法结账 😀"


@dataclass(frozen=True, slots=True)
class Happened:
    """The simulator's own record, the warehouse that read its files, the window that was suggested, and the report."""

    record: Record
    warehouse: Warehouse
    suggestion: Suggestion
    incident: Incident
    report: Report


@pytest.fixture(scope="session")
def happened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Happened]:
    """Half a day of the demo, its incident found with `suggest`."""
    folder = tmp_path_factory.mktemp("incident")
    record = shop.simulate(folder / "logs", now=NOW, seed=3, days=0.4, rate=0.8)
    path = folder / "longtail.duckdb"
    with Warehouse.open(path) as warehouse:
        IngestService(warehouse, Settings(warehouse=path), [str(folder / "logs")]).run_once()
        until = NOW.replace(tzinfo=None)
        found = suggest.suggest(warehouse, Window(until - timedelta(hours=9), until))
        assert found is not None
        incident = Incident(
            title="Checkout fails 支付超时 🔥",
            from_ts=found.from_ts,
            to_ts=found.to_ts,
            severity="SEV2",
            status="resolved",
            author="Ada <script>alert(1)</script>",
            notes=NOTES,
            timeline=(Entry(found.from_ts + timedelta(minutes=11), "Paged for `PaymentTimeout`"),),
            incident_id="0123456789ab",
        )
        seen = evidence.gather(warehouse, incident.from_ts, incident.to_ts)
        yield Happened(record, warehouse, found, incident, report.compose(incident, seen, generated_at=MADE))
