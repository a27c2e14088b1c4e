"""Tables, macros and views are made when one may be missing or another, and otherwise left as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from sql import catalog, definitions
from sql.warehouse import Warehouse
from tests.sql.given import read, record, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MADE_ANEW: Mapping[str, str] = {
    "the definitions of another version": "update meta set value = 'other' where key = 'definitions'",
    "definitions by another DuckDB": "update meta set value = '0.0.0' where key = 'defined_by'",
    "a version that did not store its DuckDB": "delete from meta where key = 'defined_by'",
    "no mark at all": "delete from meta where key in ('definitions', 'defined_by')",
    "a view less": "drop view top_errors",
    "a macro less": "drop macro route_of",
    "a table macro less": "drop macro table filtered_rollup",
    "a table less": "drop table user_sketches",
}
"""What happened to a warehouse whose definitions must be made."""
_OBJECTS = """
    select 'table', table_name, sql from duckdb_tables()
    union all
    select 'view', view_name, sql from duckdb_views() where not internal
    union all
    select 'macro', function_name, null from duckdb_functions() where not internal
    order by all
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A closed warehouse with one record."""
    path = tmp_path / "w.duckdb"
    with Warehouse.open(path) as opened:
        write(opened, [record("10:00", "app", message="kept")])
    return path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gets an entry each time the definitions are made."""
    calls: list[str] = []
    make = definitions.make

    def counted(cursor: duckdb.DuckDBPyConnection) -> None:
        calls.append("made")
        make(cursor)

    monkeypatch.setattr(definitions, "make", counted)
    return calls


def test_definitions_are_made_once(written: Path, made: list[str]) -> None:
    """Opening a warehouse again makes nothing and writes nothing."""
    content = written.read_bytes()
    for _ in range(2):
        with Warehouse.open(written) as opened:
            assert read(opened, "select message from logs") == [("kept",)]
    assert made == []
    assert content == written.read_bytes()


@pytest.mark.parametrize("what", _MADE_ANEW)
def test_definitions_are_made_where_they_may_be_others(written: Path, made: list[str], what: str) -> None:
    """Whatever else is in the file, an open warehouse has all objects of this version, and its records."""
    with duckdb.connect(str(written)) as connection:
        expected = connection.execute(_OBJECTS).fetchall()
        connection.execute(_MADE_ANEW[what])
    with Warehouse.open(written) as opened:
        assert made == ["made"]
        assert expected == read(opened, _OBJECTS)
        assert read(opened, "select message from logs") == [("kept",)]
    Warehouse.open(written).close()
    assert made == ["made"]


def test_what_people_made_beside_ours_stays(written: Path, made: list[str]) -> None:
    """Views and macros of people's own are kept, and are no reason to make ours."""
    with duckdb.connect(str(written)) as connection:
        connection.execute("create view mine as select count(*) as n from logs")
        connection.execute("create macro doubled(x) as x * 2")
    with Warehouse.open(written) as opened:
        assert read(opened, "select doubled(n) from mine") == [(2,)]
    assert made == []


def test_a_changed_setting_is_stored_without_new_definitions(written: Path, made: list[str]) -> None:
    """The settings that views read are those of this opening, also where the definitions are kept."""
    for stored, expected in (("250", 250.0), ("100", 100.0)):
        with Warehouse.open(written, meta={"slow_request_ms": stored}) as opened:
            assert read(opened, "select setting_ms('slow_request_ms')") == [(expected,)]
    with Warehouse.open(written) as opened:
        assert read(opened, "select setting_ms('slow_request_ms')") == [(500.0,)]
        assert read(opened, "select count(*) = count(distinct key) from meta") == [(True,)]
    assert made == []


def test_a_new_definition_reaches_an_old_warehouse(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another text of a view, the view of a warehouse from before is made anew."""
    before = catalog.definitions()
    changed = tuple(
        replace(item, text="create or replace view top_errors as select 42 as n;")
        if item.name == "top_errors"
        else item
        for item in before
    )
    catalog.fingerprint.cache_clear()
    monkeypatch.setattr(catalog, "definitions", lambda: changed)
    try:
        with Warehouse.open(written) as opened:
            assert read(opened, "from top_errors") == [(42,)]
    finally:
        monkeypatch.undo()
        catalog.fingerprint.cache_clear()
    with Warehouse.open(written) as opened:
        assert read(opened, "select count(*) from top_errors") == [(0,)]
