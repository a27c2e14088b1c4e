"""Alerts of others fire, are told, silenced, acknowledged and end as those of rules do, also over restarts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.received import receiving
from monitor.received.posted import RESOLVE_TIMEOUT, Posted
from monitor.received.receiving import Receiving
from monitor.rules import finding
from monitor.rules.alerting import Alerting
from monitor.telling import decisions
from monitor.telling.decisions import Silence
from monitor.telling.telling import Telling
from sql.errors import BusyError
from tests import warehouses
from tests.monitor.rules.given import START, moment, rule
from tests.monitor.telling.given import AT_ONCE, Clock, alerts, settings
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse


class _Server:
    """Receiving and telling of one warehouse, moved by hand."""

    def __init__(self, warehouse: Warehouse, **route: Any) -> None:
        self.warehouse, self.clock = warehouse, Clock()
        self.settings = settings({**AT_ONCE, **route}, names=("ops", "boss"))
        self.restart()

    def restart(self) -> None:
        """Begin anew from rows."""
        self.alerting = Alerting(self.warehouse, self.settings, self.clock)
        self.receiving = Receiving(self.warehouse, self.settings, self.clock)
        self.telling = Telling(self.warehouse, self.settings, self.clock)
        self.telling.connect(self.alerting, self.receiving)
        self.receiving.own_rules = self.alerting.rules.keys

    def at(self, seconds: float, *posted: Posted) -> None:
        """Go there, let these be sent, and tell what is due."""
        self.clock.now = moment(seconds)
        if posted:
            self.receiving.receive(posted)
        self.receiving.end_late()
        if (batch := self.alerting.take()) is not None:
            with self.warehouse.transaction() as cursor:
                self.alerting.store(cursor, batch)
        self.telling.look()

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """The answer of the warehouse."""
        with self.warehouse.reader() as cursor:
            return cursor.execute(question).fetchall()

    def told(self, channel: str = "ops") -> list[dict[str, Any]]:
        """Each alert that the channel is told of."""
        found = self.rows(f"select payload from notifications where channel = '{channel}' order by created_at, rowid")
        return [dict(one) for (payload,) in found for one in alerts(json.loads(payload))]

    def said(self, channel: str = "ops") -> list[tuple[str, str]]:
        """Event and rule of each."""
        return [(one["event"], one["rule"]) for one in self.told(channel)]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    """One with a rule of its own."""
    monkeypatch.setattr(finding, "all_rules", lambda _: [rule()])
    with warehouses.in_memory() as warehouse:
        yield _Server(warehouse)


def _posted(name: str = "DiskFull", seconds: float = 0, lasts: float = 240, **labels: str) -> Posted:
    """As Prometheus sends it at that second: it would be over after four minutes."""
    told = {"summary": "The disk is full", "description": "No room on /", "runbook_url": "https://wiki.example/disk"}
    labels = {"severity": "critical", "instance": "a", **labels}
    return Posted(name, labels, told, "http://prom.example/g", START, moment(seconds + lasts))


def test_it_is_told_once_and_its_end(server: _Server) -> None:
    """Sent again and again it is the same alert; its summary, runbook and link are its sender's."""
    for seconds in range(10, 600, 60):
        server.at(seconds, _posted(seconds=seconds))
    (told,) = server.told()
    assert (told["event"], told["rule"], told["severity"], told["labels"]["instance"]) == (
        "firing",
        "DiskFull",
        "critical",
        "a",
    )
    assert (told["summary"], told["runbook"], told["links"]["source"]) == (
        "The disk is full · No room on /",
        "https://wiki.example/disk",
        "http://prom.example/g",
    )
    assert (told["since"], len(server.rows("from alerts"))) == ("2026-03-02T10:00:00+00:00", 1)
    server.at(600, replace(_posted(), ends_at=moment(590)))
    assert server.said() == [("firing", "DiskFull"), ("resolved", "DiskFull")]
    assert server.told()[1]["until"] == "2026-03-02T10:09:50+00:00"
    events = server.rows("select state_before, state, reason, ts from alert_events order by recorded_at")
    assert events == [("inactive", "firing", "", START), ("firing", "inactive", "recovered", moment(590))]
    server.at(660, replace(_posted(), ends_at=moment(590)))
    assert (len(server.told()), server.rows("from alerts")) == (2, [])


def test_what_is_not_sent_again_is_over(server: _Server) -> None:
    """When its end is there, and not before senders had time to say it again after a start."""
    server.at(400, _posted(seconds=400))
    server.at(630)
    assert server.said() == [("firing", "DiskFull")]
    server.at(645)
    assert [one["event"] for one in server.told()] == ["firing", "resolved"]
    assert "(not sent again)" in server.told()[1]["summary"]


def test_a_restart_keeps_what_fires(server: _Server) -> None:
    """Rules that are evaluated do not resolve it; after a long pause it is not over until its sender had time."""
    server.at(400, _posted(seconds=400))
    server.clock.now = moment(5000)
    server.restart()
    server.at(5000)
    server.at(5100, _posted(seconds=5100))
    server.at(5300, _posted(seconds=5300))
    assert (server.said(), len(server.rows("from alerts"))) == ([("firing", "DiskFull")], 1)
    server.restart()
    server.at(5300 + RESOLVE_TIMEOUT.total_seconds())
    assert server.said() == [("firing", "DiskFull"), ("resolved", "DiskFull")]


def test_it_fires_again(server: _Server) -> None:
    """With a new begin, or with the old one after it was given up: another firing, told again."""
    server.at(400, _posted(seconds=400))
    server.at(700)
    server.at(760, _posted(seconds=760))
    server.at(820, replace(_posted(), ends_at=moment(800)))
    server.at(900, replace(_posted(seconds=900), starts_at=moment(890)))
    assert [event for event, _ in server.said()] == ["firing", "resolved", "firing", "resolved", "firing"]
    firings = server.rows("select distinct fired_at from told_alerts order by all")
    assert firings == [(START,), (moment(760),), (moment(890),)]


def test_silences_acknowledging_and_escalation_hold(server: _Server) -> None:
    """As for alerts of rules, by `alertname` too."""
    server.settings = settings({**AT_ONCE, "escalate": {"after": "1m", "channels": "boss"}}, names=("ops", "boss"))
    server.restart()
    silence = Silence({"alertname": ("Quiet",)}, moment(3600), "ada", "known")
    decisions.silence(server.warehouse, silence, server.clock)
    server.at(10, _posted("Quiet"), _posted("Loud"), _posted("Known"))
    (known,) = server.rows("select alert_id from alerts where rule = 'Known'")
    assert decisions.acknowledge(server.warehouse, known[0], "ada", clock=server.clock)
    server.at(60, _posted("Quiet", 60), _posted("Loud", 60), _posted("Known", 60))
    server.at(120, _posted("Quiet", 120), _posted("Loud", 120), _posted("Known", 120))
    assert (sorted(server.said()), server.said("boss")) == (
        [("firing", "Known"), ("firing", "Loud")],
        [("firing", "Loud")],
    )


def test_a_name_that_a_rule_has_is_told_apart(server: _Server) -> None:
    """The rule's own alerts are not touched."""
    server.at(10, _posted("too_high"))
    assert server.said() == [("firing", "too_high (received)")]


def test_logs_of_its_service_are_its_evidence(server: _Server) -> None:
    """What no Prometheus has: the error that stands in the logs."""
    bug = {"error_type": "PayError", "error_message": "declined", "error_id": "e1", "stack_trace": "T\nE"}
    write(server.warehouse, [record("2026-03-02 09:59:30", "app", level="ERROR", message="payment failed", **bug)])
    server.at(10, _posted(service="shop"), _posted("Other", service="none"))
    found = {one["rule"]: (one["error_group"], [line["message"] for line in one["evidence"]]) for one in server.told()}
    assert found == {"DiskFull": ("PayError: declined", ["payment failed"]), "Other": (None, [])}


def test_a_failed_transaction_stores_nothing(server: _Server) -> None:
    """The sender hears of it and sends again: it is told once, with the same key as if nothing had failed."""

    def dies(*_: Any) -> None:
        raise RuntimeError

    server.receiving.on_store.append(dies)
    server.clock.now = moment(10)
    with pytest.raises(RuntimeError):
        server.receiving.receive([_posted()])
    assert (server.rows("from received_alerts"), server.rows("from told_alerts")) == ([], [])
    server.restart()
    server.at(20, _posted())
    assert server.said() == [("firing", "DiskFull")]


def test_too_many_that_fire_are_refused(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fires already goes on."""
    monkeypatch.setattr(receiving, "MOST_FIRING", 2)
    server.at(10, _posted("A"), _posted("B"))
    with pytest.raises(BusyError, match="More than 2 alerts"):
        server.receiving.receive([_posted("C")])
    server.at(70, _posted("A", 70))
    assert len(server.rows("from alerts")) == 2


def test_old_ones_are_dropped(server: _Server) -> None:
    """With their history."""
    server.at(10, _posted())
    server.at(20, replace(_posted(), ends_at=moment(15)))
    server.clock.now = datetime(2029, 1, 1) - timedelta()  # noqa: DTZ001 (as the warehouse has times)
    server.receiving._tidy(None)  # type: ignore[arg-type]
    assert server.rows("from received_alerts") == []
