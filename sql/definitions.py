"""The tables, macros and views that a warehouse has, and whether they are those of this version.

To make all of them takes longer than to open the file. So the warehouse stores which text they were made from, and by
which version of DuckDB, and they are made anew only if one of these is another or one of the objects is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

_STORED_OBJECTS = """
    select table_name from duckdb_tables()
    union all
    select view_name from duckdb_views() where not internal
    union all
    select function_name from duckdb_functions() where not internal
"""
"""The names of all tables, views and macros, also those that people made beside ours."""


def marks() -> Mapping[str, str]:
    """What `meta` stores about the definitions of this version, by key."""
    return {"definitions": catalog.fingerprint(), "defined_by": duckdb.__version__}


def are_current(cursor: DuckDBPyConnection, meta: Mapping[str, str]) -> bool:
    """Whether the warehouse with this `meta` has all definitions as this version would make them.

    A view or macro that somebody replaced by another of its name is not noticed.
    """
    if any(meta.get(key) != value for key, value in marks().items()):
        return False
    stored = {name for (name,) in cursor.execute(_STORED_OBJECTS).fetchall()}
    return stored.issuperset(sql_object.name for sql_object in catalog.definitions())


def make(cursor: DuckDBPyConnection) -> None:
    """Make all of them in the transaction of `cursor`. Tables that exist stay as they are."""
    for sql_object in catalog.definitions():
        cursor.execute(sql_object.text)
