"""Alerts, rules, silences, channels and notifications over HTTP, under both spellings, and their metrics."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.api import create_api
from dashboard.server.metrics import Metrics
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from monitor.rules import finding
from monitor.rules.alerting import SETTLED, Alerting
from monitor.service import Watching
from monitor.telling.telling import Telling
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client
from tests.monitor.notify import sinks
from tests.monitor.rules.given import START, moment, rule, write_samples

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROUTE = {"channels": ["ops"], "group_wait": 0, "group_interval": 0}


@pytest.fixture
def sink() -> Iterator[sinks.Sink]:
    """Where the channel `ops` posts to."""
    with sinks.http(sinks.Said(200, "thank you")) as opened:
        yield opened


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch, sink: sinks.Sink) -> Iterator[Runtime]:
    """A server with two rules, of which one fires for host `a` and is over for host `b`."""
    known = [
        replace(rule("summary: {host} has {value}", "labels: team=core"), also=("TooHigh",)),
        replace(rule("enabled: false", name="asleep")),
    ]
    monkeypatch.setattr(finding, "all_rules", lambda _: known)
    with warehouses.in_memory() as warehouse:
        hook = {"name": "ops", "kind": "webhook", "url": f"{sink.url}/s3cret"}
        settings = Settings(warehouse=MEMORY, channel=(hook,), route=(_ROUTE,))
        now = START + SETTLED
        alerting = Alerting(warehouse, settings, lambda: now)
        telling = Telling(warehouse, settings)
        watching = Watching(warehouse, settings, print, [alerting, telling])
        alerting.evaluate("too_high")
        write_samples(
            warehouse, [(n, "a", 9.0) for n in range(0, 60, 10)] + [(2, "b", 9.0), (30, "b", 1.0), (50, "b", 1.0)]
        )
        now = moment(60) + SETTLED
        alerting.evaluate("too_high")
        watching.storing.now()
        telling.look()
        yield Runtime(settings, warehouse, None, watching)


@pytest.fixture
def client(runtime: Runtime) -> Client:
    """Asks its API."""
    return Client(create_api(runtime, "token"))


def _hosts(client: Client, path: str) -> list[tuple[str, str]]:
    return [(one["state"], one["labels"]["host"]) for one in client.get(f"/v1/{path}").json()]


@pytest.mark.parametrize("path", ["alerts", "observability/alerts", "monitoring/alerts"])
def test_alerts(client: Client, path: str) -> None:
    """What fires, what was resolved, and all, with the rule's own labels."""
    assert _hosts(client, path) == [("firing", "a")]
    assert _hosts(client, f"{path}?state=resolved") == [("resolved", "b")]
    assert _hosts(client, f"{path}?state=all") == [("firing", "a"), ("resolved", "b")]
    assert _hosts(client, f"{path}?state=pending") == []
    (found,) = client.get(f"/v1/{path}").json()
    assert (found["labels"]["team"], found["value"], found["threshold"]) == ("core", 9.0, 5.0)
    assert (found["since"], found["until"]) == ("2026-03-02T10:00:10Z", None)
    assert client.get(f"/v1/{path}?state=on").status_code == 422


def test_one_alert_is_acknowledged(client: Client) -> None:
    """Who did, and only while it fires; its history and who was told stand with it."""
    (found,) = client.get("/v1/alerts").json()
    path = f"/v1/alerts/{found['id']}"
    whole = client.get(path).json()
    assert (whole["alert"]["id"], [one["state"] for one in whole["history"]]) == (found["id"], ["firing"])
    assert {one["channel"]: one["told_event"] for one in whole["told"]} == {"in-app": "firing", "ops": "firing"}
    taken = client.post(f"{path}/acknowledge", json={"author": "ada", "note": "I look"})
    assert (taken.status_code, taken.json()["acknowledged_by"], taken.json()["note"]) == (200, "ada", "I look")
    assert client.get("/v1/alerts").json()[0]["acknowledged_by"] == "ada"
    over = client.get("/v1/alerts?state=resolved").json()[0]["id"]
    refused = client.post(f"/v1/alerts/{over}/acknowledge", json={"author": "ada"})
    assert (refused.status_code, client.get("/v1/alerts/none").status_code) == (404, 404)
    assert client.post(f"{path}/acknowledge", content="author=ada").status_code == 415


def test_silences(client: Client) -> None:
    """Made with what it covers, listed, seen at the rule's series, ended; mistakes are told."""
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    body: dict[str, Any] = {
        "match": {"rule": "TooHigh", "host": ["a"]},
        "until": until,
        "author": "ada",
        "reason": "known",
    }
    made = client.post("/v1/silences", json=body)
    assert (made.status_code, len(made.json()["covers"])) == (201, 1)
    (silence,) = client.get("/v1/silences").json()
    assert (silence["match"], silence["holds"]) == ({"rule": ["TooHigh"], "host": ["a"]}, True)
    series = client.get("/v1/rules/too_high").json()["series"]
    assert {one["labels"]["host"]: one["held_by"] for one in series}["a"] == f"silence {silence['id']}"
    json_header = {"Content-Type": "application/json"}
    ended = client.request("DELETE", f"/v1/silences/{silence['id']}?author=bob", headers=json_header)
    again = client.request("DELETE", f"/v1/silences/{silence['id']}?author=bob", headers=json_header)
    assert (ended.status_code, again.status_code, client.get("/v1/silences").json()) == (204, 404, [])
    (over,) = client.get("/v1/silences?all=true").json()
    assert (over["ended_by"], over["holds"]) == ("bob", False)
    late = client.post("/v1/silences", json={**body, "until": "2026-01-01T00:00:00Z"})
    assert (late.status_code, "over before it begins" in late.json()["detail"]) == (422, True)
    assert client.post("/v1/silences", json={**body, "match": {"host": 5}}).status_code == 422


def test_rules(client: Client) -> None:
    """All rules with their state, one under any of its names, why its series fire or not, and a replay."""
    listed = {one["name"]: (one["state"], one["firing"]) for one in client.get("/v1/rules").json()}
    assert listed == {"asleep": ("off", 0), "too_high": ("firing", 1)}
    found = client.get("/v1/rules/toohigh").json()
    assert (found["status"]["name"], found["rule"]["query"].startswith("select")) == ("too_high", True)
    assert [(one["labels"]["host"], one["state"], one["value"], one["meets"]) for one in found["series"]] == [
        ("a", "firing", 9.0, True),
        ("b", "inactive", 1.0, False),
    ]
    window = "from=2026-03-02T10:00:00Z&to=2026-03-02T10:01:00Z"
    replayed = client.get(f"/v1/rules/too_high/replay?{window}").json()
    assert [one["labels"]["host"] for one in replayed["episodes"]] == ["a", "b"]
    other = client.get(f"/v1/rules/too_high/replay?{window}&set=limit=10").json()
    assert other["episodes"] == []
    wrong = client.get("/v1/rules/too_hi")
    assert (wrong.status_code, "did you mean too_high?" in wrong.json()["detail"]) == (404, True)
    assert client.get(f"/v1/rules/too_high/replay?{window}&set=limt=10").status_code == 422


def test_channels(client: Client, sink: sinks.Sink) -> None:
    """Which there are, without secrets; a test shows what the other side answered."""
    listed = client.get("/v1/channels")
    assert [(one["name"], one["works"], one["waiting"]) for one in listed.json()] == [
        ("ops", True, 1),
        ("in-app", True, 1),
    ]
    assert "s3cret" not in listed.text
    sent = client.post("/v1/channels/ops/test", json={}).json()
    assert (sent["ok"], sent["status"], "thank you" in sent["answer"]) == (True, 200, True)
    both = client.post("/v1/monitoring/test-notification", json={}).json()
    assert [one["channel"] for one in both] == ["ops", "in-app"]
    one = client.post("/v1/monitoring/test-notification", json={"channel": "ops"}).json()
    assert ([one[0]["ok"]], len(sink.got)) == ([True], 3)
    wrong = client.post("/v1/channels/op/test", json={})
    assert (wrong.status_code, "did you mean ops?" in wrong.json()["detail"]) == (404, True)


def test_notifications(client: Client) -> None:
    """What was told, by channel and state."""
    (found,) = client.get("/v1/notifications?channel=ops").json()
    assert (found["event"], found["state"], found["payload"]["summary"]) == ("firing", "waiting", "a has 9")
    assert client.get("/v1/notifications?channel=ops&state=sent").json() == []


def test_metrics(runtime: Runtime) -> None:
    """When each rule was last evaluated, and what fires."""
    text = Metrics(runtime).text().decode()
    assert 'longtail_alerts_firing{rule="too_high",severity="warning"} 1.0' in text
    found = re.search(r'^longtail_rule_evaluated_timestamp_seconds\{rule="too_high"\} (\S+)$', text, re.MULTILINE)
    assert found is not None
    assert float(found[1]) == moment(60).replace(tzinfo=UTC).timestamp()
    assert 'longtail_rule_failing{rule="too_high"} 0.0' in text
