"""Rules made, changed and deleted over HTTP: by an admin, from a text or its parts, under both spellings."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import load
from monitor.rules.alerting import Alerting
from monitor.service import Watching
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.monitor.rules.making.test_editing import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PARTS = {
    "name": "many_timeouts",
    "title": "Many timeouts",
    "when": "value > $threshold",
    "for": "5m",
    "no_data": "keep",
    "labels": {"team": "shop"},
    "parameters": {"threshold": 20, "window": "10m", "what": "time's up"},
    "query": "select service, count(*) as value from logs where ts >= $from and ts < $to and logger = $what group by 1",
}
_FILE = """\
-- title: Many timeouts
-- labels: team=shop
-- for: 5m
-- when: value > $threshold
-- parameters: threshold = 20, window = 10m, what = "time's up"
-- no data: keep
"""
_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """A server whose settings file is in a folder of its own."""
    (tmp_path / "longtail.toml").write_text('warehouse = "w.duckdb"\n')
    settings = load(tmp_path / "longtail.toml")
    with warehouses.in_memory() as warehouse:
        watching = Watching(warehouse, settings, print, [Alerting(warehouse, settings)])
        yield Client(create_api(Runtime(settings, warehouse, None, watching), "token"))


@pytest.mark.parametrize("path", ["rules", "monitoring/alerts/rules"])
def test_one_is_made_of_its_parts(client: Client, path: str, tmp_path: Path) -> None:
    """It is a file, which can be had back, and is evaluated; a second of its name is refused."""
    made = client.post(f"/v1/{path}", json=_PARTS)
    assert (201, "many_timeouts") == (made.status_code, made.json()["status"]["name"])
    assert f"{_FILE}{_PARTS['query']}\n" == (tmp_path / "rules" / "many_timeouts.sql").read_text()
    file = client.get("/v1/rules/many_timeouts.sql")
    assert (f"{_FILE}{_PARTS['query']}\n", 'attachment; filename="many_timeouts.sql"') == (
        file.text,
        file.headers["content-disposition"],
    )
    again = client.post(f"/v1/{path}", json=_PARTS)
    assert (409, True) == (again.status_code, "PUT /api/v1/rules/many_timeouts changes it" in again.json()["detail"])


def test_one_is_changed_and_deleted(client: Client, tmp_path: Path) -> None:
    """By its text, and by values in the settings; a shipped one is switched off, not deleted."""
    client.post("/v1/rules", json={"name": "too_high", "text": TEXT})
    changed = client.put("/v1/rules/too_high", json={"text": TEXT.replace("limit = 5", "limit = 8")})
    assert (200, "value > 8 (warning)") == (changed.status_code, changed.json()["status"]["when"])
    other = client.put("/v1/rules/HighErrorRate", json={"values": {"threshold": 0.2, "enabled": False}})
    assert (200, "off") == (other.status_code, other.json()["status"]["state"])
    settings = tomllib.loads((tmp_path / "longtail.toml").read_text())
    assert {"high_error_rate": {"threshold": 0.2, "enabled": False}} == settings["rule"]
    gone = client.request("DELETE", "/v1/rules/too_high", headers=_JSON)
    shipped = client.request("DELETE", "/v1/rules/high_error_rate", headers=_JSON)
    assert (204, 422, 404) == (gone.status_code, shipped.status_code, client.get("/v1/rules/too_high").status_code)


def test_what_is_wrong(client: Client) -> None:
    """A problem with one sentence: an unknown key with the nearest, a query that fails, text beside parts, no JSON."""
    said = [
        client.post("/v1/rules", json=_PARTS | {"sumary": "x"}),
        client.post("/v1/rules", json=_PARTS | {"query": "select 1 as many"}),
        client.post("/v1/rules", json=_PARTS | {"title": "two\nlines"}),
        client.post("/v1/rules", json=_PARTS | {"text": TEXT}),
        client.post("/v1/rules", json=_PARTS | {"parameters": {"what": "'\""}}),
        client.put("/v1/rules/high_error_rate", json={"values": {"treshold": 1}}),
    ]
    assert [(422, sentence) for sentence in _SENTENCES] == [
        (one.status_code, next((s for s in _SENTENCES if s in one.json()["detail"]), one.json()["detail"]))
        for one in said
    ]
    assert 415 == client.post("/v1/rules", content="name=x").status_code


_SENTENCES = (
    "`sumary` is no key of a rule's header: did you mean `summary`",
    "The query of many_timeouts fails:",
    "title has several lines",
    "A rule is its text or its parts",
    "cannot be a parameter: write it into the query",
    "did you mean threshold?",
)


def test_only_an_admin(client: Client) -> None:
    """Who asks through a proxy, or by another name, is none; reading is for everybody."""
    headers = {"X-Forwarded-For": "192.0.2.7"}
    answers = [
        client.post("/v1/rules", json=_PARTS, headers=headers),
        client.put("/v1/rules/high_error_rate", json={"values": {}}, headers=headers),
        client.request("DELETE", "/v1/rules/high_error_rate", headers=headers | _JSON),
        client.get("/v1/rules/high_error_rate.sql", headers=headers),
    ]
    assert [403, 403, 403, 200] == [one.status_code for one in answers]
