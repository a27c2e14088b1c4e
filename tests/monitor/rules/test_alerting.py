"""Live evaluation: generated histories with late lines, gaps and restarts give what a replay of them gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import Settings
from monitor.rules import finding
from monitor.rules.alerting import MOST_CATCH_UP, SETTLED, Alerting
from monitor.rules.replay import replay
from sql.errors import QueryError
from tests import warehouses
from tests.monitor.rules.given import START, fired, moment, rule, write_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

_HEADERS = (
    ("for: 20s",),
    ("recovers: value < 3 for 20s", "no data: keep"),
    ("keep firing for: 40s", "critical when: value > 8"),
    ("cooldown: 1m", "no data: alert"),
    ("for: 1m", "recovers: value <= 4", "cooldown: 30s"),
)


class _Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    """At the start of the history."""
    return _Clock()


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """The rules that are known, which the test sets."""
    known: dict[str, Rule] = {}
    monkeypatch.setattr(finding, "all_rules", lambda _: list(known.values()))
    return known


def _store(warehouse: Warehouse, alerting: Alerting) -> None:
    batch = alerting.take()
    if batch is not None:
        with warehouse.transaction() as cursor:
            alerting.store(cursor, batch)


def _stored(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    with warehouse.reader() as cursor:
        return cursor.execute(
            "select labels['host'], state_before, state, severity, epoch(ts - $start::timestamp)::bigint, reason "
            "from alert_events order by ts, labels['host'], recorded_at",
            {"start": START},
        ).fetchall()


@pytest.mark.parametrize("seed", range(16))
def test_live_is_as_replay(seed: int, clock: _Clock, only: dict[str, Rule]) -> None:
    """Whatever the clock does, and wherever the process dies, what was stored is what a replay finds."""
    chance = Random(seed)
    own = rule(*chance.choice(_HEADERS))
    only[own.name] = own
    history = _history(chance)
    with warehouses.in_memory() as target:
        alerting, told = Alerting(target, Settings(), clock), 0
        clock.now = START + SETTLED
        alerting.evaluate(own.name)
        _store(target, alerting)
        while told < len(history) or clock.now < moment(500):
            clock.now += timedelta(seconds=chance.choice((1, 4, 10, 10, 13, 95)))
            settled = clock.now - SETTLED  # rows come late, but not later than is waited for
            until = next((n for n, row in enumerate(history) if moment(row[0]) >= settled), len(history))
            write_samples(target, history[told : max(told, until)])
            told = max(told, until)
            alerting.evaluate(own.name)
            if chance.random() < 0.6:
                _store(target, alerting)
            if chance.random() < 0.25:  # the process ends, and what was not stored is lost
                alerting = Alerting(target, Settings(), clock)
        alerting.evaluate(own.name)
        _store(target, alerting)
        (standing,) = alerting.standings()
        assert standing.evaluated_to is not None
        found = replay(target, own, START, standing.evaluated_to)
        events = _stored(target)
    fires = [(host, at) for host, before, state, _, at, _ in events if state != before and state in _TOLD]
    ends = [(host, at) for host, before, state, _, at, _ in events if before in _TOLD and state not in _TOLD]
    expected = [(labels.get("host"), at, end) for labels, at, end in fired(found)]
    begun = [one for one in fires if one not in _back(events)]
    assert sorted(((host, at) for host, at, _ in expected), key=str) == sorted(begun, key=str)
    assert sorted(((host, end) for host, _, end in expected if end is not None), key=str) == sorted(ends, key=str)
    assert len(expected) > 0 or seed != 0


_TOLD = ("firing", "no data")


def _back(events: Sequence[tuple[Any, ...]]) -> set[tuple[Any, Any]]:
    """Changes between firing and no data: the alert is the same."""
    return {(host, at) for host, before, state, _, at, _ in events if before in _TOLD and state in _TOLD}


def _history(chance: Random) -> list[tuple[float, str, float]]:
    """Samples of three hosts that rise, fall, and are not there for a while."""
    rows = []
    for host in "abc":
        value, is_there = 1.0, True
        for second in range(0, 450, 10):
            value = min(max(value + chance.uniform(-4, 4), 0), 12)
            is_there = chance.random() < (0.9 if is_there else 0.3)
            if is_there:
                rows.append((second + chance.uniform(0, 9), host, round(value, 2)))
    return sorted(rows)


def test_a_restart_goes_on(clock: _Clock, only: dict[str, Rule]) -> None:
    """A pending alert keeps its start, and what fires does not fire again because a process started."""
    only["too_high"] = rule("for: 40s")
    with warehouses.in_memory() as target:
        for second in range(0, 100, 10):
            write_samples(target, [(second, "a", 9.0)])
            clock.now = moment(second + 10) + SETTLED
            alerting = Alerting(target, Settings(), clock)
            alerting.evaluate("too_high")
            _store(target, alerting)
        assert [
            ("a", "inactive", "pending", "warning", 10, ""),
            ("a", "pending", "firing", "warning", 50, ""),
        ] == _stored(target)


def test_reading_that_is_behind_changes_nothing(clock: _Clock, only: dict[str, Rule]) -> None:
    """While a file has unread lines, moments after its last record wait; then they are evaluated as if in time."""
    query = "select service as host, count(*) as value from logs where ts >= $from and ts < $to group by service"
    only["too_many"] = replace(rule(query=query), name="too_many")
    with warehouses.in_memory() as target:
        _write_file(target, last_second=0, is_behind=True)
        clock.now = moment(0) + SETTLED
        alerting = Alerting(target, Settings(), clock)
        alerting.evaluate("too_many")
        clock.now = moment(300)
        alerting.evaluate("too_many")
        (standing,) = alerting.standings()
        assert (standing.is_stale, standing.evaluated_to) == (True, START - SETTLED)
        _write_file(target, last_second=200, is_behind=False)
        alerting.evaluate("too_many")
        (standing,) = alerting.standings()
        assert (standing.is_stale, standing.evaluated_to) == (False, moment(290))
        _store(target, alerting)
        assert [("shop", "inactive", "firing", "warning", 110, "")] == _stored(target)[:1]


def _write_file(target: Warehouse, last_second: float, *, is_behind: bool) -> None:
    with target.transaction() as cursor:
        cursor.execute("delete from files")
        cursor.execute(
            "insert into files by name select 1 as file_id, 'a' as path, 'app' as source, 'live' as state, 0 as "
            "head_length, '' as head_hash, 0 as tail_length, '' as tail_hash, 0 as content_crc, 100 as size, "
            "$read as bytes_read, 0 as lines, 0 as rows, 0 as row_lines, 0 as rejected, 0 as blank, 0 as "
            "possible_duplicates, 0 as gap_bytes, $last as last_ts, $last as first_seen_at",
            {"read": 50 if is_behind else 100, "last": moment(last_second)},
        )
        if not is_behind:
            _write_logs(cursor)


def _write_logs(cursor: DuckDBPyConnection) -> None:
    cursor.execute(
        "insert into logs by name select $start::timestamp + to_seconds(100 + range // 10) as ts, 'shop' as service, "
        "1 as file_id, range as line_number, range as byte_offset, 0 as record_index from range(1000)",
        {"start": START},
    )


def test_a_day_asleep_is_caught_up_once(clock: _Clock, only: dict[str, Rule]) -> None:
    """What was missed is evaluated, at most a day of it, in one go."""
    only["too_high"] = rule()
    with warehouses.in_memory() as target:
        alerting = Alerting(target, Settings(), clock)
        alerting.evaluate("too_high")
        write_samples(target, [(3600, "a", 9.0), (5 * 86400 - 60, "a", 9.0)])
        clock.now = moment(5 * 86400)
        alerting.evaluate("too_high")
        _store(target, alerting)
        (standing,) = alerting.standings()
        assert standing.evaluated_to == moment(5 * 86400 - 10)
        assert MOST_CATCH_UP * 10 < 5 * 86400
        assert ["firing", "inactive"] == [event[2] for event in _stored(target)]


def test_a_rule_that_changes(clock: _Clock, only: dict[str, Rule]) -> None:
    """What still meets the condition goes on firing; all else is resolved, and so is all of a rule that is gone."""
    only["too_high"] = rule()
    with warehouses.in_memory() as target:
        write_samples(target, [(second, host, value) for second in range(0, 90, 10) for host, value in _TWO])
        clock.now = moment(20) + SETTLED
        for own, at in ((rule(), 20), (rule("parameters: limit = 8, window = 20s"), 50), (None, 70)):
            only.clear()
            only |= {own.name: own} if own else {}
            clock.now = moment(at) + SETTLED
            alerting = Alerting(target, Settings(), clock)
            if own:
                alerting.evaluate(own.name)
            _store(target, alerting)
        assert [
            ("a", "inactive", "firing", "warning", 20, ""),
            ("b", "inactive", "firing", "warning", 20, ""),
            ("a", "firing", "inactive", "warning", 30, "rule changed"),
            ("b", "firing", "inactive", "warning", 80, "rule removed"),
        ] == _stored(target)


_TWO = (("a", 6.0), ("b", 9.0))


def test_a_rule_that_fails_keeps_its_alerts(clock: _Clock, only: dict[str, Rule]) -> None:
    """It says so, and goes on when it can."""
    only["too_high"] = rule(query="select host as value from nowhere")
    with warehouses.in_memory() as target:
        alerting = Alerting(target, Settings(), clock)
        with pytest.raises(QueryError, match="nowhere"):
            alerting.evaluate("too_high")
        assert alerting.take() is None
