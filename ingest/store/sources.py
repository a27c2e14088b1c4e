"""Which service writes which log stream: the table `sources`, kept in the transaction of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def apply(cursor: DuckDBPyConnection) -> None:
    """Add the temporary table `batch` (columns of `logs`) to `sources`, on the writer's cursor."""
    cursor.execute(catalog.statement("record_sources").body)
