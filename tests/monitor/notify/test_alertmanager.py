"""A real Alertmanager takes alerts, ends them, and shows what was told of them."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.notify.channels.alertmanager import label_name
from monitor.notify.delivering import deliver
from tests.monitor.notify.given import HOSTILE, alert, channel, hostile, notification
from tests.services import HOST

if TYPE_CHECKING:
    from tests.services import Service


def _alerts(service: Service, rule: str) -> list[dict[str, Any]]:
    url = f"http://{HOST}:{service.port}/api/v2/alerts?filter=alertname%3D%22{rule}%22"
    with urllib.request.urlopen(url) as reply:
        found: list[dict[str, Any]] = json.load(reply)
    return found


def _channel(service: Service) -> Any:
    return channel(kind="alertmanager", url=f"http://{HOST}:{service.port}/", timeout=60)


def test_fires_and_ends(alertmanager: Service) -> None:
    """It is active with its labels and annotations until the same alert is resolved."""
    now = datetime.now(UTC)
    firing = alert(rule="fires", since=now - timedelta(minutes=5), labels={"service": "orders", "http.status": "500"})
    taken = deliver(_channel(alertmanager), notification(firing))
    (there,) = _alerts(alertmanager, "fires")
    resolved = alert(rule="fires", since=firing.since, labels=firing.labels, until=now, event="resolved")
    ended = deliver(_channel(alertmanager), notification(resolved, event="resolved", key="k-2"))
    labels = {"alertname": "fires", "severity": "critical", "service": "orders", "http_status": "500"}
    told = there["annotations"]
    assert (True, True, labels, "active", []) == (
        taken.ok,
        ended.ok,
        there["labels"],
        there["status"]["state"],
        _alerts(alertmanager, "fires"),
    )
    assert ("12.3 % (threshold 10 %)", "https://wiki.example/errors", "https://longtail.example/logs?from=1") == (
        told["value"],
        told["runbook_url"],
        there["generatorURL"],
    )
    assert [] == [word for word in ("4711 failed", "PaymentError") if word not in told["description"]]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_taken(alertmanager: Service, text: str) -> None:
    """Whatever stands in logs and labels."""
    answer = deliver(_channel(alertmanager), hostile(text, since=datetime.now(UTC)))
    assert (True, "200 OK") == (answer.ok, answer.text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("service", "service"), ("http.status", "http_status"), ("2xx", "_2xx"), ("", "_"), ("größe", "gr__e")],
)
def test_label_names(name: str, expected: str) -> None:
    """They become such as Prometheus has."""
    assert expected == label_name(name)
