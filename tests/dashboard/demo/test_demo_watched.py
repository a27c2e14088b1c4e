"""The demo's machines and probes: the incident is in all of them, nothing is told twice, values are possible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard import reads
from dashboard.demo import bugs, shop
from dashboard.demo.clock import DAY, HOUR, MINUTE, moment
from dashboard.demo.plan import Plan
from dashboard.demo.watched import health, history, tasks
from dashboard.demo.watched.measured import signals
from dashboard.demo.watched.signals import Moments
from dashboard.demo.watched.watching import watching
from dashboard.reads import Window
from dashboard.reads.services import celery
from dashboard.server.runtime import Runtime
from dashboard.server.status.status_page import StatusPages
from ingest.settings import Settings
from monitor import collectors, kinds
from monitor.health.probing import Probing
from tests import warehouses
from tests.sql.given import at, read, record, write

if TYPE_CHECKING:
    from pathlib import Path

    from sql.warehouse import Warehouse

NOW = 20_000 * DAY + 15 * HOUR
PLAN = Plan.make(1, NOW, days=0.6, rate=0.2)


def _probing(target: Warehouse) -> Probing:
    return Probing(target, Settings(probe=tuple(health.PROBES)), health.ask_with(lambda: PLAN))


def _value(target: Warehouse, name: str, ts: int, where: str = "true") -> float:
    (found,) = read(
        target,
        f"""
        select sum(mean) from sample_minutes join series using (series_id)
        where name = '{name}' and {where} and epoch_us(ts) = {ts // MINUTE * MINUTE}
        """,
    )
    return float(found[0])


def test_history_has_the_incident_everywhere() -> None:
    """In its middle connections, transactions and probes are bad; an hour before they are not."""
    middle = (PLAN.incident_at + PLAN.incident_end) // 2
    with warehouses.in_memory() as target:
        history.write(target, PLAN, _probing(target), NOW)
        for name, where in (
            ("postgres_connections", "labels['state'] = 'idle in transaction'"),
            ("postgres_longest_transaction_seconds", "true"),
            ("redis_connected_clients", "true"),
        ):
            assert _value(target, name, middle, where) > 1.5 * _value(
                target, name, PLAN.incident_at - 60 * MINUTE, where
            )
        changes = read(target, "select probe, status, ts from probe_changes where status = 'unhealthy' order by ts")
        begun, ended = moment(PLAN.incident_at), moment(PLAN.incident_end)
        bad = [
            (probe, ts) for probe, _, ts in changes if begun.replace(tzinfo=None) <= ts <= ended.replace(tzinfo=None)
        ]
        assert {"checkout"} <= {probe for probe, _ in bad}
        now = dict(read(target, "select probe, arg_max(state, ts) from probe_results group by probe"))
        assert set(now.values()) == {"healthy"}


def test_written_twice_is_written_once() -> None:
    """A demo that is started again adds only what came since."""
    counts = """
        select
            (select count(*) from series),
            (select count(*) from sample_minutes),
            (select count(*) from probe_results),
            (select count(*) from (select series_id, ts from sample_minutes group by all having count(*) > 1))
    """
    with warehouses.in_memory() as target:
        history.write(target, PLAN, _probing(target), NOW - HOUR)
        history.write(target, PLAN, _probing(target), NOW)
        twice = read(target, counts)
        history.write(target, PLAN, _probing(target), NOW)
        assert read(target, counts) == twice
    with warehouses.in_memory() as target:
        history.write(target, PLAN, _probing(target), NOW)
        (once,) = read(target, counts)
    assert (twice[0][0], twice[0][2], twice[0][3]) == (once[0], once[2], 0)


@pytest.mark.parametrize("back", [0, 3, 7])
def test_values_do_not_depend_on_what_is_asked_with_them(back: int) -> None:
    """A moment gives the same values alone and among others."""
    minutes = np.arange(NOW - DAY // 2, NOW, 30 * MINUTE, dtype=np.int64)
    one = minutes[-1 - back : len(minutes) - back]
    for signal in signals():
        among = signal.at(Moments.of(PLAN, minutes))[-1 - back]
        assert signal.at(Moments.of(PLAN, one))[0] == pytest.approx(among), signal.series


def test_values_are_possible() -> None:
    """Shares lie between 0 and 100 %, nothing is negative, disks hold what is on them."""
    at = Moments.of(PLAN, np.arange(NOW - DAY, NOW + 2 * DAY, 7 * MINUTE, dtype=np.int64))
    for signal in signals():
        values = signal.at(at)
        assert len(values) == len(at.ts)
        assert values.min() >= 0, signal.series
        if signal.series.name.endswith("_percent"):
            assert values.max() <= 100, signal.series


def test_live_needs_a_demo(tmp_path: Path) -> None:
    """Without a plan there is nothing to watch, and the sentence says so."""
    with warehouses.in_memory() as target, pytest.raises(ValueError, match="has no demo"):
        watching(target, Settings(), tmp_path, print)


def test_live_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What watches a demo has its history, and tells all of its series and probes live; it tells people too."""
    monkeypatch.setattr(collectors, "__path__", list(collectors.__path__))
    shop.simulate(tmp_path, now=datetime.now(UTC), days=0.3, rate=0.05)
    with warehouses.in_memory() as target:
        watched = watching(target, Settings(), tmp_path, print)
        names = {job.name for part in watched.parts for job in part.jobs()}
        assert {"collect shop", "probe checkout", "probe orders-db", "notifications", "rule high_error_rate"} <= names
        page = health.STATUS_PAGE
        shown = StatusPages(Runtime(Settings(status_page=(page,)), target, None, watched)).html(page)
        assert [] == [probe for probe in page.probes if probe not in shown]
        (known,) = read(target, "select count(*) from series")
        module = kinds.load(collectors, "shop")
        collector = module.Collector(module.Settings(name="shop", kind="shop", logs=tmp_path))
        told = [collector.collect(None) for _ in range(2)]
    assert len(told[0].series) == len(signals()) == known[0]
    assert told[0].series is told[1].series
    assert (told[1].values >= told[0].values)[[series.is_cumulative for series in told[0].series]].all()


def test_failures_of_tasks_are_those_of_celery() -> None:
    """What the shop's workers log of a task that failed is read as such, by the name that its counters have."""
    facts = {"order": 397340804, "sku": "NUT-12", "qty": 1, "position": 7}
    messages = [bug.says.format_map(facts) for bug in (bugs.MAIL_REFUSED, bugs.STOCK_CONFLICT, bugs.NO_SALES)]
    rows = [record("10:00:00", "app", "worker", message=text, line=line) for line, text in enumerate(messages)]
    with warehouses.in_memory() as target:
        write(target, rows)
        found = reads.run(target, celery.failures(Window(at("09:00:00"), at("11:00:00"))))
    names = {dict(signal.series.labels)["name"] for signal in tasks.signals() if "failed" in signal.series.name}
    assert 3 == len(names & set(found["task"]))


def test_certificate_counts_down() -> None:
    """A day later it has a day less."""
    with warehouses.in_memory() as target:
        probe = next(one for one in _probing(target).probes if one.kind == "tls")
    said = [health.found(PLAN, probe, moment(NOW) + timedelta(days=days)).reason for days in (0, 1)]
    assert [int("".join(filter(str.isdigit, text))) for text in said] == [41, 40]
    before = [health.found(PLAN, probe, moment(NOW) - timedelta(days=days)).details["days_left"] for days in (3, 4, 6)]
    assert before == [44, 10, 12]
