"""`increase`, `rate`, `quantile_of_histogram` and `samples_at` answer as a real Prometheus over the same samples."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest

from sql import catalog
from tests.monitor.samples import prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_BEGIN = 1_795_700_000.0
_MINUTES = 30
_BOUNDS = ("0.005", "0.1", "0.5", "1", "2.5", "+Inf")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def _counter(rng: random.Random) -> list[tuple[float, float]]:
    """A counter that is scraped every 15 s or so, with restarts, gaps, and a begin and an end of its own."""
    pace, value = rng.choice([0.0, 0.3, 40.0]), rng.choice([0.0, 0.0, 1e6])
    first, last = _BEGIN + rng.uniform(0, 600), _BEGIN + 60 * _MINUTES - rng.uniform(0, 300)
    told, ts = [], first
    while ts < last:
        told.append((round(ts, 3), value))
        ts += rng.uniform(14.5, 15.5) if rng.random() < 0.97 else rng.uniform(40, 200)
        value = value + rng.expovariate(1 / pace) if pace and rng.random() < 0.98 else value * (rng.random() < 0.5)
    return told


def _histogram(rng: random.Random, name: str) -> dict[str, list[tuple[float, float]]]:
    """The buckets of one, some of them empty or all."""
    weights = [rng.choice([0, 0, 1, 5, 30]) for _ in _BOUNDS]
    totals, rows = [0] * len(_BOUNDS), []
    for step in range(4 * _MINUTES):
        for place in rng.choices(range(len(_BOUNDS)), [weight + 1e-9 for weight in weights], k=rng.randrange(9)):
            totals[place] += 1
        rows.append((_BEGIN + 15 * step + 0.25, [sum(totals[: place + 1]) for place in range(len(_BOUNDS))]))
    return {
        f'{name}_bucket{{le="{bound}"}}': [(ts, float(counts[place])) for ts, counts in rows]
        for place, bound in enumerate(_BOUNDS)
    }


_RNG = random.Random(7)
COUNTERS = {f"c{number}": _counter(_RNG) for number in range(30)}
HISTOGRAMS = {f"h{number}": _histogram(_RNG, f"h{number}") for number in range(12)}
MOMENTS = [round(_BEGIN + _RNG.uniform(320, 60 * _MINUTES), 3) for _ in range(8)]
"""None where a range begins before the histograms do: there Prometheus extrapolates otherwise since version 2.53."""
QUANTILES = (0.0, 0.5, 0.95, 0.99, 1.0)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus that has all of these samples."""
    folder = tmp_path_factory.mktemp("prometheus")
    samples = COUNTERS | {series: told for buckets in HISTOGRAMS.values() for series, told in buckets.items()}
    prometheus.backfill(folder, samples)
    with prometheus.running(folder) as address:
        yield address


@pytest.fixture(scope="module")
def cursor() -> DuckDBPyConnection:
    """The same samples beside our macros."""
    connection = duckdb.connect()
    for item in catalog.definitions():
        connection.execute(item.text)
    connection.execute("create table told (name varchar, le varchar, ts timestamp, value double)")
    rows: list[tuple[str, str | None, float, float]] = [
        (name, None, ts, value) for name, told in COUNTERS.items() for ts, value in told
    ]
    for name, buckets in HISTOGRAMS.items():
        for bound, told in zip(_BOUNDS, buckets.values(), strict=True):
            rows += [(name, bound, ts, value) for ts, value in told]
    moments = [(name, le, _EPOCH + timedelta(seconds=ts), value) for name, le, ts, value in rows]
    connection.executemany("insert into told values (?, ?, ?, ?)", moments)
    return connection


def _window(at: float, seconds: int) -> dict[str, datetime]:
    end = _EPOCH + timedelta(seconds=at)
    return {"from_ts": end - timedelta(seconds=seconds), "to_ts": end}


@pytest.mark.parametrize("function", ["increase", "rate"])
@pytest.mark.parametrize("seconds", [60, 300, 1500])
def test_counters(url: str, cursor: DuckDBPyConnection, function: str, seconds: int) -> None:
    """At any moment, over restarts, gaps and the ends of series."""
    question = f"""
        select name, {function}(ts, value, $from_ts, $to_ts) as grown from told where le is null
        group by name having grown is not null
    """
    compared = 0
    for at in MOMENTS:
        expected = {
            name: value
            for name in COUNTERS
            for value in prometheus.answer(url, f"{function}({name}[{seconds}s])", at).values()
        }
        found = dict(cursor.execute(question, _window(at, seconds)).fetchall())
        assert expected == pytest.approx(found, rel=1e-9, abs=1e-12), at
        compared += len(found)
    assert compared > 100


@pytest.mark.parametrize("quantile", QUANTILES)
def test_quantiles(url: str, cursor: DuckDBPyConnection, quantile: float) -> None:
    """From the rates of buckets, some empty, some all in one, some in none."""
    question = """
        with rates as (
            select name, le, rate(ts, value, $from_ts, $to_ts) as value from told where le is not null group by all
        )
        select name, quantile_of_histogram($quantile, le, value) from rates group by name
    """
    for at in MOMENTS[:4]:
        expected = {
            name: value
            for name in HISTOGRAMS
            for value in prometheus.answer(url, f"histogram_quantile({quantile}, rate({name}_bucket[5m]))", at).values()
        }
        found = dict(cursor.execute(question, _window(at, 300) | {"quantile": quantile}).fetchall())
        found = {name: value for name, value in found.items() if value is not None}
        assert expected == pytest.approx(found, rel=1e-9, nan_ok=True), at


_RULES = """
rule_files: []
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
      - {{series: 'x{{a="1"}}', values: '1 2 stale _ _ 6 _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _'}}
      - {{series: 'x{{a="2"}}', values: '1 2 3 _ 5 6'}}
    promql_expr_test:
{tests}
"""
_STALE = [
    (0, 0, 1.0),
    (0, 15, 2.0),
    (0, 30, None),
    (0, 75, 6.0),
    *((1, 15 * step, step + 1.0) for step in (0, 1, 2, 4, 5)),
]


@pytest.mark.parametrize("seconds", [0, 14, 15, 29, 30, 60, 75, 374, 376])
def test_what_is_present(tmp_path: Path, seconds: int) -> None:
    """An ended series has no value from its end on, and any other has one for five minutes; promtool agrees."""
    connection = duckdb.connect()
    for item in catalog.definitions():
        connection.execute(item.text)
    connection.executemany(
        "insert into series values (?, 'x', map {'a': ?}, 'gauge', timestamp '1970-01-01')", [(0, "1"), (1, "2")]
    )
    rows = [(series, _EPOCH + timedelta(seconds=ts), value) for series, ts, value in _STALE]
    connection.executemany("insert into samples_raw values (?, ?, ?, null)", rows)
    moment = {"moment": _EPOCH + timedelta(seconds=seconds)}
    found = connection.execute("select labels['a'], value from samples_at('x', $moment)", moment).fetchall()
    samples = "".join(f"          - {{labels: 'x{{a=\"{label}\"}}', value: {value}}}\n" for label, value in found)
    test = f"      - expr: x\n        eval_time: {seconds}s\n        exp_samples:\n{samples}"
    rules = tmp_path / "test.yml"
    rules.write_text(_RULES.format(tests=test), encoding="utf-8")
    ran = subprocess.run(
        [prometheus.program("promtool"), "test", "rules", str(rules)], capture_output=True, text=True, check=False
    )
    assert (0, "") == (ran.returncode, ran.stderr), ran.stdout
