"""What changed over HTTP: the page's ranking, with its windows named."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.api import create_api
from dashboard.reads import Window, changes
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard import shop
from tests.dashboard.asgi import Client
from tests.sql.given import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

END = at("2026-11-20 20:00:00")
INCIDENT = Window(at("2026-11-20 10:00:00"), at("2026-11-20 10:40:00"))


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    """A day of the shop, with its incident ten hours before the end."""
    with warehouses.in_memory() as target:
        shop.fill(target, end_ts=END, days=1, requests_per_day=20_000)
        yield target


@pytest.fixture(scope="module")
def client(warehouse: Warehouse) -> Client:
    """The API over it."""
    return Client(create_api(Runtime(Settings(), warehouse), "token"))


def _query(window: Window, **more: str) -> str:
    return "&".join(
        f"{name}={value}"
        for name, value in {"from": window.from_ts.isoformat(), "to": window.to_ts.isoformat(), **more}.items()
    )


def _rows(client: Client, query: str) -> list[dict[str, Any]]:
    reply = client.get(f"/v1/changes?{query}")
    assert reply.status_code == 200, reply.text
    rows: list[dict[str, Any]] = reply.json()
    return rows


def test_answer_is_the_ranking(client: Client, warehouse: Warehouse) -> None:
    """The answer has what the page ranks, in its order, against the time before."""
    comparison = changes.Comparison.of(INCIDENT, INCIDENT.before())
    found = changes.find(lambda question: reads.run(warehouse, question), comparison)
    expected = [(one.sentence, one.score, one.is_new) for one in found]
    assert expected == [(row["words"], row["score"], row["is_new"]) for row in _rows(client, _query(INCIDENT))]


def test_incident_comes_first(client: Client) -> None:
    """The slowed endpoint and the new exception are the first two, with their keys and numbers."""
    first = {row["kind"]: row for row in _rows(client, _query(INCIDENT, limit="2"))}
    endpoint, error = first["endpoint"], first["error"]
    assert endpoint["key"] == {"service": "checkout", "method": "POST", "route": "/checkout"}
    assert (endpoint["unit"], endpoint["tone"], endpoint["after"] > 3 * endpoint["before"]) == ("ms", "worse", True)
    assert (error["name"], error["is_new"], error["n_before"]) == ("PaymentTimeout", True, 0)


def test_other_window_and_kind(client: Client) -> None:
    """Another window to compare with, and one kind of change; a zone is honoured."""
    day = INCIDENT.shifted(timedelta(hours=2))
    ends = {"before_from": f"{day.from_ts.isoformat()}%2B00:00", "before_to": f"{day.to_ts.isoformat()}Z"}
    rows = _rows(client, _query(INCIDENT, **ends, kind="error", service="checkout"))
    assert [("error", "PaymentTimeout")] == [(row["kind"], row["name"]) for row in rows]


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("", 422, "Name the range: from and to."),
        ("from=2026-11-20T10:00:00Z", 422, "Name the range: from and to."),
        (
            f"{_query(INCIDENT)}&before_from=2026-11-20T01:00:00",
            422,
            "Name both ends of the range to compare with, before_from and before_to, or neither.",
        ),
        (
            f"{_query(INCIDENT)}&before_from=2026-11-20T02:00:00&before_to=2026-11-20T01:00:00",
            422,
            "The range to compare with is empty: before_from must lie before before_to.",
        ),
        (
            f"{_query(INCIDENT)}&before_from=2026-11-20T10:20:00&before_to=2026-11-20T11:00:00",
            422,
            "The two ranges share some time: choose ranges that lie apart.",
        ),
    ],
)
def test_wrong_windows_are_one_sentence(client: Client, query: str, status: int, sentence: str) -> None:
    """What is wrong with the windows is said in one sentence."""
    reply = client.get(f"/v1/changes?{query}")
    assert (status, sentence) == (reply.status_code, reply.json()["detail"])
