"""The page Incidents, in Streamlit's own test runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import reads
from dashboard.components.layout import url_state
from dashboard.reads import incidents
from dashboard.reports import report_builder
from dashboard.server import runtime
from ingest.decisions import incidents as writing
from ingest.decisions.incidents import Incident
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sql.warehouse import Warehouse

GIVEN = [
    record("11:20:00", "access", method="GET", path="/a", route="/a", status=500, duration_ms=900.0, user_id="u-1"),
    record("11:21:00", "app", level="ERROR", error_type="PayError", error_message="no", error_id="e1", file_id=2),
]
WINDOW = url_state.write_span(at("11:10:00"), at("11:50:00"))


@pytest.fixture
def store() -> Iterator[Warehouse]:
    """A warehouse with two records as the one that pages show."""
    with warehouses.in_memory() as warehouse:
        write(warehouse, GIVEN)
        runtime.install(runtime.Runtime(Settings(), warehouse))
        yield warehouse
        runtime.install(None)


def _stored(warehouse: Warehouse) -> list[Incident]:
    return incidents.incidents(reads.run(warehouse, incidents.current()))


def test_create_from_a_window(store: Warehouse) -> None:
    """A link with a window opens the form; Create stores the incident with its evidence and shows it."""
    app = open_page("incidents", {"new": [WINDOW], "tz": ["utc"]})
    app.text_input[0].set_value("Payments <b>fail</b>")
    app.button[-1].click().run()
    (incident,) = _stored(store)
    assert ([], "Payments <b>fail</b>", at("11:10:00"), at("11:50:00"), True) == (
        complaints(app),
        incident.title,
        incident.from_ts,
        incident.to_ts,
        report_builder.frozen(store, incident) is not None,
    )
    assert incident.incident_id in app.query_params["incident"]


def test_no_title_is_said(store: Warehouse) -> None:
    """Without a title nothing is stored, and the page says what is missing."""
    app = open_page("incidents", {"new": [WINDOW]})
    app.button[-1].click().run()
    assert ([], True) == (_stored(store), "needs a title" in app.error[0].value)


def test_edit_is_a_new_row(store: Warehouse) -> None:
    """Saving changes what is said and keeps the evidence."""
    incident_id = writing.create(store, Incident("Payments fail", at("11:10:00"), at("11:50:00")))
    report_builder.freeze(store, report_builder.find(store, incident_id))
    before = report_builder.find(store, incident_id)
    app = open_page("incidents", {"incident": [incident_id]})
    app.text_area[0].set_value("**Cause**: the pool")
    app.selectbox[1].set_value("resolved")
    next(button for button in app.button if button.label == "Save").click().run()
    after = report_builder.find(store, incident_id)
    assert ([], "**Cause**: the pool", "resolved", before.captured_at) == (
        complaints(app),
        after.notes,
        after.status,
        after.captured_at,
    )


def test_unknown_incident_is_said(store: Warehouse) -> None:
    """A link to an incident that is not there says so."""
    app = open_page("incidents", {"incident": ["nope"]})
    assert ([], True, []) == (complaints(app), "There is no incident" in app.info[0].value, _stored(store))


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("new", ["x", "..", "2026-11-20T12:00:00Z..2026-11-20T11:00:00Z", "<b>"])
def test_junk_in_the_url(new: str) -> None:
    """A window that is none opens the form for the page's range."""
    app = open_page("incidents", {"new": [new]})
    assert ([], True) == (complaints(app), any(button.label == "Create" for button in app.button))


def test_scheduled_reports_are_listed(tmp_path: Path) -> None:
    """The folder's reports stand on the page; other files in it do not."""
    for name in ("daily-2026-11-20.html", "daily-2026-11-20.json", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with warehouses.in_memory() as warehouse:
        settings = Settings(report_schedule=("daily",), report_folder=tmp_path)
        runtime.install(runtime.Runtime(settings, warehouse))
        app = open_page("incidents")
        runtime.install(None)
    names = [name for frame in app.dataframe for name in frame.value.get("name", [])]
    assert ([], ["daily-2026-11-20.json", "daily-2026-11-20.html"]) == (complaints(app), names)
