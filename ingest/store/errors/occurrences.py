"""Occurrences of errors: one row for each, whatever number of files it is in and whatever order they come in.

This is record linkage: several rows may be about one event. `collect_sightings` (sql/statements) groups the rows that
may be about the same event by a key (blocking). `match_sightings` decides which of them are (matching). If a key comes
again, its rows are taken out, matched together with the new ones, and stored again. The row with most information is in
`errors`. The other rows of the event, its echoes, are in `error_echoes`, so that the order of arrival does not change
the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def apply(cursor: DuckDBPyConnection) -> None:
    """Add the errors of the temporary table `batch` (columns of `logs`) to `errors`, on the writer's cursor."""
    cursor.execute(catalog.statement("collect_sightings").body)
    if _changed(cursor) == 0:
        return
    if _run(cursor, "load_known_sightings") > 0:
        _run(cursor, "delete_matching_errors")
        _run(cursor, "delete_matching_echoes")
    cursor.execute(catalog.statement("match_sightings").body)
    _run(cursor, "store_errors")
    _run(cursor, "store_echoes")


def _run(cursor: DuckDBPyConnection, name: str) -> int:
    cursor.execute(catalog.statement(name).body)
    return _changed(cursor)


def _changed(cursor: DuckDBPyConnection) -> int:
    row = cursor.fetchone()
    return int(row[0]) if row else 0
