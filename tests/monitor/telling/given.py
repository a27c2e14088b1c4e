"""Rules, alerts and a clock for the tests of telling: the parts of a server, moved by hand."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import Settings
from monitor.rules.alerting import SETTLED, Alerting
from monitor.telling.telling import Telling
from tests.monitor.rules.given import START, moment, write_samples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sql.warehouse import Warehouse

HOOKS = ({"name": "ops", "kind": "webhook", "url": "http://127.0.0.1:9/ops"},)


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The time that is now."""
        return self.now


class CrashError(Exception):
    """The process died before the transaction was committed."""


@dataclass(slots=True)
class Server:
    """Rules and telling of one warehouse. `crash` begins anew from rows."""

    warehouse: Warehouse
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    fails_first: bool = False
    """Whether each transaction is rolled back at its end, and made a second time by a new process."""
    alerting: Alerting = field(init=False)
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.crash()

    def crash(self) -> None:
        """End without storing, and start again."""
        self.alerting = Alerting(self.warehouse, self.settings, self.clock)
        self.telling = Telling(self.warehouse, self.settings, self.clock)
        self.telling.connect(self.alerting)

    def evaluate(self) -> None:
        """Evaluate all rules up to now, and store."""
        if self.fails_first:
            self._evaluate(is_lost=True)
            self.crash()
        self._evaluate()

    def _evaluate(self, *, is_lost: bool = False) -> None:
        for name in self.alerting.rules:
            self.alerting.evaluate(name)
        batch = self.alerting.take()
        if batch is None:
            return
        dies = pytest.raises(CrashError) if is_lost else nullcontext()
        with dies, self.warehouse.transaction() as cursor:
            self.alerting.store(cursor, batch)
            _live_on(is_lost=is_lost)

    def write(self, seconds: float, values: Mapping[str, float]) -> None:
        """Let this have been measured just before that moment, by host."""
        write_samples(self.warehouse, [(seconds - 1, host, value) for host, value in values.items()])

    def flapped(self, host: str) -> bool:
        """Whether an alert of that host ever changed too often."""
        with self.warehouse.reader() as cursor:
            rows = cursor.execute(
                "select count(*) from told_alerts where labels['host'] = $host and is_flapping", {"host": host}
            )
            return rows.fetchone() != (0,)

    def at(self, seconds: float, values: Mapping[str, float] | None = None) -> None:
        """Go to that many seconds after the start; `values` were measured at that moment's end, by host."""
        if values:
            self.write(seconds, values)
        self.clock.now = moment(seconds) + SETTLED
        self.evaluate()
        self.telling.look()

    def told(self, channel: str = "ops") -> list[dict[str, Any]]:
        """What that channel is told, in order."""
        with self.warehouse.reader() as cursor:
            rows = cursor.execute(
                "select payload from notifications where channel = $channel order by created_at, rowid",
                {"channel": channel},
            ).fetchall()
        return [json.loads(payload) for (payload,) in rows]

    def said(self, channel: str = "ops") -> list[tuple[str, str, str]]:
        """Of each alert that the channel is told of: event, host, severity."""
        return [
            (alert["event"], alert["labels"].get("host", ""), alert["severity"])
            for one in self.told(channel)
            for alert in alerts(one)
        ]


def _live_on(*, is_lost: bool) -> None:
    if is_lost:
        raise CrashError


def alerts(payload: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The alerts of one notification."""
    found: Sequence[Mapping[str, Any]] = payload.get("alerts", [payload])
    return found


def settings(*routes: Mapping[str, Any], names: Sequence[str] = ("ops",), **more: Any) -> Settings:
    """Settings with the channel `ops`, or those that are named, and these routes."""
    hooks = tuple({**HOOKS[0], "name": name} for name in names)
    return Settings(channel=hooks, route=tuple(dict(one) for one in routes), **more)


AT_ONCE = {"channels": ["ops"], "group_wait": 0, "group_interval": 0, "repeat_interval": 0, "group_by": ["..."]}
"""A route that tells each change by itself, once."""
