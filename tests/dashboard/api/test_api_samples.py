"""`/api/v1/samples`: steps of series, with the labels that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from monitor.sample import counter, gauge
from monitor.samples.store import SampleStore
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.sql.given import at

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANGE = "from=2026-11-20T10:00:00Z&to=2026-11-20T10:01:00Z"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """The API over a minute of samples every ten seconds."""
    with warehouses.in_memory() as warehouse:
        store = SampleStore(warehouse)
        for step in range(6):
            ts = at(f"10:00:{10 * step:02d}")
            store.add(
                "a", ts, [counter("n_total", 7.0 * step, host="h1"), gauge("used", step, host="h1", mount="/a=b")]
            )
            store.add("b", ts, [gauge("used", 10, host="h2", mount="/")])
        batch = store.take()
        assert batch is not None
        with warehouse.transaction() as cursor:
            batch.store(cursor)
        yield Client(create_api(Runtime(Settings(warehouse=MEMORY, sample_days=0), warehouse, None), "token"))


def _series(client: Client, query: str) -> list[dict[str, Any]]:
    reply = client.get(f"/v1/samples?{query}")
    assert 200 == reply.status_code
    found: list[dict[str, Any]] = reply.json()
    return found


def test_steps(client: Client) -> None:
    """Mean, smallest, largest, last and increase of each step, by series."""
    (found,) = _series(client, f"name=n_total&step=30&{_RANGE}")
    first, second = found.pop("points")
    assert {"name": "n_total", "labels": {"host": "h1"}, "kind": "counter"} == found
    expected = {"ts": "2026-11-20T10:00:00Z", "value": 7.0, "min": 0.0, "max": 14.0, "last": 14.0, "increase": 14.0}
    assert expected == first
    assert ("2026-11-20T10:00:30Z", 21.0) == (second["ts"], second["increase"])


@pytest.mark.parametrize(
    ("labels", "hosts"),
    [
        ("", ["h1", "h2"]),
        ("labels=host=h2", ["h2"]),
        ("labels=host=h1,mount=/a=b", ["h1"]),
        ("labels=host=h1&labels=mount=/", []),
        ("labels=zone=", ["h1", "h2"]),
    ],
)
def test_labels(client: Client, labels: str, hosts: list[str]) -> None:
    """All that are asked for must hold; an empty one must not be there."""
    assert hosts == [one["labels"]["host"] for one in _series(client, f"name=used&{labels}&{_RANGE}")]


def test_an_unknown_name_has_no_series(client: Client) -> None:
    """Nothing, and no error."""
    assert [] == _series(client, f"name=nothing&{_RANGE}")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (f"{_RANGE}", "name"),
        (f"name=used&labels=host&{_RANGE}", "labels"),
        ("name=used&from=2026-11-20T10:00:00Z&to=2026-11-20T10:00:00Z", "The range is empty"),
        ("name=used&from=2020-11-20T10:00:00Z&to=2026-11-20T10:00:00Z&step=1", "choose a longer step"),
    ],
)
def test_what_is_wrong_is_said(client: Client, query: str, words: str) -> None:
    """A problem that names the parameter."""
    reply = client.get(f"/v1/samples?{query}")
    assert (True, "application/problem+json") == (reply.status_code in (400, 422), reply.headers["content-type"])
    assert words in reply.text
