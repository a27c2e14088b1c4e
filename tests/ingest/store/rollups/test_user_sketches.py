"""Sketches of users tell, to the bit, what the records do, and how many users there are."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from ingest.store.rollups import user_sketches
from sql.warehouse import Warehouse
from tests import warehouses
from tests.sql.given import make_older, read, record, warehouse, write

if TYPE_CHECKING:
    from pathlib import Path

_STORED = """
    select is_fine, hour, source, service, level, status_class, route, host, bit_or(sketch::bit)::blob, sum(n)::bigint
    from user_sketches
    group by all
    order by all
"""
_MADE_ANEW = """
    with told as (
        select date_trunc('hour', ts) as hour, status_class(status) as status_class, logs.* from logs
        where user_id is not null
    )
    select
        false, hour, source, service, level, status_class, null as route, null as host,
        user_sketch(user_id, 1000), count(*)
    from told
    group by all
    union all
    select true, hour, source, service, level, status_class, route, host, user_sketch(user_id, 256), count(*)
    from told
    group by all
    order by all
"""


def _batch(seed: int, size: int) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    return [
        record(
            f"{draw.randrange(3):02}:{draw.randrange(60):02}",
            draw.choice(["app", "access"]),
            draw.choice(["shop", None]),
            level=draw.choice(["INFO", None]),
            status=draw.choice([200, 503, None]),
            user_id=draw.choice([None, f"u{draw.randrange(50)}"]),
            route=draw.choice(["/a", "/b", None]),
            host=draw.choice(["one", None]),
        )
        for _ in range(size)
    ]


def test_sketches_say_what_logs_say() -> None:
    """Before, between and after merges they are those of all records, hour by hour and dimension by dimension."""
    with warehouse() as target:
        write(target, _batch(1, 80), _batch(2, 80))
        assert read(target, _MADE_ANEW) == read(target, _STORED)
        assert user_sketches.compact(target, min_partials=1) > 0
        assert [(len(read(target, _MADE_ANEW)),)] == read(target, "select count(*) from user_sketches")
        write(target, _batch(3, 80))
        assert read(target, _MADE_ANEW) == read(target, _STORED)
        user_sketches.compact(target, min_partials=1)
        assert read(target, _MADE_ANEW) == read(target, _STORED)
        assert user_sketches.compact(target, min_partials=1) == 0


def test_few_partial_sketches_are_left_alone() -> None:
    """Below the mark nothing is rewritten."""
    with warehouse() as target:
        write(target, _batch(1, 20))
        generation = target.generation
        assert user_sketches.compact(target, min_partials=1_000) == 0
        assert generation == target.generation


def test_an_older_warehouse_gets_sketches(tmp_path: Path) -> None:
    """One that was written before there were any has those of its records."""
    path = tmp_path / "older.duckdb"
    with Warehouse.open(path, threads=1) as target:
        write(target, _batch(1, 80))
        make_older(target)
    with Warehouse.open(path, threads=1) as target:
        assert read(target, _MADE_ANEW) == read(target, _STORED)


@pytest.mark.parametrize(("part_bits", "error"), [(1000, 0.02), (256, 0.04)])
@pytest.mark.parametrize("name", ["{}", "user {}", "{}@example.com", "00000000-0000-4000-8000-{:0>12}"])
@pytest.mark.parametrize("count", [1, 2, 10, 100, 1_000, 2_500, 5_000, 20_000, 100_000])
def test_users_are_estimated(count: int, name: str, part_bits: int, error: float) -> None:
    """Within four standard errors, exactly where they are few, whatever they are called and wherever they were seen."""
    with warehouses.in_memory() as target:
        [(found,)] = read(
            target,
            f"""
            select users_in(bit_or(sketch::bit), {part_bits})
            from (
                select user_sketch(format('{name}', number::varchar), {part_bits}) as sketch
                from (select unnest(range({count})) as number)
                group by number % 7
            )
            """,
        )
    assert count == found if count <= 10 else abs(found - count) / count < 4 * error


def test_no_sketch_tells_of_no_number() -> None:
    """Null in, null out; a sketch without users tells of none."""
    with warehouse() as target:
        assert read(target, "select users_in(null::bit, 1000), users_in(repeat('0', 10000)::bit, 1000)") == [(None, 0)]


def test_users_keep_their_bits() -> None:
    """Sketches of all versions can be put together: DuckDB's hash stays, or a migration makes them anew."""
    with warehouse() as target:
        assert read(target, "select list(user_bit(id, 1000)) from (values ('u-1'), ('u-2'), ('å')) as given(id)") == [
            ([511, 3844, 1035],)
        ]
