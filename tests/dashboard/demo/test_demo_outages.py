"""The demo's small outages: what is written, when they come, and that alerts tell of them from beginning to end."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import httpx
import pytest

from dashboard.demo import live, outages, shop
from dashboard.demo.clock import MINUTE, SECOND, microseconds, moment
from dashboard.demo.plan import OUTAGE_MINUTES, Plan
from dashboard.demo.watched import alerted, health
from dashboard.demo.watched.sink import Sink
from ingest.service import IngestService
from ingest.settings import Settings
from monitor.health.probing import Probing
from monitor.notify.sender import Sender
from monitor.rules import finding
from monitor.rules.alerting import Alerting
from monitor.rules.replay import replay
from monitor.telling.telling import Telling
from tests import patience, warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 19, 12, 0, 20, tzinfo=UTC)
STEP = timedelta(seconds=15)
RULES = ("redis_down", "high_error_rate", "celery_redis_connection_failed")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A small history up to NOW."""
    folder = tmp_path / "logs"
    shop.simulate(folder, now=NOW, seed=4, days=0.3, rate=0.1)
    return folder


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """The demo's own channel."""
    sink = Sink(tmp_path)
    sink.start()
    yield sink
    sink.stop()


def plan_of(logs: Path) -> Plan:
    """The plan that stands there."""
    plan = shop.read_plan(logs)
    assert plan is not None
    return plan


def advance(writer: live.LiveWriter, start: datetime, minutes: float, *, is_first: bool = False) -> datetime:
    """Go on for so long, in steps; gives the moment then."""
    end = start + timedelta(minutes=minutes)
    while start < end:
        start += STEP
        writer.plan_outage(start, is_first=is_first)
        writer.advance(start)
        is_first = False
    return end


def test_the_first_comes_at_once_and_others_now_and_then(logs: Path) -> None:
    """The first in the next whole minute, each later one 30 to 60 minutes after the one before."""
    advance(live.LiveWriter(logs, seed=4, now=NOW), NOW, 150, is_first=True)
    begun = plan_of(logs).outages
    pauses = [(later - before) // MINUTE for before, later in pairwise(begun)]
    assert microseconds(NOW) + 40 * SECOND == begun[0]
    assert len(pauses) >= 2
    assert all(outages.LEAST_PAUSE <= pause <= outages.MOST_PAUSE for pause in pauses)


def test_a_restart_begins_with_one_unless_it_was_only_just(logs: Path) -> None:
    """After two minutes off there is none; after half an hour off there is, whenever the next was due."""
    now = advance(live.LiveWriter(logs, seed=4, now=NOW), NOW, 3, is_first=True)
    now = advance(live.LiveWriter(logs, seed=4, now=now + timedelta(minutes=2)), now, 3, is_first=True)
    assert len(plan_of(logs).outages) == 1
    now += timedelta(minutes=12)
    advance(live.LiveWriter(logs, seed=4, now=now), now, 2, is_first=True)
    assert len(plan_of(logs).outages) == 2


def test_a_catch_up_writes_the_same(logs: Path, tmp_path: Path) -> None:
    """Lines of an outage follow from the plan: written at once later they are the same bytes."""
    end = advance(live.LiveWriter(logs, seed=4, now=NOW), NOW, 6, is_first=True)
    later = tmp_path / "later"
    shop.simulate(later, now=NOW, seed=4, days=0.3, rate=0.1)
    outages.announced(later, plan_of(later), plan_of(logs).outages[0])
    shop.simulate(later, now=end)
    written = [
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (logs, later)
    ]
    assert written[0] == written[1]


def test_requests_fail_while_it_lasts_and_only_then(logs: Path) -> None:
    """Most of the catalogue's requests fail in its two minutes, and Celery's worker says that its broker is gone."""
    advance(live.LiveWriter(logs, seed=4, now=NOW), NOW, 6, is_first=True)
    (begun,) = plan_of(logs).outages
    ended = begun + OUTAGE_MINUTES * MINUTE
    requests = records(logs / "catalogue" / "access_2026-11-19.log")
    during = [one["status"] >= 500 for ts, one in requests if begun + SECOND <= ts < ended]
    after = [one["status"] >= 500 for ts, one in requests if ts >= ended + SECOND]
    assert len(during) > 20
    assert sum(during) > len(during) / 2
    assert sum(after) <= len(after) / 10
    lost = [ts for ts, one in records(logs / "worker" / "app_2026-11-19.log") if "Cannot connect to" in one["message"]]
    assert begun <= min(lost) < max(lost) < ended


def records(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a file, with their moments."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [(microseconds(datetime.fromisoformat(one["timestamp"])), one) for one in lines]


def test_alerts_tell_of_it_from_beginning_to_end(logs: Path, sink: Sink) -> None:
    """Rules fire with the right evidence, the channel has it, and it is told that it is over and how long it lasted.

    The clock is the test's own; the rules are those of the demo.
    """
    settings = alerted.settings_of(Settings(), sink.channel)
    clock = [NOW]
    with warehouses.in_memory() as target:
        alerting = Alerting(target, settings, lambda: clock[0].replace(tzinfo=None))
        telling = Telling(target, settings, lambda: clock[0].replace(tzinfo=None))
        telling.connect(alerting)
        probing = Probing(target, settings, fixed=health.PROBES)
        sender = Sender(target, settings)
        writer = live.LiveWriter(logs, seed=4, now=NOW)
        ended = NOW + timedelta(minutes=5)
        while clock[0] < ended:
            clock[0] += STEP
            writer.plan_outage(clock[0], is_first=clock[0] == NOW + STEP)
            writer.advance(clock[0])
            cache = next(probe for probe in probing.probes if probe.name == "cache")
            probing.add(cache, health.found(plan_of(logs), cache, clock[0]), clock[0])
            if clock[0].second in {5, 35}:  # a while after each moment that rules look at, which are half minutes
                continue
            IngestService(target, settings, (str(logs),)).run_once()
            store(target, probing)
            for name in RULES:
                alerting.evaluate(name)
            store(target, alerting)
            telling.look()
        found = received(sink, sender, 2 * len(RULES))
    (begun,) = plan_of(logs).outages
    for name in RULES:
        assert [one["event"] for one in found if one["rule"] == name] == ["firing", "resolved"]
    redis = next(one for one in found if one["rule"] == "redis_down")
    assert redis["severity"] == "critical"
    assert {"It refuses connections (cache-1:6379)."} == {line["message"] for line in redis["evidence"]}
    failing = next(one for one in found if one["rule"] == "high_error_rate")
    catalogue = next(one for one in failing["alerts"] if one["labels"]["service"] == "catalogue")
    assert "Connection refused" in catalogue["error_group"]
    assert "await cache.get(key)" in catalogue["stack"]
    assert catalogue["requests"] >= catalogue["users"] > 5
    assert len(catalogue["evidence"]) == 3
    assert all(begun <= microseconds(datetime.fromisoformat(line["ts"])) for line in catalogue["evidence"])
    over = [alert for one in found if one["event"] == "resolved" for alert in one.get("alerts", [one])]
    assert all(alert["summary"].startswith("Over after ") for alert in over)
    assert max(datetime.fromisoformat(alert["until"]) for alert in over) <= moment(begun) + timedelta(minutes=3.5)


def store(target: Any, part: Any) -> None:
    """What a server does with what a part found."""
    batch = part.take()
    if batch is not None:
        with target.transaction() as cursor:
            part.store(cursor, batch)


def received(sink: Sink, sender: Sender, number: int) -> list[dict[str, Any]]:
    """What arrived at the channel, once that is so many."""

    def arrived() -> list[str] | None:
        sender.look()
        lines = sink.path.read_text().splitlines() if sink.path.exists() else []
        return lines if len(lines) >= number else None

    lines = patience.wait_for(arrived, f"{number} notifications")
    sender.end()
    return [json.loads(line)["body"] for line in lines]


def test_lines_that_are_cut_off_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some minutes after an outage `rejects_rising` fires as it is shipped, and recovers. The clock is the test's."""
    clock = [NOW]
    monkeypatch.setattr("ingest.store.rejects.datetime", Mock(now=lambda _: clock[0]))
    seed = next(seed for seed in range(99) if outages.cuts(Plan.make(seed, 0, 1, 1), _first_outage()))
    folder = tmp_path / "logs"
    shop.simulate(folder, now=NOW, seed=seed, days=0.3, rate=0.02)
    with warehouses.in_memory() as target:
        reader = IngestService(target, Settings(), (str(folder),))
        writer = live.LiveWriter(folder, seed=seed, now=NOW)
        until = NOW + timedelta(minutes=outages.CUT_AFTER + outages.CUT_MINUTES + 15)
        while clock[0] < until:
            clock[0] = advance(writer, clock[0], 0.5, is_first=clock[0] == NOW)
            reader.run_once()
        (rule,) = [one for one in finding.read([finding.BUILT_IN]) if one.name == "rejects_rising"]
        (one,) = replay(target, rule, NOW.replace(tzinfo=None), until.replace(tzinfo=None)).episodes
    begun = moment(_first_outage() + outages.CUT_AFTER * MINUTE).replace(tzinfo=None)
    assert dict(one.labels) == {"reason": "cut-off JSON"}
    assert begun < one.fired_at <= begun + timedelta(minutes=outages.CUT_MINUTES)
    assert one.resolved_at is not None
    again = live.LiveWriter(folder, seed=seed, now=clock[0])
    assert again.advance(clock[0]) == 0


def _first_outage() -> int:
    """When the first outage of a demo begins that is started at NOW."""
    return outages.coming_minute(microseconds(NOW + STEP))


def test_the_rules_of_the_demo_are_shipped_ones() -> None:
    """Their values hold, and what the settings say goes before them."""
    known = {rule.name: rule for rule in finding.all_rules(alerted.settings_of(Settings(), {"name": "x"}))}
    assert set(alerted.RULES) <= {rule.name for rule in finding.read([finding.BUILT_IN])}
    assert known["high_error_rate"].pending == 30
    settings = alerted.settings_of(Settings(rule={"high_error_rate": {"for": "7m"}}), {"name": "x"})
    (rule,) = [one for one in finding.all_rules(settings) if one.name == "high_error_rate"]
    assert (rule.pending, rule.recovers and rule.recovers.seconds) == (420, 0)


def test_what_is_sent_there_stands_in_a_file(sink: Sink) -> None:
    """Each with its key; what is no JSON is refused and not written."""
    url = sink.channel["url"]
    answer = httpx.post(url, json={"event": "test"}, headers={"Idempotency-Key": "k1"})
    refused = httpx.post(url, content=b"{")
    assert (answer.status_code, answer.json()["taken"], refused.status_code) == (200, 1, 400)
    (line,) = sink.path.read_text().splitlines()
    assert {"key": "k1", "body": {"event": "test"}} == {name: json.loads(line)[name] for name in ("key", "body")}
