"""Each shipped rule fires and recovers in the demo's data, at the time that the demo's plan says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboard.demo import shop, troubles
from dashboard.demo.clock import DAY, HOUR, MINUTE, microseconds, moment
from dashboard.demo.plan import Plan
from dashboard.demo.watched import decided, health, history, told
from ingest.service import IngestService
from ingest.settings import Settings
from monitor.health.probing import Probing
from monitor.rules import finding
from monitor.rules.replay import replay
from tests import warehouses
from tests.sql.given import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
INCIDENT = "incident"
RULES = {rule.name: rule for rule in finding.read([finding.BUILT_IN])}
HAPPENS = {
    "celery_redis_connection_failed": troubles.CACHE,
    "celery_worker_down": troubles.CACHE,
    "channel_fails": troubles.MAIL,
    "database_down": troubles.DATABASE,
    "disk_full_within_a_week": troubles.BACKUPS,
    "disk_space_low": troubles.BACKUPS,
    "endpoint_slower_than_usual": troubles.READS,
    "error_group_rising": troubles.CACHE,
    "high_celery_queue_length": troubles.MAIL,
    "high_celery_task_execution_time": troubles.MAIL,
    "high_celery_task_failure_rate": troubles.MAIL,
    "high_cpu_usage": troubles.REPORT,
    "high_error_rate": troubles.CACHE,
    "high_memory_usage": troubles.REPORT,
    "high_response_time": troubles.READS,
    "new_error_group": INCIDENT,
    "new_pattern_since_deploy": INCIDENT,
    "probe_unhealthy": troubles.MAIL,
    "redis_down": troubles.CACHE,
    "regressed_error_group": troubles.DATABASE,
    "slow_probe": INCIDENT,
    "slow_response_time": troubles.READS,
    "source_silent": troubles.DOOR,
    "traffic_below_usual": troubles.VISITS,
}
"""What each rule fires of."""
LATER = {"new_pattern_since_deploy": 70, "disk_full_within_a_week": 180}
"""Minutes after which a rule has recovered, where that is not 45."""
NOT_IN_THE_HISTORY = {
    "certificate_ends": "it fires for days: test_a_certificate_is_renewed",
    "reading_behind": "it asks how reading stands now, and needs 50 MB that nobody reads for five minutes",
    "rejects_rising": "it asks when lines were rejected, so it fires live: test_lines_that_are_cut_off_are_told",
}


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo's warehouse and its plan."""

    warehouse: Warehouse
    plan: Plan


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """All that a demo has at its start, of a history that is just long enough."""
    logs = tmp_path_factory.mktemp("demo") / "logs"
    shop.simulate(logs, now=NOW, seed=1, days=5.05)
    plan = shop.read_plan(logs)
    assert plan is not None
    with warehouses.in_memory() as target:
        probing = Probing(target, Settings(), health.ask_with(lambda: plan), health.PROBES)
        history.write(target, plan, probing, microseconds(NOW))
        for _ in range(2):
            decided.write(target, plan)
            told.write(target, plan)
        IngestService(target, Settings(), (str(logs),)).run_once()
        yield Demo(target, plan)


def test_each_rule_has_something_to_fire_of() -> None:
    """A new rule is in the demo's story, or says here why it cannot be."""
    assert HAPPENS.keys() | NOT_IN_THE_HISTORY.keys() == RULES.keys()
    assert set(HAPPENS.values()) == {INCIDENT, *troubles.TROUBLES}


@pytest.mark.parametrize("name", sorted(HAPPENS))
def test_it_fires_and_recovers(demo: Demo, name: str) -> None:
    """It is quiet before, fires within its time, and is over some time after."""
    begun, ended = _span(demo.plan, HAPPENS[name])
    start = max(begun - 10 * MINUTE, ended - DAY // 2)  # the backups' trouble takes more than a day
    until = ended + LATER.get(name, 45) * MINUTE
    found = replay(demo.warehouse, RULES[name], _utc(start), _utc(until)).episodes
    assert found
    assert all(_utc(start) < one.fired_at <= _utc(ended + 5 * MINUTE) for one in found)
    assert all(one.resolved_at is not None and one.resolved_at > one.fired_at for one in found)


def test_a_certificate_is_renewed(demo: Demo) -> None:
    """It has few days left for some days, until three days before now."""
    renewed = demo.plan.now - 3 * DAY
    (one,) = replay(
        demo.warehouse, RULES["certificate_ends"], _utc(renewed - HOUR), _utc(renewed + HOUR), every=300
    ).episodes
    assert one.resolved_at is not None
    assert abs((one.resolved_at - _utc(renewed)).total_seconds()) <= 600


@pytest.mark.parametrize("name", sorted(RULES))
def test_nothing_fires_at_the_start(demo: Demo, name: str) -> None:
    """When the history ends all of it is over, so that what fires is what happens then."""
    found = replay(demo.warehouse, RULES[name], _utc(demo.plan.now - HOUR // 2), _utc(demo.plan.now), every=300)
    assert [one for one in found.episodes if one.resolved_at is None] == []


def test_what_is_written_again_is_written_once(demo: Demo) -> None:
    """The fixture writes decisions and notifications twice."""
    counts = "select (select count(*) from error_status), (select count(*) from notifications)"
    assert read(demo.warehouse, counts) == [(1, 2)]


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_troubles_are_over_and_stand_apart(hour: int) -> None:
    """Whenever a demo begins, each lies in its history and is over before the incident, but for two elsewhere."""
    now = microseconds(NOW.replace(hour=hour))
    plan = Plan.make(1, now, troubles.LEAST_DAYS, 0.8)
    spans = {name: troubles.spans(plan, name) for name in troubles.TROUBLES}
    assert all(plan.began <= begun < ended <= now - 3 * HOUR for found in spans.values() for begun, ended in found)
    apart = spans.keys() - {troubles.REPORT, troubles.BACKUPS}
    assert max(spans[name][0][1] for name in apart) <= plan.incident_at
    assert all(minute * MINUTE < plan.began for minute in troubles.kept_minutes(plan))


def test_a_short_history_is_calm() -> None:
    """There is no trouble in it, and nothing was kept of the weeks before."""
    plan = Plan.make(1, microseconds(NOW), troubles.LEAST_DAYS - 0.1, 0.8)
    assert not troubles.has_any(plan)
    assert troubles.kept_minutes(plan) == []
    assert not any(troubles.is_in(plan, name, ts) for name in troubles.TROUBLES for ts in (0, plan.now - 14 * HOUR))


def _span(plan: Plan, name: str) -> tuple[int, int]:
    return (plan.incident_at, plan.incident_end) if name == INCIDENT else troubles.span(plan, name)


def _utc(ts: int) -> datetime:
    return moment(ts).replace(tzinfo=None)
