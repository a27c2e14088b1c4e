"""Errors as they happened: one row per occurrence, in however many files it stands and whatever order they come in.

The rule is in sql/statements: sight_errors (which rows may be the same event) and tell_errors_apart (which are). The
rows of a key that comes up again are taken out, told apart together with the new ones, and stored anew; rows that tell
of an occurrence but not best are kept in `error_echoes`, because the result must not depend on the order of arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def apply(cursor: DuckDBPyConnection) -> None:
    """Add the errors of the temporary table `batch` (columns of `logs`) to `errors`, on the writer's cursor."""
    cursor.execute(catalog.statement("sight_errors").body)
    if _changed(cursor) == 0:
        return
    if _run(cursor, "recall_errors") > 0:
        _run(cursor, "forget_errors")
        _run(cursor, "forget_echoes")
    cursor.execute(catalog.statement("tell_errors_apart").body)
    _run(cursor, "store_errors")
    _run(cursor, "store_echoes")


def _run(cursor: DuckDBPyConnection, name: str) -> int:
    cursor.execute(catalog.statement(name).body)
    return _changed(cursor)


def _changed(cursor: DuckDBPyConnection) -> int:
    row = cursor.fetchone()
    return int(row[0]) if row else 0
