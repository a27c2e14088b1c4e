"""The hourly rollup counts what logs holds, before and after its partial rows are merged."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING, Any

import pytest

from ingest.store.rollups import hourly_rollup
from sql.warehouse import Warehouse
from tests.sql.given import at, make_older, read, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUMS = """
    select
        hour, source, service, level, method, route, host, is_request, status_class, duration_bucket,
        is_copy, sum(n)::bigint, round(sum(duration_sum_ms), 6)
    from hourly_rollup
    group by all
    having sum(n) <> 0
    order by all
"""
_COUNTED_ANEW = """
    select
        date_trunc('hour', ts), source, service, level, method, route, host, is_request(method, path, status),
        status // 100, duration_bucket(duration_ms), is_copy, count(*), round(sum(duration_ms), 6)
    from logs
    group by all
    order by all
"""
_COARSER = {
    "stream_rollup": "hour, source, service, level, is_request, status_class, duration_bucket, is_copy",
    "coarse_rollup": (
        "time_bucket(interval 6 hours, hour), source, service, level, method, route, host, is_request, status_class, "
        "duration_bucket, is_copy"
    ),
    "coarse_stream_rollup": (
        "time_bucket(interval 6 hours, hour), source, service, level, is_request, status_class, duration_bucket, "
        "is_copy"
    ),
}
_ROUNDED = "select * replace (round(duration_sum_ms, 6) as duration_sum_ms) from {} order by all"


def _batches(count: int, size: int) -> list[list[dict[str, Any]]]:
    draw = random.Random(7)
    return [
        [
            record(
                f"{draw.randrange(24):02}:{draw.randrange(60):02}",
                draw.choice(["app", "access"]),
                draw.choice(["shop", None]),
                level=draw.choice(["INFO", "ERROR", None]),
                method="GET",
                path="/a",
                route=draw.choice(["/a", "/b"]),
                host=draw.choice(["h1", None]),
                status=draw.choice([200, 404, 503, None]),
                duration_ms=draw.choice([None, 0.0, draw.uniform(1, 900)]),
            )
            for _ in range(size)
        ]
        for _ in range(count)
    ]


def _rows(target: Warehouse) -> int:
    return int(read(target, "select count(*) from hourly_rollup")[0][0])


def test_partial_rows_add_up_to_logs() -> None:
    """The sums over the rollup are what counting logs anew gives."""
    with warehouse() as target:
        write(target, *_batches(5, 80))
        assert read(target, _COUNTED_ANEW) == read(target, _SUMS)


def test_merging_changes_no_sum() -> None:
    """Merged rows are fewer, none is partial, and each sum is as before; merging again finds nothing."""
    with warehouse() as target:
        write(target, *_batches(30, 60))
        before, rows = read(target, _SUMS), _rows(target)
        assert hourly_rollup.compact(target, min_partials=1) == rows
        assert before == read(target, _SUMS)
        assert _rows(target) == len(before) < rows
        assert hourly_rollup.compact(target, min_partials=1) == 0


def test_few_partial_rows_are_left_alone() -> None:
    """Below the mark nothing is rewritten, so a commit that adds little costs little."""
    with warehouse() as target:
        write(target, *_batches(2, 20))
        generation = target.generation
        assert hourly_rollup.compact(target, min_partials=10_000) == 0
        assert generation == target.generation


def test_a_live_server_keeps_the_rollup_small() -> None:
    """After 100 commits of the same few kinds of record, few partial rows stand beside the merged ones."""
    rows = [record("10:00", "app", level=level, duration_ms=5.0) for level in ("INFO", "ERROR", "DEBUG")]
    with warehouse() as target:
        for _ in range(100):
            write(target, rows)
            hourly_rollup.compact(target, min_partials=20)
            assert _rows(target) < 3 + 20
        assert read(target, "select sum(n) from hourly_rollup") == [(300,)]


def test_one_late_record_does_not_rewrite_a_big_hour() -> None:
    """An hour with many merged rows waits until its partial rows are a quarter of them."""
    many = [record("10:00", "app", route=f"/{number}") for number in range(100)]
    with warehouse() as target:
        write(target, many, many)
        assert hourly_rollup.compact(target, min_partials=2) == 200
        for late in ("/0", "/1"):
            write(target, [record("10:30", "app", route=late)])
        assert hourly_rollup.compact(target, min_partials=2) == 0
        assert read(target, "select count(*), sum(n) from hourly_rollup") == [(102, 202)]


def test_readers_see_each_record_once_while_rows_are_merged() -> None:
    """A reader that asks again and again during merges never sees a sum that is not that of all records."""
    with warehouse() as target:
        write(target, *_batches(20, 50))
        seen: set[int] = set()
        done = threading.Event()

        def ask() -> None:
            while not done.is_set():
                seen.add(int(read(target, "select sum(n)::bigint from hourly_rollup")[0][0]))

        reader = threading.Thread(target=ask)
        reader.start()
        for _ in range(10):
            with target.transaction() as cursor:
                cursor.execute("update hourly_rollup set is_partial = true")
            hourly_rollup.compact(target, min_partials=1)
        done.set()
        reader.join()
        assert seen == {1000}


@pytest.mark.parametrize(
    ("status", "expected"), [(200, 2), (599, 5), (0, 0), (99, 0), (600, 0), (32767, 0), (-1, 0), (None, None)]
)
def test_status_class(status: int | None, expected: int | None) -> None:
    """A number that is no HTTP status has class 0."""
    with warehouse() as target:
        write(target, [record("10:00", "access", status=status)])
        assert read(target, "select status_class from hourly_rollup") == [(expected,)]


def test_hours_are_cut_in_utc() -> None:
    """The hour begins at its first microsecond."""
    with warehouse() as target:
        write(target, [record("10:59:59.999999", "app"), record("11:00:00", "app")])
        assert read(target, "select hour from hourly_rollup order by hour") == [(at("10:00"),), (at("11:00"),)]


def _rolled(
    target: Warehouse, columns: str, choice: str, first: str = "00:00", last: str = "23:00"
) -> list[tuple[Any, ...]]:
    """What the macro `rollup_rows` adds up to from one hour to another."""
    return read(
        target,
        f"""
        select {columns}, sum(n)::bigint, round(sum(duration_sum_ms), 6)
        from rollup_rows({choice}, timestamp '2026-11-20 {first}', timestamp '2026-11-20 {last}' + interval 1 hour)
        group by all
        having sum(n) <> 0
        order by all
        """,
    )


@pytest.fixture(scope="module")
def half_merged() -> Iterator[Warehouse]:
    """Batches merged at two times, with late records between and after."""
    draw = _batches(7, 60)
    with warehouse() as target:
        write(target, *draw[:3])
        hourly_rollup.compact(target, min_partials=1)
        write(target, *draw[3:6])
        hourly_rollup.compact(target, min_partials=1)
        write(target, *draw[6:])
        yield target


@pytest.mark.parametrize("name", list(_COARSER))
def test_a_coarser_rollup_holds_what_is_merged(half_merged: Warehouse, name: str) -> None:
    """After merges, late records among them, it equals the merged rows of the hourly rollup, which equals the logs."""
    columns = _COARSER[name]
    own = columns.replace("time_bucket(interval 6 hours, hour)", "begin")
    counted = "select {}, sum(n)::bigint, round(sum(duration_sum_ms), 6) from {} group by all order by all"
    merged = read(half_merged, counted.format(columns, "hourly_rollup where not is_partial"))
    assert merged == read(half_merged, counted.format(own, name))
    assert [(len(merged),)] == read(half_merged, f"select count(*) from {name}")
    assert [(True,)] == read(half_merged, "select count(*) > 0 from hourly_rollup where is_partial")
    assert read(half_merged, _COUNTED_ANEW) == read(half_merged, _SUMS)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("00:00", "23:00"),
        ("03:00", "20:00"),
        ("06:00", "11:00"),
        ("07:00", "10:00"),
        ("03:20", "20:40"),
        ("06:00", "07:30"),
        ("07:15", "07:05"),
        ("07:15", "06:30"),
    ],
)
@pytest.mark.parametrize(
    "choice", ["false, false, false", "false, true, false", "false, false, true", "false, true, true"]
)
def test_every_rollup_gives_the_same_sums(half_merged: Warehouse, choice: str, first: str, last: str) -> None:
    """Whatever table `rollup_rows` reads, and wherever the window cuts its hours, the sums are those of the logs."""
    columns = "source, service, level, is_request, status_class, duration_bucket, is_copy"
    if not choice.endswith("true"):
        columns += ", method, route, host"
    from_logs = _rolled(half_merged, columns, "true, false, false", first, last)
    assert from_logs == _rolled(half_merged, columns, choice, first, last)


def test_a_warehouse_without_coarser_rollups_gets_them(tmp_path: Path) -> None:
    """One that was written before they were there has them after its first merge."""
    path = tmp_path / "older.duckdb"
    with Warehouse.open(path, threads=1) as target:
        write(target, *_batches(3, 20))
        hourly_rollup.compact(target, min_partials=1)
        expected = [read(target, _ROUNDED.format(name)) for name in _COARSER]
        make_older(target)
    with Warehouse.open(path, threads=1) as target:
        assert _rolled(target, "source", "true, false, false") == _rolled(target, "source", "false, true, true")
        hourly_rollup.compact(target, min_partials=1)
        assert expected == [read(target, _ROUNDED.format(name)) for name in _COARSER]
        assert _rolled(target, "source", "true, false, false") == _rolled(target, "source", "false, true, true")
