"""`longtail alerts`: what fires, as people and as programs read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard import command_line
from ingest.settings import Settings
from monitor.rules import finding
from monitor.rules.alerting import SETTLED, Alerting
from tests import warehouses
from tests.monitor.rules.given import START, moment, rule, write_samples

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

_KEYS = ["id", "rule", "severity", "labels", "state", "value", "threshold", "since", "until", "acknowledged_by"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `longtail alerts` on a warehouse in which an alert fires, and one is over."""
    monkeypatch.chdir(tmp_path)
    own = rule("labels: team=core", "unit: ratio")
    monkeypatch.setattr(finding, "all_rules", lambda _: [own])
    now = START + SETTLED
    path = Path("wh.duckdb")
    with warehouses.in_file(path) as warehouse:
        alerting = Alerting(warehouse, Settings(), lambda: now)
        alerting.evaluate("too_high")
        write_samples(warehouse, [(n, "a", 9.0) for n in range(0, 60, 10)] + [(2, "b", 9.0), (30, "b", 1.0)])
        now = moment(60) + SETTLED
        alerting.evaluate("too_high")
        with warehouse.transaction() as cursor:
            alerting.store(cursor, alerting.take())

    def call(*arguments: str) -> tuple[int, str, str]:
        status = command_line.run(["alerts", "--warehouse", str(path), *arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def test_alerts_are_listed(run: Run) -> None:
    """By state; the keys of the contract come first, and a person sees rule, labels and value."""
    status, out, _ = run("--json")
    (found,) = json.loads(out)
    assert (status, list(found)[: len(_KEYS)]) == (0, _KEYS)
    assert (found["state"], found["labels"], found["since"]) == (
        "firing",
        {"team": "core", "host": "a"},
        "2026-03-02T10:00:10+00:00",
    )
    _, out, _ = run("--state", "all", "--json")
    assert [(one["state"], one["labels"]["host"]) for one in json.loads(out)] == [("firing", "a"), ("resolved", "b")]
    _, out, _ = run()
    assert ("too_high" in out, "900 %" in out) == (True, True)
    assert run("--state", "pending")[1] == "No alert is pending.\n"
    assert run("--state", "on")[0] == 2
