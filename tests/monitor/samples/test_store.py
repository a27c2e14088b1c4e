"""Samples from collectors to rows: numbers of series, growth of counters, ends of series, failures, restarts."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.sample import Measured, Sample, Series, counter, gauge, labels
from monitor.samples.store import SampleStore
from tests.sql.given import at, read, warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouse() as opened:
        yield opened


def _save(target: Warehouse, store: SampleStore) -> None:
    batch = store.take()
    assert batch is not None
    with target.transaction() as cursor:
        batch.store(cursor)


def _rows(target: Warehouse) -> list[tuple[Any, ...]]:
    return read(
        target,
        """
        select series.name, second(raw.ts), raw.value, raw.increase
        from samples_raw as raw join series using (series_id)
        order by raw.ts, series.name
        """,
    )


def test_a_series_is_its_name_and_labels(target: Warehouse) -> None:
    """The order of labels, empty ones and who tells do not make another series."""
    store = SampleStore(target)
    store.add("a", at("10:00:00"), [gauge("x", 1, a="1", b="2"), gauge("x", 2, a="2")])
    store.add("b", at("10:00:01"), [Sample(Series("x", labels(b="2", c="", a="1")), 3.0)])
    _save(target, store)
    found = read(target, "select ts, labels, value from samples order by ts, value")
    first, second = {"a": "1", "b": "2"}, {"a": "2"}
    assert [(at("10:00:00"), first, 1.0), (at("10:00:00"), second, 2.0), (at("10:00:01"), first, 3.0)] == found
    assert [(0,), (1,)] == read(target, "select series_id from series order by all")


def test_counters_know_what_they_grew_by(target: Warehouse) -> None:
    """The first has nothing before it, a smaller one began anew; a gauge has no increase, and NaN is passed over."""
    store = SampleStore(target)
    for second, value in enumerate([5.0, 8.0, 2.0, math.nan, 4.0]):
        store.add("a", at("10:00:00") + timedelta(seconds=second), [counter("c", value), gauge("g", value)])
    _save(target, store)
    grown = [row[3] for row in _rows(target) if row[0] == "c"]
    assert [None, 3.0, 2.0, None, 2.0] == grown
    assert {None} == {row[3] for row in _rows(target) if row[0] == "g"}


def test_what_is_told_no_more_has_ended(target: Warehouse) -> None:
    """A series that vanished, and all of a target that is gone, get one row without a value each."""
    store = SampleStore(target)
    store.add("a", at("10:00:00"), [gauge("x", 1), gauge("y", 2)])
    store.add("a", at("10:00:01"), [gauge("x", 1)])
    store.add("a", at("10:00:02"), [gauge("x", 1)])
    store.forget("a", at("10:00:03"))
    store.forget("a", at("10:00:04"))
    _save(target, store)
    ends = [row[:2] for row in _rows(target) if row[2] is None]
    assert [("y", 1), ("x", 3)] == ends
    assert [("x",)] == read(target, "select 'x' from samples_at('x', timestamp '2026-11-20 10:00:02')")
    assert [] == read(target, "from samples_at('x', timestamp '2026-11-20 10:00:03')")
    assert [] == read(target, "from samples_at('y', timestamp '2026-11-20 10:00:02')")


def test_the_same_series_again_are_not_looked_up(target: Warehouse) -> None:
    """A collector that hands over the same tuple gets the same rows as one that makes it anew."""
    store = SampleStore(target)
    told = Measured.of([counter("c", 1), gauge("g", 7)])
    store.add("a", at("10:00:00"), told)
    store.add("a", at("10:00:01"), Measured(told.series, told.values + 1))
    store.add("a", at("10:00:02"), Measured(tuple(told.series), told.values + 2))
    _save(target, store)
    assert [("c", 0, 1.0, None), ("g", 0, 7.0, None), ("c", 1, 2.0, 1.0), ("g", 1, 8.0, None)] == _rows(target)[:4]
    assert [("c", 2, 3.0, 1.0), ("g", 2, 9.0, None)] == _rows(target)[4:]


def test_a_restart_goes_on(target: Warehouse) -> None:
    """Numbers, last values and living series are found again; those that nobody tells any more are ended."""
    before = SampleStore(target)
    before.add("a", at("10:00:00"), [counter("c", 5), gauge("old", 1)])
    _save(target, before)
    after = SampleStore(target)
    after.load(at("10:00:30"))
    after.add("a", at("10:00:31"), [counter("c", 9), gauge("new", 1)])
    after.settle(at("10:00:32"))
    _save(target, after)
    assert [("c", 31, 9.0, 4.0), ("new", 31, 1.0, None), ("old", 32, None, None)] == _rows(target)[2:]
    assert [("c", 0), ("new", 2), ("old", 1)] == read(target, "select name, series_id from series order by name")


def test_nothing_waits_where_nothing_was_added(target: Warehouse) -> None:
    """No batch, so no transaction."""
    assert SampleStore(target).take() is None
