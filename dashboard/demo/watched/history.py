"""Writes what the shop's machines and probes would have told in the time of its logs: by minute, by hour, and results.

It goes on where a demo that was stopped left off. What is older than two days has one minute of ten: nobody looks
closer at last week. Of the last two days there are single samples too, one a minute, of what rules ask for.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from dashboard.demo.clock import DAY, MINUTE, SECOND
from dashboard.demo.watched import health
from dashboard.demo.watched.measured import signals
from dashboard.demo.watched.signals import Moments
from monitor.health import store
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from dashboard.demo.plan import Plan
    from monitor.health.probing import Probing
    from monitor.sample import Series
    from sql.warehouse import Warehouse

_SAMPLES_A_MINUTE = 4
_FINE = 2 * DAY
_COARSE_STEP = 10 * MINUTE
_AS_SAMPLES = frozenset(
    {"celery_queue_length", "celery_worker_up", "cpu_usage_percent", "disk_usage_percent", "memory_usage_percent"}
)
_NEWEST_SAMPLE = 15 * MINUTE
"""How old single samples are at least: a server that starts takes newer ones for series that still live."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the warehouse's times are UTC without saying so)


def write(warehouse: Warehouse, plan: Plan, probing: Probing, until: int) -> None:
    """Write all up to `until` (microseconds) that is not there yet. Raises `LongtailError` where that fails."""
    begin, fine = _since(warehouse, plan, "sample_minutes"), (until - _FINE) // _COARSE_STEP * _COARSE_STEP
    _write_samples(warehouse, plan, np.arange(begin, min(fine, until), _COARSE_STEP, dtype=np.int64), _COARSE_STEP)
    _write_samples(warehouse, plan, _minutes(max(begin, fine), until), MINUTE)
    _write_results(warehouse, plan, probing, _minutes(_since(warehouse, plan, "probe_results"), until))


def _since(warehouse: Warehouse, plan: Plan, table: str) -> int:
    """The first minute after the last one in a table; where it is empty, the first of the demo."""
    with warehouse.reader() as cursor:
        row = cursor.execute(f"select epoch_us(max(ts)) from {table}").fetchone()
    last = row[0] if row is not None else None
    return (plan.began if last is None else max(plan.began, int(last) + MINUTE)) // MINUTE * MINUTE


def _minutes(begin: int, until: int) -> NDArray[np.int64]:
    """The minutes that begin in [begin, until) and are over."""
    return np.arange(begin, until // MINUTE * MINUTE, MINUTE, dtype=np.int64)


def _write_samples(warehouse: Warehouse, plan: Plan, minutes: NDArray[np.int64], step: int) -> None:
    if not len(minutes):
        return
    at = Moments.of(plan, minutes)
    single: list[pa.Table] = []
    with warehouse.transaction() as cursor:
        ids = _numbers(cursor, [signal.series for signal in signals()], plan)
        for signal in signals():
            values = signal.at(at)
            increase = values * (step / SECOND) if signal.series.is_cumulative else None
            last = values if increase is None else np.cumsum(increase)
            low = values if increase is None else last - increase
            rows = _rows(ids[signal.series[:2]], minutes, low, last, increase)
            cursor.register("demo_minutes", rows)
            cursor.execute("insert into sample_minutes by name select * from demo_minutes")
            cursor.unregister("demo_minutes")
            if step == MINUTE and _is_asked_for(signal.series):
                single.append(rows.select(["series_id", "ts", "last"]))
        if single:
            cursor.register("demo_samples", pa.concat_tables(single))
            before = {"before": _moment(int(minutes[-1]) - _NEWEST_SAMPLE)}
            cursor.execute("insert into samples_raw select *, null from demo_samples where ts < $before", before)
            cursor.unregister("demo_samples")
        begin = _moment(int(minutes[0])).replace(minute=0)
        end = _moment(int(minutes[-1])).replace(minute=0)
        cursor.execute(catalog.statement("clear_hours").body, {"from_ts": begin})
        cursor.execute(catalog.statement("roll_hours").body, {"from_ts": begin, "to_ts": end})


def _is_asked_for(series: Series) -> bool:
    """Whether a rule reads its single samples: of processors only how busy they are."""
    return series.name in _AS_SAMPLES and dict(series.labels).get("mode", "used") == "used"


def _rows(
    series_id: int,
    minutes: NDArray[np.int64],
    low: NDArray[np.float64],
    last: NDArray[np.float64],
    increase: NDArray[np.float64] | None,
) -> pa.Table:
    number = len(minutes)
    return pa.table(
        {
            "series_id": pa.array(np.full(number, series_id, np.int32)),
            "ts": pa.array(minutes).cast(pa.timestamp("us")),
            "n": pa.array(np.full(number, _SAMPLES_A_MINUTE, np.int32)),
            "min": pa.array(low),
            "max": pa.array(last),
            "mean": pa.array((low + last) / 2),
            "last": pa.array(last),
            "increase": pa.nulls(number, pa.float64()) if increase is None else pa.array(increase),
        }
    )


def _numbers(
    cursor: DuckDBPyConnection, wanted: list[Series], plan: Plan
) -> dict[tuple[str, tuple[tuple[str, str], ...]], int]:
    """The number of each series; those that are new are stored."""
    stored = cursor.execute("select series_id, name, map_keys(labels), map_values(labels) from series").fetchall()
    known = {(name, tuple(sorted(zip(keys, values, strict=True)))): number for number, name, keys, values in stored}
    following = 1 + max(known.values(), default=-1)
    for series in wanted:
        if series[:2] not in known:
            known[series[:2]] = following
            row = {"id": following, "name": series.name, "labels": dict(series.labels), "kind": series.kind}
            cursor.execute(
                "insert into series values ($id, $name, $labels::map(varchar, varchar), $kind, $ts)",
                row | {"labels": dict(series.labels), "ts": _moment(plan.began)},
            )
            following += 1
    return known


def _write_results(warehouse: Warehouse, plan: Plan, probing: Probing, minutes: NDArray[np.int64]) -> None:
    if not len(minutes):
        return
    at = Moments.of(plan, minutes)
    for probe in filter(health.is_simulated, probing.probes):
        step = max(1, int(probe.every) * SECOND // MINUTE)
        for moment, outcome in zip(minutes.tolist(), health.outcomes(plan, probe, at), strict=True):
            if moment // MINUTE % step == 0:
                probing.add(probe, outcome, _moment(moment).replace(tzinfo=UTC))
    batch = probing.take()
    if batch is not None:
        with warehouse.transaction() as cursor:
            store.write(cursor, batch)


def _moment(ts: int) -> datetime:
    return _EPOCH + timedelta(microseconds=ts)
