"""docs/warehouse.md says what there is: every table, view, column and macro, as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sql import catalog
from tests.sql.given import read, warehouse

_LINES = (Path(__file__).parents[2] / "docs" / "warehouse.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", [*catalog.objects("tables"), *catalog.objects("views")])
def test_tables_and_views_are_told(name: str) -> None:
    """Each has a row of a table, or a heading, of its own."""
    assert [line for line in _LINES if line.startswith((f"| `{name}` |", "## ")) and f"`{name}`" in line]


@pytest.mark.parametrize("name", sorted(catalog.objects("macros")))
def test_macros_are_told(name: str) -> None:
    """Each macro's parameters and title stand in the document as they stand in its header."""
    macro = catalog.objects("macros")[name]
    row = f"| `{name}({', '.join(macro.parameters)})` | {macro.title} |"
    assert [line for line in _LINES if line.startswith(f"| `{name}(")] == [row]


def test_columns_of_views_are_told() -> None:
    """Names, types and order of a view's columns stand in the document as they are."""
    with warehouse() as target:
        columns = read(
            target,
            """
            select table_name, list('`' || column_name || '` ' || data_type order by column_index)
            from duckdb_columns()
            where table_name in (select view_name from duckdb_views() where not internal)
                and table_name <> 'requests'
            group by table_name
            """,
        )
    assert [
        f"| `{view}` | {', '.join(told)} |"
        for view, told in columns
        if f"| `{view}` | {', '.join(told)} |" not in _LINES
    ] == []


def test_columns_of_logs_are_told() -> None:
    """Every column of the table people query is explained."""
    with warehouse() as target:
        names = [name for (name,) in read(target, "select column_name from duckdb_columns() where table_name = 'logs'")]
    text = "\n".join(_LINES)
    assert [name for name in names if f"`{name}`" not in text] == []
