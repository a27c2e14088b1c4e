"""A warehouse that a test gets is empty and complete, whatever the test before did with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from sql import catalog
from sql.errors import WarehouseError
from sql.warehouse import MEMORY, Warehouse
from tests import warehouses
from tests.sql.given import read, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These tests have no spare warehouses but their own."""
    spare: dict[int | None, list[Warehouse]] = {}
    monkeypatch.setattr(warehouses, "_spare", spare)
    yield
    for opened in (item for items in spare.values() for item in items):
        opened.close()


def _content(target: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    return {table: read(target, f"from {table} order by all") for table in catalog.objects("tables")}


def test_a_used_one_is_as_a_new_one() -> None:
    """All tables have what they have in a warehouse that was just opened."""
    with warehouses.in_memory() as first:
        write(first, [record("10:00", "app", error_type="X", trace_id="t", user_id="u", status=500, path="/a")])
        with first.transaction() as cursor:
            cursor.execute("update meta set value = '1' where key = 'slow_request_ms'")
            cursor.execute("insert into meta values ('judged_by', '{}')")
    with warehouses.in_memory() as second, Warehouse.open(MEMORY) as new:
        assert second._connection is first._connection
        assert _content(new) == _content(second)


@pytest.mark.parametrize(
    "change", ["drop table rejects", "alter table logs add column x int", "create view mine as select 1"]
)
def test_a_changed_one_is_not_used_again(change: str) -> None:
    """Who takes a table or adds a view has done so for himself only."""
    with warehouses.in_memory() as first, first.transaction() as cursor:
        cursor.execute(change)
    with warehouses.in_memory() as second:
        assert second._connection is not first._connection


def test_who_still_holds_a_used_one_finds_it_closed() -> None:
    """A thread of the test before does not reach into the next one, nor does a cache take one for the other."""
    with warehouses.in_memory() as first:
        pass
    with warehouses.in_memory() as second:
        assert second is not first
        with pytest.raises(WarehouseError, match="is closed"), first.reader():
            pass


def test_a_closed_or_failed_one_is_not_used_again() -> None:
    """A test may close its warehouse; after an exception nobody knows what state it is in."""
    with warehouses.in_memory() as first:
        first.close()
    failed: list[Warehouse] = []
    with pytest.raises(ZeroDivisionError):
        _fail(failed)
    with warehouses.in_memory() as third:
        assert third._connection not in [used._connection for used in (first, *failed)]
        assert read(third, "select count(*) from logs") == [(0,)]


def _fail(failed: list[Warehouse]) -> None:
    with warehouses.in_memory() as opened:
        failed.append(opened)
        raise ZeroDivisionError


def test_two_at_the_same_time_are_two() -> None:
    """What is written to one is not in the other."""
    with warehouses.in_memory() as one, warehouses.in_memory() as other:
        write(one, [record("10:00", "app")])
        assert (read(one, "select count(*) from logs"), read(other, "select count(*) from logs")) == ([(1,)], [(0,)])


def test_threads_are_as_asked() -> None:
    """A warehouse of one thread is not given to who asked for all, nor the other way."""
    for threads in (1, None, 1):
        with warehouses.in_memory(threads) as opened, Warehouse.open(MEMORY, threads=threads) as new:
            setting = "select current_setting('threads')"
            assert read(new, setting) == read(opened, setting)


def test_one_in_a_file_is_as_a_new_one(tmp_path: Path) -> None:
    """A copy has all objects and the settings, and is written to like any other."""
    with warehouses.in_file(tmp_path / "copy.duckdb") as copy, Warehouse.open(tmp_path / "new.duckdb") as new:
        assert _content(new) == _content(copy)
        objects = "select view_name from duckdb_views() where not internal order by all"
        assert read(new, objects) == read(copy, objects)
        write(copy, [record("10:00", "app")])
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as connection:
        assert connection.execute("select count(*) from logs").fetchall() == [(1,)]
