"""A channel that fails is an alert to the others: told once, over when it works, and never the reason of another."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor import clock
from monitor.notify import outbox
from monitor.notify.channel import Answer
from monitor.notify.notice import Notification
from monitor.notify.sender import Sender
from monitor.rules import finding
from monitor.rules.alerting import SETTLED, Alerting
from monitor.telling.telling import Telling
from tests.monitor.notify.given import alert
from tests.monitor.telling.given import alerts, settings
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.notify.channel import ChannelSettings
    from sql.warehouse import Warehouse

_NAMES = ("ops", "mail", "chat")
_ROUTE = {"channels": list(_NAMES), "group_wait": 0, "group_interval": 0, "repeat_interval": 0}


class _Server:
    """Rules, telling and sending; `down` are the channels whose other side refuses."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse, self.settings = warehouse, settings(_ROUTE, names=_NAMES)
        self.down: set[str] = set()
        self.taken: list[tuple[str, str, str]] = []
        self.later = timedelta()
        self.alerting = Alerting(warehouse, self.settings, self._now)
        self.telling = Telling(warehouse, self.settings, self._now)
        self.telling.connect(self.alerting)
        self.sender = Sender(warehouse, self.settings, deliver=self._deliver, pauses=(0.0, 0.0))
        for lane in self.sender._lanes.values():
            lane.breaker._first_pause = lane.breaker._pause = 0.0

    def _now(self) -> Any:
        return clock.now() + self.later

    def _deliver(self, channel: ChannelSettings, notification: Notification) -> Answer:
        if channel.name in self.down:
            return Answer(ok=False, status=503, text="busy")
        for one in notification.alerts:
            if channel.name != "in-app":
                self.taken.append((channel.name, one.event, one.labels.get("channel", one.rule)))
        return Answer(ok=True, status=200, text="ok")

    def send(self, key: str) -> None:
        """Tell every channel something."""
        with self.warehouse.transaction() as cursor:
            made = [Notification(key, name, "firing", (alert(),), clock.now()) for name in _NAMES]
            outbox.add(cursor, made)

    def turn(self) -> None:
        """Let all that waits be tried, let the rule see it, and tell what it found."""
        lanes = self.sender._lanes.values()
        for _ in range(3):
            self.sender.look()
            wait_for(lambda: not any(lane.is_busy for lane in lanes), "nothing is being sent")
        self.later += SETTLED + timedelta(seconds=30)
        self.alerting.evaluate("channel_fails")
        if (batch := self.alerting.take()) is not None:
            with self.warehouse.transaction() as cursor:
                self.alerting.store(cursor, batch)
        self.telling.look()

    def told(self) -> list[tuple[str, str, str]]:
        """Channel, event and failing channel of what is told of channels that fail, in order."""
        with self.warehouse.reader() as cursor:
            rows = cursor.execute(
                "select channel, payload from notifications where rule = 'channel_fails' and channel <> 'in-app' "
                "order by created_at, channel"
            ).fetchall()
        return [
            (channel, one["event"], one["labels"]["channel"])
            for channel, payload in rows
            for one in alerts(json.loads(payload))
        ]


@pytest.fixture
def server(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    """One with the shipped rule only."""
    known = [one for one in finding.read([finding.BUILT_IN]) if one.name == "channel_fails"]
    monkeypatch.setattr(finding, "all_rules", lambda _: known)
    made = _Server(warehouse)
    yield made
    made.sender.end()


def test_the_others_are_told_once_and_of_the_end(server: _Server) -> None:
    """Not the channel itself; it is over when something is taken there again."""
    server.turn()
    server.down = {"ops"}
    server.send("k-1")
    for _ in range(3):
        server.turn()
    assert server.told() == [("chat", "firing", "ops"), ("mail", "firing", "ops")]
    server.down = set()
    server.send("k-2")
    server.turn()
    server.turn()
    assert server.told()[2:] == [("chat", "resolved", "ops"), ("mail", "resolved", "ops")]
    assert ("ops", "firing", "high_error_rate") in server.taken


def test_two_that_fail_do_not_tell_each_other_for_ever(server: _Server) -> None:
    """The third is told of both, once each; each of the two hears of the other when it works, and of nothing else."""
    server.turn()
    server.down = {"ops", "mail"}
    server.send("k-1")
    for _ in range(6):
        server.turn()
    told = server.told()
    assert sorted(one for one in told if one[0] == "chat") == [("chat", "firing", "mail"), ("chat", "firing", "ops")]
    assert sorted(one for one in told if one[0] != "chat") == [("mail", "firing", "ops"), ("ops", "firing", "mail")]
    server.down = set()
    server.send("k-2")
    for _ in range(4):
        server.turn()
    assert sorted(server.told()) == sorted([*told, *((one, "resolved", other) for one, _, other in told)])
