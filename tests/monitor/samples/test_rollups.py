"""Minutes and hours agree with the samples, whenever they are summed up, and old ones go."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.sample import counter, gauge
from monitor.samples import retention
from monitor.samples.retention import Days
from monitor.samples.rollups import Rollups
from monitor.samples.store import SampleStore
from tests.sql.given import at, read, warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sql.warehouse import Warehouse

_BEGIN = at("10:00:00")
_TRUTH = """
    select
        series_id, date_trunc('{grain}', ts) as ts, count(*)::integer, min(value), max(value), round(avg(value), 9),
        max_by(value, ts), round(sum(increase), 9)
    from samples_raw where value is not null group by all order by all
"""
_STORED = (
    "select series_id, ts, n, min, max, round(mean, 9), last, round(increase, 9) from sample_{grain}s order by all"
)


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouse() as opened:
        yield opened


def _put(target: Warehouse, store: SampleStore, ts: datetime, value: float) -> None:
    store.add("a", ts, [counter("c", value), gauge("g", -value)])
    batch = store.take()
    assert batch is not None
    with target.transaction() as cursor:
        batch.store(cursor)


@pytest.mark.parametrize("seed", range(4))
def test_totals_are_those_of_the_samples(target: Warehouse, seed: int) -> None:
    """Summed up now and then, by several processes in turn, with samples that come late."""
    rng = random.Random(seed)
    store, rollups = SampleStore(target), Rollups(target)
    value, now, earliest = 0.0, _BEGIN, None
    while now < _BEGIN + timedelta(hours=3):
        now += timedelta(seconds=rng.choice([15, 15, 40, 400]))
        value = value + rng.random() if rng.random() < 0.95 else 0.0
        late = timedelta(seconds=rng.choice([0, 0, 0, 90]))
        _put(target, store, now - late, value)
        earliest = min(earliest or now, now - late)
        if rng.random() < 0.3:
            while rollups.advance(now, earliest):
                earliest = None
            earliest = None
        if rng.random() < 0.1:
            rollups = Rollups(target)
    over = now + timedelta(hours=2)
    while rollups.advance(over, earliest):
        earliest = None
    for grain in ("minute", "hour"):
        assert read(target, _TRUTH.format(grain=grain)) == read(target, _STORED.format(grain=grain)), grain


def test_a_minute_is_summed_up_when_it_is_over(target: Warehouse) -> None:
    """Not before, and once."""
    rollups = Rollups(target)
    _put(target, SampleStore(target), _BEGIN, 1.0)
    assert (False, []) == (rollups.advance(at("10:01:10")), read(target, "from sample_minutes"))
    assert (True, 2) == (rollups.advance(at("10:01:20")), len(read(target, "from sample_minutes")))
    assert (False, 2) == (rollups.advance(at("10:01:40")), len(read(target, "from sample_minutes")))


def test_old_ones_go(target: Warehouse) -> None:
    """Samples, minutes and hours each after their days; a series when nothing of it is left."""
    store, rollups = SampleStore(target), Rollups(target)
    _put(target, store, _BEGIN, 1.0)
    now = _BEGIN + timedelta(hours=2)
    assert rollups.advance(now)

    def left(days: int) -> tuple[int, ...]:
        retention.expire(target, store, Days(2, 30, 400), _BEGIN + timedelta(days=days))
        tables = ("samples_raw", "sample_minutes", "sample_hours", "series")
        return tuple(len(read(target, f"from {table}")) for table in tables)

    assert [(2, 2, 2, 2), (0, 2, 2, 2), (0, 0, 2, 2), (0, 0, 0, 0)] == [left(days) for days in (1, 3, 31, 401)]
    _put(target, store, _BEGIN + timedelta(days=402), 5.0)
    assert [(2, None), (3, None)] == read(target, "select series_id, increase from samples_raw order by all")


def test_for_ever(target: Warehouse) -> None:
    """Days of 0 remove nothing."""
    store = SampleStore(target)
    _put(target, store, _BEGIN, 1.0)
    assert 0 == retention.expire(target, store, Days(0, 0, 0), _BEGIN + timedelta(days=4000))
