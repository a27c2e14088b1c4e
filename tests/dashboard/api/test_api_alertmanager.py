"""Alertmanager's API v2: a real Prometheus, a real amtool and a real Alertmanager on the way, and what is refused."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from dashboard.api import create_api
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from monitor.notify.sender import Sender
from monitor.received.receiving import Receiving
from monitor.rules import finding
from monitor.rules.alerting import Alerting
from monitor.service import Watching
from monitor.telling.telling import Telling
from sql.warehouse import MEMORY
from tests import services, warehouses
from tests.dashboard.asgi import Client
from tests.monitor.samples import prometheus
from tests.patience import seconds, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_ROUTE = {"channels": ["am"], "group_wait": 0, "group_interval": 0}


def _runtime(warehouse: Any, address: str) -> Runtime:
    channel = {"name": "am", "kind": "alertmanager", "url": address, "timeout": 60}
    settings = Settings(warehouse=MEMORY, channel=(channel,), route=(_ROUTE,))
    parts = [make(warehouse, settings) for make in (Sender, Alerting, Receiving, Telling)]
    return Runtime(settings, warehouse, None, Watching(warehouse, settings, print, parts))


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """A server without rules of its own, whose channel nobody listens at."""
    monkeypatch.setattr(finding, "all_rules", lambda _: [])
    with warehouses.in_memory() as warehouse:
        yield _runtime(warehouse, "http://127.0.0.1:9/")


@pytest.fixture
def client(runtime: Runtime) -> Client:
    """Asks its API."""
    return Client(create_api(runtime, "token"))


@contextmanager
def _served(runtime: Runtime) -> Iterator[int]:
    """The API on a port of loopback."""
    app = Starlette(routes=[Mount("/api", create_api(runtime, "token"))])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(seconds(20))


class _Well(BaseHTTPRequestHandler):
    """Something to scrape."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"works 1\n")

    def log_message(self, *_: Any) -> None:
        pass


_RULES = """
groups:
  - name: test
    interval: 1s
    rules:
      - alert: ShopDown
        expr: up{job="shop"} == 0
        labels: {severity: page, service: shop}
        annotations: {summary: "{{ $labels.job }} is down", runbook_url: "https://wiki.example/shop"}
"""


def _config(folder: Path, target: int, ours: int) -> str:
    (folder / "rules.yml").write_text(_RULES, encoding="utf-8")
    return json.dumps(
        {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(folder / "rules.yml")],
            "scrape_configs": [{"job_name": "shop", "static_configs": [{"targets": [f"127.0.0.1:{target}"]}]}],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{ours}"]}]}]},
        }
    )


def _there(address: str) -> list[Mapping[str, Any]]:
    with urllib.request.urlopen(f"{address}/api/v2/alerts") as reply:  # noqa: S310 (loopback)
        found: list[Mapping[str, Any]] = json.load(reply)
    return found


def test_from_a_real_prometheus_to_a_real_alertmanager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alert fires there, is ours, goes on to an Alertmanager with its labels, and all of it ends when it does."""
    monkeypatch.setattr(finding, "all_rules", lambda _: [])
    target = services.free_port()
    with warehouses.in_memory() as warehouse, services.running(services.alertmanager()) as beyond:
        address = f"http://{services.HOST}:{beyond.port}"
        runtime = _runtime(warehouse, address)
        client = Client(create_api(runtime, "token"))
        watching = runtime.watching
        assert watching is not None
        assert watching.telling is not None
        assert watching.sender is not None
        telling, sender = watching.telling, watching.sender

        def is_beyond(count: int) -> bool:
            telling.look()
            sender.look()
            return len(_there(address)) == count

        with _served(runtime) as ours, prometheus.running(tmp_path, _config(tmp_path, target, ours)):
            wait_for(lambda: client.get("/v1/alerts").json() != [], "Prometheus sends its alert", 60)
            (alert,) = client.get("/v1/alerts").json()
            assert (alert["rule"], alert["severity"], alert["state"], alert["annotations"]) == (
                "ShopDown",
                "critical",
                "firing",
                {"summary": "shop is down", "runbook_url": "https://wiki.example/shop"},
            )
            wait_for(lambda: is_beyond(1), "Alertmanager has it", 60)
            (there,) = _there(address)
            expected = {"alertname": "ShopDown", "severity": "critical", "service": "shop", "job": "shop"}
            assert there["labels"] == {**expected, "instance": f"127.0.0.1:{target}"}
            assert there["annotations"]["summary"] == "shop is down"
            asked = _amtool(ours, "alert", "query", "-o", "json", "service=shop")
            assert [one["labels"]["alertname"] for one in json.loads(asked)] == ["ShopDown"]
            well = HTTPServer(("127.0.0.1", target), _Well)
            threading.Thread(target=well.serve_forever, daemon=True).start()
            try:
                wait_for(lambda: client.get("/v1/alerts").json() == [], "Prometheus says that it is over", 60)
                wait_for(lambda: is_beyond(0), "Alertmanager knows that it is over", 60)
            finally:
                well.shutdown()
                well.server_close()
        (over,) = client.get("/v1/alerts?state=resolved").json()
        told = client.get("/v1/notifications?channel=am").json()
        sender.end()
    assert (over["reason"], [one["event"] for one in told]) == ("recovered", ["resolved", "firing"])


def _amtool(port: int, *arguments: str) -> str:
    command = [services.program("amtool"), f"--alertmanager.url=http://127.0.0.1:{port}", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds(60))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_real_amtool_adds_an_alert(runtime: Runtime, client: Client) -> None:
    """It is known here by its name and labels."""
    with _served(runtime) as ours:
        _amtool(ours, "alert", "add", "Backup", "service=db", "severity=info", "--annotation=summary=none today")
    (alert,) = client.get("/v1/alerts").json()
    assert (alert["rule"], alert["severity"], alert["labels"]["service"]) == ("Backup", "info", "db")


def _post(client: Client, *alerts: Any) -> Any:
    return client.post("/v2/alerts", json=list(alerts))


def test_what_is_asked_back(client: Client) -> None:
    """With its fingerprint, state and receivers; matchers choose, and a wrong one is told."""
    assert _post(client, {"labels": {"alertname": "A", "service": "shop-eu"}}).status_code == 200
    assert (
        _post(client, {"labels": {"alertname": "B", "service": "db"}, "generatorURL": "http://p/"}).status_code == 200
    )
    found = {one["labels"]["alertname"]: one for one in client.get("/v2/alerts").json()}
    assert (found["B"]["generatorURL"], found["B"]["status"]["state"]) == ("http://p/", "active")
    assert {one["name"] for one in found["A"]["receivers"]} == {"am", "in-app"}
    assert len(found["A"]["fingerprint"]) == 16

    def named(matcher: str) -> list[str]:
        chosen = client.get("/v2/alerts", params={"filter": matcher}).json()
        return [one["labels"]["alertname"] for one in chosen]

    asked = ('service="db"', 'service=~"shop.*"', 'service!~"shop.*"', "alertname!=A", "nothing=x")
    assert [named(matcher) for matcher in asked] == [["B"], ["A"], ["B"], ["B"], []]
    for wrong in ("service", 'service=~"("'):
        refused = client.get("/v2/alerts", params={"filter": wrong})
        assert (refused.status_code, wrong.split("~")[-1].strip('"') in refused.json()) == (400, True)
    assert client.get("/v2/status").json()["cluster"]["status"] == "disabled"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"labels": {}}', "The body is no list of alerts"),
        ("nonsense", "The body is no list of alerts"),
        ('[{"labels": {"alertname": "x"}}, {"labels": {}}]', "Alert 2 is wrong: it has no labels"),
    ],
)
def test_what_is_wrong_is_told(client: Client, body: str, sentence: str) -> None:
    """One sentence with status 400; what was right beside it is taken."""
    header = {"Content-Type": "application/json"}
    refused = client.post("/v2/alerts", content=body, headers=header)
    assert (refused.status_code, sentence in refused.json()) == (400, True)
    assert [one["rule"] for one in client.get("/v1/alerts").json()] == (["x"] if body.startswith("[") else [])


def test_only_json_is_taken(client: Client) -> None:
    """A page of another site could send a form."""
    assert client.post("/v2/alerts", content="[]").status_code == 415
