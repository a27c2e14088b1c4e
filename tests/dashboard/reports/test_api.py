"""Incidents and reports over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.api import create_api
from dashboard.reports.renderers import MEDIA_TYPES, Format
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY: dict[str, Any] = {
    "title": "Payments fail",
    "from": "2026-11-20T11:10:00Z",
    "to": "2026-11-20T12:50:00+01:00",
    "severity": "SEV1",
    "services": ["shop"],
    "timeline": [{"at": "2026-11-20T11:30:00Z", "text": "paged"}],
}
GIVEN = [
    record("11:20:00", "access", method="GET", path="/a", route="/a", status=500, duration_ms=9.0, user_id="u-1"),
    record(
        "11:21:00",
        "app",
        level="ERROR",
        error_type="PayError",
        error_message="no u-1",
        error_id="e1",
        file_id=2,
        user_id="u-1",
    ),
]


@pytest.fixture
def client() -> Iterator[Client]:
    """The API over a warehouse with two records."""
    with warehouses.in_memory() as warehouse:
        write(warehouse, GIVEN)
        yield Client(create_api(Runtime(Settings(), warehouse), "token"))


def test_incident_from_beginning_to_end(client: Client) -> None:
    """It is stored with its evidence, listed, changed, and taken out of the list."""
    made = client.post("/v1/incidents", json=BODY)
    stored = made.json()
    path = f"/v1/incidents/{stored['incident_id']}"
    assert (201, "2026-11-20T11:50:00Z", "SEV1", True) == (
        made.status_code,
        stored["to"],
        stored["severity"],
        stored["captured_at"] is not None,
    )
    assert [stored] == client.get("/v1/incidents").json() == [client.get(path).json()]
    changed = client.put(path, json=BODY | {"status": "resolved", "notes": "**done**"}).json()
    assert ("resolved", "**done**", stored["created_at"], stored["captured_at"]) == (
        changed["status"],
        changed["notes"],
        changed["created_at"],
        changed["captured_at"],
    )
    gone = client.request("DELETE", path, headers={"Content-Type": "application/json"})
    assert (204, 404, []) == (gone.status_code, client.get(path).status_code, client.get("/v1/incidents").json())


def test_another_window_freezes_anew(client: Client) -> None:
    """Evidence belongs to its window; asked for, it is frozen again as the data is."""
    stored = client.post("/v1/incidents", json=BODY).json()
    path = f"/v1/incidents/{stored['incident_id']}"
    moved = client.put(path, json=BODY | {"from": "2026-11-20T11:00:00Z"}).json()
    again = client.post(f"{path}/freeze", json={}).json()
    assert stored["captured_at"] < moved["captured_at"] < again["captured_at"]


def test_frozen_evidence_outlives_the_records(client: Client) -> None:
    """What was frozen is what the report says, also when the records are gone."""
    stored = client.post("/v1/incidents", json=BODY).json()
    path = f"/v1/incidents/{stored['incident_id']}/report?format=json"
    before = client.get(path).json()
    state = client.api.state.longtail
    with state.runtime.warehouse.transaction() as cursor:
        for table in ("logs", "errors", "hourly_rollup", "sources"):
            cursor.execute(f"delete from {table}")
    after = client.get(path).json()
    assert (before["evidence"], 1) == (after["evidence"], after["evidence"]["affected"]["failed_requests"])


@pytest.mark.parametrize("form", Format)
def test_report_of_a_window(form: Format, client: Client) -> None:
    """Each format comes as a file to be kept, under a name that says what it is, and never as a page of this server."""
    window = {"from": "2026-11-20T11:10:00Z", "to": "2026-11-20T11:50:00Z", "service": "shop", "format": str(form)}
    reply = client.get("/v1/report", params=window)
    assert (200, MEDIA_TYPES[form], f'attachment; filename="report-20261120T1110-20261120T1150.{form}"') == (
        reply.status_code,
        reply.headers["content-type"],
        reply.headers["content-disposition"],
    )
    assert ("nosniff", "sandbox") == (
        reply.headers["x-content-type-options"],
        reply.headers["content-security-policy"],
    )


@pytest.mark.parametrize(("users", "named"), [("true", True), ("false", False)])
def test_contents_are_asked_for(users: str, named: bool, client: Client) -> None:  # noqa: FBT001 (a pair of cases)
    """User ids are in the file only where they were asked for."""
    window = {"from": "2026-11-20T11:10:00Z", "to": "2026-11-20T11:50:00Z", "format": "json", "users": users}
    text = client.get("/v1/report", params=window).text
    assert (named, named) == ("u-1" in text, json.loads(text)["contents"]["user_ids"])


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/v1/incidents/nope", 404, "There is no incident 'nope'"),
        ("/v1/report?from=2026-11-20T12:00:00&to=2026-11-20T11:00:00", 422, "The window is empty"),
        ("/v1/report?to=2026-11-20T11:00:00", 422, "from"),
        ("/v1/incidents/suggest?from=2026-11-20T10:00:00&to=2026-11-20T11:00:00&metric=luck", 422, "metric"),
    ],
)
def test_wrong_requests_get_one_sentence(path: str, status: int, said: str, client: Client) -> None:
    """What cannot be done is told as a problem."""
    reply = client.get(path)
    assert (status, True) == (reply.status_code, said in reply.json()["detail"])


@pytest.mark.parametrize(
    "change", [{"title": "  "}, {"severity": "SEV9"}, {"to": "2026-11-20T11:10:00Z"}, {"more": 1}, {"title": "x" * 201}]
)
def test_what_is_no_incident_is_refused(change: dict[str, Any], client: Client) -> None:
    """Nothing of it is stored."""
    assert (422, []) == (
        client.post("/v1/incidents", json=BODY | change).status_code,
        client.get("/v1/incidents").json(),
    )


def test_forms_cannot_write(client: Client) -> None:
    """What a browser sends across sites without asking stores nothing."""
    reply = client.post("/v1/incidents", content=json.dumps(BODY), headers={"Content-Type": "text/plain"})
    assert (415, []) == (reply.status_code, client.get("/v1/incidents").json())


def test_quiet_range_suggests_nothing(client: Client) -> None:
    """Where nothing stands out the answer is null."""
    asked = {"from": "2026-11-20T08:00:00Z", "to": "2026-11-20T10:00:00Z"}
    assert client.get("/v1/incidents/suggest", params=asked).json() is None
